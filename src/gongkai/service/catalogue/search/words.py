"""A text as the words the index holds.

Chinese is kept as all its pairs of neighbouring characters (`政府 府信 信息 息公 公开`), letters and digits
as runs. So the index needs no dictionary: whatever stands in a text is found, however a segmenter would
have cut it there or in the query, and a new name needs no new index. The dictionary serves the query
alone (`asked.py`). Measured against an index of segmented words: docs/decisions/0020-search-by-pairs.md.

A character is folded one to one (full-width, capitals, compatibility forms and radicals, traditional to
simplified), never in number, so that a place in the folded text is the same place in the text. Of characters
alone the simplified form is decided (發 and 髮 are both 发), so text and query cannot come apart.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from array import array
from collections.abc import Iterator, Sequence, Set
from functools import cache
from itertools import pairwise
from operator import add
from typing import Any, NamedTuple

VERSION = 3  # of what is kept: another number asks for `gongkai search rebuild`

LONGEST_RUN = 40  # characters of a run of letters or digits that are looked at
STRETCH = 50_000  # characters of a long text that are cut at a time
MOST_BYTES = 900_000  # a tsvector has at most 1,048,575; the same for both databases

# Signs of our own, from the private use area: no text has them, for `clean` takes them out.
HEAD = "\ue000"  # before what stands in title, number, issuer and the like
FACET = "\ue001"
JOINT = "\ue002"  # between two runs of letters or digits that follow each other

_FIRST_HAN = "\u2e80"
_HAN = (
    r"\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff"
    r"\U00020000-\U0003fffd"
)
_CLEAR = r"\s〔〕\[\]【】()"
_PARTS = re.compile(
    rf"(?P<han>[{_HAN}]+)|(?P<digits>\d+)|(?P<letters>[^\W\d_{_HAN}]+)"
    rf"|(?P<clear>[{_CLEAR}]+)|(?P<other>[^\w{_CLEAR}{_HAN}]+|_)"
)
_RUN_OF_HAN = re.compile(rf"[{_HAN}]+")
_UNWANTED = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060\ufeff\ud800-\udfff\ue000-\uf8ff]"
)


class _Folds(dict[int, str | int]):
    """The folded form of each character; what was asked for once is remembered."""

    def __missing__(self, code: int) -> str | int:
        character = chr(code)
        folded = unicodedata.normalize("NFKC", character).casefold()
        if len(folded) == 1 and folded >= _FIRST_HAN and not "\ud800" <= folded <= "\udfff":
            table = _to_simplified()
            simplified = table.convert(table.convert(folded))  # 薴 is 苧, and that 苎
            folded = simplified if len(simplified) == 1 else folded
        self[code] = found = folded if len(folded) == 1 else code
        return found


@cache
def _to_simplified() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")


def preload() -> None:
    """Load the table of traditional characters now: for a server, before its workers part."""
    _to_simplified()


_folds = _Folds()


# For cutting, a character is a word's and folded, or stands for all that break a stretch, or that do not.
_BREAK, _GAP = "\0", " "
_RUN_OF_OTHERS = re.compile(rf"[^\0 {_HAN}][^\0{_HAN}]*")


class _Marks(dict[int, str]):
    def __missing__(self, code: int) -> str:
        folded = fold(chr(code))
        found = _PARTS.match(folded)
        kind = found.lastgroup if found else None
        self[code] = mark = {"other": _BREAK, "clear": _GAP}.get(kind or "", folded)
        return mark


_marks = _Marks()


def clean(text: str) -> str:
    """Return a text without what no database keeps and no reader sees: NUL, surrogates, invisible signs."""
    return _UNWANTED.sub("", text)


def fold(text: str) -> str:
    """Return the text in the form in which it is compared, of the same length."""
    return text.translate(_folds)


def parts(folded: str) -> Iterator[list[str]]:
    """Yield the stretches of a folded text without a break, each as a list of atoms.

    An atom is one Chinese character or one run of letters or digits. Blanks and brackets break nothing
    (a PDF breaks lines inside words; 〔2025〕 stands inside a number); every other sign does.
    """
    stretch: list[str] = []
    for found in _PARTS.finditer(folded):
        kind = found.lastgroup
        if kind == "han":
            stretch.extend(found[0])
        elif kind == "other":
            if stretch:
                yield stretch
                stretch = []
        elif kind != "clear":
            stretch.append(found[0][:LONGEST_RUN])
    if stretch:
        yield stretch


def pairs(atoms: Sequence[str]) -> Iterator[str]:
    """Yield the words of one stretch: neighbours in pairs."""
    for first, second in pairwise(atoms):
        yield _pair(first, second)


def _pair(first: str, second: str) -> str:
    return f"{first}{JOINT}{second}" if first[-1] < _FIRST_HAN and second[0] < _FIRST_HAN else first + second


class Words(NamedTuple):
    """The words of a text: pairs of Chinese characters as numbers (`number_of`), and all others.

    `head` are the pairs that stand in the head, for they are kept a second time under its sign.
    """

    pairs: set[int]
    others: set[str]
    head: Set[int] = frozenset()

    def texts(self) -> list[str]:
        """Return all of them as they stand in a text."""
        return [*self.others, *_texts(self.pairs), *map(HEAD.__add__, _texts(self.head))]


def _texts(pairs: Set[int]) -> Iterator[str]:
    found = array("Q", pairs)
    if sys.byteorder == "little":
        found.byteswap()
    text = found.tobytes().decode("utf-32-be")
    return map(add, text[::2], text[1::2])


def number_of(first: str, second: str) -> int:
    """Return a word of two characters as a number: 32 bits each, as in UTF-32."""
    return ord(first) << 32 | ord(second)


def cut(text: str) -> Words:
    """Return the words of a text.

    The same as `pairs` of all `parts`, with the runs of letters and digits alone as well; written for
    speed, since every text goes through it whole: of neighbours in UTF-32 every eight bytes are a pair.
    """
    marked = text.translate(_marks)
    others: set[str] = set()
    if runs := list(_RUN_OF_OTHERS.finditer(marked)):
        left, kept = 0, []
        for run in runs:
            kept.append(marked[left : run.start()])
            left = run.end()
            others.update(_words_beside(kept[-1].rstrip(_GAP)[-1:] + run[0] + marked[left : left + 1]))
        marked = _BREAK.join([*kept, marked[left:]])
    code = marked.replace(_GAP, "").encode("utf-32-be")
    found: set[int] = set()
    for start in (0, 4):
        neighbours = array("Q", code[start : start + (len(code) - start) // 8 * 8])
        if sys.byteorder == "little":
            neighbours.byteswap()
        found.update(neighbours)
    return Words({pair for pair in found if pair & _SECOND and pair > _SECOND}, others)


_SECOND = 0xFFFFFFFF  # of a pair the second character; zero is `_BREAK`


def _words_beside(text: str) -> Iterator[str]:
    """Yield the words of runs of letters or digits, and of the one character before them and after."""
    last = ""  # the atom before
    for match in _PARTS.finditer(text):
        kind = match.lastgroup
        if kind == "other":
            last = ""
        elif kind != "clear":
            run = match[0][:LONGEST_RUN]
            if last:
                yield _pair(last, run)
            if kind != "han":
                yield run
            last = run


def words_of(text: str) -> set[str]:
    """Return the words of a text as they stand there."""
    return set(cut(text).texts())


def cut_head(text: str) -> Words:
    """Return the words of titles and numbers, under their own sign too, single characters among them."""
    words = cut(text)
    under = set(map(HEAD.__add__, words.others))
    under.update(map(HEAD.__add__, "".join(_RUN_OF_HAN.findall(fold(text)))))
    return Words(words.pairs, words.others | under, frozenset(words.pairs))


@cache
def facet(name: str, value: str) -> str:
    """Return the word by which a filter finds its entries, free of signs any database reads its own way."""
    return f"{FACET}{name}{value.encode().hex()}"


def paths(value: str) -> list[str]:
    """Return a topic or category and what it lies under: "02-01" → "02", "02-01"."""
    ends = [found.start() for found in re.finditer(r"[-/.]", value)]
    return [value[:end] for end in ends if end] + ([value] if value else [])


def stretches(text: str) -> Iterator[str]:
    """Yield a text in stretches short enough to be counted one by one; each begins where the last ended.

    They overlap by the longest word, so that none is lost between two.
    """
    for start in range(0, max(len(text), 1), STRETCH):
        yield text[max(0, start - LONGEST_RUN - 1) : start + STRETCH]


def size(words: Words) -> int:
    """Return the bytes that words take at most in a tsvector."""
    return 14 * len(words.pairs) + 18 * len(words.head) + sum(len(word) * 4 + 6 for word in words.others)
