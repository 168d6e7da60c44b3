"""What leaves the service: role × state × output. Only what `visibility` says, kept or not, to whomever."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from django.test import Client
from django.utils import timezone

from gongkai.service.catalogue import store
from gongkai.service.catalogue.actions.draft_edition import draft_edition
from gongkai.service.catalogue.actions.release import release
from gongkai.service.catalogue.actions.save_draft import save_draft
from gongkai.service.catalogue.actions.submit import submit
from gongkai.service.catalogue.actions.withdraw import withdraw
from gongkai.service.catalogue.models import Attachment, Edition
from gongkai.service.catalogue.state import State, state_of
from gongkai.service.config import cache_freshness
from gongkai.service.organs.models import Duty, Organ
from tests.service.catalogue_desk import NOW, Desk, a_post, later
from tests.service.desk import an_organ, sign_in
from tests.service.leaving import public_addresses, said

# A sign in every field of each document, by its state: what is looked for in whatever leaves.
SIGNS = {
    State.DRAFT: "甲子暗",
    State.IN_REVIEW: "乙丑暗",
    State.RETURNED: "丙寅暗",
    State.REFERRED: "丁卯暗",
    State.WITHHELD: "戊辰暗",
    State.CLEARED: "己巳暗",
    State.SCHEDULED: "庚午暗",
    State.PUBLISHED: "辛未明",
    State.SUPERSEDED: "壬申旧",
    State.WITHDRAWN: "癸酉撤",
}
HIDDEN = [s for s in SIGNS if s not in (State.PUBLISHED, State.SUPERSEDED, State.WITHDRAWN)]
INTERNAL = "内部处理意见不外传"
SEARCHED = "档案普查"


@dataclass
class Matrix:
    """The documents by state, and who comes: clients of one worker, which keeps pages."""

    editions: dict[State, Edition]
    people: dict[str, Client]
    organs: list[str]
    heard: dict[str, dict[str, tuple[int, str]]]  # by role, by address

    def of(self, state: State) -> str:
        """The address of the document in that state."""
        document = self.editions[state].document
        return f"/organs/{document.organ.code}/documents/{document.pk}/"


def fields(state: State, number: int) -> dict[str, Any]:
    sign = SIGNS[state]
    return {
        "title": f"关于{sign}的通知",
        "document_number": f"乌档〔2026〕{number}号",
        "summary": f"{sign}概述",
        "keywords": [f"{sign}词"],
        "unit": f"{sign}科",
        "topic": "02-01",
        "body": f"<p>{SEARCHED}。{sign}正文。</p>",
    }


def prepared(desk: Desk, state: State, number: int) -> Edition:
    """Return an edition with an attachment, submitted unless it is to stay a draft."""
    edition = desk.draft(**fields(state, number))
    data = f"{SEARCHED}，{SIGNS[state]}附件内容".encode()
    digest = store.keep(data)
    Attachment.objects.create(
        edition=edition,
        place=1,
        name=f"{SIGNS[state]}名单.csv",
        kind="csv",
        media_type="text/csv",
        size=len(data),
        original_sha256=digest,
        sha256=digest,
        text=data.decode(),
        added_by=desk.clerk,
        added_at=NOW,
    )
    if state is not State.DRAFT:
        submit(edition, by=desk.clerk, at=later(1))
    return edition


def brought_to(desk: Desk, state: State, number: int, now: datetime) -> Edition:
    """Return an edition that the actions have brought into a state."""
    edition = prepared(desk, state, number)
    if state in (State.DRAFT, State.IN_REVIEW):
        return edition
    verdicts = {State.RETURNED: "return", State.REFERRED: "refer", State.WITHHELD: "withhold"}
    if verdict := verdicts.get(state):
        to = {"refer_to": "乌山区保密局"} if verdict == "refer" else {}
        desk.passes(edition, desk.reviewer, later(2), verdict=verdict, says=INTERNAL, **to)
        return edition
    desk.clear(edition, later(2))
    if state is State.CLEARED:
        return edition
    begins = now + timedelta(days=10) if state is State.SCHEDULED else None
    release(edition, by=desk.clerk, at=now - timedelta(days=1), begins=begins)
    edition = Edition.objects.get(pk=edition.pk)
    if state is State.WITHDRAWN:
        withdraw(
            edition, reason=INTERNAL, public_note="请看新的文件。", by=desk.head, at=now - timedelta(hours=1)
        )
    if state is State.SUPERSEDED:
        saved = draft_edition(
            edition.document,
            arose_on=timezone.localdate(now - timedelta(hours=3)),
            by=desk.clerk,
            at=now - timedelta(hours=3),
        )
        following = Edition.objects.get(document=edition.document, number=2)
        plain: dict[str, Any] = {
            "title": "后来的一版",
            "summary": "改过的概述。",
            "keywords": [],
            "unit": "",
            "body": "<p>改过了。</p>",
        }
        save_draft(following, plain, version=following.version, by=desk.clerk, at=now - timedelta(hours=3))
        following.attachments.get().delete()
        submit(following, by=desk.clerk, at=now - timedelta(hours=3))
        desk.clear(following, now - timedelta(hours=2))
        release(following, by=desk.clerk, at=now - timedelta(hours=2))
        assert saved
    return edition


@pytest.fixture
def matrix(db: None, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Matrix]:
    settings.GONGKAI_PAGE_MEMORY = 8_000_000
    settings.GONGKAI_API_RATE = 10**6
    settings.GONGKAI_DATA = tmp_path
    monkeypatch.setattr(cache_freshness, "EVERY", 3600.0)
    now = timezone.now()
    above = an_organ("wushan", "乌山区人民政府", kind="county")
    own = an_organ("wushan-danganju", "乌山区档案局", parent="wushan", supervisor="wushan")
    other = an_organ("wushan-minzhengju", "乌山区民政局", parent="wushan")
    desk = Desk(own)
    editions = {state: brought_to(desk, state, number, now) for number, state in enumerate(SIGNS, 1)}
    for state, edition in editions.items():
        assert state_of(edition, now).state is state
    # The clerk comes first: what a page made for her would show would be kept for whoever comes after.
    people = {
        "own clerk": desk.clerk,
        "supervisor": a_post(above, Duty.SUPERVISOR, "jiandu"),
        "other clerk": a_post(Organ.objects.get(pk=other.pk), Duty.CLERK, "bieren"),
        "anonymous": None,
    }
    clients: dict[str, Client] = {}
    handler = Client().handler
    for role, post in people.items():
        client = Client()
        client.handler = handler  # one worker, one store of kept pages
        clients[role] = sign_in(client, post) if post else client
    made = Matrix(editions, clients, ["wushan-danganju", "wushan-minzhengju", "wushan"], {})
    addresses = list(dict.fromkeys(public_addresses(made.organs)))
    for role, client in clients.items():
        made.heard[role] = {address: said(client, address) for address in addresses}
    yield made


def where(heard: dict[str, tuple[int, str]], words: str) -> list[str]:
    """Return the addresses at which words are said."""
    return [address for address, (_status, text) in heard.items() if words in text]


def test_only_what_is_public_leaves_to_whomever_and_wherever(matrix: Matrix):
    for role, heard in matrix.heard.items():
        for state in HIDDEN:
            document = matrix.editions[state].document
            assert where(heard, SIGNS[state]) == [], (role, state)
            assert where(heard, document.index_number) == [], (role, state)
            assert heard[matrix.of(state)][0] == 404, (role, state)
            own = [
                a
                for a in heard
                if f"/documents/{document.pk}/" in a or a.endswith(f"/documents/{document.pk}")
            ]
            assert len(own) >= 8, "the walk does not ask for the addresses of the document itself"
            assert {heard[address][0] for address in own} == {404}, (role, state)
            named = [a for a in where(heard, f"/documents/{document.pk}/") if a not in own]
            assert named == [], (role, state)
        assert where(heard, INTERNAL) == [], role

        gone = matrix.editions[State.WITHDRAWN].document
        pages = where(heard, SIGNS[State.WITHDRAWN])
        assert {heard[page][0] for page in pages} <= {410}, (role, pages)
        assert where(heard, f"{SIGNS[State.WITHDRAWN]}正文") == [], role
        assert where(heard, f"{SIGNS[State.WITHDRAWN]}附件内容") == [], role
        own = [a for a in heard if f"/documents/{gone.pk}/" in a or a.endswith(f"/documents/{gone.pk}")]
        assert {heard[address][0] for address in own} == {410}, role

        # An earlier wording stays readable under the document that has taken its place, and nowhere else.
        old = matrix.editions[State.SUPERSEDED].document
        places = where(heard, SIGNS[State.SUPERSEDED])
        assert places
        assert all(f"/documents/{old.pk}" in place for place in places), (role, places)

        # Everybody is told the same: nothing public depends on who asks.
        assert heard == matrix.heard["anonymous"], role

    shown = where(matrix.heard["anonymous"], SIGNS[State.PUBLISHED])
    document = matrix.editions[State.PUBLISHED].document
    outputs = {
        "page": matrix.of(State.PUBLISHED),
        "list": "/documents/",
        "list of an organ": "/organs/wushan-danganju/latest/",
        "library of the government": "/organs/wushan/library/normative/",
        "search": f"/search/?q={SEARCHED}",
        "feed": "/feeds/documents.atom",
        "feed of a search": f"/feeds/search.atom?q={SEARCHED}",
        "API": f"/api/v1/documents/{document.pk}",
        "list of the API": "/api/v1/documents",
        "search of the API": f"/api/v1/search?q={SEARCHED}",
        "open data": "/open-data/catalogue.csv",
        "open data in lines": "/open-data/catalogue.jsonl",
        "text": f"{matrix.of(State.PUBLISHED)}editions/1/document.txt",
        "attachment": next(a for a in shown if "/files/1/" in a),
    }
    assert {output for output, address in outputs.items() if address not in shown} == set()
    assert f"/documents/{document.pk}/" in matrix.heard["anonymous"]["/sitemaps/documents-0.xml"][1]

    # In English and for older readers it is the same.
    for language in ("/en", "/elder"):
        for address in public_addresses(matrix.organs[:1]):
            _status, text = said(matrix.people["own clerk"], language + address)
            # A page that is not there may repeat the address it was asked for, and with it a file's name.
            leaving = [s for s in HIDDEN if SIGNS[s] in text and SIGNS[s] not in unquote(address)]
            assert leaving == [], language + address

    # The desk shows a draft to its own organ and to who supervises it, and to nobody else.
    draft = matrix.editions[State.DRAFT]
    answers = {
        role: [said(client, f"/desk/documents/{key}/")[0] for key in (draft.pk, draft.document_id)]
        for role, client in matrix.people.items()
    }
    assert 200 in answers["own clerk"]
    assert set(answers["other clerk"]) == {404}
    assert set(answers["anonymous"]) == {302}
    for role in ("other clerk", "anonymous"):
        assert SIGNS[State.DRAFT] not in said(matrix.people[role], "/desk/documents/")[1]
    assert SIGNS[State.DRAFT] in said(matrix.people["own clerk"], "/desk/documents/")[1]
