"""Tables made sound: heads, spans that stay inside, and no tables inside tables."""

from __future__ import annotations

from collections.abc import Iterable

from gongkai.papers.blocks import (
    Block,
    Cell,
    Inline,
    Listing,
    Para,
    Picture,
    Quote,
    Run,
    Table,
    has_pictures,
    paragraphs,
    tables,
)

Row = tuple[str, list[Cell]]  # the section it stood in (thead, tbody, tfoot or ""), its cells
WIDEST = 200  # columns
ALIGNED = ("center", "right")


def finished(rows: list[Row], caption: list[Inline]) -> list[Block]:
    """Return a table as it may be published: itself, or what it held where it was only a frame.

    A table of one cell, and one that mainly holds other tables, are layout: their content is given in reading
    order. A small table inside a cell of a real one becomes lines of that cell.
    """
    rows = [(section, [_narrow(cell) for cell in cells]) for section, cells in rows]
    _bound_spans(rows)
    if not _is_something(rows) and not caption:
        return []
    if _is_frame(rows):
        title: list[Block] = [Para(caption)] if caption else []
        return title + [block for _, cells in rows for cell in cells for block in cell.blocks]
    for _, cells in rows:
        for cell in cells:
            cell.blocks = _without_tables(cell.blocks)
    heads = _leading_heads(rows)
    body = [cells for section, cells in rows[heads:] if section != "tfoot"]
    feet = [cells for section, cells in rows[heads:] if section == "tfoot"]
    parts = [_clipped(part) for part in ([cells for _, cells in rows[:heads]], body, feet)]
    if not parts[1] and not parts[2]:  # nothing but a head: then it is none
        parts = [[], parts[0], []]
    _name_heads(parts)
    return [Table(parts[0] + parts[1] + parts[2], len(parts[0]), len(parts[2]), caption)]


def cell_of(
    blocks: list[Block],
    classes: tuple[str, ...],
    colspan: int = 1,
    rowspan: int = 1,
    *,
    is_head: bool = False,
    scope: str = "",
) -> Cell:
    """Return a cell; how all its paragraphs are aligned is how the cell is aligned."""
    classes = tuple(name for name in classes if name in ALIGNED)
    paras = [block for block in blocks if isinstance(block, Para)]
    if not classes and paras and all(para.classes == paras[0].classes for para in paras):
        classes = tuple(name for name in paras[0].classes if name in ALIGNED)
    for para in paras:
        if para.classes == classes:
            para.classes = ()
    return Cell(blocks, colspan, rowspan, is_head=is_head, scope=scope, classes=classes)


def _narrow(cell: Cell) -> Cell:
    cell.colspan = min(cell.colspan, WIDEST)
    return cell


def _bound_spans(rows: list[Row]) -> None:
    """Take the spans off a table that they would make wider than any table is: they are a mistake."""
    for place, (_, cells) in enumerate(rows):
        for cell in cells:
            cell.rowspan = min(cell.rowspan, len(rows) - place)
    cells = [cell for _, row in rows for cell in row]
    if sum(cell.colspan * cell.rowspan for cell in cells) > WIDEST * len(rows):
        for cell in cells:
            cell.colspan = cell.rowspan = 1


def _is_something(rows: list[Row]) -> bool:
    held = [block for _, cells in rows for cell in cells for block in cell.blocks]
    return has_pictures(held) or any(para.text.strip() for para in paragraphs(held))


def _is_frame(rows: list[Row]) -> bool:
    cells = [cell for _, row in rows for cell in row]
    if len(cells) == 1:
        return True
    inner = [table for cell in cells for table in tables(cell.blocks)]
    if not inner:
        return False
    if all(len(row) <= 1 for _, row in rows) or sum(1 for _, row in rows if row) == 1:
        return True
    held = sum(len(cell.text) for table in inner for row in table.rows for cell in row)
    return held * 2 >= sum(len(cell.text) for cell in cells)


def _without_tables(blocks: Iterable[Block]) -> list[Block]:
    """Return the blocks of a cell with every table in it written as lines."""
    found: list[Block] = []
    for block in blocks:
        match block:
            case Table():
                if block.caption:
                    found.append(Para(block.caption))
                for row in block.rows:
                    line: list[Inline] = []
                    for one in (para for cell in row for para in paragraphs(cell.blocks)):
                        line += [Run("\u3000"), *one.inlines] if line else one.inlines
                    if any(
                        isinstance(one, Picture) or (isinstance(one, Run) and one.text.strip())
                        for one in line
                    ):
                        found.append(Para(line))
            case Quote():
                found.append(Quote(_without_tables(block.blocks), block.kind))
            case Listing():
                items = [_without_tables(item) for item in block.items]
                found.append(Listing(items, block.ordered, block.start))
            case _:
                found.append(block)
    return found


def _leading_heads(rows: list[Row]) -> int:
    """Return how many rows are the head: those marked so, or the first of head cells only."""
    marked = 0
    while marked < len(rows) and rows[marked][0] == "thead":
        marked += 1
    if marked:
        return marked
    heads = reach = 0
    while heads < len(rows) and rows[heads][0] != "tfoot":
        cells = rows[heads][1]
        is_head = bool(cells) and all(
            cell.is_head and cell.scope not in ("row", "rowgroup") for cell in cells
        )
        if not is_head and heads >= reach:
            break
        reach = max(reach, *(heads + cell.rowspan for cell in cells), heads) if cells else reach
        heads += 1
    return heads if heads >= reach else 0


def _clipped(rows: list[list[Cell]]) -> list[list[Cell]]:
    """Return rows whose cells span no further than the rows go; rows that nothing fills are left out."""
    kept: list[list[Cell]] = []
    covered = 0  # how many of the coming rows a cell above reaches into
    for place, row in enumerate(rows):
        for cell in row:
            cell.rowspan = min(cell.rowspan, len(rows) - place)
        if row or covered:
            kept.append(row)
        covered = max([covered - 1, *(cell.rowspan - 1 for cell in row)])
    return kept


def _name_heads(parts: list[list[list[Cell]]]) -> None:
    """Say of every head cell what it heads, for those who hear the table."""
    for row in parts[0]:
        for cell in row:
            if cell.is_head and not cell.scope:
                cell.scope = "col"
    for row in parts[1] + parts[2]:
        for place, cell in enumerate(row):
            if cell.is_head and not cell.scope and place == 0:
                cell.scope = "row"
