"""The characters of a PDF page and the lines they stand in.

Of a page's characters those that a reader sees as its text: not a watermark set askew, not white
letters on white paper, and bold that was made by printing twice only once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from gongkai.report.model import UnreadableReport
from gongkai.report.read import limits

PALE = 0.9  # a stroke lighter than this is not seen
GAP = 0.35  # of a character's height: a space
WIDE_GAP = 1.8  # of a character's height: the next column
TOUCHING = 0.1  # of a character's height: nearer digits are one number
SMALLER = 0.92  # of the height of the character before it: a raised mark is smaller
RAISED = 0.15  # of a character's height: so far above the line stands a mark
PLAIN_COLORS = ("DeviceGray", "DeviceRGB", "DeviceCMYK", "CalGray", "CalRGB", "ICCBased")
DARK_AREAS = 2_000  # a page with more is not looked at so closely: its white letters are read
ASKEW = 0.17  # tangent of 10 degrees: a page may be scanned a little askew, not that much


@dataclass(frozen=True, slots=True)
class Char:
    """A character of a page and the box it is drawn in, in points from the upper left corner."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    turned: int  # 0 upright; 1 reads upwards; -1 reads downwards
    base: float = 0.0  # where its base line is, from the top
    font: str = ""

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def centre(self) -> float:
        return (self.x0 + self.x1) / 2


def characters(page: Any) -> list[Char]:
    """Return the characters of a page, each once: some programs print bold by printing twice."""
    if len(page.chars) > limits.PDF_CHARACTERS:
        raise UnreadableReport(f"PDF第{page.page_number}页的内容过多，不像年度报告。请只提供报告正文。")
    seen: dict[tuple[str, int, int], list[Char]] = {}
    found = []
    dark = _dark(page)
    for raw in page.chars:
        text = raw["text"]
        if text.startswith("(cid:"):
            text = "\ufffd"
        if not text.strip() or text == "\x00":
            continue
        along, up = raw["matrix"][:2]
        if min(abs(along), abs(up)) > ASKEW * max(abs(along), abs(up)):
            continue
        turned = 0 if abs(along) >= abs(up) else (1 if up > 0 else -1)
        base = page.height - raw["matrix"][5]
        char = Char(text, raw["x0"], raw["x1"], raw["top"], raw["bottom"], turned, base, raw["fontname"])
        if (
            raw.get("ncs") in PLAIN_COLORS
            and pale(raw["non_stroking_color"])
            and not any(
                x0 <= char.centre <= x1 and top <= char.middle <= bottom for x0, x1, top, bottom in dark
            )
        ):
            continue
        key = (int(char.x0 // 4), int(char.top // 4))
        near = (
            other
            for dx in (-1, 0, 1)
            for dy in (-1, 0, 1)
            for other in seen.get((text, key[0] + dx, key[1] + dy), ())
        )
        if any(
            abs(other.x0 - char.x0) < 0.25 * max(1.0, char.x1 - char.x0)
            and abs(other.top - char.top) < 0.25 * char.height
            for other in near
        ):
            continue
        seen.setdefault((text, *key), []).append(char)
        found.append(char)
    return found


def _dark(page: Any) -> list[tuple[float, float, float, float]]:
    """Return the areas on which white letters are seen."""
    filled = [
        (shape["x0"], shape["x1"], shape["top"], shape["bottom"])
        for shape in (*page.rects, *page.curves)
        if shape["fill"] and not pale(shape.get("non_stroking_color"))
    ]
    if len(filled) > DARK_AREAS:
        return [(float("-inf"), float("inf"), float("-inf"), float("inf"))]
    return filled + [(image["x0"], image["x1"], image["top"], image["bottom"]) for image in page.images]


def pale(color: Any) -> bool:
    """Whether a colour is (nearly) the paper's white."""
    given = color if isinstance(color, list | tuple) else (color,)
    values = [float(value) for value in given if isinstance(value, int | float)]
    if not values or len(values) < len(given):
        return False
    if len(values) == 4:  # ink: cyan, magenta, yellow, black
        return max(values) < 1 - PALE
    return min(values) > PALE


def upright(char: Char) -> Char:
    """Return a turned character as it stands when the page is turned to read it."""
    if char.turned > 0:  # upwards: further up is further right
        return Char(char.text, -char.bottom, -char.top, char.x0, char.x1, 0)
    return Char(char.text, char.top, char.bottom, -char.x1, -char.x0, 0)


def lines_of(chars: Iterable[Char]) -> list[list[Char]]:
    """Group characters into lines, top to bottom, each from left to right."""
    lines: list[list[Char]] = []
    middle = height = 0.0
    for char in sorted(chars, key=lambda c: c.middle):
        if lines and char.middle - middle < 0.5 * max(min(height, char.height), 1.0):
            lines[-1].append(char)
        else:
            lines.append([char])
            middle, height = char.middle, char.height
    for line in lines:
        line.sort(key=lambda c: c.x0)
    return _with_marks(lines)


def _with_marks(lines: list[list[Char]]) -> list[list[Char]]:
    """Put small digits that were raised out of their line back into it."""
    found: list[list[Char]] = []
    for line in reversed(lines):
        below = found[-1] if found else []
        at = next((n for n, char in enumerate(below, 1) if _is_mark(line[0], char)), None)
        if at is not None and len(line) < 3 and all(char.text.isdigit() for char in line):
            below[at:at] = line
        else:
            found.append(line)
    return found[::-1]


def _is_mark(char: Char, before: Char) -> bool:
    """Whether a digit is a raised mark beside the character before it."""
    lift = RAISED * before.height
    return (
        char.text.isdigit()
        and char.height < SMALLER * before.height
        and -TOUCHING * before.height < char.x0 - before.x1 < GAP * before.height
        and before.top - before.height / 2 < char.middle < before.bottom
        and (
            before.base - char.base > lift
            or (char.font == before.font and before.bottom - char.bottom > lift)
        )
    )


def joined(line: list[Char]) -> str:
    """Return the text of a line: a space for a gap, a tab for a wide one, raised marks in brackets."""
    height = max(char.height for char in line)
    parts: list[str] = []
    before: Char | None = None
    full: Char | None = None  # the last character that stood on the line
    raised = False
    for char in line:
        gap = 0.0 if before is None else char.x0 - before.x1
        is_raised = full is not None and (
            _is_mark(char, full) or (raised and gap < GAP * height and _is_as_high(char, before))
        )
        if is_raised != raised:
            parts.append("[" if is_raised else "]")
            raised = is_raised
        if gap > WIDE_GAP * height:
            parts.append("\t")
        elif gap > GAP * height:
            parts.append(" ")
        parts.append(char.text)
        before = char
        full = full if is_raised else char
    return "".join(parts) + ("]" if raised else "")


def _is_as_high(char: Char, before: Char | None) -> bool:
    return (
        before is not None and char.text.isdigit() and abs(char.bottom - before.bottom) < 0.05 * char.height
    )


def words_of(line: list[Char], most: float = WIDE_GAP) -> list[tuple[str, float, float]]:
    """Return what stands between gaps wider than `most` heights, with its left and right end."""
    height = max(char.height for char in line)
    words: list[list[Char]] = []
    for char in line:
        if words and char.x0 - words[-1][-1].x1 <= most * height:
            words[-1].append(char)
        else:
            words.append([char])
    return [(joined(word), word[0].x0, word[-1].x1) for word in words]
