"""Publishing an annual report: on the day chosen, with what was set right."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from gongkai.service.annual import queries
from gongkai.service.annual.actions.judge import accept, send_back
from gongkai.service.annual.actions.make_version import make_version
from gongkai.service.annual.actions.plan import plan, unplan
from gongkai.service.annual.actions.publish import publish, publish_as_planned
from gongkai.service.annual.models import Filing
from gongkai.service.annual.nightly import publish_planned
from gongkai.service.annual.owed import due
from gongkai.service.annual.standing import Stage, stands
from gongkai.service.annual.years import years_of
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.models import Deed, Duty, Post
from tests.service.annual_children import County
from tests.service.cases import at
from tests.service.desk import a_person, a_post, sign_in
from tests.service.filings import Reporting, explain_the_first_year
from tests.service.reporting import became

pytestmark = pytest.mark.django_db

NEXT = at("2026-01-08")
DAY = at("2026-01-28").date()


@pytest.fixture
def bureau() -> Reporting:
    """Return a bureau with last year's report of zeros public."""
    found = Reporting()
    last = found.drafted(2024)
    explain_the_first_year(found, last)
    found.accepted(last, at("2025-01-08"))
    publish(last.filing, by=found.clerk, at=at("2025-01-08"))
    return found


def test_a_report_becomes_public_by_itself_on_the_day_chosen_and_not_before(bureau: Reporting) -> None:
    filing = bureau.accepted(bureau.drafted(), NEXT).filing
    plan(filing, DAY, by=bureau.clerk, at=NEXT)
    assert stands(filing).stage is Stage.ACCEPTED
    assert publish_planned(at("2026-01-27", "23:50")) == 0
    assert publish_planned(at("2026-01-28", "00:15")) == 1
    found = stands(filing)
    assert found.stage is Stage.PUBLISHED
    assert found.published is not None
    assert found.published.published_on == DAY
    assert publish_planned(at("2026-01-29", "00:15")) == 0


def test_the_day_can_be_changed_and_given_up_and_lies_ahead(bureau: Reporting) -> None:
    filing = bureau.accepted(bureau.drafted(), NEXT).filing
    with pytest.raises(CannotDo, match="今天之后"):
        plan(filing, NEXT.date(), by=bureau.clerk, at=NEXT)
    plan(filing, DAY, by=bureau.clerk, at=NEXT)
    later = at("2026-01-30").date()
    plan(filing, later, by=bureau.clerk, at=NEXT)
    assert publish_planned(at("2026-01-28", "00:15")) == 0
    unplan(filing, by=bureau.clerk, at=NEXT)
    assert publish_planned(at("2026-01-30", "00:15")) == 0
    assert stands(filing).stage is Stage.ACCEPTED


def test_what_was_returned_meanwhile_is_not_published(bureau: Reporting) -> None:
    filing = bureau.accepted(bureau.drafted(), NEXT).filing
    plan(filing, DAY, by=bureau.clerk, at=NEXT)
    send_back(filing, by=bureau.supervisor, at=NEXT, says="第五部分有误。")
    assert publish_planned(at("2026-01-28", "00:15")) == 0
    assert stands(filing).stage is Stage.RETURNED


def test_what_cannot_be_published_on_its_day_is_due_with_the_reason(bureau: Reporting) -> None:
    filing = bureau.accepted(bureau.drafted(), NEXT).filing
    plan(filing, DAY, by=bureau.clerk, at=NEXT)
    bureau.closed(cells={"T2.gfxwj.made": 1, "T2.gfxwj.in_force": 1})
    night = at("2026-01-28", "00:15")
    assert publish_planned(night) == 0
    assert Deed.objects.filter(act="annual.not_published", key=str(filing.pk)).count() == 1
    waiting = [
        each for each in due(bureau.clerk, at("2026-01-29")) if "没有在确定的日期公布" in str(each.says)
    ]
    assert [(each.late, each.by) for each in waiting] == [(True, DAY)]
    assert "重新核定" in waiting[0].how


def test_the_public_sees_what_was_set_right_and_the_edition_before(bureau: Reporting, client: Client) -> None:
    filing = bureau.accepted(bureau.drafted(), NEXT).filing
    publish(filing, by=bureau.clerk, at=NEXT)
    bureau.closed(cells={"T2.gfxwj.made": 1, "T2.gfxwj.in_force": 1})
    note = "更正行政规范性文件制发件数。"
    anew = make_version(filing, by=bureau.clerk, at=NEXT, note=note)
    publish(bureau.accepted(anew, NEXT).filing, by=bureau.clerk, at=NEXT)
    page = client.get(reverse("report", args=[bureau.organ.code, 2025])).content.decode()
    assert page.count(note) == 3  # above the report, in its first words, in the list of editions
    before = client.get(reverse("edition", args=[bureau.organ.code, 2025, 1]))
    assert before.status_code == 200
    assert "旧版" in before.content.decode()


@pytest.mark.parametrize("form", ["html", "docx", "pdf", "xlsx", "json"])
def test_every_format_is_handed_out_and_before_publication_to_the_desk(
    bureau: Reporting, client: Client, form: str
) -> None:
    filing = bureau.accepted(bureau.drafted(), NEXT).filing
    filed = publish(filing, by=bureau.clerk, at=NEXT)
    answer = client.get(reverse("download", args=[bureau.organ.code, 2025, filed.number, form]))
    assert answer.status_code == 200
    assert len(answer.content) > 500


def test_a_merged_organ_shows_no_sum_of_a_year_while_the_report_of_one_it_came_after_is_missing() -> None:
    county = County()
    first, second = county.child("jia-ju", "甲局"), county.child("yi-ju", "乙局")
    version = first.filed(at("2026-01-20"))
    accept(version.filing, by=county.supervisor, at=at("2026-01-20"))
    publish(version.filing, by=first.clerk, at=at("2026-01-20"))
    new = county.child("xin-ju", "新局")
    became("merged", [first.organ, second.organ], [new.organ], "2026-03-01")
    on = at("2026-03-03").date()
    filed = queries.current_reports(new.organ, on, scopes=queries.BOTH)
    (years,) = years_of(new.organ, filed, on)
    assert (years.told, years.figures, years.older) == ((), [], ())
    assert [(year.year, year.missing) for year in years.incomplete] == [(2025, (second.organ,))]
    page = Client().get("/organs/xin-ju/reports/").content.decode()
    assert "2025年度的数不列出，因为本网没有下列原机关的报告：" in page
    assert "乙局" in page


def test_a_report_becomes_public_on_its_day_although_who_chose_it_has_left(
    bureau: Reporting, client: Client
) -> None:
    filing = bureau.accepted(bureau.drafted(), NEXT).filing
    plan(filing, DAY, by=bureau.clerk, at=NEXT)
    end_post(bureau.clerk, until=at("2026-01-23").date())
    second = a_post(bureau.organ, Duty.CLERK, a_person("second", "李四"))
    assert list(due(second, at("2026-01-24"))) == []

    assert publish_planned(at("2026-01-28", "00:15")) == 1

    found = stands(filing)
    assert found.published is not None and found.published.published_on == DAY
    chosen, done = found.steps[-2:]
    assert (chosen.by, done.by) == (bureau.clerk, None), "she chose the day, and did nothing after her post"
    assert "经办人" not in found.published.imported_by
    assert "没有公布，因为" not in page_of(client, second, filing)


def test_it_is_published_under_the_post_of_who_chose_the_day_while_that_is_in_force(
    bureau: Reporting,
) -> None:
    filing = bureau.accepted(bureau.drafted(), NEXT).filing
    plan(filing, DAY, by=bureau.clerk, at=NEXT)
    assert publish_planned(at("2026-01-28", "00:15")) == 1
    assert stands(filing).steps[-1].by == bureau.clerk


def test_what_its_colleague_gave_up_is_not_published_by_the_night(bureau: Reporting) -> None:
    filing = bureau.accepted(bureau.drafted(), NEXT).filing
    plan(filing, DAY, by=bureau.clerk, at=NEXT)
    end_post(bureau.clerk, until=at("2026-01-23").date())
    second = a_post(bureau.organ, Duty.CLERK, a_person("second", "李四"))
    unplan(filing, by=second, at=at("2026-01-24"))
    assert publish_planned(at("2026-01-28", "00:15")) == 0
    with pytest.raises(CannotDo, match="没有确定公布日期"):
        publish_as_planned(filing, at=at("2026-01-28", "00:15"))


def test_why_a_day_was_missed_speaks_of_nobodys_post(bureau: Reporting) -> None:
    filing = bureau.accepted(bureau.drafted(), NEXT).filing
    plan(filing, DAY, by=bureau.clerk, at=NEXT)
    bureau.closed(cells={"T2.gfxwj.made": 1, "T2.gfxwj.in_force": 1})
    end_post(bureau.clerk, until=at("2026-01-23").date())
    second = a_post(bureau.organ, Duty.CLERK, a_person("second", "李四"))
    assert publish_planned(at("2026-01-28", "00:15")) == 0
    (line,) = [each for each in due(second, at("2026-01-29")) if "没有在确定的日期公布" in str(each.says)]
    assert "重新核定" in line.how and "您的任职" not in line.how


def end_post(post: Post, until: date) -> None:
    Post.objects.filter(pk=post.pk).update(until=until)


def page_of(client: Client, post: Post, filing: Filing) -> str:
    sign_in(client, post)
    return client.get(reverse("desk-annual-filing", args=[filing.pk])).content.decode()
