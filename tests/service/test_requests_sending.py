"""A letter arrives when somebody signed, and goes where its addressee is reached, or somebody says why."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from lxml import html

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.requests import ledger
from gongkai.service.requests.actions.send_letter import deliver, send
from gongkai.service.requests.models import Letter, Wish
from gongkai.statute.carriers import carrier, package_carriers
from gongkai.statute.errors import NoRule
from tests.service.cases import Bureau, at
from tests.service.test_requests_deciding import post
from tests.service.test_requests_letters import _granted

pytestmark = pytest.mark.django_db
DAY, ON = "2025-09-10", date(2025, 9, 10)


@pytest.fixture
def bureau() -> Bureau:
    return Bureau(reconsideration_body="青山区人民政府", address="青山区样例路1号", phone="000-1234567")


def an_issued(bureau: Bureau, **facts: Any) -> Letter:
    """Return a letter with its number; its approval and its ledger are tested elsewhere."""
    letter = _granted(bureau)
    Letter.objects.filter(pk=letter.pk).update(number="青山区〔2025〕1号", issued_on=ON)
    from gongkai.service.requests.actions.entering import enter
    from gongkai.statute.events import Answered

    event = Answered(on=ON, outcome="full_disclosure")
    entry = enter(letter.case, event, by=bureau.clerk, at=at(DAY))
    Letter.objects.filter(pk=letter.pk).update(entry=entry)
    Wish.objects.filter(case=letter.case).update(**facts)
    return Letter.objects.get(pk=letter.pk)


def kinds(letter: Letter) -> list[str]:
    return [event.kind for event in ledger.events_of(letter.case)]


def test_what_is_handed_over_has_left_and_arrived_on_the_day_somebody_signed(bureau: Bureau) -> None:
    letter = an_issued(bureau)
    way = {"means": "in_person", "on": ON, "by": bureau.clerk, "at": at(DAY)}
    sending = send(letter, **way)
    assert sending.dispatch.delivered_on is None
    assert kinds(letter) == ["received", "answered"]
    signed = {"on": date(2025, 9, 12), "by": bureau.clerk, "at": at("2025-09-12")}
    with pytest.raises(CannotDo, match="凭证"):
        deliver(sending.dispatch, **signed)
    deliver(sending.dispatch, says="张三9月12日签收", **signed)
    assert [(e.kind, e.on) for e in ledger.events_of(letter.case)][2:] == [
        ("sent", date(2025, 9, 12)),
        ("delivered", date(2025, 9, 12)),
    ]


def test_who_signed_at_once_is_said_at_once(bureau: Bureau) -> None:
    letter = an_issued(bureau)
    way = {"on": ON, "by": bureau.clerk, "at": at(DAY), "says": "张三当场签收"}
    with pytest.raises(CannotDo, match="送达以后"):
        send(letter, means="portal", **way)
    assert send(letter, means="in_person", **way).dispatch.delivered_on == ON
    assert kinds(letter) == ["received", "answered", "sent", "delivered"]


@pytest.mark.parametrize(
    ("means", "address"),
    [("post", "青山区样例路2号"), ("email", "lisi@example.com"), ("email", "xzhangsan@example.com")],
)
def test_another_address_than_her_own_is_asked_about_and_the_reason_kept(
    bureau: Bureau, means: str, address: str
) -> None:
    letter = an_issued(bureau)
    way = {"means": means, "on": ON, "by": bureau.clerk, "at": at(DAY), "address": address}
    way |= {"carrier": "ems", "tracking": "1234567890123"} if means == "post" else {}
    with pytest.raises(CannotDo, match="不一致"):
        send(letter, **way)
    assert kinds(letter) == ["received", "answered"]
    assert send(letter, although="申请人来电改址", **way).dispatch.although == "申请人来电改址"


def test_her_own_address_is_taken_however_it_is_written(bureau: Bureau) -> None:
    letter = an_issued(bureau)
    way = {"means": "email", "on": ON, "by": bureau.clerk, "at": at(DAY)}
    assert send(letter, address=" ZhangSan@example.com", **way).dispatch.although == ""
    posted = {**way, "means": "post", "carrier": "ems", "tracking": "1234567890123"}
    send(letter, address="545000 青山区 样例路1号 张三收", **posted)


def test_who_asked_for_paper_is_not_sent_a_download_without_a_reason(bureau: Bureau) -> None:
    letter = an_issued(bureau, medium="paper", way="portal")
    way = {"means": "portal", "on": ON, "by": bureau.clerk, "at": at(DAY)}
    with pytest.raises(CannotDo, match="纸质"):
        send(letter, **way)
    send(letter, although="申请人同意改为电子", **way)


def test_a_number_of_figures_alone_is_believed_of_the_postal_enterprise_only(bureau: Bureau) -> None:
    letter = an_issued(bureau)
    way = {"means": "post", "address": "青山区样例路1号", "tracking": "1234567890123", "on": ON}
    who = {"by": bureau.clerk, "at": at(DAY)}
    for key, says in (("", "由谁寄递"), ("courier", "第五十五条"), ("owl", "由谁寄递")):
        with pytest.raises(CannotDo, match=says):
            send(letter, carrier=key, **way, **who)
    assert send(letter, carrier="ems", **way, **who).dispatch.carrier == "ems"


def test_only_the_postal_enterprise_carries_official_papers() -> None:
    assert {key for key in package_carriers() if carrier(key, ON).carries} == {"china_post", "ems"}
    with pytest.raises(NoRule):
        carrier("owl", ON)


def test_the_page_asks_why_a_letter_goes_elsewhere(bureau: Bureau, client: Client) -> None:
    letter = an_issued(bureau)
    seen = {"seen": letter.case.entries.count(), "sent": 0, "on": timezone.localdate().isoformat()}
    way = {**seen, "means": "email", "address": "lisi@example.com"}
    answer = post(client, bureau.clerk, "desk-letter-send", letter.pk, **way)
    shown = html.fromstring(answer.content.decode())
    assert shown.xpath("//textarea[@name='although']") and "不一致" in shown.text_content()
    done = post(client, bureau.clerk, "desk-letter-send", letter.pk, **way, although="申请人来电改址")
    assert done.status_code == 302
