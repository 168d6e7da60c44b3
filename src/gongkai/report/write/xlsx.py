"""The report as a workbook: each table on a sheet of its own under its section's title.

The text before the tables stands on the first sheet, the text after them on the last, so that the
sheets in their order read as the report does.

A figure is a number where the workbook can hold it digit for digit, else text: a number of Excel has
fifteen digits. Text is always text: what begins with `=`, `+`, `-` or `@` in a report is no formula.
"""

from __future__ import annotations

import io
import re
from decimal import Decimal
from math import ceil
from typing import TYPE_CHECKING, Any

from gongkai.report.model import Number, Report
from gongkai.report.write.document import Document, Paragraph, Style, document
from gongkai.report.write.layout import Box, DrawnTable, Role
from gongkai.report.write.package import moment, repack

if TYPE_CHECKING:
    from openpyxl.cell import Cell as SheetCell
    from openpyxl.cell.cell import MergedCell

DIGITS = 15  # of a number of Excel; one with more is changed when the file is opened
CELL_LIMIT = 32_767  # characters
TEXT_SHEET = "正文"
FORMULA_LIKE = ("=", "+", "-", "@", "\t")
HEITI, SONGTI = "黑体", "宋体"
COLUMNS = 96.0  # width of all columns of a table together, in digits of the standard typeface
TEXT_WIDTH = 76


def write(report: Report) -> bytes:
    """Return the report as XLSX. Raises Unwritable as `document` does."""
    from openpyxl import Workbook

    shown = document(report)
    book = Workbook()
    book.remove(book.worksheets[0])
    sheets = _sheets(shown)
    for parts in sheets:
        first = next((part.text for part in parts if isinstance(part, Paragraph)), "")
        sheet = book.create_sheet(_sheet_name(TEXT_SHEET if parts is sheets[0] else first, book.sheetnames))
        _fill(sheet, parts, shown, first=parts is sheets[0], last=parts is sheets[-1])
    properties = book.properties
    properties.title, properties.creator, properties.language = shown.title, shown.organ, "zh-CN"
    properties.subject = "政府信息公开工作年度报告"
    made = moment(shown.published)
    properties.created = made
    file = io.BytesIO()
    book.save(file)
    stamp = made.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    return repack(file.getvalue(), {"docProps/core.xml": lambda xml: _modified(xml, stamp)})


def _sheets(shown: Document) -> list[list[Paragraph | DrawnTable]]:
    """Part the document into sheets: each table with the text of its section, and what stands around."""
    sheets: list[list[Paragraph | DrawnTable]] = [[]]
    section: list[Paragraph | DrawnTable] = []
    table_before = False
    for part in [*shown.parts, None]:
        begins = part is None or (isinstance(part, Paragraph) and part.style is Style.HEAD)
        if begins and section:
            holds_table = any(isinstance(each, DrawnTable) for each in section)
            if holds_table or table_before:
                sheets.append([])
            sheets[-1] += section
            section, table_before = [], holds_table
        if part is not None:
            section.append(part)
    return sheets


def _sheet_name(text: str, taken: list[str]) -> str:
    """Return a name Excel accepts: at most 31 characters, none of []:*?/\\, no name twice."""
    name = re.sub(r"[\[\]:*?/\\]|^'|'$", " ", text).strip()[:31] or TEXT_SHEET
    for number in range(2, 1000):
        if name.casefold() not in {other.casefold() for other in taken}:
            break
        name = f"{name[:27]}（{number}）"
    return name


def _modified(core: bytes, stamp: bytes) -> bytes:
    """Replace the time of saving, which openpyxl takes from the clock."""
    return re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", lambda found: found.group(1) + stamp, core)


def _fill(
    sheet: Any, parts: list[Paragraph | DrawnTable], shown: Document, *, first: bool, last: bool
) -> None:
    """Put the parts of a sheet below each other; text is as wide as the table beside it."""
    table = next((part for part in parts if isinstance(part, DrawnTable)), None)
    shares = table.widths if table else (1.0,)
    total = COLUMNS if table else TEXT_WIDTH
    for number, share in enumerate(shares):
        sheet.column_dimensions[_letter(number)].width = round(share * total, 1)
    lines = _Lines(sheet, len(shares), total)
    if first:
        lines.put(shown.title, 16, HEITI, align="center")
    for part in parts:
        if isinstance(part, DrawnTable):
            _table(sheet, part, lines.row)
            lines.row += part.height
        else:
            body = part.style is Style.BODY
            lines.put(part.text, 12 if part.style is Style.HEAD else 11, SONGTI if body else HEITI, 2 * body)
    if last and shown.signature:
        for text in (shown.signature.organ, shown.signature.day):
            lines.put(text, 11, SONGTI, align="right")
    _page(sheet, shown, landscape=table is not None and table.width > 12)


class _Lines:
    """Writes paragraphs into a sheet, one a row, merged over the sheet's columns."""

    def __init__(self, sheet: Any, columns: int, width: float) -> None:
        self.sheet, self.columns, self.width = sheet, columns, width
        self.row = 0  # rows used so far

    def put(self, text: str, size: int, typeface: str, indent: int = 0, align: str = "left") -> None:
        from openpyxl.styles import Alignment, Font

        for piece in [text[n : n + CELL_LIMIT] for n in range(0, len(text), CELL_LIMIT)]:
            self.row += 1
            cell = self.sheet.cell(self.row, 1)
            _put_text(cell, piece)
            cell.font = Font(name=typeface, size=size)
            cell.alignment = Alignment(
                horizontal=align, vertical="center", wrap_text=True, indent=0 if align == "center" else indent
            )
            if self.columns > 1:
                self.sheet.merge_cells(
                    start_row=self.row, end_row=self.row, start_column=1, end_column=self.columns
                )
            room = self.width * 11 / size - indent - 3
            lines = ceil(sum(1 if c.isascii() else 2 for c in piece) / room)
            self.sheet.row_dimensions[self.row].height = min(409, lines * size * 1.45 + 6)


def _letter(column: int) -> str:
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(column + 1))


def _table(sheet: Any, table: DrawnTable, above: int) -> None:
    """Draw a table below the first `above` rows of a sheet."""
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    side = Side(style="thin", color="FF595959")
    border = Border(left=side, right=side, top=side, bottom=side)
    fill = PatternFill("solid", start_color="FFF0F3F7")
    font = Font(name=SONGTI, size=10.5)
    for box in table.boxes:
        top, left = above + box.row + 1, box.column + 1
        bottom, right = top + box.rowspan - 1, left + box.colspan - 1
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                sheet.cell(row, column).border = border
        if bottom > top or right > left:
            sheet.merge_cells(start_row=top, end_row=bottom, start_column=left, end_column=right)
        cell = sheet.cell(top, left)
        _put(cell, box)
        cell.font = font
        label = box.role is Role.ROW and box.rowspan == 1
        cell.alignment = Alignment(
            horizontal="left" if label else "center",
            vertical="center",
            wrap_text=box.role is not Role.VALUE,
            shrink_to_fit=box.role is Role.VALUE,
        )
        if box.role is not Role.VALUE:
            cell.fill = fill
    for number, boxes in enumerate(table.rows(), above + 1):
        sheet.row_dimensions[number].height = _height(table, boxes)
    if table.head_rows:
        head = above + table.head_rows
        sheet.print_title_rows = f"{above + 1}:{head}"
        sheet.freeze_panes = sheet.cell(head + 1, 1 + _label_columns(table))


def _label_columns(table: DrawnTable) -> int:
    return min((box.column for box in table.boxes if box.role is Role.VALUE), default=0)


def _height(table: DrawnTable, boxes: list[Box]) -> float:
    """Return a row's height in points: Excel does not fit the height of merged cells by itself."""
    lines = [1.0]
    for box in boxes:
        room = max(2.0, table.share(box) * COLUMNS - 2)
        wide = sum(1 if c.isascii() else 2 for c in box.text) * 10.5 / 11
        lines.append(-(-wide // room) / box.rowspan)
    return 6 + 14 * max(lines)


def _put(cell: SheetCell | MergedCell, box: Box) -> None:
    """Put a box into a cell: as a number if that says the same digit for digit, else as text."""
    if box.number is None or not _holds(box.number):
        _put_text(cell, box.text)
        return
    cell.value = box.number
    exponent = box.number.as_tuple().exponent if isinstance(box.number, Decimal) else 0
    places = "." + "0" * -exponent if isinstance(exponent, int) and exponent < 0 else ""
    cell.number_format = f"+0{places};-0{places};0{places}" if box.signed else f"0{places}"


def _holds(number: Number) -> bool:
    """Say whether Excel keeps the number digit for digit."""
    exact = Decimal(number)
    return len(exact.as_tuple().digits) <= DIGITS and Decimal(repr(float(exact))) == exact


def _put_text(cell: SheetCell | MergedCell, text: str) -> None:
    if not text:
        return
    cell.value = text
    cell.data_type = "s"  # openpyxl would take what begins with = for a formula
    if text.startswith(FORMULA_LIKE):
        quoted: Any = cell
        quoted.quotePrefix = True  # and Excel would, when somebody edits the cell


def _page(sheet: Any, shown: Document, landscape: bool) -> None:
    """Set the sheet up to print on A4, as wide as the page."""
    sheet.page_setup.paperSize = 9
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_options.horizontalCentered = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.75
    margins.top = margins.bottom = 1.0
    sheet.sheet_view.showGridLines = False
    sheet.oddFooter.center.text = "— &P —"
    # In a header & begins a code; && is the sign itself.
    sheet.oddHeader.center.text = shown.title[:100].replace("&", "&&")
