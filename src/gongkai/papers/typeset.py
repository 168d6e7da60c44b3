"""A published document as PDF, set by typst: its title, the card, the body, the names of its files.

What the document says comes in as data and is set as plain strings: nothing in it is ever read as markup.
The file is archival (PDF/A-2b); a character that no font has is refused, never printed as a box.
"""

from __future__ import annotations

import json
import logging
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

from gongkai.papers import typesetter
from gongkai.papers.blocks import Block, Break, Cell, Inline, Listing, Para, Picture, Quote, Rule, Run, Table
from gongkai.papers.html_in import blocks_of
from gongkai.papers.limits import Limits
from gongkai.papers.typesetter import REFUSED

NO_GLYPH = re.compile(r"the text `\"(.+?)\"` could not be displayed")
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")  # how typst names what cannot be printed
WIDEST, NARROWEST = 24, 3  # characters by which the columns of a table share its width


AT_ONCE = 2  # papers that one process has set at the same time
_at_once = BoundedSemaphore(AT_ONCE)
log = logging.getLogger(__name__)


class CannotTypeset(Exception):
    """The document cannot be set; the message says why and what to do.

    `for_now`: it may be possible later, when the machine has less to do.
    """

    def __init__(self, message: str, *, for_now: bool = False) -> None:
        super().__init__(message)
        self.for_now = for_now


@dataclass(frozen=True, slots=True)
class Paper:
    """What is set. `fonts` is a folder of fonts that have Chinese, asked before those of the machine."""

    title: str
    organ: str
    published: date
    body: str  # clean HTML (papers.html)
    fonts: Path
    number: str = ""
    card: Sequence[tuple[str, str]] = ()
    files: Sequence[str] = ()
    note: str = ""  # over the title: that it is an earlier wording, or no longer in force


def typeset(paper: Paper, limits: Limits | None = None) -> bytes:
    """Return the document as PDF; CannotTypeset names the characters no font has, or what else is wrong.

    It is set in a process of its own, within the time and the memory of `limits`; a few at a time, and
    whoever would wait too long for the others is refused for now (`CannotTypeset.for_now`).
    """
    data = {
        "title": paper.title,
        "organ": paper.organ,
        "number": paper.number,
        "published": [paper.published.year, paper.published.month, paper.published.day],
        "card": [list(row) for row in paper.card],
        "files": list(paper.files),
        "note": paper.note,
        "body": _blocks(blocks_of(paper.body)),
    }
    return set_within("paper", data, _template(), paper.fonts, named=paper.title, limits=limits)


def set_within(
    what: str,
    data: Mapping[str, Any],
    template: str,
    fonts: Path,
    *,
    named: str,
    limits: Limits | None = None,
    instead: str = "请下载文本格式，或者查看网页。",
) -> bytes:
    """Return data set by a template (which reads them as `sys.inputs.<what>`) as PDF, within `limits`.

    `named` is what the log calls it, `instead` what a refusal says to do instead. Raises CannotTypeset.
    """
    limits = limits or Limits()
    asked = {
        "what": what,
        "fonts": str(fonts),
        "template": template,
        "bytes": limits.typeset_bytes,
        "data": data,
    }
    if not _at_once.acquire(timeout=limits.typeset_seconds / 3):
        raise CannotTypeset(f"正在排版的文件较多，请稍后再下载PDF。{instead}", for_now=True)
    try:
        done = _run(json.dumps(asked, ensure_ascii=False).encode(), limits.typeset_seconds, instead)
    finally:
        _at_once.release()
    if done.returncode == REFUSED:
        raise _refusal(json.loads(done.stdout), instead)
    if done.returncode != 0:
        log.error("Typesetting %s ended with %s: %s", named, done.returncode, done.stderr[-2000:])
        raise CannotTypeset(f"PDF排版中断，可能是文件太大。{instead}", for_now=True)
    return done.stdout


def _run(asked: bytes, seconds: float, instead: str) -> subprocess.CompletedProcess[bytes]:
    # -P: the folder of the file, which has an `html.py`, is not where the standard library is looked for.
    command = [sys.executable, "-P", str(Path(typesetter.__file__))]
    try:
        return subprocess.run(command, input=asked, capture_output=True, timeout=seconds, check=False)  # noqa: S603
    except subprocess.TimeoutExpired as fault:  # it has been ended
        told = f"PDF排版超过{seconds:g}秒没有完成，已经停止。{instead}"
        raise CannotTypeset(told, for_now=True) from fault


def _refusal(told: dict[str, str], instead: str) -> CannotTypeset:
    if missing := list(dict.fromkeys(NO_GLYPH.findall(told["diagnostic"]))):
        named = "、".join(ESCAPED.sub(lambda found: f"U+{found[1].upper()}", text) for text in missing)
        return CannotTypeset(f"没有字体可以显示这些字：{named}。{instead}")
    return CannotTypeset(f"PDF排版失败：{told['message']}。{instead}")


@cache
def _template() -> str:
    return files("gongkai.papers").joinpath("typeset.typ").read_text("utf-8")


def _blocks(blocks: Iterable[Block]) -> list[dict[str, Any]]:
    return [_block(block) for block in blocks]


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Para():
            return {"kind": block.kind, "classes": list(block.classes), "runs": _runs(block.inlines)}
        case Rule():
            return {"kind": "rule"}
        case Quote():
            return {"kind": "quote", "blocks": _blocks(block.blocks)}
        case Listing():
            items = [_blocks(item) for item in block.items]
            return {"kind": "list", "ordered": block.ordered, "start": block.start, "items": items}
        case Table():
            return _table(block)


def _runs(inlines: Iterable[Inline]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for inline in inlines:
        match inline:
            case Run():
                found.append({"text": inline.text, "marks": sorted(inline.marks)})
            case Break():
                found.append({"text": "\n", "marks": []})
            case Picture():
                found.append({"text": f"［图：{inline.alt or '无说明'}］", "marks": []})
    return found


def _table(table: Table) -> dict[str, Any]:
    """Return a table with every cell at its place, as a browser lays it out; nothing overlaps."""
    taken: set[tuple[int, int]] = set()
    cells: list[dict[str, Any]] = []
    for y, row in enumerate(table.rows):
        x = 0
        for cell in row:
            while (x, y) in taken:
                x += 1
            width, height = _room(cell, x, y, len(table.rows), taken)
            taken |= {(x + i, y + j) for i in range(width) for j in range(height)}
            cells.append(
                {
                    "x": x,
                    "y": y,
                    "colspan": width,
                    "rowspan": height,
                    "head": cell.is_head or y < table.heads,
                    "classes": list(cell.classes),
                    "blocks": _blocks(cell.blocks),
                }
            )
            x += width
    columns = 1 + max((x for x, _y in taken), default=0)
    longest = [NARROWEST] * columns
    for placed, cell in zip(cells, (c for row in table.rows for c in row), strict=True):
        if placed["colspan"] == 1:
            width = max((len(line) for line in cell.text.splitlines()), default=0)
            longest[placed["x"]] = max(longest[placed["x"]], min(width, WIDEST))
    heads = (
        table.heads
        if all(c["y"] + c["rowspan"] <= table.heads or c["y"] >= table.heads for c in cells)
        else 0
    )
    return {
        "kind": "table",
        "caption": _runs(table.caption),
        "widths": longest,
        "heads": heads,
        "cells": cells,
    }


def _room(cell: Cell, x: int, y: int, rows: int, taken: set[tuple[int, int]]) -> tuple[int, int]:
    """Return how far a cell may reach from its place: what it asks for, cut where another cell stands."""
    width = 1
    while width < cell.colspan and (x + width, y) not in taken:
        width += 1
    return width, max(1, min(cell.rowspan, rows - y))
