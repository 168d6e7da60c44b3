"""Every text in a Word file: the body, and what a reader of the printed page does not see."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from gongkai.papers.office import Package, attribute, is_on, local
from gongkai.papers.pieces import Piece

_APART = {  # kinds of related part with text of their own, and how people call them
    "header": "页眉",
    "footer": "页脚",
    "footnotes": "脚注",
    "endnotes": "尾注",
    "comments": "批注",
    "glossaryDocument": "构建基块",
}
_SHOWN = ("header", "footer", "footnotes", "endnotes")
_STARS = frozenset(f"F0{code:02X}" for code in range(0xAA, 0xB7))  # stars of the typeface Wingdings
_PATHS = re.compile(r"file:|[A-Za-z]:\\|\\\\", re.I)


@dataclass(slots=True)
class _Words:
    """The text of one paragraph, sorted by how it is there."""

    shown: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    covered: list[str] = field(default_factory=list)
    pale: list[str] = field(default_factory=list)
    tiny: list[str] = field(default_factory=list)
    code: list[str] = field(default_factory=list)
    boxes: list[Any] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)
    spare: list[str] = field(default_factory=list)  # for older programs: what differs from what is shown


class _Walk:
    """One walk through the parts of a document; it counts paragraphs and tables as it goes."""

    def __init__(self, hidden_styles: frozenset[str], grounded: frozenset[str]) -> None:
        self.hidden_styles = hidden_styles
        self.grounded = grounded
        self.paragraphs = 0
        self.tables = 0

    def blocks(self, element: Any, where: str, what: str = "", seen: bool = True) -> Iterator[Piece]:
        """Yield the pieces of a body, a header, a note: paragraphs and tables in their order."""
        for child in element:
            kind = local(child)
            if kind == "p":
                self.paragraphs += 1
                yield from self.paragraph(child, where or f"第{self.paragraphs}段", what, seen)
            elif kind == "tbl":
                self.tables += 1
                yield from self.table(child, f"{where}表{self.tables}", what, seen, self.tables)
            elif kind == "Fallback":
                seen_otherwise = _plain_words(element, without=child)
                if (spare := _plain_words(child)) not in seen_otherwise:
                    yield Piece(spare, where or "正文", "给旧版软件看的内容", seen=False)
            elif kind not in ("sectPr", "tblPr", "tcPr", "trPr", "tblGrid"):
                yield from self.blocks(child, where, what, seen)

    def table(self, element: Any, where: str, what: str, seen: bool, number: int) -> Iterator[Piece]:
        for y, row in enumerate(_inside(element, "tr"), 1):
            before = ""
            off = _not_shown(row)
            for x, box in enumerate(_inside(row, "tc"), 1):
                here = f"{where}第{y}行第{x}列"
                texts = []
                for piece in self.blocks(box, here, "隐藏的行" if off else what, seen and not off):
                    if piece.seen:
                        texts.append(piece.text)
                    yield piece._replace(row=piece.row or (number, y), before=before)
                before = " ".join(texts)

    def paragraph(self, element: Any, place: str, what: str, seen: bool) -> Iterator[Piece]:
        """Yield what a paragraph shows as one piece, and what it hides as others."""
        words = _Words()
        own = next((e for e in element if local(e) == "pPr"), ())
        mark = any(local(e) == "pStyle" and attribute(e, "val") in self.hidden_styles for e in own)
        self._collect(element, words, mark)
        yield Piece("".join(words.shown), place, what, seen)
        for texts, name in (
            (words.deleted, "已删除的文字（修订）"),
            (words.hidden, "隐藏文字"),
            (words.covered, "涂黑的文字"),
            (words.pale, "白色的文字"),
            (words.tiny, "极小的文字"),
            (words.captions, "图片的说明"),
            (words.spare, "给旧版软件看的内容"),
        ):
            if "".join(texts).strip():
                yield Piece("".join(texts), place, name, seen=False)
        if code := "".join(words.code).strip():
            leads = _PATHS.search(code) or re.search(r"INCLUDE", code, re.I)
            yield Piece(code, place, "域代码" if leads else "域", seen=False)
        for box in words.boxes:
            yield from self.blocks(box, f"{place}文本框", what, seen)

    def _collect(self, element: Any, words: _Words, hidden: bool, deleted: bool = False) -> None:
        for child in element:
            kind = local(child)
            if kind == "r":
                self._run(child, words, hidden, deleted)
            elif kind in ("del", "moveFrom"):
                self._collect(child, words, hidden, True)
            elif kind == "Fallback":
                if (spare := _plain_words(child)) not in _plain_words(element, without=child):
                    words.spare.append(spare)
            elif kind in ("pPr", "rPr", "sdtPr"):
                continue
            elif kind == "txbxContent":
                words.boxes.append(child)
            elif kind in ("docPr", "cNvPr"):
                words.captions.append(" ".join(filter(None, (child.get("descr"), child.get("title")))) + " ")
            elif kind == "t":  # of a formula, which has no run of Word's
                (words.deleted if deleted else words.shown).append(child.text or "")
            elif kind == "fldSimple":
                words.code.append(f" {attribute(child, 'instr') or ''} ")
                self._collect(child, words, hidden, deleted)
            else:
                self._collect(child, words, hidden, deleted)

    def _run(self, run: Any, words: _Words, hidden: bool, deleted: bool) -> None:
        properties = next((e for e in run if local(e) == "rPr"), None)
        covered = pale = tiny = False
        if properties is not None:
            named = {local(e): e for e in properties}
            hidden = is_on(named["vanish"]) if "vanish" in named else hidden
            hidden = hidden or ("rStyle" in named and attribute(named["rStyle"], "val") in self.hidden_styles)
            covered = _is_black(named)
            pale = _is_pale(run, named, self.grounded)
            tiny = "sz" in named and _number(named["sz"]) <= _TINY
        into = words.deleted if deleted else words.hidden if hidden else words.shown
        for child in run:
            kind = local(child)
            text = ""
            if kind in ("t", "delText"):
                text = child.text or ""
            elif kind in ("tab", "ptab"):
                text = "\t"
            elif kind in ("br", "cr"):
                text = "\n"
            elif kind in ("noBreakHyphen", "softHyphen"):
                text = "-" if kind == "noBreakHyphen" else ""
            elif kind == "sym":
                text = "★" if (attribute(child, "char") or "").upper() in _STARS else "□"
            elif kind in ("instrText", "delInstrText"):
                words.code.append(child.text or "")
            elif kind != "rPr":
                self._collect([child], words, hidden, deleted)
            (words.deleted if kind == "delText" else into).append(text)
            if covered and text and not (deleted or hidden):
                words.covered.append(text)
            if (pale or tiny) and text and not (deleted or hidden):
                (words.pale if pale else words.tiny).append(text)


def _plain_words(element: Any, without: Any = None) -> str:
    """Return all words under an element, those under `without` left out."""
    left_out = set() if without is None else set(without.iter())
    return "".join(e.text or "" for e in element.iter("{*}t") if e not in left_out)


def _is_black(named: dict[str, Any]) -> bool:
    """Say whether a run is blackened: black on black, which hides nothing in a file."""
    light = "color" in named and (attribute(named["color"], "val") or "").upper() not in (
        "000000",
        "AUTO",
        "",
    )
    if light:
        return False
    if "highlight" in named and attribute(named["highlight"], "val") == "black":
        return True
    fill = (attribute(named["shd"], "fill") or "").upper() if "shd" in named else ""
    return fill == "000000"


_TINY = 4  # half points
_FLAT = 60  # twentieths of a point: a row held to this height shows nothing
_WHITE = re.compile(r"F[A-F0-9]F[A-F0-9]F[A-F0-9]", re.I)


def _number(element: Any) -> float:
    """Return the measure in an element's `val`; a large one if there is none, or it cannot be read."""
    try:
        return float(attribute(element, "val") or "inf")
    except ValueError:
        return float("inf")


def _is_pale(run: Any, named: dict[str, Any], grounded: frozenset[str]) -> bool:
    """Say whether a run is white and nothing sets a ground behind it: run, paragraph, cell, table, style."""
    if "color" not in named or not _WHITE.fullmatch(attribute(named["color"], "val") or ""):
        return False
    grounds = [e for e in (named.get("shd"), named.get("highlight")) if e is not None]
    for above in run.iterancestors():
        kind = local(above)
        if kind == "txbxContent":
            return False  # the drawing may have a colour of its own
        if kind in ("p", "tc", "tbl"):
            own = [e for part in above if local(part) == f"{kind}Pr" for e in part]
            grounds += [e for e in own if local(e) == "shd"]
            if any(local(e) in ("pStyle", "tblStyle") and attribute(e, "val") in grounded for e in own):
                return False
    return not any(_is_ground(e) for e in grounds)


def _is_ground(element: Any) -> bool:
    if local(element) == "highlight":
        return attribute(element, "val") not in ("none", "white", None)
    if attribute(element, "themeFill") not in (None, "background1"):
        return True
    fill, pattern = attribute(element, "fill") or "auto", attribute(element, "val")
    return not (fill.lower() == "auto" or _WHITE.fullmatch(fill)) or pattern not in ("clear", "nil", None)


def _not_shown(row: Any) -> bool:
    """Say whether a table's row is hidden, or held to a height at which nothing is read."""
    for own in (e for e in row if local(e) == "trPr"):
        for element in own:
            exact = local(element) == "trHeight" and attribute(element, "hRule") == "exact"
            if (local(element) == "hidden" and is_on(element)) or (exact and _number(element) <= _FLAT):
                return True
    return False


def _inside(element: Any, wanted: str) -> Iterator[Any]:
    """Yield the rows of a table, or the cells of a row, those inside content controls too."""
    for child in element:
        kind = local(child)
        if kind == wanted:
            yield child
        elif kind in ("sdt", "sdtContent", "ins", "del", "customXml", "smartTag", "moveTo", "moveFrom"):
            yield from _inside(child, wanted)


def hidden_styles(package: Package) -> frozenset[str]:
    """Return the styles whose text is hidden, by their own word or by that of the style they build on."""
    part = next((r.target for r in package.relations(package.main) if r.kind == "styles"), "")
    if not part:
        return frozenset()
    own: dict[str, bool | None] = {}
    base: dict[str, str] = {}
    for style in (e for e in package.part(part) if local(e) == "style"):
        name = attribute(style, "styleId") or ""
        vanish = next(style.iter("{*}vanish"), None)
        own[name] = None if vanish is None else is_on(vanish)
        base[name] = next((attribute(e, "val") or "" for e in style if local(e) == "basedOn"), "")
    found = set()
    for name in own:
        at, steps = name, 0
        while at in own and own[at] is None and steps < 20:
            at, steps = base[at], steps + 1
        if own.get(at):
            found.add(name)
    return frozenset(found)


def grounded_styles(package: Package) -> frozenset[str]:
    """Return the styles that put a colour behind words, by their own word or by a style they build on."""
    part = next((r.target for r in package.relations(package.main) if r.kind == "styles"), "")
    if not part:
        return frozenset()
    styles = [e for e in package.part(part) if local(e) == "style"]
    found = {
        attribute(style, "styleId") or ""
        for style in styles
        if any(_is_ground(e) for e in style.iter("{*}shd"))
    }
    for _ in range(5):  # a style builds on a style that builds on a style
        found |= {
            attribute(style, "styleId") or ""
            for style in styles
            if any(local(e) == "basedOn" and attribute(e, "val") in found for e in style)
        }
    return frozenset(found)


def pieces(package: Package) -> Iterator[Piece]:
    """Yield every text of a Word file: the body, then headers, notes, comments and what else there is."""
    styles, grounded = hidden_styles(package), grounded_styles(package)
    root = package.part(package.main)
    yield from _Walk(styles, grounded).blocks(root, "")
    yield from _named(root, "正文")
    done = {package.main}
    reachable = package.reachable()
    for kind, what in _APART.items():
        for name in (n for n, k in reachable.items() if k == kind and n not in done):
            done.add(name)
            shown = kind in _SHOWN
            story = package.part(name)
            yield from _Walk(styles, grounded).blocks(story, what, "" if shown else what, shown)
            yield from _named(story, what)
    for name, kind in reachable.items():
        if kind in _STYLED and package.is_xml(name):
            yield from _named(package.part(name), _STYLED[kind])
        if name not in done and package.is_xml(name) and not name.endswith(".rels"):
            yield from foreign(package, name, kind)


_STYLED = {"styles": "样式", "stylesWithEffects": "样式", "numbering": "编号"}
_TELLS = re.compile(r"(?:\d[\W_]{0,3}){11}|密")
_TOLD = frozenset("descr title instr date author initials paraId textId durableId id uri".split())  # noqa: SIM905
_MACHINE = re.compile(r"\{?[0-9A-F]{8}-(?:[0-9A-F]{4}-){3}[0-9A-F]{12}\}?|[a-z]+://schemas\..*", re.I)


def _named(root: Any, where: str) -> Iterator[Piece]:
    """Yield the names and settings in a part that hold a long number or a mark: bookmarks, fields, controls.

    They go out with the file though no program shows them. What is told or taken out elsewhere is left out.
    """
    found: dict[str, None] = {}
    for element in root.iter("*"):
        for key, value in element.attrib.items():
            may_tell = len(value) > 10 or "密" in value  # of thousands a few are worth a closer look
            if may_tell and _TELLS.search(value) and key.rpartition("}")[2] not in _TOLD:
                found.setdefault(value)
        if element.tag.endswith("fldData") and local(element) == "fldData":
            found.setdefault(element.text or "")
    for value in found:
        if not _MACHINE.fullmatch(value):
            yield Piece(value, where, "书签、域、控件等的名称", seen=False)


def addresses(package: Package) -> Iterator[Piece]:
    """Yield where the links of an Office file lead: the address goes out though only its words are shown."""
    targets = (
        relation.target
        for name in ("", *package.names)
        if not name.endswith(".rels")
        for relation in package.relations(name)
        if relation.external
    )
    for target in dict.fromkeys(targets):
        yield Piece(unquote(target), "链接", "链接地址", seen=False)


_SILENT = frozenset(  # kinds of part whose text is settings, not words
    """
    styles stylesWithEffects settings webSettings theme themeOverride fontTable numbering commentsExtended
    commentsIds commentsExtensible people extended-properties core-properties custom-properties thumbnail
    calcChain chartStyle chartColorStyle tableStyles worksheet sharedStrings comments threadedComment person
    pivotCacheDefinition pivotCacheRecords externalLink chartsheet vmlDrawing_
    """.split()  # noqa: SIM905 - a list of words reads better than a list of quotation marks
)
_NAMES = {
    "chart": "图表的数据",
    "chartEx": "图表的数据",
    "diagramData": "示意图的文字",
    "customXml": "附加的数据",
    "drawing": "图形里的文字",
    "connections": "数据连接",
}


def foreign(package: Package, name: str, kind: str) -> Iterator[Piece]:
    """Yield the texts of a part that is neither document nor sheet: charts, drawings, attached data."""
    if kind in _SILENT:
        return
    shown = kind in ("chart", "chartEx", "diagramData", "drawing")
    lines: list[str] = []
    for element in package.part(name).iter():
        if local(element) == "p" and shown:
            lines.append("".join(e.text or "" for e in element.iter("{*}t")))
        elif (local(element) not in ("t", "f", "formatCode") or not shown) and (element.text or "").strip():
            lines.append(element.text.strip())
        if not shown:
            lines += [
                str(v) for v in element.attrib.values() if len(str(v)) > 7 and not str(v).startswith("http")
            ]
    for line in dict.fromkeys(lines):
        yield Piece(line, _NAMES.get(kind, name), _NAMES.get(kind, "附加的部分"), seen=shown)


def properties(package: Package) -> list[tuple[str, str]]:
    """Return the fields of a file's properties, its own ones too, with what they say."""
    found = []
    for name, kind in package.reachable().items():
        if kind in ("core-properties", "extended-properties", "custom-properties"):
            for element in package.part(name).iter():
                label = attribute(element.getparent(), "name") if element.getparent() is not None else None
                if (text := (element.text or "").strip()) and len(element) == 0:
                    found.append((label or local(element), text))
    return found
