"""Every number in a text, in Arabic or Chinese numerals, and whether it is that of the cell it speaks of.

By the words around it (data/tells.toml) a number says which cells it tells. That there was none is the number
0. Dates, spans of time, articles, numbers of documents and of paragraphs tell nothing.
What no words give away is untied: its source can be entered.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fnmatch import fnmatch
from functools import cache
from importlib.resources import files

from gongkai.report.edition import Edition
from gongkai.report.model import Cell, Number
from gongkai.report.read.numerals import chinese_number, halfwidth_digits
from gongkai.report.units import MONEY


class State(StrEnum):
    """What may be said of a number in a text."""

    TIED = "tied"  # it is that of its cells
    WRONG = "wrong"  # its words name cells that say another
    SOURCED = "sourced"  # somebody entered where it comes from, or a record of the year says it
    UNTIED = "untied"


@dataclass(frozen=True, slots=True)
class FoundNumber:
    """One number of a text: where it stands, what it says, and what it is held against."""

    start: int
    end: int
    text: str
    value: Number
    state: State
    context: str
    cells: tuple[str, ...] = ()
    fact: str = ""
    expected: Number | None = None
    source: str = ""
    is_fact: bool = False  # `expected` is of the records, not of the cells


@dataclass(frozen=True, slots=True)
class Known:
    """What numbers may come from beside the cells: facts of the year, entered sources, records' words.

    A number that stands within one of the `phrases` is that of the records, whatever it counts.
    """

    facts: Mapping[str, Number]
    words: tuple[tuple[str, str, str], ...] = ()  # context, number, source
    records: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()


NOTHING = Known({})
_ARABIC = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_CHINESE = "[一二两三四五六七八九十百千万〇零]+"
_ANY = rf"(?:{_ARABIC}|{_CHINESE})[万亿]?"
_MEASURE = "件|条|次|场|人次|人|份|项|篇|个|起|宗|元|期|部|名|家|批|户|万|亿"
_APART = r"\d+(?:[^\S\n]+\d+)+"  # 4 0件: as word processors space it out
_NUMBER = re.compile(rf"(?P<a>{_APART}|{_ARABIC})(?P<m>[万亿])?|(?P<c>{_CHINESE})(?=(?:{_MEASURE}))")
_FIGURATIVE = re.compile(
    "[一两](?=[个种次批步些项部])|一(?=起(?![案事复行申信]))|[一二三四五六七八九十]+(?=是|方面)|千万(?![元件])"
)
_NO_CLAIM = re.compile(
    r"(?:19|20)\d\d年(?:度)?|[〇零一二三四五六七八九]{4}年(?:度)?|\d{1,2}月份?(?:\d{1,2}[日号])?|\d{1,2}[日号]"
    rf"|[〔［\[(（]\d{{4}}[〕］\])）]第?\d+号|第(?:{_ARABIC}|{_CHINESE})[^,，。；;]?"
    rf"|[（(](?:\d+|{_CHINESE})[）)]|^\s*\d+[.、．]|(?:^|[。；;：:\n])\s*{_CHINESE}、"
    rf"|(?:\d+|{_CHINESE})个?(?:工作日|自然日|小时|分钟|天|周|月|季度|年)(?!度)"
    r"|\d{3,4}-\d{7,8}(?:-\d+)?|(?<!\d)1\d{10}(?!\d)|(?:邮编|邮政编码)[：:]?\d{6}"
    r"|[\w.@/:-]*[A-Za-z][\w.@/:-]*|三安全一稳定|\d+号",
    re.MULTILINE | re.ASCII,
)
_NONE = "没有|未曾|尚未|均未|未|无"
_SENTENCE = re.compile(r"[^。；;\n]*")
LONGEST = 200  # characters of the words a source is entered for


def numbers(text: str, cells: Mapping[str, Cell], form: Edition, known: Known = NOTHING) -> list[FoundNumber]:
    """Return the numbers of a text in their order, each with what it was held against.

    Words that say none are there where something is known to hold them against.
    """
    plain = halfwidth_digits(text)
    told = _told(plain, form)
    found = [
        _held(text, start, end, value, told.get(start), cells, form, known)
        for start, end, value in _standing(plain)
    ]
    for (start, end), claim in _denied(plain, form):
        none = _held(text, start, end, 0, claim, cells, form, known)
        if none.expected is not None:
            found.append(none)
    return sorted(found, key=lambda each: each.start)


def values_in(text: str) -> set[Number]:
    """Return the numbers that a text tells, whichever way they are written; dates and the like tell none.

    >>> sorted(values_in("5月，举办三场培训，1,200人参加"))
    [3, 1200]
    """
    return {value for _start, _end, value in _standing(halfwidth_digits(text))}


def _standing(plain: str) -> Iterator[tuple[int, int, Number]]:
    """Yield from where to where a number stands in a text, and what it is."""
    silent = [found.span() for found in _NO_CLAIM.finditer(plain)]
    silent += [found.span() for found in _FIGURATIVE.finditer(plain)]
    for each in _NUMBER.finditer(plain):
        start, end = each.span()
        value = _value(each)
        if value is not None and not any(a < end and start < b for a, b in silent):
            yield start, end, value


def context_of(text: str, start: int) -> str:
    """Return the words a number stands in: from sign to sign, as a source is entered for them."""
    for each in _SENTENCE.finditer(text):
        if each.start() <= start < each.end():
            return each[0].strip()[:LONGEST]
    return ""


Claim = tuple[tuple[str, ...], str]  # cells, and the fact of the year's records


@dataclass(frozen=True, slots=True)
class _Tell:
    words: re.Pattern[str]
    cells: tuple[str, ...]
    fact: str
    is_none: bool


@cache
def _tells() -> tuple[_Tell, ...]:
    data = files("gongkai.service.annual.drafting").joinpath("data/tells.toml").read_text("utf-8")
    return tuple(
        _Tell(
            re.compile(
                row["words"]
                .replace("~", _ANY)
                .replace("#", rf"(?P<n>{_ANY})")
                .replace("∅", rf"(?P<n>{_NONE})")
            ),
            tuple(row.get("cells", ())),
            row.get("fact", ""),
            row.get("none", False),
        )
        for row in tomllib.loads(data)["tells"]
    )


def _told(plain: str, form: Edition) -> dict[int, Claim]:
    """Return what numbers say they are, by where they begin: cells, or a fact."""
    found: dict[int, Claim] = {}
    for span, claim in _claims(plain, form, is_none=False):
        found.setdefault(span[0], claim)
    return found


def _denied(plain: str, form: Edition) -> Iterator[tuple[tuple[int, int], Claim]]:
    """Yield where words say that there was none, each with of what; of the same only once."""
    yield from dict.fromkeys(_claims(plain, form, is_none=True))


def _claims(plain: str, form: Edition, *, is_none: bool) -> Iterator[tuple[tuple[int, int], Claim]]:
    """Yield where a number, or the words for none, stand, and what they say they are."""
    spaces = [place for place, sign in enumerate(plain) if not sign.isspace()]
    tight = "".join(plain[place] for place in spaces)
    places = tuple(form.places)
    for tell in _tells():
        cells = _expanded(tell.cells, places)
        if cells is None or tell.is_none is not is_none:
            continue
        for each in tell.words.finditer(tight):
            yield (spaces[each.start("n")], spaces[each.end("n") - 1] + 1), (cells, tell.fact)


@cache  # one report is held against its words many times on its way
def _expanded(terms: tuple[str, ...], places: tuple[str, ...]) -> tuple[str, ...] | None:
    """Return the addresses among the places of a form that these terms name; None if it lacks one of them."""
    each = [[a for a in places if fnmatch(a, term)] for term in terms]
    return None if any(not some for some in each) else tuple(a for some in each for a in some)


def _value(found: re.Match[str]) -> Number | None:
    if found["c"]:
        return chinese_number(found["c"])
    value = Decimal(re.sub(r"[\s,]", "", found["a"])) * {None: 1, "万": 10_000, "亿": 100_000_000}[found["m"]]
    return int(value) if value == value.to_integral_value() else value


def _held(
    text: str,
    start: int,
    end: int,
    value: Number,
    told: Claim | None,
    cells: Mapping[str, Cell],
    form: Edition,
    known: Known,
) -> FoundNumber:
    context = context_of(text, start)
    words, fact = told or ((), "")
    is_fact = fact in known.facts
    expected = known.facts[fact] if is_fact else _sum(words, cells, form) if words else None
    state, source = State.UNTIED, ""
    if expected is not None:
        state = State.TIED if Decimal(expected) == Decimal(value) else State.WRONG
    if state is State.UNTIED and (source := next(_sources(text, start, end, known), "")):
        state = State.SOURCED
    number = text[start:end]
    return FoundNumber(start, end, number, value, state, context, words, fact, expected, source, is_fact)


def _sum(addresses: Iterable[str], cells: Mapping[str, Cell], form: Edition) -> Number | None:
    """Return the sum of cells, an amount in 元; None if one of them says none."""
    total = Decimal(0)
    for address in addresses:
        cell = cells.get(address)
        if cell is None or cell.value is None:
            return None
        unit = cell.unit or form.places[address].unit
        total += Decimal(cell.value).scaleb(MONEY.get(unit or "", 0))
    return int(total) if total == total.to_integral_value() else total


def _sources(text: str, start: int, end: int, known: Known) -> Iterator[str]:
    number, context = text[start:end], context_of(text, start)
    yield from (phrase for phrase in known.phrases if _stands_in(phrase, text, start, end))
    for words, each, source in known.words:
        if words == context and each == number:
            yield source
    for words in known.records:
        if number in words and _near(number, context, words):
            yield words


def _stands_in(phrase: str, text: str, start: int, end: int) -> bool:
    """Say whether that place of a text is within the very words of a phrase."""
    first = max(0, end - len(phrase))
    return text.find(phrase, first, start + len(phrase)) >= 0 if phrase else False


def _near(number: str, context: str, record: str) -> bool:
    """Say whether a record says a number in the same words: the same two signs follow it."""
    after = {record[at.end() : at.end() + 2].strip() for at in re.finditer(re.escape(number), record)}
    return any(sign and f"{number}{sign}" in context for sign in after)


__all__ = ["NOTHING", "FoundNumber", "Known", "State", "context_of", "numbers", "values_in"]
