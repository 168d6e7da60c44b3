"""The words of a form as a reader meets them: normal spelling, and how alike two labels are."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache, wraps
from importlib.resources import files
from typing import TypeVar

from rapidfuzz import fuzz

Found = TypeVar("Found")
LABEL = 80  # characters; the form's longest label has 37

# Full-width ASCII and the many brackets, dashes and blanks of government pages, one to one so that
# offsets survive. NFKC is not used: it would turn ① into 1, and a label into a number.
_NORMAL = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_NORMAL |= dict.fromkeys("\u3000\u00a0\u2002\u2003\u2009\u202f\t\r\n\x0b\x0c", " ")
_NORMAL |= dict.fromkeys("〔﹝【［", "(") | dict.fromkeys("〕﹞】］", ")")
_NORMAL |= dict.fromkeys("﹢＋", "+") | dict.fromkeys("−－﹣‐‑", "-")
_NORMAL |= dict.fromkeys("\u200b\u200c\u200d\ufeff\u00ad", "")
# PDF text layers print 一 as the radical ⼀.
_NORMAL |= {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
_ABNORMAL = re.compile(f"[{re.escape(''.join(_NORMAL))}]")  # four times as fast as str.translate
_CJK = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
# White space that touches a character other than a Latin letter, a digit or a sign says nothing;
# between digits it may be the boundary of a cell, so it stays.
_IDLE = re.compile(rf"(?<=[{_CJK}（）()“”、。，,；;：:|])\s+|\s+(?=[{_CJK}（）()“”、。，,；;：:|])")
_SPACES = re.compile(r"\s+")
_NOT_CJK = re.compile(rf"[^{_CJK}]+")
_ASIDE = re.compile(r"\([^()]*\)")
_ENUMERATOR = re.compile(r"\([一二三四五六七八九十]{1,2}\)|(?:^|(?<=\)))[一二三四五六七八九十]{1,2}、")


def of_labels(work: Callable[[str], Found]) -> Callable[[str], Found]:
    """Let a function of text remember what it found for short ones: reports share the form's labels."""
    remembered = lru_cache(4096)(work)

    @wraps(work)
    def recalled(text: str) -> Found:
        return remembered(text) if len(text) <= LABEL else work(text)

    return recalled


@of_labels
def normal(text: str) -> str:
    """Return the text in normal spelling: half-width, idle white space removed, digits' spaces kept."""
    text = _ABNORMAL.sub(lambda found: _NORMAL[found[0]], text)
    if " " in text:
        text = _SPACES.sub(" ", text).strip()
        if " " in text:
            text = _IDLE.sub("", text)
    return text


@of_labels
def core(label: str) -> str:
    """Return what tells labels apart: their Chinese characters, without enumerators like （一） or 二、."""
    return _NOT_CJK.sub("", _ENUMERATOR.sub("", label))


def without_asides(label: str) -> str:
    """Return a normal label without what stands in brackets, but with its enumerators.

    「规章(设区的市人民政府应提供)」 is 「规章」; 「(四)无法提供」 stays.
    """
    return _ASIDE.sub(lambda m: m[0] if _ENUMERATOR.fullmatch(m[0]) else "", label)


@cache
def _words() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(files(__package__).joinpath("wording.toml").read_text("utf-8"))


def editions_words() -> dict[str, tuple[str, ...]]:
    """Return, by edition, the words of table heads that only this edition prints."""
    return {key: tuple(words) for key, words in _words()["editions"].items()}


@cache
def cores_of(code: str, label: str) -> tuple[str, ...]:
    """Return the cores by which a row is recognised: its label's and those met in its place."""
    spellings = [label, without_asides(normal(label)), *_words()["rows"].get(code, [])]
    return tuple(dict.fromkeys(core(normal(spelling)) for spelling in spellings))


def likeness(found: str, wanted: str) -> float:
    """Say how much the end of `found` looks like `wanted` (both cores), from 0 to 1.

    What stands before a row's own label (its group, a heading, the end of a wrapped label) does
    not count; what stands after it does, a little.
    """
    if not found or not wanted:
        return 0.0
    if found.endswith(wanted):
        return 1.0
    tail = found[-(len(wanted) + 12) :]
    whole = fuzz.ratio(tail[-len(wanted) :], wanted) / 100
    if len(found) < len(wanted):  # a label that was cut, at its end or at its beginning
        whole = max(whole, fuzz.ratio(found, wanted) / 100)
    part = fuzz.partial_ratio_alignment(wanted, tail)
    if part is None or len(tail) < len(wanted):
        return whole
    behind = len(tail) - part.dest_end
    # A short label is easily found inside another text: 「行政许可见附件」 is not 行政许可.
    return max(whole, part.score / 100 - (0.06 if len(wanted) > 6 else 0.2) * behind)
