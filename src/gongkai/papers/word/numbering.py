"""The numbers that Word and WPS count themselves: 一、（一）1. before a heading or an item.

They stand nowhere in the text of the file; who leaves them out publishes a document without its numbers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from gongkai.papers.office import attribute, is_on, local

BULLET = "\u2022"

_DIGITS = "〇一二三四五六七八九"
_FORMAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_COUNTED = (
    *("chineseCounting", "chineseCountingThousand", "japaneseCounting", "japaneseDigitalTenThousand"),
    *("taiwaneseCounting", "taiwaneseCountingThousand"),
)
_SPELLED = ("ideographDigital", "taiwaneseDigital")  # 一〇, not 十
_CIRCLED = ("decimalEnclosedCircle", "decimalEnclosedCircleChinese")
_WIDE = ("decimalFullWidth", "decimalFullWidth2")


@dataclass(frozen=True, slots=True)
class Level:
    """A level of a list: where it starts, how its number looks, what follows it."""

    start: int = 1
    format: str = "decimal"
    text: str = ""
    suffix: str = "tab"
    is_legal: bool = False  # all numbers in western digits, whatever their own format
    restarts: int | None = None  # after which level it begins again; None: after any higher one


class Numbering:
    """Counts the numbered paragraphs of one document, in reading order."""

    def __init__(self, numbers: Any | None) -> None:
        """Read the part that holds the lists, None where a document has none."""
        self._abstract: dict[str, dict[int, Level]] = {}
        self._own: dict[str, dict[int, Level]] = {}  # lists that differ from what they are based on
        self._based: dict[str, str] = {}
        self._counts: dict[str, dict[int, int]] = {}
        if numbers is not None:
            self._read(numbers)

    def label(self, number: str, depth: int) -> str:
        """Return the number that is printed before a paragraph of a list, and count it.

        "" for a level that prints none, `BULLET` for one that prints a mark.
        """
        based = self._based.get(number, "")
        levels = self._own.get(number) or self._abstract.get(based) or {}
        level = levels.get(depth)
        if level is None:
            return ""
        counts = self._counts.setdefault(number if number in self._own else f"abstract {based}", {})
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [key for key in counts if key > depth]:
            after = levels.get(deeper, level).restarts
            if after is None or (after and depth < after):
                del counts[deeper]
        if level.format == "bullet":
            return BULLET
        if level.format == "none" and "%" in level.text:
            return ""

        def shown(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            other = levels.get(at, level)
            return number_shown(counts.get(at, other.start), "decimal" if level.is_legal else other.format)

        text = re.sub(r"%([1-9])", shown, level.text)
        return text + " " if level.suffix == "space" and text.isascii() else text

    def _read(self, root: Any) -> None:
        links: dict[str, str] = {}
        styles: dict[str, str] = {}
        for element in root:
            if local(element) == "abstractNum":
                key = attribute(element, "abstractNumId") or ""
                self._abstract[key] = levels_of(element)
                for child in element:
                    if local(child) == "styleLink":
                        styles[attribute(child, "val") or ""] = key
                    elif local(child) == "numStyleLink":
                        links[key] = attribute(child, "val") or ""
        for key, style in links.items():  # a list that is written down under the name of a style
            if style in styles and not self._abstract[key]:
                self._abstract[key] = self._abstract[styles[style]]
        for element in root:
            if local(element) == "num":
                self._read_list(element)

    def _read_list(self, element: Any) -> None:
        key = attribute(element, "numId") or ""
        overrides = []
        for child in element:
            if local(child) == "abstractNumId":
                self._based[key] = attribute(child, "val") or ""
            elif local(child) == "lvlOverride":
                overrides.append(child)
        if not overrides:
            return
        levels = dict(self._abstract.get(self._based.get(key, ""), {}))
        for override in overrides:
            levels.update(levels_of(override))
            depth = integer(attribute(override, "ilvl"), 0)
            for child in override:
                if local(child) == "startOverride" and depth in levels:
                    levels[depth] = replace(levels[depth], start=integer(attribute(child, "val"), 1))
        self._own[key] = levels


def levels_of(element: Any) -> dict[int, Level]:
    """Return the levels that a list, or its override, describes."""
    found = {}
    for level in element:
        if local(level) != "lvl":
            continue
        said = {local(child): child for child in level.iter()}
        values = {name: attribute(child, "val") or "" for name, child in said.items()}
        found[integer(attribute(level, "ilvl"), 0)] = Level(
            start=integer(values.get("start"), 1),
            format=_format(said.get("numFmt")),
            text=values.get("lvlText", ""),
            suffix=values.get("suff") or "tab",
            is_legal=is_on(said.get("isLgl")),
            restarts=integer(values["lvlRestart"], 0) if "lvlRestart" in values else None,
        )
    return found


def _format(element: Any | None) -> str:
    if element is None:
        return "decimal"
    named = attribute(element, "val") or "decimal"
    if named == "custom" and (shape := attribute(element, "format") or "").startswith("0"):
        return "decimalZero" if shape.startswith("01") else "decimal"
    return named


def integer(text: str | None, default: int) -> int:
    """Return a small whole number of an attribute, the default for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 7 else default


def number_shown(number: int, form: str) -> str:
    """Return a number as a format of Word prints it; a format not known here prints western digits."""
    if form in _COUNTED:
        return _chinese(number)
    if form in _SPELLED:
        return "".join(_DIGITS[int(digit)] for digit in str(number))
    if form == "chineseLegalSimplified":
        return _chinese(number).translate(str.maketrans(_DIGITS + "十百千", _FORMAL + "拾佰仟"))
    if form in _CIRCLED and 1 <= number <= 20:
        return chr(0x2460 + number - 1)
    if form == "ideographEnclosedCircle" and 1 <= number <= 10:
        return chr(0x3280 + number - 1)
    if form in _WIDE:
        return str(number).translate({ord(digit): 0xFF10 + int(digit) for digit in "0123456789"})
    if form == "decimalZero":
        return f"{number:02}"
    if form in ("lowerLetter", "upperLetter") and number >= 1:
        letter = chr((97 if form == "lowerLetter" else 65) + (number - 1) % 26)
        return letter * ((number - 1) // 26 + 1)
    if form in ("lowerRoman", "upperRoman") and 1 <= number < 4000:
        return _roman(number).lower() if form == "lowerRoman" else _roman(number)
    if form == "ideographTraditional" and 1 <= number <= 10:
        return _STEMS[number - 1]
    if form == "ideographZodiac" and 1 <= number <= 12:
        return _BRANCHES[number - 1]
    return str(number)


def _chinese(number: int) -> str:
    if not 0 < number < 10_000:
        return "".join(_DIGITS[int(digit)] for digit in str(number))
    words, gap = "", False
    for place, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // place % 10
        if digit:
            words += ("零" if gap else "") + _DIGITS[digit] + unit
            gap = False
        else:
            gap = bool(words)
    return words[1:] if 10 <= number < 20 else words


def _roman(number: int) -> str:
    values = (
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
    )
    words = ""
    for value, letters in (*values, (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        words += letters * (number // value)
        number %= value
    return words
