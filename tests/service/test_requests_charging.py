"""The information processing fee: worked out by both standards, charged by one, paid or lapsed."""

from __future__ import annotations

from pathlib import Path

import pytest

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.requests import charging, ledger
from gongkai.service.requests.actions.charge import pay, propose_fee
from gongkai.service.requests.actions.consent import consent
from gongkai.service.requests.actions.entering import Doubted
from gongkai.service.requests.actions.lapse import confirm_fee_lapse
from gongkai.service.requests.actions.supplement import supplement
from gongkai.service.requests.actions.tell import tell
from gongkai.service.requests.models import Case, Entry, Standing
from tests.service.cases import Bureau, a_who, at
from tests.service.requests_acts import choose, day

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(settings: object, tmp_path: Path) -> Path:
    settings.GONGKAI_DATA = tmp_path  # type: ignore[attr-defined]
    choose(tmp_path, fees_in_use="on")
    return tmp_path


@pytest.fixture
def bureau(folder: Path) -> Bureau:
    return Bureau()


def many(bureau: Bureau, count: int, on: str = "2025-09-01", **facts: object) -> list[Case]:
    return [bureau.received(on, **facts) for _ in range(count)]


def noticed(bureau: Bureau, case: Case, on: str = "2025-09-10", delivered: str | None = None) -> Entry:
    proposal = propose_fee(
        case, standard="pages", pages=150, says="数量明显超过合理范围", by=bureau.clerk, at=at(on)
    )
    consent(proposal, by=bureau.head, at=at(on))
    told = None if delivered is None else day(delivered)
    return tell(proposal, on=day(on), delivered=told, by=bureau.clerk, at=at(delivered or on))


def test_requests_of_one_requester_in_one_month_are_counted_in_their_order(bureau: Bureau) -> None:
    cases = many(bureau, 12)
    bureau.received("2025-08-29")
    bureau.received("2025-09-01", requester=a_who("李四", identity_number="990101199001010022"))
    assert [charging.earlier_this_month(case) for case in cases] == list(range(12))
    found = charging.simulate(cases[10], 150, day("2025-09-10"))
    assert (found.by_items, found.by_pages.yuan) == (100, 1700)


def test_the_day_of_receipt_decides_the_month_and_not_the_day_of_arrival(bureau: Bureau) -> None:
    awaited = bureau.received("2025-09-30", channel="fax")
    assert charging.earlier_this_month(awaited) is None


def test_who_has_no_number_is_not_told_to_be_the_same_as_anybody(bureau: Bureau) -> None:
    nameless = many(bureau, 2, requester=a_who(identity_number=""))
    assert [charging.earlier_this_month(case) for case in nameless] == [None, None]
    assert not charging.simulate(nameless[1], 10, day("2025-09-10")).counted


def test_another_organs_requests_count_only_where_the_government_counts_them_together(
    bureau: Bureau, folder: Path
) -> None:
    county = Bureau("qingshan", "青山区人民政府", kind="county")
    other = Bureau("qingshan-caizheng", "青山区财政局", parent="qingshan")
    bureau.organ.parent = county.organ
    bureau.organ.save()
    many(other, 3)
    mine = bureau.received("2025-09-02")
    assert charging.earlier_this_month(mine) == 0
    choose(folder, fees_in_use="on", fee_count_scope="government")
    assert charging.earlier_this_month(mine) == 3


def test_a_fee_is_proposed_with_both_standards_and_stops_the_clock_once_told(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    proposal = propose_fee(
        case,
        standard="pages",
        pages=150,
        says="数量明显超过合理范围",
        by=bureau.clerk,
        at=at("2025-09-10"),
    )
    assert proposal.event["basis"] == {
        "standard": "pages",
        "pages": 150,
        "before": 0,
        "by_pages": 1700,
        "by_items": 0,
    }
    consent(proposal, by=bureau.head, at=at("2025-09-10"))
    entry = tell(proposal, on=day("2025-09-11"), by=bureau.clerk, at=at("2025-09-11"))
    assert entry.particulars == {"yuan": 1700}
    assert ledger.clock_of(case).halted == "payment"


def test_the_term_runs_afresh_after_payment(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    noticed(bureau, case, delivered="2025-09-11")
    pay(case, on=day("2025-09-15"), by=bureau.clerk, at=at("2025-09-15"))
    assert ledger.clock_of(case).due == day("2025-10-17")


def test_a_fee_lapses_only_when_its_delivery_is_known_and_its_time_is_over(bureau: Bureau) -> None:
    """20 working days after delivery on 12 September: 17 October."""
    case = bureau.received("2025-09-01")
    entry = noticed(bureau, case)
    given = {"says": "财政专户没有到账", "by": bureau.clerk}
    with pytest.raises(CannotDo, match="没有登记收费通知何时送达"):
        confirm_fee_lapse(case, on=day("2025-11-03"), at=at("2025-11-03"), **given)
    supplement(case, entry.place, {"delivered": day("2025-09-12")}, by=bureau.clerk, at=at("2025-09-12"))
    last = ledger.clock_of(case).pay_by
    assert last == day("2025-10-16")
    with pytest.raises(CannotDo, match="尚未届满"):
        confirm_fee_lapse(case, on=last, at=at("2025-10-16"), **given)
    confirm_fee_lapse(case, on=day("2025-10-17"), at=at("2025-10-17"), **given)
    assert Standing.objects.get(case=case).outcome == "fee_unpaid"


def test_paid_too_late_it_is_handled_only_with_a_reason(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    noticed(bureau, case, delivered="2025-09-12")
    with pytest.raises(Doubted, match="缴费晚于"):
        pay(case, on=day("2025-10-20"), by=bureau.clerk, at=at("2025-10-20"))
    pay(case, on=day("2025-10-20"), by=bureau.clerk, at=at("2025-10-20"), although="银行系统故障，有证明")


def test_nothing_is_charged_where_the_organ_takes_no_fee(bureau: Bureau, folder: Path) -> None:
    choose(folder, fees_in_use="off")
    case = bureau.received("2025-09-01")
    with pytest.raises(CannotDo, match="没有启用信息处理费"):
        noticed(bureau, case)


def test_a_fee_of_nothing_is_not_noticed(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    for standard in ("items", "pages"):
        with pytest.raises(CannotDo, match="0元"):
            propose_fee(
                case, standard=standard, pages=30, says="数量很多", by=bureau.clerk, at=at("2025-09-10")
            )


def test_a_notice_after_the_term_asks_for_the_reason(bureau: Bureau) -> None:
    with pytest.raises(Doubted, match="应在办理期限内发出"):
        noticed(bureau, bureau.received("2025-09-01"), "2025-10-09")
