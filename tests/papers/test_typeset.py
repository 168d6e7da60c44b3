"""A document as PDF says what the document says."""

from __future__ import annotations

import io
import time
from datetime import date
from pathlib import Path
from threading import BoundedSemaphore

import pdfplumber
import pikepdf
import pytest

from gongkai.papers.limits import MEGABYTE, Limits
from gongkai.papers.typeset import CannotTypeset, Paper, typeset
from tests.components import REPOSITORY

FONTS = Path(REPOSITORY / "src/gongkai/report/write/fonts")


def paper(body: str, **given) -> Paper:
    return Paper("青山区档案开放办法", "青山区档案局", date(2026, 3, 2), body, FONTS, **given)


def text(data: bytes) -> str:
    with pdfplumber.open(io.BytesIO(data)) as opened:
        return "".join("".join((page.extract_text() or "").split()) for page in opened.pages)


def test_the_paper_has_title_number_card_text_and_the_names_of_its_files():
    said = text(
        typeset(
            paper(
                "<h2>一、总则</h2><p>为了<strong>开放</strong>档案。</p><ol start='3'><li>第三项</li></ol>",
                number="青档〔2026〕1号",
                card=[("索引号", "qs/2026-00001")],
                files=["目录.xlsx"],
                note="这是较早的版本。",
            )
        )
    )

    for words in ("青山区档案开放办法", "青档〔2026〕1号", "qs/2026-00001", "一、总则", "为了开放档案。"):
        assert words in said
    assert "3.第三项" in said and "附件1：目录.xlsx" in said and "这是较早的版本。" in said


def test_what_looks_like_markup_is_text():
    assert "#let*a*_b_$x$@c[d]\\n<l>" in text(typeset(paper("<p>#let *a* _b_ $x$ @c [d] \\n &lt;l></p>")))


@pytest.mark.parametrize(
    "rows",
    [
        "<tr><td rowspan='9'>甲</td><td>乙</td></tr><tr><td colspan='7'>丙</td></tr>",
        "<tr><td colspan='3' rowspan='2'>甲</td><td rowspan='3'>乙</td></tr>"
        "<tr><td>丙</td></tr><tr><td>丁</td></tr>",
        "<thead><tr><th rowspan='2'>甲</th></tr></thead><tbody><tr><td>乙</td></tr></tbody>",
        "<tr></tr>",
    ],
)
def test_no_table_is_too_odd_to_be_set(rows: str):
    said = text(typeset(paper(f"<table>{rows}</table><p>完</p>")))

    assert all(words in said for words in "甲乙丙丁" if words in rows) and "完" in said


def test_the_file_is_archival_and_carries_its_title():
    data = io.BytesIO(typeset(paper("<p>正文</p>")))
    with pikepdf.open(data) as opened, opened.open_metadata() as metadata:
        assert metadata.pdfa_status == "2B"
        assert metadata["dc:title"] == "青山区档案开放办法"


def test_a_character_that_no_font_has_is_refused_by_name():
    with pytest.raises(CannotTypeset, match=r"U\+10FFF0"):
        typeset(paper("<p>正文</p>", note="坏字\U0010fff0"))


def test_a_paper_that_takes_too_long_is_given_up_in_time_and_says_so():
    long = "".join(f"<p>{'内容很长。' * 50}</p>" for _ in range(4000))
    begun = time.monotonic()

    with pytest.raises(CannotTypeset, match="超过1秒没有完成") as refused:
        typeset(paper(long), Limits(typeset_seconds=1.0))

    assert refused.value.for_now
    assert time.monotonic() - begun < 4
    typeset(paper("<p>正文</p>"))


def test_a_paper_that_needs_too_much_memory_ends_no_process_but_its_own():
    with pytest.raises(CannotTypeset, match="排版中断") as refused:
        typeset(paper("<p>正文</p>"), Limits(typeset_bytes=60 * MEGABYTE))

    assert refused.value.for_now


def test_who_would_wait_too_long_for_others_is_refused_for_now(monkeypatch: pytest.MonkeyPatch):
    taken = BoundedSemaphore(1)
    taken.acquire()
    monkeypatch.setattr("gongkai.papers.typeset._at_once", taken)

    with pytest.raises(CannotTypeset, match="稍后再下载"):
        typeset(paper("<p>正文</p>"), Limits(typeset_seconds=0.3))


def test_the_same_paper_gives_the_same_bytes():
    assert typeset(paper("<p>正文</p>")) == typeset(paper("<p>正文</p>"))
