"""What the law floor says, in English: for who reads its sentences beside an English interface.

The statute speaks Chinese, for its sentences are read in files and before courts. `in_english` finds the
sentence in data/english/said.toml and gives it in English; what somebody typed (a name, a reason) stays as
it was typed. Nothing is guessed: a sentence, or a part of one, that is not there has no English, and a test
reads every sentence out of the modules of this floor and finds it there.

In the table a place in braces is known by its name: `day` a day, `law` a citation, `n` a number, `who`
somebody's name or words, `s` a sentence in its turn; a figure tells two of a kind apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from gongkai.statute.citation import words
from gongkai.statute.entry import DATA, Entry, toml
from gongkai.statute.errors import UnsoundLaw

FILE = "english/said.toml"
KINDS = ("day", "law", "n", "who", "s")
_PLACE = re.compile(r"\{([a-z]+)(\d?)\}")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_WEEKDAYS = dict(
    zip("一二三四五六日", ["Mon", "Tues", "Wednes", "Thurs", "Fri", "Satur", "Sun"], strict=True)
)
_DAY = re.compile(
    r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日(?:（星期([一二三四五六日])(?:，([^（）]+?)(放假|上班))?）)?"
)
_ISO = re.compile(r"\d{4}-\d\d-\d\d")
_ARTICLE = r"第[一二三四五六七八九十]+条(?:第[一二三四五六七八九十]+[款项])*"
_CITED = re.compile(rf"(.*?)((?:{_ARTICLE}、?)+)")
_RAW = re.compile(
    r"(?:2008年条例|[^\d，。；：]+)(?:〔\d{4}〕\d+号 )?\d{1,2}(?:\(\d+\))*(?:、\d{1,2}(?:\(\d+\))*)*|\d+号"
)
_DIGITS = {digit: n for n, digit in enumerate("零一二三四五六七八九")}


class Phrase(NamedTuple):
    """A sentence of the table: the words between its places, what the places are called, its English."""

    literals: tuple[str, ...]
    places: tuple[str, ...]
    english: str


class Table(NamedTuple):
    """The table: names, citations, words without places, sentences with them."""

    names: dict[str, str]
    citations: dict[str, str]
    words: dict[str, str]
    phrases: tuple[Phrase, ...]


@cache
def table() -> Table:
    """Return the table of the package; UnsoundLaw where a place is of no kind or is lost in the English."""
    file = toml(DATA / FILE)
    names, citations, said = (_texts(file.entry(key)) for key in ("names", "citations", "sentences"))
    file.done()
    return _table(names, citations, said)


def read(path: Path) -> Table:
    """Return the sentences of a floor above this one from its own file; UnsoundLaw as above."""
    file = toml(path)
    said = _texts(file.entry("sentences"))
    file.done()
    return _table({}, {}, said)


def joined(one: Table, other: Table) -> Table:
    """Return both tables as one; what both say is said as in the first."""
    return Table(
        {**other.names, **one.names},
        {**other.citations, **one.citations},
        {**other.words, **one.words},
        _ordered([*one.phrases, *other.phrases]),
    )


def _table(names: dict[str, str], citations: dict[str, str], said: dict[str, str]) -> Table:
    phrases = [_phrase(chinese, english) for chinese, english in said.items() if _PLACE.search(chinese)]
    words = {chinese: english for chinese, english in said.items() if not _PLACE.search(chinese)}
    return Table(names, citations, words, _ordered(phrases))


def _ordered(phrases: Iterable[Phrase]) -> tuple[Phrase, ...]:
    """Phrases with more words of their own first: they fit more closely."""
    return tuple(sorted(phrases, key=lambda phrase: -sum(map(len, phrase.literals))))


def _texts(entry: Entry) -> dict[str, str]:
    found = {key: entry.text(key) for key in entry.keys()}  # noqa: SIM118
    entry.done()
    return found


def _phrase(chinese: str, english: str) -> Phrase:
    places = tuple("".join(found) for found in _PLACE.findall(chinese))
    if any(place.rstrip("0123456789") not in KINDS for place in places) or len(set(places)) != len(places):
        raise UnsoundLaw(f"{FILE}：“{chinese}”的位置应为 {'、'.join(KINDS)}，各用一次。")
    if {"".join(found) for found in _PLACE.findall(english)} - set(places):
        raise UnsoundLaw(f"{FILE}：“{chinese}”的英文有中文所没有的位置。")
    return Phrase(tuple(_PLACE.sub("\0", chinese).split("\0")), places, english)


def in_english(said: str, of: Table | None = None) -> str | None:
    """Return what the statute says in English, None where it (or a part of it) is not in the table.

    `of` is the table of a floor above, joined with this one's.

    >>> in_english("答复晚于期限2025年9月28日，逾期4个工作日。")
    'The reply came after the last day, 28 September 2025: 4 working days late.'
    """
    found = _said(said, {}, of or table())
    return None if found is None else found[:1].upper() + found[1:]


def _said(said: str, known: dict[str, str | None], of: Table) -> str | None:
    if said not in known:
        known[said] = None  # a sentence does not stand in itself
        known[said] = _read(said, known, of)
    return known[said]


def _read(said: str, known: dict[str, str | None], of: Table) -> str | None:
    if said.endswith("。"):
        found = _said(said[:-1], known, of)
        return None if found is None else f"{found}."
    for text in (of.words.get(said), of.names.get(said), day(said), citation(said)):
        if text is not None:
            return text
    for phrase in of.phrases:
        for texts in _fits(phrase, said, 0):
            found = _filled(phrase, texts, known, of)
            if found is not None:
                return found
    return _one_by_one(said.split("。"), known, of)


def _one_by_one(sentences: list[str], known: dict[str, str | None], of: Table) -> str | None:
    """Several sentences, each in its turn; None where there is only one, or one of them has no English."""
    said: list[str] = []
    for sentence in sentences if len(sentences) > 1 else ():
        found = _said(sentence, known, of)
        if found is None:
            return None
        said.append(found[:1].upper() + found[1:] if said else found)
    return ". ".join(said) or None


def _fits(phrase: Phrase, said: str, at: int, place: int = 0) -> Iterator[tuple[str, ...]]:
    """Yield every way in which the places of a phrase take the words of a sentence."""
    before, rest = phrase.literals[place], phrase.literals[place + 1 :]
    if not said.startswith(before, at):
        return
    at += len(before)
    if not rest:
        if at == len(said):
            yield ()
        return
    kind = phrase.places[place].rstrip("0123456789")
    after = rest[0]
    if not after and len(rest) == 1:
        ends: Iterator[int] = iter((len(said),))
    elif not after:
        ends = iter(range(at + 1, len(said) + 1))
    else:
        ends = (found.start() for found in re.finditer(re.escape(after), said[at + 1 :]))
        ends = iter([at + 1 + end for end in ends])
    for end in ends:
        text = said[at:end]
        if not text or not _may_be(kind, text):
            continue
        for others in _fits(phrase, said, end, place + 1):
            yield (text, *others)


def _may_be(kind: str, text: str) -> bool:
    if kind == "n":
        return text.isdigit()
    if kind == "day":
        return day(text) is not None
    return kind != "law" or citation(text) is not None


def _filled(phrase: Phrase, texts: tuple[str, ...], known: dict[str, str | None], of: Table) -> str | None:
    values = {}
    for place, text in zip(phrase.places, texts, strict=True):
        kind = place.rstrip("0123456789")
        value: str | None = text
        if kind == "day":
            value = day(text)
        elif kind == "law":
            value = citation(text)
        elif kind == "who":
            value = name(text)
        elif kind == "s":
            value = _said(text, known, of)
            if value is not None and text in of.words and f"“{{{place}}}" not in phrase.english:
                value = value[:1].lower() + value[1:]
        if value is None:
            return None
        values[place] = value
    return phrase.english.format(**values)


def name(text: str) -> str:
    """Return names joined by 、 as English joins them; what the law calls somebody by in English."""
    return ", ".join(_name(one) for one in text.split("、"))


def _name(text: str) -> str:
    numbered = re.fullmatch(r"(.+?)（(\d+)）", text)
    if numbered and numbered[1] in table().names:
        return f"{table().names[numbered[1]]} ({numbered[2]})"
    return table().names.get(text, text)


def day(text: str) -> str | None:
    """Return a day in English, None for what is no day.

    >>> day("2025年9月1日（星期一）"), day("9月1日"), day("2025-09-01")
    ('Monday, 1 September 2025', '1 September', '2025-09-01')
    """
    if _ISO.fullmatch(text):
        return text
    found = _DAY.fullmatch(text)
    if found is None:
        return None
    year, month, date, weekday, _holiday, why = found.groups()
    said = f"{date} {_MONTHS[int(month) - 1]}" + (f" {year}" if year else "")
    if weekday:
        said = f"{_WEEKDAYS[weekday]}day, {said}"
    return said + {None: "", "放假": " (public holiday)", "上班": " (make-up working day)"}[why]


def citation(text: str) -> str | None:
    """Return a citation in English, as data or as people write it (`citation.words`); None for what is none.

    >>> citation("《条例》第二十九条、第三十一条第一项")
    'articles 29 and 31(1) of the Regulations'
    """
    known = table().citations
    if _RAW.fullmatch(text):
        text = words(text)
    if text in known:
        return known[text]
    found = _CITED.fullmatch(text)
    if found is None or found[1] not in known:
        return None
    places = [_article(place) for place in found[2].split("、")]
    return f"article{'s' if len(places) > 1 else ''} {' and '.join(places)} of {known[found[1]]}"


def _article(place: str) -> str:
    article, *steps = re.findall(r"第([一二三四五六七八九十]+)[条款项]", place)
    return str(_number(article)) + "".join(f"({_number(step)})" for step in steps)


def _number(chinese: str) -> int:
    tens, found, ones = chinese.rpartition("十")
    if not found:
        return _DIGITS[chinese]
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)
