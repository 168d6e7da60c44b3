"""Readings: where the text is silent or doubtful, what the software does, and who chose it.

A reading is a file in `data/readings/` with its question, what is known, the default and the
allowed values, and a decision page `docs/decisions/L-….md`. An installation chooses otherwise in
its own dated file `readings.toml` under GONGKAI_DATA; the choice in force on the day the request
was received governs that request, and the trace names it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from gongkai.statute.entry import DATA, Entry, toml
from gongkai.statute.errors import NoRule, UnsoundLaw

CHOICES_FILE = "readings.toml"


@dataclass(frozen=True)
class Reading:
    """One doubtful point of law: the question, the values it may take, and the default."""

    key: str
    number: str  # of the decision page: L-0004
    question: str  # of the list of open questions: A6; "" where it arose here
    title: str
    article: str
    known: str
    because: str
    default: str
    values: Mapping[str, str]  # value → what it means, in Chinese; empty where a number is chosen
    least: int | None
    most: int | None
    unit: str
    confirmed: date

    @property
    def page(self) -> str:
        """The decision page: docs/decisions/L-0004-day-zero.md."""
        return f"docs/decisions/{self.number}-{self.key.replace('_', '-')}.md"

    def allows(self, value: str) -> bool:
        """Return whether the reading may take that value."""
        if value in self.values:
            return True
        if self.least is None or self.most is None:
            return False
        return value.isdecimal() and self.least <= int(value) <= self.most

    def says(self, value: str) -> str:
        """Return the meaning of a value in Chinese."""
        return self.values.get(value) or f"{value}{self.unit}"


@dataclass(frozen=True)
class Choice:
    """What an installation chose, from when, by whom and why."""

    reading: str
    value: str
    since: date
    until: date | None
    decided_by: str
    reason: str


@dataclass(frozen=True)
class Readings:
    """The readings in force: the package's defaults and an installation's choices."""

    all: Mapping[str, Reading]
    choices: tuple[Choice, ...] = ()

    def value(self, key: str, day: date) -> str:
        """Return the value of a reading for a request received on `day`; NoRule if there is no such."""
        for choice in self.choices:
            until = choice.until
            if choice.reading == key and choice.since <= day and (until is None or day <= until):
                return choice.value
        return self.reading(key).default

    def reading(self, key: str) -> Reading:
        """Return the reading of that key; NoRule if there is none."""
        try:
            return self.all[key]
        except KeyError:
            raise NoRule(f"没有“{key}”这一读法；现有：{'、'.join(sorted(self.all))}。") from None


@cache
def package_readings() -> Mapping[str, Reading]:
    """Return the readings of the package by key; UnsoundLaw if a file is not in order."""
    folder = DATA / "readings"
    names = sorted(item.name for item in folder.iterdir() if item.name.endswith(".toml"))
    found = {}
    for name in names:
        reading = _reading(toml(folder / name))
        if name != f"{reading.number}-{reading.key.replace('_', '-')}.toml":
            raise UnsoundLaw(f"{name}：文件名应为编号加键名。")
        found[reading.key] = reading
    numbers = [reading.number for reading in found.values()]
    if len(set(numbers)) != len(names):
        raise UnsoundLaw("data/readings：键名或编号重复。")
    return found


def readings(installation: Path | None = None) -> Readings:
    """Return the readings with the choices of an installation, or raise UnsoundLaw."""
    known = package_readings()
    if installation is None or not (installation / CHOICES_FILE).is_file():
        return Readings(known)
    file = toml(installation / CHOICES_FILE)
    choices = [_choice(entry, known) for entry in file.entries("choices")]
    file.done()
    for n, one in enumerate(choices):
        for other in choices[n + 1 :]:
            if one.reading == other.reading and _overlap(one, other):
                raise UnsoundLaw(f"{CHOICES_FILE}：“{one.reading}”有两个选择的时间重叠。")
    return Readings(known, tuple(choices))


def _overlap(one: Choice, other: Choice) -> bool:
    first, second = sorted((one, other), key=lambda choice: choice.since)
    return first.until is None or first.until >= second.since


def _reading(entry: Entry) -> Reading:
    values = {}
    for value in entry.entries("values"):
        values[value.text("key")] = value.text("says")
        value.done()
    least = most = None
    unit = ""
    if "range" in entry:
        span = entry.entry("range")
        least, most, unit = span.number("least"), span.number("most"), span.text("unit")
        span.done()
    reading = Reading(
        key=entry.text("key"),
        number=entry.text("number"),
        question=entry.text("question", ""),
        title=entry.text("title"),
        article=entry.text("article"),
        known=entry.text("known"),
        because=entry.text("because"),
        default=entry.text("default"),
        values=values,
        least=least,
        most=most,
        unit=unit,
        confirmed=entry.day("confirmed"),
    )
    entry.done()
    if not reading.allows(reading.default):
        raise UnsoundLaw(f"{entry.where}：默认值“{reading.default}”不在允许的值之内。")
    return reading


def _choice(entry: Entry, known: Mapping[str, Reading]) -> Choice:
    choice = Choice(
        reading=entry.text("reading"),
        value=entry.text("value"),
        since=entry.day("from"),
        until=entry.optional_day("until"),
        decided_by=entry.text("decided_by"),
        reason=entry.text("reason"),
    )
    entry.done()
    if choice.reading not in known:
        raise UnsoundLaw(f"{entry.where}：没有“{choice.reading}”这一读法。")
    if not known[choice.reading].allows(choice.value):
        allowed = "、".join(known[choice.reading].values)
        raise UnsoundLaw(f"{entry.where}：“{choice.reading}”不能取“{choice.value}”（可取：{allowed}）。")
    return choice
