"""An Excel file (.xlsx) as lines and grids, sheet by sheet.

A sheet's name is a line, unless the sheet begins with the same words. Rows that follow each other
without an empty row between are a grid; a row whose only text stands outside the table's drawn
frame (a title, a note) is a line. Formulas give the result that Excel stored. A number stands as
typed, digit for digit: the cell's format adds its words (`0"件"`), its percent or its date, and may
hide a number, but never rounds. Hidden sheets, rows and columns are not read, because a reader does
not see them, and noted; a hidden column leaves its boxes blank, so that the others keep their places.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from gongkai.report.model import UnreadableReport
from gongkai.report.read import limits
from gongkai.report.read.package import DAMAGED, Package, open_package
from gongkai.report.read.representation import Block, Box, Grid, Line, Representation

_NAMESPACES = (
    "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}",
    "{http://purl.oclc.org/ooxml/spreadsheetml/main}",
)
_ID = re.compile(r"\{http://(?:schemas\.openxmlformats|purl\.oclc)\.org/.*relationships\}id")
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_WORDS = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[[^\]]*\]')
_QUOTED = re.compile(r'"[^"]*"')
_SCALED = re.compile(r"[0#?],+(?![0#?,])|[!\\]\.")
_CONDITION = re.compile(r"\[\s*[<>=]")
_HOLDER = re.compile(r"[0#?@]|General", re.I)
_DIGITS = 15  # as many as Excel keeps; the file may hold the binary fraction's further digits
_LONG_NUMBER = 40
COLUMNS = 16_384  # as many as a sheet has
NOT_CALCULATED = "?"  # stands for a formula whose result the file does not hold


@dataclass(frozen=True, slots=True)
class _Style:
    format: str = "General"
    framed: bool = False
    struck: bool = False


@dataclass(slots=True)
class _Book:
    """What the sheets of a workbook share."""

    x: str
    strings: list[str]
    styles: list[_Style]
    since_1904: bool


Place = tuple[int, int]  # row and column, from 0


@dataclass(slots=True)
class _Sheet:
    rows: dict[int, dict[int, tuple[str, bool]]] = field(default_factory=dict)  # text, and if framed
    merged: dict[Place, Place] = field(default_factory=dict)  # corner → last cell that is drawn
    corner: dict[Place, Place] = field(default_factory=dict)  # covered cell → corner
    hidden: int = 0  # rows and columns that hold something and are not shown
    hidden_rows: list[int] = field(default_factory=list)  # in ascending order

    def follows(self, row: int, before: int) -> bool:
        """Whether only hidden rows stand between two rows."""
        between = bisect_left(self.hidden_rows, row) - bisect_right(self.hidden_rows, before)
        return row - before - 1 == between


def read_xlsx(data: bytes, name: str = "") -> Representation:
    """Return what a workbook shows. UnreadableReport if it is damaged, locked, too large or a bomb."""
    package = open_package(data)
    main = package.main_part("xl/workbook.xml")
    root = package.part(main)
    if root is None:
        raise UnreadableReport("文件里没有工作簿。请用Excel或WPS打开后另存为.xlsx，再试。")
    x = next((n for n in _NAMESPACES if root.tag == f"{n}workbook"), None)
    if x is None:
        raise UnreadableReport(DAMAGED)
    relations = package.relations(main)
    book = _book(package, root, x, dict(relations.values()))
    found = Representation("xlsx", source=name)
    if title := package.title():
        found.meta["title"] = title
    sheets = list(root.iter(f"{x}sheet"))
    if len(sheets) > limits.SHEETS:
        raise UnreadableReport(f"工作簿有{len(sheets)}个工作表，不像年度报告。请只提供报告部分。")
    for element in sheets:
        title = element.get("name", "")
        if element.get("state", "visible") != "visible":
            found.notes.append(f"工作表“{title}”是隐藏的，没有读。")
            continue
        key = next((value for key, value in element.items() if _ID.fullmatch(key)), "")
        kind, target = relations.get(key, ("", ""))
        part = package.part(target) if kind == "worksheet" else None
        if part is None:
            continue  # a chart sheet
        sheet = _sheet(part, book, title)
        if sheet.hidden:
            found.notes.append(f"工作表“{title}”有{sheet.hidden}个隐藏的行或列，没有读。")
        blocks = _blocks(sheet, f"工作表“{title}”")
        if blocks:
            if not (isinstance(blocks[0], Line) and blocks[0].text.startswith(title)):
                found.blocks.append(Line(title, f"工作表“{title}”"))
            found.blocks.extend(blocks)
    return found


def _book(package: Package, root: Any, x: str, related: dict[str, str]) -> _Book:
    strings = []
    if "sharedStrings" in related and (part := package.part(related["sharedStrings"])) is not None:
        strings = [_rich(item, x) for item in part.iter(f"{x}si")]
    styles = []
    if "styles" in related and (part := package.part(related["styles"])) is not None:
        styles = _styles(part, x)
    properties = root.find(f"{x}workbookPr")
    since_1904 = properties is not None and properties.get("date1904") in ("1", "true")
    return _Book(x, strings, styles, since_1904)


def _styles(root: Any, x: str) -> list[_Style]:
    formats = {
        int(item.get("numFmtId", "0")): item.get("formatCode", "General")
        for item in root.iter(f"{x}numFmt")
        if item.get("numFmtId", "").isdigit()
    }
    borders = [
        any(side.get("style", "none") != "none" for side in border)
        for border in root.findall(f"{x}borders/{x}border")
    ]
    struck = [_is_on(font, f"{x}strike") for font in root.findall(f"{x}fonts/{x}font")]
    styles = []
    for item in root.findall(f"{x}cellXfs/{x}xf"):
        code, border, font = (_integer(item.get(key)) for key in ("numFmtId", "borderId", "fontId"))
        styles.append(
            _Style(
                formats.get(code) or BUILTIN_FORMATS.get(code, "General"),
                border < len(borders) and borders[border],
                font < len(struck) and struck[font],
            )
        )
    return styles


def _sheet(root: Any, book: _Book, title: str) -> _Sheet:
    x, sheet, count = book.x, _Sheet(), 0
    hidden_columns = {
        place
        for column in root.findall(f"{x}cols/{x}col")[: limits.SHEET_COLUMNS]
        if column.get("hidden") in ("1", "true")
        for place in range(_integer(column.get("min")) - 1, min(_integer(column.get("max")), COLUMNS))
    }
    zeros = all(view.get("showZeros", "1") not in ("0", "false") for view in root.iter(f"{x}sheetView"))
    hidden_places: set[tuple[str, int]] = set()
    covered: dict[Place, str] = {}  # texts in hidden columns: shown if their cell reaches beyond
    number = -1
    for row in root.findall(f"{x}sheetData/{x}row"):
        number = _integer(row.get("r")) - 1 if row.get("r") else number + 1
        is_hidden = row.get("hidden") in ("1", "true")
        if is_hidden:
            sheet.hidden_rows.append(number)
        place = -1
        for cell in row.iter(f"{x}c"):
            reference = _REFERENCE.fullmatch(cell.get("r") or "")
            place = _column(reference.group(1)) if reference else place + 1
            style = _style(book, cell)
            text = _shown(cell, book, style, zeros)
            if text and (is_hidden or place in hidden_columns):
                hidden_places.add(("row", number) if is_hidden else ("column", place))
            if not is_hidden and (text or style.framed):
                if place in hidden_columns:
                    covered[number, place], text = text, ""
                sheet.rows.setdefault(number, {})[place] = (text, style.framed)
                count += 1
        if count > limits.SHEET_CELLS or len(sheet.rows) > limits.SHEET_ROWS:
            raise UnreadableReport(f"工作表“{title}”过大，不像年度报告。请只提供报告部分。")
    sheet.hidden = len(hidden_places)
    sheet.hidden_rows.sort()
    _merge(root, x, sheet)
    for corner, text in covered.items():
        end = sheet.merged.get(corner, corner)[1]
        if any(place not in hidden_columns for place in range(corner[1], end + 1)):
            sheet.rows[corner[0]][corner[1]] = (text, sheet.rows[corner[0]][corner[1]][1])
    return sheet


def _merge(root: Any, x: str, sheet: _Sheet) -> None:
    """Take the merged ranges that hold or frame something; of two that overlap, the first."""
    rows = sorted(sheet.rows)
    columns = sorted({column for cells in sheet.rows.values() for column in cells})
    work = 0
    for merged in root.findall(f"{x}mergeCells/{x}mergeCell"):
        ends = [_REFERENCE.fullmatch(end) for end in merged.get("ref", "").split(":")]
        if len(ends) != 2 or ends[0] is None or ends[1] is None:
            continue
        (top, left), (bottom, right) = ((int(e.group(2)) - 1, _column(e.group(1))) for e in ends if e)
        if left not in sheet.rows.get(top, {}):
            continue
        own_rows = rows[bisect_left(rows, top) : bisect_right(rows, bottom)]
        own_columns = columns[bisect_left(columns, left) : bisect_right(columns, right)]
        work += len(own_rows) * len(own_columns)
        if work > 5 * limits.SHEET_CELLS:
            raise UnreadableReport("工作表的合并单元格互相重叠，无法读取。请用Excel打开，检查后另存。")
        covered = {(row, column) for row in own_rows for column in own_columns}
        if covered and sheet.corner.keys().isdisjoint(covered):
            sheet.corner.update(dict.fromkeys(covered, (top, left)))
            sheet.merged[top, left] = (own_rows[-1], own_columns[-1])


def _blocks(sheet: _Sheet, place: str) -> list[Block]:
    """Return a sheet's grids, parted by empty rows, and the lines outside their frames."""
    blocks: list[Block] = []
    group: list[int] = []
    count = 0
    for row in [*(row for row in sorted(sheet.rows) if _is_shown(row, sheet)), -1]:
        if group and not sheet.follows(row, group[-1]):
            before, table, after = _parted(group, sheet)
            blocks.extend(_line(line, sheet, place) for line in before)
            if table:
                count += 1
                blocks.append(_grid(table, sheet, f"{place}表格{count}"))
            blocks.extend(_line(line, sheet, place) for line in after)
            group = []
        group.append(row)
    return blocks


def _is_shown(row: int, sheet: _Sheet) -> bool:
    """Whether a row has text, or a merged cell with text reaches into it."""
    for column, (text, _) in sheet.rows[row].items():
        top, left = sheet.corner.get((row, column), (row, column))
        if text or sheet.rows[top][left][0]:
            return True
    return False


def _parted(group: list[int], sheet: _Sheet) -> tuple[list[int], list[int], list[int]]:
    """Part the lines above and below a table from its rows."""
    any_framed = any(framed for row in group for _, framed in sheet.rows[row].values())

    def is_line(row: int) -> bool:
        cells = sheet.rows[row]
        if any(framed for _, framed in cells.values()):
            return False
        if any(sheet.corner.get((row, column), (row, 0))[0] != row for column in cells):
            return False
        own = [(row, column) for column, (text, _) in cells.items() if text]
        if any(sheet.merged.get(corner, corner)[0] > row for corner in own):
            return False
        # With no frame drawn anywhere, only text that is not merged across the table is outside it.
        return len(own) <= 1 and (any_framed or not any(corner in sheet.merged for corner in own))

    first, last = 0, len(group)
    while first < last and is_line(group[first]):
        first += 1
    while last > first and is_line(group[last - 1]):
        last -= 1
    return group[:first], group[first:last], group[last:]


def _line(row: int, sheet: _Sheet, place: str) -> Line:
    text = "\t".join(text for _, (text, _) in sorted(sheet.rows[row].items()) if text)
    return Line(text, f"{place}第{row + 1}行")


def _grid(rows: list[int], sheet: _Sheet, place: str) -> Grid:
    """Draw rows as a grid; columns that hold nothing in them are left out."""
    columns = sorted({column for row in rows for column in sheet.rows[row]})
    boxes = []
    for down, row in enumerate(rows):
        for across, column in enumerate(columns):
            corner = (row, column)
            if sheet.corner.get(corner, corner) != corner:
                continue
            text = sheet.rows[row].get(column, ("", False))[0]
            bottom, right = sheet.merged.get(corner, corner)
            rowspan = bisect_right(rows, bottom) - down
            colspan = bisect_right(columns, right) - across
            boxes.append(Box(text, down, across, rowspan, colspan))
    return Grid(tuple(boxes), place)


# One cell


def _style(book: _Book, cell: Any) -> _Style:
    index = _integer(cell.get("s"))
    return book.styles[index] if index < len(book.styles) else _Style()


def _shown(cell: Any, book: _Book, style: _Style, zeros: bool) -> str:
    x, kind = book.x, cell.get("t", "n")
    if style.struck:
        return ""
    if kind == "inlineStr":
        inline = cell.find(f"{x}is")
        return "" if inline is None else _rich(inline, x)
    value = cell.findtext(f"{x}v")
    if value is None or (not value.strip() and kind == "n"):
        return "" if cell.find(f"{x}f") is None else NOT_CALCULATED
    if kind == "s":
        index = _integer(value.strip(), len(book.strings))
        if index >= len(book.strings):
            raise UnreadableReport(DAMAGED)
        return book.strings[index]
    if kind == "b":
        return "TRUE" if value.strip() == "1" else "FALSE"
    if kind in ("str", "e", "d"):
        return _plain(value)
    return _number(value.strip(), style.format, book.since_1904, zeros)


def _number(value: str, code: str, since_1904: bool, zeros: bool) -> str:
    if not value:
        return ""
    try:
        number = Decimal(value)
    except InvalidOperation:
        return value
    if not number.is_finite() or abs(number.adjusted()) > _LONG_NUMBER:
        return value
    if code != "General" and is_date_format(code):
        return _date(number, since_1904) or value
    sections = code.split(";")
    if number == 0 and (not zeros or (len(sections) > 2 and not sections[2].strip())):
        return ""
    section = sections[1] if number < 0 and len(sections) > 1 else sections[0]
    if len(sections) > 1 and not section.strip():
        return ""  # `;;;` hides every number
    bare = _QUOTED.sub("", section)
    if _SCALED.search(bare) or _CONDITION.search(code):
        return f"?{_digits(number)}（按格式显示）"  # in thousands, 万 or words: not this number
    if not _HOLDER.search(_WORDS.sub("", section)):
        return "".join(_words(section)[:2])  # words alone are printed, whatever the number
    before, after, percent = _words(section)
    text = _digits(number * 100 if percent else number)
    if number < 0 and len(sections) > 1 and "-" not in section and "(" not in section:
        before = "-" + before  # a colour alone marks it: the sign is what it means
        text = text.lstrip("-")
    elif number < 0 and len(sections) > 1:
        text = text.lstrip("-")
    return before + text + ("%" if percent else "") + after


def _words(section: str) -> tuple[str, str, bool]:
    """Return what a number format prints before and after the number, and whether it is a percentage."""
    section = re.sub(r"[Ee][+-]0+", "", section)
    holder = _HOLDER.search(_WORDS.sub(lambda m: " " * len(m.group()), section))
    at = holder.start() if holder else len(section)

    def said(part: str) -> str:
        words = []
        for match in re.finditer(r'"([^"]*)"|\\(.)|_.|\*.|\[[^\]]*\]|([-+()（）￥¥$万元件条项])', part):
            words.append(match.group(1) or match.group(2) or match.group(3) or "")
        return "".join(words).strip()

    bare = _WORDS.sub("", section)
    return said(section[:at]), said(section[at:]), "%" in bare


def _digits(number: Decimal) -> str:
    """Return a number without exponent or trailing zeros of a fraction.

    Excel keeps 15 digits; a fraction of 16 or 17 is the binary number it stored them as.
    """
    if len(number.as_tuple().digits) in (_DIGITS + 1, _DIGITS + 2):
        number = round(number, max(_DIGITS - 1 - number.adjusted(), 0))
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _date(number: Decimal, since_1904: bool) -> str:
    try:
        day = from_excel(float(number), CALENDAR_MAC_1904 if since_1904 else CALENDAR_WINDOWS_1900)
    except (ValueError, OverflowError, TypeError):
        return ""
    if not hasattr(day, "year"):
        return ""
    return f"{day.year}年{day.month}月{day.day}日"


def _rich(item: Any, x: str) -> str:
    """Return the text of a string and its runs, without its phonetic reading and struck-out runs."""
    parts = []
    for child in item:
        if child.tag == f"{x}t":
            parts.append(child.text or "")
        elif child.tag == f"{x}r":
            properties = child.find(f"{x}rPr")
            if properties is not None and _is_on(properties, f"{x}strike"):
                continue
            text = child.findtext(f"{x}t") or ""
            raised = None if properties is None else properties.find(f"{x}vertAlign")
            is_mark = raised is not None and raised.get("val") in ("superscript", "subscript")
            parts.append(f"[{text}]" if is_mark and text.strip().isdigit() else text)
    return _plain("".join(parts))


def _is_on(properties: Any, name: str) -> bool:
    found = properties.find(name)
    return found is not None and found.get("val") not in ("0", "false")


def _plain(text: str) -> str:
    text = _ESCAPED.sub(_unescaped, text).replace("\xa0", " ")
    return "\n".join(line.strip() for line in text.replace("\r", "").split("\n")).strip()


def _unescaped(match: re.Match[str]) -> str:
    code = int(match.group(1), 16)
    return "" if 0xD800 <= code <= 0xDFFF else chr(code)


def _integer(text: str | None, default: int = 0) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else default


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
