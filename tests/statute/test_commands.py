"""The law on the command line: clock, workdays, fee, law, calendar add."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date

import pytest

from gongkai.cli import main
from gongkai.statute.law import law
from tests import law_pages

HISTORY = """# 一件申请
- {event: received, on: 2025-09-01, channel: in_person}
- {event: third_party_consulted, on: 2025-09-10, whom: 甲公司, delivered: 2025-09-12}
"""


@pytest.fixture(autouse=True)
def installation(tmp_path, monkeypatch):
    """An empty data folder of its own."""
    monkeypatch.setenv("GONGKAI_DATA", str(tmp_path / "var"))
    return tmp_path


def written(folder, text, name="events.yaml"):
    file = folder / name
    file.write_text(text, "utf-8")
    return str(file)


def test_the_clock_is_read_aloud(installation, capsys):
    assert main(["clock", written(installation, HISTORY), "--on", "2025-09-30"]) == 0

    said = capsys.readouterr().out
    assert "答复期限：2025年10月28日（星期二）" in said
    assert "等待：第三方（甲公司）" in said
    assert "  1. 2025年9月1日（星期一）收到申请（当面提交），当日为收到申请之日" in said


def test_an_entry_made_later_says_when_it_was_made(installation, capsys):
    late = "- {event: received, on: 2025-09-01, channel: in_person, recorded: 2025-09-03}"
    at_once = late.replace("recorded: 2025-09-03", "recorded: 2025-09-01")

    assert main(["clock", written(installation, late), "--on", "2025-09-04"]) == 0
    assert "第三十一条第一项）（2025年9月3日补登）。" in capsys.readouterr().out
    assert main(["clock", written(installation, at_once), "--on", "2025-09-04"]) == 0
    assert "补登" not in capsys.readouterr().out


def test_the_clock_in_json_has_what_a_program_needs(installation, capsys):
    assert main(["clock", written(installation, HISTORY), "--on", "2025-09-30", "--json"]) == 0

    found = json.loads(capsys.readouterr().out)
    assert (found["due"], found["provisional"], found["state"]) == ("2025-10-28", False, "consulting")
    assert (found["waiting_for"], found["waiting_for_whom"]) == ("third_party", ["甲公司"])
    assert [(line["event"], line["days"], line["from"], line["to"]) for line in found["trace"]] == [
        ("received", 0, "2025-09-01", "2025-09-01"),
        ("received", 20, "2025-09-01", "2025-09-28"),
        ("third_party_consulted", 0, "2025-09-10", "2025-10-10"),
        ("opinion_awaited", 17, "2025-09-10", "2025-10-10"),
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (HISTORY + "- {event: received, on: 2025-09-02}", "一件申请只能收到一次"),
        (HISTORY + "- {event: answered, on: 2025-09-20, outcome: refused}", "没有“refused”这一办理结果"),
        (HISTORY + "- {event: extended, on: 2025-09-20, days: 21, consented_by: 王}", "超出上限20个工作日"),
        ("- {event: received, on: 2007-12-31, channel: in_person}", "2007年12月31日没有关于"),
        ("- {event: received, on: 2027-12-20}", "放假安排只公布到2026年"),
        ("- {event: received, colour: red, on: 2025-09-01}", "不认识的键“colour”"),
    ],
)
def test_bad_input_is_one_sentence_and_exit_status_2(installation, capsys, text, says):
    assert main(["clock", written(installation, text)]) == 2

    out, err = capsys.readouterr()
    assert out == ""
    assert says in err and err.count("\n") == 1 and "Traceback" not in err


def test_a_missing_or_foreign_file_is_refused(installation, capsys):
    (installation / "gbk.yaml").write_bytes("- {event: 收到}".encode("gbk"))

    assert main(["clock", str(installation / "none.yaml")]) == 2
    assert main(["clock", str(installation / "gbk.yaml")]) == 2
    assert main(["clock", str(installation)]) == 2
    err = capsys.readouterr().err
    assert "没有文件" in err and "不是UTF-8编码" in err and "：这是一个文件夹。" in err


@pytest.mark.parametrize(
    ("words", "out"),
    [
        (["2025-09-01", "20"], "2025-09-28\n"),
        (["2025-09-01", "2025-09-28"], "20\n"),
        (["2025-09-01", "0"], "2025-09-01\n"),
        (["2025-11-09", "20"], "2025-12-05\n"),
    ],
)
def test_workdays_prints_the_answer_alone(capsys, words, out):
    assert main(["workdays", *words]) == 0

    assert capsys.readouterr() == (out, "")


def test_a_provisional_date_is_said_so_on_stderr(capsys):
    assert main(["workdays", "2026-12-20", "20"]) == 0

    out, err = capsys.readouterr()
    assert out == "2027-01-15\n"
    assert err.startswith("provisional") and "2027年的放假安排尚未公布" in err


@pytest.mark.parametrize(
    "words",
    [["2025-09-01", "2025-08-01"], ["2007-01-01", "3"], ["2027-12-20", "20"], ["2025-09-01", "99999"]],
)
def test_workdays_that_cannot_be_counted_are_refused(capsys, words):
    assert main(["workdays", *words]) == 2

    out, err = capsys.readouterr()
    assert out == "" and err.endswith("。\n")


@pytest.mark.parametrize("words", [["x", "3"], ["2025-09-01", "x"], ["2025-09-01", "-3"], ["2025-9-1", "3"]])
def test_workdays_of_something_else_is_a_mistake_in_the_call(capsys, words):
    with pytest.raises(SystemExit) as stop:
        main(["workdays", *words])

    assert stop.value.code == 2


def test_the_fee_stands_alone_on_the_first_line(capsys):
    assert main(["fee", "--items", "35", "--on", "2025-09-01"]) == 0
    out, err = capsys.readouterr()
    assert out.splitlines()[0] == "3000"
    assert "第31至35件：5件×200元/件＝1000元" in out
    assert "没有启用" in err

    assert main(["fee", "--pages", "250", "--on", "2025-09-01"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == "4700"


def test_where_the_fee_is_in_use_nothing_is_remarked(installation, capsys):
    (installation / "var").mkdir()
    written(
        installation / "var",
        '[[choices]]\nreading = "fees_in_use"\nvalue = "on"\nfrom = 2025-01-01\n'
        'decided_by = "甲"\nreason = "乙"',
        "readings.toml",
    )

    assert main(["fee", "--pages", "31", "--on", "2025-09-01"]) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("name", ["33", "第33条", "条例33(3)", "第三十三条", "三十三", "第三十三条第三款"])
def test_an_article_is_found_by_any_of_its_names(capsys, name):
    assert main(["law", name]) == 0

    said = capsys.readouterr().out
    assert "第三十三条 答复期限" in said
    assert "terms·reply 20个工作日，2019年5月15日起" in said
    assert "gongkai.statute.clock.read" in said
    assert "the worked deadlines" in said


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("五", "第五条 公开为常态"),
        ("第十条", "第十条 由谁公开"),
        ("十二", "第十二条 指南和目录"),
        ("二十", "第二十条 主动公开的内容"),
        ("四十一", "第四十一条 更正"),
        ("条例5", "第五条 公开为常态"),
    ],
)
def test_each_article_is_found_by_its_numeral(capsys, name, title):
    assert main(["law", name]) == 0
    assert title in capsys.readouterr().out


@pytest.mark.parametrize("name", ["0", "57", "百", "", "三十三十"])
def test_an_article_that_is_not_there_is_refused(capsys, name):
    assert main(["law", name]) == 2
    assert "没有" in capsys.readouterr().err


def test_an_article_nothing_applies_says_so(capsys):
    assert main(["law", "1"]) == 0
    assert "没有直接适用" in capsys.readouterr().out


def test_the_pages_of_the_law_are_current():
    assert law_pages.stale() == []


NOTICE = """year = 2027
[[notices]]
number = "试验〔2026〕1号"
title = "关于2027年部分节假日安排的通知（试验）"
published = 2026-11-20
confirmed = 2026-11-22
[[notices.holidays]]
name = "元旦"
off = { from = 2027-01-01, to = 2027-01-04 }
"""


def test_a_notice_is_added_from_the_command_line(installation, capsys):
    assert main(["calendar", "add", written(installation, NOTICE, "2027.toml")]) == 0
    assert "放假安排现在公布到2027年" in capsys.readouterr().out
    assert main(["workdays", "2026-12-20", "20"]) == 0
    assert capsys.readouterr() == ("2027-01-19\n", "")


def test_a_running_process_counts_by_a_notice_from_the_moment_it_is_added(installation):
    folder = installation / "var"
    before = law(folder)

    main(["calendar", "add", written(installation, NOTICE, "2027.toml")])

    assert law(folder) is not before
    assert before.calendar.after(date(2026, 12, 15), 20) == date(2027, 1, 12)
    assert law(folder).calendar.after(date(2026, 12, 15), 20) == date(2027, 1, 14)
    assert law(folder) is law(folder)  # and is not read again until something changes


def test_starting_is_quick():
    """Under 0.3 s by the issue; processor time, so that a busy machine does not fail it."""
    command = [sys.executable, "-m", "gongkai", "workdays", "2025-09-01", "20"]
    script = (
        f"import resource, subprocess; subprocess.run({command!r}, check=True, capture_output=True); "
        "spent = resource.getrusage(resource.RUSAGE_CHILDREN); print(spent.ru_utime + spent.ru_stime)"
    )

    spent = min(
        float(
            subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True).stdout
        )
        for _ in range(3)
    )

    assert spent < 0.3
