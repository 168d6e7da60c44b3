"""A web page as lines and grids, in one pass over the parser's events and without a tree.

A cell's text joins its inline parts without spaces; a paragraph, another block or `<br>` inside a
cell begins a new line ("\\n"); runs of white space and nbsp become one space, as a browser shows
them. What a reader of the page does not see is left out: scripts, comments, hidden parts, text struck
through. A footnote mark (`<sup>1</sup>`) is put in brackets, so that it never joins a number.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import chain
from typing import Any, cast

from lxml import etree

from gongkai.report.model import UnreadableReport
from gongkai.report.read import limits
from gongkai.report.read.drawing import Drawing
from gongkai.report.read.encoding import check_text, decode, scrambled, unscramble
from gongkai.report.read.representation import Block, Line, Representation
from gongkai.report.read.styled import apply_styles, speaks_by_style

BREAK = "\x1f"  # a line break of the page; line ends of its source are only spaces

_BREAKING, _SPECIAL, _SILENT = "breaking", "special", "silent"
_TABLE = ("table", "tr", "td", "th", "tbody", "thead", "tfoot", "caption")
_TAKEN = ("title", "meta", "input", "sup", "sub", "pre")
_KINDS = {
    **dict.fromkeys(
        (
            *("address", "article", "aside", "blockquote", "body", "br", "center", "dd", "details", "div"),
            *("dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4"),
            *("h5", "h6", "header", "hr", "legend", "li", "main", "ol", "p", "section", "summary", "ul"),
        ),
        _BREAKING,
    ),
    **dict.fromkeys(
        (
            *("script", "style", "noscript", "template", "svg", "math", "iframe", "object", "applet", "nav"),
            *("audio", "video", "canvas", "select", "datalist", "button", "del", "s", "strike", "map"),
        ),
        _SILENT,
    ),
    **dict.fromkeys(_TABLE, _SPECIAL),
    **dict.fromkeys(_TAKEN, _SPECIAL),
}

# A paragraph or cell without any of these is plain: its text can be taken in one go.
_NOT_PLAIN = ("table", *(_KINDS.keys() - {"body", "p", *_TABLE}))
_CELLS = ("td", "th")
_ONE = (None, "1")  # a span, as most cells have it
_INLINE = frozenset(("a", "b", "em", "font", "i", "o:p", "span", "strong", "u"))

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w.:-]+)|encoding\s*=\s*[\"']([\w.:-]+)", re.I)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.I)
_HIDING = ("display", "visibility", "hide")  # in the styles of every page that hides something
_STYLES = etree.XPath("//@style", smart_strings=False)
_HIDES = etree.XPath("boolean(//@hidden)")
_END = re.compile(rb"</(?:body|html)\s*>", re.I)
_ENDS = re.compile(rb"(?:\s|</(?:body|html)\s*>)*", re.I)
_SPAN = re.compile(r"\s*\+?(\d{1,9})", re.ASCII)
_MARK = re.compile(r"\s*[\[〔(（【]?\s*[\d*①-⑳]+\s*[\]〕)）】]?\s*")


def read_html(data: bytes, name: str = "") -> Representation:
    """Return what a web page shows. UnreadableReport if it is too large, damaged or garbled."""
    if len(data) > limits.PAGE_BYTES:
        raise UnreadableReport(
            f"网页有{len(data) // limits.MEGABYTE}MB，超过{limits.PAGE_BYTES // limits.MEGABYTE}MB的上限。"
            "请只保存报告正文，或提供Word、PDF版本。"
        )
    decoded = decode(data, declared_charset(data))
    text = decoded.text
    as_is = decoded.encoding == "utf-8" and not data.startswith(b"\xef\xbb\xbf")
    found = read_markup(text, data if as_is else None)
    shown = found.text()
    if scrambled(shown):
        repaired = unscramble(text)
        if repaired is None:  # only the text of the page is garbled, not what surrounds it
            raise UnreadableReport("网页正文是乱码，无法准确还原。请从原网站重新取得，并以UTF-8编码保存。")
        found = read_markup(repaired)
        shown = found.text()
        found.notes.append("文件是乱码（编码错误地转换过），已准确还原。")
    check_text(shown)
    found.source = name
    found.notes.extend(decoded.notes)
    return found


def declared_charset(data: bytes) -> str:
    """Return the charset that the head of a page names, or ""."""
    found = _CHARSET.search(data, 0, 4096)
    return (found.group(1) or found.group(2)).decode("ascii", "replace") if found else ""


def read_markup(text: str, data: bytes | None = None) -> Representation:
    """Return what a decoded page shows; `data` are its bytes in UTF-8, if they are at hand."""
    if data is None:
        data = text.replace("\x00", "").encode("utf-8", "replace")
    # A page with fewer bytes than tags allowed need not be counted.
    tags = data.count(b"<") if len(data) > limits.PAGE_TAGS else 0
    if tags > limits.PAGE_TAGS or (tags and data.count(b"=") > limits.PAGE_ATTRIBUTES):
        raise UnreadableReport(
            f"网页有{tags}个标记，远多于任何报告，没有读取。请只保存报告正文，或提供Word、PDF版本。"
        )
    _check_whole(data)
    root = _tree(_to_the_end(data))
    found = cast(list[str], _STYLES(root))
    styles = "\n".join(set(found)).lower()  # a page says the same few things on every element
    if speaks_by_style(styles):
        apply_styles(root)
    hides = any(word in styles for word in _HIDING) or _HIDES(root)
    hidden = _hidden(root) if hides else frozenset()
    page = _Page(hidden)
    page.read(root)
    if page.lost_cells:  # cells within cells: read again without the short cut
        page = _Page(hidden, hurried=False)
        page.read(root)
    if page.hidden_tables and not page.tables:
        # The text stands in a tab that only a click opens, beside a picture of the report.
        page = _Page(frozenset())
        page.read(root)
        page.notes.append("页面上看得见的部分没有表格，读的是页面隐藏部分（如“文字版”）里的表格。")
    return Representation("html", page.blocks, page.meta, notes=page.notes)


def _check_whole(data: bytes) -> None:
    """Refuse a page that ends inside a table: its last number may be half a number."""

    def last(tags: tuple[bytes, ...], text: bytes) -> int:
        return max(map(text.rfind, tags))

    closing = b"</table", b"</body", b"</html"
    end = data[max(last(closing, data), 0) :].lower()  # most pages: a few hundred bytes
    if last((b"<table", b"<td", b"<tr"), end) > last(closing, end):
        raise UnreadableReport("网页不完整：在表格中间断了，后面的内容没有了。请重新取得完整的网页。")


def _to_the_end(data: bytes) -> bytes:
    """Return a page without `</body>` and `</html>` if anything follows: browsers show that too.

    The parser would stop there, and a second report in the file would go unnoticed.
    """
    ends = [at for at in map(data.lower().find, (b"</body", b"</html")) if at >= 0]
    first = _END.search(data, min(ends)) if ends else None
    if first is None or _ENDS.fullmatch(data, first.start()):
        return data
    return _END.sub(b"<br>", data)


def _hidden(root: Any) -> frozenset[Any]:
    """Return the elements that a page does not show; what stands in them is hidden with them."""
    found = []
    for element in root.xpath("//*[@style or @hidden]"):
        style = element.get("style")
        if (style is not None and _HIDDEN.search(style)) or element.get("hidden") is not None:
            found.append(element)
    return frozenset(e for e in found if e.tag not in ("body", "html", "br", "input"))


def _tree(data: bytes) -> Any:
    for huge in (False, True):  # sloppy pages nest a few hundred unclosed tags; a bomb nests thousands
        parser = etree.HTMLParser(
            encoding="utf-8", huge_tree=huge, remove_comments=True, remove_pis=True, no_network=True
        )
        root = etree.fromstring(data, parser) if data.strip() else None
        if root is None:
            raise UnreadableReport("文件里没有内容。请重新取得报告。")
        if not any("RESOURCE_LIMIT" in entry.type_name for entry in parser.error_log.filter_from_fatals()):
            return root
    raise UnreadableReport("网页的标记层层嵌套，超过任何正常网页，没有读取。请只保存报告正文。")


class _Table:
    """A table being read: its drawing so far, and the cell that is open, if one is."""

    __slots__ = ("cell", "colspan", "drawing", "in_row", "rowspan")

    def __init__(self) -> None:
        self.drawing = Drawing()
        self.in_row = False
        self.cell: list[str] | None = None
        self.rowspan = self.colspan = 1


class _Page:
    """Walks the tree once and keeps what the page shows."""

    def __init__(self, hidden: frozenset[Any], hurried: bool = True) -> None:
        self.blocks: list[Block] = []
        self.meta: dict[str, str] = {}
        self.notes: list[str] = []
        self.tables = self.hidden_tables = 0
        self._hurried = hurried
        self._not_plain: set[Any] = set()  # rows, cells and paragraphs that must be walked through
        self._cells = 0
        self._hidden = hidden
        self._open: list[_Table] = []  # tables, the innermost last
        self._running: list[str] = []  # pieces of the running text
        self._out = self._running  # where text goes: the running text or the open cell
        self._pre = 0
        self._lines = 0
        self.lost_cells = False  # cells stood within cells, against all rules

    def read(self, root: Any) -> None:
        """Walk the tree. Most elements are inline: they cost two look-ups and no call."""
        if self._hurried:
            self._not_plain = {
                holder
                for element in chain(root.iter(*_NOT_PLAIN), self._hidden)
                for holder in (element, *element.iterancestors("p", "td", "th", "tr"))
            }
        kind_of, hidden = _KINDS.get, self._hidden
        hurried, not_plain = self._hurried, self._not_plain
        starts, ends = self._starts(), self._ends()
        out, pre, skipped = self._out, 0, None
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            if event == "start":
                kind = kind_of(element.tag)
                if kind is _SILENT or (hidden and element in hidden):
                    if hidden and element in hidden:
                        self.hidden_tables += next(element.iter("table"), None) is not None
                        self._cells += sum(1 for _ in element.iter("td", "th"))
                    walk.skip_subtree()
                    skipped = element
                    continue
                if kind is _BREAKING:
                    out.append(BREAK)
                    if hurried and element.tag == "p" and not pre and element not in not_plain:
                        out.append(_text(element))
                        out.append(BREAK)
                        walk.skip_subtree()
                        skipped = element
                        continue
                elif kind is _SPECIAL:
                    if starts[element.tag](element):
                        walk.skip_subtree()
                        skipped = element
                        continue
                    out, pre = self._out, self._pre
                text = element.text
            else:
                if element is skipped:
                    skipped = None
                elif kind := kind_of(element.tag):
                    if kind is _BREAKING:
                        out.append(BREAK)
                    elif end := ends.get(element.tag):
                        end()
                        out, pre = self._out, self._pre
                text = element.tail
            if text:
                out.append(text.replace("\n", BREAK) if pre else text)
        while self._open:
            self._end_table()
        self._flush()
        if hurried:
            self.lost_cells = self._cells != len(list(root.iter("td", "th")))

    def _starts(self) -> dict[str, Callable[[Any], bool]]:
        """What to do at the start of the special elements; each says whether its content is dealt with."""
        return {
            "title": self._take_title,
            "meta": self._take_meta,
            "sup": self._take_mark,
            "sub": self._take_mark,
            "input": self._take_input,
            "pre": self._start_pre,
            "table": self._start_table,
            "tr": self._start_row,
            "td": self._start_cell,
            "th": self._start_cell,
            "caption": self._start_caption,
            **dict.fromkeys(("tbody", "thead", "tfoot"), self._start_group),
        }

    def _ends(self) -> dict[str, Callable[[], None]]:
        return {
            "pre": self._end_pre,
            "table": self._end_table,
            "tr": self._close_row,
            "td": self._close_cell,
            "th": self._close_cell,
            "caption": self._end_caption,
            **dict.fromkeys(("tbody", "thead", "tfoot"), self._end_group),
        }

    def _take_title(self, element: Any) -> bool:
        if title := " ".join("".join(element.itertext()).split()):
            self.meta.setdefault("title", title)
        return True

    def _take_meta(self, element: Any) -> bool:
        key = element.get("name") or element.get("property") or ""
        content = " ".join(element.get("content", "").split())
        if key and content and len(content) <= 500 and len(self.meta) < 200:
            self.meta.setdefault(key, content)
        return True

    def _take_mark(self, element: Any) -> bool:
        text = "".join(element.itertext())
        self._out.append(f"[{text.strip('[]〔〕()（）【】 ')}]" if _MARK.fullmatch(text) else text)
        return True

    def _take_input(self, element: Any) -> bool:
        if element.get("type", "text").lower() == "text":
            self._out.append(element.get("value", ""))
        return True

    def _start_pre(self, _: Any) -> bool:
        self._out.append(BREAK)
        self._pre += 1
        return False

    def _end_pre(self) -> None:
        self._out.append(BREAK)
        self._pre -= 1

    def _start_table(self, _: Any) -> bool:
        if self._open:
            self._descend(self._open[-1])
        else:
            self._flush()
        self._open.append(_Table())
        self._out = self._running
        return False

    def _start_row(self, element: Any) -> bool:
        self._close_row()
        if not self._open:
            return False
        table = self._open[-1]
        table.drawing.new_row()
        table.in_row = True
        if not self._hurried or element in self._not_plain or (cells := _plain_row(element)) is None:
            return False
        self._cells += len(cells)
        table.drawing.place_all(cells)
        table.in_row = False
        return True

    def _start_cell(self, element: Any) -> bool:
        self._cells += 1
        if not self._open:  # a cell outside any table is shown as running text
            self._out.append(BREAK)
            return False
        table = self._open[-1]
        if table.cell is not None:
            self._close_cell()
        if not table.in_row:
            table.drawing.new_row()
            table.in_row = True
        table.rowspan, table.colspan = _spans(element.get("rowspan"), element.get("colspan"))
        if self._hurried and element not in self._not_plain and (text := _plain_cell(element)) is not None:
            table.drawing.place(text, table.rowspan, table.colspan)
            return True
        table.cell = self._out = []
        return False

    def _start_caption(self, _: Any) -> bool:
        self._out.append(BREAK)
        return False

    def _end_caption(self) -> None:
        self._out.append(BREAK)

    def _start_group(self, _: Any) -> bool:
        self._end_group()
        return False

    def _end_group(self) -> None:
        self._close_row()
        if self._open:
            self._open[-1].drawing.end_group()

    def _end_table(self) -> None:
        self._close_row()
        if not self._open:
            return
        self._flush()  # what stood between the rows is shown before the table
        self._draw(self._open.pop())
        if self._open and (outer := self._open[-1].cell) is not None:
            self._out = outer

    def _close_cell(self) -> None:
        if not self._open:
            self._out.append(BREAK)
            return
        table = self._open[-1]
        if table.cell is not None:
            table.drawing.place(_cell_text(table.cell), table.rowspan, table.colspan)
            table.cell = None
            self._out = self._running

    def _close_row(self) -> None:
        self._close_cell()
        if self._open:
            self._open[-1].in_row = False

    def _descend(self, outer: _Table) -> None:
        """A table that holds a table is layout: what it held so far comes before the inner one."""
        if outer.cell is not None:
            held, outer.cell[:] = list(outer.cell), []
        else:
            held = []
        self._flush()
        self._draw(outer)
        self._running.extend(held)
        self._flush()

    def _draw(self, table: _Table) -> None:
        drawing, table.drawing = table.drawing, Drawing()
        texts = drawing.texts
        if drawing.is_list or max(map(len, texts)) > limits.CELL_IS_LAYOUT:
            for text in texts:
                self._add_lines(text.split("\n"))
        elif any(texts):
            self.tables += 1
            self.blocks.append(drawing.grid(f"表格{self.tables}"))

    def _flush(self) -> None:
        if self._running:
            self._add_lines(_shown(self._running))
            self._running.clear()

    def _add_lines(self, lines: list[str]) -> None:
        for line in lines:
            if line:
                self._lines += 1
                self.blocks.append(Line(line, f"第{self._lines}段"))


def _plain_row(row: Any) -> list[tuple[str, int, int]] | None:
    """Return the text, rowspan and colspan of each cell if all are plain; None if the row must be walked."""
    found = []
    for cell in row:
        if cell.tag not in _CELLS or not _blank(cell.tail) or (text := _plain_cell(cell)) is None:
            return None
        rowspan, colspan = cell.get("rowspan"), cell.get("colspan")
        single = rowspan in _ONE and colspan in _ONE
        found.append((text, 1, 1) if single else (text, *_spans(rowspan, colspan)))
    return found if _blank(row.text) else None


def _plain_cell(cell: Any) -> str | None:
    """Return the text of a cell that is one block or part of one; None if it must be walked."""
    text: str | None
    child = cell[0] if (children := len(cell)) else None
    if child is None:
        text = cell.text
    elif children == 1 and child.tag == "p" and _blank(cell.text) and _blank(child.tail):
        text = _text(child) if len(child) else child.text
    elif children == 1 and child.tag in _INLINE and not len(child):
        text = _text(cell)
    else:
        return None if _text(cell).strip() else ""
    return " ".join(text.split()) if text else ""


def _text(element: Any) -> str:
    text: str = etree.tostring(element, method="text", encoding="unicode", with_tail=False)
    return text


def _spans(rowspan: str | None, colspan: str | None) -> tuple[int, int]:
    """Return the rows and columns that a cell covers."""
    return (
        1 if rowspan is None else _span(rowspan, 65_534),
        1 if colspan is None else max(1, _span(colspan, 1_000)),
    )


def _blank(text: str | None) -> bool:
    return text is None or text.isspace()


def _cell_text(parts: list[str]) -> str:
    text = "".join(parts).strip()  # BREAK is white space too
    if len(text.split(None, 1)) < 2:  # most cells hold one number or one label
        return text
    return "\n".join(_shown([text]))


def _shown(parts: list[str]) -> list[str]:
    """Return the lines of text that a browser shows for pieces of text and breaks."""
    shown = (" ".join(line.split()) for line in "".join(parts).split(BREAK))
    return [line for line in shown if line]


def _span(given: str, most: int) -> int:
    """Return a span as browsers read it: leading digits count, garbage is 1, 0 stays 0."""
    digits = _SPAN.match(given)
    return min(int(digits.group(1)), most) if digits else 1
