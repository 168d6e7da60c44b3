"""The empty table that is downloaded, filled in and imported: a head, an example, cells that stay text."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence


def blank_table(
    title: str,
    head: Sequence[str],
    example: Sequence[str],
    form: str,
    *,
    rows: int,
    more: Sequence[Sequence[str]] = (),
) -> bytes:
    """Return a table with its head and an example, as "csv" or "xlsx"; `rows` rows of a sheet are text.

    `more` are rows that are begun already, after the example.
    """
    if form == "csv":
        out = io.StringIO()
        csv.writer(out).writerows([head, example, *more])
        return out.getvalue().encode("utf-8-sig")  # with the mark by which Excel knows it
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    sheet.append(list(head))
    for begun in (example, *more):
        sheet.append(list(begun))
    for n, label in enumerate(head, 1):
        sheet.cell(1, n).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(n)].width = max(14, 2 * len(label) + 2)
        for row in range(2, rows):
            sheet.cell(row, n).number_format = "@"  # text: no zero is lost, no number becomes a date
    sheet.freeze_panes = "C2"
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()
