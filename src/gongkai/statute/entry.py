"""A table of a data file that knows its place and refuses keys nobody asked for.

A misspelt key in the data of the law must not be silently ignored, so every key is taken by
name and type, and `done` refuses what is left.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from gongkai.statute.errors import UnsoundLaw

DATA = Path(__file__).parent / "data"  # the law as stored in the package

KINDS = {str: "文字", int: "整数", date: "日期", list: "列表", dict: "表"}


def toml(file: Path) -> Entry:
    """Return the content of a TOML file as an entry named after it; UnsoundLaw if it is none."""
    import tomllib  # only where a file is read: importing the law must be quick

    try:
        return Entry(tomllib.loads(file.read_text("utf-8")), file.name)
    except FileNotFoundError:
        raise UnsoundLaw(f"没有文件{file.name}。") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise UnsoundLaw(f"{file.name}：不是有效的TOML文件{_place(fault)}。") from fault


def _place(fault: ValueError) -> str:
    """Where the reader stopped, in Chinese; the reader's own words are English."""
    if isinstance(fault, UnicodeDecodeError):
        return "，请另存为UTF-8编码"
    if found := re.search(r"line (\d+), column (\d+)", str(fault)):
        return f"，第{found[1]}行第{found[2]}列附近有误"
    return "，文件末尾不完整"


class Entry:
    """One table of a data file; each key is taken once, by its type."""

    def __init__(self, data: Mapping[str, Any], where: str) -> None:
        self._left = dict(data)
        self.where = where

    def __contains__(self, key: str) -> bool:
        return key in self._left

    def _take(self, key: str, kind: type, *default: Any) -> Any:
        if key not in self._left:
            if default:
                return default[0]
            raise UnsoundLaw(f"{self.where}：缺少“{key}”。")
        value = self._left.pop(key)
        wrong = (kind is int and isinstance(value, bool)) or (kind is date and isinstance(value, datetime))
        if not isinstance(value, kind) or wrong:
            raise UnsoundLaw(f"{self.where}：“{key}”应为{KINDS[kind]}，实为{value!r}。")
        return value

    def text(self, key: str, *default: str) -> str:
        """Take a text."""
        return str(self._take(key, str, *default))

    def number(self, key: str, *default: int) -> int:
        """Take a whole number."""
        return int(self._take(key, int, *default))

    def optional_number(self, key: str) -> int | None:
        """Take a whole number, None if the key is absent."""
        return self.number(key) if key in self._left else None

    def day(self, key: str) -> date:
        """Take a day."""
        value: date = self._take(key, date)
        return value

    def optional_day(self, key: str) -> date | None:
        """Take a day, None if the key is absent."""
        return self.day(key) if key in self._left else None

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts, empty if the key is absent."""
        return tuple(self._all(key, str))

    def days(self, key: str) -> tuple[date, ...]:
        """Return a list of days, empty if the key is absent."""
        return tuple(self._all(key, date))

    def _all(self, key: str, kind: type) -> list[Any]:
        values: list[Any] = self._take(key, list, [])
        if not all(isinstance(value, kind) for value in values):
            raise UnsoundLaw(f"{self.where}：“{key}”应为一列{KINDS[kind]}。")
        return values

    def entry(self, key: str) -> Entry:
        """Take a table."""
        return Entry(self._take(key, dict), f"{self.where}·{key}")

    def entries(self, key: str) -> list[Entry]:
        """Return a list of tables, empty if the key is absent."""
        return [Entry(item, f"{self.where}·{key}第{n}项") for n, item in enumerate(self._all(key, dict), 1)]

    def keys(self) -> tuple[str, ...]:
        """Return the keys nobody has taken yet (for tables whose keys are names)."""
        return tuple(self._left)

    def done(self) -> None:
        """Refuse keys that nobody asked for: a misspelt key must not be silently ignored."""
        if self._left:
            raise UnsoundLaw(f"{self.where}：不认识的键：{'、'.join(self._left)}。")
