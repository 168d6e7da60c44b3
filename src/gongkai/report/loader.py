"""Read the editions from their data files, and refuse one that is unsound.

An edition is a folder: `edition.toml` and one file a table. A mistake in the data must not
become a wrong report, so everything that can contradict itself is checked here: unknown keys,
spans that do not fill the grid, codes used twice, identities over cells that do not exist.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import pairwise
from typing import Any

from gongkai.report.edition import (
    Block,
    Column,
    Deadline,
    Edition,
    FoldedRow,
    Identity,
    Kind,
    LabelCell,
    Norm,
    Per,
    ReportKind,
    Row,
    SectionForm,
    Source,
    Table,
    Term,
)
from gongkai.report.model import NoEdition, Severity, UnsoundEdition

TABLE_FILES = ("table2.toml", "table3.toml", "table4.toml")
MARKS = frozenset({"read", "inferred", "unconfirmed"})


@cache
def editions() -> tuple[Edition, ...]:
    """Return every edition of the form, oldest first.

    Raises UnsoundEdition if the data of one contradict themselves or two cover the same year.
    """
    root = files("gongkai.report").joinpath("editions")
    found = sorted(
        (load(folder) for folder in root.iterdir() if folder.joinpath("edition.toml").is_file()),
        key=lambda edition: edition.first_year,
    )
    for older, newer in pairwise(found):
        if older.last_year is None or older.last_year >= newer.first_year:
            raise UnsoundEdition(f"{older.key}、{newer.key}两个格式的适用年度重叠。")
    return tuple(found)


@cache
def edition(key: str) -> Edition:
    """Return the edition of that key ("2019", "2021"); NoEdition if there is none."""
    for candidate in editions():
        if candidate.key == key:
            return candidate
    known = "、".join(e.key for e in editions())
    raise NoEdition(f"没有“{key}”格式；现有格式：{known}。")


@cache
def edition_for(report_year: int) -> Edition:
    """Return the edition prescribed for a report year; NoEdition if none covers it."""
    for candidate in editions():
        if candidate.covers(report_year):
            return candidate
    first = editions()[0].first_year
    raise NoEdition(
        f"{report_year}年度没有统一的年度报告格式：格式自{first}年度起施行，"
        f"更早的年度报送的是政府信息公开情况统计表。"
    )


def load(folder: Traversable) -> Edition:
    """Load one edition from its folder, or raise UnsoundEdition naming file and entry."""
    data = _Entry(_toml(folder, "edition.toml"), f"{folder.name}/edition.toml")
    norm = data.entry("norm")
    loaded = Edition(
        key=data.text("key"),
        first_year=data.number("first_year"),
        last_year=data.optional_number("last_year"),
        title_pattern=data.text("title_pattern"),
        norm=Norm(norm.text("title"), norm.text("number"), norm.day("dated"), norm.text("note", "")),
        sections=tuple(_section(entry) for entry in data.entries("sections")),
        identities=tuple(_identity(entry) for entry in data.entries("identities")),
        kinds=tuple(_report_kind(entry) for entry in data.entries("kinds")),
        publication={k: str(v) for k, v in data.entry("publication").rest().items()},
        tables=tuple(_table(_Entry(_toml(folder, name), f"{folder.name}/{name}")) for name in TABLE_FILES),
    )
    norm.done()
    data.done()
    _check(loaded, f"{folder.name}/edition.toml")
    return loaded


def _toml(folder: Traversable, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(folder.joinpath(name).read_text("utf-8"))
    except FileNotFoundError:
        raise UnsoundEdition(f"{folder.name}：缺少文件{name}。") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise UnsoundEdition(f"{folder.name}/{name}：不是有效的TOML文件（{fault}）。") from fault


class _Entry:
    """A table of a TOML file that knows its place and refuses keys nobody asked for."""

    def __init__(self, data: Mapping[str, Any], where: str) -> None:
        self._left = dict(data)
        self.where = where

    def _take(self, key: str, kind: type, *default: Any) -> Any:
        if key not in self._left:
            if default:
                return default[0]
            raise UnsoundEdition(f"{self.where}：缺少“{key}”。")
        value = self._left.pop(key)
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise UnsoundEdition(f"{self.where}：“{key}”应为{kind.__name__}，实为{value!r}。")
        return value

    def text(self, key: str, *default: str) -> str:
        return str(self._take(key, str, *default))

    def number(self, key: str, *default: int) -> int:
        return int(self._take(key, int, *default))

    def optional_text(self, key: str) -> str | None:
        return self.text(key) if key in self._left else None

    def optional_number(self, key: str) -> int | None:
        return self.number(key) if key in self._left else None

    def flag(self, key: str, default: bool = False) -> bool:
        return bool(self._take(key, bool, default))

    def day(self, key: str) -> date:
        value: date = self._take(key, date)
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        values = self._take(key, list, [])
        if not all(isinstance(value, str) for value in values):
            raise UnsoundEdition(f"{self.where}：“{key}”应为一列文字。")
        return tuple(values)

    def entry(self, key: str) -> _Entry:
        return _Entry(self._take(key, dict), f"{self.where}·{key}")

    def entries(self, key: str, required: bool = True) -> list[_Entry]:
        found = self._take(key, list) if required else self._take(key, list, [])
        return [_Entry(item, f"{self.where}·{key}第{n}项") for n, item in enumerate(found, 1)]

    def rest(self) -> dict[str, Any]:
        """Take whatever is left (for open tables of plain texts)."""
        rest, self._left = self._left, {}
        return rest

    def done(self) -> None:
        """Refuse keys that nobody asked for: a misspelt key must not be silently ignored."""
        if self._left:
            raise UnsoundEdition(f"{self.where}：不认识的键：{'、'.join(self._left)}。")


def _section(entry: _Entry) -> SectionForm:
    section = SectionForm(
        number=entry.number("number"),
        title=entry.text("title"),
        content=entry.text("content"),
        table=entry.optional_text("table"),
        length_limit=entry.optional_number("length_limit"),
        must_mention=entry.text("must_mention", ""),
    )
    entry.done()
    return section


def _identity(entry: _Entry) -> Identity:
    try:
        identity = Identity(
            code=entry.text("code"),
            says=entry.text("says"),
            severity=Severity(entry.text("severity")),
            mark=entry.text("mark"),
            source=entry.text("source"),
            hint=entry.text("hint", ""),
            table=entry.optional_text("table"),
            per=Per(entry.text("per")),
            rows=entry.texts("rows"),
            left=tuple(_term(text) for text in entry.texts("left")),
            right=tuple(_term(text) for text in entry.texts("right")),
        )
    except ValueError as fault:
        raise UnsoundEdition(f"{entry.where}：{fault}。") from fault
    entry.done()
    return identity


def _term(text: str) -> Term:
    source, slash, key = text.rpartition("/")
    return Term(key, Source(source) if slash else Source.OWN)


def _report_kind(entry: _Entry) -> ReportKind:
    deadline = None
    if (given := entry._take("deadline", dict, None)) is not None:
        day = _Entry(given, f"{entry.where}·deadline")
        deadline = Deadline(day.number("month"), day.number("day"))
        day.done()
    kind = ReportKind(
        key=entry.text("key"),
        who=entry.text("who"),
        mark=entry.text("mark"),
        to=entry.text("to", ""),
        sums=entry.text("sums", ""),
        deadline=deadline,
        basis=entry.text("basis", ""),
        published=entry.flag("published"),
    )
    entry.done()
    return kind


def _table(entry: _Entry) -> Table:
    table = Table(
        code=entry.text("code"),
        section=entry.number("section"),
        caption=entry.text("caption"),
        unit=entry.optional_text("unit"),
        grid_columns=entry.number("grid_columns"),
        label_columns=entry.number("label_columns"),
        counting_rules=entry.texts("counting_rules"),
        blocks=tuple(_block(block) for block in entry.entries("blocks")),
    )
    entry.done()
    for block in table.blocks:
        _check_grid(table, block, f"{entry.where}·{block.key}")
    return table


def _block(entry: _Entry) -> Block:
    header = entry._take("header", list)
    block = Block(
        key=entry.text("key"),
        article=entry.text("article", ""),
        header=tuple(_label_cells(row, f"{entry.where}·header") for row in header),
        columns=tuple(_column(column) for column in entry.entries("columns")),
        rows=tuple(_row(row) for row in entry.entries("rows")),
        folded=tuple(_folded(row) for row in entry.entries("folded", required=False)),
    )
    entry.done()
    return block


def _label_cells(cells: Sequence[Mapping[str, Any]], where: str) -> tuple[LabelCell, ...]:
    found = []
    for cell in cells:
        entry = _Entry(cell, where)
        found.append(LabelCell(entry.text("text"), entry.number("colspan", 1), entry.number("rowspan", 1)))
        entry.done()
    return tuple(found)


def _column(entry: _Entry) -> Column:
    try:
        kind = Kind(entry.text("kind", Kind.COUNT))
    except ValueError as fault:
        raise UnsoundEdition(f"{entry.where}：{fault}。") from fault
    column = Column(
        code=entry.text("code"),
        label=entry.text("label"),
        key=entry.text("key", ""),
        group=entry.texts("group"),
        kind=kind,
        unit=entry.optional_text("unit"),
        unit_printed=entry.flag("unit_printed", default=True),
        derived=entry.flag("derived"),
    )
    entry.done()
    if (kind is Kind.AMOUNT) != (column.unit is not None):
        raise UnsoundEdition(f"{entry.where}：金额必须有单位，件数不得有单位。")
    return column


def _row(entry: _Entry) -> Row:
    row = Row(
        code=entry.text("code"),
        labels=_label_cells(entry._take("labels", list), entry.where),
        group=entry.texts("group"),
        legal_basis=entry.text("legal_basis", ""),
        note=entry.text("note", ""),
        derived=entry.flag("derived"),
    )
    entry.done()
    return row


def _folded(entry: _Entry) -> FoldedRow:
    row = FoldedRow(
        code=entry.text("code"),
        labels=_label_cells(entry._take("labels", list), entry.where),
        group=entry.texts("group"),
        stands_for=entry.texts("stands_for"),
        rolls_into=entry.text("rolls_into"),
    )
    entry.done()
    return row


def _check_grid(table: Table, block: Block, where: str) -> None:
    """Refuse spans that leave a hole in the printed grid or overlap."""
    _fill(block.header, table.grid_columns, f"{where}·header")
    if table.label_columns:
        body = [row.labels for row in block.rows]
        _fill(body, table.label_columns, f"{where}·rows")


def _fill(rows: Sequence[Sequence[LabelCell]], width: int, where: str) -> None:
    hanging = [0] * width  # how many rows each grid column is still covered from above
    for number, row in enumerate(rows, 1):
        free = [n for n in range(width) if not hanging[n]]
        for cell in row:
            taken, free = free[: cell.colspan], free[cell.colspan :]
            if len(taken) < cell.colspan or taken[-1] - taken[0] != cell.colspan - 1:
                raise UnsoundEdition(f"{where}：第{number}行的“{cell.text}”超出表格或与别格重叠。")
            for column in taken:
                hanging[column] = cell.rowspan
        if free:
            raise UnsoundEdition(f"{where}：第{number}行有{len(free)}列没有单元格。")
        hanging = [left - 1 for left in hanging]
    if any(hanging):
        raise UnsoundEdition(f"{where}：有单元格跨出表格下边。")


def _check(edition: Edition, where: str) -> None:
    """Refuse an edition whose parts do not fit each other."""
    _refuse_repeats((str(section.number) for section in edition.sections), where, "部分")
    _refuse_repeats((table.code for table in edition.tables), where, "表")
    _refuse_repeats((identity.code for identity in edition.identities), where, "勾稽关系")
    _refuse_repeats((kind.key for kind in edition.kinds), where, "报告主体")
    codes = {table.code for table in edition.tables}
    shown = {section.table for section in edition.sections} - {None}
    if shown != codes:
        raise UnsoundEdition(f"{where}：各部分所列的表与实有的表不一致。")
    for table in edition.tables:
        rows = [row.code for block in table.blocks for row in block.rows]
        rows += [row.code for block in table.blocks for row in block.folded]
        _refuse_repeats(rows, where, f"{table.code}的行")
        for block in table.blocks:
            _refuse_repeats((c.code for c in block.columns), where, f"{table.code}的列")
            known = {row.code for row in block.rows}
            for folded in block.folded:
                if not {*folded.stands_for, folded.rolls_into} <= known:
                    raise UnsoundEdition(f"{where}：{folded.code}所代替的行不存在。")
    for identity in edition.identities:
        _check_identity(edition, identity, f"{where}·{identity.code}")
    marks = {i.mark for i in edition.identities} | {kind.mark for kind in edition.kinds}
    if not marks <= MARKS:
        raise UnsoundEdition(f"{where}：mark 只能是 {'、'.join(sorted(MARKS))}。")


def _refuse_repeats(codes: Iterable[str], where: str, what: str) -> None:
    seen: set[str] = set()
    for code in codes:
        if code in seen:
            raise UnsoundEdition(f"{where}：{what}“{code}”出现两次。")
        seen.add(code)


def _check_identity(edition: Edition, identity: Identity, where: str) -> None:
    """Refuse an identity over rows or columns that its table lacks in this edition."""
    terms = (*identity.left, *identity.right)
    if not identity.left or not identity.right:
        raise UnsoundEdition(f"{where}：等式的一边是空的。")
    if identity.per is Per.CELL:
        if any(term.key != "." for term in terms):
            raise UnsoundEdition(f"{where}：逐格的等式只能用“.”。")
        return
    tables = {table.code: table for table in edition.tables}
    if identity.table not in tables:
        raise UnsoundEdition(f"{where}：没有表“{identity.table}”。")
    blocks = tables[identity.table].blocks
    rows = {row.code for block in blocks for row in block.rows}
    if not set(identity.rows) <= rows:
        raise UnsoundEdition(f"{where}：所列的行不全在{identity.table}内。")
    if identity.per is Per.COLUMN:
        known = rows
    else:
        chosen = [b for b in blocks if not identity.rows or {r.code for r in b.rows} & set(identity.rows)]
        known = set.intersection(*({column.code for column in b.columns} for b in chosen))
    if missing := [term.key for term in terms if term.key not in known]:
        raise UnsoundEdition(f"{where}：{identity.table}没有“{'、'.join(missing)}”。")
