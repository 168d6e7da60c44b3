"""The report as a workbook: its text on the first sheet, each table on a sheet of its own.

A figure is a number where the workbook can hold it digit for digit, else text: a number of Excel has
fifteen digits. Text is always text: what begins with `=`, `+`, `-` or `@` in a report is no formula.
"""

from __future__ import annotations

import io
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from gongkai.report.model import Number, Report
from gongkai.report.write.document import Document, Paragraph, Style, document
from gongkai.report.write.layout import Box, DrawnTable, Role
from gongkai.report.write.package import moment, repack

if TYPE_CHECKING:
    from openpyxl.cell import Cell as SheetCell
    from openpyxl.cell.cell import MergedCell
    from openpyxl.workbook import Workbook

DIGITS = 15  # of a number of Excel; one with more is changed when the file is opened
CELL_LIMIT = 32_767  # characters
SHEETS = {"T2": "主动公开", "T3": "申请办理", "T4": "复议诉讼", "S": "情况统计表"}
TEXT_SHEET = "正文"
FORMULA_LIKE = ("=", "+", "-", "@", "\t")
HEITI, SONGTI = "黑体", "宋体"
COLUMNS = 96.0  # width of all columns of a table together, in digits of the standard typeface
TEXT_WIDTH = 82


def write(report: Report) -> bytes:
    """Return the report as XLSX. Raises Unwritable as `document` does."""
    from openpyxl import Workbook

    shown = document(report)
    book = Workbook()
    _text_sheet(book, shown)
    for part in shown.parts:
        if isinstance(part, DrawnTable):
            _table_sheet(book, part, shown)
    properties = book.properties
    properties.title, properties.creator, properties.language = shown.title, shown.organ, "zh-CN"
    properties.subject = "政府信息公开工作年度报告"
    made = moment(shown.published)
    properties.created = made
    file = io.BytesIO()
    book.save(file)
    stamp = made.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    return repack(file.getvalue(), {"docProps/core.xml": lambda xml: _modified(xml, stamp)})


def _modified(core: bytes, stamp: bytes) -> bytes:
    """Replace the time of saving, which openpyxl takes from the clock."""
    return re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", lambda found: found.group(1) + stamp, core)


def _text_sheet(book: Workbook, shown: Document) -> None:
    from openpyxl.styles import Alignment, Font

    sheet = book.worksheets[0]
    sheet.title = TEXT_SHEET
    sheet.column_dimensions["A"].width = TEXT_WIDTH
    row = 0

    def put(text: str, size: float, typeface: str, indent: int = 0, align: str = "left") -> None:
        nonlocal row
        for piece in [text[n : n + CELL_LIMIT] for n in range(0, len(text), CELL_LIMIT)]:
            row += 1
            cell = sheet.cell(row, 1)
            _put_text(cell, piece)
            cell.font = Font(name=typeface, size=size)
            cell.alignment = Alignment(horizontal=align, vertical="top", wrap_text=True, indent=indent)
            lines = -(-sum(1 if c.isascii() else 2 for c in piece) // (TEXT_WIDTH * 11 // int(size) - 4))
            sheet.row_dimensions[row].height = min(409, lines * size * 1.45 + 4)

    put(shown.title, 16, HEITI, align="center")
    for part in shown.parts:
        if isinstance(part, DrawnTable):
            put(f"（见“{SHEETS[part.code]}”工作表）", 11, SONGTI, indent=2)
        else:
            put(part.text, 12 if part.style is Style.HEAD else 11, _typeface(part), _indent(part))
    if shown.signature:
        for text in (shown.signature.organ, shown.signature.day):
            put(text, 11, SONGTI, align="right")
    _page(sheet, shown, landscape=False)


def _typeface(part: Paragraph) -> str:
    return SONGTI if part.style is Style.BODY else HEITI


def _indent(part: Paragraph) -> int:
    return 2 if part.style is Style.BODY else 0


def _table_sheet(book: Workbook, table: DrawnTable, shown: Document) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(SHEETS[table.code])
    for number, share in enumerate(table.widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = round(share * COLUMNS, 1)
    side = Side(style="thin", color="FF595959")
    border = Border(left=side, right=side, top=side, bottom=side)
    fill = PatternFill("solid", start_color="FFF0F3F7")
    font = Font(name=SONGTI, size=10.5)
    for box in table.boxes:
        first = sheet.cell(box.row + 1, box.column + 1)
        for row in range(box.row + 1, box.row + box.rowspan + 1):
            for column in range(box.column + 1, box.column + box.colspan + 1):
                sheet.cell(row, column).border = border
        if box.rowspan > 1 or box.colspan > 1:
            sheet.merge_cells(
                start_row=box.row + 1,
                end_row=box.row + box.rowspan,
                start_column=box.column + 1,
                end_column=box.column + box.colspan,
            )
        _put(first, box)
        first.font = font
        label = box.role is Role.ROW and box.rowspan == 1
        first.alignment = Alignment(
            horizontal="left" if label else "center",
            vertical="center",
            wrap_text=box.role is not Role.VALUE,
            shrink_to_fit=box.role is Role.VALUE,
        )
        if box.role is not Role.VALUE:
            first.fill = fill
    for number, row_boxes in enumerate(table.rows(), 1):
        sheet.row_dimensions[number].height = _height(table, row_boxes)
    if table.head_rows:
        sheet.print_title_rows = f"1:{table.head_rows}"
        sheet.freeze_panes = sheet.cell(table.head_rows + 1, 1 + _label_columns(table))
    _page(sheet, shown, landscape=table.width > 12)


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
    sheet.oddHeader.center.text = shown.title.replace("&", "&&")[:200]
