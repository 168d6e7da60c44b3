"""A letter as it stands: title, number, addressee, what it says, who signs it and when. Immutable."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; `key` is that of its template, "" for what is no paragraph of it."""

    key: str
    text: str
    is_numbered: bool = False  # an item of a list: its number stands in the text


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a sheet; `sign` is what is signed and dated at its foot, `lines` how high it is at least."""

    text: str
    columns: int = 1
    is_label: bool = False
    lines: int = 1
    sign: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: `widths` are the shares of its columns, the first `heads` rows its head."""

    key: str
    widths: tuple[int, ...]
    rows: tuple[tuple[Cell, ...], ...]
    heads: int = 0


Block = Text | Sheet
To = Literal["requester", "third_party", "co_producer", "other_organ", "internal"]


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter. `organ` stands over the title; `closing` signs below, and is empty for a sheet."""

    kind: str
    title: str
    organ: str
    number: str
    to: To
    addressee: str
    blocks: tuple[Block, ...]
    closing: str
    day: date
    dated: str  # 2026年11月23日
    attachments: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    is_sealed: bool = True  # a place for the seal over closing and date
    copies: tuple[str, ...] = ()  # to whom copies go
    delivery: str = ""  # how it is delivered: for the envelope and the proof, not printed

    @property
    def full_title(self) -> str:
        """Return the title with the organ before it: 青山区教育局政府信息公开申请答复书."""
        return f"{self.organ}{self.title}"

    @property
    def attached(self) -> tuple[str, ...]:
        """Return the lines that name what is attached: 附件：1.…"""
        if len(self.attachments) == 1:
            return (f"附件：{self.attachments[0]}",)
        return tuple(
            f"{'附件：' if place == 1 else '　　　'}{place}.{name}"
            for place, name in enumerate(self.attachments, 1)
        )

    @property
    def noted(self) -> tuple[str, ...]:
        """Return the lines below the date: notes in brackets, and who receives a copy."""
        copied = (f"抄送：{'，'.join(self.copies)}。",) if self.copies else ()
        return (*(f"（{note}）" for note in self.notes), *copied)

    def words(self) -> Iterator[str]:
        """Yield everything the letter says, in the order of its page."""
        yield from (self.organ, self.title, self.number, self.addressee)
        for block in self.blocks:
            if isinstance(block, Text):
                yield block.text
            else:
                for row in block.rows:
                    for cell in row:
                        yield from (cell.text, cell.sign)
        yield from (*self.attached, self.closing, self.dated if self.closing else "", *self.noted)
