"""Small annual reports as representations, for testing alignment and cells without any file format."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from gongkai.report.edition import Edition
from gongkai.report.loader import edition
from gongkai.report.model import Cell, Finding
from gongkai.report.read.align import align, regions
from gongkai.report.read.cells import cells_of
from gongkai.report.read.representation import Block, Box, Grid, Line, Representation
from gongkai.report.read.strips import strips_of

EXAMPLE = {  # 2021 edition; a bureau with a few requests, everything balances
    "R1": (10, 2, 0, 0, 1, 0, 13),
    "R2": (1, 0, 0, 0, 0, 0, 1),
    "R3_1": (5, 1, 0, 0, 0, 0, 6),
    "R3_2": (2, 0, 0, 0, 0, 0, 2),
    "R3_4_1": (1, 1, 0, 0, 0, 0, 2),
    "R3_6_3": (0, 0, 0, 0, 1, 0, 1),
    "R3_7": (8, 2, 0, 0, 1, 0, 11),
    "R4": (3, 0, 0, 0, 0, 0, 3),
}
TABLE2 = {
    "gz": (0, 0, 0),
    "gfxwj": (3, 1, 20),
    "xzxk": (120,),
    "xzcf": (7,),
    "xzqz": (0,),
    "xzsyxsf": ("1.50",),
}
TABLE4 = (1, 0, 0, 0, 1, 0, 1, 0, 0, 1, 0, 0, 0, 2, 2)
ZERO = (0,) * 7


def rows_of(form: Edition, values: Mapping[str, Sequence[object]]) -> Iterable[tuple[str, Sequence[object]]]:
    """Yield the printed label and the values of every row of table 3 in order."""
    for row in form.table("T3").blocks[0].rows:
        yield "".join(cell.text for cell in row.labels), values.get(row.code, ZERO)


def text_report(separator: str = "\n", table4: str | None = None) -> Representation:
    """Return the example as running text, the cells of a row parted by `separator`."""
    form = edition("2021")
    lines = ["演示区某某局2024年政府信息公开工作年度报告", "一、总体情况", "二、主动公开政府信息情况"]
    for block in form.table("T2").blocks:
        lines += [block.article, "信息内容", *(column.label for column in block.columns)]
        for row in block.rows:
            lines.append(row.label + separator + separator.join(map(str, TABLE2[row.code])))
    lines += ["三、收到和处理政府信息公开申请情况", "申请人情况", "自然人", "法人或其他组织", "总计"]
    lines += ["商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"]
    for label, values in rows_of(form, EXAMPLE):
        lines.append(label + separator + separator.join(map(str, values)))
    lines += ["四、政府信息公开行政复议、行政诉讼情况", "行政复议", "行政诉讼"]
    lines += [cell.text for cells in form.table("T4").blocks[0].header[1:] for cell in cells]
    lines.append(table4 or separator.join(map(str, TABLE4)))
    lines += ["五、存在的主要问题及改进情况", "无。", "六、其他需要报告的事项", "无。"]
    return lines_of("\n".join(lines))


def lines_of(text: str) -> Representation:
    """Return a text as a representation, a line a line."""
    return Representation("text", [Line(line, f"第{n}行") for n, line in enumerate(text.split("\n"), 1)])


def grid(rows: Sequence[Sequence[str]], place: str = "表格1") -> Grid:
    """Return rows of texts as a grid without spans."""
    return Grid(tuple(Box(text, r, c) for r, row in enumerate(rows) for c, text in enumerate(row)), place)


def table3_grid(values: Mapping[str, Sequence[object]], head: bool = True) -> Grid:
    """Return table 3 of the 2021 edition as a grid of one label column and seven value columns."""
    rows: list[list[str]] = []
    if head:
        rows.append(
            ["申请人情况", "自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
        )
    rows += [[label, *map(str, row)] for label, row in rows_of(edition("2021"), values)]
    return grid(rows)


def read_cells(representation: Representation, year: int = 2024) -> tuple[dict[str, Cell], list[Finding]]:
    """Read the tables of a representation that holds one report."""
    strips = strips_of(representation)
    (region,) = regions(strips)
    return cells_of(align(strips, region, year), strips, "test")


def grids(*blocks: Block) -> Representation:
    """Return blocks as the representation of a page."""
    return Representation("html", list(blocks))


def row(cells: Mapping[str, Cell], code: str) -> list[object]:
    """Return the numbers of a row of table 3, the status where there is none."""
    found = [cells[f"T3.{code}.C{n}"] for n in range(1, 8)]
    return [cell.value if cell.value is not None else str(cell.status) for cell in found]
