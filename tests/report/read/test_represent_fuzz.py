"""Whatever bytes come: a representation or a refusal in Chinese, in time; nothing else."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongkai.report.model import UnreadableReport
from gongkai.report.read.represent import represent
from gongkai.report.read.representation import Representation
from tests.report.read.test_represent_docx import p, tbl, tc, word
from tests.report.read.test_represent_pdf import PROSE, printed
from tests.report.read.test_represent_xlsx import book, workbook

SECONDS = 5.0  # one case; the readers need a few thousandths

TABLE = "<table><tr><td rowspan=2>三</td><td>甲</td><td>1</td></tr><tr><td colspan=2>乙</td></tr></table>"
SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
    '<c r="A1" t="inlineStr"><is><t>甲</t></is></c><c r="B1"><v>1.50</v></c></row></sheetData>'
    '<mergeCells><mergeCell ref="A1:A2"/></mergeCells></worksheet>'
)
SEEDS = {
    "html": lambda: f'<html><meta charset="utf-8"><p>{PROSE}</p>{TABLE}</html>'.encode(),
    "gbk": lambda: f'<html><meta charset="gb2332"><p>{PROSE}</p>{TABLE}</html>'.encode("gbk"),
    "text": lambda: f"{PROSE}\n| 规章 | 0 |\n|---|---|\n文件\n|\n7\n|\n\t甲\t1\n".encode(),
    "utf16": lambda: f"{PROSE}\n规章 0\n".encode("utf-16"),
    "docx": lambda: word(p(PROSE) + tbl([tc("规章", '<w:vMerge w:val="restart"/>'), tc("0")])),
    "xlsx": lambda: book([["规章", 0], ["文件", 7.5]]),
    "sheet": lambda: workbook(SHEET),
    "pdf": lambda: printed(f"#table(columns: 2, [规章], [0])\n{PROSE}"),
}

places = st.integers(0, 2**31)
changes = st.lists(
    st.one_of(
        st.tuples(st.just("cut"), places, places),
        st.tuples(st.just("end"), places, places),
        st.tuples(st.just("put"), places, st.binary(min_size=1, max_size=8)),
        st.tuples(st.just("over"), places, st.binary(min_size=1, max_size=8)),
        st.tuples(st.just("repeat"), places, places),
    ),
    min_size=1,
    max_size=4,
)


def changed(data, steps):
    for kind, place, what in steps:
        at = place % max(len(data), 1)
        if kind == "cut":
            data = data[:at] + data[at + what % 200 :]
        elif kind == "end":
            data = data[:at]
        elif kind == "put":
            data = data[:at] + what + data[at:]
        elif kind == "over":
            data = data[:at] + what + data[at + len(what) :]
        else:
            data = data[:at] + data[at : at + what % 500] * 3 + data[at:]
    return data


def check(data, name):
    start = time.process_time()
    try:
        found = represent(data, name)
    except UnreadableReport as refusal:
        assert any("\u4e00" <= c <= "\u9fff" for c in str(refusal))
    else:
        assert isinstance(found, Representation)
        for grid in found.grids:
            fields = [
                (row, column)
                for box in grid.boxes
                for row in range(box.row, box.row + box.rowspan)
                for column in range(box.column, box.column + box.colspan)
            ]
            assert len(fields) == len(set(fields))
    assert time.process_time() - start < SECONDS


@pytest.mark.parametrize("kind", SEEDS)
def test_every_seed_is_read(kind):
    assert represent(SEEDS[kind](), f"a.{kind}").blocks


@pytest.mark.parametrize("kind", SEEDS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=changes)
def test_a_damaged_file_is_read_or_refused(kind, steps):
    check(changed(SEEDS[kind](), steps), f"a.{kind}")


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(
        [b"", b"<html>", b"%PDF-1.7\n", b"PK\x03\x04word/document", b"\xff\xfe", b"\xef\xbb\xbf"]
    ),
    st.binary(max_size=400),
    st.sampled_from([b"", b"\n%%EOF", b"</table>"]),
)
def test_any_bytes_are_read_or_refused(head, body, end):
    check(head + body + end, "a.txt")
