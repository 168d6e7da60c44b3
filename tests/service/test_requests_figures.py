"""The live figures: each number opens its cases, the sums are right, and what is taken out is logged."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from gongkai.service.organs.models import Deed, Duty
from gongkai.service.requests import figures, worklist
from gongkai.service.requests.actions.entering import enter
from gongkai.service.requests.actions.withdraw import withdraw
from gongkai.service.requests.models import Standing
from gongkai.statute.events import ThirdPartyConsulted
from tests.service.cases import NOT_AN_ID, Bureau, a_who, at
from tests.service.desk import a_post, an_organ, sign_in
from tests.service.test_requests_desk import answered, consulted, shown, text, working_days_ago

pytestmark = pytest.mark.django_db


@pytest.fixture
def bureau() -> Bureau:
    """A bureau with replies in time, one late, one withdrawn, some open: all of 2025."""
    bureau = Bureau()
    for day, sent, outcome, kind in (
        ("2025-03-03", "2025-03-03", "full_disclosure", "natural_person"),
        ("2025-03-03", "2025-03-10", "full_disclosure", "business"),
        ("2025-03-03", "2025-03-31", "partial_disclosure", "natural_person"),
        ("2025-03-03", "2025-04-01", "not_held", "legal_service"),
    ):
        who = a_who(requester_class=kind)
        answered(bureau, bureau.received(day, requester=who), sent, outcome)
    gone = bureau.received("2025-03-03")
    withdraw(gone, on=date(2025, 3, 5), says="当面撤回", by=bureau.clerk, at=at("2025-03-05"))
    bureau.received("2025-03-03")
    consulted(bureau)
    return bureau


def counts(bureau: Bureau) -> dict[str, int]:
    calendar = worklist.law_here().calendar
    parts = figures.parts(bureau.organ, 2025, timezone.localdate(), calendar)
    return {figure.key: figure.count for part in parts for figure in part.figures} | {
        part.key: part.total for part in parts
    }


def test_the_figures_are_what_happened(bureau: Bureau) -> None:
    found = counts(bureau)
    assert found["received"] == 7
    assert found["received.natural_person"] == 5
    assert found["ended"] == 5
    assert (found["ended.full_disclosure"], found["ended.other"]) == (2, 1)
    # Due 2025-03-31: sent on that day is in time, on the next it is late.
    assert (found["kept.in_time"], found["kept.late"]) == (4, 1)
    assert (found["days.0"], found["days.5"], found["days.20"], found["days.40"]) == (1, 2, 1, 1)
    assert found["open"] == 2


def test_every_number_opens_its_cases(bureau: Bureau, client: Client) -> None:
    page = shown(client, bureau.clerk, "desk-figures", year="2025")
    links = page.xpath("//table[contains(@class,'figures')]//a")
    assert len(links) > 15
    for link in links:
        number = int(link.xpath("text()")[0])
        listed = client.get(link.get("href"))
        assert listed.context["page"].paginator.count == number, link.get("href")
        assert len(listed.context["rows"]) == number


def test_the_parts_of_a_question_add_up_to_its_total(bureau: Bureau, client: Client) -> None:
    page = shown(client, bureau.clerk, "desk-figures", year="2025")
    for table in page.xpath("//table[contains(@class,'figures')]"):
        parts = [int(cell.text_content().split("：")[-1]) for cell in table.xpath("./tbody//td")]
        total = int(table.xpath("./tfoot//td")[0].text_content().split("：")[-1])
        assert sum(parts) == total


def test_a_stage_that_turned_by_the_passing_of_a_day_is_counted_as_it_is(bureau: Bureau) -> None:
    Standing.objects.filter(state="running", next_on__lt=timezone.localdate()).update(state="consulting")
    assert "open.consulting" not in counts(bureau)


def test_the_figures_and_the_cases_are_taken_out_without_anybody_named(
    bureau: Bureau, client: Client
) -> None:
    sign_in(client, bureau.clerk)
    url = reverse("desk-figures-export", args=["received", "csv"])
    answer = client.get(url, {"year": "2025"})
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert len(rows) == 1 + 7
    said = str(rows)
    for secret in ("张三", "李四", NOT_AN_ID, "000-1234567", "zhangsan@"):
        assert secret not in said
    by_name = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    late = [row for row in by_name if row["发出之日"] == "2025-04-01"]
    assert [(row["答复期限"], row["工作日数"], row["逾期"]) for row in late] == [("2025-03-31", "21", "是")]
    ended = sorted(row["办理结果"] for row in by_name if row["办理结果"])
    assert ended == ["予以公开", "予以公开", "本机关不掌握相关政府信息", "申请人撤回申请", "部分公开"]
    deed = Deed.objects.get(act="requests.exported")
    assert (deed.particulars["count"], deed.particulars["what"]) == (7, "received 2025")


def test_a_workbook_says_the_same_as_the_page(bureau: Bureau, client: Client) -> None:
    sign_in(client, bureau.clerk)
    answer = client.get(reverse("desk-figures-export", args=["all", "xlsx"]), {"year": "2025"})
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert ["办结的，按结果", "部分公开", 1] in rows
    assert ["收到的申请，按申请人类别", "合计", 7] in rows


def test_figures_of_another_organ_are_not_there_but_for_who_supervises_it(
    bureau: Bureau, client: Client
) -> None:
    other = Bureau("qingshan-minzhengju", "青山区民政局")
    county = an_organ("qingshan", "青山区人民政府", kind="county")
    bureau.organ.supervisor = county
    bureau.organ.save()
    supervisor = a_post(county, Duty.SUPERVISOR)
    for name, args in (
        ("desk-figures", []),
        ("desk-figure", ["open"]),
        ("desk-figures-export", ["open", "csv"]),
    ):
        url = reverse(name, args=args)
        query = {"organ": bureau.organ.code, "year": "2025"}
        assert sign_in(client, other.clerk).get(url, query).status_code == 404
        assert sign_in(client, supervisor).get(url, query).status_code == 200
    assert (
        sign_in(client, bureau.clerk).get(reverse("desk-figure", args=["ended.nothing"])).status_code == 404
    )


def test_the_first_page_of_the_desk_tells_what_is_due_today(client: Client) -> None:
    bureau = Bureau()
    for ago in (25, 24, 20, 18, 5):
        bureau.received(working_days_ago(ago).isoformat())
    bureau.received(working_days_ago(1).isoformat(), channel="ordinary_mail")
    case = bureau.received(working_days_ago(40).isoformat())
    from gongkai.service.requests.models import Party

    Party.objects.create(case=case, key="T1", role="third_party", name="李四")
    sent, reached = working_days_ago(39), working_days_ago(16)
    event = ThirdPartyConsulted(on=sent, whom="T1", delivered=reached)
    enter(case, event, by=bureau.clerk, at=at(reached.isoformat()))
    said = text(shown(client, bureau.clerk, "desk"))
    assert "申请已超过答复期限 2 已超期" in said
    assert f"申请今天是答复的最后一日 1 最迟 {timezone.localdate().isoformat()}" in said
    assert "申请在3个工作日内到期 1" in said
    assert "收到之日尚未确认，请今天联系申请人 1" in said
    assert "对方的期限已过，请登记结果 1" in said
    assert "申请已超过答复期限" not in text(shown(client, bureau.leader, "desk"))
