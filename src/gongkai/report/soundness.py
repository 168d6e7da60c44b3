"""What an edition must satisfy before anybody may count on it: parts that fit each other.

A mistake in the data must not become a wrong report, so everything in an edition that can contradict
itself is checked when it is loaded: spans that do not fill the printed grid, columns that are not the
ones the header prints, row groups that are not the cells drawn beside them, codes used twice,
identities over cells that do not exist.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from gongkai.report.edition import (
    Block,
    Column,
    Deadline,
    Edition,
    FoldedRow,
    Identity,
    Kind,
    LabelCell,
    Per,
    Source,
    Table,
)
from gongkai.report.model import STATISTICS, Severity, UnsoundEdition
from gongkai.statute.outcomes import outcomes_within

MARKS = frozenset({"read", "inferred", "unconfirmed"})
SEVERITIES = frozenset({Severity.ERROR, Severity.ERROR_WITH_OVERRIDE, Severity.WARN})
CODE = re.compile(r"[A-Za-z][A-Za-z0-9_]*")  # an address joins codes by dots
NOT_LEAP = 2001


def check(edition: Edition) -> None:
    """Raise UnsoundEdition, naming file and entry, if the parts of an edition do not fit each other."""
    where = f"{edition.key}/edition.toml"
    _check_head(edition, where)
    _check_sections(edition, where)
    for table in edition.tables:
        _check_table(table, _file_of(edition, table))
    _refuse_repeats((identity.code for identity in edition.identities), where, "勾稽关系")
    for identity in edition.identities:
        _check_identity(edition, identity, f"{where}·{identity.code}")
    _refuse_repeats((kind.key for kind in edition.kinds), where, "报告主体")
    for kind in edition.kinds:
        _check_mark(kind.mark, f"{where}·{kind.key}")
        _check_deadline(kind.deadline, f"{where}·{kind.key}")


def _file_of(edition: Edition, table: Table) -> str:
    return f"{edition.key}/table{table.code[1:]}.toml"


def check_outcomes(edition: Edition) -> None:
    """Raise UnsoundEdition if an outcome in force in the years of an edition is in no row, or in two.

    To be asked once it is known which years the edition covers.
    """
    counted = [
        (outcome, f"{_file_of(edition, table)}·{row.code}", row.derived)
        for table in edition.tables
        for block in table.blocks
        for row in block.rows
        for outcome in row.counts
    ]
    last = None if edition.last_year is None else date(edition.last_year, 12, 31)
    known = outcomes_within(date(edition.first_year, 1, 1), last)
    for outcome, where, derived in counted:
        if outcome not in known:
            raise UnsoundEdition(f"{where}：办理结果“{outcome}”不存在，或者在本格式的年度没有施行。")
        if derived:
            raise UnsoundEdition(f"{where}：由其他行算出的行不能计入办理结果。")
    rows = [outcome for outcome, _, _ in counted]
    file = counted[0][1].partition("·")[0] if counted else f"{edition.key}/edition.toml"
    for outcome in known:
        if rows.count(outcome) != 1:
            raise UnsoundEdition(
                f"{file}：办理结果“{outcome}”应当计入一行，实为{rows.count(outcome)}行（counts）。"
            )


def _check_head(edition: Edition, where: str) -> None:
    if edition.key == STATISTICS:
        raise UnsoundEdition(f"{where}：“{STATISTICS}”留给旧的统计表，不能作为格式的key。")
    if edition.last_year is not None and edition.last_year < edition.first_year:
        raise UnsoundEdition(f"{where}：last_year早于first_year。")
    try:
        title = edition.title("〔机关〕", 1234)
    except (KeyError, IndexError, ValueError) as fault:
        raise UnsoundEdition(f"{where}：title_pattern只能用{{organ}}和{{year}}。") from fault
    if "〔机关〕" not in title or "1234" not in title:
        raise UnsoundEdition(f"{where}：title_pattern应有{{organ}}和{{year}}。")


def _check_sections(edition: Edition, where: str) -> None:
    numbers = [section.number for section in edition.sections]
    if not numbers or numbers != list(range(1, len(numbers) + 1)):
        raise UnsoundEdition(f"{where}：各部分应从1起依次编号，实为{numbers}。")
    listed = [section.table for section in edition.sections if section.table]
    if sorted(listed) != sorted(table.code for table in edition.tables):
        raise UnsoundEdition(f"{where}：各部分所列的表与实有的表不一致。")
    for table in edition.tables:
        if (table.section, table.code) not in {(s.number, s.table) for s in edition.sections}:
            raise UnsoundEdition(f"{_file_of(edition, table)}：section与各部分所列的表不一致。")
    for section in edition.sections:
        if section.length_limit is not None and section.length_limit < 1:
            raise UnsoundEdition(f"{where}·sections第{section.number}项：length_limit应大于0。")


def _check_table(table: Table, where: str) -> None:
    blocks = table.blocks
    if not 0 <= table.label_columns < table.grid_columns:
        raise UnsoundEdition(f"{where}：label_columns应小于grid_columns。")
    _refuse_repeats((block.key for block in blocks), where, "块")
    codes = [row.code for block in blocks for row in block.rows]
    codes += [row.code for block in blocks for row in block.folded]
    _refuse_repeats(codes, where, "行")
    for block in blocks:
        here = f"{where}·{block.key}"
        if not block.rows or not block.columns:
            raise UnsoundEdition(f"{here}：没有行或没有列。")
        _refuse_repeats((column.code for column in block.columns), here, "列")
        _check_columns(table, block, here)
        _check_rows(table, block, here)
        for folded in block.folded:
            _check_folded(table, block, folded, f"{here}·{folded.code}")


def _check_columns(table: Table, block: Block, where: str) -> None:
    """The columns are those that the header prints above the numbers, in its order and words."""
    grid = _lay(block.header, table.grid_columns, f"{where}·header")
    if not grid:
        raise UnsoundEdition(f"{where}：没有表头。")
    above: list[list[str]] = []  # for each column, the header cells from the top down to it
    seen: set[int] = set()
    for n in range(table.label_columns, table.grid_columns):
        number, _ = grid[-1][n]
        if number not in seen:
            seen.add(number)
            above.append([cell.text for cell in dict(row[n] for row in grid).values()])
    if [texts[-1] for texts in above] != [column.label for column in block.columns]:
        raise UnsoundEdition(f"{where}：各列的label与表头末行不一致。")
    for column, texts in zip(block.columns, above, strict=True):
        higher = iter(texts[:-1])
        if not all(label in higher for label in column.group):  # each after the one before it
            raise UnsoundEdition(f"{where}：列“{column.code}”的group与表头不一致。")


def _check_rows(table: Table, block: Block, where: str) -> None:
    """The group of a row is what stands beside it to the left; its own label begins in it."""
    if not table.label_columns:
        if labelled := [row.code for row in block.rows if row.labels or row.group]:
            raise UnsoundEdition(f"{where}：没有标签列，行“{'、'.join(labelled)}”却有标签。")
        return
    grid = _lay([row.labels for row in block.rows], table.label_columns, f"{where}·rows")
    for row, laid in zip(block.rows, grid, strict=True):
        beside = list(dict(laid).values())
        if not row.labels or beside[-1] is not row.labels[-1]:
            raise UnsoundEdition(f"{where}：行“{row.code}”没有自己的标签。")
        if row.group != tuple(cell.text for cell in beside[:-1]):
            raise UnsoundEdition(f"{where}：行“{row.code}”的group与左边的单元格不一致。")


def _check_folded(table: Table, block: Block, folded: FoldedRow, where: str) -> None:
    """A row printed in place of several has their group's label and covers them without a gap."""
    rows = {row.code: row for row in block.rows}
    if not folded.stands_for or not set(folded.stands_for) <= set(rows):
        raise UnsoundEdition(f"{where}：所代替的行不存在。")
    if folded.rolls_into not in folded.stands_for:
        raise UnsoundEdition(f"{where}：rolls_into应是所代替的行之一。")
    codes = list(rows)
    begin = codes.index(folded.stands_for[0])
    if tuple(codes[begin : begin + len(folded.stands_for)]) != folded.stands_for:
        raise UnsoundEdition(f"{where}：所代替的行应按表中次序相连。")
    if not folded.labels or any(
        rows[code].group != (*folded.group, folded.label) for code in folded.stands_for
    ):
        raise UnsoundEdition(f"{where}：label应是所代替各行的上一级。")
    if len(folded.group) + sum(cell.colspan for cell in folded.labels) != table.label_columns:
        raise UnsoundEdition(f"{where}：label的colspan应占满标签列。")


def _lay(rows: Sequence[Sequence[LabelCell]], width: int, where: str) -> list[list[tuple[int, LabelCell]]]:
    """Lay cells with spans on a grid, each with a number of its own; refuse holes and overlaps."""
    hanging: dict[int, tuple[int, LabelCell]] = {}  # grid column → the cell that reaches it from above
    left: dict[int, int] = {}  # grid column → how many more rows that cell covers
    grid = []
    count = 0
    for number, row in enumerate(rows, 1):
        free = [n for n in range(width) if not left.get(n)]
        for cell in row:
            if cell.colspan < 1 or cell.rowspan < 1:
                raise UnsoundEdition(f"{where}：第{number}行的“{cell.text}”的跨度应大于0。")
            taken, free = free[: cell.colspan], free[cell.colspan :]
            if len(taken) < cell.colspan or taken[-1] - taken[0] != cell.colspan - 1:
                raise UnsoundEdition(f"{where}：第{number}行的“{cell.text}”超出表格或与别格重叠。")
            count += 1
            for n in taken:
                hanging[n], left[n] = (count, cell), cell.rowspan
        if free:
            raise UnsoundEdition(f"{where}：第{number}行有{len(free)}列没有单元格。")
        grid.append([hanging[n] for n in range(width)])
        left = {n: rest - 1 for n, rest in left.items()}
    if any(left.values()):
        raise UnsoundEdition(f"{where}：有单元格跨出表格下边。")
    return grid


def _check_identity(edition: Edition, identity: Identity, where: str) -> None:
    """Refuse an identity over rows or columns that its table lacks in this edition."""
    _check_mark(identity.mark, where)
    if identity.severity not in SEVERITIES:
        raise UnsoundEdition(f"{where}：severity不能是“{identity.severity}”。")
    terms = (*identity.left, *identity.right)
    if not identity.left or not identity.right:
        raise UnsoundEdition(f"{where}：等式的一边是空的。")
    _refuse_repeats((f"{term.source}/{term.key}" for term in terms), where, "项")
    if all(term.source is not Source.OWN for term in terms):
        raise UnsoundEdition(f"{where}：等式中没有本报告的项。")
    if identity.rows and identity.per is not Per.ROW:
        raise UnsoundEdition(f"{where}：只有逐行的等式可以限定行（rows）。")
    tables = {table.code: table for table in edition.tables}
    if identity.table not in tables and not (identity.per is Per.CELL and identity.table is None):
        raise UnsoundEdition(f"{where}：没有表“{identity.table}”。")
    keys = [term.key for term in terms]
    match identity.per:
        case Per.CELL:
            if any(key != "." for key in keys):
                raise UnsoundEdition(f"{where}：逐格的等式只能用“.”。")
        case Per.COLUMN:
            _check_sum_of_rows(tables[str(identity.table)], keys, where)
        case Per.ROW:
            _check_sum_of_columns(tables[str(identity.table)], identity.rows, keys, where)


def _check_sum_of_rows(table: Table, keys: Sequence[str], where: str) -> None:
    rows = {row.code: block for block in table.blocks for row in block.rows}
    if missing := [key for key in keys if key not in rows]:
        raise UnsoundEdition(f"{where}：{table.code}没有行“{'、'.join(missing)}”。")
    if len({tuple(column.code for column in rows[key].columns) for key in keys}) > 1:
        raise UnsoundEdition(f"{where}：所列各行的列不同，不能逐列相加。")


def _check_sum_of_columns(table: Table, only: Sequence[str], keys: Sequence[str], where: str) -> None:
    blocks = {row.code: block for block in table.blocks for row in block.rows}
    if missing := [code for code in only if code not in blocks]:
        raise UnsoundEdition(f"{where}：{table.code}没有行“{'、'.join(missing)}”。")
    for code in only or blocks:
        columns = {column.code: column for column in blocks[code].columns}
        if missing := [key for key in keys if key not in columns]:
            raise UnsoundEdition(f"{where}：{table.code}的行“{code}”没有列“{'、'.join(missing)}”。")
        if len({(columns[key].kind is Kind.AMOUNT, columns[key].unit) for key in keys}) > 1:
            raise UnsoundEdition(f"{where}：行“{code}”所列各列的单位不同，不能相加。")


def check_column(column: Column, where: str) -> None:
    """Raise UnsoundEdition if money has no unit, or a count has one."""
    if (column.kind is Kind.AMOUNT) != (column.unit is not None):
        raise UnsoundEdition(f"{where}：金额必须有单位，件数不得有单位。")


def check_code(code: str, where: str) -> None:
    """Raise UnsoundEdition if a code cannot be a part of a cell address."""
    if not CODE.fullmatch(code):
        raise UnsoundEdition(f"{where}：code“{code}”只能用字母、数字和下划线，以字母开头。")


def _check_mark(mark: str, where: str) -> None:
    if mark not in MARKS:
        raise UnsoundEdition(f"{where}：mark只能是{'、'.join(sorted(MARKS))}，实为“{mark}”。")


def _check_deadline(deadline: Deadline | None, where: str) -> None:
    if deadline is None:
        return
    try:
        date(NOT_LEAP, deadline.month, deadline.day)
    except ValueError as fault:
        raise UnsoundEdition(f"{where}：没有{deadline.month}月{deadline.day}日这一天。") from fault


def _refuse_repeats(codes: Iterable[str], where: str, what: str) -> None:
    seen: set[str] = set()
    for code in codes:
        if code in seen:
            raise UnsoundEdition(f"{where}：{what}“{code}”出现两次。")
        seen.add(code)
