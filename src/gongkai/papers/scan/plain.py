"""Text made plain for looking through it, character for character; and excerpts that give nothing away."""

from __future__ import annotations

import re
import unicodedata

_STARS = "☆⭐✩✪✫✬✭✮✯✰✶✷✸✹٭⋆🌟"
_INVISIBLE = "\u00ad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\ufeff"
_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2212\ufe63"
HIDDEN_SPACE = "\u200b"

_TABLE: dict[int, str] = {
    **{ord(c): "★" for c in _STARS},
    **{ord(c): HIDDEN_SPACE for c in _INVISIBLE},
    **{ord(c): " " for c in _SPACES},
    **{ord(c): "-" for c in _DASHES},
    **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code) != "，"},
    **{ord(c): "*" for c in "＊∗✱✲"},
    ord("Χ"): "X",  # Greek and Cyrillic letters that look the same
    ord("Х"): "X",
    ord("ⅹ"): "X",
    ord("Ⅹ"): "X",
    ord("×"): "X",
}
_OTHER_DIGITS = re.compile(r"[^\x00-\x7f]")


def plain(text: str) -> str:
    """Return a text of the same length in which full-width signs are plain, and look-alikes are alike."""
    text = text.translate(_TABLE)
    if text.isascii():
        return text
    return _OTHER_DIGITS.sub(lambda m: _digit(m.group()), text)


def seen(text: str) -> str:
    """Return a text without the signs that take no place: they cut words apart for a search."""
    return "".join(char for char in text if char.translate(_TABLE) != HIDDEN_SPACE)


def _digit(char: str) -> str:
    """Return a digit of any script (𝟏, ٣) as 0 to 9, any other character, ① and ² too, as it is."""
    value = unicodedata.decimal(char, None)
    return char if value is None else str(value)


def clip(text: str, start: int = 0, end: int | None = None, around: int = 12) -> str:
    """Return the surroundings of a find as one line, every longer number in it masked."""
    end = len(text) if end is None else end
    left, right = max(0, start - around), min(len(text), max(end, start) + around, start + 60)
    flat = plain(text)
    while left < start and flat[left].isdigit():  # not half of another number
        left += 1
    while right > end and flat[right - 1].isdigit():
        right -= 1
    pieces = (text[left:start], text[start : min(end, right)], text[min(end, right) : right])
    words = "".join(masked(piece) for piece in pieces)
    words = " ".join(seen(words).split())
    return f"{'…' if left else ''}{words}{'…' if right < len(text) else ''}"


_NUMBER = re.compile(rf"[0-9](?:[ \-·•・._/\n{HIDDEN_SPACE}]{{0,3}}[0-9]){{6,}}[Xx]?")


def masked(text: str) -> str:
    """Return a text whose numbers of seven digits and more are covered by stars, however they are written."""

    def cover(found: re.Match[str]) -> str:
        return mask(text[found.start() : found.end()])

    out, last = [], 0
    for found in _NUMBER.finditer(plain(text)):
        out += [text[last : found.start()], cover(found)]
        last = found.end()
    return "".join([*out, text[last:]])


def mask(number: str) -> str:
    """Return a number with its middle covered: 110***********0012, 6222***********0017, 138****8000.

    At most seven characters stay: three before and four after; of a shorter number fewer.
    """
    digits = re.sub(r"[^0-9A-Za-z]", "", plain(number))
    if len(digits) >= 16 and len(digits) != 18:
        return f"{digits[:4]}{'*' * (len(digits) - 8)}{digits[-4:]}"
    if len(digits) >= 11:
        return f"{digits[:3]}{'*' * (len(digits) - 7)}{digits[-4:]}"
    return f"{digits[:2]}{'*' * max(1, len(digits) - 4)}{digits[-2:]}"
