"""The report as PDF, set by typst with the fonts shipped beside this module.

The file is tagged for screen readers (PDF/UA-1) with title, author and language; from its
publication on it is archival too (PDF/A-2a, which demands a date). The official typefaces are used
where the machine has them. A character that no font has is refused, never printed as a box.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Any

from gongkai.report.interchange import dumps
from gongkai.report.model import Report
from gongkai.report.write.document import Document, Paragraph, document
from gongkai.report.write.layout import DrawnTable, Unwritable

if TYPE_CHECKING:
    import typst

NO_GLYPH = re.compile(r"the text `\"(.+?)\"` could not be displayed")


def write(report: Report, system_fonts: bool = True) -> bytes:
    """Return the report as PDF.

    With `system_fonts` False only the shipped fonts are used, and the bytes depend on the report
    alone. Raises Unwritable naming the characters that no font has.
    """
    import typst

    shown = document(report)
    data = _data(shown)
    try:
        return _compile(data, system_fonts)
    except typst.TypstError as fault:
        _refuse_missing(fault.diagnostic)
        if not system_fonts:
            raise Unwritable(f"PDF排版失败：{fault.message}。请改用DOCX格式。") from fault
    try:  # a font of the machine may forbid embedding or be damaged: the shipped ones do not
        return _compile(data, False)
    except typst.TypstError as fault:
        _refuse_missing(fault.diagnostic)
        raise Unwritable(f"PDF排版失败：{fault.message}。请改用DOCX格式。") from fault


def _compile(data: dict[str, Any], system_fonts: bool) -> bytes:
    import typst

    fonts = _fonts(system_fonts)
    standards: list[typst.PDFStandard] = ["ua-1", "a-2a"] if data["published"] else ["ua-1"]
    return typst.compile(
        _template(),
        font_paths=fonts,
        ignore_system_fonts=not system_fonts,
        format="pdf",
        sys_inputs={"report": dumps({**data, "families": fonts.families()})},
        pdf_standards=standards,
        timestamp=0,
    )


def _refuse_missing(diagnostic: str) -> None:
    """Name the characters that typst found no glyph for, if that is what went wrong."""
    if missing := list(dict.fromkeys(NO_GLYPH.findall(diagnostic))):
        raise Unwritable(
            f"没有字体可以显示这些字：{'、'.join(missing)}。PDF中会成为空框，因此没有写出。"
            "请在本机安装收字更全的中文字体（如思源宋体、花园明朝）后重试，或改用DOCX、HTML格式。"
        )


@cache
def _fonts(system_fonts: bool) -> typst.Fonts:
    """Look for the machine's fonts once; the shipped ones come with them."""
    import typst

    with as_file(files("gongkai.report.write").joinpath("fonts")) as folder:
        return typst.Fonts(
            include_system_fonts=system_fonts, include_embedded_fonts=False, font_paths=[str(folder)]
        )


@cache
def _template() -> bytes:
    return files("gongkai.report.write").joinpath("report.typ").read_bytes()


def _data(shown: Document) -> dict[str, Any]:
    """Return what the template sets: plain strings and numbers."""
    day, sign = shown.published, shown.signature
    return {
        "title": shown.title,
        "title_lines": shown.title_lines,
        "organ": shown.organ,
        "published": [day.year, day.month, day.day] if day else None,
        "parts": [_part(part) for part in shown.parts],
        "signature": sign
        and {
            "organ": sign.organ,
            "day": sign.day,
            "organ_indent": sign.organ_indent,
            "day_indent": sign.day_indent,
        },
    }


def _part(part: Paragraph | DrawnTable) -> dict[str, Any]:
    if isinstance(part, Paragraph):
        return {"kind": part.style, "lead": part.text[: part.lead], "text": part.text[part.lead :]}
    return {
        "kind": "table",
        "caption": part.caption if part.captioned else "",
        "height": part.height,
        "width": part.width,
        "widths": part.widths,
        "head_rows": part.head_rows,
        "boxes": [
            {
                "text": box.text,
                "row": box.row,
                "column": box.column,
                "rowspan": box.rowspan,
                "colspan": box.colspan,
                "role": box.role,
            }
            for box in part.boxes
        ],
    }
