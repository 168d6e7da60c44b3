"""The editions that are shipped say what the two notices say; one that contradicts itself is refused."""

from __future__ import annotations

import shutil
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from gongkai.report.edition import Kind, Per, Source
from gongkai.report.loader import edition, edition_for, editions, load, load_all
from gongkai.report.model import NoEdition, Severity, UnsoundEdition

SHIPPED = Path(str(files("gongkai.report").joinpath("editions")))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the shipped editions, to be spoilt."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "editions"))


def spoil(root: Path, file: str, old: str, new: str) -> None:
    """Replace the first `old` in a data file by `new`."""
    text = (root / file).read_text("utf-8")
    assert old in text, f"{file} has no {old!r} to spoil"
    (root / file).write_text(text.replace(old, new, 1), "utf-8")


# What is shipped


def test_the_2019_form_has_198_places_and_the_2021_form_200():
    assert [(e.key, len(e.places)) for e in editions()] == [("2019", 198), ("2021", 200)]


def test_table_three_has_25_rows_in_2021_and_23_in_2019_of_seven_columns_each():
    sizes = {e.key: [(len(b.rows), len(b.columns)) for b in e.table("T3").blocks] for e in editions()}

    assert sizes == {"2019": [(23, 7)], "2021": [(25, 7)]}


def test_the_results_span_20_rows_in_2019_and_22_in_2021():
    spans = {e.key: e.place("T3.R3_1.C1").row.labels[0].rowspan for e in editions()}

    assert spans == {"2019": 20, "2021": 22}


@pytest.mark.parametrize(
    ("address", "label", "rowspan"),
    [
        ("T3.R3_3_1.C1", "（三）不予公开", 8),
        ("T3.R3_4_1.C1", "（四）无法提供", 3),
        ("T3.R3_5_1.C1", "（五）不予处理", 5),
        ("T3.R3_6_1.C1", "（六）其他处理", 3),
    ],
)
def test_a_group_of_rows_is_one_merged_cell_of_the_2021_form(address, label, rowspan):
    merged = edition("2021").place(address).row.labels[0]

    assert (merged.text, merged.rowspan) == (label, rowspan)


def test_other_handling_is_one_row_in_2019_and_three_or_one_in_2021():
    assert edition("2019").place("T3.R3_6.C7").label == "（六）其他处理·总计"
    assert "T3.R3_6.C7" not in edition("2021").places
    assert list(edition("2021").folded_places) == [f"T3.R3_6.C{n}" for n in range(1, 8)]
    assert edition("2021").table("T3").blocks[0].folded[0].rolls_into == "R3_6_3"


def test_a_cell_says_its_place_in_words():
    assert edition("2021").place("T3.R3_3_5.C1").label == "5.属于三类内部事务信息·自然人"
    assert edition("2021").place("T4.V.C_total").label == "行政诉讼复议后起诉总计"


def test_money_has_its_unit_and_the_2019_form_prints_none():
    charge, procurement = (
        edition("2021").place("T2.xzsyxsf.amount_wan"),
        edition("2019").place("T2.zfjzcg.amount"),
    )

    assert (charge.kind, charge.unit, charge.column.unit_printed) == (Kind.AMOUNT, "万元", True)
    assert (procurement.kind, procurement.unit, procurement.column.unit_printed) == (Kind.AMOUNT, "元", False)


def test_a_change_of_the_2019_form_may_be_negative_and_nothing_else_may():
    changes = {a for a, place in edition("2019").places.items() if place.kind is Kind.CHANGE}

    assert changes == {f"T2.{row}.delta" for row in ("xzxk", "qtdwglfw", "xzcf", "xzqz", "xzsyxsf")}
    assert all(place.kind is not Kind.CHANGE for place in edition("2021").places.values())


@pytest.mark.parametrize("year", [2018, 2008, 0, -1])
def test_a_year_before_the_first_form_raises_and_says_what_was_reported_then(year):
    with pytest.raises(NoEdition, match=f"{year}年度没有统一的年度报告格式.*统计表"):
        edition_for(year)


@pytest.mark.parametrize(
    ("year", "key"), [(2019, "2019"), (2020, "2019"), (2021, "2021"), (2025, "2021"), (2040, "2021")]
)
def test_a_report_year_has_the_form_prescribed_for_it(year, key):
    assert edition_for(year).key == key


def test_an_unknown_form_is_refused_with_those_there_are():
    with pytest.raises(NoEdition, match="没有“2020”格式；现有格式：2019、2021"):
        edition("2020")


@pytest.mark.parametrize("key", ["2019", "2021"])
@pytest.mark.parametrize(
    ("kind", "deadline"),
    [
        ("organ", date(2022, 1, 31)),
        ("township", date(2022, 1, 31)),
        ("government_office_own", date(2022, 1, 31)),
        ("aggregate_county", date(2022, 2, 20)),
        ("aggregate_prefecture", date(2022, 3, 10)),
        ("aggregate_province", date(2022, 3, 31)),
        ("vertical_system", date(2022, 3, 31)),
        ("party_organ_with_admin_plate", None),
    ],
)
def test_the_report_of_2021_is_due_on_the_day_of_its_kind(key, kind, deadline):
    kinds = {k.key: k.deadline for k in edition(key).kinds}

    found = kinds[kind]

    assert (found.after(2021) if found else None) == deadline


def test_the_notices_are_cited_by_number_and_date():
    cited = [(e.norm.number, e.norm.dated, e.first_year, e.last_year) for e in editions()]

    assert cited == [
        ("国办公开办函〔2019〕60号", date(2019, 11, 23), 2019, 2020),
        ("国办公开办函〔2021〕30号", date(2021, 9, 26), 2021, None),
    ]


def test_the_identities_are_those_of_the_form_with_their_severity():
    severities = {e.key: {i.code: i.severity for i in e.identities} for e in editions()}

    wanted = dict.fromkeys(("N1", "A1", "A2", "A3", "A4", "A5"), Severity.ERROR)
    wanted |= {"X1": Severity.ERROR_WITH_OVERRIDE, "X2": Severity.WARN, "G1": Severity.ERROR}
    assert severities == {"2019": wanted, "2021": wanted}


@pytest.mark.parametrize("key", ["2019", "2021"])
def test_only_the_identity_the_form_prints_is_marked_as_read_besides_the_roll_up(key):
    assert {i.code for i in edition(key).identities if i.mark == "read"} == {"N1", "G1"}


@pytest.mark.parametrize("key", ["2019", "2021"])
def test_every_result_row_is_counted_once_in_the_total_of_results(key):
    a1 = next(i for i in edition(key).identities if i.code == "A1")
    rows = [row for row in edition(key).table("T3").blocks[0].rows if row.group and not row.derived]

    assert [term.key for term in a1.left] == [row.code for row in rows]
    assert [term.key for term in a1.right] == ["R3_7"]


@pytest.mark.parametrize("key", ["2019", "2021"])
def test_every_total_of_the_form_is_one_side_of_an_identity(key):
    form = edition(key)
    totals = {(i.table, i.per, i.right[0].key) for i in form.identities if len(i.right) == 1}

    for place in form.places.values():
        if place.row.derived:
            assert (place.table, Per.COLUMN, place.row.code) in totals, place.address
        if place.column.derived:
            assert (place.table, Per.ROW, place.column.code) in totals, place.address


def test_the_carried_over_of_last_year_is_taken_from_last_years_report():
    x1 = next(i for i in edition("2021").identities if i.code == "X1")

    assert [(t.source, t.key) for t in (*x1.left, *x1.right)] == [
        (Source.OWN, "R2"),
        (Source.LAST_YEAR, "R4"),
    ]


# What is refused

TABLE_2, TABLE_3, TABLE_4, FORM = (
    "2021/table2.toml",
    "2021/table3.toml",
    "2021/table4.toml",
    "2021/edition.toml",
)
ROW_R1 = 'labels = [{ text = "一、本年新收政府信息公开申请数量", colspan = 3 }]'

UNSOUND = {
    "a misspelt key": (FORM, "title_pattern", "title_patern", "缺少“title_pattern”"),
    "a key nobody knows": (TABLE_3, 'unit = "件"', 'unit = "件"\nunti = "件"', "不认识的键：unti"),
    "a key nobody knows in a row": (
        TABLE_3,
        'code = "R1"',
        'code = "R1"\nnaem = 1',
        "rows第1项：不认识的键：naem",
    ),
    "a key nobody knows in the norm": (FORM, "[norm]", "[norm]\nby = 'x'", "norm：不认识的键：by"),
    "a key nobody knows in a label": (
        TABLE_3,
        "colspan = 3 }]\n",
        "colspan = 3, bold = 1 }]\n",
        "不认识的键：bold",
    ),
    "a file that is no TOML": (TABLE_2, 'code = "T2"', 'code = "T2', "不是有效的TOML文件"),
    "a text where a number is due": (FORM, "first_year = 2021", 'first_year = "2021"', "“first_year”应为int"),
    "a truth value where a number is due": (FORM, "number = 1\n", "number = true\n", "“number”应为int"),
    "a date with a time of day": (
        FORM,
        "dated = 2021-09-26",
        "dated = 2021-09-26T00:00:00",
        "“dated”应为date",
    ),
    "an empty label": (TABLE_2, 'label = "本年制发件数"', 'label = " "', "“label”是空的"),
    "a list with something else in it": (
        TABLE_3,
        'group = ["法人或其他组织"]',
        "group = [1]",
        "应为一列文字",
    ),
    "a row that is a text": (TABLE_3, "header = [\n", 'header = [\n"x",', "header第1行：“cells”应为list"),
    "a label that is a text": (TABLE_3, ROW_R1, 'labels = ["一"]', "labels第1项：应为一组键和值"),
    "the statistics' key": (FORM, 'key = "2021"', 'key = "statistics"', "应与文件夹同名"),
    "years that run backwards": (
        FORM,
        "first_year = 2021",
        "first_year = 2021\nlast_year = 2020",
        "早于first_year",
    ),
    "a title without the organ": (FORM, '"{organ}{year}', '"{year}', "title_pattern应有"),
    "a title with something unknown": (
        FORM,
        '"{organ}{year}',
        '"{organ}{year}{mayor}',
        "title_pattern只能用",
    ),
    "a title with a broken brace": (FORM, '"{organ}{year}', '"{organ}{year}{', "title_pattern只能用"),
    "a section number twice": (FORM, "number = 2\n", "number = 1\n", "依次编号"),
    "a table shown in two sections": (
        FORM,
        'content = "实事求是',
        'table = "T4"\ncontent = "实事求是',
        "各部分所列的表",
    ),
    "a table shown nowhere": (FORM, 'table = "T3"\ncontent', "content", "各部分所列的表"),
    "a table in another section than it says": (
        TABLE_3,
        "section = 3",
        "section = 4",
        "section与各部分所列的表",
    ),
    "a table in a section there is not": (TABLE_3, "section = 3", "section = 9", "section与各部分"),
    "a table in no section": (TABLE_3, "section = 3", "section = 0", "section与各部分"),
    "a limit of nothing": (FORM, "length_limit = 1000", "length_limit = 0", "length_limit应大于0"),
    "a table under another's file name": (TABLE_2, 'code = "T2"', 'code = "T5"', "code应为“T2”"),
    "a hole between spans": (TABLE_3, ROW_R1, ROW_R1.replace("3 }", "2 }"), "第1行有1列没有单元格"),
    "an overlap": (TABLE_3, "rowspan = 22", "rowspan = 23", "超出表格或与别格重叠"),
    "a span too short": (TABLE_3, "rowspan = 22", "rowspan = 21", "没有单元格"),
    "a span out of the table below": (
        TABLE_3,
        'text = "四、结转下年度继续办理", colspan = 3',
        'text = "四、结转下年度继续办理", colspan = 3, rowspan = 2',
        "跨出表格下边",
    ),
    "a span out of the table to the right": (TABLE_4, "colspan = 10", "colspan = 11", "“行政诉讼”超出表格"),
    "a span of nothing": (TABLE_3, ROW_R1, ROW_R1.replace("3 }", "0 }"), "跨度应大于0"),
    "a negative span": (TABLE_3, "rowspan = 22", "rowspan = -1", "跨度应大于0"),
    "a header of too few rows": (
        TABLE_3,
        "colspan = 3, rowspan = 3",
        "colspan = 3, rowspan = 2",
        "没有单元格",
    ),
    "more label columns than the grid has": (
        TABLE_4,
        "label_columns = 0",
        "label_columns = 15",
        "应小于grid_columns",
    ),
    "a column the header does not print": (
        TABLE_3,
        'label = "商业企业"',
        'label = "商业银行"',
        "与表头末行不一致",
    ),
    "a group the header does not print": (
        TABLE_3,
        '["法人或其他组织"]',
        '["法人"]',
        "列“C2”的group与表头不一致",
    ),
    "groups in the wrong order": (
        TABLE_4,
        '["行政诉讼", "未经复议直接起诉"]',
        '["未经复议直接起诉", "行政诉讼"]',
        "列“B_upheld”的group",
    ),
    "a row group that is not drawn": (TABLE_3, '"（三）不予公开"]', '"（四）无法提供"]', "行“R3_3_1”的group"),
    "a row without a label of its own": (
        TABLE_2,
        'labels = [{ text = "规章" }]',
        "labels = []",
        "没有单元格",
    ),
    "a label where the table has no column for it": (
        TABLE_4,
        "labels = []",
        'labels = [{ text = "x" }]',
        "没有标签列",
    ),
    "a row code twice": (TABLE_3, 'code = "R2"', 'code = "R1"', "行“R1”出现两次"),
    "a column code twice": (TABLE_3, 'code = "C2"', 'code = "C1"', "列“C1”出现两次"),
    "a block key twice": (TABLE_2, 'key = "art20_5"', 'key = "art20_1"', "块“art20_1”出现两次"),
    "a row and a folded row of one code": (TABLE_3, 'code = "R3_6"\n', 'code = "R4"\n', "行“R4”出现两次"),
    "a code that would spoil an address": (TABLE_3, 'code = "R1"', 'code = "R.1"', "code“R.1”"),
    "an unknown kind of number": (TABLE_2, 'kind = "amount"', 'kind = "money"', "“kind”只能是"),
    "money without a unit": (TABLE_2, 'kind = "amount"\nunit = "万元"', 'kind = "amount"', "金额必须有单位"),
    "a unit on a count": (
        TABLE_2,
        'label = "本年制发件数"',
        'label = "本年制发件数"\nunit = "件"',
        "件数不得有单位",
    ),
    "a folded row for rows there are not": (
        TABLE_3,
        '"R3_6_1", "R3_6_2"',
        '"R3_6_0", "R3_6_2"',
        "所代替的行不存在",
    ),
    "a folded row that leaves one out": (TABLE_3, '"R3_6_1", "R3_6_2", ', '"R3_6_1", ', "按表中次序相连"),
    "a folded row that rolls elsewhere": (
        TABLE_3,
        'rolls_into = "R3_6_3"',
        'rolls_into = "R3_1"',
        "rolls_into应是",
    ),
    "a folded row of another group": (
        TABLE_3,
        'stands_for = ["R3_6_1", "R3_6_2", "R3_6_3"]\nrolls_into = "R3_6_3"',
        'stands_for = ["R3_5_4", "R3_5_5"]\nrolls_into = "R3_5_5"',
        "label应是所代替各行的上一级",
    ),
    "a folded row that leaves a hole": (
        TABLE_3,
        'labels = [{ text = "（六）其他处理", colspan = 2 }]',
        'labels = [{ text = "（六）其他处理" }]',
        "占满标签列",
    ),
    "an identity twice": (FORM, 'code = "A4"', 'code = "A3"', "勾稽关系“A3”出现两次"),
    "an identity over a missing row": (FORM, '"R3_7", "R4"]', '"R3_9", "R4"]', "N1：T3没有行“R3_9”"),
    "an identity over a missing column": (
        FORM,
        '["A_upheld"',
        '["A_uphled"',
        "A3：T4的行“V”没有列“A_uphled”",
    ),
    "an identity over a missing table": (FORM, 'table = "T4"\nper', 'table = "T5"\nper', "A3：没有表“T5”"),
    "an identity for rows there are not": (FORM, 'rows = ["gz"', 'rows = ["zg"', "X2：T2没有行“zg”"),
    "an identity over rows with other columns": (
        FORM,
        'table = "T3"\nper = "column"\nleft = ["R1", "R2"]\nright = ["R3_7", "R4"]',
        'table = "T2"\nper = "column"\nleft = ["gz"]\nright = ["xzxk"]',
        "N1：所列各行的列不同",
    ),
    "an identity with an empty side": (FORM, 'left = ["R1", "R2"]', "left = []", "N1：等式的一边是空的"),
    "an identity that counts a row twice": (
        FORM,
        '"R3_1", "R3_2"',
        '"R3_1", "R3_1"',
        "A1：项“/R3_1”出现两次",
    ),
    "an identity from an unknown report": (
        FORM,
        '"last-year/R4"',
        '"last/R4"',
        "的来源只能是last-year、children",
    ),
    "an identity without this report": (
        FORM,
        'left = ["R2"]\n',
        'left = ["children/R2"]\n',
        "X1：等式中没有本报告的项",
    ),
    "an identity by cell over a row": (FORM, 'left = ["."]', 'left = ["R1"]', "G1：逐格的等式只能用“.”"),
    "an identity by column for some rows": (
        FORM,
        'per = "column"\nleft = ["R1", "R2"]',
        'per = "column"\nrows = ["R1"]\nleft = ["R1", "R2"]',
        "N1：只有逐行的等式可以限定行",
    ),
    "an unknown severity": (FORM, 'severity = "error"', 'severity = "fatal"', "“severity”只能是"),
    "a severity that is none of a rule": (
        FORM,
        'severity = "warn"',
        'severity = "not_assessed"',
        "X2：severity不能是",
    ),
    "an unknown way of applying": (FORM, 'per = "cell"', 'per = "cells"', "“per”只能是"),
    "a wrong mark on an identity": (FORM, 'mark = "inferred"', 'mark = "guessed"', "A1：mark只能是"),
    "a wrong mark on a kind": (
        FORM,
        'key = "organ"\nmark = "read"',
        'key = "organ"\nmark = "sure"',
        "organ：mark只能是",
    ),
    "a kind of reporter twice": (FORM, 'key = "township"', 'key = "organ"', "报告主体“organ”出现两次"),
    "a day there is not": (
        FORM,
        "month = 2, day = 20",
        "month = 2, day = 30",
        "aggregate_county：没有2月30日",
    ),
    "a deadline in a leap year only": (FORM, "month = 2, day = 20", "month = 2, day = 29", "没有2月29日"),
    "a deadline with an hour": (FORM, "day = 31 }", "day = 31, hour = 5 }", "deadline：不认识的键：hour"),
    "a publication rule that is no text": (
        FORM,
        "[publication]",
        "[publication]\nn = 1",
        "publication：“n”应为str",
    ),
}

UNSOUND |= {
    "an outcome in no row": (
        TABLE_3,
        'counts = ["duplicate"]\n',
        "",
        "办理结果“duplicate”应当计入一行，实为0行",
    ),
    "an outcome in two rows": (
        TABLE_3,
        'counts = ["duplicate"]',
        'counts = ["duplicate", "excessive"]',
        "办理结果“excessive”应当计入一行，实为2行",
    ),
    "an outcome nobody knows": (
        TABLE_3,
        'counts = ["duplicate"]',
        'counts = ["duplicate", "ignored"]',
        "办理结果“ignored”不存在",
    ),
    "an outcome counted by a total": (
        TABLE_3,
        'code = "R3_7"\n',
        'code = "R3_7"\ncounts = ["duplicate"]\n',
        "由其他行算出的行不能计入办理结果",
    ),
}


@pytest.mark.parametrize("fault", UNSOUND)
def test_unsound_data_are_refused_by_file_and_entry(root, fault):
    file, old, new, words = UNSOUND[fault]
    spoil(root, file, old, new)

    with pytest.raises(UnsoundEdition) as refused:
        load_all(root)

    assert words in str(refused.value)
    assert str(refused.value).startswith(file)


@pytest.mark.parametrize("file", ["edition.toml", "table2.toml", "table3.toml", "table4.toml"])
def test_a_missing_file_is_named(root, file):
    (root / "2019" / file).unlink()

    with pytest.raises(UnsoundEdition, match=f"2019：缺少文件{file}"):
        load_all(root)


def test_a_file_nobody_reads_is_named(root):
    (root / "2019" / "table5.toml").write_text("", "utf-8")

    with pytest.raises(UnsoundEdition, match=r"2019：不认识的文件：table5\.toml"):
        load(root / "2019")


def test_a_file_in_another_encoding_is_named(root):
    file = root / "2019" / "table3.toml"
    file.write_bytes(file.read_text("utf-8").encode("gb18030"))

    with pytest.raises(UnsoundEdition, match=r"2019/table3\.toml：不是有效的TOML文件"):
        load(root / "2019")


def test_two_editions_for_one_year_are_refused(root):
    spoil(root, "2019/edition.toml", "last_year = 2020", "last_year = 2021")

    with pytest.raises(UnsoundEdition, match="2019、2021两个格式的适用年度重叠"):
        load_all(root)


def test_an_older_edition_without_an_end_is_refused(root):
    spoil(root, "2019/edition.toml", "last_year = 2020\n", "")

    with pytest.raises(UnsoundEdition, match="2019、2021两个格式的适用年度重叠"):
        load_all(root)


def test_no_edition_at_all_is_refused(tmp_path):
    with pytest.raises(UnsoundEdition, match="一个格式也没有"):
        load_all(tmp_path)
