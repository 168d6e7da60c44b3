"""Bad input: a clear message in Chinese or a marked cell; never a traceback, a hang, or a wrong number."""

from __future__ import annotations

import io
import re
import resource
import subprocess
import sys
import zipfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from gongkai.report.interchange import dumps, to_json
from gongkai.report.model import Report, Status, UnreadableReport
from tests.report.variety import drawing, hostile, markup, office, plain, portable, printing
from tests.report.variety.judge import Want, judge, read_file
from tests.report.variety.sheet import Sheet, busy, dice, flat

needs_fonts = pytest.mark.skipif(not portable.has_fonts(), reason="no Chinese typeface (fonts-noto-cjk)")
FORMATS = ("txt", "md", "html", "docx", "pdf", "xlsx", "json")


def refused(data: bytes, name: str, *words: str) -> str:
    """Assert that the file is refused in Chinese, naming one of `words`; return the message."""
    found = read_file(data, name)
    assert isinstance(found, UnreadableReport), f"read as {found.organ} {found.year} {found.edition}"
    message = str(found)
    assert re.search("[\u4e00-\u9fff]{4}", message), message
    assert "Traceback" not in message
    assert not words or any(word in message for word in words), message
    return message


# Not a report at all


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("data", [b"", b"\n \n", b"\xef\xbb\xbf", "\u3000\xa0".encode(), b"\0\0\0\0"])
def test_an_empty_file_is_refused(suffix, data):
    refused(data, f"report.{suffix}")


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize(
    "data", [hostile.PICTURE, hostile.OLD_WORD, bytes(range(256)) * 40, b"MZ\x90" + b"\0" * 999]
)
def test_a_binary_of_another_kind_is_refused_whatever_its_name(suffix, data):
    refused(data, f"report.{suffix}")


def test_an_old_word_file_is_refused_with_what_to_do():
    refused(hostile.OLD_WORD, "report.doc", "docx", "DOCX", "另存")


OTHER_PAPERS = {
    "rule of law report": (
        "演示区教育局2023年度法治政府建设年度报告\n\n一、总体情况\n办理行政处罚12件，行政许可30件。\n"
    ),
    "budget": (
        "演示区教育局2023年度部门决算\n\n收入支出决算总表\n项目 | 决算数 |\n总计 | 1234 |\n其他 | 0 |\n"
    ),
    "guide": (
        "演示区教育局政府信息公开指南\n\n一、主动公开\n\n二、依申请公开\n"
        "申请人填写《申请表》，20个工作日内答复。\n"
    ),
    "notice": "关于做好2023年政府信息公开工作年度报告编制工作的通知\n\n各单位：请于2024年1月20日前报送。\n",
    "poem": "床前明月光\n疑是地上霜\n举头望明月\n低头思故乡\n" * 30,
    "english": "Annual report on open government information of the year 2023\n1 2 3 4 5\n" * 20,
}


@pytest.mark.parametrize("name", sorted(OTHER_PAPERS))
def test_a_paper_of_another_kind_is_refused(name):
    text = OTHER_PAPERS[name]
    refused(text.encode(), "report.txt")
    refused(markup.page(text.replace("\n", "<br>"), text[:20]).encode(), "report.html")


def test_a_government_page_without_the_report_s_tables_is_refused():
    page = markup.page(
        "<p>演示区教育局2023年政府信息公开工作年度报告</p><p><a href='a.pdf'>点击下载</a></p>", "年报"
    )

    refused(page.encode(), "report.html")


# Two in one


def _two() -> tuple[Sheet, Sheet]:

    one = busy("2021")
    return one, replace(one, year=one.year - 1, organ="演示县民政局")


def test_two_reports_in_one_text_are_refused():
    one, other = (plain.one_cell_a_line(drawing.paper(s)) for s in _two())

    refused((one + other).encode(), "report.txt", "两", "多份", "另外")


@pytest.mark.parametrize("writer", [plain.pipes, plain.markdown])
def test_two_reports_in_one_file_of_pipes_are_refused(writer):
    one, other = (writer(drawing.paper(s)) for s in _two())

    refused((one + "\n\n" + other).encode(), "report.md", "两", "多份", "另外")


def test_two_reports_run_together_are_refused():

    one, other = (plain.run_together(drawing.paper(s), dice(1)) for s in _two())

    refused((one + other).encode(), "report.txt")


def test_two_reports_on_one_page_are_refused():
    one, other = (markup.clean(drawing.paper(s)).split("<body>")[1].split("</body>")[0] for s in _two())

    refused(markup.page(one + other, "年报").encode(), "report.html", "两", "多份", "另外")


def test_two_reports_in_one_word_file_are_refused():
    one, other = (drawing.paper(s) for s in _two())

    both = drawing.Paper(one.title, [*one.blocks, *other.blocks])

    refused(office.docx(both), "report.docx", "两", "多份", "另外")


@needs_fonts
def test_two_reports_in_one_pdf_are_refused():
    one, other = (portable.pdf(drawing.paper(s)) for s in _two())

    refused(hostile.together(one, other), "report.pdf", "两", "多份", "另外")


def test_last_year_s_figures_in_the_prose_do_not_make_two_reports():
    sheet = busy("2021")
    paper = drawing.paper(sheet)
    blocks = [*paper.blocks]
    blocks[3] = f"{sheet.year}年收到申请（{sheet.year - 1}年为31件），{sheet.year - 1}年度报告已公开。"

    judge(sheet, plain.one_cell_a_line(drawing.Paper(paper.title, blocks)).encode(), "report.txt")


# Broken, locked, explosive


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
@pytest.mark.parametrize("suffix", ["docx", "xlsx"])
def test_a_truncated_archive_is_refused(suffix, share):
    write = {"docx": office.docx, "xlsx": office.xlsx}[suffix]
    data = write(drawing.paper(busy("2021")))

    refused(data[: int(len(data) * share)], f"report.{suffix}")


@needs_fonts
@pytest.mark.parametrize("share", [0.02, 0.3, 0.8])
def test_a_truncated_pdf_is_refused_or_gives_no_wrong_number(share):
    sheet = busy("2021")
    data = portable.pdf(drawing.paper(sheet))

    judge(sheet, data[: int(len(data) * share)], "report.pdf", Want.SAFE)


@needs_fonts
def test_a_pdf_behind_a_password_is_refused_and_the_message_says_so():
    data = hostile.locked(portable.pdf(drawing.paper(busy("2021"))), user="secret")

    refused(data, "report.pdf", "密码", "加密")


@needs_fonts
def test_a_pdf_that_only_forbids_copying_is_read():
    sheet = busy("2021")

    judge(sheet, hostile.locked(portable.pdf(drawing.paper(sheet)), user=""), "report.pdf")


def test_a_scanned_pdf_is_refused_with_what_to_do():
    refused(hostile.scanned(), "report.pdf", "扫描", "文字层", "识别")


@pytest.mark.parametrize("xml", [hostile.LAUGHS, hostile.OUTSIDE], ids=["billion laughs", "outside file"])
def test_entity_tricks_in_a_word_file_are_refused(xml):
    message = refused(hostile.document(xml), "report.docx")

    assert "root:" not in message


def test_entity_tricks_in_a_workbook_are_refused():

    with zipfile.ZipFile(io.BytesIO(office.xlsx(drawing.paper(busy("2021"))))) as archive:
        parts = {n: archive.read(n) for n in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    trick = b'<!DOCTYPE x [<!ENTITY a "1"><!ENTITY b "&a;&a;&a;&a;">]>'
    parts[sheet] = re.sub(rb"^(<\?xml[^>]*\?>)?", lambda m: m.group(0) + trick, parts[sheet], count=1)

    refused(office.package(parts), "report.xlsx")


def test_an_entity_in_a_page_opens_no_file():
    page = '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><body><p>&x;</p></body></html>'

    assert "root:" not in refused(page.encode(), "report.html")


def _alone(script: str, seconds: int = 60, gigabytes: float = 1.5) -> str:
    """Run a script in a process of its own that may use only so much memory and time."""
    limit = int(gigabytes * 2**30)
    root = Path(__file__).resolve().parents[3]
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        timeout=seconds,
        cwd=root,
        env={"PYTHONPATH": f"{root / 'src'}:{root}", "PATH": "/usr/bin:/bin", "PYTHONUTF8": "1"},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)),
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


@pytest.mark.parametrize(
    ("name", "part"), [("r.docx", "word/document.xml"), ("r.xlsx", "xl/worksheets/sheet1.xml")]
)
def test_an_archive_that_unpacks_to_gigabytes_is_refused_in_little_memory(name, part):
    said = _alone(
        "from tests.report.variety import hostile, judge\n"
        f"print(type(judge.read_file(hostile.bomb({part!r}, 900), {name!r})).__name__)"
    )

    assert said.strip() == "UnreadableReport"


def test_a_hundred_megabytes_of_html_are_refused_or_read_in_bounded_memory_and_time():
    said = _alone(
        "from tests.report.variety import judge, markup\n"
        "body = '<p class=MsoNormal><span>演示文字</span></p>' * 2_300_000\n"
        "data = markup.page(body, 'x').encode()\n"
        "assert len(data) > 100_000_000\n"
        "print(type(judge.read_file(data, 'r.html')).__name__)",
        seconds=90,
        gigabytes=3,
    )

    assert said.strip() == "UnreadableReport"


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 60_000 + "x",
        "<table><tr><td>" * 3000,
        '<table><tr><td colspan="99999999" rowspan="99999999">一、本年新收</td><td>1</td></tr></table>',
        "<table>" + "<tr><td rowspan=65534 colspan=1000>0</td></tr>" * 300 + "</table>",
        '<table><tr><td colspan="-3" rowspan="a">总计</td><td colspan="">1</td></tr></table>',
        "<table><tr>" + "<td>0</td>" * 60_000 + "</tr></table>",
        "&#x110000;&#99999999999;&#0;" * 1000,
    ],
    ids=["deep", "tables in tables", "vast span", "many vast spans", "bad spans", "wide", "bad references"],
)
def test_monstrous_markup_is_refused_quickly(body):
    refused(markup.page(body, "年报").encode(), "report.html")


def test_an_archive_of_very_many_parts_is_refused():
    refused(hostile.many_parts(20_000), "report.docx")


def test_an_endless_line_of_digits_is_no_number():
    refused(b"0" * 3_000_000, "report.txt")
    found = read_file(("一、本年新收政府信息公开申请数量" + "1" * 200_000).encode(), "report.txt")
    assert isinstance(found, UnreadableReport) or found.values() == {}


@pytest.mark.parametrize(
    "text", ["{", "[" * 100_000, '{"cells": {"T3.R1.C1": NaN}}', "null", '{"cells": 3}', "[]"]
)
def test_malformed_json_is_refused(text):
    refused(text.encode(), "report.json")


# Numbers that are none


WORDS = [
    "十二",
    "约10",
    "12a",
    "近150十万元",
    "1.5",
    "12/3",
    "1 2 3",
    "见附件",
    "无",
    "③",
    "٣",
    "二〇",
    "1e3",
    "0x1F",
    "12-15",
]


@pytest.mark.parametrize("word", WORDS)
def test_words_in_a_cell_are_never_a_number_that_is_not_printed(word):
    sheet = printing.words(busy("2021"), "T3.R3_3_5.C1", word)

    for data, name in (
        (markup.clean(drawing.paper(sheet)).encode(), "report.html"),
        (plain.pipes(drawing.paper(sheet)).encode(), "report.txt"),
        (plain.one_cell_a_line(drawing.paper(sheet)).encode(), "report.txt"),
        (office.docx(drawing.paper(sheet)), "report.docx"),
    ):
        found = read_file(data, name)
        if isinstance(found, Report):
            meant = {"十二": 12, "二〇": 20, "无": 0, "٣": 3}.get(word)
            cell = found.cells["T3.R3_3_5.C1"]
            assert cell.value is None or cell.value == meant, f"{word} read as {cell.value}"
            others = {a: v for a, v in found.values().items() if a != "T3.R3_3_5.C1"}
            assert {a: v for a, v in others.items() if sheet.entries[a].number != v} == {}


@pytest.mark.parametrize("number", [-1, -12, -2648])
@pytest.mark.parametrize("address", ["T3.R3_1.C1", "T3.R1.C7", "T4.V.A_upheld", "T2.xzxk.decisions"])
def test_a_negative_count_is_unreadable_or_a_finding(number, address):
    sheet = flat("2021", {address: number})
    for data, name in (
        (markup.clean(drawing.paper(sheet)).encode(), "report.html"),
        (plain.one_cell_a_line(drawing.paper(sheet)).encode(), "report.txt"),
    ):
        found = read_file(data, name)
        assert isinstance(found, Report)
        cell = found.cells[address]
        named = any(address in f.cells for f in found.findings)
        assert cell.status is Status.UNREADABLE or (cell.value == number and named), f"{cell} silently"


@pytest.mark.parametrize("digits", [30, 400, 5000])
def test_counts_are_unbounded_or_marked(digits):
    number = "9" * digits
    sheet = printing.words(flat("2021", {}), "T3.R1.C1", number)

    for data, name in (
        (markup.clean(drawing.paper(sheet)).encode(), "report.html"),
        (plain.one_cell_a_line(drawing.paper(sheet)).encode(), "report.txt"),
    ):
        found = read_file(data, name)
        if isinstance(found, Report):
            value = found.cells["T3.R1.C1"].value
            assert value is None or value == Decimal(number)


def test_a_formula_without_a_stored_result_is_not_computed_into_a_number():
    data = io.BytesIO(office.xlsx(drawing.paper(busy("2021"))))
    book = openpyxl.load_workbook(data)
    for row in book.active.iter_rows():
        for cell in row:
            if cell.value == "（七）总计":
                book.active.cell(cell.row, cell.column + 2, "=SUM(D1:D9)")
    out = io.BytesIO()
    book.save(out)

    found = read_file(out.getvalue(), "report.xlsx")

    assert isinstance(found, Report)
    assert found.cells["T3.R3_7.C1"].status in (Status.BLANK, Status.UNREADABLE)


# Words that were broken


def test_text_read_in_the_wrong_encoding_and_saved_is_refused():
    text = plain.one_cell_a_line(drawing.paper(busy("2021")))

    refused(text.encode().decode("gbk", "replace").encode(), "report.txt")


def test_text_read_as_latin_and_saved_is_refused_or_put_right():
    sheet = busy("2021")
    text = plain.one_cell_a_line(drawing.paper(sheet))

    judge(sheet, text.encode().decode("latin-1").encode(), "report.txt", Want.SAFE)


def test_text_whose_characters_became_question_marks_is_refused():
    text = plain.one_cell_a_line(drawing.paper(busy("2021")))

    refused(text.encode("ascii", "replace"), "report.txt")


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("演示区教育局二○二三年政府信息公开工作年度报告", 2023),
        ("演示区教育局二〇二三年度政府信息公开工作年度报告", 2023),
        ("演示区教育局２０２３年政府信息公开工作年度报告", 2023),
        ("演示区教育局政府信息公开工作2023年度报告", 2023),
        ("关于2023年度政府信息公开情况的报告", 2023),
        ("演示区教育局2023年政府信息公开 工作告年度报", 2023),
    ],
)
def test_the_year_is_read_from_titles_in_any_numerals(title, year):
    sheet = busy("2021")
    paper = drawing.paper(sheet)
    blocks = [title, *paper.blocks[2:]]

    found = read_file(plain.one_cell_a_line(drawing.Paper(title, blocks)).encode(), "report.txt")

    assert isinstance(found, Report)
    assert found.year == year


@pytest.mark.parametrize(
    "period", ["自2023年1月1日起至2023年12月31日止", "20231月1日至202312月31日", "自至", "2023年1月至12月"]
)
def test_a_damaged_period_does_not_change_the_year_of_the_title(period):
    sheet = busy("2021")
    paper = drawing.paper(sheet)
    title = paper.title.replace(str(sheet.year), "2023")
    blocks = [title, f"本报告所列数据的统计期限{period}。", *paper.blocks[2:]]

    found = read_file(plain.one_cell_a_line(drawing.Paper(title, blocks)).encode(), "report.txt")

    assert isinstance(found, Report)
    assert found.year == 2023


# Our own JSON


@pytest.mark.parametrize("form", ["2019", "2021"])
def test_our_own_json_is_read_back_to_the_same_report(form):
    sheet = printing.not_applicable(busy(form), dice(5))
    first = judge(sheet, markup.clean(drawing.paper(sheet)).encode(), "report.html")
    assert isinstance(first, Report)

    again = judge(sheet, dumps(to_json(first)).encode(), "report.json")

    assert isinstance(again, Report)
    assert to_json(again)["cells"] == to_json(first)["cells"]
    assert to_json(again)["status"] == to_json(first)["status"]
