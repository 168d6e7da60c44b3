"""What happens to files on their way: lines lost, doubled, exchanged, bytes broken.

A damaged sheet still knows what is printed: a lost figure is nothing, two exchanged ones stand in
each other's place, all others stand where they stood.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random

from tests.report.variety.drawing import Paper
from tests.report.variety.sheet import NOTHING, Entry, Sheet

Line = tuple[str, str | None]  # the text, and the address if it is a figure
LOST = Entry("(lost)", None, NOTHING)


def lines_of(paper: Paper) -> list[Line]:
    """The report one cell a line, each figure with its address."""
    lines: list[Line] = []
    for block in paper.blocks:
        if isinstance(block, str):
            lines.append((block, None))
        else:
            lines += [(cell.text, cell.address) for row in block.rows for cell in row]
    return lines


def text_of(lines: list[Line]) -> bytes:
    """The lines as a file."""
    return "\n".join(text for text, _ in lines).encode()


def without(sheet: Sheet, addresses: list[str]) -> Sheet:
    """The sheet with these figures lost."""
    return replace(sheet, entries={a: LOST if a in addresses else e for a, e in sheet.entries.items()})


def drop_line(sheet: Sheet, lines: list[Line], die: Random) -> tuple[Sheet, list[Line]]:
    """One line is lost: a figure, a label, a heading."""
    at = die.randrange(2, len(lines))
    address = lines[at][1]
    return without(sheet, [address] if address else []), lines[:at] + lines[at + 1 :]


def drop_figures(sheet: Sheet, lines: list[Line], die: Random) -> tuple[Sheet, list[Line]]:
    """Several figures of one row are lost."""
    row = die.choice([*sheet.rows("T3").values(), *sheet.rows("T4").values()])
    gone = die.sample(row, k=die.randrange(1, len(row)))
    return without(sheet, gone), [line for line in lines if line[1] not in gone]


def double_line(sheet: Sheet, lines: list[Line], die: Random) -> tuple[Sheet, list[Line]]:
    """One line is printed twice."""
    at = die.randrange(2, len(lines))
    return sheet, lines[: at + 1] + lines[at:]


def swap_figures(sheet: Sheet, lines: list[Line], die: Random) -> tuple[Sheet, list[Line]]:
    """Two figures of a table stand in each other's place; readers must read what is printed."""
    table = die.choice(("T3", "T4"))
    one, other = die.sample([a for a in sheet.entries if a.startswith(table)], k=2)
    first, second = sheet.entries[one], sheet.entries[other]
    exchanged = {one: second, other: first}
    moved = [(exchanged[a].text if a in exchanged else text, a) for text, a in lines]
    return replace(sheet, entries={**sheet.entries, **exchanged}), moved


def insert_page_number(sheet: Sheet, lines: list[Line], die: Random) -> tuple[Sheet, list[Line]]:
    """A page number falls between two cells."""
    at = die.randrange(2, len(lines))
    return sheet, [*lines[:at], (f"- {die.randrange(1, 9)} -", None), *lines[at:]]


def cut_off(sheet: Sheet, lines: list[Line], die: Random) -> tuple[Sheet, list[Line]]:
    """The file ends early, between two cells."""
    at = die.randrange(2, len(lines))
    return without(sheet, [a for _, a in lines[at:] if a]), lines[:at]


DAMAGES = {
    "a line lost": drop_line,
    "figures of a row lost": drop_figures,
    "a line doubled": double_line,
    "two figures exchanged": swap_figures,
    "a page number": insert_page_number,
    "cut off": cut_off,
}


def broken_bytes(data: bytes, die: Random) -> bytes:
    """Bytes flipped, lost, doubled and inserted, or the file cut off."""
    out = bytearray(data)
    for _ in range(die.randrange(1, 12)):
        if len(out) < 8:
            break
        at = die.randrange(len(out))
        match die.randrange(6):
            case 0:
                out[at] ^= 1 << die.randrange(8)
            case 1:
                del out[at : at + die.randrange(1, 40)]
            case 2:
                out[at:at] = out[at : at + die.randrange(1, 200)]
            case 3:
                out[at:at] = bytes(die.randrange(256) for _ in range(die.randrange(1, 9)))
            case 4:
                out[at] = die.randrange(256)
            case 5:
                if die.random() < 0.3:
                    del out[at:]
    return bytes(out)


PIECES = (
    "0",
    "12",
    "-",
    "<td>",
    "</td>",
    "</tr>",
    "<table>",
    "</table>",
    "<p>",
    "|",
    "\n",
    " ",
    "（",
    "）",
    "三、",
)
PIECES += (
    "总计",
    "规章",
    "本年度办理结果",
    "colspan='9'",
    "&nbsp;",
    "<!--",
    "]]>",
    "<script>",
    "\x00",
    "\u200b",
    "1.",
)


def broken_words(text: str, die: Random) -> str:
    """Words, marks and tags put in, taken out and moved about."""
    out = text
    for _ in range(die.randrange(1, 25)):
        at = die.randrange(len(out) + 1)
        match die.randrange(4):
            case 0:
                out = out[:at] + die.choice(PIECES) + out[at:]
            case 1:
                out = out[:at] + out[at + die.randrange(1, 60) :]
            case 2:
                out = out[:at] + out[at : at + die.randrange(1, 400)] + out[at:]
            case 3:
                other = die.randrange(len(out) + 1)
                out = out[:at] + out[other : other + die.randrange(1, 90)] + out[at:]
    return out
