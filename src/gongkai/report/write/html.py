"""The report as HTML: a fragment for a page of the portal, and a whole page to download.

Tables are tables: caption, scope, and for every value the ids of all headers above and beside it,
which is what a screen reader needs where headers have three levels. A value's id is its cell
address, so that a link can point at a number. Everything that comes from the report is escaped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html import escape
from importlib.resources import files

from gongkai.report.model import Report
from gongkai.report.write.document import Document, Paragraph, Signature, Style, document
from gongkai.report.write.layout import Box, DrawnTable, Role, boundaries

CLASS = "gongkai-report"
Link = Callable[[str], str]


def style() -> str:
    """Return the style sheet of a report; every rule is confined to `.gongkai-report`."""
    return files("gongkai.report.write").joinpath("report.css").read_text("utf-8")


def fragment(report: Report, level: int = 1, prefix: str = "", link: Link | None = None) -> str:
    """Return the report as an `<article>`, to stand in a page that has `style()`.

    `level` is the heading level of its title; `prefix` keeps ids apart where a page holds several
    reports; with `link` each number leads to the address it gives for its cell. Raises Unwritable as
    `document` does.
    """
    return "\n".join(_article(document(report), level, prefix, link))


def tables(report: Report, link: Link) -> str:
    """Return the tables of a report alone, each number a link to the address that `link` gives its cell."""
    drawn = (part for part in document(report).parts if isinstance(part, DrawnTable))
    body = "\n".join(line for table in drawn for line in _table(table, "", link))
    return f'<div class="{CLASS}" lang="zh-CN">\n{body}\n</div>'


def write(report: Report) -> bytes:
    """Return the report as a page of its own, UTF-8, with the meta tags of a government page."""
    shown = document(report)
    metas = [
        ("ArticleTitle", shown.title),
        ("PubDate", shown.published.isoformat() if shown.published else ""),
        ("ContentSource", shown.organ),
    ]
    page = [
        "<!DOCTYPE html>",
        '<html lang="zh-CN">',
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(shown.title)}</title>",
        *(f'<meta name="{name}" content="{escape(text)}">' for name, text in metas if text),
        f"<style>\n{style()}</style>",
        "</head>",
        f'<body class="{CLASS}-page">',
        "<main>",
        *_article(shown, 1, ""),
        "</main>",
        "</body>",
        "</html>",
        "",
    ]
    return "\n".join(page).encode("utf-8")


def _article(shown: Document, level: int, prefix: str, link: Link | None = None) -> Iterator[str]:
    title = "".join(f"<span>{escape(line)}</span>" for line in shown.title_lines)
    yield f'<article class="{CLASS}" lang="zh-CN" aria-labelledby="{prefix}title">'
    yield f'<h{level} class="title" id="{prefix}title">{title}</h{level}>'
    for part in shown.parts:
        if isinstance(part, DrawnTable):
            yield from _table(part, prefix, link)
        else:
            yield _paragraph(part, level)
    if shown.signature:
        yield from _signature(shown.signature, shown.published.isoformat() if shown.published else "")
    yield "</article>"


def _paragraph(paragraph: Paragraph, level: int) -> str:
    text = escape(paragraph.text)
    match paragraph.style:
        case Style.HEAD:
            return f"<h{level + 1}>{text}</h{level + 1}>"
        case Style.SUBHEAD:
            return f"<h{level + 2}>{text}</h{level + 2}>"
        case Style.BODY:
            lead, rest = paragraph.text[: paragraph.lead], paragraph.text[paragraph.lead :]
            return f"<p><b>{escape(lead)}</b>{escape(rest)}</p>" if lead else f"<p>{text}</p>"


def _signature(signature: Signature, day: str) -> Iterator[str]:
    yield '<footer class="signature">'
    if signature.organ:
        yield f'<p class="organ">{escape(signature.organ)}</p>'
    if signature.day:
        yield f'<p class="day"><time datetime="{day}">{escape(signature.day)}</time></p>'
    yield "</footer>"


def _table(table: DrawnTable, prefix: str, link: Link | None = None) -> Iterator[str]:
    name = f"{prefix}{table.code}"
    # The region scrolls sideways on a narrow screen; it is focusable so that the keyboard can scroll it.
    yield f'<div class="scroll" role="region" aria-labelledby="{name}-caption" tabindex="0">'
    yield f'<table class="{table.code.lower()}" id="{name}">'
    yield f'<caption id="{name}-caption">{escape(table.caption)}</caption>'
    yield "<colgroup>"
    yield from (f'<col class="{kind}">' for kind in _column_kinds(table))
    yield "</colgroup>"
    rows = table.rows()
    if table.head_rows:
        yield "<thead>"
        yield from (_row(row, name, prefix, table, link) for row in rows[: table.head_rows])
        yield "</thead>"
    for first, last in boundaries(table):
        yield "<tbody>"
        yield from (_row(row, name, prefix, table, link) for row in rows[max(first, table.head_rows) : last])
        yield "</tbody>"
    yield "</table>"
    yield "</div>"


def _column_kinds(table: DrawnTable) -> list[str]:
    """Name the columns for the style sheet: c1, c2, … by their place."""
    return [f"c{number}" for number in range(1, table.width + 1)]


def _row(row: list[Box], name: str, prefix: str, table: DrawnTable, link: Link | None) -> str:
    return f"<tr>{''.join(_cell(box, name, prefix, table, link) for box in row)}</tr>"


def _cell(box: Box, name: str, prefix: str, table: DrawnTable, link: Link | None) -> str:
    spans = (f' colspan="{box.colspan}"' if box.colspan > 1 else "") + (
        f' rowspan="{box.rowspan}"' if box.rowspan > 1 else ""
    )
    text = escape(box.text)
    if box.role is Role.NOTE:
        return f'<td class="note"{spans}>{text}</td>'
    if box.role is Role.VALUE:
        headers = " ".join(f"{name}-h{row}-{column}" for row, column in box.headers)
        address = f' id="{prefix}{escape(box.address)}"' if table.code != "S" and box.address else ""
        if link is not None and box.address and text:
            text = f'<a href="{escape(link(box.address))}">{text}</a>'
        return f'<td{address}{spans} headers="{headers}">{text}</td>'
    # The label beside many rows is written downwards, as the printed form has it (report.css).
    side = ' class="side"' if box.role is Role.ROW and box.rowspan > 1 and box.column == 0 else ""
    return f'<th id="{name}-h{box.row}-{box.column}" scope="{_scope(box, table)}"{side}{spans}>{text}</th>'


def _scope(box: Box, table: DrawnTable) -> str:
    if box.role is Role.ROW:
        return "rowgroup" if box.rowspan > 1 else "row"
    if box.role is Role.TITLE:
        return "rowgroup"  # the head of a block: of all rows below it to the end of its <tbody>
    return "colgroup" if box.colspan > 1 and not _is_lowest(box, table) else "col"


def _is_lowest(box: Box, table: DrawnTable) -> bool:
    """Say whether no header stands below this one (its span is then that of single values)."""
    below = box.row + box.rowspan
    return not any(
        other.role is Role.COLUMN and other.row == below and other.column == box.column
        for other in table.boxes
    )
