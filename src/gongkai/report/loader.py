"""Read the editions from their data files, and refuse one that is unsound.

An edition is a folder: `edition.toml` and one file a table. Here each entry is read by itself and
refused if it is misspelt, missing or of a wrong kind; whether the parts fit each other is asked in
soundness.py. Both name the file and the entry.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import pairwise
from typing import Any, TypeVar

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
from gongkai.report.soundness import check, check_code, check_column, check_outcomes

TABLES = ("T2", "T3", "T4")


@cache
def editions() -> tuple[Edition, ...]:
    """Return every edition of the form, oldest first.

    Raises UnsoundEdition if the data of one contradict themselves or two cover the same year.
    """
    return load_all(files("gongkai.report").joinpath("editions"))


def load_all(root: Traversable) -> tuple[Edition, ...]:
    """Load every edition below a folder, oldest first; UnsoundEdition if two cover the same year."""
    folders = [f for f in root.iterdir() if f.is_dir() and not f.name.startswith((".", "_"))]
    if not folders:
        raise UnsoundEdition(f"{root.name}：一个格式也没有。")
    found = sorted((load(folder) for folder in folders), key=lambda edition: edition.first_year)
    for older, newer in pairwise(found):
        if older.last_year is None or older.last_year >= newer.first_year:
            raise UnsoundEdition(f"{older.key}、{newer.key}两个格式的适用年度重叠。")
    for one in found:
        check_outcomes(one)
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
    if report_year < first:
        raise NoEdition(
            f"{report_year}年度没有统一的年度报告格式：格式自{first}年度起施行，"
            f"更早的年度报送的是政府信息公开情况统计表。"
        )
    raise NoEdition(f"没有适用于{report_year}年度的年度报告格式：请增加规定该年度格式的数据。")


def load(folder: Traversable) -> Edition:
    """Load one edition from its folder, or raise UnsoundEdition naming file and entry."""
    data = _Entry(_toml(folder, "edition.toml"), f"{folder.name}/edition.toml")
    wanted = {"edition.toml", *(_file_of(code) for code in TABLES)}
    if strange := sorted({file.name for file in folder.iterdir() if file.name.endswith(".toml")} - wanted):
        raise UnsoundEdition(f"{folder.name}：不认识的文件：{'、'.join(strange)}。")
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
        publication=data.entry("publication").all_texts(),
        tables=tuple(_table(folder, code) for code in TABLES),
    )
    norm.done()
    data.done()
    if loaded.key != folder.name:
        raise UnsoundEdition(f"{data.where}：key“{loaded.key}”应与文件夹同名。")
    check(loaded)
    return loaded


def _file_of(table: str) -> str:
    return f"table{table[1:]}.toml"


def _toml(folder: Traversable, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(folder.joinpath(name).read_text("utf-8"))
    except FileNotFoundError:
        raise UnsoundEdition(f"{folder.name}：缺少文件{name}。") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise UnsoundEdition(f"{folder.name}/{name}：不是有效的TOML文件（{fault}）。") from fault


_Choice = TypeVar("_Choice", bound=StrEnum)


class _Entry:
    """A table of a TOML file that knows its place and refuses keys nobody asked for."""

    def __init__(self, data: object, where: str) -> None:
        if not isinstance(data, Mapping):
            raise UnsoundEdition(f"{where}：应为一组键和值，实为{data!r}。")
        self._left = dict(data)
        self.where = where

    def _take(self, key: str, kind: type, *default: Any) -> Any:
        if key not in self._left:
            if default:
                return default[0]
            raise UnsoundEdition(f"{self.where}：缺少“{key}”。")
        value = self._left.pop(key)
        # In Python a bool is an int and a datetime is a date; in the data they are not.
        if not isinstance(value, kind) or (kind is not bool and isinstance(value, bool | datetime)):
            raise UnsoundEdition(f"{self.where}：“{key}”应为{kind.__name__}，实为{value!r}。")
        return value

    def text(self, key: str, *default: str) -> str:
        value = str(self._take(key, str, *default))
        if not default and not value.strip():
            raise UnsoundEdition(f"{self.where}：“{key}”是空的。")
        return value

    def number(self, key: str, *default: int) -> int:
        return int(self._take(key, int, *default))

    def choice(self, key: str, kind: type[_Choice], *default: _Choice) -> _Choice:
        if default and key not in self._left:
            return default[0]
        value = self.text(key)
        if value not in (known := [str(choice) for choice in kind]):
            raise UnsoundEdition(f"{self.where}：“{key}”只能是{'、'.join(known)}，实为“{value}”。")
        return kind(value)

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

    def optional_entry(self, key: str) -> _Entry | None:
        return self.entry(key) if key in self._left else None

    def entries(self, key: str, required: bool = True) -> list[_Entry]:
        found = self._take(key, list) if required else self._take(key, list, [])
        return [_Entry(item, f"{self.where}·{key}第{n}项") for n, item in enumerate(found, 1)]

    def lists(self, key: str) -> list[_Entry]:
        """Take a list of lists, each as an entry whose one key is `cells`."""
        found = self._take(key, list)
        return [_Entry({"cells": item}, f"{self.where}·{key}第{n}行") for n, item in enumerate(found, 1)]

    def all_texts(self) -> dict[str, str]:
        """Take whatever is left, which must be plain texts."""
        return {key: self.text(key) for key in list(self._left)}

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
    identity = Identity(
        code=entry.text("code"),
        says=entry.text("says"),
        severity=entry.choice("severity", Severity),
        mark=entry.text("mark"),
        source=entry.text("source"),
        hint=entry.text("hint", ""),
        table=entry.optional_text("table"),
        per=entry.choice("per", Per),
        rows=entry.texts("rows"),
        left=tuple(_term(text, entry.where) for text in entry.texts("left")),
        right=tuple(_term(text, entry.where) for text in entry.texts("right")),
    )
    entry.done()
    return identity


def _term(text: str, where: str) -> Term:
    source, slash, key = text.rpartition("/")
    if slash and source not in (known := [str(s) for s in Source if s]):
        raise UnsoundEdition(f"{where}：“{text}”的来源只能是{'、'.join(known)}。")
    return Term(key, Source(source))


def _report_kind(entry: _Entry) -> ReportKind:
    kind = ReportKind(
        key=entry.text("key"),
        who=entry.text("who"),
        mark=entry.text("mark"),
        to=entry.text("to", ""),
        sums=entry.text("sums", ""),
        deadline=_deadline(entry, "deadline"),
        basis=entry.text("basis", ""),
        published=entry.flag("published"),
        publish_by=_deadline(entry, "publish_by"),
    )
    entry.done()
    return kind


def _deadline(entry: _Entry, name: str) -> Deadline | None:
    if (day := entry.optional_entry(name)) is None:
        return None
    found = Deadline(day.number("month"), day.number("day"))
    day.done()
    return found


def _table(folder: Traversable, code: str) -> Table:
    entry = _Entry(_toml(folder, _file_of(code)), f"{folder.name}/{_file_of(code)}")
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
    if table.code != code:
        raise UnsoundEdition(f"{entry.where}：code应为“{code}”，实为“{table.code}”。")
    return table


def _block(entry: _Entry) -> Block:
    block = Block(
        key=entry.text("key"),
        article=entry.text("article", ""),
        header=tuple(_label_cells(row, "cells") for row in entry.lists("header")),
        columns=tuple(_column(column) for column in entry.entries("columns")),
        rows=tuple(_row(row) for row in entry.entries("rows")),
        folded=tuple(_folded(row) for row in entry.entries("folded", required=False)),
    )
    entry.done()
    return block


def _label_cells(entry: _Entry, key: str) -> tuple[LabelCell, ...]:
    found = []
    for cell in entry.entries(key):
        found.append(LabelCell(cell.text("text"), cell.number("colspan", 1), cell.number("rowspan", 1)))
        cell.done()
    return tuple(found)


def _column(entry: _Entry) -> Column:
    column = Column(
        code=entry.text("code"),
        label=entry.text("label"),
        key=entry.text("key", ""),
        group=entry.texts("group"),
        kind=entry.choice("kind", Kind, Kind.COUNT),
        unit=entry.optional_text("unit"),
        unit_printed=entry.flag("unit_printed", default=True),
        derived=entry.flag("derived"),
    )
    entry.done()
    check_code(column.code, entry.where)
    check_column(column, entry.where)
    return column


def _row(entry: _Entry) -> Row:
    row = Row(
        code=entry.text("code"),
        labels=_label_cells(entry, "labels"),
        group=entry.texts("group"),
        legal_basis=entry.text("legal_basis", ""),
        note=entry.text("note", ""),
        derived=entry.flag("derived"),
        counts=entry.texts("counts"),
    )
    entry.done()
    check_code(row.code, entry.where)
    return row


def _folded(entry: _Entry) -> FoldedRow:
    row = FoldedRow(
        code=entry.text("code"),
        labels=_label_cells(entry, "labels"),
        group=entry.texts("group"),
        stands_for=entry.texts("stands_for"),
        rolls_into=entry.text("rolls_into"),
    )
    entry.done()
    check_code(row.code, entry.where)
    return row
