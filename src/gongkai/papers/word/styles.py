"""What the styles of a Word file say of its paragraphs and runs, inherited as Word inherits it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gongkai.papers.office import attribute, local

_OFF = ("0", "false", "off", "none", "baseline", "nil")
_RUN = ("b", "color", "dstrike", "i", "sz", "strike", "u", "vanish", "vertAlign", "webHidden")
_PARAGRAPH = ("jc", "outlineLvl")
BOLD_FACES = ("黑体", "SimHei", "小标宋", "大标宋", "XBS")  # faces that are the bold of official documents


@dataclass(slots=True)
class _Style:
    based: str
    run: dict[str, str]
    paragraph: dict[str, str]
    name: str


class Styles:
    """The styles of one document by their keys."""

    def __init__(self, root: Any | None) -> None:
        """Read the part that holds the styles, None where a document has none."""
        self._styles: dict[str, _Style] = {}
        self._default = ""
        self._everywhere: dict[str, str] = {}
        self._everywhere_paragraph: dict[str, str] = {}
        for element in () if root is None else root:
            if local(element) == "docDefaults":
                for child in element.iter():
                    if local(child) == "rPr":
                        self._everywhere = run_said(child)
                    elif local(child) == "pPr":
                        self._everywhere_paragraph = paragraph_said(child)
            elif local(element) == "style":
                self._read(element)

    def _read(self, element: Any) -> None:
        key = attribute(element, "styleId") or ""
        said: dict[str, Any] = {local(child): child for child in element}
        based = said.get("basedOn")
        name = said.get("name")
        self._styles[key] = _Style(
            "" if based is None else attribute(based, "val") or "",
            run_said(said.get("rPr")),
            paragraph_said(said.get("pPr")),
            "" if name is None else (attribute(name, "val") or "").lower(),
        )
        is_default = (attribute(element, "default") or "0") not in _OFF
        if attribute(element, "type") == "paragraph" and is_default:
            self._default = key

    def name(self, key: str) -> str:
        """Return the name of a style in small letters, "" for none: "heading 1", "title"."""
        style = self._styles.get(key or self._default)
        return "" if style is None else style.name

    def paragraph(self, key: str, properties: Any | None) -> dict[str, str]:
        """Return what holds for a paragraph: alignment, level of outline, list."""
        own = paragraph_said(properties)
        held = self._everywhere_paragraph.copy()
        for style in self._chain(key or self._default):
            held |= style.paragraph
        return held | own

    def run(self, paragraph: str, properties: Any | None) -> dict[str, str]:
        """Return what holds for a run in a paragraph of some style; what is off is not named."""
        held = self._everywhere.copy()
        for style in self._chain(paragraph or self._default):
            held |= style.run
        own = run_said(properties)
        for style in self._chain(own.get("rStyle", "")):
            held |= style.run
        held |= own
        return {name: value for name, value in held.items() if value not in _OFF}

    def _chain(self, key: str) -> list[_Style]:
        chain: list[_Style] = []
        while key in self._styles and len(chain) < 20:  # styles may name each other in a circle
            chain.append(self._styles[key])
            key = chain[-1].based
        return chain[::-1]


def run_said(properties: Any | None) -> dict[str, str]:
    """Return what the properties of a run say, by the names that matter here."""
    found: dict[str, str] = {}
    for child in () if properties is None else properties:
        name = local(child)
        if name in _RUN:
            found[name] = attribute(child, "val") or "true"
        elif name == "rStyle":
            found[name] = attribute(child, "val") or ""
        elif name == "rFonts" and (face := attribute(child, "eastAsia") or attribute(child, "ascii")):
            found["face"] = face
    return found


def paragraph_said(properties: Any | None) -> dict[str, str]:
    """Return what the properties of a paragraph say, by the names that matter here."""
    found: dict[str, str] = {}
    for child in () if properties is None else properties:
        name = local(child)
        if name in _PARAGRAPH:
            found[name] = attribute(child, "val") or ""
        elif name == "numPr":
            for part in child:
                found[local(part)] = attribute(part, "val") or ""  # numId, ilvl
    return found


def is_red(color: str) -> bool:
    """Say whether a colour is the red of a letterhead."""
    if len(color) != 6:
        return False
    try:
        red, green, blue = (int(color[at : at + 2], 16) for at in (0, 2, 4))
    except ValueError:
        return False
    return red >= 0xB0 and green < 0x50 and blue < 0x50
