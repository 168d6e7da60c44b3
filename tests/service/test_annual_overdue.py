"""P4: of what is carried over, whatever was overdue on 31 December is told with its requests (条例33)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gongkai.service.annual.actions.close_year import close_year
from gongkai.service.annual.actions.explain import explain
from gongkai.service.annual.actions.make_version import make_version
from gongkai.service.annual.actions.publish import publish
from gongkai.service.annual.actions.write_section import write_section
from gongkai.service.annual.checking import Verdict
from gongkai.service.annual.deciding import verdicts_of
from gongkai.service.annual.models import ClosedOverdue, Version
from gongkai.service.annual.overdue import keep_all, overdue
from gongkai.service.annual.standing import stands
from gongkai.service.annual.triggers import OVERDUE
from gongkai.service.organs import triggers
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.requests.actions.entering import enter as happened
from gongkai.service.requests.models import Case
from gongkai.statute.events import (
    Answered,
    CorrectionAsked,
    EntryAnnulled,
    Extended,
    Received,
    RedoOrdered,
    Sent,
)
from tests.service.annual_children import explain_all
from tests.service.cases import at
from tests.service.desk import sign_in
from tests.service.filings import WORDS, Reporting
from tests.service.histories import History, enter
from tests.service.reporting import declare
from tests.service.test_annual_closing import WHOLE
from tests.service.test_requests_together import parted

pytestmark = pytest.mark.django_db

JANUARY = at("2026-01-05")


def received(day: str) -> Received:
    return Received(on=date.fromisoformat(day), channel="in_person", evidence="当面递交")


def entered(bureau: Reporting, *histories: tuple[Any, ...]) -> list[Case]:
    return enter(bureau.organ, bureau.clerk, [History("business", each) for each in histories])


def late(bureau: Reporting) -> list[int]:
    return overdue(close_year(bureau.filing(), by=bureau.clerk, at=JANUARY)).cases


def version_of(bureau: Reporting) -> Version:
    for address, unit in WHOLE.items():
        declare(bureau, address, 0, unit=unit)
    close_year(bureau.filing(), by=bureau.clerk, at=JANUARY)
    for section, words in WORDS.items():
        write_section(
            bureau.filing(), section, words.format(year=2025, last=2024), by=bureau.clerk, at=JANUARY
        )
    return make_version(bureau.filing(), by=bureau.clerk, at=JANUARY)


def p4(version: Version) -> list[Verdict]:
    return [each for each in verdicts_of(version) if each.finding.rule == "P4"]


def test_only_what_was_past_its_last_day_is_overdue_as_it_stood_on_31_december() -> None:
    long_ago, later = received("2025-10-09"), received("2025-12-15")
    answer, sent = (
        Answered(on=date(2025, 10, 30), outcome="not_held"),
        Sent(on=date(2026, 1, 4), means="邮寄"),
    )
    extended = Extended(on=date(2025, 11, 20), days=20, consented_by="负责人", notified=date(2025, 11, 20))
    asked = CorrectionAsked(on=date(2025, 10, 15), by=date(2025, 11, 5), items="写明年度")
    bureau = Reporting()
    cases = entered(
        bureau,
        (long_ago,),
        (long_ago, answer, sent),  # decided in time, left too late
        (long_ago, Answered(on=date(2026, 1, 4), outcome="not_held"), sent),
        (long_ago, RedoOrdered(on=date(2026, 1, 3), by="court", until=date(2026, 2, 27))),  # for its silence
        (later,),
        (later, Answered(on=date(2026, 1, 4), outcome="not_held"), sent),
        (received("2025-11-14"), extended),
        (long_ago, asked),  # no term runs
    )
    assert late(bureau) == [case.pk for case in cases[:4]]


def test_an_extension_annulled_since_was_none() -> None:
    extended = Extended(on=date(2025, 11, 20), days=20, consented_by="负责人", notified=date(2025, 11, 20))
    wrong = EntryAnnulled(on=date(2026, 1, 4), annuls=2, reason="登记有误")
    bureau = Reporting()
    (case,) = entered(bureau, (received("2025-11-14"), extended, wrong))
    assert late(bureau) == [case.pk]


def test_a_request_that_was_split_is_overdue_with_any_of_its_parts() -> None:
    bureau = Reporting()
    whole = bureau.received("2025-10-09")
    parted(bureau, whole, on="2025-10-10")
    for event in (Answered(on=date(2025, 10, 20), outcome="not_held"), Sent(on=date(2025, 10, 20))):
        happened(whole, event, by=bureau.clerk, at=at("2025-10-20"))
    assert late(bureau) == [whole.pk]


def test_it_keeps_the_report_back_until_as_many_are_explained_and_opens_its_requests(client: Client) -> None:
    bureau = Reporting()
    first, second, _ = entered(
        bureau, (received("2025-03-03"),), (received("2025-10-09"),), (received("2025-12-15"),)
    )
    version = version_of(bureau)
    (verdict,) = p4(version)
    assert verdict.finding.message == "结转下年度继续办理的3件中，有2件到2025年12月31日已经超过答复期限"
    assert (verdict.blocks, verdict.cases) == (True, (first.pk, second.pk))
    page = sign_in(client, bureau.clerk).get(reverse("desk-annual-filing", args=[version.filing_id]))
    assert all(reverse("desk-case", args=[key]) in page.content.decode() for key in verdict.cases)
    assert all(f">{case.number}</a>" in page.content.decode() for case in (first, second))
    given = {"rule": "P4", "address": verdict.address, "kind": "other", "by": bureau.clerk, "at": JANUARY}
    with pytest.raises(CannotDo):
        explain(version, **given, amount=None, says="人手不足，已经加派")
    explain_all(version, bureau.clerk, bureau.head)
    (verdict,) = p4(version)
    assert not verdict.blocks
    filing = bureau.accepted(version, at("2026-01-08")).filing
    filed = publish(filing, by=bureau.clerk, at=at("2026-01-08", "16:00"))
    assert '"P4"' not in version.findings + filed.findings  # the public sees how many, not how late


def test_a_report_that_carries_nothing_late_over_says_nothing() -> None:
    bureau = Reporting()
    entered(bureau, (received("2025-12-15"),))
    assert p4(version_of(bureau)) == []


def test_a_closing_that_was_not_counted_here_has_nothing_behind_it() -> None:
    bureau = Reporting()
    assert p4(bureau.drafted(cells={"T3.R2.C1": 1, "T3.R2.C7": 1, "T3.R4.C1": 1, "T3.R4.C7": 1})) == []


LONG = Extended(on=date(2025, 11, 20), days=20, consented_by="负责人", notified=date(2025, 11, 20))


def test_what_is_entered_after_the_closing_changes_it_only_by_closing_again(client: Client) -> None:
    """An annulment after acceptance, an extension entered late: the approved explanation still fits."""
    bureau = Reporting()
    (case, _) = entered(bureau, (received("2025-11-14"), LONG), (received("2025-03-03"),))
    version = version_of(bureau)
    explain_all(version, bureau.clerk, bureau.head)
    filing = bureau.accepted(version, at("2026-01-08")).filing
    happened(
        case,
        EntryAnnulled(on=date(2026, 1, 9), annuls=2, reason="登记有误"),
        by=bureau.clerk,
        at=at("2026-01-09"),
    )

    (verdict,) = p4(version)

    assert (verdict.finding.left, verdict.blocks) == (1, False)
    publish(filing, by=bureau.clerk, at=at("2026-01-10"))
    close_year(filing, by=bureau.clerk, at=at("2026-01-11"), reason="延长登记有误")
    assert len(overdue(stands(filing).closing).cases) == 2  # type: ignore[arg-type]


def test_a_dispatch_entered_late_is_taken_in_by_closing_again_though_no_cell_changes() -> None:
    bureau = Reporting()
    (case,) = entered(bureau, (received("2025-11-14"),))
    version = version_of(bureau)
    assert len(p4(version)) == 1
    with pytest.raises(CannotDo, match="没有变化"):
        close_year(bureau.filing(), by=bureau.clerk, at=at("2026-01-06"), reason="再核定")
    happened(case, LONG, by=bureau.clerk, at=at("2026-01-06"))
    assert len(p4(version)) == 1

    close_year(bureau.filing(), by=bureau.clerk, at=at("2026-01-07"), reason="补登延长")
    again = make_version(bureau.filing(), by=bureau.clerk, at=at("2026-01-07"))

    assert p4(again) == []
    assert again.digest == version.digest
    with pytest.raises(CannotDo, match="完全相同"):
        make_version(bureau.filing(), by=bureau.clerk, at=at("2026-01-07"))


def test_of_a_closing_from_before_it_is_read_as_known_then_and_kept_by_the_next_night() -> None:
    bureau = Reporting()
    (case, _) = entered(bureau, (received("2025-11-14"), LONG), (received("2025-03-03"),))
    closing = version_of(bureau).closing
    assert closing is not None
    with connection.cursor() as cursor:
        for statement in triggers.off(connection, OVERDUE):
            cursor.execute(statement)
        cursor.execute("DELETE FROM annual_closedoverdue")
        for statement in triggers.on(connection, OVERDUE):
            cursor.execute(statement)
    wrong = EntryAnnulled(on=date(2026, 1, 9), annuls=2, reason="登记有误")
    happened(case, wrong, by=bureau.clerk, at=at("2026-01-09"))
    assert len(overdue(closing).cases) == 1

    assert keep_all(at("2026-01-10")) == 1

    assert ClosedOverdue.objects.get().carried == 2
    assert keep_all(at("2026-01-11")) == 0
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE annual_closedoverdue SET carried = 0")


@pytest.mark.parametrize("page", ["desk-annual-filing", "desk-annual-explain"])
def test_the_pages_of_a_report_read_no_ledger_whatever_it_carries_over(client: Client, page: str) -> None:
    def asked_for(bureau: Reporting, count: int) -> list[str]:
        entered(bureau, *[(received("2025-03-03"),)] * count)
        version = version_of(bureau)
        key = version.filing_id if page == "desk-annual-filing" else version.pk
        sign_in(client, bureau.clerk)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse(page, args=[key])).status_code == 200
        return [query["sql"] for query in asked]

    one = asked_for(Reporting(), 1)
    seven = asked_for(Reporting("qingshan-minzhengju", "青山区民政局"), 7)
    assert len(seven) == len(one)
    assert not [sql for sql in seven if '"requests_entrywords"' in sql], "no request is read whole"
