"""What an organ declares: with its evidence, each month once, corrected with a reason, or from a table."""

from __future__ import annotations

import io
import re
from datetime import date
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from gongkai.report.loader import edition
from gongkai.service.annual import declared_table, declaring
from gongkai.service.annual.actions.declare import Evidence, declare, take_back_declaration
from gongkai.service.annual.actions.import_declarations import NotImported, import_declarations, plan
from gongkai.service.annual.filings import Overtaken
from gongkai.service.annual.models import Declaration
from gongkai.service.catalogue import store
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.models import Deed, Duty
from gongkai.service.organs.policy import NotAllowed
from tests.service.cases import Bureau, at
from tests.service.desk import a_post, an_organ, sign_in
from tests.service.reporting import became, facts_of, numbers

pytestmark = pytest.mark.django_db

PERMITS, PENALTIES, FEES = "T2.xzxk.decisions", "T2.xzcf.decisions", "T2.xzsyxsf.amount_wan"
JANUARY = at("2026-01-06")


@pytest.fixture
def bureau() -> Bureau:
    return Bureau()


def said(bureau: Bureau, address: str = PERMITS, value: Any = 12, month: int | None = 3, **facts: Any):
    given = {"year": 2025, "evidence": "行政审批系统统计", "by": bureau.clerk, "at": JANUARY, **facts}
    return declare(bureau.organ, month=month, address=address, value=value, **given)


def test_a_number_is_declared_with_who_when_and_evidence_and_is_in_its_cell(bureau: Bureau) -> None:
    row = said(bureau, month=None, file=Evidence("统计表.csv", "月,件\n3,12\n".encode()))
    assert (row.by, row.at, row.file_name) == (bureau.clerk, JANUARY, "统计表.csv")
    assert store.read(row.file_sha256).decode().endswith("3,12\n")
    assert numbers(facts_of(bureau.organ))[PERMITS] == 12
    assert Deed.objects.filter(act="annual.declare", key=str(row.pk)).exists()


@pytest.mark.parametrize(
    ("address", "facts", "words"),
    [
        ("T2.gfxwj.made", {}, "不是2025年度报告中须填报的格"),
        ("T3.R1.C1", {}, "不是2025年度报告中须填报的格"),
        ("T2.xzxk.prev", {}, "不是2025年度报告中须填报的格"),
        (PERMITS, {"value": -1}, "负数"),
        (PERMITS, {"value": Decimal("1.5")}, "整数"),
        (PERMITS, {"unit": "元"}, "不带单位"),
        (PERMITS, {"evidence": " "}, "依据"),
        (PERMITS, {"month": 2, "at": at("2025-01-31")}, "还没有结束"),
        (PERMITS, {"month": None, "at": at("2025-11-30")}, "还没有结束"),
        (FEES, {}, "写明单位"),
        (FEES, {"unit": "美元"}, "写明单位"),
        (FEES, {"unit": "元", "value": Decimal("-0.01")}, "负数"),
        (FEES, {"unit": "元", "value": Decimal("0.0000001")}, "六位"),
        (PERMITS, {"file": Evidence("统计.exe", b"MZ\x00")}, "程序"),
    ],
)
def test_what_cannot_be_declared_is_refused_in_words(
    bureau: Bureau, address: str, facts: dict[str, Any], words: str
) -> None:
    with pytest.raises(CannotDo, match=words):
        said(bureau, address, **facts)
    assert not Declaration.objects.exists()


def test_a_month_is_declared_from_its_last_day_on(bureau: Bureau) -> None:
    with pytest.raises(CannotDo, match="还没有结束"):
        said(bureau, month=4, at=at("2025-04-29"))

    assert said(bureau, month=4, at=at("2025-04-30")).month == 4


def test_nothing_is_declared_of_a_month_in_which_the_organ_was_not_there(bureau: Bureau) -> None:
    new = an_organ("new-ju", "新局")
    became("merged", [bureau.organ], [new], "2025-07-15")
    clerk = a_post(new, Duty.CLERK, bureau.clerk.person, since=date(2025, 7, 15))

    assert said(bureau, month=7, by=clerk).month == 7
    given: dict[str, Any] = {"year": 2025, "address": PERMITS, "value": 1, "evidence": "统计"}
    assert declare(new, month=7, by=clerk, at=JANUARY, **given).month == 7  # both decided in it
    with pytest.raises(CannotDo, match="由当时的机关填报"):
        said(bureau, month=8, by=clerk)
    with pytest.raises(CannotDo, match="由当时的机关填报"):
        declare(new, year=2025, month=6, address=PERMITS, value=1, evidence="统计", by=clerk, at=JANUARY)


@pytest.mark.parametrize("words", ["1,5", "1,2,3", "12 34", "1.234,5", "10²", "③", "1,23", ",123"])
def test_what_may_mean_two_numbers_is_read_as_none(words: str) -> None:
    assert declaring.read_number(words) is None


@pytest.mark.parametrize(
    ("words", "number"), [("１，２３４", 1234), (" 12 ", 12), ("1,234,567.5", "1234567.5")]
)
def test_full_width_and_groups_of_thousands_are_numbers(words: str, number: int | str) -> None:
    assert declaring.read_number(words) == Decimal(number)


def test_an_organ_that_ended_on_the_first_of_a_month_decided_nothing_in_it(bureau: Bureau) -> None:
    new = an_organ("new-ju", "新局")
    became("merged", [bureau.organ], [new], "2025-07-01")
    clerk = a_post(new, Duty.CLERK, bureau.clerk.person, since=date(2025, 7, 1))

    with pytest.raises(CannotDo, match="由当时的机关填报"):
        said(bureau, month=7, by=clerk)
    (permits, *_rest) = declaring.grid(new, 2025, JANUARY.date())
    assert [square.month for square in permits.months if square.is_missing] == [7, 8, 9, 10, 11, 12]


def test_who_does_not_draft_in_the_organ_declares_nothing(bureau: Bureau) -> None:
    with pytest.raises(NotAllowed):
        said(bureau, by=bureau.reviewer)
    with pytest.raises(NotAllowed):
        said(bureau, by=Bureau("wushan-danganju", "乌山区档案局").clerk)


def test_money_is_exact_whichever_unit_it_is_declared_in(bureau: Bureau) -> None:
    said(bureau, FEES, Decimal("12500.05"), month=None, unit="元")
    assert numbers(facts_of(bureau.organ))[FEES] == Decimal("1.250005")


def test_a_month_is_declared_once_and_the_same_again_changes_nothing(bureau: Bureau) -> None:
    row = said(bureau)
    assert said(bureau).pk == row.pk
    with pytest.raises(CannotDo, match="已经填报过"):
        said(bureau, value=13)
    with pytest.raises(CannotDo, match="已经填报过"):  # its paper is not passed over in silence
        said(bureau, file=Evidence("统计表.csv", b"3,12\n"))
    assert Declaration.objects.count() == 1


def test_months_and_the_whole_year_are_not_mixed(bureau: Bureau) -> None:
    row = said(bureau)
    with pytest.raises(CannotDo, match="3月的数，不能再填全年"):
        said(bureau, month=None)
    take_back_declaration(row, why="改按全年填报", by=bureau.clerk, at=JANUARY)
    said(bureau, month=None)
    with pytest.raises(CannotDo, match="不能再填某一月"):
        said(bureau, month=4)


def test_a_correction_says_why_and_the_number_before_it_stays_to_be_read(bureau: Bureau) -> None:
    first = said(bureau, month=None)
    with pytest.raises(CannotDo, match="更正的原因"):
        said(bureau, month=None, value=13, replaces=first)
    second = said(bureau, month=None, value=13, replaces=first, why="漏计一件")
    assert [row.value for row in declaring.history(bureau.organ, 2025, PERMITS)] == [13, 12]
    assert numbers(facts_of(bureau.organ))[PERMITS] == 13
    with pytest.raises(Overtaken):
        said(bureau, month=None, value=14, replaces=first, why="再改")
    assert second.replaces == first


def test_a_number_taken_back_leaves_the_cell_blank_and_can_be_declared_again(bureau: Bureau) -> None:
    row = said(bureau, month=None)
    with pytest.raises(CannotDo, match="作废的原因"):
        take_back_declaration(row, why=" ", by=bureau.clerk, at=JANUARY)
    take_back_declaration(row, why="填错了年度", by=bureau.clerk, at=JANUARY)
    assert PERMITS not in numbers(facts_of(bureau.organ))
    with pytest.raises(Overtaken):
        take_back_declaration(row, why="填错了年度", by=bureau.clerk, at=JANUARY)
    said(bureau, month=None, value=0)
    assert facts_of(bureau.organ).cells[PERMITS].value == 0


def test_a_declared_number_is_kept_by_the_database_after_the_migration_too(bureau: Bureau) -> None:
    row = said(bureau)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE annual_declaration SET value = 1 WHERE id = %s", [row.pk])


def test_the_form_of_2019_asks_what_was_there_before_as_one_number_and_takes_a_change_below_zero(
    bureau: Bureau,
) -> None:
    with pytest.raises(CannotDo, match="不按月填报"):
        said(bureau, "T2.xzxk.prev", 8, month=1, year=2020)
    said(bureau, "T2.xzxk.prev", 8, month=None, year=2020)
    said(bureau, "T2.xzxk.delta", -2, month=None, year=2020)
    said(bureau, "T2.zfjzcg.amount", Decimal("3.2"), month=None, year=2020, unit="万元")
    found = numbers(facts_of(bureau.organ, 2020))
    assert (found["T2.xzxk.prev"], found["T2.xzxk.delta"], found["T2.zfjzcg.amount"]) == (8, -2, 32000)


def test_the_grid_says_what_is_missing_of_the_months_that_are_over(bureau: Bureau) -> None:
    said(bureau, month=1, at=at("2025-03-05"))
    (permits, *_rest) = declaring.grid(bureau.organ, 2025, at("2025-03-05").date())
    assert [square.month for square in permits.months if square.is_missing] == [2]
    assert (permits.total, permits.missing) == (12, 1)


def test_nothing_is_missing_of_an_item_whose_whole_year_was_declared(bureau: Bureau) -> None:
    said(bureau, month=None)
    permits, penalties, *_rest = declaring.grid(bureau.organ, 2025, JANUARY.date())
    assert (permits.total, permits.missing, penalties.missing) == (12, 0, 12)


def test_what_was_there_before_is_missing_once_the_year_is_over(bureau: Bureau) -> None:
    def lacks(day: str) -> tuple[bool, int]:
        lines = declaring.grid(bureau.organ, 2020, at(day).date())
        line = next(each for each in lines if each.place.address == "T2.xzxk.prev")
        return line.whole.is_missing, line.missing

    assert (lacks("2020-12-30"), lacks("2020-12-31")) == ((False, 0), (True, 1))
    said(bureau, "T2.xzxk.prev", 8, month=None, year=2020)
    assert lacks("2021-01-06") == (False, 0)


# --- from a table ---------------------------------------------------------------------------------

WIDE = (
    "信息内容,计量单位,数据来源,1月,2月份,全年,更正原因\n"
    '行政许可,件,审批系统,12,"1,003",,\n'
    "行政处罚,,执法台账,,,０,\n"
)


def rows_of(text: str, name: str = "填报.csv") -> list[declared_table.Row]:
    return declared_table.read(text.encode(), name, edition("2021"), 2025)


def planned(bureau: Bureau, rows: list[declared_table.Row]):
    return plan(bureau.organ, 2025, rows, name="填报.csv", by=bureau.clerk, at=JANUARY)


def entered(bureau: Bureau, rows: list[declared_table.Row]):
    agreed = planned(bureau, rows).digest
    return import_declarations(
        bureau.organ, 2025, rows, name="填报.csv", by=bureau.clerk, at=JANUARY, agreed=agreed
    )


def test_a_table_is_tried_first_and_then_entered_whole(bureau: Bureau) -> None:
    rows = rows_of(WIDE)
    assert (planned(bureau, rows).new, Declaration.objects.count()) == (3, 0)
    entered(bureau, rows)
    have = declaring.standing(bureau.organ, 2025)
    assert {key: row.value for key, row in have.items()} == {
        (PERMITS, 1): 12,
        (PERMITS, 2): 1003,
        (PENALTIES, 0): 0,
    }
    assert {row.imported_as for row in have.values()} == {"填报.csv"}


def test_a_table_whose_changes_are_others_by_now_is_looked_at_again(bureau: Bureau) -> None:
    rows = rows_of(WIDE)
    agreed = planned(bureau, rows).digest
    said(bureau, month=1, evidence="审批系统")  # what the table says: somebody entered it meanwhile
    with pytest.raises(NotImported, match="又有变化"):
        import_declarations(
            bureau.organ, 2025, rows, name="填报.csv", by=bureau.clerk, at=JANUARY, agreed=agreed
        )
    assert Declaration.objects.count() == 1


def test_a_formula_nobody_has_computed_is_not_taken_for_a_blank() -> None:
    book = Workbook()
    for row in (("信息内容", "数据来源", "全年"), ("行政许可", "台账", "=3+4")):
        book.active.append(row)
    data = io.BytesIO()
    book.save(data)

    with pytest.raises(CannotDo, match="第2行有公式没有计算结果"):
        declared_table.read(data.getvalue(), "填报.xlsx", edition("2021"), 2025)


def test_the_same_table_twice_changes_nothing(bureau: Bureau) -> None:
    entered(bureau, rows_of(WIDE))
    again = planned(bureau, rows_of(WIDE))
    assert (again.unchanged, again.can_be_applied) == (3, False)
    entered(bureau, rows_of(WIDE))
    assert Declaration.objects.count() == 3


def test_one_number_that_is_refused_keeps_all_out_and_is_told_by_its_row(bureau: Bureau) -> None:
    text = WIDE + "行政强制,,执法台账,三件,,,\n行政处分,,台账,1,,,\n行政许可,,,5,,,\n"
    found = planned(bureau, rows_of(text))
    assert [(line.row.number, line.outcome) for line in found.lines if line.reasons] == [
        (4, "refused"),
        (5, "refused"),
        (6, "refused"),
    ]
    assert ["不是一个数" in found.lines[3].reasons[0], "行政处分" in found.lines[4].reasons[0]] == [
        True,
        True,
    ]
    assert "第2行是同一项同一期" in found.lines[5].reasons[0]
    with pytest.raises(NotImported):
        entered(bureau, rows_of(text))
    assert not Declaration.objects.exists()


def test_a_table_of_one_number_a_row_is_read_as_well(bureau: Bureau) -> None:
    rows = rows_of(
        "项目,月份,金额,单位,依据\n行政事业性收费,全年,12500,元,财务账\nT2.xzqz.decisions,12,4,,执法台账\n"
    )
    entered(bureau, rows)
    assert numbers(facts_of(bureau.organ))[FEES] == Decimal("1.25")


def test_a_changed_number_in_a_table_needs_its_reason(bureau: Bureau) -> None:
    entered(bureau, rows_of(WIDE))
    changed = WIDE.replace("12,", "13,", 1)
    assert "更正的原因" in planned(bureau, rows_of(changed)).lines[0].reasons[0]
    reasoned = changed.replace('"1,003",,', '"1,003",,补登一件')
    assert [line.outcome for line in planned(bureau, rows_of(reasoned)).lines] == [
        "changed",
        "unchanged",
        "unchanged",
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "空"),
        ("甲,乙\n1,2\n", "不认识的表头"),
        ("项目,1月,1月份\n行政许可,1,2\n", "表头重复"),
        ("依据,1月\n台账,2\n", "缺少“项目”"),
        ("项目,依据\n行政许可,台账\n", "二者用一种"),
        ("项目,数,1月\n行政许可,1,1\n", "二者用一种"),
        ("项目,1月\n行政许可,\n", "没有填写任何数"),
    ],
)
def test_what_is_no_such_table_is_refused_in_words(text: str, words: str) -> None:
    with pytest.raises(CannotDo, match=words):
        rows_of(text)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_blank_table_is_read_back_once_a_number_is_in_it(bureau: Bureau, kind: str) -> None:
    blank = declared_table.template(edition("2021"), 2025, kind)
    with pytest.raises(CannotDo, match="没有填写任何数"):
        declared_table.read(blank, f"表.{kind}", edition("2021"), 2025)
    if kind == "xlsx":
        from openpyxl import load_workbook

        book = load_workbook(io.BytesIO(blank))
        book.worksheets[0]["D2"], book.worksheets[0]["C2"] = 7, "台账"
        saved = io.BytesIO()
        book.save(saved)
        (row,) = declared_table.read(saved.getvalue(), "表.xlsx", edition("2021"), 2025)
        assert (row.address, row.month, row.value, row.evidence) == (PERMITS, 1, "7", "台账")


# --- the pages --------------------------------------------------------------------------------------


@pytest.fixture
def clerk(client: Client, bureau: Bureau) -> Client:
    return sign_in(client, bureau.clerk)


def test_the_grid_opens_a_number_with_who_when_evidence_and_history(clerk: Client, bureau: Bureau) -> None:
    first = said(bureau)
    second = said(bureau, value=13, replaces=first, why="漏计一件")
    page = clerk.get(reverse("desk-declared"), {"year": 2025}).content.decode()
    assert reverse("desk-declared-number", args=[second.pk]) in page
    opened = clerk.get(reverse("desk-declared-number", args=[second.pk])).content.decode()
    assert all(
        words in opened for words in ("行政审批系统统计", str(bureau.clerk.person), "漏计一件", "已更正")
    )


def test_zero_of_the_whole_year_is_declared_in_one_press_with_its_evidence(
    clerk: Client, bureau: Bureau
) -> None:
    address = reverse("desk-declared-nothing", args=[2025, PENALTIES])
    clerk.post(address, {"nothing-evidence": ""})
    assert not Declaration.objects.exists()
    clerk.post(address, {"nothing-evidence": "执法系统全年无立案"})
    assert facts_of(bureau.organ).cells[PENALTIES].value == 0


def test_a_number_is_declared_and_corrected_on_the_page(clerk: Client, bureau: Bureau) -> None:
    page = reverse("desk-declared-item", args=[2025, FEES])
    refused = clerk.post(page, {"month": "3", "value": "三", "unit": "元", "evidence": "账"})
    assert "请填一个数" in refused.content.decode()
    clerk.post(page, {"month": "3", "value": "１，２００", "unit": "元", "evidence": "账"})
    row = Declaration.objects.get()
    assert (row.month, row.value, row.unit) == (3, 1200, "元")
    correct = reverse("desk-declared-number", args=[row.pk])
    assert (
        clerk.post(correct, {"value": "0.13", "unit": "万元", "evidence": "账", "why": "对账"}).status_code
        == 302
    )
    assert declaring.standing(bureau.organ, 2025)[FEES, 3].value == Decimal("0.13")


def test_a_table_is_looked_at_on_the_page_before_it_is_entered(clerk: Client, bureau: Bureau) -> None:
    file = SimpleUploadedFile("填报.csv", WIDE.encode())
    shown = clerk.post(reverse("desk-declared-import", args=[2025]), {"file": file})
    assert not Declaration.objects.exists()
    sealed = shown.context["sealed"]
    clerk.post(reverse("desk-declared-apply", args=[2025]), {"sealed": sealed})
    assert Declaration.objects.count() == 3
    clerk.post(reverse("desk-declared-apply", args=[2025]), {"sealed": sealed})
    assert Declaration.objects.count() == 3


def test_a_missing_month_of_a_merged_organ_is_entered_by_who_came_after_it(
    bureau: Bureau, client: Client
) -> None:
    for month in range(1, 6):
        said(bureau, month=month)
    new = an_organ("new-ju", "新局")
    became("merged", [bureau.organ], [new], "2025-07-01")
    clerk = a_post(new, Duty.CLERK, since=date(2025, 7, 1))
    given: dict[str, Any] = {"year": 2025, "address": PERMITS, "value": 1, "evidence": "统计"}
    for month in range(7, 13):
        declare(new, month=month, by=clerk, at=JANUARY, **given)
    (fault,) = [fault.says for fault in facts_of(new).faults if fault.address == PERMITS]
    assert "青山区档案局缺6月" in fault

    sign_in(client, clerk)
    own = client.get(reverse("desk-declared"), {"year": 2025}).content.decode()
    (to_old,) = re.findall(r'href="(\?year=2025&amp;organ=[^"]+)"', own)
    old = client.get(reverse("desk-declared") + unescape(to_old))
    assert old.context["organ"] == bureau.organ
    ways = re.findall(rf'class="missing" href="([^"]*{PERMITS}[^"]*)"', old.content.decode())
    assert [unescape(way).partition("?")[2] for way in ways] == [f"month=6&organ={bureau.organ.code}"]
    entered = client.post(unescape(ways[0]), {"month": "6", "value": "3", "evidence": "档案局台账"})
    assert entered.status_code == 302
    row = Declaration.objects.get(organ=bureau.organ, month=6)
    assert (row.by, row.value) == (clerk, 3)
    assert (
        "3</strong>" not in client.get(reverse("desk-declared-item", args=[2025, PERMITS])).content.decode()
    )
    assert "档案局台账" in client.get(entered["Location"]).content.decode()
    assert not [fault.says for fault in facts_of(new).faults if fault.address == PERMITS]

    zero = reverse("desk-declared-nothing", args=[2025, PENALTIES]) + f"?organ={bureau.organ.code}"
    assert f'action="{zero}"' in client.get(zero.replace("nothing/", "")).content.decode()
    client.post(zero, {"nothing-evidence": "全年无处罚"})
    assert Declaration.objects.get(address=PENALTIES).organ == bureau.organ
    stranger = an_organ("kong-ju", "空局")
    into = reverse("desk-declared-import", args=[2025])
    (table,) = re.findall(rf'href="({into}[^"]*)"', old.content.decode())
    lists = SimpleUploadedFile("填报.csv", f"项目,单位,依据,5月\n{FEES},万元,旧账,3\n".encode())
    preview = client.post(table, {"file": lists})
    assert bureau.organ.name in preview.content.decode()
    sealed = {"sealed": preview.context["sealed"]}
    (apply,) = re.findall(r'action="([^"]+apply/[^"]*)"', preview.content.decode())
    other = client.post(reverse("desk-declared-apply", args=[2025]), sealed, follow=True)
    assert "预览已失效" in other.content.decode(), "what was shown is another organ's"
    assert not Declaration.objects.filter(address=FEES).exists()
    assert client.post(apply, sealed)["Location"].endswith(f"&organ={bureau.organ.code}")
    row = Declaration.objects.get(address=FEES)
    assert (row.organ, row.month, row.by, row.imported_as) == (bureau.organ, 5, clerk, "填报.csv")
    for code in (stranger.code, "nobody"):
        assert client.get(into, {"organ": code}).status_code == 404
        assert client.get(reverse("desk-declared"), {"year": 2025, "organ": code}).status_code == 404
    sign_in(client, a_post(stranger, Duty.CLERK))
    assert client.get(unescape(ways[0])).status_code == 404
