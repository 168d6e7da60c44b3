"""Reports as DOCX and XLSX, written from their parts so that every quirk of the formats is in reach."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal
from random import Random
from xml.sax.saxutils import escape

import openpyxl
from openpyxl.utils import get_column_letter

from tests.report.variety.drawing import Drawn, Paper, Picture

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
CONTENT_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
    ' Target="word/document.xml"/></Relationships>'
)


def docx(paper: Paper, die: Random | None = None, tracked: bool = False) -> bytes:
    """A DOCX. `die` cuts texts into runs and paragraphs; `tracked` leaves deleted numbers in the file."""
    body = []
    for block in paper.blocks:
        if isinstance(block, str):
            body.append(f"<w:p>{_runs(block, die)}</w:p>")
        else:
            body.append(_table(block, die, tracked) + "<w:p/>")
    document = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document {W}><w:body>{"".join(body)}'
        "<w:sectPr/></w:body></w:document>"
    )
    return package(
        {"[Content_Types].xml": CONTENT_TYPES, "_rels/.rels": RELATIONS, "word/document.xml": document}
    )


def package(parts: dict[str, str | bytes]) -> bytes:
    """A ZIP file of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def _runs(text: str, die: Random | None) -> str:
    pieces = [text]
    if die is not None:
        pieces, rest = [], text
        while rest:
            length = die.randrange(1, 6)
            pieces.append(rest[:length])
            rest = rest[length:]
    return "".join(f'<w:r><w:t xml:space="preserve">{escape(piece)}</w:t></w:r>' for piece in pieces)


def _table(picture: Picture, die: Random | None, tracked: bool) -> str:
    grid: list[list[tuple[int, Drawn, str]]] = [[] for _ in picture.rows]
    for y, x, cell in picture.placed():
        grid[y].append((x, cell, '<w:vMerge w:val="restart"/>' if cell.rowspan > 1 else ""))
        for down in range(1, cell.rowspan):
            grid[y + down].append((x, Drawn("", cell.colspan), "<w:vMerge/>"))
    rows = []
    for row in grid:
        cells = []
        for _, cell, merge in sorted(row, key=lambda item: item[0]):
            span = f'<w:gridSpan w:val="{cell.colspan}"/>' if cell.colspan > 1 else ""
            cells.append(f"<w:tc><w:tcPr>{span}{merge}</w:tcPr>{_content(cell, die, tracked)}</w:tc>")
        rows.append(f"<w:tr>{''.join(cells)}</w:tr>")
    columns = "<w:gridCol/>" * picture.width
    return f"<w:tbl><w:tblPr/><w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"


def _content(cell: Drawn, die: Random | None, tracked: bool) -> str:
    text = cell.text
    if die is not None and not cell.address and len(text) > 3 and die.random() < 0.4:
        cut = die.randrange(2, len(text) - 1)
        return f"<w:p>{_runs(text[:cut], die)}</w:p><w:p>{_runs(text[cut:], die)}</w:p>"
    if tracked and cell.address:
        old = '<w:del w:id="1" w:author="x"><w:r><w:delText>88</w:delText></w:r></w:del>'
        return f'<w:p>{old}<w:ins w:id="2" w:author="x">{_runs(text, None)}</w:ins></w:p>'
    return f"<w:p>{_runs(text, die)}</w:p>"


def xlsx(paper: Paper, as_text: bool = False, sheet_a_table: bool = False, empty_columns: int = 0) -> bytes:
    """An XLSX; numbers as numbers or as text, all on one sheet or a sheet for each table."""
    book = openpyxl.Workbook()
    page = book.active
    y = 1
    for block in paper.blocks:
        if isinstance(block, str):
            page.cell(y, 1 + empty_columns, block)
            y += 1
            continue
        if sheet_a_table:
            page, y = (
                book.create_sheet({"T2": "表二", "T3": "表三", "T4": "表四"}.get(block.code, block.code)),
                1,
            )
        for dy, x, cell in block.placed():
            row, column = y + dy, x + 1 + empty_columns
            page.cell(row, column, _typed(cell, as_text))
            if cell.rowspan > 1 or cell.colspan > 1:
                last = get_column_letter(column + cell.colspan - 1)
                page.merge_cells(f"{get_column_letter(column)}{row}:{last}{row + cell.rowspan - 1}")
        y += len(block.rows) + 1
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _typed(cell: Drawn, as_text: bool) -> str | int | float | None:
    if not cell.text:
        return None
    if cell.address and not as_text:
        number = Decimal(cell.text) if cell.text.replace(".", "").lstrip("-").isdecimal() else None
        if number is not None:
            return int(number) if number == number.to_integral_value() else float(number)
    return cell.text
