"""Reports as plain text and Markdown: what is left of a table when its lines are gone."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from tests.report.variety.drawing import Drawn, Paper, Picture

LINE_STYLES = (
    "blank line between",
    "no blank line",
    "pipe after",
    "pipe on its own line",
    "wrapped",
    "fenced",
)


def one_cell_a_line(paper: Paper, style: str = "blank line between", noise: Random | None = None) -> str:
    """One cell a line, as copying a table out of a web page gives. `noise` adds page numbers."""
    lines: list[str] = []
    for block in paper.blocks:
        if isinstance(block, str):
            lines.append(block)
            continue
        for row in block.rows:
            lines += [_line(cell.text, style) for cell in row]
            if noise and noise.random() < 0.15:
                number = noise.randrange(1, 9)
                lines.append(
                    noise.choice((f"- {number} -", f"— {number} —", f"-{number}-", f"第 {number} 页"))
                )
    return ("\n\n" if style == "blank line between" else "\n").join(lines) + "\n"


def _line(text: str, style: str) -> str:
    match style:
        case "pipe after":
            return f"{text} |"
        case "pipe on its own line":
            return f"{text}\n|"
        case "wrapped":
            return f"| {text} |"
        case "fenced":
            return f"|\n{text}\n|"
    return text


PIPE_STYLES = ("leading", "trailing", "both", "tight")


def pipes(paper: Paper, style: str = "trailing", keep_merged: bool = True) -> str:
    """One table row a line with `|` between; the places of a merged cell stay as `||` or are left out."""
    lines: list[str] = []
    for block in paper.blocks:
        lines += (
            [block] if isinstance(block, str) else [_piped(row, style) for row in _grid(block, keep_merged)]
        )
    return "\n".join(lines) + "\n"


def _grid(picture: Picture, keep_merged: bool) -> Iterator[list[str]]:
    """The texts of each row; a place covered by a merged cell is empty or left out."""
    if not keep_merged:
        yield from ([cell.text for cell in row] for row in picture.rows)
        return
    width = picture.width
    grid = [[""] * width for _ in picture.rows]
    for y, x, cell in picture.placed():
        grid[y][x] = cell.text
    yield from grid


def _piped(cells: list[str], style: str) -> str:
    match style:
        case "tight":
            return "|".join(cells) + "|"
        case "leading":
            return "| " + " | ".join(cells)
        case "both":
            return "| " + " | ".join(cells) + " |"
    return " | ".join(cells) + " |"


def run_together(paper: Paper, die: Random, gaps: float = 0.0, one_line: bool = True) -> str:
    """Cells without any separator: `行政规范性文件5845546`. `gaps` leaves a stray space at some joints."""
    parts: list[str] = []
    for block in paper.blocks:
        if isinstance(block, str):
            parts.append(f" {block} " if one_line else f"\n{block}\n")
            continue
        for row in block.rows:
            for cell in row:
                gap = " " if die.random() < gaps else ""
                parts.append(cell.text + gap)
            if not one_line:
                parts.append("\n")
    return "".join(parts).strip() + "\n"


def rows_on_lines(paper: Paper, separator: str = "\t") -> str:
    """One table row a line, cells apart by a tab or spaces."""
    lines: list[str] = []
    for block in paper.blocks:
        if isinstance(block, str):
            lines.append(block)
        else:
            lines += [separator.join(cell.text for cell in row if cell.text) for row in block.rows]
    return "\n".join(lines) + "\n"


def tabbed_grid(paper: Paper) -> str:
    """One table row a line with a tab for every grid line, empty places kept, as a spreadsheet copies."""
    lines: list[str] = []
    for block in paper.blocks:
        lines += [block] if isinstance(block, str) else ["\t".join(row) for row in _grid(block, True)]
    return "\n".join(lines) + "\n"


def markdown(paper: Paper, repeat_merged: bool = False) -> str:
    """Pipe tables; the places of a merged cell are empty or repeat its text."""
    parts: list[str] = []
    for block in paper.blocks:
        if isinstance(block, str):
            heading = block[:2] in ("一、", "二、", "三、", "四、", "五、", "六、")
            parts.append(f"# {block}" if block == paper.title else f"## {block}" if heading else block)
            continue
        grid = [[""] * block.width for _ in block.rows]
        for y, x, cell in block.placed():
            for dy in range(cell.rowspan if repeat_merged else 1):
                for dx in range(cell.colspan if repeat_merged and not cell.address else 1):
                    grid[y + dy][x + dx] = cell.text
        rows = [f"| {' | '.join(row)} |" for row in grid]
        rows.insert(1, "|" + "---|" * block.width)
        parts.append("\n".join(rows))
    return "\n\n".join(parts) + "\n"


def two_line_tables(paper: Paper) -> str:
    """Recognised from a picture: one two-line table a row, its columns called 数据1, 数据2, …"""
    parts: list[str] = []
    for block in paper.blocks:
        if isinstance(block, str):
            parts.append(block)
            continue
        for row in block.rows:
            figures = [cell for cell in row if cell.address]
            labels = [cell.text for cell in row if not cell.address]
            if not figures:
                parts.append(" ".join(labels))
                continue
            names = ["项目"] * len(labels) + [f"数据{n}" for n in range(1, len(figures) + 1)]
            cells = labels + [cell.text for cell in figures]
            parts.append(f"| {' | '.join(names)} |\n|{'---|' * len(names)}\n| {' | '.join(cells)} |")
    return "\n\n".join(parts) + "\n"


def wreck(paper: Paper, die: Random, lose_last: bool = True) -> tuple[str, set[str]]:
    """Made from a PDF: rows of numbers printed away from their labels, here and there the last cell lost.

    Returns the text and the addresses whose number is not printed in it any more.
    """
    parts: list[str] = []
    lost: set[str] = set()
    for block in paper.blocks:
        if isinstance(block, str):
            parts.append(f"## {block}" if die.random() < 0.3 else block)
            continue
        for row in block.rows:
            figures = [cell for cell in row if cell.address]
            labels = [cell.text for cell in row if not cell.address and cell.text]
            if not figures:
                parts.append("".join(labels))
                continue
            if lose_last and len(figures) > 1 and die.random() < 0.08:
                last = figures.pop()
                assert last.address
                lost.add(last.address)
            parts += _wrecked(labels, figures, die)
    return "\n\n".join(parts) + "\n", lost


def _wrecked(labels: list[str], figures: list[Drawn], die: Random) -> list[str]:
    texts = [cell.text for cell in figures]
    choice = die.random()
    if choice < 0.6:
        return [_table([*labels, *texts])]
    numbers = _table(texts)
    words = "".join(labels)
    if choice < 0.75:
        return [words, numbers]
    if choice < 0.85:
        return [numbers, words]
    middle = len(words) // 2
    return [words[:middle], numbers, words[middle:]]


def _table(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |\n|{'---|' * len(cells)}"


def deduplicated(text: str) -> str:
    """Every line that was printed before is dropped: of all the zeros only the first survives."""
    return "\n".join(dict.fromkeys(line for line in text.splitlines() if line.strip())) + "\n"


def upright(paper: Paper) -> str:
    """Text of a PDF: narrow cells one character a line, a row's numbers on one line."""
    lines: list[str] = []
    for block in paper.blocks:
        if isinstance(block, str):
            lines.append(block)
            continue
        for y, row in enumerate(block.rows):
            texts = []
            for cell in row:
                narrow = cell.rowspan > 8 or (y < block.header and cell.colspan == 1)
                if narrow:
                    lines += list(cell.text)
                elif cell.text:
                    texts.append(cell.text)
            if texts:
                lines.append(" ".join(texts))
    return "\n".join(lines) + "\n"


def side_by_side(left: Paper, right: Paper) -> str:
    """Two years beside each other, two table rows a line."""
    lines: list[str] = [left.title, right.title]
    for one, other in zip(left.blocks, right.blocks, strict=True):
        if isinstance(one, str) or isinstance(other, str):
            lines.append(f"{one}    {other}" if one != other else str(one))
            continue
        for a, b in zip(one.rows, other.rows, strict=True):
            lines.append(" ".join(c.text for c in a) + "    " + " ".join(c.text for c in b))
    return "\n".join(lines) + "\n"
