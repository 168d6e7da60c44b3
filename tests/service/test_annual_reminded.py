"""The last day of an annual report is told by mail as that of a reply is: once, to who owes it."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gongkai.service.annual.actions.aggregate import aggregate
from gongkai.service.annual.actions.judge import accept, send_back
from gongkai.service.annual.actions.plan import plan
from gongkai.service.annual.actions.publish import publish
from gongkai.service.annual.actions.register_reporter import set_deadline
from gongkai.service.annual.owing import terms
from gongkai.service.catalogue.desk_law import law_here
from gongkai.service.organs.models import Person
from gongkai.service.requests.reminding import feeds, gathering
from gongkai.service.requests.reminding.actions.remind import remind
from gongkai.service.requests.reminding.models import Mail, Reminder
from tests.service.annual_children import Child, County
from tests.service.cases import at
from tests.service.test_reminding import Kept, reached

pytestmark = pytest.mark.django_db

LAST = date(2026, 1, 31)  # a Saturday
THEN = at("2026-01-20")


@pytest.fixture
def county() -> County:
    return County()


@pytest.fixture
def child(county: County) -> Child:
    found = county.child("a-ju", "甲局")
    county.register(found.organ)
    return found


def owed(person: Person, on: date) -> list[tuple[str, date | None]]:
    """Return what of annual reports a person is told on a day: the kind, and the day it speaks of."""
    lines = gathering.by_person(on).get(person.pk, [])
    return [(line.owed.kind, line.owed.day) for line in lines if line.owed.about.startswith("a")]


@pytest.mark.parametrize(
    ("on", "kind"),
    [
        (date(2026, 1, 26), ""),
        (date(2026, 1, 27), "report_soon"),
        (LAST, "report_today"),
        (date(2026, 2, 2), "report_overdue"),
    ],
)
def test_the_day_of_a_report_nobody_has_begun_is_owed_by_who_writes_it_and_overdue_by_its_head(
    child: Child, on: date, kind: str
) -> None:
    assert owed(child.clerk.person, on) == ([(kind, LAST)] if kind else [])
    assert owed(child.leader.person, on) == ([(kind, LAST)] if kind == "report_overdue" else [])
    assert owed(child.supervisor.person, on) == []


def test_it_is_told_once_each_with_its_day_and_that_nobody_works_on_it(child: Child, settings) -> None:
    settings.GONGKAI_SITE = "https://www.example"
    reached(child.clerk.person)
    told = [remind(at(f"2026-01-{day}"), [Kept()]) for day in ("27", "28", "30", "31")]
    told += [remind(at(day), [Kept()]) for day in ("2026-02-01", "2026-02-09", "2026-03-09")]
    assert told == [1, 0, 0, 1, 1, 0, 0]
    kinds = ["report_soon", "report_today", "report_overdue"]
    assert list(Reminder.objects.order_by("pk").values_list("kind", flat=True)) == kinds
    first, _, last = Mail.objects.order_by("pk")
    assert first.subject == "提醒：甲局2025年度 3个工作日内应当报送年度报告"
    assert "甲局2025年度（2026-01-31）" in first.text
    assert "期限不顺延，请在此前最后一个工作日2026-01-30以前办完" in first.text
    assert "https://www.example" + reverse("desk-annual") in first.text
    assert "年度报告已过报送期限" in last.text


def test_a_report_that_is_in_is_owed_to_the_public_only_after_its_acceptance(child: Child) -> None:
    version = child.filed(THEN)
    assert owed(child.clerk.person, LAST) == [], "it is with the authority"
    accept(version.filing, by=child.supervisor, at=THEN)
    [(kind, day)] = owed(child.clerk.person, LAST)
    assert (kind, day) == ("publish_today", LAST)
    plan(version.filing, date(2026, 1, 30), by=child.clerk, at=THEN)
    assert owed(child.clerk.person, date(2026, 1, 28)) == [], "its day is chosen, and in time"
    assert owed(child.clerk.person, date(2026, 2, 2)) == [("publish_overdue", LAST)]
    publish(version.filing, by=child.clerk, at=at("2026-02-02"))
    assert owed(child.clerk.person, date(2026, 2, 3)) == []


def test_a_returned_report_is_owed_again(child: Child) -> None:
    version = child.filed(THEN)
    send_back(version.filing, by=child.supervisor, at=THEN, says="第五部分有误。")
    assert owed(child.clerk.person, LAST) == [("publish_today", LAST)]


def test_a_day_set_by_the_authority_counts(county: County, child: Child) -> None:
    earlier = date(2026, 1, 16)
    days = {"kind": "organ", "submit_by": earlier, "basis": "区政府通知"}
    set_deadline(county.organ, 2025, **days, by=county.supervisor, at=at("2026-01-05"))
    assert owed(child.clerk.person, earlier) == [("report_today", earlier)]


def test_who_files_none_of_its_own_is_told_none(county: County) -> None:
    inner, free = county.child("nei-ju", "内局"), county.child("wai-ju", "外局")
    county.register(inner.organ, independent=False, under=county.organ)
    assert owed(inner.clerk.person, LAST) == owed(free.clerk.person, LAST) == []
    inner.drafted()
    free.drafted()
    assert (owed(inner.clerk.person, LAST), len(owed(free.clerk.person, LAST))) == ([], 1), "begun, too"


def test_the_governments_own_report_goes_to_the_public_by_its_day(county: County) -> None:
    county.register(county.organ, kind="government_office_own")
    assert owed(county.clerk.person, LAST) == [("publish_today", LAST)]


def test_the_sum_is_owed_by_its_authority_until_it_is_public(county: County, child: Child) -> None:
    last = date(2026, 2, 20)
    assert owed(county.clerk.person, last) == [("report_today", last)]
    accept(child.filed(THEN).filing, by=county.supervisor, at=THEN)
    version = aggregate(county.organ, 2025, by=county.clerk, at=at("2026-02-02"))
    assert owed(county.clerk.person, last) == [("report_today", last)]
    county.whole(version, at("2026-02-03"))
    [term] = [each for each in terms(law_here(), last) if each.organ == county.organ.pk]
    assert term.url == ("desk-annual-filing", version.filing_id)
    alone = County("hu", "湖区人民政府")
    assert owed(alone.clerk.person, last) == [], "nobody is under it"
    alone.child("hu-ju", "湖区甲局")
    assert owed(alone.clerk.person, last) == [], "nobody is known to report to it"


def test_the_calendar_of_a_desk_has_the_day_long_before(child: Child) -> None:
    def calendar(post):
        found = feeds.calendar(feeds.make(post, at("2026-01-03")), at("2026-01-03")).decode()
        return found.replace("\r\n ", "")

    assert "报送年度报告最迟 甲局2025年度" in calendar(child.clerk)
    assert "20260131" in calendar(child.clerk)
    assert "年度报告" not in calendar(child.supervisor)


def test_the_questions_asked_do_not_grow_with_the_organs(county: County, child: Child) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            assert list(terms(law_here(), LAST))
        return len(found)

    child.filed(THEN)
    county.register(county.child("yi-ju", "乙局").organ)
    before = asked()
    for n in range(3):
        more = county.child(f"ju-{n}", f"第{n}局")
        county.register(more.organ)
        if n:
            more.filed(THEN)
    assert asked() == before
