"""Headings of official documents, known by their numbers: 一、 then （一） then 1. then （1）.

GB/T 9704-2012, 7.3.3: 文中结构层次序数依次可以用“一、”“（一）”“1.”“（1）”标注. Rules and normative
documents have 第一章 and 第一节 above their articles.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from gongkai.papers.blocks import Block, Break, Kind, Para, Picture
from gongkai.papers.inlines import without

_NUMBER = "[一二三四五六七八九十百〇零]{1,5}"
_DIGITS = r"[0-9０-９]{1,2}"
# The first that fits counts; chapters stand above 一、 wherever both are used.
_ORDERS: tuple[tuple[int, re.Pattern[str]], ...] = (
    (1, re.compile(rf"第{_NUMBER}[编篇]")),
    (2, re.compile(rf"第({_NUMBER}|{_DIGITS})章")),
    (3, re.compile(rf"第({_NUMBER}|{_DIGITS})节")),
    (4, re.compile(rf"{_NUMBER}\s?[、．.]")),
    (5, re.compile(rf"[（(]\s?{_NUMBER}\s?[）)]")),
    (6, re.compile(rf"{_DIGITS}\s?(?:[.．、](?![0-9]))")),
    (7, re.compile(rf"[（(]\s?{_DIGITS}\s?[）)]")),
)
_ENDS = "。；：，、;:,.！？"
_LONGEST = 50  # characters; a heading is read at a glance
_KINDS: tuple[Kind, ...] = ("h2", "h3", "h4", "h5", "h6")


def order_of(text: str) -> int:
    """Return the place in the hierarchy that the number before a text has, 0 for a text without one."""
    return next((order for order, form in _ORDERS if form.match(text)), 0)


def with_headings(
    blocks: Sequence[Block],
    given: Callable[[Para], int] = lambda _: 0,
    above: Callable[[Para], bool] = lambda _: False,
) -> list[Block]:
    """Return the blocks with numbered headings made headings.

    A heading is a short numbered paragraph without punctuation at its end, below which something stands that
    is not its neighbour in the same count: items of a list are none. `given` says which order the file itself
    gives a paragraph (0: none), `above` which are titles of what follows (of an annex), below which
    the count begins anew, one level deeper. Levels follow without gaps, as those who hear a page need them.
    """
    orders = [_order(blocks, place, given) for place in range(len(blocks))]
    found: list[Block] = []
    stack: list[int] = []
    for place, block in enumerate(blocks):
        if not isinstance(block, Para):
            found.append(block)
            continue
        if above(block):
            stack = [0]
            found.append(_heading(block, 1))
            continue
        if block.kind.startswith("h") and len(block.kind) == 2:
            order = (int(block.kind[1]) - 1) * 2
        else:
            order = orders[place]
        if not order:
            found.append(block)
            continue
        while stack and stack[-1] >= order:
            stack.pop()
        stack.append(order)
        found.append(_heading(block, len(stack)))
    return found


def _order(blocks: Sequence[Block], place: int, given: Callable[[Para], int]) -> int:
    """Return the order of the heading that a block is, 0 for what is none."""
    block = blocks[place]
    if not isinstance(block, Para) or block.kind != "p" or not set(block.classes) <= {"center"}:
        return 0
    text = block.text.strip()
    if len(text) > _LONGEST or any(isinstance(one, (Break, Picture)) for one in block.inlines):
        return 0
    order = order_of(text)
    said = given(block)
    if said and text[-1:] not in "。；，":
        return order or said * 2
    if not order or text[-1:] in _ENDS or "。" in text or "；" in text:
        return 0
    if order >= 6 and "：" in text:
        return 0
    below = blocks[place + 1] if place + 1 < len(blocks) else None
    if below is None or (isinstance(below, Para) and _is_sibling(below, order)):
        return 0
    return order


def _is_sibling(below: Para, order: int) -> bool:
    """Say whether what follows shows a numbered line to be an item: the next number, or the end."""
    if set(below.classes) & {"signature", "dated", "right", "attachments"}:
        return True
    return order_of(below.text.strip()) == order


def _heading(para: Para, depth: int) -> Para:
    kind = _KINDS[min(depth, len(_KINDS)) - 1]
    return Para(
        without(("strong",), para.inlines), kind, tuple(c for c in para.classes if c in ("center", "right"))
    )
