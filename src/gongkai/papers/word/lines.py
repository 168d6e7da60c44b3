"""The blocks of a Word file, each with how it looked and where it stood."""

from __future__ import annotations

from dataclasses import dataclass

from gongkai.papers.blocks import Block, Listing, Para


@dataclass(slots=True)
class Line:
    """A block of the body, and how it looked; what is no paragraph has no look."""

    block: Block
    where: str = ""
    size: float = 0.0  # points, of most of its words
    face: str = ""
    is_red: bool = False
    is_bold: bool = False  # throughout, or in a face that stands for bold
    outline: int = 0  # 1 to 9 as the file says, 0 for body text
    style: str = ""
    number: str = ""  # the automatic number before it
    in_box: bool = False

    @property
    def para(self) -> Para | None:
        """Return its paragraph, None for a table or a list."""
        return self.block if isinstance(self.block, Para) else None

    @property
    def text(self) -> str:
        """Return the words of a paragraph, "" for a table or a list."""
        return self.block.text if isinstance(self.block, Para) else ""

    @property
    def is_centred(self) -> bool:
        """Say whether it stands in the middle."""
        return isinstance(self.block, Para) and "center" in self.block.classes


def joined(lines: list[Line]) -> list[Line]:
    """Return the lines with the items of a marked list that follow each other in one list."""
    found: list[Line] = []
    for line in lines:
        last = found[-1].block if found else None
        if (
            isinstance(line.block, Listing)
            and isinstance(last, Listing)
            and last.ordered == line.block.ordered
        ):
            last.items += line.block.items
        else:
            found.append(line)
    return found
