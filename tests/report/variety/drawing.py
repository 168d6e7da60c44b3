"""The three tables as drawn, before they are written in any format, and what layouts do to them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from gongkai.report.edition import LabelCell, Table
from tests.report.variety.sheet import Sheet


@dataclass(frozen=True, slots=True)
class Drawn:
    """One cell of a drawn table. `address` is set where a figure stands."""

    text: str
    colspan: int = 1
    rowspan: int = 1
    address: str | None = None


Rows = list[list[Drawn]]


@dataclass(frozen=True)
class Picture:
    """A drawn table: rows of cells that begin in that row, the first `header` rows being its head."""

    code: str
    rows: Rows
    header: int = 0

    @property
    def width(self) -> int:
        """The number of grid columns."""
        return max(sum(c.colspan for c in row) for row in self.rows[:1])

    def labels(self, change: Callable[[str], str]) -> Picture:
        """The same table with every label passed through `change`."""
        return replace(
            self,
            rows=[[c if c.address else replace(c, text=change(c.text)) for c in row] for row in self.rows],
        )

    def placed(self) -> Iterator[tuple[int, int, Drawn]]:
        """Yield (row, column, cell) of every cell, columns counted through the spans."""
        taken: set[tuple[int, int]] = set()
        for y, row in enumerate(self.rows):
            x = 0
            for cell in row:
                while (y, x) in taken:
                    x += 1
                yield y, x, cell
                taken |= {(y + dy, x + dx) for dy in range(cell.rowspan) for dx in range(cell.colspan)}
                x += cell.colspan


@dataclass(frozen=True)
class Paper:
    """A whole report: paragraphs and tables in order."""

    title: str
    blocks: list[str | Picture] = field(default_factory=list)

    def tables(self, change: Callable[[Picture], Picture | list[Picture]]) -> Paper:
        """The same report with each table changed, or replaced by several."""
        blocks: list[str | Picture] = []
        for block in self.blocks:
            if isinstance(block, str):
                blocks.append(block)
            else:
                found = change(block)
                blocks.extend(found if isinstance(found, list) else [found])
        return replace(self, blocks=blocks)

    def words(self, change: Callable[[str], str]) -> Paper:
        """The same report with every paragraph and every label changed."""
        blocks = [change(b) if isinstance(b, str) else b.labels(change) for b in self.blocks]
        return replace(self, title=change(self.title), blocks=blocks)


def _drawn(label: LabelCell) -> Drawn:
    return Drawn(label.text, label.colspan, label.rowspan)


def draw(sheet: Sheet, table: Table) -> Picture:
    """One table of the sheet in the official shape."""
    rows: Rows = []
    for block in table.blocks:
        rows += [[_drawn(label) for label in line] for line in block.header]
        spans = [label.colspan for label in block.header[-1]] if table.code == "T2" else []
        printed = sheet.rows(table.code)
        order = {row.code: row for row in (*block.rows, *block.folded)}
        for code, addresses in printed.items():
            if code not in order:
                continue
            labels = list(order[code].labels)
            if sheet.folded and labels and labels[0].text.startswith("三、"):
                labels[0] = replace(labels[0], rowspan=20)
            widths = spans[1:] if spans else [1] * len(addresses)
            rows.append(
                [_drawn(label) for label in labels]
                + [Drawn(sheet.entries[a].text, w, 1, a) for a, w in zip(addresses, widths, strict=True)]
            )
    return Picture(table.code, rows, header=0 if table.code == "T2" else 3)


SECTION_TITLES = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
)


def paper(sheet: Sheet, titles: tuple[str, ...] = SECTION_TITLES) -> Paper:
    """The report of a sheet as the form words it, its prose free of the table's numbers."""
    title = sheet.edition.title(sheet.organ, sheet.year)
    number = sheet.edition.norm.number
    t2, t3, t4 = (draw(sheet, table) for table in sheet.edition.tables)
    return Paper(
        title,
        [
            title,
            f"本报告根据《中华人民共和国政府信息公开条例》和《格式》（{number}）编制。所列数据的统计期限"
            f"自{sheet.year}年1月1日起至{sheet.year}年12月31日止。地址：演示区虚构路1号，邮编：000000，电话：0000-1234567。",
            titles[0],
            f"{sheet.year}年，我单位围绕3个重点领域，发布政策解读17篇，召开专题会2次。",
            titles[1],
            t2,
            titles[2],
            t3,
            titles[3],
            t4,
            titles[4],
            "一是公开的内容还不够丰富；二是队伍力量有待加强。下一步，举办培训班4期。",
            titles[5],
            "本年度未收取信息处理费。",
        ],
    )


# What layouts do to a table


def without_header_spans(picture: Picture) -> Picture:
    """Header cells not rowspanned: the place below each stays as an empty cell."""
    grid: Rows = [[] for _ in picture.rows]
    by_row: dict[int, list[tuple[int, Drawn]]] = {}
    for y, x, cell in picture.placed():
        if y < picture.header and cell.rowspan > 1:
            for down in range(cell.rowspan):
                text = cell.text if down == 0 else ""
                by_row.setdefault(y + down, []).append((x, replace(cell, text=text, rowspan=1)))
        else:
            by_row.setdefault(y, []).append((x, cell))
    for y in range(len(grid)):
        grid[y] = [cell for _, cell in sorted(by_row.get(y, []), key=lambda item: item[0])]
    return replace(picture, rows=grid)


def broken(picture: Picture, at: int, repeat_label: bool) -> tuple[Rows, Rows]:
    """Cut a table before row `at`; a merged cell that spans the cut goes on below it."""
    before: Rows = [[] for _ in range(at)]
    after: dict[int, list[tuple[int, Drawn]]] = {y: [] for y in range(at, len(picture.rows))}
    for y, x, cell in picture.placed():
        if y >= at:
            after[y].append((x, cell))
        elif y + cell.rowspan > at:
            before[y].append(replace(cell, rowspan=at - y))
            rest = replace(cell, text=cell.text if repeat_label else "", rowspan=y + cell.rowspan - at)
            after[at].append((x, rest))
        else:
            before[y].append(cell)
    return before, [[cell for _, cell in sorted(after[y], key=lambda i: i[0])] for y in sorted(after)]


def over_pages(picture: Picture, at: int, repeat_label: bool, repeat_header: bool) -> list[Picture]:
    """Two tables in place of one, the second with or without the header again."""
    before, after = broken(picture, at, repeat_label)
    head = picture.rows[: picture.header] if repeat_header else []
    return [
        replace(picture, rows=before),
        replace(picture, rows=[*head, *after], header=picture.header if repeat_header else 0),
    ]


def label_again(picture: Picture, at: int) -> Picture:
    """One table in which the merged cell is printed again after a page break."""
    before, after = broken(picture, at, repeat_label=True)
    return replace(picture, rows=before + after)


def totals_first(picture: Picture) -> Picture:
    """表四 with 总计 as the first column of each block."""
    if picture.code != "T4":
        return picture

    def turn(cells: list[Drawn]) -> list[Drawn]:
        return [c for five in range(0, len(cells), 5) for c in (cells[five + 4], *cells[five : five + 4])]

    top, middle, bottom, values = picture.rows
    middle = turn(middle[:5]) + middle[5:]
    return replace(picture, rows=[top, middle, turn(bottom), turn(values)])


def with_local_rows(picture: Picture) -> Picture:
    """Rows of a province's own among those of the form, with figures of theirs."""
    if picture.code != "T2":
        return picture
    rows: Rows = []
    for row in picture.rows:
        rows.append(row)
        label, *cells = row
        local = {"规范性文件": "其他主动公开文件", "行政强制": "行政检查"}.get(
            label.text.replace("行政规", "规")
        )
        if local:
            rows.append(
                [replace(label, text=local), *(replace(c, text="7351", address="local") for c in cells)]
            )
    return replace(picture, rows=rows)


def compact(picture: Picture, code: str, drop: Callable[[list[Drawn]], bool]) -> Picture:
    """The table without the rows that `drop` names."""
    if picture.code != code:
        return picture
    return replace(picture, rows=[row for row in picture.rows if not drop(row)])
