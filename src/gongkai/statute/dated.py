"""Law as dated data: blocks with a first and a last day, of which one governs on each day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Protocol, TypeVar

from gongkai.statute.entry import DATA, Entry, toml
from gongkai.statute.errors import NoRule, UnsoundLaw

MARKS = frozenset({"read", "inferred", "unconfirmed"})


@dataclass(frozen=True)
class Force:
    """Since when, until when and by what norm a block is in force, and who last looked.

    `mark` says how sure the block is: read (the text was read), inferred (ours), unconfirmed.
    `article` is written as the project cites: `条例33(3)`.
    """

    since: date
    until: date | None
    article: str
    norm: str
    mark: str
    confirmed: date

    def covers(self, day: date) -> bool:
        """Return whether the block is in force on `day`."""
        return self.since <= day and (self.until is None or day <= self.until)

    def span(self) -> str:
        """Return the time of force in words: 2019年5月15日起."""
        until = "起" if self.until is None else f"至{chinese_day(self.until)}"
        return f"{chinese_day(self.since)}{until}"


def force(entry: Entry) -> Force:
    """Take the dates, article, norm and mark of a block, or raise UnsoundLaw."""
    found = Force(
        since=entry.day("from"),
        until=entry.optional_day("until"),
        article=entry.text("article"),
        norm=entry.text("norm"),
        mark=entry.text("mark"),
        confirmed=entry.day("confirmed"),
    )
    if found.until is not None and found.until < found.since:
        raise UnsoundLaw(f"{entry.where}：until早于from。")
    if found.mark not in MARKS:
        raise UnsoundLaw(f"{entry.where}：mark 只能是 {'、'.join(sorted(MARKS))}。")
    return found


class Dated(Protocol):
    """A block that is in force for some time."""

    @property
    def force(self) -> Force: ...


D = TypeVar("D", bound=Dated)


def on(blocks: Sequence[D], day: date, what: str) -> D:
    """Return the block in force on `day`; NoRule with a sentence naming `what` if there is none."""
    for block in reversed(blocks):  # the newest is asked for most
        if block.force.covers(day):
            return block
    stored = "；".join(block.force.span() for block in blocks) or "无"
    raise NoRule(f"{chinese_day(day)}没有关于{what}的规定（现有规定的施行时间：{stored}）。请核对日期。")


def find(blocks: Sequence[D], day: date) -> D | None:
    """Return the block in force on `day`, or None where its absence is itself the rule."""
    for block in reversed(blocks):
        if block.force.covers(day):
            return block
    return None


def blocks(name: str, make: Callable[[str, Entry], D]) -> Mapping[str, tuple[D, ...]]:
    """Read a data file of named lists of dated blocks; UnsoundLaw if two blocks of a name overlap."""
    file = toml(DATA / name)
    found: dict[str, tuple[D, ...]] = {}
    for key in file.keys():  # noqa: SIM118  (an Entry is not a dict)
        made = [make(key, entry) for entry in file.entries(key)]
        refuse_overlap(made, f"{name}·{key}")
        found[key] = tuple(made)
    return found


def refuse_overlap(made: Iterable[Dated], where: str) -> None:
    """Raise UnsoundLaw if two blocks are in force on the same day, or stand out of order."""
    for older, newer in pairwise(made):
        if older.force.until is None or older.force.until + timedelta(days=1) > newer.force.since:
            raise UnsoundLaw(f"{where}：{newer.force.since}起的一段与前一段的施行时间重叠。")


def chinese_day(day: date) -> str:
    """Return the day as papers write it: 2025年9月1日."""
    return f"{day.year}年{day.month}月{day.day}日"


def short_days(*days: date, beside: date) -> tuple[str, ...]:
    """Return days as a sentence names them that already names `beside`: 9月1日.

    Each has its year as soon as the days of the sentence are not all of one year: read aloud across
    the end of a year, a bare 1月14日 says nothing.
    """
    if {day.year for day in days} == {beside.year}:
        return tuple([f"{day.month}月{day.day}日" for day in days])
    return tuple([chinese_day(day) for day in days])
