"""Words that stand in a PDF's page without being seen: painted over, in the colour of the paper, not painted.

A black rectangle over a name is the commonest blackening that blackens nothing: the words stay in the file.
Whether words are seen is asked of the page as it is drawn, not of the order of its commands alone: a word
counts as covered when something is drawn after it in its place, and its place is of one colour.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

_SMALL = 4.0  # points: thinner things are lines of tables
_SCALE = 1.5  # pixels to a point, of the page drawn to look at it
_FLAT = 24  # of 255: how much the grey of a place may differ and still be one colour
_OBJECTS = 100_000  # of one page; what comes after is not looked at
_DEPTH = 5
_WHITE = 245

Box = tuple[float, float, float, float]  # left, bottom, right, top
Matrix = tuple[float, float, float, float, float, float]
_SAME: Matrix = (1, 0, 0, 1, 0, 0)


class Unseen(NamedTuple):
    """What of a page's words nobody sees."""

    covered: tuple[str, ...] = ()  # under something drawn over them, or in the colour of the ground
    unpainted: str = ""  # written without being painted
    scanned: bool = False  # a picture fills the page: unpainted words are what a program read in it
    drawn: bool = False  # the page was drawn to look at it
    unsure: bool = False  # something is drawn over words; the page was not drawn to look at it


@dataclass(slots=True)
class _Found:
    """What is on a page, in the order in which it is drawn."""

    boxes: list[tuple[bool, Box]] = field(default_factory=list)  # words (True), or what may cover them
    pale: list[Box] = field(default_factory=list)  # words in white
    unpainted: list[str] = field(default_factory=list)
    handles: set[int] = field(default_factory=set)  # the text objects that are not painted
    pictured: float = 0.0  # the area of the largest picture


def unseen(page: Any, words: Any, draw: bool = True) -> Unseen:
    """Return what of a page's words is not seen; `page` and `words` are pypdfium2's, held by the caller.

    Without `draw` the page is not drawn, and whether anything is covered stays unsure.
    """
    from PIL import Image, ImageDraw

    found = _Found()
    for number, (thing, kind, matrix) in enumerate(_objects(page)):
        if number >= _OBJECTS:
            break
        _note(thing, kind, matrix, words, found)
    wide, tall = page.get_size()
    unpainted = " ".join(filter(None, (text.strip() for text in found.unpainted)))
    scanned = found.pictured > wide * tall / 2
    if not found.pale and all(is_text for is_text, _ in found.boxes):
        return Unseen(unpainted=unpainted, scanned=scanned)
    left, bottom, right, top = page.get_bbox()
    size = (max(1, min(4000, round(right - left))), max(1, min(4000, round(top - bottom))))
    written, over = Image.new("1", size), Image.new("1", size)
    ink, paint = ImageDraw.Draw(written), ImageDraw.Draw(over)
    for is_text, box in found.boxes:
        where = _within(box, left, top, size)
        if where is None:
            continue
        if is_text:
            ink.rectangle(where, fill=1)
        elif written.crop((where[0], where[1], where[2] + 1, where[3] + 1)).getbbox():
            paint.rectangle(where, fill=1)
    for box in found.pale:
        if where := _within(box, left, top, size):
            paint.rectangle(where, fill=1)
    if over.getbbox() is None:
        return Unseen(unpainted=unpainted, scanned=scanned)
    if not draw:
        return Unseen(unpainted=unpainted, scanned=scanned, unsure=True)
    return Unseen(
        tuple(_not_seen(page, words, over, (left, top), found.handles)), unpainted, scanned, drawn=True
    )


def _objects(page: Any) -> Iterator[tuple[Any, int, Matrix]]:
    """Yield the things drawn on a page in their order, those inside forms too."""
    from pypdfium2 import raw

    def inside(holder: Any, count: int, get: Any, matrix: Matrix, depth: int) -> Iterator[Any]:
        for place in range(count):
            thing = get(holder, place)
            kind = raw.FPDFPageObj_GetType(thing)
            if kind == raw.FPDF_PAGEOBJ_FORM and depth < _DEPTH:
                own = raw.FS_MATRIX()
                raw.FPDFPageObj_GetMatrix(thing, own)
                moved = _times((own.a, own.b, own.c, own.d, own.e, own.f), matrix)
                count_inside = raw.FPDFFormObj_CountObjects(thing)
                yield from inside(thing, count_inside, raw.FPDFFormObj_GetObject, moved, depth + 1)
            else:
                yield thing, kind, matrix

    yield from inside(page.raw, raw.FPDFPage_CountObjects(page.raw), raw.FPDFPage_GetObject, _SAME, 0)


def _times(m: Matrix, n: Matrix) -> Matrix:
    return (
        *(m[0] * n[0] + m[1] * n[2], m[0] * n[1] + m[1] * n[3]),
        *(m[2] * n[0] + m[3] * n[2], m[2] * n[1] + m[3] * n[3]),
        *(m[4] * n[0] + m[5] * n[2] + n[4], m[4] * n[1] + m[5] * n[3] + n[5]),
    )


def _note(thing: Any, kind: int, matrix: Matrix, words: Any, found: _Found) -> None:
    """Put down what one thing on a page is to the words on it."""
    from pypdfium2 import raw

    if kind == raw.FPDF_PAGEOBJ_TEXT:
        if raw.FPDFTextObj_GetTextRenderMode(thing) in (3, 7):
            found.unpainted.append(_text(thing, words))
            found.handles.add(_address(thing))
            return
        box = _box(thing, matrix)
        found.boxes.append((True, box))
        colour = _fill(thing)
        if colour is not None and (min(colour[:3]) >= _WHITE or colour[3] < 16):
            found.pale.append(box)
    elif kind == raw.FPDF_PAGEOBJ_IMAGE:
        box = _box(thing, matrix)
        found.pictured = max(found.pictured, (box[2] - box[0]) * (box[3] - box[1]))
        found.boxes.append((False, box))
    elif kind == raw.FPDF_PAGEOBJ_PATH:
        box = _box(thing, matrix)
        if min(box[2] - box[0], box[3] - box[1]) >= _SMALL and _opaque(thing):
            found.boxes.append((False, box))


def _opaque(path: Any) -> bool:
    """Say whether a path is filled, or drawn with a broad pen, so that nothing is seen through it."""
    from pypdfium2 import raw

    fill, stroke, width = ctypes.c_int(), ctypes.c_int(), ctypes.c_float()
    raw.FPDFPath_GetDrawMode(path, fill, stroke)
    if fill.value:
        colour = _fill(path)
        return colour is None or colour[3] >= 250  # None: a pattern or shading
    return bool(stroke.value and raw.FPDFPageObj_GetStrokeWidth(path, width) and width.value >= _SMALL)


def _fill(thing: Any) -> tuple[int, int, int, int] | None:
    from pypdfium2 import raw

    parts = [ctypes.c_uint() for _ in range(4)]
    if not raw.FPDFPageObj_GetFillColor(thing, *parts):
        return None
    red, green, blue, alpha = (part.value for part in parts)
    return red, green, blue, alpha


def _box(thing: Any, matrix: Matrix) -> Box:
    from pypdfium2 import raw

    sides = [ctypes.c_float() for _ in range(4)]
    if not raw.FPDFPageObj_GetBounds(thing, *sides):
        return (0, 0, 0, 0)
    left, bottom, right, top = (side.value for side in sides)
    if matrix is _SAME:
        return left, bottom, right, top
    a, b, c, d, e, f = matrix
    corners = [(a * x + c * y + e, b * x + d * y + f) for x in (left, right) for y in (bottom, top)]
    across, up = [x for x, _ in corners], [y for _, y in corners]
    return min(across), min(up), max(across), max(up)


def _address(thing: Any) -> int:
    return ctypes.cast(thing, ctypes.c_void_p).value or 0


def _text(thing: Any, words: Any) -> str:
    from pypdfium2 import raw

    length = raw.FPDFTextObj_GetText(thing, words.raw, None, 0)
    if length <= 2:
        return ""
    space = ctypes.create_string_buffer(length)
    raw.FPDFTextObj_GetText(thing, words.raw, ctypes.cast(space, ctypes.POINTER(ctypes.c_ushort)), length)
    return space.raw.decode("utf-16-le", "replace").rstrip("\x00")


def _within(box: Box, left: float, top: float, size: tuple[int, int]) -> tuple[int, int, int, int] | None:
    """Return a box in the pixels of a mask of the page, None if it lies outside."""
    x1, x2 = max(0, int(box[0] - left)), min(size[0] - 1, int(box[2] - left))
    y1, y2 = max(0, int(top - box[3])), min(size[1] - 1, int(top - box[1]))
    return (x1, y1, x2, y2) if x1 <= x2 and y1 <= y2 else None


def _not_seen(
    page: Any, words: Any, over: Any, corner: tuple[float, float], unpainted: set[int]
) -> Iterator[str]:
    """Yield the words whose place, on the page as it is drawn, is of one colour."""
    from pypdfium2 import raw

    bitmap = page.render(scale=_SCALE, grayscale=True, may_draw_forms=False, draw_annots=False)
    picture = bitmap.to_pil()
    run: list[str] = []
    sides = [ctypes.c_double() for _ in range(4)]
    for place in range(words.count_chars()):
        char = chr(raw.FPDFText_GetUnicode(words.raw, place) & 0x10FFFF)
        if char in " \t\u3000":
            run += [char] if run else []
            continue
        hidden = False
        if raw.FPDFText_GetCharBox(words.raw, place, *sides):
            left, right, bottom, top = (side.value for side in sides)
            spot = (int((left + right) / 2 - corner[0]), int(corner[1] - (bottom + top) / 2))
            if 0 <= spot[0] < over.width and 0 <= spot[1] < over.height and over.getpixel(spot):
                hidden = _flat(page, picture, (left, bottom, right, top))
                thing = raw.FPDFText_GetTextObject(words.raw, place) if hidden and unpainted else None
                hidden = hidden and not (thing and _address(thing) in unpainted)
        if hidden:
            run.append(char)
            continue
        yield from _long_enough(run)
        run = []
    yield from _long_enough(run)


def _long_enough(run: list[str]) -> Iterator[str]:
    """Yield a run of signs as a text, unless it is too short to tell anything, or holds no letters."""
    if sum(char.isalnum() for char in run) >= 2:
        yield "".join(run).strip()


def _flat(page: Any, picture: Any, box: Box) -> bool:
    """Say whether the middle of a sign's place is of one colour on the drawn page."""
    from pypdfium2 import raw

    left, bottom, right, top = box
    x_edge, y_edge = (right - left) / 6, (top - bottom) / 6
    ends = []
    for x, y in ((left + x_edge, bottom + y_edge), (right - x_edge, top - y_edge)):
        across, down = ctypes.c_int(), ctypes.c_int()
        raw.FPDF_PageToDevice(page.raw, 0, 0, *picture.size, 0, x, y, across, down)
        ends.append((across.value, down.value))
    (x1, y1), (x2, y2) = ends
    x1, x2, y1, y2 = min(x1, x2), max(x1, x2) + 1, min(y1, y2), max(y1, y2) + 1
    x1, y1, x2, y2 = max(0, x1), max(0, y1), min(picture.width, x2), min(picture.height, y2)
    if x2 <= x1 or y2 <= y1:
        return False
    low, high = picture.crop((x1, y1, x2, y2)).getextrema()
    return bool(high - low <= _FLAT)
