"""The class of a requester is corrected after intake by two, with what stood before kept (30号, 表三)."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from gongkai.service.annual.actions.close_year import close_year
from gongkai.service.annual.changes import since
from gongkai.service.annual.facts import report_of
from gongkai.service.annual.filings import filing_of
from gongkai.service.annual.models import Closing
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.models import Deed
from gongkai.service.organs.policy import NotAllowed
from gongkai.service.requests import archiving, desk_due, ledger, proposing, reclassing
from gongkai.service.requests.actions.consent import consent, decline
from gongkai.service.requests.actions.correct_class import propose_class
from gongkai.service.requests.actions.entering import enter
from gongkai.service.requests.actions.erase_requester import erase_requester
from gongkai.service.requests.actions.split import split
from gongkai.service.requests.models import Case, Party, Proposal, Standing
from gongkai.service.requests.reminding import gathering
from gongkai.statute.events import Answered, Sent
from tests.service.cases import Bureau, at
from tests.service.desk import sign_in
from tests.service.reporting import asked

pytestmark = pytest.mark.django_db
SAYS = "申请书上盖的是公司的章"


@pytest.fixture
def bureau(settings: Any, tmp_path: Path) -> Bureau:
    settings.GONGKAI_DATA = tmp_path
    return Bureau()


def proposed(bureau: Bureau, case: Case, to: str = "business", day: str = "2025-09-03") -> Proposal:
    return propose_class(case, requester_class=to, says=SAYS, by=bureau.clerk, at=at(day))


def corrected(bureau: Bureau, case: Case, to: str = "business", day: str = "2025-09-03") -> Proposal:
    proposal = proposed(bureau, case, to, day)
    consent(proposal, by=bureau.head, at=at(day, "11:00"))
    return proposal


def classes(*cases: Case) -> list[tuple[str, str]]:
    return [
        (
            Party.objects.get(case=case, role="requester").requester_class,
            Standing.objects.get(case=case).requester_class,
        )
        for case in cases
    ]


def in_two(bureau: Bureau) -> list[Case]:
    whole = bureau.received("2025-09-01")
    words = {"says": "两件不同的事项", "on": date(2025, 9, 2), "by": bureau.clerk, "at": at("2025-09-02")}
    return [whole, *split(whole, ["2024年预算", "2024年决算"], **words)]


def test_nothing_changes_before_another_consents_and_then_the_index_does_too(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    proposal = proposed(bureau, case)
    assert classes(case) == [("natural_person", "natural_person")]
    with pytest.raises(NotAllowed):
        consent(proposal, by=bureau.clerk, at=at("2025-09-04"))
    consent(proposal, by=bureau.head, at=at("2025-09-04"))
    assert classes(case) == [("business", "business")]


def test_who_proposed_it_does_not_consent_in_another_post(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    proposal = propose_class(case, requester_class="business", says=SAYS, by=bureau.head, at=at("2025-09-03"))
    with pytest.raises(NotAllowed, match="您自己提出"):
        consent(proposal, by=bureau.head, at=at("2025-09-04"))
    assert classes(case) == [("natural_person", "natural_person")]


def test_what_was_declined_leaves_the_class(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    decline(proposed(bureau, case), says="申请书是个人署名", by=bureau.head, at=at("2025-09-04"))
    assert classes(case) == [("natural_person", "natural_person")]
    assert list(reclassing.corrected_since([case.pk], at("2025-09-01"))) == []


def test_the_class_registered_before_is_kept_with_who_when_and_why(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    proposal = corrected(bureau, case)
    assert reclassing.classes_of(Proposal.objects.get()) == ("natural_person", "business")
    assert (proposal.says, proposal.by, proposal.consent.by) == (SAYS, bureau.clerk, bureau.head)
    deed = Deed.objects.get(act="requests.class_corrected")
    assert (deed.key, deed.person) == (str(case.pk), bureau.head.person)
    assert (deed.particulars["before"], deed.particulars["after"]) == ("natural_person", "business")
    assert len(ledger.events_of(case)) == 1  # no event of the law


@pytest.mark.parametrize(
    ("facts", "field", "says"),
    [
        ({"requester_class": "natural_person"}, "requester_class", "不必更正"),
        ({"requester_class": "club"}, "requester_class", "请选择"),
        ({"says": "误 "}, "says", "请写明理由"),
    ],
)
def test_a_correction_has_another_class_and_its_reason(
    bureau: Bureau, facts: dict[str, str], field: str, says: str
) -> None:
    case = bureau.received("2025-09-01")
    given = {"requester_class": "business", "says": SAYS, **facts}
    with pytest.raises(CannotDo, match=says) as refusal:
        propose_class(case, by=bureau.clerk, at=at("2025-09-03"), **given)
    assert set(refusal.value.faults) == {field}
    assert not Proposal.objects.exists()


def test_two_do_not_wait_at_once_and_an_overtaken_one_is_refused(bureau: Bureau) -> None:
    whole, part = in_two(bureau)
    proposal = proposed(bureau, whole)
    with pytest.raises(CannotDo, match="已经有人在"):
        proposed(bureau, part, "research")
    Party.objects.filter(role="requester").update(requester_class="other_org")
    with pytest.raises(ledger.Overtaken, match="已经改过"):
        consent(proposal, by=bureau.head, at=at("2025-09-04"))


def test_a_request_and_its_parts_have_one_requester_of_one_class(bureau: Bureau) -> None:
    whole, part = in_two(bureau)
    words = {"says": "又是两件", "on": date(2025, 9, 3), "by": bureau.clerk, "at": at("2025-09-03")}
    (part_of_part,) = split(part, ["决算一", "决算二"], **words)
    other = bureau.received("2025-09-01")
    proposal = corrected(bureau, part_of_part, day="2025-09-04")
    assert proposal.case == whole
    assert classes(whole, part, part_of_part, other) == [("business",) * 2] * 3 + [("natural_person",) * 2]
    assert Deed.objects.filter(act="requests.class_corrected").count() == 3


def test_it_is_owed_by_who_consents_and_afterwards_by_nobody(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    proposal = proposed(bureau, case)
    owed = gathering.by_person(date(2025, 9, 4))
    assert [line.owed.kind for line in owed[bureau.head.person_id] if line.owed.kind == "consent"]
    says = [str(due.says) for due in desk_due.due(bureau.head, at("2025-09-04"))]
    assert any("更正申请人类别" in line for line in says)
    consent(proposal, by=bureau.head, at=at("2025-09-04"))
    assert proposing.untold(case) == []
    kinds = [line.owed.kind for lines in gathering.by_person(date(2025, 9, 4)).values() for line in lines]
    assert not {"consent", "untold"} & set(kinds)
    says = [str(due.says) for due in desk_due.due(bureau.clerk, at("2025-09-04"))]
    assert not any("更正申请人类别" in line for line in says)


def test_the_page_proposes_it_and_the_page_of_the_head_answers(bureau: Bureau, client: Client) -> None:
    whole, part = in_two(bureau)
    sign_in(client, bureau.clerk)
    case_page = client.get(reverse("desk-case", args=[part.pk])).content.decode()
    url = reverse("desk-case-class", args=[part.pk])
    assert f'href="{url}"' in case_page
    again = client.post(url, {"requester_class": "natural_person", "says": SAYS})
    assert "不必更正" in again.content.decode()
    assert client.post(url, {"requester_class": "business", "says": SAYS}).status_code == 302
    sign_in(client, bureau.head)
    for case in (whole, part):
        assert "更正申请人类别" in client.get(reverse("desk-case", args=[case.pk])).content.decode()
    asked_of = reverse("desk-proposal", args=[Proposal.objects.get().pk])
    shown = client.get(asked_of).content.decode()
    assert SAYS in shown and "自然人" in shown and "商业企业" in shown
    answer = {
        "seen": 2,
        "granted": "yes",
        "on": client.get(asked_of).context["form"].initial["on"],
        "says": "",
    }
    assert client.post(asked_of, answer).status_code == 302
    assert classes(whole, part) == [("business", "business")] * 2
    for case in (whole, part):
        told = client.get(reverse("desk-case", args=[case.pk])).content.decode()
        assert "同意：更正申请人类别" in told and "原登记的类别" in told


def a_closing(bureau: Bureau, moment: str = "2026-01-12", reason: str = "") -> Closing:
    return close_year(filing_of(bureau.organ, 2025), by=bureau.clerk, at=at(moment), reason=reason)


def test_after_a_closing_it_is_a_change_told_with_its_day_and_a_restatement(
    bureau: Bureau, client: Client
) -> None:
    case = asked(bureau, "2025-03-03", "2025-03-20")
    asked(bureau, "2025-03-04", "2025-03-20")
    first = a_closing(bureau)
    corrected(bureau, case, day="2026-01-14")
    (found,) = since(first, at("2026-01-15"))
    assert (found.before, found.after) == (("T3.R1.C1", "T3.R3_1.C1"), ("T3.R1.C2", "T3.R3_1.C2"))
    assert [(one.kind, one.on, one.recorded_at) for one in found.learnt] == [
        (reclassing.KIND, date(2026, 1, 14), at("2026-01-14", "11:00"))
    ]
    page = sign_in(client, bureau.clerk).get(reverse("desk-annual-changes", args=[bureau.organ.code, 2025]))
    assert "更正申请人类别" in page.content.decode()
    second = a_closing(bureau, "2026-01-15", reason="申请人类别登记有误，经同意更正")
    assert (first.number, second.number) == (1, 2)
    assert [report_of(each).values()["T3.R1.C2"] for each in (first, second)] == [0, 1]
    assert since(second, at("2026-01-16")) == []


def test_a_correction_before_the_closing_is_counted_and_is_nothing_learnt_since(bureau: Bureau) -> None:
    case = asked(bureau, "2025-12-01")
    corrected(bureau, case, day="2025-12-14")
    closing = a_closing(bureau)
    assert report_of(closing).values()["T3.R1.C2"] == 1
    for event in (Answered(on=date(2025, 12, 30), outcome="not_held"), Sent(on=date(2025, 12, 30))):
        enter(case, event, by=bureau.clerk, at=at("2026-01-14"))
    (found,) = since(closing, at("2026-01-15"))
    assert [one.kind for one in found.learnt] == ["answered", "sent"]


def test_the_fault_of_a_year_leads_to_the_page_and_is_gone_after_the_correction(
    bureau: Bureau, client: Client
) -> None:
    case = asked(bureau, "2025-03-03", "2025-03-20")
    Party.objects.filter(case=case).update(requester_class="")
    Standing.objects.update(counted_by="")
    with pytest.raises(CannotDo, match="没有登记申请人类别"):
        a_closing(bureau)
    figures = reverse("desk-annual-figures", args=[bureau.organ.code, 2025])
    shown = sign_in(client, bureau.clerk).get(figures).content.decode()
    assert f'href="{reverse("desk-case-class", args=[case.pk])}"' in shown
    proposal = corrected(bureau, case, "research", "2026-01-11")
    assert reclassing.classes_of(proposal) == ("", "research")
    assert report_of(a_closing(bureau)).values()["T3.R1.C3"] == 1


def test_the_file_for_the_archive_tells_what_stood_before(bureau: Bureau) -> None:
    case = asked(bureau, "2025-03-03", "2025-03-20")
    name = "9-申请人类别更正.json"
    assert name not in {piece.name for piece in archiving._record(case)}
    corrected(bureau, case)
    (piece,) = [piece for piece in archiving._record(case) if piece.name == name]
    (told,) = json.loads(piece.data)
    assert (told["before"], told["after"], told["says"]) == ("自然人", "商业企业", SAYS)


def test_the_reason_goes_where_it_names_her_and_the_correction_stays(bureau: Bureau) -> None:
    case = asked(bureau, "2025-03-03", "2025-03-20")
    proposal = propose_class(
        case, requester_class="business", says="张三是公司的法务", by=bureau.clerk, at=at("2025-09-03")
    )
    consent(proposal, by=bureau.head, at=at("2025-09-03"))
    erase_requester(case, grounds="申请人书面请求删除", by=bureau.head, at=at("2026-09-04"))
    kept = Proposal.objects.get()
    assert "张三" not in kept.says
    assert reclassing.classes_of(kept) == ("natural_person", "business")
    assert classes(case) == [("business", "business")]
