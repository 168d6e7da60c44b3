"""`gongkai report check`, `rollup` and `editions`, as a person and a program call them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gongkai.cli import main
from gongkai.report.interchange import dumps, to_json
from gongkai.report.model import BLANK, Cell, Report
from tests.report.check.material import real, zeros


@pytest.fixture
def put(tmp_path):
    """Write a report as JSON and return its path."""

    def put(name: str, report: Report) -> str:
        path = tmp_path / f"{name}.json"
        path.write_text(dumps(to_json(report)), "utf-8")
        return str(path)

    return put


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict]:
    """The JSON lines a command has printed."""
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def wrong() -> Report:
    """A report whose 行政复议总计 prints 0 beside parts of 11."""
    report = zeros()
    report.cells["T4.V.A_other"] = Cell(11)
    return report


def test_a_report_without_errors_gives_0_even_with_blanks_and_rules_not_assessed(put, capsys):
    report = zeros()
    report.cells["T3.R1.C2"] = BLANK

    assert main(["report", "check", "--json", put("甲", report)]) == 0
    assert {line["severity"] for line in lines(capsys)} == {"warn", "not_assessed"}


def test_an_error_gives_1_and_a_line_with_file_rule_cells_and_both_numbers(put, capsys):
    file = put("甲", wrong())

    assert main(["report", "check", "--json", file]) == 1

    (found,) = [line for line in lines(capsys) if line["severity"] == "error"]
    assert list(found) == ["file", "rule", "severity", "cells", "left", "right", "message", "hint"]
    assert (found["file"], found["rule"], found["left"], found["right"]) == (file, "A3", 11, 0)
    assert found["cells"][-1] == "T4.V.A_total"


def test_an_error_that_may_be_explained_gives_1_too(put, capsys):
    before = zeros("2021", 2021)
    before.cells["T3.R4.C1"] = before.cells["T3.R4.C7"] = Cell(2)
    now = put("今年", zeros("2021", 2022))

    assert main(["report", "check", "--json", now, "--previous", put("去年", before)]) == 1
    assert [x["severity"] for x in lines(capsys) if x["rule"] == "X1"] == ["error_with_override"] * 2


def carried(number: int, year: int, organ: str) -> Report:
    """A report of 2021's form that carries so many requests on."""
    report = zeros("2021", year, organ)
    for row in ("R1", "R4"):
        report.cells[f"T3.{row}.C1"] = report.cells[f"T3.{row}.C7"] = Cell(number)
    return report


def test_of_several_files_only_that_of_the_same_organ_is_compared_with_last_years_report(put, capsys):
    """第三项的上年结转，是本机关上一年度报告的结转下年度。"""
    same, other = put("甲", zeros("2021", 2022, "甲县水利局")), put("乙", zeros("2021", 2022, "乙县水利局"))
    before = put("去年", carried(2, 2021, "测试市甲县水利局"))

    assert main(["report", "check", "--json", same, other, "--previous", before]) == 1

    found = [x for x in lines(capsys) if x["rule"] in ("X1", "X2", "P6")]
    assert {x["severity"] for x in found if x["file"] == same and x["rule"] == "X1"} == {
        "error_with_override"
    }
    assert {(x["rule"], x["severity"]) for x in found if x["file"] == other} == {
        ("X1", "not_assessed"),
        ("X2", "not_assessed"),
        ("P6", "not_assessed"),
    }
    said = {x["message"].partition("未评估，")[2] for x in found if x["file"] == other}
    assert said == {"所给的是“测试市甲县水利局”的报告，不是“乙县水利局”的"}


def test_another_organs_report_given_for_one_file_is_compared_and_said(put, capsys):
    now, before = put("今年", zeros("2021", 2022, "甲县文旅局")), put("去年", carried(2, 2021, "甲县旅游局"))

    assert main(["report", "check", "--json", now, "--previous", before]) == 1

    found = lines(capsys)
    (said,) = [x for x in found if x["rule"] == "H3"]
    assert (said["severity"], "甲县旅游局" in said["message"]) == ("warn", True)
    assert {x["severity"] for x in found if x["rule"] == "X1"} == {"error_with_override"}


def test_one_unreadable_file_gives_2_and_does_not_stop_the_others(put, tmp_path, capsys):
    empty = tmp_path / "空.txt"
    empty.touch()
    missing = str(tmp_path / "没有.html")

    assert main(["report", "check", "--json", str(empty), missing, put("甲", wrong())]) == 2

    found = lines(capsys)
    assert [(x["file"], x["rule"]) for x in found[:2]] == [
        (str(empty), "unreadable"),
        (missing, "unreadable"),
    ]
    assert list(found[0]) == ["file", "rule", "message"]
    assert "A3" in {x["rule"] for x in found[2:]}


def test_several_children_are_summed_and_a_wrong_sum_is_named(put, capsys):
    one, other, total = zeros(organ="甲局"), zeros(organ="乙局"), zeros(organ="测试县")
    one.cells["T2.xzxk.decisions"] = Cell(2)
    other.cells["T2.xzxk.decisions"] = Cell(3)
    total.cells["T2.xzxk.decisions"] = Cell(4)
    children = [put("甲", one), put("乙", other)]

    assert main(["report", "check", put("县", total), "--json", "--children", *children]) == 1

    (found,) = [x for x in lines(capsys) if x["rule"] == "G1"]
    assert (found["left"], found["right"], found["cells"]) == (4, 5, ["T2.xzxk.decisions"])


def test_files_may_follow_the_children_after_two_dashes(put, capsys):
    file, child = put("县", zeros(organ="测试县")), put("甲", zeros(organ="甲局"))

    assert main(["report", "check", "--json", "--children", child, "--", file]) == 0
    assert "G1" not in {x["rule"] for x in lines(capsys)}


def test_a_child_that_cannot_be_read_leaves_the_sum_unassessed_and_gives_2(put, tmp_path, capsys):
    missing = str(tmp_path / "没有.html")
    file = put("县", zeros())

    assert main(["report", "check", "--json", file, "--children", put("甲", zeros()), missing]) == 2

    (found,) = [x for x in lines(capsys) if x["rule"] == "G1"]
    assert found["severity"] == "not_assessed"
    assert missing in found["message"]


def test_last_years_report_that_cannot_be_read_is_not_called_missing(put, tmp_path, capsys):
    missing = str(tmp_path / "没有.html")

    assert main(["report", "check", "--json", put("今年", zeros()), "--previous", missing]) == 2

    found = [x for x in lines(capsys) if x["rule"] in ("X1", "X2", "P6")]
    assert {x["rule"] for x in found} == {"X1", "X2", "P6"}
    assert all(x["message"].endswith(f"未评估，所给上一年度的报告读不出：{missing}") for x in found)


def test_children_that_are_given_are_summed_whatever_the_kind_of_organ(put, capsys):
    total = zeros()
    total.cells["T2.xzxk.decisions"] = Cell(4)
    file, child = put("局", total), put("甲", zeros(organ="甲站"))

    assert main(["report", "check", "--json", file, "--organ-kind", "department", "--children", child]) == 1
    assert [(x["left"], x["right"]) for x in lines(capsys) if x["rule"] == "G1"] == [(4, 0)]
    assert main(["report", "check", "--json", put("甲", zeros()), "--organ-kind", "department"]) == 0
    assert "G1" not in {x["rule"] for x in lines(capsys)}


def test_a_person_reads_the_place_both_numbers_and_what_to_do(put, capsys):
    file = put("甲", wrong())

    assert main(["report", "check", file]) == 1

    said = capsys.readouterr().out
    assert said.splitlines()[0] == f"{file}　测试县档案局　2021年度（2021年格式）"
    assert (
        "错误　A3　行政复议结果维持、结果纠正、其他结果、尚未审结之和，等于总计（行政复议总计栏：11 ≠ 0）"
        in said
    )
    assert "办法：核对行政复议各项结果，或重新计算总计。" in said
    assert said.index("错误") < said.index("未评估　X1、X2、P6　没有给出上一年度的报告")


def test_several_files_end_with_a_count(put, tmp_path, capsys):
    files = [put("甲", wrong()), put("乙", zeros()), str(tmp_path / "没有.pdf")]

    assert main(["report", "check", *files]) == 2
    assert "共3份，读不出1份；错误1项" in capsys.readouterr().out.splitlines()[-1]


def test_the_kind_of_organ_decides_about_rules(put, capsys):
    report = zeros()
    report.cells["T2.gz.in_force"] = Cell(1)
    file = put("甲", report)

    main(["report", "check", "--json", file, "--organ-kind", "county"])
    county = [x["severity"] for x in lines(capsys) if x["rule"] == "P2"]
    main(["report", "check", "--json", file, "--organ-kind", "province"])
    province = [x["severity"] for x in lines(capsys) if x["rule"] == "P2"]

    assert (county, province) == (["warn"], [])


def test_nothing_is_printed_about_progress_where_nobody_sits_at_a_terminal(put, capsys):
    assert main(["report", "check", "--json", *[put(str(n), zeros()) for n in range(9)]]) == 0
    assert capsys.readouterr().err == ""


def test_a_rollup_is_written_as_a_report_that_can_be_checked_against_its_parts(put, tmp_path, capsys):
    children = [put("甲", zeros(organ="甲局")), put("乙", zeros(organ="乙局"))]
    out = tmp_path / "汇总.json"

    assert main(["report", "rollup", *children, "--to", str(out), "--organ", "测试县"]) == 0
    assert "测试县　2021年度（2021年格式）" in capsys.readouterr().out
    assert main(["report", "check", "--json", str(out), "--children", *children]) == 0
    assert "G1" not in {x["rule"] for x in lines(capsys)}


def test_a_rollup_without_one_of_its_reports_gives_1_and_names_it(put, tmp_path, capsys):
    files = [put("甲", real("pingtan_2024")), put("乙", real("pingtan_2025"))]

    assert main(["report", "rollup", *files, "--to", str(tmp_path / "汇总.json")]) == 1
    assert "没有计入汇总：平潭综合实验区" in capsys.readouterr().out


@pytest.mark.parametrize("out", ["汇总.html", "没有/汇总.json", "."])
def test_a_rollup_that_cannot_be_written_gives_2_and_says_why(put, tmp_path, capsys, out):
    assert main(["report", "rollup", put("甲", zeros()), "--to", str(tmp_path / out)]) == 2
    assert "没有写出" in capsys.readouterr().err


def test_a_rollup_of_nothing_readable_gives_2(tmp_path, capsys):
    empty = tmp_path / "空.txt"
    empty.touch()

    assert main(["report", "rollup", str(empty), "--to", str(tmp_path / "汇总.json")]) == 2
    assert not (tmp_path / "汇总.json").exists()
    assert "读不出" in capsys.readouterr().out


def test_the_editions_are_listed_for_people_and_for_programs(capsys):
    assert main(["report", "editions"]) == 0
    said = capsys.readouterr().out
    assert "2019年格式（2019—2020年度）" in said
    assert "2021年格式（2021年度起）" in said

    assert main(["report", "editions", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [(form["key"], len(form["cells"])) for form in listed] == [("2019", 198), ("2021", 200)]
    assert listed[1]["folded"] == {
        "T3.R3_6": {"stands_for": ["R3_6_1", "R3_6_2", "R3_6_3"], "rolls_into": "R3_6_3"}
    }
    assert [i["code"] for i in listed[1]["identities"]][-1] == "G1"


@pytest.mark.shared
def test_the_real_report_of_2020_passes_and_that_of_2023_names_a3_and_a5(shared: Path, capsys):
    """Done means: 00 exits 0; 01 names A3 and A5 with 11 ≠ 0 and 5 ≠ 0."""
    reports = shared / "corpus" / "reports"
    (first,) = reports.glob("00*")
    (second,) = reports.glob("01*.pdf")

    assert main(["report", "check", "--json", str(first)]) == 0
    capsys.readouterr()
    assert main(["report", "check", "--json", str(second)]) == 1
    wrong = {x["rule"]: {x["left"], x["right"]} for x in lines(capsys) if x["severity"] == "error"}
    assert wrong == {"A3": {0, 11}, "A5": {0, 5}}
