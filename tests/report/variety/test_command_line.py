"""`gongkai report read` and `check` over files good and bad: exit status, messages, nothing lost."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from gongkai.cli import main
from tests.report.variety import drawing, hostile, markup, office, plain
from tests.report.variety.sheet import Entry, Sheet, busy, flat

BAD = {
    "empty.txt": b"",
    "picture.txt": hostile.PICTURE,
    "old.doc": hostile.OLD_WORD,
    "locked-looking.pdf": b"%PDF-1.7\nnothing more",
    "entities.docx": hostile.document(hostile.LAUGHS),
    "scan.pdf": hostile.scanned(),
    "guide.txt": "演示区教育局政府信息公开指南\n申请人可以当面提出。".encode(),
}


def _write(folder: Path, sheet: Sheet, name: str) -> Path:
    paper = drawing.paper(sheet)
    data = {
        ".txt": lambda: plain.one_cell_a_line(paper).encode(),
        ".html": lambda: markup.clean(paper).encode(),
        ".docx": lambda: office.docx(paper),
    }[Path(name).suffix]()
    path = folder / name
    path.write_bytes(data)
    return path


def _bad(folder: Path) -> list[str]:
    for name, data in BAD.items():
        (folder / name).write_bytes(data)
    return [str(folder / name) for name in BAD]


def test_read_prints_one_object_a_line_with_every_cell(tmp_path, capsys):
    sheet = flat("2019", {"T3.R1.C1": 3, "T3.R1.C7": 3, "T3.R4.C1": 3, "T3.R4.C7": 3})
    paths = [str(_write(tmp_path, sheet, name)) for name in ("a.txt", "b.html", "c.docx")]

    status = main(["report", "read", *paths])

    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert status == 0
    assert [line["file"] for line in lines] == paths
    for line in lines:
        assert line["cells"] == {a: e.number for a, e in sheet.entries.items()}
        assert line["status"] == {}
        assert (line["organ"], line["year"], line["edition"]) == (sheet.organ, sheet.year, "2019")


@pytest.mark.parametrize("verb", ["read", "check"])
@pytest.mark.parametrize("name", sorted(BAD))
def test_an_unreadable_file_gives_two_and_a_message_in_chinese(verb, name, tmp_path, capsys):
    path = tmp_path / name
    path.write_bytes(BAD[name])

    status = main(["report", verb, str(path)])

    said = capsys.readouterr()
    assert status == 2
    assert name in said.out + said.err
    assert re.search("[\u4e00-\u9fff]{4}", said.out + said.err)
    assert "Traceback" not in said.out + said.err


@pytest.mark.parametrize("verb", ["read", "check"])
def test_a_missing_file_or_a_folder_gives_two_and_a_message(verb, tmp_path, capsys):
    for path in (tmp_path / "nowhere.txt", tmp_path):
        status = main(["report", verb, str(path)])

        said = capsys.readouterr()
        assert status == 2
        assert re.search("[\u4e00-\u9fff]{4}", said.out + said.err)


def test_bad_files_do_not_stop_the_good_ones(tmp_path, capsys):
    sheet = busy("2021")
    good = [str(_write(tmp_path, sheet, name)) for name in ("a.txt", "z.html")]
    files = [good[0], *_bad(tmp_path), good[1]]

    status = main(["report", "read", *files])

    printed = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    read = [line for line in printed if "cells" in line]
    assert status == 2
    assert [line["file"] for line in read] == good
    assert all(line["cells"]["T3.R1.C1"] == sheet.entries["T3.R1.C1"].number for line in read)


def test_check_as_json_names_each_unreadable_file_and_goes_on(tmp_path, capsys):
    sound = _write(tmp_path, busy("2021"), "sound.txt")
    files = [*_bad(tmp_path), str(sound)]

    status = main(["report", "check", "--json", *files])

    printed = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    unreadable = [line["file"] for line in printed if line["rule"] == "unreadable"]
    assert status == 2
    assert unreadable == files[:-1]
    assert all(line["message"] for line in printed)


def test_check_is_nought_for_a_report_that_adds_up(tmp_path, capsys):
    paths = [str(_write(tmp_path, busy("2021"), name)) for name in ("a.txt", "b.html", "c.docx")]

    assert main(["report", "check", *paths]) == 0


def test_check_is_one_and_names_rule_and_both_numbers_where_a_total_is_wrong(tmp_path, capsys):
    sheet = busy("2021")
    due = sheet.entries["T4.V.A_total"].number
    wrong = replace(sheet, entries={**sheet.entries, "T4.V.A_total": Entry("7000", 7000)})
    path = _write(tmp_path, wrong, "wrong.html")

    status = main(["report", "check", "--json", str(path)])

    findings = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    errors = [f for f in findings if f["severity"] == "error"]
    assert status == 1
    assert [f["rule"] for f in errors] == ["A3"]
    assert {errors[0]["left"], errors[0]["right"]} == {7000, due}
    assert "T4.V.A_total" in errors[0]["cells"]


def test_a_newcomer_sees_no_traceback_in_a_process_of_its_own(tmp_path):
    files = _bad(tmp_path)
    root = Path(__file__).resolve().parents[3]

    done = subprocess.run(
        [sys.executable, "-m", "gongkai", "report", "check", *files],
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(root / "src"), "PATH": "/usr/bin:/bin", "PYTHONUTF8": "1"},
        check=False,
    )

    assert done.returncode == 2
    assert "Traceback" not in done.stdout + done.stderr
    for name in BAD:
        assert name in done.stdout + done.stderr
