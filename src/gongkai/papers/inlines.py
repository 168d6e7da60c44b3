"""The words of a paragraph in order: one space for many, nothing invisible, equal runs joined."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from gongkai.papers.blocks import MARKS, Break, Inline, Picture, Run

_SPACE = "\t\n\x0b\x0c\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_PIECES = re.compile(f"[{_SPACE}]+|[^{_SPACE}]+")
_IS_SPACE = re.compile(f"[{_SPACE}]")
# Shown as nothing, or turning the direction of what follows (which makes a text read as another): zero-width
# space, soft hyphen, byte order mark, word joiner, direction marks; control characters; halves of characters.
_INVISIBLE = re.compile(
    "[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb"
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_WIDE = re.compile(r"[\u2018-\u201d\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef]")
_BLANK_FROM, _BLANK_TO = (
    3,
    20,
)  # a blank to be filled in: at least so many underlined spaces, shown as so many at most


def tidy(inlines: Iterable[Inline]) -> list[Inline]:
    """Return the inlines with white space as it is shown, without what is not shown.

    A line end of the source between two Chinese characters is no space. Underlined spaces are a blank to be
    filled in by hand and become underscores; other spaces become one, a wide one where one was wide.
    """
    found: list[Inline] = []
    waiting: Run | None = None  # white space that is shown only if words follow it
    for one in inlines:
        if not isinstance(one, Run):
            if (
                isinstance(one, Picture)
                and waiting is not None
                and found
                and not isinstance(found[-1], Break)
            ):
                found.append(_spaced(waiting, "x", "x"))
            waiting = None
            found.append(one)
            continue
        for piece in _PIECES.findall(visible(one.text)):
            if _IS_SPACE.match(piece):
                if _is_blank(piece, one):
                    found += [_spaced(waiting, "x", "x")] if waiting is not None and found else []
                    waiting = None
                    found.append(Run("_" * min(len(piece), _BLANK_TO)))
                else:
                    same = waiting is not None
                    waiting = (
                        replace(waiting, text=waiting.text + piece)
                        if same and waiting
                        else replace(one, text=piece)
                    )
                continue
            last = found[-1] if found else None
            if waiting is not None and last is not None and not isinstance(last, Break):
                before = last.text[-1:] if isinstance(last, Run) else "x"
                space = _spaced(waiting, before, piece[0])
                if space.text:
                    found.append(space)
            waiting = None
            found.append(replace(one, text=piece, marks=one.marks & set(MARKS)))
    return _joined(_without_outer_breaks(found))


def visible(text: str) -> str:
    """Return a text without the characters that show nothing or turn its direction."""
    return _INVISIBLE.sub("", text)


def split_at_double_breaks(inlines: Sequence[Inline]) -> list[list[Inline]]:
    """Return the paragraphs that somebody made by pressing for a new line twice."""
    parts: list[list[Inline]] = [[]]
    for place, one in enumerate(inlines):
        is_break = isinstance(one, Break)
        if is_break and place + 1 < len(inlines) and isinstance(inlines[place + 1], Break):
            if parts[-1]:
                parts.append([])
            continue
        if is_break and not parts[-1]:
            continue
        parts[-1].append(one)
    return [part for part in parts if part]


def without(marks: Iterable[str], inlines: Iterable[Inline]) -> list[Inline]:
    """Return the inlines with some marks taken off."""
    gone = frozenset(marks)
    return _joined([replace(one, marks=one.marks - gone) if isinstance(one, Run) else one for one in inlines])


def _is_blank(piece: str, run: Run) -> bool:
    return "u" in run.marks and len(piece) >= _BLANK_FROM and not re.search(r"[\r\n]", piece)


def _spaced(space: Run, before: str, after: str) -> Run:
    """Return white space as it is shown between two characters."""
    if "\u3000" in space.text:
        return replace(space, text="\u3000")
    if re.search(r"[\r\n]", space.text) and _WIDE.match(before) and _WIDE.match(after):
        return replace(space, text="")
    return replace(space, text=" ")


def _without_outer_breaks(inlines: list[Inline]) -> list[Inline]:
    start, end = 0, len(inlines)
    while start < end and isinstance(inlines[start], Break):
        start += 1
    while end > start and isinstance(inlines[end - 1], Break):
        end -= 1
    return inlines[start:end]


def _joined(inlines: Iterable[Inline]) -> list[Inline]:
    found: list[Inline] = []
    words: list[Run] = []  # of one look; joined at once, as a paragraph may have a hundred thousand of them

    def flush() -> None:
        if words:
            found.append(replace(words[0], text="".join(run.text for run in words)))
            words.clear()

    for one in inlines:
        if not isinstance(one, Run):
            flush()
            found.append(one)
            continue
        if words and (words[0].marks, words[0].href) != (one.marks, one.href):
            flush()
        words.append(one)
    flush()
    return found
