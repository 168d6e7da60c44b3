"""Write a report as HTML, DOCX, PDF, XLSX or JSON; each reads back to the same cells.

`write` is the one door. What is printed stands in `document` (title, sections, signature) and
`layout` (the tables); a format only draws it. The libraries of a format are imported when it is
written: this package costs nothing until then.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from gongkai.report.model import Report, ReportError

FORMATS = ("html", "docx", "pdf", "xlsx", "json")
"""The formats, which are also the file extensions."""

MEDIA_TYPES = {
    "html": "text/html; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}


def write(report: Report, format: str) -> bytes:  # noqa: A002 - the word the command line uses
    """Return the report as a file of that format (one of FORMATS).

    The same report gives the same bytes; a PDF also depends on the Chinese fonts of the machine.
    Raises ReportError for a format there is none of, and for a report that cannot be written
    faithfully (Unwritable): a number in a folded row and in its parts, a character without a glyph.
    """
    if format not in FORMATS:
        raise ReportError(f"不能写成“{format}”格式；可用的格式：{'、'.join(FORMATS)}。")
    draw: Callable[[Report], bytes] = import_module(f"gongkai.report.write.{format}").write
    return draw(report)
