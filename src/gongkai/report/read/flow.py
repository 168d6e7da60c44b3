"""The running text of a representation: one string, white space evened out, a mark where a grid stood.

Headings, sections and statements are found in this string, so a report of one long line and a report
of a thousand short ones are read the same way.
"""

from __future__ import annotations

import re
import unicodedata

from gongkai.report.read.representation import Line, Representation

GRID = "\ue000"
"""Stands in the flow, on a line of its own, for a table that came as a grid."""

_INVISIBLE = re.compile("[\u200b-\u200f\u2028-\u202e\u2060\ufeff\xad]")
_PAGE_NUMBER = re.compile(r"^(?:[-—–－_]+ ?\d{1,4} ?[-—–－_]+|第 ?\d{1,4} ?页(?: ?共 ?\d{1,4} ?页)?)$", re.M)
_MARKUP = re.compile(r"^(?:#{1,6} +|\*\*(?=[^*\n]{1,80}\*\*$))", re.M)
_RADICALS = re.compile("[\u2e80-\u2fdf]")
_FROM_RADICALS = {
    code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)
}  # PDF text layers print 一 as the radical ⼀


def flow(representation: Representation) -> str:
    """Return the lines in reading order, one a line, blank lines and page numbers left out.

    Every run of blanks (nbsp and ideographic space too) is one space; no line begins or ends with one.
    """
    text = "\n".join(block.text if isinstance(block, Line) else GRID for block in representation.blocks)
    return even(text, markdown=representation.format == "markdown")


def even(text: str, *, markdown: bool = False) -> str:
    """Return `text` with its white space evened out as `flow` does it."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _RADICALS.search(text):
        text = text.translate(_FROM_RADICALS)
    text = _evened(_INVISIBLE.sub("", text))
    if markdown:
        text = _MARKUP.sub("", text)
    text, found = _PAGE_NUMBER.subn("", text)
    return _evened(text) if found or markdown else text


def _evened(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def squeeze(text: str) -> str:
    """Return `text` without any white space: how a label or a title is compared."""
    return "".join(text.split())
