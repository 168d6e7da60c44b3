"""The articles of the Regulations in our own words, and what in this software applies each of them.

The words stand in `data/articles.toml`. What applies an article is generated from docstrings, data
and tests into `data/applied.json` (see `tests/law_pages.py`), and checked to be current.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache

from gongkai.statute.citation import numeral
from gongkai.statute.entry import DATA, toml
from gongkai.statute.errors import NoRule

_DIGITS = {digit: n for n, digit in enumerate("零一二三四五六七八九")}


@dataclass(frozen=True)
class Applied:
    """What applies an article: dated rules, functions, and tests by the sentences of their names."""

    rules: tuple[str, ...]
    functions: tuple[str, ...]
    tests: tuple[str, ...]


@dataclass(frozen=True)
class Article:
    """One article: its number, what it is about, and its rule in our words."""

    number: int
    title: str
    words: str

    @property
    def name(self) -> str:
        """第三十三条"""
        return f"第{numeral(self.number)}条"

    @property
    def applied(self) -> Applied:
        """What applies this article, as last generated."""
        found = _applied().get(str(self.number), {})
        return Applied(*(tuple(found.get(key, ())) for key in ("rules", "functions", "tests")))


@cache
def articles() -> dict[int, Article]:
    """Return the fifty-six articles by number."""
    file = toml(DATA / "articles.toml")
    found = {}
    for entry in file.entries("articles"):
        article = Article(entry.number("number"), entry.text("title"), entry.text("words"))
        entry.done()
        found[article.number] = article
    file.done()
    return found


@cache
def _applied() -> dict[str, dict[str, list[str]]]:
    data: dict[str, dict[str, list[str]]] = json.loads((DATA / "applied.json").read_text("utf-8"))
    return data


def article(name: str) -> Article:
    """Return an article by 33, 第33条, 条例33(3) or 第三十三条第三款; NoRule if there is none such."""
    number = _number(name.strip())
    found = articles().get(number) if number is not None else None
    if found is None:
        raise NoRule(
            f"《政府信息公开条例》没有“{name}”；请写条号，如33、第三十三条（共{len(articles())}条）。"
        )
    return found


def _number(name: str) -> int | None:
    match = re.match(r"(?:条例)?第?(\d{1,3})(?:条|\(|$)", name)
    if match:
        return int(match[1])
    match = re.match(r"(?:条例)?第?([一二三四五六七八九十]{1,3})(?:条|$)", name)
    if match is None:
        return None
    tens, ten, ones = match[1].rpartition("十")
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(ones, 0)
