"""What is printed in one cell: a number, nothing, `/`, or something that is no number."""

from __future__ import annotations

import re
from decimal import Decimal

from gongkai.report.edition import Column, Kind
from gongkai.report.model import Cell, Number, Provenance, Status
from gongkai.report.read.wording import normal

NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_NA = re.compile(r"[/／\-—–─_]+|不适用|N/?A", re.IGNORECASE)
_QUANTITY = re.compile(
    rf"(?P<yuan>[￥¥])?(?P<sign>[+\-]|增加?|减少?|负)?\s*(?P<number>{NUMBER})\s*"
    r"(?P<unit>[件条个项宗次份起人家户部]|(?:[百千]?万|亿|千|百)?(?:元|件|条|项)|人民币|万)?\s*"
    r"(?:\[[\d*]{1,2}\])?"  # a footnote mark
    r"(?P<aside>\((?:其中|含|包括|注|其它|其他)[^()]*\)|\([^()0-9]*\))?"
)
_BEGINNINGS = frozenset("0123456789+-增减负/／–—─_不Nn?￥¥")  # of values; a label begins otherwise
# How our own documents print what is not certain (gongkai.report.write.layout): 「2或26」, 「?」.
_ALTERNATIVE = rf"(?P<sign>[+\-])?(?P<number>{NUMBER})"
_DOUBTFUL = re.compile(
    rf"\?|\?或\?|[+\-]?(?:{NUMBER})(?:或(?:[+\-]?(?:{NUMBER})|\?))+(?P<unit>[百千]?万?元)?"
)
# A label may begin with a list number (1.属于国家秘密), never with a number and two words (12万余件).
_LIST_LABEL = re.compile(
    r"\d{1,2}\s*[.、．,)]?\s*[“\"《(]?[\u4e00-\u9fff“”\"]{4}|\d[.、．,)]?\s*其他|\d{1,2}[.、．,)]\s*\D"
)
_HEDGES = frozenset("约近超逾共计见达仅")  # words before a number that is then no exact one
_NUMERAL = re.compile(r"[零〇一二三四五六七八九十百千万两]{1,8}[件项个条]?|无|没有|若干")
_SPREADSHEET = re.compile(r"#+|#[A-Z]+(?:/[A-Z0])?[!?]?|TRUE|FALSE")  # what a failed formula shows
_ODD_LENGTH = 24  # characters; more is a sentence
_MINUS = frozenset({"-", "减", "减少", "负"})
_MEASURES = frozenset("件条个项宗次份起人家户部")  # measure words: 「3件」 is 3
DIGITS_LIMIT = 40  # more digits than any count of anything; a longer run is not one number


def is_value(text: str) -> bool:
    """Say whether a box of that (normal) text holds a value and not a label."""
    if not text or text.isdigit():
        return True
    if text[0] not in _BEGINNINGS:
        return False
    return bool(_QUANTITY.fullmatch(text) or _NA.fullmatch(text) or _DOUBTFUL.fullmatch(text))


def is_odd_value(text: str) -> bool:
    """Say whether a box of that (normal) text holds something in a value's place that is no number.

    「12万余件」, 「≥120」, 「52,15」, 「见附件1」, 「十二」: not one of them may be read as its first digits.
    """
    if len(text) > _ODD_LENGTH or not text:
        return False
    if _SPREADSHEET.fullmatch(text):
        return True
    if _NUMERAL.fullmatch(text):
        return len(text) > 1 or text == "无"  # a single 三 may be a piece of a label set vertically
    if not any(letter.isdigit() for letter in text) or text[0] in "(（第“《":
        return False
    if "\u4e00" <= text[0] <= "\u9fff":
        return text[0] in _HEDGES
    return not _LIST_LABEL.match(text)


def parse(text: str, column: Column, where: Provenance | None = None) -> Cell:
    """Return the cell that the printed `text` is, for a column of the form.

    A negative count, a fraction of a case, a number with words around it are `unreadable`: what is
    printed there is not a number that may stand in the cell, and nothing is guessed.
    """
    text = normal(text)
    raw = Provenance(where.source, where.place, text) if where else None
    if text.isdigit() and text.isascii() and len(text) <= DIGITS_LIMIT:
        return Cell(value=int(text), provenance=raw)
    if not text:
        return Cell(status=Status.BLANK, provenance=raw)
    if _NA.fullmatch(text):
        return Cell(status=Status.NA, provenance=raw)
    found = _QUANTITY.fullmatch(text)
    number = _number(found["number"], found["sign"], column) if found else None
    if found is None and "或" in text and (ways := _DOUBTFUL.fullmatch(text)):
        return _ambiguous(text, _unit(ways["unit"], column), column, raw)
    if found is None or number is None:
        return Cell(status=Status.UNREADABLE, provenance=raw)
    unit = found["unit"] or ("元" if found["yuan"] else None)
    return Cell(value=number, unit=_unit(unit, column), provenance=raw)


def _ambiguous(text: str, unit: str | None, column: Column, raw: Provenance | None) -> Cell:
    """Return the cell that prints several numbers and does not say which it is."""
    found = [_number(way["number"], way["sign"], column) for way in re.finditer(_ALTERNATIVE, text)]
    numbers = tuple(sorted({number for number in found if number is not None}))
    return Cell(status=Status.AMBIGUOUS, unit=unit, candidates=numbers, provenance=raw)


def _number(digits: str, sign: str | None, column: Column) -> Number | None:
    digits = digits.replace(",", "")
    if len(digits) > DIGITS_LIMIT:
        return None
    exact = Decimal(digits)
    if sign in _MINUS:
        if column.kind is not Kind.CHANGE and exact:
            return None
        exact = -exact
    if column.kind is Kind.AMOUNT:
        return exact if "." in digits else int(exact)
    return int(exact) if exact == exact.to_integral_value() else None


def _unit(printed: str | None, column: Column) -> str | None:
    if printed is None or printed in _MEASURES or printed == column.unit:
        return None
    return printed
