"""Two people at one annual report at once: one does it, the other is told, nothing is doubled.

On connections of their own; on SQLite and PostgreSQL.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from gongkai.service.annual import summing
from gongkai.service.annual.actions.aggregate import aggregate
from gongkai.service.annual.actions.close_year import close_year
from gongkai.service.annual.actions.declare import declare
from gongkai.service.annual.actions.explain import answer_explanation, explain
from gongkai.service.annual.actions.judge import accept, send_back
from gongkai.service.annual.actions.make_version import make_version
from gongkai.service.annual.actions.plan import plan
from gongkai.service.annual.actions.publish import publish
from gongkai.service.annual.actions.receive_report import read_file, receive_report
from gongkai.service.annual.actions.record_occasion import record_none, record_occasion, withdraw_occasion
from gongkai.service.annual.actions.register_reporter import register_reporter, set_deadline
from gongkai.service.annual.actions.remind_reporters import remind
from gongkai.service.annual.actions.review_version import send_to_review, speak
from gongkai.service.annual.actions.submit import submit, take_back
from gongkai.service.annual.actions.write_section import write_section
from gongkai.service.annual.deciding import verdicts_of
from gongkai.service.annual.filings import Overtaken, filing_of
from gongkai.service.annual.models import (
    Closing,
    Declaration,
    Explanation,
    FiledReport,
    Filing,
    LocalDeadline,
    Occasion,
    Reminded,
    Reporter,
    SectionText,
    Step,
    Version,
)
from gongkai.service.annual.nightly import publish_planned
from gongkai.service.annual.register import reporters
from gongkai.service.annual.standing import Stage, stands
from gongkai.service.organs.models import Deed, Duty
from tests.service.annual_children import County, Far, explain_all
from tests.service.cases import at
from tests.service.desk import a_person, a_post
from tests.service.filings import OTHER_WORDS, Reporting, a_report, as_json, pass_all
from tests.service.test_requests_races import at_once, names

pytestmark = pytest.mark.django_db(transaction=True)

YEAR = 2025
NEXT, NIGHT = at("2026-01-08"), at("2026-01-28", "00:15")


@pytest.fixture
def bureau() -> Reporting:
    return Reporting()


def whole(bureau: Reporting) -> Version:
    """Return a version of which everything that cannot be compared is explained."""
    version = bureau.drafted(YEAR)
    explain_all(version, bureau.clerk, bureau.head)
    return version


def kinds(filing: Filing) -> list[str]:
    return list(Step.objects.filter(version__filing=filing).order_by("place").values_list("kind", flat=True))


def test_of_two_who_begin_close_and_write_the_report_of_a_year_one_does_each(bureau: Reporting) -> None:
    gave = at_once(*(lambda: filing_of(bureau.organ, YEAR) for _ in range(4)))
    assert len({filing.pk for filing in gave}) == Filing.objects.count() == 1
    filing = bureau.filing(YEAR)
    seen = stands(filing).seen
    both = (bureau.clerk, bureau.head)

    gave = at_once(*(lambda by=by: close_year(filing, by=by, at=NEXT, seen=seen) for by in both))
    assert names(gave) == ["Closing", "Overtaken"]
    assert Closing.objects.get().number == 1

    gave = at_once(
        *(lambda by=by: write_section(filing, 5, f"{by.duty}写的。", by=by, at=NEXT, seen=0) for by in both)
    )
    assert names(gave) == ["Overtaken", "SectionText"]
    assert SectionText.objects.count() == 1

    seen = stands(filing).seen
    gave = at_once(*(lambda by=by: make_version(filing, by=by, at=NEXT, seen=seen) for by in both))
    assert names(gave) == ["Overtaken", "Version"]
    assert Version.objects.get().number == 1

    version = Version.objects.get()
    gave = at_once(
        lambda: make_version(filing, by=bureau.head, at=NEXT),  # no page told her what she had seen
        lambda: close_year(filing, by=bureau.clerk, at=NEXT, reason="再核一次"),
    )
    assert names(gave) == ["CannotDo", "CannotDo"]
    assert (Version.objects.count(), Closing.objects.count()) == (1, 1)
    assert stands(filing).version == version


def test_a_number_and_what_happened_are_entered_and_set_right_once(bureau: Reporting) -> None:
    both = (bureau.clerk, bureau.head)
    given: dict[str, Any] = {
        "year": YEAR,
        "month": 3,
        "address": "T2.xzcf.decisions",
        "evidence": "台账",
        "at": NEXT,
    }
    gave = at_once(
        *(lambda by=by, n=n: declare(bureau.organ, value=n, by=by, **given) for n, by in enumerate(both))
    )
    assert names(gave) == ["CannotDo", "Declaration"]
    first = Declaration.objects.get()
    gave = at_once(
        *(
            lambda by=by, n=n: declare(bureau.organ, value=n, by=by, replaces=first, why="漏计", **given)
            for n, by in enumerate(both, 8)
        )
    )
    assert names(gave) == ["Declaration", "Overtaken"]
    assert Declaration.objects.count() == 2

    told: dict[str, Any] = {"on": date(YEAR, 5, 6), "kind": "training", "at": NEXT}
    row = record_occasion(bureau.organ, says="培训一场", by=bureau.clerk, **told)
    gave = at_once(
        lambda: record_occasion(bureau.organ, says="培训二场", by=bureau.head, replaces=row, **told),
        lambda: withdraw_occasion(row, why="记错了", by=bureau.clerk, at=NEXT),
    )
    assert names(gave) == ["Occasion", "Overtaken"]
    assert Occasion.objects.count() == 2
    nothing: dict[str, Any] = {"year": YEAR, "kind": "clarification", "at": NEXT}
    gave = at_once(*(lambda by=by: record_none(bureau.organ, by=by, **nothing) for by in both))
    assert names(gave) == ["Occasion", "Occasion"]
    assert Occasion.objects.filter(kind="clarification").count() == 1


def test_a_difference_is_explained_and_the_explanation_answered_once(bureau: Reporting) -> None:
    cells = {"T3.R2.C1": 1, "T3.R2.C7": 1, "T3.R4.C1": 1, "T3.R4.C7": 1}
    last = bureau.drafted(YEAR - 1)
    explain_all(last, bureau.clerk, bureau.head)
    publish(bureau.accepted(last, at("2025-01-20")).filing, by=bureau.clerk, at=at("2025-01-20"))
    version = bureau.drafted(YEAR, cells)
    verdict = next(each for each in verdicts_of(version) if each.blocks and each.address == "T3.R2.C1")
    given: dict[str, Any] = {
        "rule": verdict.finding.rule,
        "address": verdict.address,
        "kind": "last_year_wrong",
        "amount": verdict.difference,
        "says": "上年多计一件。",
        "at": NEXT,
    }
    gave = at_once(*(lambda by=by: explain(version, by=by, **given) for by in (bureau.clerk, bureau.head)))
    assert names(gave) == ["CannotDo", "Explanation"]
    said = Explanation.objects.latest("pk")
    gave = at_once(
        lambda: answer_explanation(said, approves=True, by=bureau.leader, at=NEXT),
        lambda: answer_explanation(said, approves=False, says="不对", by=bureau.leader, at=NEXT),
    )
    assert names(gave) == ["CannotDo", "ExplanationAnswer"]


def test_a_report_is_reviewed_submitted_judged_and_published_once(bureau: Reporting) -> None:
    version = whole(bureau)
    filing = version.filing
    both = (bureau.clerk, bureau.head)

    seen = stands(filing).seen
    gave = at_once(*(lambda by=by: send_to_review(version, by=by, at=NEXT, seen=seen) for by in both))
    assert names(gave) == ["Overtaken", "Review"]
    digest = stands(filing).review.review.digest  # type: ignore[union-attr]
    given: dict[str, Any] = {"verdict": "pass", "digest": digest, "at": NEXT}
    speak(version, by=bureau.clerk, **given)
    pass_all(version, (bureau.reviewer, bureau.leader), NEXT)

    seen = stands(filing).seen
    gave = at_once(*(lambda by=by: submit(filing, by=by, at=NEXT, seen=seen) for by in both))
    assert names(gave) == ["Overtaken", "Step"]
    assert kinds(filing) == ["submitted"]

    seen = stands(filing).seen
    gave = at_once(
        lambda: accept(filing, by=bureau.supervisor, at=NEXT, seen=seen),
        lambda: send_back(filing, by=bureau.supervisor, at=NEXT, seen=seen, says="第五部分太短。"),
        lambda: take_back(filing, by=bureau.clerk, at=NEXT, seen=seen, says="还要改。"),
    )
    assert names(gave) == ["Overtaken", "Overtaken", "Step"]
    assert len(kinds(filing)) == 2
    if stands(filing).stage is not Stage.ACCEPTED:
        if stands(filing).stage is Stage.RETURNED:
            write_section(filing, 5, OTHER_WORDS, by=bureau.clerk, at=NEXT)
            bureau.cleared(make_version(filing, by=bureau.clerk, at=NEXT), NEXT)
        submit(filing, by=bureau.clerk, at=NEXT)
        accept(filing, by=bureau.supervisor, at=NEXT)

    seen = stands(filing).seen
    gave = at_once(*(lambda by=by: publish(filing, by=by, at=NEXT, seen=seen) for by in both))
    assert names(gave) == ["FiledReport", "Overtaken"]
    assert (FiledReport.objects.get().number, kinds(filing).count("published")) == (1, 1)


def test_of_the_night_and_two_people_one_publishes_and_nothing_is_said_to_have_failed(
    bureau: Reporting,
) -> None:
    filing = bureau.accepted(whole(bureau), NEXT).filing
    plan(filing, NIGHT.date(), by=bureau.clerk, at=NEXT)
    seen = stands(filing).seen

    gave = at_once(
        lambda: publish_planned(NIGHT),
        lambda: publish_planned(NIGHT),
        lambda: publish(filing, by=bureau.head, at=NIGHT, seen=seen),
    )

    assert gave[:2].count(1) + isinstance(gave[2], FiledReport) == 1
    assert isinstance(gave[2], FiledReport | Overtaken)
    assert FiledReport.objects.count() == kinds(filing).count("published") == 1
    assert not Deed.objects.filter(act="annual.not_published").exists()


def test_what_is_sent_at_once_is_one_report() -> None:
    county = Far()

    def send(count: int, key: str = "") -> Version:
        data = as_json(a_report(count=count))
        given = {"source": data, "name": "report.json", "by": county.supervisor, "at": NEXT}
        return receive_report(county.far, YEAR, read_file(data, "report.json"), key=key, **given)

    gave = at_once(*(lambda: send(2, "2025-1") for _ in range(4)))
    assert names(gave) == ["Version"] * 4
    version = Version.objects.get()
    assert {each.pk for each in gave} == {version.pk}  # type: ignore[attr-defined]
    assert (Closing.objects.count(), kinds(version.filing)) == (1, ["submitted"])
    send_back(version.filing, by=county.supervisor, at=NEXT, says="漏报。")

    gave = at_once(lambda: send(3, "2025-2"), lambda: send(4, "2025-2"))
    assert names(gave) == ["SentAnother", "Version"]
    send_back(version.filing, by=county.supervisor, at=NEXT, says="再核。")
    gave = at_once(lambda: send(5), lambda: send(5), lambda: send(6))
    assert names(gave) == ["CannotDo", "CannotDo", "Version"]
    assert list(Version.objects.order_by("number").values_list("number", flat=True)) == [1, 2, 3]


def test_an_identifier_is_taken_by_one_of_two_reports_that_come_at_once() -> None:
    county = Far()

    def send(year: int) -> Version:
        data = as_json(a_report(year=year))
        given = {"source": data, "name": "report.json", "by": county.supervisor, "at": NEXT}
        return receive_report(county.far, year, read_file(data, "report.json"), key="k", **given)

    gave = at_once(*(lambda year=year: send(year) for year in (2022, 2023, 2024, 2025)))
    assert names(gave) == ["SentAnother", "SentAnother", "SentAnother", "Version"]
    assert Version.objects.count() == Closing.objects.count() == 1


def test_who_is_reminded_by_two_at_once_is_reminded_once() -> None:
    county = County()
    county.register(county.child("a-ju", "甲局").organ)
    moment = at("2026-02-03")

    rows = [reporters(county.organ, YEAR, moment.date()).owing for _ in range(2)]
    gave = at_once(*(lambda each=each: remind(each, by=county.supervisor, at=moment) for each in rows))
    assert names(gave) == ["CannotDo", "Reminding"]
    assert Reminded.objects.count() == len(rows[0])


def test_what_two_enter_in_the_register_at_once_stands_there_once() -> None:
    county = County()
    organ = county.child("a-ju", "甲局").organ
    told = {"since": YEAR, "kind": "organ", "administrative": True, "external": True, "independent": True}
    days = {"kind": "organ", "submit_by": date(2026, 1, 20), "basis": "青政办函〔2026〕1号"}
    both = (county.supervisor, a_post(county.organ, Duty.SUPERVISOR, a_person("second", "吴九")))
    for facts in (told, {**told, "since": YEAR + 1}, told):
        enter = [
            lambda by=by, facts=facts: register_reporter(organ, **facts, basis="三定规定", by=by, at=NEXT)
            for by in both
        ]
        assert names(at_once(*enter)) == ["Reporter", "Reporter"]
    assert list(Reporter.objects.order_by("pk").values_list("since", flat=True)) == [YEAR, YEAR + 1, YEAR]
    setting = [lambda by=by: set_deadline(county.organ, YEAR, **days, by=by, at=NEXT) for by in both]
    assert names(at_once(*setting)) == ["LocalDeadline", "LocalDeadline"]
    assert LocalDeadline.objects.count() == 1


def test_a_sum_made_while_a_part_of_it_is_returned_is_without_it_or_says_that_it_is_stale() -> None:
    county = County()
    for code, name in (("a-ju", "甲局"), ("b-ju", "乙局")):
        child = county.children[code] = county.child(code, name)
        county.register(child.organ)
        accept(child.filed(NEXT).filing, by=county.supervisor, at=NEXT)
    part = county.children["a-ju"].filing(YEAR)

    gave = at_once(
        lambda: aggregate(county.organ, YEAR, by=county.clerk, at=NEXT),
        lambda: send_back(part, by=county.supervisor, at=NEXT, says="漏计一件。"),
    )
    assert names(gave) == ["Step", "Version"]
    version = Version.objects.get(filing__scope="aggregate")
    has_it = version.parts.filter(version__filing=part).exists()
    assert (version.parts.count(), bool(summing.stale(version))) == ((2, True) if has_it else (1, False))

    if has_it:
        version = aggregate(county.organ, YEAR, by=county.clerk, at=NEXT)
    accept(
        county.children["a-ju"].filed(NEXT, {"T2.gz.made": 1, "T2.gz.in_force": 1}).filing,
        by=county.supervisor,
        at=NEXT,
    )
    seen = stands(version.filing).seen
    gave = at_once(
        *(
            lambda by=by: aggregate(county.organ, YEAR, by=by, at=NEXT, seen=seen)
            for by in (county.clerk, county.head)
        )
    )
    assert names(gave) == ["Overtaken", "Version"]
    assert version.filing.versions.count() == version.number + 1
