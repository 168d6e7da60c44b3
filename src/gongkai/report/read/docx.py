"""A Word file (.docx) as lines and grids: what its pages show with all changes accepted.

Deleted, hidden and struck text is left out, inserted text kept; a text box is read after the
paragraph that holds it; numbers that Word counts itself (1. 2. 3.; 一、二、三、) are counted here too.
A table with a table inside is layout: its rows are read one after the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from gongkai.report.model import UnreadableReport
from gongkai.report.read import limits
from gongkai.report.read.numbering import Numbering
from gongkai.report.read.package import DAMAGED, open_package
from gongkai.report.read.representation import Block, Box, Grid, Line, Representation

_TRANSITIONAL = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_MARK = re.compile(r"[\d*①-⑳]+")
_CHOICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_GONE = ("del", "moveFrom", "instrText", "delText", "rt", "pPr", "rPr", "sdtPr", "sdtEndPr", "fldData")


def read_docx(data: bytes, name: str = "") -> Representation:
    """Return what a Word file shows. UnreadableReport if it is damaged, locked or a bomb."""
    package = open_package(data)
    main = package.main_part("word/document.xml")
    root = package.part(main)
    if root is None:
        raise UnreadableReport("文件里没有Word正文。请用Word或WPS打开后另存为.docx，再试。")
    namespace = _STRICT if root.tag.startswith("{" + _STRICT) else _TRANSITIONAL
    w = "{" + namespace + "}"
    body = root.find(f"{w}body")
    if body is None:
        raise UnreadableReport(DAMAGED)
    related = dict(package.relations(main).values())
    numbers, styles = (
        package.part(related[kind]) if kind in related else None for kind in ("numbering", "styles")
    )
    reader = _Reader(w, Numbering(w, numbers, styles), _Styles(w, styles))
    reader.blocks_of(body)
    found = Representation("docx", reader.blocks, source=name)
    if title := package.title():
        found.meta["title"] = title
    return found


@dataclass(slots=True)
class _Reader:
    w: str
    numbering: Numbering
    styles: _Styles
    blocks: list[Block] = field(default_factory=list)
    grids: int = 0
    lines: int = 0
    _style: dict[str, str] = field(default_factory=dict)  # what holds for the open paragraph
    _lift: str = "0"  # how high its text stands

    def blocks_of(self, container: Any) -> None:
        """Read the paragraphs and tables of a body, a cell or a text box."""
        for element in _flat(container, self.w):
            if element.tag == f"{self.w}p":
                boxes: list[Any] = []
                self._add_lines(self._paragraph(element, boxes))
                for box in boxes:
                    self.blocks_of(box)
            elif element.tag == f"{self.w}tbl":
                self._table(element)

    def _add_lines(self, text: str) -> None:
        for line in text.split("\n"):
            if line.strip():
                self.lines += 1
                self.blocks.append(Line(line, f"第{self.lines}段"))

    # Text

    def _paragraph(self, paragraph: Any, boxes: list[Any]) -> str:
        parts: list[str] = []
        w = self.w
        named = paragraph.find(f"{w}pPr/{w}pStyle")
        self._style = self.styles.of_paragraph("" if named is None else named.get(f"{w}val", ""))
        self._lift = "0"
        self._text(paragraph, parts, boxes)
        text = "".join(parts)
        label = self.numbering.label(paragraph) if text.strip() else ""
        return label + text

    def _text(self, element: Any, parts: list[str], boxes: list[Any]) -> None:
        w = self.w
        for child in element:
            tag = child.tag
            if tag in (f"{w}t", _MATH_TEXT):
                parts.append(child.text or "")
            elif tag == f"{w}r":
                self._run(child, parts, boxes)
            elif tag == f"{w}tab":
                parts.append("\t")
            elif tag in (f"{w}br", f"{w}cr"):
                parts.append("\n")
            elif tag == f"{w}noBreakHyphen":
                parts.append("-")
            elif tag == f"{w}sym":
                parts.append("\ufffd")  # a picture of a symbol font: something stands here
            elif tag == f"{w}txbxContent":
                boxes.append(child)
            elif tag == f"{_CHOICE}AlternateContent":
                self._alternative(child, parts, boxes)
            elif not isinstance(tag, str) or any(tag == w + gone for gone in _GONE):
                continue
            else:
                self._text(child, parts, boxes)

    def _on(self, properties: Any, name: str) -> bool:
        found = properties.find(self.w + name)
        return found is not None and found.get(f"{self.w}val", "true") not in _OFF

    def _run(self, run: Any, parts: list[str], boxes: list[Any]) -> None:
        """Read a run: hidden and struck ones hold nothing, a raised number is a footnote mark.

        A number is raised only beside something: where a whole cell is raised, it is set higher.
        """
        properties = run.find(f"{self.w}rPr")
        look = self.styles.of_run(properties, self._style)
        if look.keys() & _NOT_SHOWN:
            return
        held: list[str] = []
        self._text(run, held, boxes)
        text = "".join(held)
        lift = look.get("position", "0")
        is_raised = "vertAlign" in look or (lift != self._lift and "".join(parts).strip() != "")
        if not is_raised:
            self._lift = lift
        mark = text.strip("[]〔〕()（）【】 ")
        parts.append(f"[{mark}]" if is_raised and _MARK.fullmatch(mark) else text)

    def _alternative(self, element: Any, parts: list[str], boxes: list[Any]) -> None:
        """Read the first of two forms of the same thing that holds anything."""
        for form in element:
            before = len(parts), len(boxes)
            self._text(form, parts, boxes)
            if (len(parts), len(boxes)) != before:
                return

    # Tables

    def _table(self, table: Any) -> None:
        drawn = _Drawn()
        for row in _flat(table, self.w):
            if row.tag != f"{self.w}tr" or self._is_gone(row):
                continue
            cells = [cell for cell in _flat(row, self.w) if cell.tag == f"{self.w}tc"]
            if any(cell.find(f".//{self.w}tbl") is not None for cell in cells):
                self._draw(drawn)
                drawn = _Drawn()
                for cell in cells:
                    self.blocks_of(cell)
                continue
            self._row(row, cells, drawn)
        self._draw(drawn)

    def _is_gone(self, row: Any) -> bool:
        properties = row.find(f"{self.w}trPr")
        if properties is None:
            return False
        return properties.find(f"{self.w}del") is not None or self._on(properties, "hidden")

    def _row(self, row: Any, cells: list[Any], drawn: _Drawn) -> None:
        properties = row.find(f"{self.w}trPr")
        drawn.new_row(self._number(properties, "gridBefore", 0))
        for cell in cells:
            properties = cell.find(f"{self.w}tcPr")
            if properties is not None and properties.find(f"{self.w}cellDel") is not None:
                continue
            span = max(1, self._number(properties, "gridSpan", 1))
            down, along = (self._merge(properties, name) for name in ("vMerge", "hMerge"))
            boxes: list[Any] = []
            paragraphs = [
                self._paragraph(paragraph, boxes)
                for paragraph in _flat(cell, self.w)
                if paragraph.tag == f"{self.w}p"
            ]
            for box in boxes:
                paragraphs.extend(self._paragraph(p, []) for p in box.iter(f"{self.w}p"))
            text = "\n".join(p.strip() for p in paragraphs if p.strip())
            drawn.place(text, span, down, along)

    def _number(self, properties: Any, name: str, default: int) -> int:
        found = None if properties is None else properties.find(self.w + name)
        value = "" if found is None else found.get(f"{self.w}val", "")
        return min(int(value), 1_000) if value.isascii() and value.isdigit() else default

    def _merge(self, properties: Any, name: str) -> str:
        found = None if properties is None else properties.find(self.w + name)
        return "" if found is None else found.get(f"{self.w}val", "continue")

    def _draw(self, drawn: _Drawn) -> None:
        texts = [box[0] for box in drawn.boxes]
        if not any(texts):
            return
        if drawn.is_list or max(map(len, texts)) > limits.CELL_IS_LAYOUT:
            for text in texts:
                self._add_lines(text)
            return
        self.grids += 1
        self.blocks.append(Grid(tuple(Box(*box) for box in drawn.boxes), f"表格{self.grids}"))


_NOT_SHOWN = {"vanish", "strike", "dstrike"}


class _Styles:
    """What the styles of a document say of text: hidden, struck out, raised or lowered."""

    def __init__(self, w: str, root: Any | None) -> None:
        self._w = w
        self._own: dict[str, tuple[str, dict[str, str]]] = {}  # style → what it is based on, and says
        self._default = ""
        self._everywhere: dict[str, str] = {}
        if root is None:
            return
        self._everywhere = self._said(root.find(f"{w}docDefaults/{w}rPrDefault/{w}rPr"))
        for style in root.iter(f"{w}style"):
            key, based = style.get(f"{w}styleId", ""), style.find(f"{w}basedOn")
            said = self._said(style.find(f"{w}rPr"))
            self._own[key] = ("" if based is None else based.get(f"{w}val", ""), said)
            if style.get(f"{w}type") == "paragraph" and style.get(f"{w}default") in ("1", "true", "on"):
                self._default = key

    def of_paragraph(self, style: str) -> dict[str, str]:
        """Return what holds for the text of a paragraph with that style."""
        return self._everywhere | self._whole(style or self._default)

    def of_run(self, properties: Any | None, paragraph: dict[str, str]) -> dict[str, str]:
        """Return what holds for a run: the names of what is on, with their values."""
        look = paragraph
        if properties is not None:
            named = properties.find(f"{self._w}rStyle")
            if named is not None:
                look = look | self._whole(named.get(f"{self._w}val", ""))
            look = look | self._said(properties)
        return {name: value for name, value in look.items() if value not in _OFF}

    def _whole(self, style: str) -> dict[str, str]:
        chain: list[dict[str, str]] = []
        while style in self._own and len(chain) < 20:  # styles may name each other in a circle
            style, said = self._own[style]
            chain.append(said)
        look: dict[str, str] = {}
        for said in reversed(chain):
            look |= said
        return look

    def _said(self, properties: Any | None) -> dict[str, str]:
        if properties is None:
            return {}
        found = ((name, properties.find(self._w + name)) for name in _LOOKS)
        return {name: one.get(f"{self._w}val", "true") for name, one in found if one is not None}


_LOOKS = ("vanish", "strike", "dstrike", "vertAlign", "position")
_OFF = ("0", "false", "off", "baseline", "none")


class _Drawn:
    """A table as Word stores it: every row in full, merged cells repeated as continuations."""

    def __init__(self) -> None:
        self.boxes: list[list[Any]] = []  # text, row, column, rowspan, colspan
        self.row = -1
        self.column = 0
        self._above: dict[tuple[int, int], list[Any]] = {}  # boxes that may continue downwards
        self._here: dict[tuple[int, int], list[Any]] = {}

    def new_row(self, skipped: int) -> None:
        self.row += 1
        self.column = skipped
        self._above, self._here = self._here, {}
        if self.row >= limits.GRID_ROWS:
            raise UnreadableReport(f"一个表格超过{limits.GRID_ROWS}行，不像年度报告。请只提供报告正文。")

    def place(self, text: str, span: int, down: str, along: str) -> None:
        if self.column + span > limits.GRID_COLUMNS:
            raise UnreadableReport(f"一个表格超过{limits.GRID_COLUMNS}列，不像年度报告。请只提供报告正文。")
        key = (self.column, span)
        last = self.boxes[-1] if self.boxes else None
        self.column += span
        if along == "continue" and last is not None and last[1] == self.row and last[3] == 1:
            last[4] += span
            self._here.pop((last[2], last[4] - span), None)
            return
        if down == "continue" and (box := self._above.get(key)) is not None:
            box[3] += 1
            self._here[key] = box
            return
        box = [text, self.row, key[0], 1, span]
        self.boxes.append(box)
        if down:
            self._here[key] = box

    @property
    def is_list(self) -> bool:
        return all(a[1] != b[1] for a, b in zip(self.boxes, self.boxes[1:], strict=False))


def _flat(container: Any, w: str) -> Iterator[Any]:
    """Yield the children of a container, those inside content controls and insertions included."""
    for child in container:
        if child.tag == f"{w}sdt":
            content = child.find(f"{w}sdtContent")
            if content is not None:
                yield from _flat(content, w)
        elif child.tag in (f"{w}ins", f"{w}moveTo", f"{w}customXml", f"{w}smartTag"):
            yield from _flat(child, w)
        else:
            yield child
