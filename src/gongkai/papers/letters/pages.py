"""A letter as a piece of a page: for the preview at the desk and for the requester's own page."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from gongkai.papers.letters.letter import Cell, Letter, Sheet, Text


def to_html(letter: Letter) -> str:
    """Return the letter as an `article` of HTML without any style of its own; all words are escaped.

    Classes: letter, letter-title, letter-number, letter-addressee, letter-item, letter-attached,
    letter-closing, letter-seal, letter-dated, letter-note; in sheets letter-sheet and letter-sign.
    """
    return "".join(_pieces(letter))


def _pieces(letter: Letter) -> Iterator[str]:
    yield f'<article class="letter" lang="zh-CN" data-kind="{escape(letter.kind)}">'
    yield f'<h2 class="letter-title">{escape(letter.organ)}<br>{escape(letter.title)}</h2>'
    if letter.number:
        yield f'<p class="letter-number">{escape(letter.number)}</p>'
    if letter.addressee:
        yield f'<p class="letter-addressee">{escape(letter.addressee)}：</p>'
    for block in letter.blocks:
        yield _sheet(block) if isinstance(block, Sheet) else _text(block)
    for line in letter.attached:
        yield f'<p class="letter-attached">{escape(line)}</p>'
    if letter.closing:
        seal = " letter-seal" if letter.is_sealed else ""
        yield f'<div class="letter-closing{seal}"><p>{escape(letter.closing)}</p>'
        day = f'<time datetime="{letter.day.isoformat()}">{escape(letter.dated)}</time>'
        yield f'<p class="letter-dated">{day}</p></div>'
    for line in letter.noted:
        yield f'<p class="letter-note">{escape(line)}</p>'
    yield "</article>"


def _text(block: Text) -> str:
    name = "letter-item" if block.is_numbered else "letter-text"
    return f'<p class="{name}">{escape(block.text)}</p>'


def _sheet(sheet: Sheet) -> str:
    rows = "".join(
        f"<tr>{''.join(_cell(cell, is_head=number < sheet.heads) for cell in row)}</tr>"
        for number, row in enumerate(sheet.rows)
    )
    return f'<table class="letter-sheet"><tbody>{rows}</tbody></table>'


def _cell(cell: Cell, *, is_head: bool) -> str:
    span = f' colspan="{cell.columns}"' if cell.columns > 1 else ""
    lines = "<br>".join(escape(line) for line in cell.text.split("\n"))
    sign = f'<p class="letter-sign">{escape(cell.sign)}：　　　　　　年　　月　　日</p>' if cell.sign else ""
    if is_head or cell.is_label:
        return f'<th scope="{"col" if is_head else "row"}"{span}>{lines}</th>'
    return f"<td{span}>{lines}{sign}</td>"
