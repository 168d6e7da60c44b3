"""`gongkai report write`: a JSON in, a document out, or a sentence that says why not."""

import io
import sys

import pytest

from gongkai.cli import main
from gongkai.report.interchange import dumps, to_json
from gongkai.report.read import read
from gongkai.report.write import FORMATS
from tests.report.write.material import mixed, report


@pytest.fixture
def cells(tmp_path):
    """Return the path of a report's JSON, as `gongkai report read` prints it."""
    path = tmp_path / "报告.json"
    path.write_text(dumps(to_json(mixed())) + "\n", "utf-8")
    return path


def run(capsys, *words):
    status = main(["report", "write", *map(str, words)])
    return status, capsys.readouterr().err


@pytest.mark.parametrize("format_", FORMATS)
def test_the_extension_decides_the_format_and_the_file_reads_back(cells, tmp_path, capsys, format_):
    out = tmp_path / f"年报.{format_}"

    assert run(capsys, cells, "--to", out) == (0, "")
    assert {a: c.value for a, c in read(out).cells.items()} == {a: c.value for a, c in mixed().cells.items()}


def test_a_report_can_come_from_a_pipe(tmp_path, capsys, monkeypatch):
    text = dumps(to_json(report("2019"))).encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text)))

    assert run(capsys, "-", "--to", tmp_path / "年报.HTML") == (0, "")
    assert read(tmp_path / "年报.HTML").year == 2020


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "是空的"),
        (b"\xff\xfe\x00", "不是UTF-8编码"),
        ("{坏".encode(), "不是有效的JSON：第1行"),
        (b"[]", "不是年度报告"),
        (b'{"cells": {}, "edition": "1999", "organ": "x"}', "没有“1999”格式"),
        (b'{"cells": {}}\n{"cells": {}}\n', "有2份报告"),
    ],
)
def test_what_is_no_report_is_refused_in_chinese_and_nothing_is_written(tmp_path, capsys, content, said):
    source, out = tmp_path / "x.json", tmp_path / "x.pdf"
    source.write_bytes(content)

    status, message = run(capsys, source, "--to", out)

    assert status == 2
    assert said in message
    assert sorted(path.name for path in tmp_path.iterdir()) == ["x.json"]


def test_a_missing_file_a_missing_folder_and_an_unknown_extension_are_named(cells, tmp_path, capsys):
    for words, said in (
        ((tmp_path / "没有.json", "--to", tmp_path / "x.html"), "没有这个文件或文件夹"),
        ((cells, "--to", tmp_path / "无此夹" / "x.html"), "写不进"),
        ((cells, "--to", tmp_path / "x.doc"), ".html、.docx、.pdf、.xlsx、.json"),
        ((cells, "--to", tmp_path / "x"), "扩展名"),
    ):
        status, message = run(capsys, *words)

        assert status == 2
        assert said in message


def test_a_report_that_cannot_be_printed_faithfully_leaves_the_old_file_alone(tmp_path, capsys):
    made = mixed()
    data = to_json(made)
    data["cells"]["T3.R3_6_1.C1"] = 5
    del data["status"]["T3.R3_6_1.C1"]
    source, out = tmp_path / "x.json", tmp_path / "x.html"
    source.write_text(dumps(data), "utf-8")
    out.write_text("旧的", "utf-8")

    status, message = run(capsys, source, "--to", out)

    assert status == 2
    assert "T3.R3_6_1.C1" in message
    assert out.read_text("utf-8") == "旧的"
