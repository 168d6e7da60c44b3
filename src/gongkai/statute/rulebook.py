"""What the law's data say on an article: its dated blocks and its readings, as a page shows them.

The blocks are read as data, whatever their file: a new file of dated blocks is found by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

from gongkai.statute.citation import articles
from gongkai.statute.dated import Force, force
from gongkai.statute.entry import DATA, Entry, toml
from gongkai.statute.law import TERM_NAMES
from gongkai.statute.readings import Reading, package_readings

_COUNTED = {"working_day": "个工作日", "day": "日", "month": "个月"}


@dataclass(frozen=True)
class Rule:
    """One dated block of the law's data.

    `file` and `key` are its place in `data/` (terms, reply); `name` is what the block calls itself,
    "" where it has no name; `measure` is its number with its unit (20个工作日), "" where it has none.
    """

    file: str
    key: str
    name: str
    measure: str
    force: Force


@dataclass(frozen=True)
class Function:
    """A function or class that applies an article, and the first sentence of its docstring."""

    name: str
    says: str


@cache
def _rules() -> Mapping[int, tuple[Rule, ...]]:
    found: dict[int, list[Rule]] = {}
    for path in sorted(DATA.iterdir(), key=lambda item: item.name):
        if path.name.endswith(".toml"):
            for rule in _rules_in(toml(path), path.name.removesuffix(".toml")):
                for number in articles(rule.force.article):
                    found.setdefault(number, []).append(rule)
    return {number: tuple(rules) for number, rules in found.items()}


def _rules_in(file: Entry, name: str) -> Iterator[Rule]:
    for key in file.keys():  # noqa: SIM118  (an Entry is not a dict)
        for entry in file.entries(key):
            if "from" not in entry or "article" not in entry:
                continue  # what a file says besides its dated blocks
            in_force = force(entry)
            called = entry.text("name", TERM_NAMES.get(key, "") if name == "terms" else "")
            yield Rule(name, key, called, _measure(entry), in_force)


def _measure(entry: Entry) -> str:
    unit = entry.text("unit", "working_day")
    days = entry.optional_number("days")
    if days is None:
        days = entry.optional_number("count")
    return "" if days is None or unit not in _COUNTED else f"{days}{_COUNTED[unit]}"


def rules_of(number: int) -> tuple[Rule, ...]:
    """Return the dated blocks that cite an article of the Regulations, file by file."""
    return _rules().get(number, ())


def readings_of(number: int) -> tuple[Reading, ...]:
    """Return the readings of an article of the Regulations, by the number of their decision."""
    found = (reading for reading in package_readings().values() if number in articles(reading.article))
    return tuple(sorted(found, key=lambda reading: reading.number))


def functions_named(names: Iterable[str]) -> tuple[Function, ...]:
    """Return the functions of these full names with the first sentence of their docstrings."""
    return tuple(Function(name, _first_sentence(name)) for name in names)


def _first_sentence(name: str) -> str:
    module, _, attribute = name.rpartition(".")
    found: Any = getattr(import_module(module), attribute)
    words = " ".join((found.__doc__ or "").strip().partition("\n\n")[0].split())
    made_up = words.startswith(f"{attribute}(")  # a data class without words of its own gets its signature
    return "" if made_up else words
