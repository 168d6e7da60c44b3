"""The schemes by which documents are arranged: the columns, the topics, the genres."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

GUIDE, INSTITUTIONS, INTERPRETATION = "guide", "institutions", "20-15-interpretation"
FIXED = (GUIDE, INSTITUTIONS)  # columns of their own, beside the tree
DEFAULT_LIMIT = "publication"  # 条例 art. 26

# 党政机关公文处理工作条例 art. 8, from general knowledge; beside them what portals publish that is no 公文.
_GENRES = (
    "决议 决定 命令（令） 公报 公告 通告 意见 通知 通报 报告 请示 批复 议案 函 纪要",
    "规章 解读 指南 制度 统计 预决算 其他",
)
GENRES = tuple(genre for line in _GENRES for genre in line.split())


@dataclass(frozen=True, slots=True)
class Category:
    """A place in the tree of what is published (categories.toml)."""

    key: str
    name: str
    since: date
    until: date | None = None
    under: str = ""
    duty: str = ""  # the item of 条例 art. 20 or 21, as statute/data/duties.toml cites it
    limit: str = ""
    organs: tuple[str, ...] = ()  # kinds of organ that have it; empty: all

    def binds(self, kind: str, day: date) -> bool:
        """Return whether an organ of that kind has this category on that day."""
        in_force = self.since <= day and (self.until is None or day <= self.until)
        return in_force and (not self.organs or kind in self.organs)


@dataclass(frozen=True, slots=True)
class Topic:
    """A class of 国务院公文主题分类: "02" or "02-01"."""

    code: str
    name: str
    under: str = ""


def category(key: str) -> Category:
    """Return the category of that key; KeyError if there is none."""
    return _categories()[key]


def categories(kind: str, day: date) -> list[Category]:
    """Return what an organ of that kind has on that day, in the order of the law."""
    return [c for c in _categories().values() if c.binds(kind, day)]


def all_categories() -> list[Category]:
    """Return every category there ever was, in the order of the law."""
    return list(_categories().values())


def below(key: str) -> set[str]:
    """Return the key and those of everything under it."""
    return {key} | {c.key for c in _categories().values() if c.under == key}


def path_to(key: str) -> list[Category]:
    """Return the category and those above it, highest first."""
    found = [category(key)]
    while found[0].under:
        found.insert(0, category(found[0].under))
    return found


def limit_of(key: str) -> str:
    """Return the key of the limit within which something of that category is to be published."""
    return next((c.limit for c in reversed(path_to(key)) if c.limit), DEFAULT_LIMIT)


def topic(code: str) -> Topic:
    """Return the topic of that code; KeyError if there is none."""
    return _topics()[code]


def topics() -> list[Topic]:
    """Return the 22 classes, each followed by those under it."""
    return list(_topics().values())


@cache
def _categories() -> dict[str, Category]:
    found: dict[str, Category] = {}
    for entry in _data("categories.toml")["categories"]:
        given = dict(entry)
        made = Category(since=given.pop("from"), organs=tuple(given.pop("organs", ())), **given)
        if made.key in found or (made.under and made.under not in found):
            raise ValueError(f"categories.toml: {made.key} stands twice, or under what does not precede it")
        found[made.key] = made
    return found


@cache
def _topics() -> dict[str, Topic]:
    found: dict[str, Topic] = {}
    for entry in _data("topics.toml")["topics"]:
        found[entry["code"]] = Topic(entry["code"], entry["name"])
        for place, name in enumerate(entry["under"], 1):
            code = f"{entry['code']}-{place:02}"
            found[code] = Topic(code, name, entry["code"])
    return found


def _data(name: str) -> dict[str, Any]:
    return tomllib.loads(files("gongkai.service.catalogue").joinpath(f"data/{name}").read_text("utf-8"))
