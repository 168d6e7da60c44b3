"""The numbers that Word counts itself: 一、二、三、 before a heading, 1. 2. 3. before a row's label."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

_DIGITS = "〇一二三四五六七八九"
_CHINESE = (
    *("chineseCounting", "chineseCountingThousand", "japaneseCounting", "ideographDigital"),
    *("taiwaneseCounting", "taiwaneseCountingThousand", "japaneseDigitalTenThousand", "taiwaneseDigital"),
)


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    format: str
    text: str


class Numbering:
    """Counts the numbered paragraphs of one document, in reading order."""

    def __init__(self, w: str, numbers: Any | None, styles: Any | None) -> None:
        self._w = w
        self._levels: dict[str, dict[int, _Level]] = {}
        self._list_of: dict[str, str] = {}  # numId → abstractNumId: lists that share it count on
        self._counts: dict[str, dict[int, int]] = {}
        self._of_style: dict[str, tuple[str, int]] = {}
        if numbers is not None:
            self._read(numbers)
        if styles is not None:
            for style in styles.iter(f"{w}style"):
                properties = style.find(f"{w}pPr/{w}numPr")
                if properties is not None and (found := self._reference(properties)) is not None:
                    self._of_style[style.get(f"{w}styleId", "")] = found

    def label(self, paragraph: Any) -> str:
        """Return the number that Word prints before a paragraph, "" for none, and count it."""
        w = self._w
        found = None
        properties = paragraph.find(f"{w}pPr/{w}numPr")
        if properties is not None:
            found = self._reference(properties)
        elif (style := paragraph.find(f"{w}pPr/{w}pStyle")) is not None:
            found = self._of_style.get(style.get(f"{w}val", ""))
        if found is None:
            return ""
        number, depth = found
        shared = self._list_of.get(number, "")
        levels = self._levels.get(number) or self._levels.get(f"abstract {shared}") or {}
        level = levels.get(depth)
        if level is None:
            return ""
        counts = self._counts.setdefault(number if number in self._levels else f"abstract {shared}", {})
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [key for key in counts if key > depth]:
            del counts[deeper]

        def shown(match: re.Match[str]) -> str:
            at = int(match.group(1)) - 1
            other = levels.get(at, level)
            return _shown(counts.get(at, other.start), other.format)

        return "" if level.format in ("bullet", "none") else re.sub(r"%([1-9])", shown, level.text)

    def _reference(self, properties: Any) -> tuple[str, int] | None:
        number = properties.find(f"{self._w}numId")
        depth = properties.find(f"{self._w}ilvl")
        value = "" if number is None else number.get(f"{self._w}val", "")
        if value in ("", "0"):
            return None
        return value, _integer("" if depth is None else depth.get(f"{self._w}val", ""), 0)

    def _read(self, root: Any) -> None:
        w = self._w
        for abstract in root.iter(f"{w}abstractNum"):
            self._levels[f"abstract {abstract.get(f'{w}abstractNumId')}"] = self._levels_of(abstract)
        for number in root.iter(f"{w}num"):
            key = number.get(f"{w}numId", "")
            shared = number.find(f"{w}abstractNumId")
            self._list_of[key] = "" if shared is None else shared.get(f"{w}val", "")
            overrides = list(number.iter(f"{w}lvlOverride"))
            if overrides:  # a list of its own, that starts again
                levels = dict(self._levels.get(f"abstract {self._list_of[key]}", {}))
                for override in overrides:
                    levels.update(self._levels_of(override))
                    depth = _integer(override.get(f"{w}ilvl", ""), 0)
                    start = override.find(f"{w}startOverride")
                    if start is not None and depth in levels:
                        old = levels[depth]
                        levels[depth] = _Level(_integer(start.get(f"{w}val", ""), 1), old.format, old.text)
                self._levels[key] = levels

    def _levels_of(self, element: Any) -> dict[int, _Level]:
        found = {}
        for level in element.iter(f"{self._w}lvl"):
            start, form, text = (
                "" if (child := level.find(f"{self._w}{name}")) is None else child.get(f"{self._w}val", "")
                for name in ("start", "numFmt", "lvlText")
            )
            depth = _integer(level.get(f"{self._w}ilvl", ""), 0)
            found[depth] = _Level(_integer(start, 1), form or "decimal", text)
        return found


def _integer(text: str, default: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else default


def _shown(number: int, form: str) -> str:
    if form in _CHINESE:
        return _chinese(number)
    if form in ("decimalEnclosedCircle", "decimalEnclosedCircleChinese") and 1 <= number <= 20:
        return chr(0x2460 + number - 1)
    if form in ("lowerLetter", "upperLetter") and 1 <= number <= 26:
        return chr((97 if form == "lowerLetter" else 65) + number - 1)
    return str(number)


def _chinese(number: int) -> str:
    if number < 10:
        return _DIGITS[max(number, 0)]
    if number < 100:
        tens, ones = divmod(number, 10)
        return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")
    return "".join(_DIGITS[int(digit)] for digit in str(number))
