"""The register of who must report: the three elements, the days, who is late, who is reminded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from lxml import html
from lxml.html import HtmlElement

from gongkai.service.annual import listed, owed
from gongkai.service.annual.actions.judge import accept, send_back
from gongkai.service.annual.actions.make_version import make_version
from gongkai.service.annual.actions.plan import plan
from gongkai.service.annual.actions.publish import publish
from gongkai.service.annual.actions.receive_report import receive_report
from gongkai.service.annual.actions.register_reporter import register_reporter, set_deadline
from gongkai.service.annual.actions.remind_reporters import remind
from gongkai.service.annual.actions.submit import submit
from gongkai.service.annual.desk import due
from gongkai.service.annual.filings import filing_of
from gongkai.service.annual.models import Reminded, Reporter, Version
from gongkai.service.annual.register import Register, Row, State, reporters
from gongkai.service.annual.rest_days import RestDay, rest_day
from gongkai.service.catalogue.desk_law import law_here
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.actions.succeed import succeed
from gongkai.service.organs.models import Duty, Organ, Post, Succession
from gongkai.service.organs.policy import NotAllowed
from gongkai.service.requests.reminding.channels import Channel, channels
from gongkai.service.requests.reminding.models import Mail, Preference
from gongkai.service.requests.reminding.outbox import send_due
from gongkai.statute.law import law
from tests.service.annual_children import County, Far, explain_all
from tests.service.cases import at
from tests.service.desk import a_post, an_organ, sign_in
from tests.service.filings import a_closing, a_report, as_json
from tests.service.reporting import became

pytestmark = pytest.mark.django_db

JANUARY, FEBRUARY = date(2026, 1, 20), date(2026, 2, 3)
THEN = at("2026-01-08")
JANUARY_20 = at("2026-01-20")


@pytest.fixture
def county() -> County:
    return County()


def states(found: Register) -> dict[str, State]:
    """Return the state of each report by its organ."""
    return {row.organ.name: row.state for row in found.rows if not row.is_own}


def test_an_organ_nobody_entered_is_named_and_not_left_out(county: County) -> None:
    child = county.child("qingshan-jiaoyuju", "青山区教育局")
    found = reporters(county.organ, 2025, JANUARY)
    assert [row.organ for row in found.rows] == [county.organ]
    assert found.unregistered == [child.organ]
    county.register(child.organ)
    found = reporters(county.organ, 2025, JANUARY)
    assert states(found) == {"青山区教育局": State.OPEN}
    assert found.unregistered == []


@pytest.mark.parametrize("lacks", ["administrative", "external", "independent"])
def test_an_organ_lacking_one_element_reports_in_another_and_says_in_which(
    county: County, lacks: str
) -> None:
    child, other = county.child("a-ju", "甲局"), county.child("b-suo", "乙所")
    with pytest.raises(CannotDo, match="并入哪个机关"):
        county.register(other.organ, **{lacks: False})
    row = county.register(other.organ, **{lacks: False}, under=child.organ)
    assert not row.must_report
    found = reporters(county.organ, 2025, JANUARY)
    assert [each.organ for each in found.within] == [other.organ]
    assert other.organ.name not in states(found)


def test_an_organ_with_all_three_is_in_nobody_elses_report(county: County) -> None:
    child, other = county.child("a-ju", "甲局"), county.child("b-suo", "乙所")
    with pytest.raises(CannotDo, match="不并入"):
        county.register(other.organ, under=child.organ)


def test_the_register_of_an_earlier_year_is_not_changed_by_a_later_entry(county: County) -> None:
    child, other = county.child("a-ju", "甲局"), county.child("b-suo", "乙所")
    county.register(other.organ, since=2023)
    county.register(other.organ, since=2025, independent=False, under=child.organ)
    assert other.organ.name in states(reporters(county.organ, 2024, JANUARY))
    assert other.organ.name not in states(reporters(county.organ, 2025, JANUARY))


def test_only_the_authority_over_an_organ_registers_it(county: County) -> None:
    child = county.child("a-ju", "甲局")
    facts = {"since": 2025, "kind": "organ", "administrative": True, "external": True, "independent": True}
    for post in (child.clerk, a_post(an_organ("elsewhere", "别处"), Duty.SUPERVISOR)):
        with pytest.raises(NotAllowed):
            register_reporter(child.organ, **facts, basis="三定规定", by=post, at=THEN)  # type: ignore[arg-type]


def test_local_days_may_be_earlier_than_those_of_the_law_and_never_later(county: County) -> None:
    facts = {"kind": "organ", "basis": "青政办函〔2026〕1号", "by": county.supervisor, "at": THEN}
    with pytest.raises(CannotDo, match="不能推后"):
        set_deadline(county.organ, 2025, submit_by=date(2026, 2, 1), **facts)  # type: ignore[arg-type]
    set_deadline(county.organ, 2025, submit_by=date(2026, 1, 15), **facts)  # type: ignore[arg-type]
    child = county.child("a-ju", "甲局")
    county.register(child.organ)
    (row,) = (row for row in reporters(county.organ, 2025, JANUARY).rows if row.organ == child.organ)
    assert (row.until.submit_by, row.late, row.state) == (date(2026, 1, 15), 5, State.LATE)
    assert row.until.basis == "青政办函〔2026〕1号"
    with pytest.raises(CannotDo, match="应当在次年"):
        set_deadline(county.organ, 2025, submit_by=date(2025, 12, 31), **facts)  # type: ignore[arg-type]


def test_of_two_local_days_the_one_set_last_counts_and_the_last_day_of_the_law_is_none_too_late(
    county: County,
) -> None:
    child = county.child("a-ju", "甲局")
    county.register(child.organ)
    facts = {"kind": "organ", "by": county.supervisor, "at": THEN}
    for day, basis in ((date(2026, 1, 15), "1号"), (date(2026, 1, 31), "2号"), (date(2026, 1, 25), "3号")):
        set_deadline(county.organ, 2025, submit_by=day, publish_by=day, basis=basis, **facts)  # type: ignore[arg-type]
        (row,) = (row for row in reporters(county.organ, 2025, JANUARY).rows if row.organ == child.organ)
        assert (row.until.submit_by, row.until.publish_by, row.until.basis) == (day, day, basis)
    with pytest.raises(CannotDo, match="不应早于"):
        set_deadline(
            county.organ,
            2025,
            submit_by=date(2026, 1, 20),
            publish_by=date(2026, 1, 19),
            basis="4号",
            **facts,  # type: ignore[arg-type]
        )


def test_who_was_reminded_is_not_late_on_the_last_day_itself(county: County) -> None:
    owing = county.child("a-ju", "甲局")
    county.register(owing.organ)
    remind(reporters(county.organ, 2025, JANUARY).owing, by=county.supervisor, at=at("2026-01-20"))
    assert [each.late for each in due(owing.leader, at("2026-01-31"))] == [False]
    assert [each.late for each in due(owing.leader, at("2026-02-01"))] == [True]


def test_the_worst_come_first(county: County) -> None:
    names = {"late": "丁局", "returned": "丙局", "submitted": "乙局", "accepted": "甲局"}
    made = {key: county.child(f"{key}-ju", name) for key, name in names.items()}
    for child in made.values():
        county.register(child.organ)
    for key in ("returned", "submitted", "accepted"):
        version = made[key].filed(THEN)
        if key == "accepted":
            accept(version.filing, by=county.supervisor, at=THEN)
        if key == "returned":
            send_back(version.filing, by=county.supervisor, at=THEN, says="第五部分过于笼统。")
    early = [row.state for row in reporters(county.organ, 2025, JANUARY).rows if not row.is_own]
    assert early == [State.RETURNED, State.SUBMITTED, State.OPEN, State.ACCEPTED]
    late = [
        (row.organ.name, row.state) for row in reporters(county.organ, 2025, FEBRUARY).rows if not row.is_own
    ]
    assert [state for _name, state in late] == [
        State.LATE,
        State.UNPUBLISHED,
        State.RETURNED,
        State.SUBMITTED,
    ]


def test_what_came_in_time_is_not_late_because_it_was_returned_or_is_set_right_since(county: County) -> None:
    child = county.child("a-ju", "甲局")
    county.register(child.organ)
    version = child.filed(THEN)
    send_back(version.filing, by=county.supervisor, at=at("2026-02-05"), says="第五部分过于笼统。")

    def row(day: str) -> Row:
        found = reporters(county.organ, 2025, date.fromisoformat(day)).rows
        return next(each for each in found if each.organ == child.organ)

    assert (row("2026-02-06").state, row("2026-02-06").late) == (State.RETURNED, 0)
    child.closed(2025, {"T2.gfxwj.made": 2, "T2.gfxwj.in_force": 2})
    again = child.drafted_again(at("2026-02-07"))
    child.explained(again)
    child.accepted(again, at("2026-02-07"))
    publish(version.filing, by=child.clerk, at=at("2026-02-08"))
    child.closed(2025, {"T2.gfxwj.made": 1, "T2.gfxwj.in_force": 1})
    make_version(version.filing, by=child.clerk, at=at("2026-03-05"), note="更正件数。")
    assert (row("2026-03-10").state, row("2026-03-10").late, row("2026-03-10").owes) == (
        State.PUBLISHED,
        0,
        False,
    )
    (listed_row,) = listed.rows([version.filing], date(2026, 3, 10))
    assert not listed_row.is_late


def test_what_is_accepted_and_not_public_after_the_last_day_is_late_in_the_register_and_on_the_desk(
    county: County,
) -> None:
    child = county.child("a-ju", "甲局")
    county.register(child.organ)
    version = child.filed(THEN)
    accept(version.filing, by=county.supervisor, at=THEN)
    with pytest.raises(CannotDo, match="最迟为2026-01-31"):
        plan(version.filing, date(2026, 12, 30), by=child.clerk, at=THEN)
    late = at("2026-02-02")
    plan(version.filing, date(2026, 12, 30), by=child.clerk, at=late)

    row = next(r for r in reporters(county.organ, 2025, late.date()).rows if r.organ == child.organ)
    (line,) = owed.due(child.clerk, late)

    assert (row.state, row.unpublished, row.owes) == (State.UNPUBLISHED, 2, True)
    assert line.late and "已过法定公布日期" in str(line.says)
    (told,) = remind([row], by=county.supervisor, at=late).told
    assert "请尽快公布" in told.says


def test_the_organ_that_came_after_one_in_january_owes_the_report_of_the_year_before(county: County) -> None:
    old = county.child("jiu-ju", "旧局")
    county.register(old.organ, since=2024)
    new = county.child("xin-ju", "新局")
    became("renamed", [old.organ], [new.organ], "2026-01-10")

    says = [str(line.says) for line in owed.due(new.clerk, at("2026-01-15"))]

    assert says == ["编制旧局的2025年度报告"]


def test_an_organ_merged_in_july_reports_no_more_and_its_successor_does(county: County) -> None:
    old, new = county.child("jiu-ju", "旧局"), county.child("xin-ju", "新局")
    for child in (old, new):
        county.register(child.organ, since=2024)
    succeed(
        kind="merged",
        on=date(2025, 7, 1),
        predecessors=[old.organ],
        successors=[new.organ],
        source="机构改革方案",
        by=None,
        at=at("2025-07-01"),
    )
    found = reporters(county.organ, 2025, JANUARY)
    assert set(states(found)) == {"新局"}
    assert [(gone.organ, gone.to) for gone in found.ended] == [(old.organ, (new.organ,))]
    assert set(states(reporters(county.organ, 2024, JANUARY))) == {"新局", "旧局"}


def test_a_last_day_that_is_a_rest_day_stays_and_the_working_day_before_it_is_named_everywhere(
    county: County,
) -> None:
    child, friday = county.child("a-ju", "甲局"), at("2026-01-30")  # 2026-01-31 is a Saturday
    county.register(child.organ)
    says = "2026-01-31是休息日，期限不顺延，请在此前最后一个工作日2026-01-30以前办完"

    (line,) = due(child.clerk, friday)
    assert (line.by, line.late, line.how) == (date(2026, 1, 31), False, says)
    owing = reporters(county.organ, 2025, friday.date()).owing
    (told,) = remind(owing, by=county.supervisor, at=friday).told
    assert told.says.startswith(f"{county.organ}催报：请在2026-01-31以前报送") and told.says.endswith(
        f"{says}。"
    )
    row = reporters(county.organ, 2025, date(2026, 1, 31)).rows[0]
    assert (row.late, row.rest_day) == (0, says)
    assert reporters(county.organ, 2025, date(2026, 2, 1)).rows[0].rest_day == ""
    version = child.drafted_whole()
    (line,) = (each for each in due(child.head, friday) if each.by)
    assert says in line.how
    (listed_row,) = listed.rows([version.filing], date(2026, 1, 30))
    assert listed_row.due == date(2026, 1, 31) and says in listed_row.how


def test_by_the_other_reading_nothing_is_said_and_a_working_day_has_nothing_before_it(tmp_path: Path) -> None:
    here = law_here()
    assert rest_day(date(2026, 1, 31), here) == RestDay(date(2026, 1, 31), date(2026, 1, 30))
    assert rest_day(date(2026, 2, 20), here) == RestDay(date(2026, 2, 20), date(2026, 2, 14))
    assert rest_day(date(2026, 3, 10), here) is None
    far = rest_day(date(2027, 1, 31), here)
    assert far is not None and far.is_provisional and "放假安排尚未公布" in far.says
    (tmp_path / "readings.toml").write_text(
        '[[choices]]\nreading = "rest_day_reminder"\nvalue = "none"\nfrom = 2025-06-01\n'
        'decided_by = "青山区人民政府办公室"\nreason = "不另作提醒。"\n'
    )
    assert rest_day(date(2026, 1, 31), law(tmp_path)) is None


def test_one_click_reminds_all_that_owe_once_a_day(county: County) -> None:
    owing, filed = county.child("a-ju", "甲局"), county.child("b-ju", "乙局")
    for child in (owing, filed):
        county.register(child.organ)
    submit(filed.cleared(filed.drafted_whole(), THEN).filing, by=filed.clerk, at=THEN)
    moment = at("2026-02-03")
    told = remind(reporters(county.organ, 2025, FEBRUARY).owing, by=county.supervisor, at=moment).told
    assert [row.organ for row in told] == [owing.organ]
    assert "已逾期3天" in told[0].says
    with pytest.raises(CannotDo, match="今天已经催报过"):
        remind(reporters(county.organ, 2025, FEBRUARY).owing, by=county.supervisor, at=moment)
    assert [each.how for each in due(owing.clerk, moment)] == [told[0].says]
    assert not [each for each in due(filed.clerk, moment) if "催报" in each.how]
    owing.filed(moment)
    assert not [each for each in due(owing.clerk, moment) if "催报" in each.how]


def test_a_report_that_is_owed_and_was_reminded_of_is_one_line_for_each_who_answers_for_it(
    county: County,
) -> None:
    owing, moment = county.child("a-ju", "甲局"), at("2026-02-03")
    county.register(owing.organ)
    [told] = remind(reporters(county.organ, 2025, FEBRUARY).owing, by=county.supervisor, at=moment).told
    [not_begun] = due(owing.clerk, moment)
    assert (not_begun.says, not_begun.how, not_begun.late) == ("编制2025年度报告", told.says, True)
    version = owing.drafted_whole()
    [begun] = due(owing.clerk, moment)
    assert "已成稿，待送审" in str(begun.says)
    assert (begun.how, begun.url) == (told.says, reverse("desk-annual-filing", args=[version.filing_id]))
    assert [str(each.says) for each in due(owing.leader, moment)] == [told.says]
    assert list(due(owing.reviewer, moment)) == []


def test_the_last_reminder_is_told_also_of_what_was_returned(county: County) -> None:
    child = county.child("a-ju", "甲局")
    county.register(child.organ)
    version = child.filed(THEN)
    send_back(version.filing, by=county.supervisor, at=at("2026-01-20"), says="第五部分过于笼统。")
    for day in ("2026-01-21", "2026-02-03"):
        remind(reporters(county.organ, 2025, at(day).date()).owing, by=county.supervisor, at=at(day))
        last = Reminded.objects.latest("at")
        assert [str(each.says) for each in due(child.leader, at(day))] == [last.says]
    assert Reminded.objects.filter(organ=child.organ).count() == 2


@pytest.fixture
def posted(settings: Any) -> Iterator[Mapping[str, Channel]]:
    """An installation that sends e-mail."""
    settings.GONGKAI_MAIL = "smtp://mail.example"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    channels.cache_clear()
    yield channels()
    channels.cache_clear()


def reached(*posts: Post) -> None:
    for post in posts:
        Preference.objects.create(person=post.person, address=f"p{post.person_id}@example.com")


def test_a_reminder_is_sent_by_mail_to_those_of_the_organ_who_can_do_it(
    county: County, posted: Mapping[str, Channel]
) -> None:
    owing, filed = county.child("a-ju", "甲局"), county.child("b-ju", "乙局")
    for child in (owing, filed):
        county.register(child.organ)
        reached(child.clerk, child.reviewer, child.head)
    submit(filed.cleared(filed.drafted_whole(), THEN).filing, by=filed.clerk, at=THEN)
    moment = at("2026-02-03")
    (told,) = remind(reporters(county.organ, 2025, FEBRUARY).owing, by=county.supervisor, at=moment).told
    assert send_due(moment, posted) == 2
    assert {*(address for letter in mail.outbox for address in letter.to)} == {
        f"p{owing.clerk.person_id}@example.com",  # who drafts, and who consents: not who reviews
        f"p{owing.head.person_id}@example.com",
    }
    for letter in mail.outbox:
        assert (letter.subject, letter.body) == ("催报2025年度政府信息公开工作年度报告", told.says)
    assert "已逾期3天" in told.says
    assert send_due(moment, posted) == 0


def test_a_reminder_goes_to_those_who_came_after_the_organ_and_not_at_night(
    county: County, posted: Mapping[str, Channel]
) -> None:
    old, new = county.child("old-ju", "旧局"), county.child("new-ju", "新局")
    county.register(old.organ, since=2024)
    reached(old.clerk, new.clerk)
    kind = Succession.Kind.MERGED
    succeed(
        kind, on=date(2026, 1, 15), predecessors=[old.organ], successors=[new.organ], source="通知",
        by=None, at=THEN,
    )  # fmt: skip
    night = at("2026-02-03", "23:30")
    row = next(row for row in reporters(county.organ, 2025, FEBRUARY).rows if row.organ == old.organ)
    remind([row], by=county.supervisor, at=night)
    assert send_due(night, posted) == 0
    assert send_due(at("2026-02-04", "09:00"), posted) >= 1
    assert f"p{new.clerk.person_id}@example.com" in {to for letter in mail.outbox for to in letter.to}


def test_without_an_address_a_reminder_is_on_the_desk_alone(
    county: County, posted: Mapping[str, Channel]
) -> None:
    child = county.child("a-ju", "甲局")
    county.register(child.organ)
    moment = at("2026-02-03")
    (told,) = remind(reporters(county.organ, 2025, FEBRUARY).owing, by=county.supervisor, at=moment).told
    assert not Mail.objects.exists()
    assert told.says in [each.how for each in due(child.clerk, moment)]
    reached(child.clerk)
    remind(reporters(county.organ, 2025, FEBRUARY).owing, by=county.supervisor, at=at("2026-02-04"))
    assert Mail.objects.count() == 1


def test_a_reminder_from_an_english_desk_is_sent_in_the_language_of_the_office(
    county: County, posted: Mapping[str, Channel]
) -> None:
    child = county.child("a-ju", "甲局")
    county.register(child.organ)
    reached(child.clerk)
    with translation.override("en"):
        remind(reporters(county.organ, 2025, FEBRUARY).owing, by=county.supervisor, at=at("2026-02-03"))
    row = Mail.objects.get()
    assert row.text.startswith(f"{county.organ}催报：甲局2025年度")
    assert row.subject.startswith("催报2025年度")


def test_the_page_names_the_late_by_word_and_the_unregistered(county: County, client) -> None:  # type: ignore[no-untyped-def]
    late, unknown = county.child("a-ju", "甲局"), county.child("b-ju", "乙局")
    county.register(late.organ, since=2019)
    page = sign_in(client, county.supervisor).get("/desk/annual/register/?year=2023").content.decode()
    assert "逾期未报" in page
    assert "有1个机关没有登记" in page
    assert unknown.organ.name in page
    answer = client.post(
        "/desk/annual/register/remind/", {"year": 2023, "organ": late.organ.code}, follow=True
    )
    assert "已催报1个机关" in answer.content.decode()
    assert Reminded.objects.get().organ == late.organ


def test_the_filter_of_the_register_names_the_year_that_is_listed(county: County, client) -> None:  # type: ignore[no-untyped-def]
    sign_in(client, county.supervisor)
    last = timezone.localdate().year - 1
    for query, year in (("", last), ("?year=2023", 2023), ("?year=mist", last)):
        page = client.get(f"/desk/annual/register/{query}").content.decode()
        assert f'<option value="{year}" selected>' in page


def test_an_organ_is_registered_on_its_page(county: County, client) -> None:  # type: ignore[no-untyped-def]
    child = county.child("a-ju", "甲局")
    url = f"/desk/annual/register/organs/{child.organ.code}/"
    typed = {"since": 2025, "kind": "organ", "administrative": "yes", "external": "yes", "independent": "no"}
    page = sign_in(client, county.supervisor).post(url, {**typed, "basis": "三定规定"})
    assert "并入哪个机关的报告" in page.content.decode()
    assert not Reporter.objects.filter(organ=child.organ).exists()
    client.post(url, {**typed, "independent": "yes", "basis": "三定规定"})
    assert Reporter.objects.get(organ=child.organ).must_report


def test_two_organs_of_like_names_are_two_rows(county: County) -> None:
    one, two = county.child("a-zhan", "林业站"), county.child("b-zhan", "林业站（东区）")
    Organ.objects.filter(pk=two.organ.pk).update(other_names=["林业站"])
    for child in (one, two):
        county.register(child.organ)
    assert set(states(reporters(county.organ, 2025, JANUARY))) == {"林业站", "林业站（东区）"}


LEFT = {"T3.R4.C1": 2, "T3.R4.C7": 2}


def upload(county: Far) -> Version:
    data = as_json(a_report(count=1))
    given = {"source": data, "name": "a.json", "by": county.supervisor, "at": JANUARY_20}
    return receive_report(county.far, 2025, a_report(count=1), **given)


def said_of_far(client: Client, county: Far) -> HtmlElement:
    """Return the row of the organ that is not here, in the register as the supervisor sees it."""
    page = sign_in(client, county.supervisor).get("/desk/annual/register/?year=2025").content.decode()
    (row,) = html.fromstring(page).xpath(f"//table//tr[contains(., '{county.far.name}')]")
    return row


def test_whoever_opened_with_another_number_does_not_balance_until_it_is_explained(client: Client) -> None:
    county = Far()
    county.register(county.far)
    a_closing(filing_of(county.far, 2024), county.clerk, LEFT)
    made = upload(county)
    assert "不平 X1" in " ".join(said_of_far(client, county).text_content().split())
    assert states(reporters(county.organ, 2025, JANUARY)) == {"远郊局": State.BROKEN}
    explain_all(made, county.supervisor, county.second)
    assert "勾稽相符" in said_of_far(client, county).text_content()
    assert states(reporters(county.organ, 2025, JANUARY)) == {"远郊局": State.SUBMITTED}


def test_what_nobody_held_against_last_year_is_not_said_to_balance(client: Client) -> None:
    county = Far()
    county.register(county.far)
    made = upload(county)
    shown = said_of_far(client, county).text_content()
    assert "结转未核对" in shown
    assert "勾稽相符" not in shown
    explain_all(made, county.supervisor, county.second)
    assert "勾稽相符" in said_of_far(client, county).text_content()


def test_the_way_to_upload_is_there_whenever_a_report_may_come_in_and_only_for_who_is_not_here(
    client: Client,
) -> None:
    county = Far()
    child = county.child("a-ju", "甲局")
    for organ in (county.far, child.organ):
        county.register(organ)

    def ways() -> list[str]:
        page = sign_in(client, county.supervisor).get("/desk/annual/register/?year=2025").content.decode()
        return [each for each in html.fromstring(page).xpath("//table//a/@href") if "/upload/" in each]

    way = [f"/desk/annual/register/organs/{county.far.code}/upload/?year=2025"]
    assert ways() == way
    made = upload(county)
    assert ways() == []
    explain_all(made, county.supervisor, county.second)
    accept(made.filing, by=county.supervisor, at=JANUARY_20)
    assert ways() == way


def test_a_returned_report_is_opened_from_its_row(client: Client) -> None:
    county = Far()
    county.register(county.far)
    made = upload(county)
    send_back(made.filing, by=county.supervisor, at=JANUARY_20, says="漏计。")
    links = said_of_far(client, county).xpath(".//th/a/@href")
    assert f"/desk/annual/{made.filing.pk}/" in links
    assert client.get(f"/desk/annual/{made.filing.pk}/").status_code == 200


def test_how_many_are_late_is_on_the_desk_of_the_authority_until_they_are_in(county: County) -> None:
    first, second = county.child("a-ju", "甲局"), county.child("b-ju", "乙局")
    for child in (first, second):
        county.register(child.organ)

    def told(day: str) -> list[tuple[int | None, str, bool]]:
        found = owed.due(county.supervisor, at(day))
        return [(line.count, line.url, line.late) for line in found if "催报" in str(line.says)]

    address = "/desk/annual/register/?year=2025"
    assert told("2026-01-31") == []
    assert told("2026-02-01") == [(2, address, True)]
    first.filed(at("2026-02-01"))
    assert told("2026-02-02") == [(1, address, True)]
    assert not [line for line in owed.due(county.clerk, at("2026-02-02")) if "催报" in str(line.says)]
