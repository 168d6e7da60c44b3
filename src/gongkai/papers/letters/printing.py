"""A letter as PDF, set by typst as an official document is (GB/T 9704-2012).

What the letter says comes in as data and is set as plain strings: nothing in it is ever read as markup. The
file is archival (PDF/A-2b) and the same letter gives the same bytes. A character that no font has is refused.
"""

from __future__ import annotations

import io
import re
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from gongkai.papers.letters.letter import Block, Cell, Letter, Sheet
from gongkai.papers.limits import Limits
from gongkai.papers.typeset import set_within

# Points from line to line: where the signature would stand on a page almost alone, the lines come closer
# (GB/T 9704-2012, 7.3.5.4: the seal and the text stand on one page).
LINES = (28.0, 26.5, 25.0)
# Words longer than this have no place to end a line, and are given one at every few of their characters.
_UNBROKEN = re.compile(
    r"[!-~\u00a1-\u1fff]{17,}|[^\s\u3041-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff]{31,}"
)
STEP = 6
SHORT = 4  # characters of a list's cell up to which it stands in the middle
WHOLE = 400  # characters of a cell up to which it is not broken over two pages
PROPERTY_LIMIT = 255  # characters of a title in the file's own description


def to_pdf(
    letter: Letter, fonts: Path, *, has_red_head: bool = False, mark: str = "", limits: Limits | None = None
) -> bytes:
    """Return the letter as PDF/A-2b; CannotTypeset names the characters no font has, or what else is wrong.

    `fonts` is a folder of fonts that have Chinese; official typefaces of the machine come first.
    `has_red_head` sets the organ's name in red over the sheet, as the organ's own rules may ask; `mark`
    stands large behind the words of every page (草稿). Set in a process of its own, within `limits`.
    """
    data = {**_data(letter), "red": has_red_head, "mark": mark}
    made = _compile({**data, "line": LINES[0]}, fonts, letter, limits)
    pages = _pages(made)
    for line in LINES[1:] if letter.closing and pages > 1 else ():
        closer = _compile({**data, "line": line}, fonts, letter, limits)
        if _pages(closer) < pages:
            return closer
    return made


def _compile(data: dict[str, Any], fonts: Path, letter: Letter, limits: Limits | None) -> bytes:
    return set_within(
        "letter", data, _template(), fonts, named=letter.kind, limits=limits, instead="请改用Word格式。"
    )


def _pages(made: bytes) -> int:
    import pikepdf

    with pikepdf.open(io.BytesIO(made)) as opened:
        return len(opened.pages)


@cache
def _template() -> str:
    return files("gongkai.papers.letters").joinpath("letter.typ").read_text("utf-8")


def _data(letter: Letter) -> dict[str, Any]:
    return {
        "organ": _broken(letter.organ),
        "title": _broken(letter.title),
        "described": letter.full_title[:PROPERTY_LIMIT],
        "author": letter.organ[:PROPERTY_LIMIT],
        "number": _broken(letter.number),
        "addressee": _broken(letter.addressee),
        "blocks": [
            {**_block(block), "last": place == len(letter.blocks)}
            for place, block in enumerate(letter.blocks, 1)
        ],
        "attached": [_broken(line) for line in letter.attached],
        "closing": _broken(letter.closing),
        "day": [letter.day.year, letter.day.month, letter.day.day],
        "dated": letter.dated,
        "sealed": letter.is_sealed,
        "form": not letter.closing,
        "notes": [_broken(line) for line in letter.noted],
    }


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Sheet):
        return {
            "kind": "sheet",
            "widths": list(block.widths),
            "heads": block.heads,
            "rows": [
                [{**_cell(cell), "short": block.heads > 0 and len(cell.text) < SHORT} for cell in row]
                for row in block.rows
            ],
        }
    return {
        "kind": "item" if block.is_numbered else "head" if block.key == "head" else "text",
        "text": _broken(block.text),
    }


def _cell(cell: Cell) -> dict[str, Any]:
    return {
        "text": [_broken(line) for line in cell.text.split("\n")],
        "columns": cell.columns,
        "label": cell.is_label,
        "lines": cell.lines,
        "sign": cell.sign,
        "whole": len(cell.text) < WHOLE,
    }


def _broken(text: str) -> list[str]:
    """Return a text in pieces between which a line may end: no word is so long that it leaves the page."""
    found: list[str] = []
    last = 0
    for match in _UNBROKEN.finditer(text):
        found.append(text[last : match.start()])
        found += [match[0][start : start + STEP] for start in range(0, len(match[0]), STEP)]
        last = match.end()
    return [piece for piece in (*found, text[last:]) if piece]
