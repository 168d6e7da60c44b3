"""Every cell of an Excel file, and what lies in it without being shown: hidden sheets, rows, copies."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from lxml import etree

from gongkai.papers.errors import Refused
from gongkai.papers.limits import Limits
from gongkai.papers.office import DAMAGED, Package, attribute, local
from gongkai.papers.pieces import Piece

_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_HIDES = re.compile(rb"hidden|zeroHeight|width\s*=\s*[\"']0|\bht\s*=\s*[\"'][0-2](?![0-9])")
_LOW, _NARROW = 3.0, 0.5  # points and characters: at this height or width nothing is read
_EMPTY_FORMAT = re.compile(r"^\s*;\s*;\s*;?\s*$")


class Sheet(NamedTuple):
    """A sheet of a workbook: its name, the part it stands in, and whether it is shown."""

    name: str
    part: str
    state: str  # visible · hidden · veryHidden
    kind: str  # worksheet · chartsheet


@dataclass(slots=True)
class Hidden:
    """The rows and columns of a sheet that are hidden and hold something."""

    rows: set[int] = field(default_factory=set)
    columns: set[str] = field(default_factory=set)
    cells: set[str] = field(default_factory=set)  # by a format that shows nothing
    faint: set[str] = field(default_factory=set)  # white on white, or of the size of a point


class Look(NamedTuple):
    """What a cell's style makes of it: the format of numbers, and why its words are not seen, if so."""

    form: str = ""
    why: str = ""


def sheets(package: Package) -> list[Sheet]:
    """Return the sheets of a workbook in their order."""
    targets = {r.key: r for r in package.relations(package.main)}
    found = []
    for element in package.part(package.main).iter():
        if local(element) == "sheet" and (relation := targets.get(attribute(element, "id") or "")):
            state = element.get("state", "visible")
            found.append(Sheet(element.get("name", ""), relation.target, state, relation.kind))
    return found


def pieces(package: Package, limits: Limits) -> Iterator[Piece]:
    """Yield every filled cell of every sheet, then comments, drawings, copies of data, and names.

    A formula that holds words or long numbers of its own is a piece beside its value. Raises Refused
    if the sheets are damaged, or hold more cells than `limits` allow.
    """
    strings, formats, mac = _strings(package), _formats(package), _date1904(package)
    count, last = 0, (0, 0)
    for number, sheet in enumerate(sheets(package), 1):
        if sheet.kind == "chartsheet" or not package.has(sheet.part):
            continue
        yield Piece(sheet.name, f"工作表“{sheet.name}”", "工作表名", seen=False)
        before = ""
        for cell in cells(package, sheet, strings, formats, mac):
            count += 1
            if count > limits.sheet_cells:
                raise Refused("bomb", f"工作簿的单元格超过{limits.sheet_cells}个的上限。请分成几个文件上传。")
            row = (number, cell.row)
            left = before if last == row else ""
            place = f"{sheet.name}!{cell.place}"
            yield Piece(cell.text, place, cell.why, not cell.why, row, left)
            if cell.formula:
                yield Piece(cell.formula, place, "公式", seen=False)
            before, last = cell.text, row
        yield from _around(package, sheet)
    yield from _beside(package)


class Cell(NamedTuple):
    """A filled cell: where, what it shows, why it is not shown, and the words in its formula."""

    place: str
    row: int
    text: str
    why: str
    formula: str


def cells(
    package: Package, sheet: Sheet, strings: list[str], formats: list[Look], mac: bool
) -> Iterator[Cell]:
    """Yield the filled cells of a sheet row by row, without keeping the sheet in memory."""
    away = {"hidden": "隐藏的工作表", "veryHidden": "深度隐藏的工作表"}.get(sheet.state, "")
    columns: list[tuple[int, int]] = []
    flat, y = False, 0
    for element in _stream(package.raw(sheet.part)):
        kind = local(element)
        if kind == "sheetFormatPr":
            flat = element.get("zeroHeight") in ("1", "true")
        elif kind == "col" and (_yes(element.get("hidden")) or _below(element.get("width"), _NARROW)):
            columns.append((int(element.get("min", "0")), int(element.get("max", "0"))))
        elif kind == "row":
            y = int(element.get("r") or y + 1)
            off = _yes(element.get("hidden")) or _below(element.get("ht"), _LOW)
            off = off or (flat and element.get("hidden") is None and element.get("ht") is None)
            x = 0
            for box in element:
                place = box.get("r") or f"{letters(x + 1)}{y}"
                found = _PLACE.fullmatch(place)
                x = column(found.group(1)) if found else x + 1
                style = int(box.get("s", "0"))
                form, faint = formats[style] if style < len(formats) else Look()
                text = _value(box, strings, form, mac)
                formula = "".join(e.text or "" for e in box if local(e) == "f")
                if not text.strip() and not formula:
                    continue
                why = away or ("隐藏的行" if off else "")
                why = why or ("隐藏的列" if any(a <= x <= b for a, b in columns) else "")
                why = why or ("用格式隐藏的单元格" if _EMPTY_FORMAT.match(form) else "") or faint
                telling = '"' in formula or re.search(r"\d{11}|\[", formula)
                yield Cell(f"{letters(x)}{y}", y, text, why, formula if telling else "")
            element.clear()


_AROUND = {  # elements of a sheet beside its cells → what they are
    **dict.fromkeys(("oddHeader", "evenHeader", "firstHeader"), "页眉"),
    **dict.fromkeys(("oddFooter", "evenFooter", "firstFooter"), "页脚"),
    **dict.fromkeys(("formula1", "formula2", "dataValidation"), "数据有效性"),
    "hyperlink": "链接",
}
_SAID = ("prompt", "promptTitle", "error", "errorTitle", "display", "tooltip", "location")
_LAYOUT = re.compile(r'&(?:"[^"]*"|[0-9]+|K[0-9A-F]{6}|[A-JM-QS-Za-z])')


def _around(package: Package, sheet: Sheet) -> Iterator[Piece]:
    """Yield the words of a sheet's header and footer, of its lists to choose from, of its links."""
    for element in _stream(package.raw(sheet.part), tuple(f"{{*}}{name}" for name in _AROUND)):
        what = _AROUND[local(element)]
        words = [
            element.text or "",
            *(element.get(name, "") for name in _SAID),
        ]
        if what in ("页眉", "页脚"):  # left, middle and right part, each after its sign
            words = re.split(r"&[LCR]", _LAYOUT.sub("", words[0]))
        for text in words:
            if text.strip():
                yield Piece(text.strip(), f"{sheet.name}{what}", what, seen=False)


def column(name: str) -> int:
    """Return the number of a column, A being 1."""
    number = 0
    for char in name:
        number = number * 26 + ord(char) - 64
    return number


def letters(number: int) -> str:
    """Return the name of a column, 1 being A."""
    name = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name


_ROWS = ("{*}row", "{*}col", "{*}sheetFormatPr")


def _stream(data: bytes, tags: tuple[str, ...] = _ROWS) -> Iterator[Any]:
    """Yield the rows and columns of a sheet, or other elements, as they are read."""
    try:
        for _, element in etree.iterparse(
            io.BytesIO(data),
            events=("end",),
            tag=(*tags, "{*}row"),
            resolve_entities=False,
            load_dtd=False,
            no_network=True,
            huge_tree=False,
        ):
            if local(element) != "row" or tags is _ROWS:
                yield element
            else:
                element.clear()
            while element.getprevious() is not None and local(element) == "row":
                del element.getparent()[0]
    except (etree.XMLSyntaxError, ValueError) as fault:
        raise Refused("broken", DAMAGED) from fault


def _value(box: Any, strings: list[str], form: str, mac: bool) -> str:
    kind = box.get("t", "n")
    if kind == "inlineStr":
        return "".join(_texts(e) for e in box if local(e) == "is")
    raw = next((e.text or "" for e in box if local(e) == "v"), "")
    if kind == "s":
        return strings[int(raw)] if raw.isdigit() and int(raw) < len(strings) else ""
    if kind == "b":
        return {"1": "TRUE", "0": "FALSE"}.get(raw, raw)
    return _number(raw, form, mac) if kind == "n" else raw


def _number(raw: str, form: str, mac: bool) -> str:
    """Return a number as people write it: a telephone number is stored as 1.3E+10, a day as 45000."""
    try:
        value = float(raw)
    except ValueError:
        return raw
    if form and not _EMPTY_FORMAT.match(form) and 0 < value < 2_958_466:
        from openpyxl.styles.numbers import is_date_format
        from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

        if is_date_format(form):
            found = from_excel(value, CALENDAR_MAC_1904 if mac else CALENDAR_WINDOWS_1900)
            return str(found).removesuffix(" 00:00:00")
    if re.fullmatch(r"-?\d+", raw):
        return raw
    return str(int(value)) if value.is_integer() and abs(value) < 1e20 else raw


def _texts(element: Any) -> str:
    """Return a string item's words, without how they are pronounced."""
    return "".join(
        e.text or "" for e in element.iter() if local(e) == "t" and local(e.getparent()) not in ("rPh",)
    )


def _part_of(package: Package, kind: str) -> str:
    return next((r.target for r in package.relations(package.main) if r.kind == kind and not r.external), "")


def _strings(package: Package) -> list[str]:
    part = _part_of(package, "sharedStrings")
    return [_texts(e) for e in package.part(part) if local(e) == "si"] if part else []


def _formats(package: Package) -> list[Look]:
    """Return what every cell style does: its number format ("" for a built-in one), and whether it hides."""
    part = _part_of(package, "styles")
    if not part:
        return []
    from openpyxl.styles.numbers import BUILTIN_FORMATS

    own: dict[str, str] = {}
    fonts: dict[int, str] = {}
    grounds: dict[int, bool] = {}
    found: list[Look] = []
    for element in package.part(part):
        kind = local(element)
        if kind == "numFmts":
            own = {form.get("numFmtId", ""): form.get("formatCode", "") for form in element}
        elif kind == "fonts":
            fonts = {place: _font(font) for place, font in enumerate(element)}
        elif kind == "fills":
            grounds = {place: _has_ground(fill) for place, fill in enumerate(element)}
        elif kind == "cellXfs":
            for style in element:
                number = style.get("numFmtId", "0")
                form = own.get(number) or BUILTIN_FORMATS.get(int(number or 0), "")
                why = fonts.get(int(style.get("fontId", "0")), "")
                pale_on_colour = why == _PALE and grounds.get(int(style.get("fillId", "0")))
                found.append(Look(form, "" if pale_on_colour else why))
    return found


_PALE, _TINY = "白色的文字", "极小的文字"


def _font(font: Any) -> str:
    """Return why words of this font are not seen, "" if they are; on a coloured ground white ones are."""
    named = {local(e): e for e in font}
    if "sz" in named and _below(named["sz"].get("val"), 2.5):
        return _TINY
    return _PALE if "color" in named and _white(named["color"]) else ""


def _white(colour: Any) -> bool:
    if colour.get("theme") is not None:  # 0 is the paper's; a tint below 0 darkens it
        return bool(colour.get("theme") == "0" and not _below(colour.get("tint"), 0))
    if colour.get("indexed") is not None:
        return colour.get("indexed") in ("1", "9")
    return bool(re.fullmatch(r"(?:[0-9A-F]{2})?(?:F[A-F0-9]){3}", colour.get("rgb", ""), re.I))


def _has_ground(fill: Any) -> bool:
    """Say whether a fill puts another colour than white behind the words."""
    for pattern in fill:
        if local(pattern) != "patternFill":
            return True
        if pattern.get("patternType", "none") == "none":
            return False
        return not any(local(e) == "fgColor" and _white(e) for e in pattern)
    return False


def _date1904(package: Package) -> bool:
    return any(
        _yes(attribute(e, "date1904")) for e in package.part(package.main).iter() if local(e) == "workbookPr"
    )


def _yes(value: str | None) -> bool:
    return value in ("1", "true", "on")


def _below(value: str | None, bound: float) -> bool:
    try:
        return value is not None and float(value) < bound
    except ValueError:
        return False


_BESIDE = {  # kinds of related part → what they are to people
    "comments": "批注",
    "threadedComment": "批注",
    "pivotCacheDefinition": "数据透视表的缓存",
    "pivotCacheRecords": "数据透视表的缓存",
    "externalLink": "外部工作簿数据的缓存",
    "revisionLog": "修订记录",
    "queryTable": "查询",
    "slicerCache": "切片器的缓存",
    "timelineCache": "日程表的缓存",
}


def _beside(package: Package) -> Iterator[Piece]:
    """Yield the words in everything that hangs on a workbook beside its sheets."""
    from gongkai.papers.documents import foreign

    reachable = package.reachable()
    for name, kind in reachable.items():
        if not package.is_xml(name) or kind in ("worksheet", "sharedStrings", "styles", "theme"):
            continue
        what = _BESIDE.get(kind)
        if what is None:
            yield from foreign(package, name, kind)
            continue
        for element in package.part(name).iter():
            if kind == "comments" and local(element) == "comment":
                yield Piece(_texts(element), f"批注（{element.get('ref', '')}）", what, seen=False)
            elif kind != "comments":
                text = (element.text or "").strip() or (
                    element.get("v", "") if local(element) in ("s", "n", "d") else ""
                )
                if text:
                    yield Piece(_number(text, "", False), what, what, seen=False)
    for element in package.part(package.main).iter():
        if local(element) == "definedName" and (element.text or "").strip():
            hidden = _yes(element.get("hidden"))
            name = f"名称“{element.get('name', '')}”"
            words = (element.get("name", ""), element.get("comment", ""), element.text or "")
            yield Piece(" ".join(words).strip(), name, "隐藏的名称" if hidden else "名称", seen=False)


def hidden_cells(package: Package) -> dict[str, Hidden]:
    """Return, for every sheet that is shown, which of its filled rows, columns and cells are not."""
    strings, formats, mac = _strings(package), _formats(package), _date1904(package)
    silent = any(_EMPTY_FORMAT.match(form) or why for form, why in formats)
    found: dict[str, Hidden] = {}
    for sheet in sheets(package):
        if sheet.state != "visible" or sheet.kind == "chartsheet" or not package.has(sheet.part):
            continue
        if not silent and not _HIDES.search(package.raw(sheet.part)):
            continue
        hidden = found.setdefault(sheet.name, Hidden())
        for cell in cells(package, sheet, strings, formats, mac):
            if cell.why == "隐藏的行":
                hidden.rows.add(cell.row)
            elif cell.why == "隐藏的列":
                hidden.columns.add(cell.place.rstrip("0123456789"))
            elif cell.why in (_PALE, _TINY):
                if sum(char.isalnum() for char in cell.text) > 1:
                    hidden.faint.add(cell.place)
            elif cell.why:
                hidden.cells.add(cell.place)
    return found
