"""The plausibility rules, and what is said of cells that hold no plain number."""

from __future__ import annotations

from decimal import Decimal

import pytest

from gongkai.report.check import OrganKind, Previous, Settings, check
from gongkai.report.check.p5 import notices_stated
from gongkai.report.check.p6 import characters
from gongkai.report.loader import edition
from gongkai.report.model import BLANK, Cell, Finding, Indicator, Report, Section, Severity, Status
from gongkai.report.naming import same_organ
from tests.report.check.material import fold, total_up, zeros


def found(rule: str, report: Report, **given) -> list[Finding]:
    """The findings of one rule."""
    return [f for f in check(report, **given) if f.rule == rule]


def weights(rule: str, report: Report, **given) -> list[str]:
    """How heavy the findings of one rule are."""
    return [str(f.severity) for f in found(rule, report, **given)]


def with_prose(number: int, text: str, report: Report) -> Report:
    """The report with that text as its section of that number."""
    report.sections = [
        Section(s.number, s.title, text if s.number == number else s.text) for s in report.sections
    ]
    return report


# B1 to B4: cells that hold no number, or one that cannot be


def test_blanks_are_one_finding_a_table_that_names_every_cell():
    report = zeros()
    blanks = [f"T3.{row}.C{n}" for row in ("R3_1", "R3_2") for n in range(2, 7)]
    for address in blanks:
        report.cells[address] = BLANK
    report.cells["T2.xzxk.decisions"] = BLANK

    tables = found("B1", report)

    assert [(f.severity, f.cells) for f in tables] == [
        (Severity.WARN, ("T2.xzxk.decisions",)),
        (Severity.WARN, tuple(blanks)),
    ]
    assert tables[1].message.startswith("表三有10格空白：“（一）予以公开”（商业企业、科研机构")


def test_a_cell_that_is_missing_from_the_report_is_blank():
    report = zeros()
    del report.cells["T3.R4.C7"]

    assert [f.cells for f in found("B1", report)] == [("T3.R4.C7",)]


def test_a_cell_that_does_not_apply_is_not_a_blank():
    report = zeros()
    report.cells["T2.gz.made"] = Cell(status=Status.NA)

    assert found("B1", report) == []


def test_what_is_no_number_and_what_can_be_read_in_two_ways_is_named():
    report = zeros()
    report.cells["T2.xzxk.decisions"] = Cell(status=Status.UNREADABLE)
    report.cells["T2.xzcf.decisions"] = Cell(status=Status.AMBIGUOUS, candidates=(26, 2629))

    assert [f.cells for f in found("B2", report)] == [("T2.xzxk.decisions",)]
    assert "26或2629" in found("B3", report)[0].message


@pytest.mark.parametrize(
    ("address", "value", "says"),
    [
        ("T3.R1.C1", -3, "不得为负数"),
        ("T3.R1.C1", Decimal("2.5"), "应当是整数"),
        ("T2.xzsyxsf.amount_wan", Decimal("-0.01"), "不得为负数"),
    ],
)
def test_a_count_or_amount_below_zero_and_half_a_case_are_errors(address, value, says):
    report = zeros()
    report.cells[address] = Cell(value)

    errors = found("B4", report)

    assert [(f.severity, f.cells) for f in errors] == [(Severity.ERROR, (address,))]
    assert says in errors[0].message


def test_only_a_change_may_be_negative():
    """本年增/减，减少的以负数填写。"""
    report = zeros("2019")
    report.cells["T2.xzxk.delta"] = Cell(-8)

    assert found("B4", report) == []


# L1: one row in place of three


def test_a_report_with_other_handling_in_one_row_is_told_so_once():
    assert weights("L1", fold(zeros())) == ["warn"]


def test_what_the_reader_has_said_of_the_one_row_is_not_said_again():
    report = fold(zeros())
    said = Finding("L1", Severity.WARN, "“（六）其他处理”按旧格式印作一行。")
    report.findings.append(said)

    assert found("L1", report) == [said]


def test_findings_of_the_reader_are_kept_and_those_of_an_earlier_check_are_made_anew():
    report = zeros()
    edition_differs = Finding("L2", Severity.WARN, "2021年度应当用2021年格式。")
    stale = Finding("N1", Severity.ERROR, "第一项加第二项之和，等于第三项加第四项之和（自然人栏：1 ≠ 0）")
    report.findings = [edition_differs, edition_differs, stale]

    kept = check(report)

    assert kept.count(edition_differs) == 1
    assert stale not in kept


# L2: the form of another year


def test_a_report_in_the_form_of_another_year_is_told_so_once():
    """2020年度应当用2019年格式。"""
    report = zeros("2021", 2020)
    (said,) = found("L2", report)
    report.findings.append(said)

    assert (said.severity, found("L2", report)) == (Severity.WARN, [said])
    assert found("L2", zeros("2021", 2024)) == found("L2", zeros("2019", 2019)) == []


# X3: 主动公开 in the form of 2019


def test_more_disclosed_than_made_and_less_in_all_than_this_year_are_conspicuous():
    report = zeros("2019")
    report.cells |= {"T2.gfxwj.made_new": Cell(1), "T2.gfxwj.disclosed_new": Cell(3)}

    assert [(f.severity, f.left, f.right, f.message) for f in found("X3", report)] == [
        (Severity.WARN, 3, 1, "本年新公开数量大于本年新制作数量（规范性文件：3 ＞ 1）"),
        (Severity.WARN, 0, 3, "对外公开总数量小于本年新公开数量（规范性文件：0 ＜ 3）"),
    ]


def test_the_form_of_2021_has_nothing_to_compare_what_was_disclosed_with():
    assert found("X3", zeros("2021")) == []


def test_a_blank_column_is_not_taken_for_zero_documents_made():
    report = zeros("2019")
    report.cells |= {f"T2.gz.{c}": BLANK for c in ("made_new", "disclosed_total")}
    report.cells["T2.gz.disclosed_new"] = Cell(3)

    assert found("X3", report) == []


# P1: prose and tables


def test_prose_that_says_what_the_tables_say_has_no_finding():
    report = zeros()
    report.cells |= {"T3.R1.C7": Cell(5), "T4.V.B_total": Cell(1), "T4.V.C_total": Cell(2)}
    report.prose = {"received": 5, "litigation": 3}

    assert found("P1", report) == []


@pytest.mark.parametrize(
    ("key", "address"),
    [
        ("received", "T3.R1.C7"),
        ("closed", "T3.R3_7.C7"),
        ("carried_over", "T3.R4.C7"),
        ("reconsideration", "T4.V.A_total"),
        ("litigation", "T4.V.C_total"),
    ],
)
def test_a_number_in_the_prose_that_differs_from_the_table_is_found(key, address):
    report = zeros()
    report.prose = {key: 7}
    report.cells[address] = Cell(6)

    differing = found("P1", report)

    assert [(f.severity, f.left, f.right) for f in differing] == [(Severity.WARN, 7, 6)]
    assert address in differing[0].cells


def test_received_in_the_prose_that_counts_in_last_years_cases_is_explained():
    report = zeros()
    report.prose = {"received": 75}
    report.cells |= {"T3.R1.C7": Cell(74), "T3.R2.C7": Cell(1)}

    assert "上年结转" in found("P1", report)[0].hint


def test_prose_without_numbers_or_a_table_without_them_is_not_assessed():
    silent, blank = zeros(), zeros()
    blank.prose = {"received": 5}
    blank.cells["T3.R1.C7"] = BLANK

    assert weights("P1", silent) == ["not_assessed"]
    assert weights("P1", blank) == ["not_assessed"]


# P2: who makes 规章


@pytest.mark.parametrize("kind", OrganKind)
def test_rules_are_for_those_who_may_make_them(kind):
    """规章制定程序条例第二条：国务院部门，省、自治区、直辖市和设区的市、自治州的人民政府。"""
    report = zeros()
    report.cells["T2.gz.in_force"] = Cell(2)

    expected = [] if kind in ("state_council", "province", "prefecture") else ["warn"]

    assert weights("P2", report, organ_kind=kind) == expected
    assert found("P2", zeros(), organ_kind=kind) == []


def test_without_the_kind_of_organ_rules_are_not_assessed():
    assert weights("P2", zeros()) == ["not_assessed"]


# P3: 其他处理 is for rare cases


def handled(key: str, other: int, disclosed: int) -> Report:
    """A report with so many cases of （六）其他处理 and so many of （一）予以公开."""
    report = zeros(key)
    report.cells["T3.R3_6.C1" if key == "2019" else "T3.R3_6_1.C1"] = Cell(other)
    report.cells["T3.R3_1.C1"] = Cell(disclosed)
    return total_up(report)


@pytest.mark.parametrize("key", ["2019", "2021"])
@pytest.mark.parametrize(
    ("other", "disclosed", "expected"),
    [(6, 4, ["warn"]), (5, 5, []), (5, 4, []), (9, 0, []), (0, 10, []), (10, 0, ["warn"])],
)
def test_other_handling_is_conspicuous_above_half_of_ten_or_more(key, other, disclosed, expected):
    assert weights("P3", handled(key, other, disclosed)) == expected


def test_other_handling_in_one_row_is_measured_like_three():
    report = fold(handled("2021", 6, 4))

    report.cells["T3.R3_6_1.C7"] = Cell(6)  # printed beside the row that holds it already

    assert [(f.left, f.right, f.cells) for f in found("P3", report)] == [
        (6, 10, ("T3.R3_6.C7", "T3.R3_7.C7"))
    ]


def test_the_measure_of_other_handling_is_a_setting():
    strict = Settings(other_handling_share=Decimal("0.1"), other_handling_minimum=1)

    assert weights("P3", handled("2021", 1, 4), settings=strict) == ["warn"]


def test_other_handling_with_a_blank_that_could_decide_is_not_assessed():
    report = handled("2021", 4, 6)
    report.cells["T3.R3_6_3.C7"] = BLANK

    assert weights("P3", report) == ["not_assessed"]


# P5: fee notices


def unpaid(number: int, section_6: str) -> Report:
    """A report with so many requests ended for unpaid fees, and that section 六."""
    report = zeros()
    report.cells["T3.R3_6_2.C1"] = Cell(number)
    return with_prose(6, section_6, total_up(report))


@pytest.mark.parametrize(
    ("section_6", "stated"),
    [
        ("2024年，本机关发出收费通知5件，总金额300元，实际收取200元。", 5),
        ("发出收费通知的件数为12件，总金额1200元。", 12),
        ("全年共发出信息处理费收费通知书３份，收费总金额为60元。", 3),
        ("依法向申请人发出5份收费通知，实收0元。", 5),
        ("共制发《信息处理费收费通知书》十二件。", 12),
        ("发出信息处理费收费通知共计1,203件。", 1203),
        ("制发信息处理费缴纳通知单4份，已全部缴纳。", 4),
        ("发出收取信息处理费的通知7起，涉及21件申请。", 7),
        ("2024年未发出收费通知，未收取信息处理费。", 0),
        ("依据《政府信息公开信息处理费管理办法》规定，2025年全市实际收取信息处理费共计400元。", None),
        ("无收取信息处理费情况。", None),
        ("无。", None),
        ("收费通知按规定送达，全年收取300元。", None),
    ],
)
def test_the_number_of_fee_notices_is_read_from_section_six(section_6, stated):
    assert notices_stated(section_6) == stated


@pytest.mark.parametrize(
    ("number", "section_6", "expected"),
    [
        (0, "无。", []),
        (2, "发出收费通知2件，总金额60元，实际收取0元。", []),
        (2, "发出收费通知3件，总金额90元，实际收取30元。", []),
        (3, "发出收费通知2件，总金额60元，实际收取0元。", ["warn"]),
        (2, "全年实际收取信息处理费共计400元。", ["warn"]),
        (2, "无收取信息处理费情况。", ["warn"]),
        (2, "", ["warn"]),
    ],
)
def test_who_ends_requests_for_unpaid_fees_states_at_least_as_many_notices(number, section_6, expected):
    """国办公开办函〔2021〕30号 一（六）：发出收费通知的件数和总金额、实际收取的总金额。"""
    assert weights("P5", unpaid(number, section_6)) == expected


def test_without_any_prose_the_fee_notices_are_not_assessed():
    report = unpaid(2, "")
    report.sections = []

    assert weights("P5", report) == ["not_assessed"]


def test_other_handling_in_one_row_hides_the_unpaid_fees():
    report = zeros()
    report.cells["T3.R3_6_3.C1"] = Cell(2)

    assert weights("P5", fold(total_up(report))) == ["not_assessed"]
    assert weights("P5", fold(zeros())) == []


# P6: length and likeness of the prose


def test_a_character_and_a_sign_count_one_and_a_run_of_figures_counts_one():
    assert characters("2025年，收到申请 154件。\n无。") == 10 + 2


def test_section_one_may_have_a_thousand_characters_and_no_more():
    """国办公开办函〔2021〕30号 一（一）：原则上不超过一千字。"""
    assert weights("P6", with_prose(1, "公" * 1000, zeros())) == ["not_assessed"]  # of last year's text
    long = found("P6", with_prose(1, "公" * 1001, zeros()))
    assert (long[0].severity, long[0].left, long[0].right) == (Severity.WARN, 1001, 1000)


def test_the_form_of_2019_sets_no_limit_to_section_one():
    assert weights("P6", with_prose(1, "公" * 5000, zeros("2019"))) == ["not_assessed"]


PROBLEMS = "2023年，公开平台更新不够及时，政策解读形式不够多样。2024年将加强培训，每季度检查一次栏目。"


def test_section_five_that_repeats_last_years_with_another_year_is_found():
    before = with_prose(5, PROBLEMS, zeros("2021", 2022))
    now = with_prose(5, PROBLEMS.replace("2024", "2025").replace("2023", "2024"), zeros("2021", 2023))

    assert [(f.left, f.severity) for f in found("P6", now, previous=before)] == [(100, Severity.WARN)]


def test_section_five_on_other_problems_is_not_called_a_repetition():
    other = "依申请公开答复文书说理不足，两件被复议机关纠正。已修订文书模板，并请法律顾问逐件审核。"
    before = with_prose(5, PROBLEMS, zeros("2021", 2022))
    now = with_prose(5, other, zeros("2021", 2023))

    assert found("P6", now, previous=before) == []


# P7: cumulative figures of the older statistics table


def statistics(year: int, *figures: tuple[str, str, int, int]) -> Report:
    """A statistics table."""
    return Report("测试县", year, "statistics", indicators=[Indicator(*figure) for figure in figures])


def test_a_cumulative_figure_that_falls_is_found():
    before = statistics(2014, ("主动公开文件数", "条", 2543, 78967), ("行政复议数", "件", 0, 0))
    now = statistics(2018, ("主动公开文件数", "条", 2069, 12106), ("行政复议数", "件", 0, 0))

    assert [(f.severity, f.left, f.right) for f in found("P7", now, previous=before)] == [
        (Severity.WARN, 12106, 78967)
    ]


def test_a_cumulative_amount_is_compared_in_the_same_unit():
    before = statistics(2014, ("收费金额", "元", 0, 20000))
    now = statistics(2015, ("收费金额", "万元", 0, 2))

    assert found("P7", now, previous=before) == []


def test_a_figure_that_stands_in_a_table_twice_is_not_compared():
    before = statistics(2014, ("公开数", "条", 1, 90), ("公开数", "条", 1, 10))
    now = statistics(2015, ("公开数", "条", 1, 5))

    assert weights("P7", now, previous=before) == ["not_assessed"]


def test_an_earlier_table_that_cannot_be_read_is_not_called_missing():
    (said,) = found("P7", statistics(2015, ("甲", "件", 1, 1)), previous_unread="去年.pdf")

    assert said.message.endswith("读不出：去年.pdf")


@pytest.mark.parametrize(
    "previous",
    [None, zeros("2019"), statistics(2018, ("甲", "件", 1, 1)), statistics(2012, ("乙", "件", 1, 1))],
)
def test_without_an_earlier_table_to_compare_with_cumulative_figures_are_not_assessed(previous):
    now = statistics(2015, ("甲", "件", 1, 1))

    assert weights("P7", now, previous=previous) == ["not_assessed"]


def test_a_table_given_for_several_reports_is_not_compared_with_another_organs():
    before = statistics(2014, ("主动公开文件数", "条", 2543, 78967))
    now = statistics(2015, ("主动公开文件数", "条", 2069, 12106))
    now.organ = "另一县"

    assert weights("P7", now, previous=before, previous_is=Previous.SHARED) == ["not_assessed"]
    assert weights("P7", now, previous=before) == ["warn"]


# H3: whose last year's report is


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("甲县水利局", "甲县水利局", True),
        ("甲县水利局", "甲县 水利局\u3000", True),
        ("甲县（经开区）管委会", "甲县(经开区)管委会", True),
        ("甲县", "甲县人民政府", True),
        ("甲市乙区水利局", "乙区水利局", True),
        ("甲县水利局", "乙县水利局", False),
        ("甲县水利局", "水利局", False),
        ("甲县水利局", "甲县水务局", False),
        ("甲市", "甲市乙区", False),
    ],
)
def test_a_name_is_the_same_organs_but_for_its_spelling_and_the_place_above_it(one, other, same):
    assert same_organ(one, other) is same
    assert same_organ(other, one) is same


@pytest.mark.parametrize(
    ("organ", "previous_is", "said"),
    [
        ("另一县档案局", Previous.GIVEN, ["warn"]),
        ("另一县档案局", Previous.KNOWN, []),
        ("测试县档案局", Previous.GIVEN, []),
        ("", Previous.GIVEN, []),
        ("另一县档案局", Previous.SHARED, []),  # X1, X2 and P6 say so
    ],
)
def test_last_years_report_of_another_name_is_said_where_nobody_vouches_for_it(organ, previous_is, said):
    before = zeros("2021", 2021, organ)

    assert weights("H3", zeros("2021", 2022), previous=before, previous_is=previous_is) == said


@pytest.mark.parametrize("organs", [("", "测试县档案局"), ("测试县档案局", "")])
def test_reports_without_an_organ_are_not_compared_where_one_is_given_for_several(organs):
    mine, theirs = organs
    now, before = zeros("2021", 2022, mine), zeros("2021", 2021, theirs)

    assert weights("X1", now, previous=before, previous_is=Previous.SHARED) == ["not_assessed"]
    assert weights("X1", now, previous=before) == []


def test_a_statistics_table_has_no_cells_and_so_no_other_findings():
    assert {f.rule for f in check(statistics(2015, ("甲", "件", 1, 1)))} == {"P7"}


def test_every_rule_that_lacks_an_input_says_so_and_no_finding_mentions_the_missing_register():
    lacking = {f.rule for f in check(zeros()) if f.severity is Severity.NOT_ASSESSED}

    assert lacking == {"X1", "X2", "G1", "P1", "P2", "P6"}


@pytest.mark.parametrize("key", ["2019", "2021"])
def test_every_finding_is_a_sentence_about_cells_that_the_form_has(key):
    report = zeros(key)
    for n, address in enumerate(report.cells):
        report.cells[address] = [Cell(n), BLANK, Cell(-n or -1), Cell(status=Status.UNREADABLE)][n % 4]
    form = edition(key)

    for finding in check(report, previous=zeros(key, form.first_year - 1), children=[report]):
        assert finding.message
        assert set(finding.cells) <= {*form.places, *form.folded_places}
