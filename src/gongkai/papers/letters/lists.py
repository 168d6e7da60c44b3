"""The lists and sheets of letters: what is to be corrected, kept back, was searched, is handed over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from gongkai.papers.letters.facts import Facts
from gongkai.papers.letters.fields import clean, value
from gongkai.papers.letters.letter import Block, Cell, Sheet, Text
from gongkai.papers.letters.templates import Part
from gongkai.papers.letters.wording import Maybe, Piece, Place
from gongkai.statute.citation import words
from gongkai.statute.dated import chinese_day

SHEET = (4, 7, 4, 7)  # the shares of a sheet's columns: label, value, label, value
# The Chinese name of each list, for what is missing, and how many it needs.
_NEEDED = {
    "corrections": "需要补正的事项",
    "redactions": "遮盖清单及各处理由",
    "searches": "检索记录（何人、何时、检索了哪里、用了什么词）",
    "transfers": "移送的政府信息",
    "joined": "合并答复的各件申请（两件以上）",
}
# The facts that a list is made of, and what people call them.
MADE_OF = {
    "corrections": (("correction_items", _NEEDED["corrections"]),),
    "redactions": (("redactions", _NEEDED["redactions"]),),
    "searches": (("searches", _NEEDED["searches"]),),
    "transfers": (("transferred", _NEEDED["transfers"]),),
    "joined": (("joined", _NEEDED["joined"]),),
    "decision": (("outcome", "办理结果"), ("articles", "法律依据")),
}
_WITHHELD = ("条例14", "条例15", "条例16", "条例37")  # 37: what is no government information


def lacks(name: str, facts: Facts) -> Iterator[str]:
    """Yield, in words, what a list still lacks."""
    if name == "joined" and len(facts.joined) < 2:
        yield _NEEDED[name]
    if name == "joined":
        for place, one in enumerate(facts.joined, 1):
            for what, known in (
                ("申请编号", one.request_number),
                ("收到申请的日期", one.received_on),
                ("所申请公开的内容", clean(one.request_content or "")),
            ):
                if not known:
                    yield f"第{place}件申请的{what}"
    elif not _rows_of(name, facts):
        yield _NEEDED[name]
    if name == "redactions":
        for place, kept in enumerate(facts.redactions, 1):
            if not clean(kept.what) or not clean(kept.reason):
                yield f"第{place}处不予公开内容的名称或者理由"
            # 条例15、32: the ground, and the article on asking the third party.
            if kept.ground.partition("、")[0].partition("(")[0] not in _WITHHELD:
                yield f"第{place}处不予公开内容的依据（第十四至十六条中的一项，不属于政府信息的为第三十七条）"


def _rows_of(name: str, facts: Facts) -> Sequence[object]:
    found: dict[str, Sequence[object]] = {
        "corrections": [item for item in facts.correction_items if clean(item)],
        "redactions": facts.redactions,
        "searches": facts.searches,
        "transfers": facts.transferred,
    }
    return found[name]


def blocks(name: str, key: str, facts: Facts) -> tuple[Block, ...]:
    """Return a list as paragraphs or as a sheet; nothing where it is empty."""
    if name == "corrections":
        items = [clean(item).rstrip("。；") for item in facts.correction_items if clean(item)]
        return tuple(
            Text(key, f"{place}.{item}{'。' if place == len(items) else '；'}", is_numbered=True)
            for place, item in enumerate(items, 1)
        )
    table = {"redactions": _redactions, "searches": _searches, "transfers": _transfers, "joined": _joined}[
        name
    ]
    widths, head, rows = table(facts)
    if not rows:
        return ()
    shown = [[str(place), *row] for place, row in enumerate(rows, 1)]
    return (
        Sheet(
            key,
            (2, *widths),
            (
                tuple(Cell(cell, is_label=True) for cell in ("序号", *head)),
                *(tuple(Cell(cell) for cell in row) for row in shown),
            ),
            heads=1,
        ),
    )


Table = tuple[tuple[int, ...], tuple[str, ...], list[list[str]]]


def _redactions(facts: Facts) -> Table:
    rows = [[clean(one.what), words(one.ground), clean(one.reason)] for one in facts.redactions]
    return (7, 5, 8), ("不予公开的内容", "依据", "理由"), rows


def _searches(facts: Facts) -> Table:
    rows = [
        [chinese_day(one.on), clean(one.where), clean(one.words), clean(one.by), clean(one.found)]
        for one in facts.searches
    ]
    return (5, 5, 4, 4, 5), ("检索日期", "检索范围", "检索用词", "检索人", "检索结果"), rows


def _transfers(facts: Facts) -> Table:
    rows = [
        [
            clean(one.title),
            clean(one.number),
            chinese_day(one.made_on) if one.made_on else "",
            chinese_day(one.published_on) if one.published_on else "",
            str(one.copies),
            clean(one.note),
        ]
        for one in facts.transferred
    ]
    return (7, 4, 5, 5, 2, 3), ("信息名称", "文号", "生成日期", "公开日期", "份数", "备注"), rows


def _joined(facts: Facts) -> Table:
    rows = [
        [
            clean(one.request_number or ""),
            chinese_day(one.received_on) if one.received_on else "",
            clean(one.request_content or ""),
        ]
        for one in facts.joined
    ]
    return (5, 5, 10), ("申请编号", "收到日期", "申请公开的内容"), rows


def sheet(part: Part, facts: Facts, day: date) -> Sheet:
    """Return a sheet with every cell filled as far as is known; the rest is filled in by hand."""
    rows: list[tuple[Cell, ...]] = []
    for row in part.rows:
        texts = [_filled(cell, facts, day) for cell in row.cells]
        if len(texts) == 1:
            rows.append((Cell(texts[0], columns=4, lines=row.lines, sign=row.sign),))
            continue
        cells = []
        for place, text in enumerate(texts):
            is_label = place % 2 == 0
            columns = 3 if len(texts) == 2 and not is_label else 1
            sign = row.sign if place == len(texts) - 1 else ""
            cells.append(Cell(text, columns, is_label, 1 if is_label else row.lines, sign))
        rows.append(tuple(cells))
    return Sheet(part.key, SHEET, tuple(rows))


def _filled(pieces: tuple[Piece, ...], facts: Facts, day: date) -> str:
    return "".join(_said(piece, facts, day) for piece in pieces)


def _said(piece: Piece, facts: Facts, day: date) -> str:
    match piece:
        case str():
            return piece
        case Place():
            return piece.cites or value(piece.name, facts, day) or ""
        case Maybe():
            known = [
                piece.cites or value(piece.name, facts, day)
                for piece in piece.pieces
                if isinstance(piece, Place)
            ]
            return "".join(_said(inner, facts, day) for inner in piece.pieces) if all(known) else ""
