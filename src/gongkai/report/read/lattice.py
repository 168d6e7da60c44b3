"""From ruled lines on a page to the cells they enclose.

A ruling is a straight stroke, or a filled rectangle as thin as one. Rulings that touch form a
lattice; its lines cut the plane into fields, and fields with no wall between them are one cell. A
lattice open at a side (a table cut by the page's end, or printed without outer rules) is closed there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

NEAR = 3.0  # points: rulings of one line of a table are drawn within it, gaps at corners too
COVERED = 0.5  # share of a field's side that must be drawn to part it from its neighbour


@dataclass(frozen=True, slots=True)
class Ruling:
    """A horizontal (or, seen sideways, vertical) stroke: at `at`, from `start` to `end`."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Region:
    """A cell of a lattice: its place in rows and columns."""

    row: int
    column: int
    rowspan: int
    colspan: int


@dataclass(frozen=True, slots=True)
class Lattice:
    """The cells that touching rulings enclose; `xs` and `ys` are the lines between them."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    regions: tuple[Region, ...]

    def contains(self, x: float, y: float) -> bool:
        """Whether a point lies inside the outer lines."""
        return self.xs[0] <= x <= self.xs[-1] and self.ys[0] <= y <= self.ys[-1]

    def region_at(self, x: float, y: float) -> int:
        """Return the index of the region around a point that lies inside."""
        row, column = _slot(self.ys, y), _slot(self.xs, x)
        return next(
            index
            for index, region in enumerate(self.regions)
            if region.row <= row < region.row + region.rowspan
            and region.column <= column < region.column + region.colspan
        )


def lattices(across: Iterable[Ruling], down: Iterable[Ruling]) -> list[Lattice]:
    """Return the lattices that horizontal (`across`) and vertical (`down`) rulings form, top to bottom.

    A frame around a single cell is no table and is left out.
    """
    horizontal, vertical = _merged(across), _merged(down)
    found = []
    for rows, columns in _components(horizontal, vertical):
        lattice = _lattice(rows, columns)
        if lattice is not None and len(lattice.regions) > 1:
            found.append(lattice)
    return sorted(found, key=lambda lattice: (lattice.ys[0], lattice.xs[0]))


def _slot(lines: tuple[float, ...], value: float) -> int:
    for index in range(len(lines) - 2, -1, -1):
        if value >= lines[index]:
            return index
    return 0


def _merged(rulings: Iterable[Ruling]) -> list[Ruling]:
    """Join strokes that continue or repeat each other on one line."""
    lines: list[list[Ruling]] = []
    for ruling in sorted(rulings, key=lambda r: (r.at, r.start)):
        if lines and ruling.at - lines[-1][0].at <= NEAR:
            lines[-1].append(ruling)
        else:
            lines.append([ruling])
    merged = []
    for line in lines:
        at = sum(r.at for r in line) / len(line)
        start, end = None, 0.0
        for ruling in sorted(line, key=lambda r: r.start):
            if start is not None and ruling.start <= end + NEAR:
                end = max(end, ruling.end)
                continue
            if start is not None:
                merged.append(Ruling(at, start, end))
            start, end = ruling.start, ruling.end
        if start is not None:
            merged.append(Ruling(at, start, end))
    return merged


def _components(horizontal: list[Ruling], vertical: list[Ruling]) -> list[tuple[list[Ruling], list[Ruling]]]:
    """Group rulings that touch, directly or through others."""
    parent = list(range(len(horizontal) + len(vertical)))

    def root(item: int) -> int:
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    for i, row in enumerate(horizontal):
        for j, column in enumerate(vertical, len(horizontal)):
            if (
                row.start - NEAR <= column.at <= row.end + NEAR
                and column.start - NEAR <= row.at <= column.end + NEAR
            ):
                parent[root(i)] = root(j)
    groups: dict[int, tuple[list[Ruling], list[Ruling]]] = {}
    for i, ruling in enumerate(horizontal + vertical):
        group = groups.setdefault(root(i), ([], []))
        group[0 if i < len(horizontal) else 1].append(ruling)
    return [group for group in groups.values() if group[0] and group[1]]


def _lattice(rows: list[Ruling], columns: list[Ruling]) -> Lattice | None:
    xs = _lines(columns, rows)
    ys = _lines(rows, columns)
    if len(xs) < 2 or len(ys) < 2:
        return None
    height, width = len(ys) - 1, len(xs) - 1

    def wall_right(i: int, j: int) -> bool:
        return j == width - 1 or _drawn(columns, xs[j + 1], ys[i], ys[i + 1])

    def wall_below(i: int, j: int) -> bool:
        return i == height - 1 or _drawn(rows, ys[i + 1], xs[j], xs[j + 1])

    return Lattice(xs, ys, tuple(_regions(height, width, wall_right, wall_below)))


def _lines(own: list[Ruling], crossing: list[Ruling]) -> tuple[float, ...]:
    """Return where the lines of one direction run, an open side closed where the others end."""
    places = sorted({ruling.at for ruling in own})
    first = min(ruling.start for ruling in crossing)
    last = max(ruling.end for ruling in crossing)
    if first < places[0] - 2 * NEAR:
        places.insert(0, first)
    if last > places[-1] + 2 * NEAR:
        places.append(last)
    return tuple(places)


def _drawn(rulings: list[Ruling], at: float, start: float, end: float) -> bool:
    drawn = sum(
        max(0.0, min(ruling.end, end) - max(ruling.start, start))
        for ruling in rulings
        if abs(ruling.at - at) < 0.01
    )
    return drawn >= COVERED * (end - start)


def _regions(
    height: int,
    width: int,
    wall_right: Callable[[int, int], bool],
    wall_below: Callable[[int, int], bool],
) -> list[Region]:
    """Join fields without a wall between them into rectangles, top left first.

    Where the joined fields are no rectangle (a stroke is missing), a cell gives way rather than
    swallow a neighbour's: it grows to the right, then down as long as the whole side is open.
    """
    taken = [[False] * width for _ in range(height)]
    found = []
    for i in range(height):
        for j in range(width):
            if taken[i][j]:
                continue
            right = j
            while right + 1 < width and not wall_right(i, right) and not taken[i][right + 1]:
                right += 1
            below = i
            while below + 1 < height and all(
                not wall_below(below, column) and not taken[below + 1][column]
                for column in range(j, right + 1)
            ):
                if any(wall_right(below + 1, column) for column in range(j, right)):
                    break
                below += 1
            for row in range(i, below + 1):
                for column in range(j, right + 1):
                    taken[row][column] = True
            found.append(Region(i, j, below - i + 1, right - j + 1))
    return found
