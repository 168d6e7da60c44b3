"""Reports as PDF with a text layer: ruled tables over several pages, narrow cells, upright words."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from tests.report.variety.drawing import Drawn, Paper, Picture

FONTS = ("Noto Serif CJK SC", "Noto Sans CJK SC")
HEAD = """#set page(paper: "a4", margin: (x: 2.2cm, y: 2.5cm), numbering: {numbering})
#set text(font: ("Noto Serif CJK SC", "Noto Sans CJK SC"), size: {size}pt, lang: "zh", region: "cn")
#set par(first-line-indent: 2em)
"""


@cache
def has_fonts() -> bool:
    """Whether a Chinese typeface is installed: without one a PDF has no text to read."""
    return any(Path("/usr/share/fonts").rglob("*CJK*"))


def pdf(
    paper: Paper,
    size: int = 10,
    numbering: str = '"- 1 -"',
    upright: bool = True,
    lead: int = 0,
    gap: int = 3,
) -> bytes:
    """A PDF of the report. `lead` puts paragraphs before the tables, so that pages break elsewhere.

    `gap` is the room above and below the words of a cell, in points.
    """
    import typst

    parts = [HEAD.format(size=size, numbering=numbering)]
    for place, block in enumerate(paper.blocks):
        if isinstance(block, str):
            parts.append(_words(block) + "\n\n")
            if place == 1:
                parts += ["演示用文字，本段不含任何统计内容。" * 5 + "\n\n"] * lead
        else:
            parts.append(_table(block, upright, gap))
    return typst.compile("".join(parts).encode())


def _words(text: str) -> str:
    """Text that the typesetter takes as it stands: a heading number must not become a list."""
    return "".join(f"\\{c}" if c in "\\#$*_`<>@~[]/=+-." else c for c in text)


def _table(picture: Picture, upright: bool, gap: int) -> str:
    widths = {"T2": "(3fr, 2fr, 2fr, 2fr)", "T3": "(1.2em, 4.5em, 1fr, " + "2.9em, " * 7 + ")"}
    columns = widths.get(picture.code, "(1fr,) * 15")
    cells = [_cell(cell, upright) for row in picture.rows for cell in row]
    return (
        f"#table(columns: {columns}, stroke: 0.5pt, inset: (x: 3pt, y: {gap}pt), align: center + horizon,\n"
        + ",\n".join(cells)
        + ")\n\n"
    )


def _cell(cell: Drawn, upright: bool) -> str:
    text = _words(cell.text)
    if upright and cell.rowspan > 8:
        text = " \\\n".join(_words(c) for c in cell.text)
    return f"table.cell(colspan: {cell.colspan}, rowspan: {cell.rowspan})[{text}]"
