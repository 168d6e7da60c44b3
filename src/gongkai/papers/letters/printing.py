"""A letter as PDF, set by typst as an official document is (GB/T 9704-2012).

What the letter says comes in as data and is set as plain strings: nothing in it is ever read as markup. The
file is archival (PDF/A-2b) and the same letter gives the same bytes. A character that no font has is refused.
"""

from __future__ import annotations

import io
import json
import re
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from gongkai.papers.letters.letter import Block, Cell, Letter, Sheet
from gongkai.papers.typeset import CannotTypeset

NO_GLYPH = re.compile(r"the text `\"(.+?)\"` could not be displayed")
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")  # how typst names what cannot be printed
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


def to_pdf(letter: Letter, fonts: Path, *, has_red_head: bool = False) -> bytes:
    """Return the letter as PDF/A-2b; CannotTypeset names the characters that no font has.

    `fonts` is a folder of fonts that have Chinese; official typefaces of the machine come first.
    `has_red_head` sets the organ's name in red over the sheet, as the organ's own rules may ask.
    """
    import typst

    data = {**_data(letter), "red": has_red_head}
    try:
        made = _compile({**data, "line": LINES[0]}, fonts)
        pages = _pages(made)
        for line in LINES[1:] if letter.closing and pages > 1 else ():
            closer = _compile({**data, "line": line}, fonts)
            if _pages(closer) < pages:
                return closer
    except typst.TypstError as fault:
        if missing := list(dict.fromkeys(NO_GLYPH.findall(fault.diagnostic))):
            named = "、".join(ESCAPED.sub(lambda found: f"U+{found[1].upper()}", text) for text in missing)
            raise CannotTypeset(
                f"没有字体可以显示这些字：{named}。请安装收字更全的字体，或者改用Word格式。"
            ) from fault
        raise CannotTypeset(f"PDF排版失败：{fault.message}。请改用Word格式。") from fault
    return made


def _compile(data: dict[str, Any], fonts: Path) -> bytes:
    import typst

    known = _fonts(fonts)
    made: bytes = typst.compile(
        _template(),
        font_paths=known,
        format="pdf",
        sys_inputs={"letter": json.dumps({**data, "families": known.families()}, ensure_ascii=False)},
        pdf_standards=["a-2b"],
        timestamp=0,
    )
    return made


def _pages(made: bytes) -> int:
    import pikepdf

    with pikepdf.open(io.BytesIO(made)) as opened:
        return len(opened.pages)


@cache
def _fonts(folder: Path) -> Any:
    import typst

    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=False, font_paths=[str(folder)])


@cache
def _template() -> bytes:
    return files("gongkai.papers.letters").joinpath("letter.typ").read_bytes()


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
