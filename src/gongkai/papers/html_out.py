"""Blocks as HTML and as plain text. What is written here is all that can ever be written."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from gongkai.papers.blocks import (
    MARKS,
    Block,
    Break,
    Cell,
    Inline,
    Listing,
    Para,
    Picture,
    Quote,
    Rule,
    Run,
    Table,
)


def html_of(blocks: Iterable[Block]) -> str:
    """Return the blocks as HTML, a line a block."""
    return "\n".join(_block(block) for block in blocks)


def plain_of(blocks: Iterable[Block]) -> str:
    """Return the blocks as plain text: a line a paragraph, the cells of a row parted by tabs."""
    return "\n".join(_plain(block) for block in blocks)


def inline_html(inlines: Iterable[Inline]) -> str:
    """Return the words of a paragraph as HTML: marks that run on are opened once."""
    parts: list[str] = []
    open_marks: list[str] = []  # tags now open, outermost first
    href = ""
    for one in [*inlines, None]:
        wanted = [mark for mark in MARKS if mark in one.marks] if isinstance(one, Run) else []
        new_href = one.href if isinstance(one, Run) else ""
        kept = 0
        if new_href == href:
            while kept < min(len(wanted), len(open_marks)) and wanted[kept] == open_marks[kept]:
                kept += 1
        parts += [f"</{mark}>" for mark in reversed(open_marks[kept:])]
        if new_href != href:
            parts += ["</a>"] if href else []
            parts += [f'<a href="{escape(new_href)}" rel="noopener">'] if new_href else []
            href = new_href
        parts += [f"<{mark}>" for mark in wanted[kept:]]
        open_marks = wanted
        if isinstance(one, Run):
            parts.append(escape(one.text, quote=False))
        elif isinstance(one, Break):
            parts.append("<br>")
        elif isinstance(one, Picture):
            size = "".join(
                f' {name}="{n}"' for name, n in (("width", one.width), ("height", one.height)) if n
            )
            parts.append(f'<img src="{escape(one.src)}" alt="{escape(one.alt)}"{size}>')
    return "".join(parts)


def _block(block: Block) -> str:
    match block:
        case Para():
            return f"<{block.kind}{_class(block.classes)}>{inline_html(block.inlines)}</{block.kind}>"
        case Rule():
            return "<hr>"
        case Quote():
            return f"<{block.kind}>\n{html_of(block.blocks)}\n</{block.kind}>"
        case Listing():
            tag = "ol" if block.ordered else "ul"
            start = f' start="{block.start}"' if block.ordered and block.start != 1 else ""
            items = "\n".join(f"<li>{_held(item, ())}</li>" for item in block.items)
            return f"<{tag}{start}>\n{items}\n</{tag}>"
        case Table():
            return _table(block)


def _table(table: Table) -> str:
    caption = f"<caption>{inline_html(table.caption)}</caption>\n" if table.caption else ""
    feet = len(table.rows) - table.feet
    parts = (
        ("thead", table.rows[: table.heads]),
        ("tbody", table.rows[table.heads : feet]),
        ("tfoot", table.rows[feet:]),
    )
    sections = []
    for tag, rows in parts:
        if rows:
            lines = "\n".join("<tr>" + "".join(map(_cell, row)) + "</tr>" for row in rows)
            sections.append(f"<{tag}>\n{lines}\n</{tag}>")
    return f"<table>\n{caption}" + "\n".join(sections) + "\n</table>"


def _cell(cell: Cell) -> str:
    tag = "th" if cell.is_head else "td"
    spans = "".join(
        f' {name}="{n}"' for name, n in (("colspan", cell.colspan), ("rowspan", cell.rowspan)) if n > 1
    )
    scope = f' scope="{cell.scope}"' if cell.is_head and cell.scope else ""
    return f"<{tag}{spans}{scope}{_class(cell.classes)}>{_held(cell.blocks, cell.classes)}</{tag}>"


def _held(blocks: list[Block], classes: tuple[str, ...]) -> str:
    """Return what a cell or an item holds: one plain paragraph needs no tag of its own."""
    if (
        blocks
        and isinstance(first := blocks[0], Para)
        and first.kind == "p"
        and first.classes in ((), classes)
    ):
        if len(blocks) == 1:
            return inline_html(first.inlines)
        if all(isinstance(block, Listing) for block in blocks[1:]):
            return inline_html(first.inlines) + "\n" + html_of(blocks[1:])
    return html_of(blocks)


def _class(classes: tuple[str, ...]) -> str:
    return f' class="{" ".join(classes)}"' if classes else ""


def _plain(block: Block) -> str:
    match block:
        case Para():
            return block.text
        case Rule():
            return ""
        case Quote():
            return plain_of(block.blocks)
        case Listing():
            return "\n".join(
                (f"{block.start + place}. " if block.ordered else "· ") + plain_of(item)
                for place, item in enumerate(block.items)
            )
        case Table():
            return _plain_table(block)


def _plain_table(table: Table) -> str:
    """Return a table as lines: every cell stands in its column, what it spans is left blank."""
    caption = [Para(table.caption).text] if table.caption else []
    lines: list[str] = []
    held: dict[int, int] = {}  # column → rows still covered from above
    for row in table.rows:
        cells: list[str] = []
        waiting = row[::-1]
        last = max((column for column, rows in held.items() if rows > 0), default=-1)
        while waiting or len(cells) <= last:
            column = len(cells)
            if held.get(column, 0) > 0:
                held[column] -= 1
                cells.append("")
                continue
            if not waiting:
                cells.append("")
                continue
            cell = waiting.pop()
            cells += [" ".join(cell.text.split())] + [""] * (cell.colspan - 1)
            for covered in range(column, column + cell.colspan):
                held[covered] = cell.rowspan - 1
        lines.append("\t".join(cells).rstrip("\t"))
    return "\n".join([*caption, *lines])
