"""What somebody typed or pasted as a text, as the HTML of a body.

Without JavaScript the body is a plain field. Words without marks become paragraphs, a line each, with
headings known by their numbers; two or more lines in a row that are parted by tabs become a table. What has
marks of HTML is taken as HTML. Either way it is cleaned.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from gongkai.papers import html
from gongkai.papers.word import read_pasted

_MARKED = re.compile(
    r"</?(?:p|br|h[1-6]|table|tbody|thead|t[rdh]|[uo]l|li|div|span|strong|em|b|i|u|a|img|blockquote)\b[^<>]*>",
    re.I,
)


def html_of(words: str) -> html.Clean:
    """Return a body as it may be published; raises papers.errors.Refused for one nested beyond reason."""
    if _MARKED.search(words):
        return html.clean(words)
    return read_pasted("".join(_plain(words)))


def _plain(words: str) -> Iterator[str]:
    rows: list[str] = []
    for line in [*words.replace("\r\n", "\n").split("\n"), ""]:
        line = line.strip(" \u3000\n")
        if "\t" in line:
            rows.append(line)
            continue
        yield from _rows(rows)
        rows = []
        if line:
            yield f"<p>{escape(line)}</p>"


def _rows(rows: list[str]) -> Iterator[str]:
    if len(rows) < 2:
        yield from (f"<p>{escape(' '.join(row.split()))}</p>" for row in rows)
        return
    width = max(row.count("\t") for row in rows) + 1
    yield "<table><tbody>"
    for row in rows:
        cells = [cell.strip() for cell in row.split("\t")]
        cells += [""] * (width - len(cells))
        yield "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"
    yield "</tbody></table>"


def lines_of(clean: str) -> str:
    """Return clean HTML with a line a block, for somebody to read and change in a plain field."""
    return re.sub(
        r"(</(?:p|h[2-6]|table|thead|tbody|tr|ul|ol|li|blockquote|figure)>|<(?:table|tbody|thead|tr|ul|ol)>)",
        r"\1\n",
        clean,
    ).strip()
