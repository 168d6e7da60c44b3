"""A document's text as blocks: what HTML, Word and the comparison of editions all speak.

Plain values, so that cleaning, heading recognition and comparison never handle markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

# The marks a run may carry, in the order in which they are written, outermost first.
MARKS = ("strong", "em", "u", "s", "sub", "sup")

# Classes that mean something: alignment, and the parts of an official document.
CLASSES = ("center", "right", "addressee", "signature", "dated", "attachments", "note")

Kind = Literal["p", "h2", "h3", "h4", "h5", "h6", "pre", "figcaption"]


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one look."""

    text: str
    marks: frozenset[str] = frozenset()
    href: str = ""


@dataclass(frozen=True, slots=True)
class Break:
    """A new line inside a paragraph."""


@dataclass(frozen=True, slots=True)
class Picture:
    """An image, by the address of the attachment that holds it."""

    src: str
    alt: str = ""
    width: int = 0
    height: int = 0


Inline = Run | Break | Picture


@dataclass(slots=True)
class Para:
    """A paragraph, heading, or preformatted text."""

    inlines: list[Inline]
    kind: Kind = "p"
    classes: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """Return its words: a break is a new line, a picture its description."""
        return "".join(
            one.text if isinstance(one, Run) else "\n" if isinstance(one, Break) else one.alt
            for one in self.inlines
        )


@dataclass(slots=True)
class Rule:
    """A line across the page."""


@dataclass(slots=True)
class Quote:
    """A quotation, or a figure: blocks that belong together."""

    blocks: list[Block]
    kind: Literal["blockquote", "figure"] = "blockquote"


@dataclass(slots=True)
class Listing:
    """A list whose numbers the page counts."""

    items: list[list[Block]]
    ordered: bool = False
    start: int = 1


@dataclass(slots=True)
class Cell:
    """A cell of a table and what it spans."""

    blocks: list[Block]
    colspan: int = 1
    rowspan: int = 1
    is_head: bool = False
    scope: str = ""
    classes: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """Return its words, a line a paragraph."""
        return "\n".join(para.text for para in paragraphs(self.blocks))


@dataclass(slots=True)
class Table:
    """A table: rows of cells, the first `heads` of them its head, the last `feet` its foot."""

    rows: list[list[Cell]]
    heads: int = 0
    feet: int = 0
    caption: list[Inline] = field(default_factory=list)


Block = Para | Rule | Quote | Listing | Table


def paragraphs(blocks: Iterable[Block]) -> Iterator[Para]:
    """Yield every paragraph in reading order, those inside lists and tables included."""
    for block in blocks:
        match block:
            case Para():
                yield block
            case Quote():
                yield from paragraphs(block.blocks)
            case Listing():
                for item in block.items:
                    yield from paragraphs(item)
            case Table():
                if block.caption:
                    yield Para(block.caption)
                for row in block.rows:
                    for cell in row:
                        yield from paragraphs(cell.blocks)


def tables(blocks: Iterable[Block]) -> Iterator[Table]:
    """Yield every table in reading order."""
    for block in blocks:
        match block:
            case Table():
                yield block
            case Quote():
                yield from tables(block.blocks)
            case Listing():
                for item in block.items:
                    yield from tables(item)


def has_pictures(blocks: Iterable[Block]) -> bool:
    """Say whether a picture stands anywhere in the blocks."""
    return any(isinstance(one, Picture) for para in paragraphs(blocks) for one in para.inlines)
