"""The words on the pages of a PDF, a page at a time, within bounds of time and memory."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from gongkai.papers.covers import Unseen, unseen
from gongkai.papers.errors import Refused
from gongkai.papers.limits import Limits
from gongkai.papers.pdf import DAMAGED

_ONE_AT_A_TIME = threading.Lock()  # PDFium is not made for threads


class Page(NamedTuple):
    """A page: its number from 1, its words, and whether it shows pictures instead of words."""

    number: int
    text: str
    pictured: bool
    unseen: Unseen = Unseen()


def count_pages(data: bytes) -> int:
    """Return how many pages a PDF has. Refused if it cannot be opened."""
    import pypdfium2

    with _ONE_AT_A_TIME:
        try:
            pdf = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as fault:
            raise Refused("broken", DAMAGED) from fault
        try:
            return len(pdf)
        finally:
            pdf.close()


def pages(data: bytes, limits: Limits, look: bool = False) -> Iterator[Page]:
    """Yield the pages of a PDF until the end, or until a bound of `limits` is met.

    With `look` it is also told which words nobody sees; for that at most `limits.pdf_looks` pages are drawn.

    Whoever counts them against `count_pages` knows whether any are missing. The file is opened anew
    every hundred pages: what PDFium keeps of the pages it has seen is given back.
    """
    total = count_pages(data)
    until = time.monotonic() + limits.text_seconds
    characters, looks = 0, _Looks(limits.pdf_looks if look else -1)
    for start in range(0, total, 100):
        for page in _some(data, start, min(start + 100, total), until, looks):
            characters += len(page.text)
            if characters > limits.text_characters:
                return
            yield page
        if time.monotonic() > until:
            return


@dataclass(slots=True)
class _Looks:
    """How many pages may still be drawn to look at them; below 0 nothing is asked about."""

    left: int


def _some(data: bytes, start: int, end: int, until: float, looks: _Looks) -> list[Page]:
    import pypdfium2
    from pypdfium2 import raw

    found = []
    with _ONE_AT_A_TIME:
        pdf = pypdfium2.PdfDocument(data)
        try:
            for number in range(start, end):
                if time.monotonic() > until:
                    break
                page = pdf[number]
                words = page.get_textpage()
                text = words.get_text_range().replace("\r\n", "\n").replace("\r", "\n")
                text = text.replace("\ufffe", "").replace("\x02", "").replace("\x00", "")
                pictured = not text.strip() and any(
                    True for _ in page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_SHADING))
                )
                hidden = Unseen()
                if text.strip() and looks.left >= 0:
                    hidden = unseen(page, words, looks.left > 0)
                    looks.left -= hidden.drawn
                found.append(Page(number + 1, text, pictured, hidden))
                words.close()
                page.close()
        except pypdfium2.PdfiumError as fault:
            raise Refused("broken", DAMAGED) from fault
        finally:
            pdf.close()
    return found
