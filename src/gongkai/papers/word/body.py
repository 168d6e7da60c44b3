"""The body of a Word file → lines: blocks in reading order, each with how it looked and where it stood.

All tracked changes are taken as accepted, hidden text is left out, automatic numbers are written out, a text
box follows the paragraph that holds it. Whatever is left out or altered is counted, to be told to the editor.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from gongkai.papers.blocks import Block, Break, Inline, Listing, Para, Picture, Run
from gongkai.papers.errors import UnreadablePaper
from gongkai.papers.html_in import safe_link
from gongkai.papers.inlines import tidy
from gongkai.papers.office import Package, attribute, local
from gongkai.papers.word.grids import Grids
from gongkai.papers.word.lines import Line
from gongkai.papers.word.numbering import BULLET, Numbering, integer
from gongkai.papers.word.pictures import Pictures
from gongkai.papers.word.styles import BOLD_FACES, Styles, is_red

_GONE = {"del", "moveFrom", "delText", "delInstrText", "instrText", "rt", "pPr", "rPr", "sdtPr", "sdtEndPr"}
_ALIGNED = {"center": ("center",), "distribute": ("center",), "right": ("right",), "end": ("right",)}
_CHANGING = ("DATE", "TIME", "SAVEDATE", "PRINTDATE", "FILENAME", "AUTHOR", "USERNAME", "MERGEFIELD")


@dataclass(slots=True)
class _Held:
    """What a paragraph holds while it is read."""

    inlines: list[Inline] = field(default_factory=list)
    looks: list[tuple[int, dict[str, str]]] = field(default_factory=list)  # characters, look
    boxes: list[Any] = field(default_factory=list)
    fields: list[list[str]] = field(default_factory=list)  # open fields: [code, stage]
    href: str = ""


class Body:
    """Reads the body of one document; `noticed` counts what the editor must be told."""

    def __init__(self, package: Package, pictures: Pictures) -> None:
        """Open the parts that say how the body is meant."""
        self._package = package
        self._relations = {one.key: one for one in package.relations(package.main)}
        parts = {one.kind: one.target for one in self._relations.values() if not one.external}
        self._styles = Styles(self._part(parts.get("styles", "")))
        self._numbering = Numbering(self._part(parts.get("numbering", "")))
        self._notes = {kind: self._part(parts.get(kind, "")) for kind in ("footnotes", "endnotes")}
        self._pictures = pictures
        self._grids = Grids(self)
        self._told: list[tuple[str, str, str]] = []  # kind, key and mark of the notes met so far
        self._count = 0
        self._in_box = 0
        self.noticed: Counter[str] = Counter()
        self.fields: Counter[str] = Counter()
        self.links_lost: list[str] = []

    def lines(self) -> list[Line]:
        """Return the body, and after it the notes at the foot of its pages."""
        root = self._package.part(self._package.main)
        body = next((child for child in root if local(child) == "body"), None)
        if body is None:
            raise UnreadablePaper("文件里没有正文。请用Word或WPS打开后另存为.docx，再上传。")
        found = list(self.lines_in(body))
        notes: list[Line] = []
        for kind, key, mark in self._told:
            notes += self._note(kind, key, mark)
        return found + notes

    def header_texts(self) -> list[str]:
        """Return the words that stand at the head and foot of the pages, page numbers apart."""
        found = []
        for relation in self._relations.values():
            if relation.kind in ("header", "footer") and not relation.external and relation.target:
                root = self._package.part(relation.target)
                words = "".join(child.text or "" for child in root.iter() if local(child) == "t").strip()
                if words.strip("-—–－─ 0123456789第页共/·") and words not in found:
                    found.append(words)
        return found

    def comments(self) -> int:
        """Return how many comments stand beside the text."""
        names = {
            one.target for one in self._relations.values() if one.kind == "comments" and not one.external
        }
        return sum(
            1 for name in names if name for child in self._package.part(name) if local(child) == "comment"
        )

    def _part(self, name: str) -> Any | None:
        return self._package.part(name) if name else None

    # Blocks

    def lines_in(self, container: Any) -> Iterator[Line]:
        """Yield what a body, a cell, a note or a text box holds."""
        for element in self.flat(container):
            if local(element) == "p":
                yield from self._paragraph(element)
            elif local(element) == "tbl":
                before = self._count  # who counts paragraphs on a page does not count those in tables
                blocks = self._grids.read(element)
                self._count = before
                for block in blocks:
                    yield Line(block, self._where(block), in_box=self._in_box > 0)

    def _where(self, block: Block) -> str:
        if isinstance(block, Para):
            return f"第{self._count}段"
        return f"第{self._count}段之后的表格" if self._count else "文件开头的表格"

    def flat(self, container: Any) -> Iterator[Any]:
        """Yield the children of a container, those inside content controls and insertions included."""
        for child in container:
            name = local(child)
            if name == "sdt":
                gallery = next(
                    (attribute(one, "val") for one in child.iter() if local(one) == "docPartGallery"), ""
                )
                if gallery == "Table of Contents":
                    self.noticed["目录"] += 1
                    continue
                for content in child:
                    if local(content) == "sdtContent":
                        yield from self.flat(content)
            elif name in ("ins", "moveTo", "customXml", "smartTag"):
                self.noticed["修订"] += name in ("ins", "moveTo")
                yield from self.flat(child)
            elif name in ("del", "moveFrom"):
                self.noticed["修订"] += 1
            else:
                yield child

    def _paragraph(self, element: Any) -> Iterator[Line]:
        held = _Held()
        properties = next((child for child in element if local(child) == "pPr"), None)
        key = (
            next((attribute(c, "val") or "" for c in properties if local(c) == "pStyle"), "")
            if properties is not None
            else ""
        )
        if properties is not None and any(local(child) in ("ins", "del") for child in properties.iter()):
            self.noticed["修订"] += 1
        look = self._styles.paragraph(key, properties)
        self._inline(element, held, key)
        inlines = tidy(held.inlines)
        if not inlines or not _says(inlines):
            inlines = []
        number = look.get("numId", "0")
        label = (
            self._numbering.label(number, integer(look.get("ilvl"), 0)) if inlines and number != "0" else ""
        )
        if inlines:
            self._count += 1
            classes = _ALIGNED.get(look.get("jc", ""), ())
            if label == BULLET:
                yield Line(Listing([[Para(inlines)]]), f"第{self._count}段")
            else:
                para = Para(_labelled(label, inlines), "p", classes)
                yield self._line(para, held, look, self._styles.name(key), label)
        for box in held.boxes:
            self.noticed["文本框"] += 1
            self._in_box += 1
            yield from self.lines_in(box)
            self._in_box -= 1

    def _line(self, para: Para, held: _Held, look: dict[str, str], style: str, label: str) -> Line:
        sizes: Counter[float] = Counter()
        faces: Counter[str] = Counter()
        red = bold = every = 0
        for length, run in held.looks:
            every += length
            sizes[float(integer(run.get("sz"), 21)) / 2] += length
            faces[run.get("face", "")] += length
            red += length if is_red(run.get("color", "")) else 0
            bold += length if "b" in run or any(face in run.get("face", "") for face in BOLD_FACES) else 0
        outline = integer(look.get("outlineLvl"), 9) + 1
        if style.startswith("heading ") and style[8:].isdigit():
            outline = int(style[8:])
        return Line(
            para,
            f"第{self._count}段",
            size=max(sizes, key=lambda size: sizes[size], default=0.0),
            face=max(faces, key=lambda face: faces[face], default=""),
            is_red=red * 2 > every,
            is_bold=every > 0 and bold == every,
            outline=outline if outline <= 9 else 0,
            style=style,
            number=label,
            in_box=self._in_box > 0,
        )

    # Words

    def _inline(self, element: Any, held: _Held, style: str) -> None:
        for child in element:
            name = local(child)
            if name == "r":
                self._run(child, held, style)
            elif name == "hyperlink":
                self._hyperlink(child, held, style)
            elif name == "fldSimple":
                self._field((attribute(child, "instr") or "").strip())
                self._inline(child, held, style)
            elif name in ("ins", "moveTo"):
                self.noticed["修订"] += 1
                self._inline(child, held, style)
            elif name in ("del", "moveFrom"):
                self.noticed["修订"] += 1
            elif name in ("oMath", "oMathPara"):
                self.noticed["公式"] += 1
                words = "".join(one.text or "" for one in child.iter() if local(one) == "t")
                held.inlines.append(Run(words))
            elif name not in _GONE:
                self._inline(child, held, style)

    def _hyperlink(self, element: Any, held: _Held, style: str) -> None:
        relation = self._relations.get(attribute(element, "id") or "")
        href = safe_link(relation.target) if relation is not None and relation.external else ""
        if relation is not None and relation.external and not href:
            self.links_lost.append(relation.target)
        before, held.href = held.href, href or held.href
        self._inline(element, held, style)
        held.href = before

    def _run(self, run: Any, held: _Held, style: str) -> None:
        properties = next((child for child in run if local(child) == "rPr"), None)
        look = self._styles.run(style, properties)
        if "vanish" in look:
            self.noticed["隐藏文字"] += any(child.text for child in run if local(child) == "t")
            look = {**look, "hidden": "1"}
        marks = {mark for name, mark in _MARKS.items() if name in look}
        if raised := {"superscript": "sup", "subscript": "sub"}.get(look.get("vertAlign", "")):
            marks.add(raised)
        if held.href:
            marks.discard("u")
        self._pieces(run, held, look, frozenset(marks))

    def _pieces(self, run: Any, held: _Held, look: dict[str, str], marks: frozenset[str]) -> None:
        for child in run:
            name = local(child)
            if name == "fldChar":
                self._field_mark(attribute(child, "fldCharType") or "", held)
            elif name == "instrText" and held.fields:
                held.fields[-1][0] += child.text or ""
            elif any(stage == "code" for _, stage in held.fields) or "hidden" in look:
                continue
            elif name == "t":
                held.inlines.append(Run(child.text or "", marks, held.href))
                if (child.text or "").strip():
                    held.looks.append((len(child.text), look))
            elif name in ("tab", "ptab"):
                held.inlines.append(Run("\t", marks, held.href))
            elif name in ("br", "cr"):
                if attribute(child, "type") not in ("page", "column"):
                    held.inlines.append(Break())
            elif name == "noBreakHyphen":
                held.inlines.append(Run("-", marks, held.href))
            elif name == "sym":
                held.inlines.append(Run(self._symbol(child), marks, held.href))
            elif name in ("footnoteReference", "endnoteReference"):
                self._note_mark(name.removesuffix("Reference") + "s", child, held)
            elif name in ("drawing", "pict", "object", "AlternateContent", "ruby"):
                self._drawn(child, held, look, marks)

    def _symbol(self, element: Any) -> str:
        """Return a sign of a symbol font; only the ticked and open boxes of forms are known."""
        face, code = (attribute(element, "font") or "").lower(), (attribute(element, "char") or "").upper()
        found = _SYMBOLS.get((face, code[-2:]))
        if found is None:
            self.noticed["特殊符号"] += 1
        return found or "□"

    def _drawn(self, element: Any, held: _Held, look: dict[str, str], marks: frozenset[str]) -> None:
        """Read what is drawn in a run: a picture, a text box, the base text under a phonetic guide."""
        name = local(element)
        if name == "AlternateContent":
            for form in element:  # two forms of the same thing: the first that holds anything
                before = len(held.inlines), len(held.boxes)
                self._pieces(form, held, look, marks)
                if (len(held.inlines), len(held.boxes)) != before:
                    return
            return
        if name == "ruby":
            for base in element:
                if local(base) == "rubyBase":
                    self._inline(base, held, "")
            return
        boxes = [one for one in element.iter() if local(one) == "txbxContent"]
        if boxes:
            held.boxes += [box for box in boxes if not any(up in boxes for up in box.iterancestors())]
            return
        picture = self._pictures.read(element, self._relations, self._count + 1)
        if isinstance(picture, Picture):
            held.inlines.append(picture)
        elif picture:
            self.noticed[picture] += 1

    # Fields and notes

    def _field_mark(self, kind: str, held: _Held) -> None:
        if kind == "begin":
            held.fields.append(["", "code"])
        elif held.fields and kind == "separate":
            held.fields[-1][1] = "result"
        elif held.fields and kind == "end":
            code, _ = held.fields.pop()
            self._field(code.strip())

    def _field(self, code: str) -> None:
        word = code.split()[0].upper() if code.split() else ""
        if word in _CHANGING:
            self.fields[word] += 1
        elif word == "TOC":
            self.noticed["目录域"] += 1

    def _note_mark(self, kind: str, element: Any, held: _Held) -> None:
        key = attribute(element, "id") or ""
        mark = str(len(self._told) + 1)
        self._told.append((kind, key, mark))
        held.inlines.append(Run(f"[{mark}]", frozenset({"sup"})))

    def _note(self, kind: str, key: str, mark: str) -> list[Line]:
        root = self._notes.get(kind)
        note = next((one for one in (() if root is None else root) if attribute(one, "id") == key), None)
        if note is None:
            return []
        lines = [line for line in self.lines_in(note) if line.para is not None]
        for line in lines:
            if line.para is not None:
                line.para.classes = ("note",)
                line.style = "note"
        if lines and (first := lines[0].para) is not None:
            first.inlines = [Run(f"[{mark}] "), *first.inlines]
            first.inlines = tidy(first.inlines)
        return lines


_MARKS = {"b": "strong", "i": "em", "u": "u", "strike": "s", "dstrike": "s"}
_SYMBOLS = {
    **{
        ("wingdings", code): sign
        for code, sign in (("A8", "□"), ("FE", "☑"), ("FD", "☒"), ("FC", "✓"), ("6F", "□"))
    },
    **{("wingdings 2", code): sign for code, sign in (("A3", "□"), ("52", "☑"), ("53", "☒"), ("50", "✓"))},
}


def _says(inlines: list[Inline]) -> bool:
    return any(isinstance(one, Picture) or (isinstance(one, Run) and one.text.strip()) for one in inlines)


def _labelled(label: str, inlines: list[Inline]) -> list[Inline]:
    """Return the words behind their automatic number, a space between where both are western."""
    if not label:
        return inlines
    first = inlines[0].text[:1] if isinstance(inlines[0], Run) else ""
    gap = " " if label[-1:].isascii() and first.isascii() and not label.endswith(" ") else ""
    marks = inlines[0].marks - {"u", "s", "sub", "sup"} if isinstance(inlines[0], Run) else frozenset[str]()
    return tidy([Run(label + gap, marks), *inlines])
