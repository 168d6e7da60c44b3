"""Stage three: what number each cell holds, or why there is none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from gongkai.report.edition import Block, Column, Edition, FoldedRow, Kind, Row, Table
from gongkai.report.model import BLANK, Cell, Finding, Number, Provenance, Severity, Status
from gongkai.report.naming import row_name, table_name
from gongkai.report.read.align import Alignment, Matched
from gongkai.report.read.heads import (
    head_columns,
    order_in_text,
    table2_order,
    table3_order,
    table4_order,
    value_columns,
)
from gongkai.report.read.quantity import parse
from gongkai.report.read.resolve import Reading, balanced, decide_rows, table4_readings
from gongkai.report.read.splits import balanced_readings, readings, signed_readings
from gongkai.report.read.strips import Strip, Strips, Value

Cells = dict[str, Cell]
LOST_TABLE, DOUBLED_ROW = "L3", "L6"


def cells_of(alignment: Alignment, strips: Strips, source: str) -> tuple[Cells, list[Finding]]:
    """Return every cell of the edition in printed order, and what was found amiss on the way.

    Folded rows are there when they are printed; the rows they stand for are then not applicable.
    """
    edition = alignment.edition
    _set_apart(alignment)
    found = {
        **_table2(alignment, strips, source),
        **_table3(alignment, strips, source),
        **_table4(alignment, strips, source),
    }
    cells: Cells = {address: found.pop(address, BLANK) for address in edition.places}
    findings: list[Finding] = []
    for fold in alignment.folded:
        cells |= {address: cell for address, cell in found.items() if address.split(".")[1] == fold.code}
        for row in fold.stands_for:
            for column in edition.table("T3").blocks[0].columns:
                cells[f"T3.{row}.{column.code}"] = Cell(status=Status.NA)
        findings.append(_folded_finding(fold, [a for a in cells if a.split(".")[1] == fold.code]))
    findings += _lost_tables(edition, cells)
    findings += [_doubled_finding(edition, *each) for each in alignment.doubled.items()]
    if alignment.extra:
        findings.append(_extra_finding(alignment.extra))
    return cells, findings


def _set_apart(alignment: Alignment) -> None:
    """Mark the rows of table 2 whose values are whole numbers: the file does not run its cells together.

    「规章 100」 in a file whose rows print seven numbers apart is 100 and two lost cells; in one that
    prints `713000074` it is 1, 0 and 0. What no number looks like (`000`) is a run in either.
    """
    width = 7
    rows = [m.strip for code, m in alignment.rows.items() if code.startswith("R")]
    joined = sum(not s.parted and len(s.printed) < width <= sum(len(v.text) for v in s.printed) for s in rows)
    apart = sum(len(m.strip.printed) > 1 for m in alignment.rows.values()) - joined
    if apart <= joined:
        return
    for strip in (m.strip for code, m in alignment.rows.items() if not code.startswith("R")):
        strip.whole = all(len(v.text) < width and (v.text[0] != "0" or v.text == "0") for v in strip.printed)


def _folded_finding(fold: FoldedRow, addresses: list[str]) -> Finding:
    return Finding(
        rule="L1",
        severity=Severity.WARN,
        message=f"“{fold.label}”按旧格式印作一行，没有分列{len(fold.stands_for)}种情形。",
        cells=tuple(addresses),
        hint="现行格式（国办公开办函〔2021〕30号）分三行填报；请向报告机关核实各行件数。",
    )


def _doubled_finding(edition: Edition, code: str, alike: bool) -> Finding:
    """Name a row that the report prints twice: which of the two is meant nobody can say, if they differ."""
    places = [place for place in edition.places.values() if place.row.code == code]
    says = "两处的数相同" if alike else "两处的数不同，不知道以哪一处为准"
    return Finding(
        rule=DOUBLED_ROW,
        severity=Severity.WARN,
        message=f"{table_name(places[0].table)}“{row_name(places[0].row)}”一行在文件里出现两次，{says}。",
        cells=tuple(place.address for place in places),
        hint="请打开原文核对，删去多余的一行。",
    )


def _extra_finding(labels: Sequence[str]) -> Finding:
    """Name rows of the report that stand in no cell, so that a sum that fails for them is understood."""
    return Finding(
        rule="L5",
        severity=Severity.WARN,
        message=f"表中有规定格式以外的行，没有计入任何一格：{'、'.join(f'“{label}”' for label in labels)}。",
        hint="请核对这些行的数是否已包含在规定的各行里；等式不成立的，可能是这些行所致。",
    )


def _lost_tables(edition: Edition, cells: Cells) -> list[Finding]:
    """Name the tables of which no cell at all was found, so that their blanks are not taken for zeros."""
    lost = [table for table in edition.tables if is_lost(table, cells)]
    return [
        Finding(
            rule=LOST_TABLE,
            severity=Severity.WARN,
            message=f"没有读到“{table.caption}”表的任何一格。",
            cells=tuple(place.address for place in table.places),
            hint="请打开原文核对：该表可能是图片、附件，或者文字已经残缺。",
        )
        for table in lost
    ]


def is_lost(table: Table, cells: Mapping[str, Cell]) -> bool:
    """Say whether no cell at all of a table was found."""
    found = (cells.get(place.address, BLANK) for place in table.places)
    return all(cell.provenance is None and cell.status is Status.BLANK for cell in found)


# ── table 2 ──────────────────────────────────────────────────────────────────────────────────


def _table2(alignment: Alignment, strips: Strips, source: str) -> Cells:
    cells: Cells = {}
    for block in alignment.edition.table("T2").blocks:
        strips_of_block = [alignment.rows[row.code].strip for row in block.rows if row.code in alignment.rows]
        order = table2_order(strips_of_block, strips, block.columns)
        for row in block.rows:
            if matched := alignment.rows.get(row.code):
                found = _table2_row(block, matched.strip, source, alignment.ran_together, order)
                if matched.shifted:
                    found = {code: _in_doubt(cell) for code, cell in found.items()}
                cells |= {f"T2.{row.code}.{code}": cell for code, cell in found.items()}
    return cells


def _table2_row(
    block: Block, strip: Strip, source: str, ran_together: bool, order: Sequence[int] | None
) -> Cells:
    columns = block.columns
    texts = [value.text for value in strip.values]
    width = len(columns)
    where = Provenance(source, strip.place)
    if len(texts) > width and len(strip.printed) == width:
        texts = [value.text for value in strip.printed]  # label or value boxes that were not merged
    elif len(texts) > width and not strip.printed:
        texts = [""] * width
    elif len(texts) > width and strip.grid is not None:
        texts = _without_outer_blanks(strip.values, width)
    if len(texts) == width:
        return _row(columns, texts if order is None else _ordered(texts, order), where)
    if ran_together and width > 1 and not strip.parted:
        ways = signed_readings(
            " ".join(value.text for value in strip.printed),
            width,
            [column.kind is Kind.CHANGE for column in columns],
            [column.kind is Kind.AMOUNT for column in columns],
        )
        if ways:
            return _agreed(columns, ways, where)
    return _lost(columns, [value.text for value in strip.printed], where)


def _row(columns: Sequence[Column], texts: Sequence[str], where: Provenance) -> Cells:
    """Return the cells of a row that prints each of them. Equal ones are made once: most are 0."""
    found: Cells = {}
    made: dict[str, Cell] = {}
    for column, text in zip(columns, texts, strict=True):
        cell = made.get(text)
        if cell is None:
            cell = parse(text, column, where)
            if text.isdigit():  # the same number in any column
                made[text] = cell
        found[column.code] = cell
    return found


def _agreed(columns: Sequence[Column], ways: Iterable[Sequence[str]], where: Provenance) -> Cells:
    """Return, cell by cell, the number on which all ways agree, else the candidates."""
    ways = list(ways)
    found = {}
    for place, column in enumerate(columns):
        cells = {parse(way[place], column, where) for way in ways}
        found[column.code] = _one_of(cells, where)
    return found


def _one_of(cells: Iterable[Cell], where: Provenance) -> Cell:
    by_number = {(cell.value, cell.status): cell for cell in cells}
    if len(by_number) == 1:
        return next(iter(by_number.values()))
    numbers = sorted({cell.value for cell in by_number.values() if cell.value is not None})
    return Cell(status=Status.AMBIGUOUS, candidates=tuple(numbers), provenance=where)


def _lost(columns: Sequence[Column], texts: Sequence[str], where: Provenance) -> Cells:
    """Return the cells of a row that prints fewer (or more) values than it has cells.

    Which cell was lost cannot be told, so each cell's candidates are the values that may stand
    there when the order is kept; a row without any value is blank.
    """
    if not texts:
        return {column.code: Cell(status=Status.BLANK, provenance=where) for column in columns}
    found = {}
    surplus = len(columns) - len(texts)
    for place, column in enumerate(columns):
        low, high = (place - surplus, place) if surplus > 0 else (place, place - surplus)
        possible = [parse(text, column, where) for text in texts[max(0, low) : high + 1]]
        numbers = sorted({cell.value for cell in possible if cell.value is not None})
        status = Status.AMBIGUOUS if numbers else Status.UNREADABLE
        found[column.code] = Cell(status=status, candidates=tuple(numbers), provenance=where)
    return found


# ── table 3 ──────────────────────────────────────────────────────────────────────────────────


def _table3(alignment: Alignment, strips: Strips, source: str) -> Cells:
    edition = alignment.edition
    block = edition.table("T3").blocks[0]
    rows: list[Row | FoldedRow] = [*block.rows, *(f for f in block.folded if f in alignment.folded)]
    matched = {row.code: alignment.rows[row.code] for row in rows if row.code in alignment.rows}
    columns = value_columns(matched.values(), block.columns)
    grids = {m.strip.grid for m in matched.values() if m.strip.grid is not None}
    heads = {grid: head_columns(strips.heads[grid], block.columns) for grid in grids}
    printed = {
        code: _below_head(m.strip, heads) or _in_columns(m.strip, columns, len(block.columns))
        for code, m in matched.items()
    }
    order = table3_order(matched.values(), strips, block.columns)
    if order is None and (named := order_in_text(alignment.table3_text, block.columns)):
        order = named[0] if named[1] or _better(named[0], printed.values()) else None
    if order is not None:
        printed = {code: _ordered(texts, order) for code, texts in printed.items()}
    open_rows = {
        code: ways
        for code, m in matched.items()
        if (ways := _ways(printed[code], m.strip, alignment.ran_together))
    }
    decided: dict[str, list[Reading]] = {}
    if open_rows:
        known = _certain(printed, block.columns)
        decided = decide_rows({**known, **open_rows}, edition.identities)
    cells: Cells = {}
    for code, found in matched.items():
        where = Provenance(source, found.strip.place)
        if code in open_rows:
            words = [["" if n is None else str(n) for n in reading] for reading in decided[code]]
            row_cells = _agreed(block.columns, words, where)
        elif len(printed[code]) == len(block.columns):
            row_cells = _row(block.columns, printed[code], where)
        else:
            row_cells = _lost(block.columns, [text for text in printed[code] if text], where)
        cells |= {f"T3.{code}.{column}": cell for column, cell in row_cells.items()}
    return _doubted(cells, matched)


def _below_head(strip: Strip, heads: Mapping[int, Sequence[int] | None]) -> list[str] | None:
    """Return the texts of a strip's values by the columns that the head of its grid names."""
    named = None if strip.grid is None else heads[strip.grid]
    if named is None or any(value.column is None or value.span > 1 for value in strip.values):
        return None
    by_column = {value.column: value.text for value in strip.values}
    return [by_column.get(column, "") for column in named]


def _in_columns(strip: Strip, columns: Sequence[int] | None, width: int) -> list[str]:
    """Return the texts of a strip's values, one a column of the form where that can be told."""
    values = strip.values
    if strip.grid is None or len(values) == width:
        return [value.text for value in values]
    if columns and all(value.column is not None for value in values):
        by_column = {value.column: value for value in values}
        if all(column in by_column for column in columns) and _nothing_outside(values, columns):
            return [by_column[column].text for column in columns]
    merged = [value for value in values if value.span > 1]
    if len(values) == len(merged) == 1 and merged[0].span >= width:
        return [""] * (width - 1) + [merged[0].text]  # one merged 合计 for the whole row
    return _without_outer_blanks(values, width)


def _ordered(texts: list[str], order: Sequence[int]) -> list[str]:
    """Put the texts of a row into the form's order (a head may name the columns in another)."""
    if len(texts) != len(order):
        return texts
    found = [""] * len(texts)
    for text, place in zip(texts, order, strict=True):
        found[place] = text
    return found


def _nothing_outside(values: Sequence[Value], columns: Sequence[int]) -> bool:
    return not any(value.text for value in values if value.column not in columns)


def _without_outer_blanks(values: Sequence[Value], width: int) -> list[str]:
    """Drop blank boxes before and after the values of a row that has too many boxes.

    Only where there is one way to do it; else the texts are returned as they stand.
    """
    texts = [value.text for value in values]
    surplus = len(texts) - width
    ways = {
        tuple(texts[front : front + width])
        for front in range(max(0, surplus) + 1)
        if surplus > 0 and not any(texts[:front]) and not any(texts[front + width :])
    }
    return list(ways.pop()) if len(ways) == 1 else texts


def _better(order: Sequence[int], rows: Iterable[Sequence[str]]) -> bool:
    """Say whether the rows add up in that order of columns and not in the form's own."""
    printed = [
        list(map(int, row)) for row in rows if len(row) == len(order) and all(t.isdigit() for t in row)
    ]
    moved = [[row[order.index(place)] for place in range(len(order))] for row in printed]
    return all(balanced(tuple(row)) for row in moved) and not all(balanced(tuple(row)) for row in printed)


def _ways(texts: Sequence[str], strip: Strip, ran_together: bool) -> list[Reading]:
    """Return the possible readings of a row that does not print seven separate values.

    [] if it does, or if nothing can be said of it. Only digits that ran together are parted; what
    was printed apart and is parted all the same (a stray space) must add up.
    """
    width = 7
    if len(texts) == width:
        return []
    printed = [text for text in texts if text]
    if not printed or not all(text.isdigit() for text in printed):
        return []
    if len(printed) < width and ran_together and not strip.parted:
        found = balanced_readings(printed, width)
        if not found and len(printed) == 1:
            found = readings(printed, width)
        if found:
            return [_numbers(way) for way in found]
    if 0 < width - len(printed) <= 2 and len(texts) == len(printed):
        return _with_lost_cells(_numbers(printed), width)
    if width < len(printed) <= width + 2:
        # A page number between the values of a row: one or two values too many.
        ways = {tuple(map(int, way)) for way in combinations(printed, width)}
        return sorted(way for way in ways if balanced(way))
    return []


def _with_lost_cells(numbers: Reading, width: int) -> list[Reading]:
    """Return the readings of a row that lost one or two cells: any may be the lost ones."""
    found = []
    for lost in combinations(range(width), width - len(numbers)):
        rest = iter(numbers)
        found.append(tuple(None if place in lost else next(rest) for place in range(width)))
    return found


def _numbers(way: Sequence[str]) -> Reading:
    return tuple(int(word) for word in way)


def _certain(printed: Mapping[str, Sequence[str]], columns: Sequence[Column]) -> dict[str, list[Reading]]:
    """Return the rows read without doubt, as single readings, for the identities to lean on."""
    certain = {}
    for code, texts in printed.items():
        if len(texts) == len(columns):
            numbers = [parse(text, column).value for text, column in zip(texts, columns, strict=True)]
            certain[code] = [tuple(None if n is None else int(n) for n in numbers)]
    return certain


def _doubted(cells: Cells, matched: Mapping[str, Matched]) -> Cells:
    """Keep the numbers of rows without a label of their own only if they balance.

    They were placed by counting the rows between their neighbours; a row that does not add up may
    be another row, so its numbers are only candidates. So are those of rows out of step.
    """
    for code, found in matched.items():
        if found.certain and not found.shifted:
            continue
        row = [address for address in cells if address.startswith(f"T3.{code}.")]
        numbers: list[Number | None] = [cells[address].value for address in row]
        if found.shifted or not balanced(tuple(None if n is None else int(n) for n in numbers)):
            for address in row:
                cells[address] = _in_doubt(cells[address])
    return cells


def _in_doubt(cell: Cell) -> Cell:
    """Return a cell whose number may be another row's: it is only a candidate."""
    if cell.value is None:
        return cell
    return Cell(status=Status.AMBIGUOUS, candidates=(cell.value,), provenance=cell.provenance)


# ── table 4 ──────────────────────────────────────────────────────────────────────────────────


def _table4(alignment: Alignment, strips: Strips, source: str) -> Cells:
    columns = alignment.edition.table("T4").blocks[0].columns
    width = len(columns)
    strip = _table4_strip(alignment.table4, width)
    if strip is None:
        return {}
    where = Provenance(source, strip.place)
    texts = [value.text for value in strip.values]
    if len(texts) > width:
        texts = _without_outer_blanks(strip.values, width)
    orders = table4_order(strip, strips, alignment.table4_text, columns)
    if len(texts) == width:
        rows = [list(_row(columns, texts, where).values())]
    else:
        ways = [] if strip.parted else table4_readings([text for text in texts if text])
        if len(strip.printed) > 1:  # printed apart: only with the marks of a run, and only if it adds up
            ways = [way for way in ways if alignment.ran_together and _adds_up(way)]
        rows = [
            [parse(str(number), column, where) for number, column in zip(way, columns, strict=True)]
            for way in ways
        ]
    if not rows:
        found = _lost(columns, [text for text in texts if text], where)
        return {f"T4.V.{code}": cell for code, cell in found.items()}
    placed = [
        {columns[place].code: row[at] for at, place in enumerate(order)} for row in rows for order in orders
    ]
    if len(placed) > 1:
        placed = [way for way in placed if _blocks_balance(way, columns)] or placed
    if len(placed) == 1:
        return {f"T4.V.{c.code}": placed[0][c.code] for c in columns}
    return {f"T4.V.{c.code}": _one_of([way[c.code] for way in placed], where) for c in columns}


def _blocks_balance(way: Mapping[str, Cell], columns: Sequence[Column]) -> bool:
    numbers = [way[column.code].value for column in columns]
    return _adds_up(tuple(None if n is None else int(n) for n in numbers))


def _adds_up(numbers: Reading) -> bool:
    return all(balanced(numbers[start : start + 5]) for start in range(0, len(numbers), 5))


def _table4_strip(strips: Sequence[Strip], width: int) -> Strip | None:
    """Return the strip with table 4's values: all of them, or a run of digits that may be them.

    Some print the table in two lines, or its three blocks of five one below the other.
    """
    for strip in strips:
        if len(strip.values) >= width:
            return strip
    for first in range(len(strips)):
        for last in range(first + 2, min(first + 3, len(strips)) + 1):
            parts = strips[first:last]
            if sum(len(part.values) for part in parts) == width and (
                all(len(part.values) % 5 == 0 for part in parts) or not any(part.own for part in parts[1:])
            ):
                return replace(parts[0], values=[value for part in parts for value in part.values])
    for strip in strips:
        if sum(len(value.text) for value in strip.printed) >= width:
            return strip
    most = max(strips, key=lambda strip: len(strip.printed), default=None)
    return most if most and len(most.printed) > 2 else None
