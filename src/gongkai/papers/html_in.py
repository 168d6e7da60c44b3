"""HTML of any origin → blocks: what it says, without how some program wanted it to look.

The untrusted text goes through nh3 first (html5ever, the parser of a browser), which leaves well-formed
markup of known tags; that is read here event by event, without recursion, so that no nesting can hurt.
What is not understood is never carried over: blocks can hold nothing that `html_out` does not know.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from urllib.parse import urlsplit

from gongkai.papers.blocks import (
    CLASSES,
    Block,
    Break,
    Cell,
    Inline,
    Kind,
    Listing,
    Para,
    Picture,
    Quote,
    Rule,
    Run,
)
from gongkai.papers.errors import UnreadablePaper
from gongkai.papers.inlines import split_at_double_breaks, tidy, visible, without
from gongkai.papers.tables import Row, cell_of, finished

LOST_PICTURE = "［此处的图片没有随文字粘贴过来，请另行上传］"
NESTED = 2_000  # elements open at once; the time a parser takes grows with their square
DEEPEST = 24  # containers in containers; what lies deeper is read as if it stood here

_HEADINGS: dict[str, Kind] = {"h1": "h2", "h2": "h2", "h3": "h3", "h4": "h4", "h5": "h5", "h6": "h6"}
_MARKS = {
    **dict.fromkeys(("b", "strong"), "strong"),
    **dict.fromkeys(("i", "em"), "em"),
    **dict.fromkeys(("u", "ins"), "u"),
    **dict.fromkeys(("s", "strike", "del"), "s"),
    "sub": "sub",
    "sup": "sup",
}
_DIVISIONS = {
    *(
        "address",
        "article",
        "aside",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "footer",
        "form",
    ),
    *("header", "legend", "main", "nav", "p", "section", "summary"),
}
_CONTAINERS = {
    "blockquote",
    "caption",
    "figcaption",
    "figure",
    "li",
    "ol",
    "pre",
    "table",
    "td",
    "th",
    "tr",
    "ul",
}
_SECTIONS = {"thead", "tbody", "tfoot"}
_VOID = {"br", "hr", "img"}
_TAGS = {*_HEADINGS, *_MARKS, *_DIVISIONS, *_CONTAINERS, *_SECTIONS, *_VOID, "a", "span", "font"}
# Gone with all they hold: never part of the text.
_GONE = {
    *("applet", "audio", "canvas", "embed", "iframe", "noembed", "noframes", "noscript", "object", "script"),
    *(
        "select",
        "style",
        "svg",
        "template",
        "textarea",
        "title",
        "video",
        "xml",
        "xmp",
        "plaintext",
        "rt",
        "rp",
    ),
}
_STYLES = {
    *("display", "font-style", "font-weight", "mso-hide", "text-align", "text-decoration"),
    *("text-decoration-line", "vertical-align", "visibility"),
}
_ALIGNED = {"center": ("center",), "-webkit-center": ("center",), "right": ("right",), "end": ("right",)}
_ALIGNMENTS = {"left", "start", "justify", *_ALIGNED}
_IMAGE = re.compile(r"/(?!/)[^\\?#\s]*\.(?:png|jpe?g|gif|webp)", re.IGNORECASE)
_SITE = re.compile(r"/(?![/\\])[^\\\s]*")
_COMMENT = re.compile(r"<!--.*?-->", re.S)
_ELEMENT = re.compile(r"<(/?)([A-Za-z][^\s/>]*)")
_CLOSED_BY_THEMSELVES = {
    *(
        "area",
        "base",
        "br",
        "col",
        "dd",
        "dt",
        "embed",
        "hr",
        "img",
        "input",
        "li",
        "link",
        "meta",
        "option",
        "p",
    ),
    *("param", "source", "tbody", "td", "tfoot", "th", "thead", "tr", "track", "wbr"),
}
_CONTROL = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029]")


def blocks_of(html: str, *, tell_lost_pictures: bool = False) -> list[Block]:
    """Return what an HTML text of any origin says, as blocks.

    With `tell_lost_pictures`, a sentence stands where a picture was that this text does not bring along.
    UnreadablePaper for a text nested deeper than any editor makes it.
    """
    import nh3

    if _nesting(html) > NESTED:
        raise UnreadablePaper(
            f"文字的格式嵌套超过{NESTED}层，不像正常的文档，没有读取。请先贴到记事本里去掉格式，再复制过来。"
        )
    known = nh3.clean(
        html,
        tags=_TAGS,
        clean_content_tags=_GONE,
        attributes={
            "*": {"style", "align", "class"},
            "a": {"href"},
            "img": {"src", "alt", "width", "height"},
            "ol": {"start"},
            "td": {"colspan", "rowspan"},
            "th": {"colspan", "rowspan", "scope"},
        },
        filter_style_properties=_STYLES,
        url_schemes={"http", "https", "mailto", "data", "file"},  # judged below, where a picture lost is told
        link_rel=None,
    )
    reader = _Reader(tell_lost_pictures)
    reader.feed(known)
    reader.close()
    return reader.finish()


def _nesting(html: str) -> int:
    """Return how many elements of a text may be open at once, those left out that close by themselves."""
    deepest = depth = 0
    for match in _ELEMENT.finditer(_COMMENT.sub("", html)):
        if match[2].lower() in _CLOSED_BY_THEMSELVES:
            continue
        depth = max(0, depth - 1) if match[1] else depth + 1
        deepest = max(deepest, depth)
    return deepest


def safe_link(href: str) -> str:
    """Return an address a link may have (http, https, mailto, or a path of this site), "" for any other."""
    href = href.strip()
    if _CONTROL.search(href):
        return ""
    if _SITE.fullmatch(href):
        return href
    try:
        parts = urlsplit(href)
    except ValueError:
        return ""
    if parts.scheme in ("http", "https"):
        return href if re.match(r"https?://[^/\\]", href, re.IGNORECASE) and parts.hostname else ""
    return href if parts.scheme == "mailto" and "@" in parts.path else ""


def safe_picture(src: str) -> str:
    """Return an address a picture may have: an image file of this site, without a query; "" for any other."""
    src = src.strip()
    return src if _IMAGE.fullmatch(src) and "/../" not in src and not _CONTROL.search(src) else ""


@dataclass(frozen=True, slots=True)
class _Look:
    """What holds inside an open element, until it closes."""

    tag: str = ""
    marks: frozenset[str] = frozenset()
    href: str = ""
    kind: Kind = "p"
    classes: tuple[str, ...] = ()
    is_hidden: bool = False
    closes: bool = False  # its end ends a container
    section: str = ""


@dataclass(slots=True)
class _Open:
    """A container whose end has not come: what it holds so far."""

    tag: str
    blocks: list[Block] = field(default_factory=list)
    items: list[list[Block]] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    caption: list[Inline] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)
    classes: tuple[str, ...] = ()
    section: str = ""


class _Reader(HTMLParser):
    def __init__(self, tell_lost_pictures: bool) -> None:
        super().__init__(convert_charrefs=True)
        self._tells = tell_lost_pictures
        self._looks: list[_Look] = [_Look()]
        self._open: list[_Open] = [_Open("")]
        self._words: list[Inline] = []

    def finish(self) -> list[Block]:
        """Return what was read."""
        self._end_paragraph()
        while len(self._open) > 1:
            self._close()
        return self._open[0].blocks

    # Events

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element: what changes inside it is laid on top of what held."""
        now = self._looks[-1]
        values = {name: value or "" for name, value in attrs}
        styles = _styles(values.get("style", ""))
        hidden = now.is_hidden or _is_hidden(styles)
        if tag in _VOID:
            if not hidden:
                self._void(tag, values)
            return
        look = replace(now, tag=tag, is_hidden=hidden, closes=False, marks=_marks(tag, styles, now.marks))
        if hidden:
            self._looks.append(look)
            return
        if tag == "a":
            look = replace(look, href=safe_link(values.get("href", "")))
        if tag in _SECTIONS:
            look = replace(look, section=tag)
        if tag in _DIVISIONS or tag in _CONTAINERS or tag in _HEADINGS:
            self._end_paragraph()
            kind = _HEADINGS.get(tag, "p" if tag == "p" else now.kind)
            look = replace(look, kind=kind, classes=_classes(tag, values, styles, now.classes))
        if tag in _CONTAINERS:
            look = self._container(tag, values, look)
        self._looks.append(look)

    def handle_endtag(self, tag: str) -> None:
        """Close the element that is open; the markup is well-formed."""
        if tag in _VOID or len(self._looks) == 1:
            return
        look = self._looks[-1]
        if not look.is_hidden and (tag in _DIVISIONS or tag in _CONTAINERS or tag in _HEADINGS):
            self._end_paragraph()
            if look.closes:
                self._close()
        self._looks.pop()

    def handle_data(self, data: str) -> None:
        """Take words as the elements around them make them look."""
        look = self._looks[-1]
        if not look.is_hidden:
            marks = look.marks - {"u"} if look.href else look.marks
            self._words.append(Run(data, marks, look.href))

    # Words and paragraphs

    def _void(self, tag: str, values: dict[str, str]) -> None:
        if tag == "br":
            self._words.append(Break())
        elif tag == "hr":
            self._end_paragraph()
            if self._open[-1].tag not in ("table", "tr", "ol", "ul", "caption"):
                self._open[-1].blocks.append(Rule())
        elif src := safe_picture(values.get("src", "")):
            alt = " ".join(visible(values.get("alt", "")).split())
            self._words.append(
                Picture(src, alt, *(_size(values.get(name, "")) for name in ("width", "height")))
            )
        elif self._tells:
            self._words.append(Run(LOST_PICTURE))

    def _end_paragraph(self) -> None:
        words, self._words = self._words, []
        if not words:
            return
        look, held = self._looks[-1], self._open[-1]
        if look.kind == "pre":
            text = "".join(
                "\n" if isinstance(one, Break) else one.text for one in words if not isinstance(one, Picture)
            )
            text = visible(text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " "))
            lines = [line.rstrip() for line in text.split("\n")]
            if text := "\n".join(lines).strip("\n"):
                self._put(Para([Run(text)], "pre"))
            return
        for part in split_at_double_breaks(tidy(words)):
            self._put(_paragraph(part, look.kind, look.classes, held.tag, in_cell=self._is_in_cell()))

    def _put(self, para: Para) -> None:
        held = self._open[-1]
        if held.tag == "caption":
            held.caption += [Run("　"), *para.inlines] if held.caption else para.inlines
        elif held.tag in ("ol", "ul"):  # words between the items
            held.items.append([para])
        else:
            held.blocks.append(para)

    def _is_in_cell(self) -> bool:
        return any(one.tag in ("td", "th", "caption") for one in self._open)

    # Containers

    def _container(self, tag: str, values: dict[str, str], look: _Look) -> _Look:
        """Open a container where it may stand; elsewhere it is a division like any other."""
        parent = self._open[-1].tag
        if len(self._open) > DEEPEST:
            return look
        may = {
            "li": parent in ("ol", "ul"),
            "tr": parent == "table",
            "td": parent == "tr",
            "th": parent == "tr",
            "caption": parent == "table",
            "figcaption": False,
            "pre": False,
        }
        if tag == "pre":
            return replace(look, kind="pre", classes=())
        if tag == "figcaption":
            return replace(look, kind="figcaption" if parent == "figure" else "p", classes=())
        if not may.get(tag, True):
            return look
        self._open.append(_Open(tag, values=values, classes=look.classes, section=look.section))
        kind: Kind = "p"
        return replace(look, closes=True, kind=kind, section="" if tag == "table" else look.section)

    def _close(self) -> None:
        done = self._open.pop()
        above = self._open[-1]
        match done.tag:
            case "td" | "th":
                above.cells.append(_cell(done))
            case "tr":
                above.rows.append((done.section, done.cells))
                above.blocks += done.blocks
            case "caption":
                above.caption += done.caption
            case "li":
                if done.blocks:
                    above.items.append(done.blocks)
            case "ol" | "ul":
                if done.items:
                    start = _size(done.values.get("start", "")) or 1
                    self._place(Listing(done.items, done.tag == "ol", start if done.tag == "ol" else 1))
            case "blockquote":
                if done.blocks:
                    self._place(Quote(done.blocks))
            case "figure":
                if done.blocks:
                    self._place(Quote(done.blocks, "figure"))
            case "table":
                for block in [*done.blocks, *finished(done.rows, done.caption)]:
                    self._place(block)

    def _place(self, block: Block) -> None:
        above = self._open[-1]
        if above.tag in ("ol", "ul"):  # a list in a list without an item between belongs to the item before
            if above.items:
                above.items[-1].append(block)
            else:
                above.items.append([block])
        elif above.tag == "caption":
            pass
        else:
            above.blocks.append(block)


def _paragraph(
    inlines: list[Inline], kind: Kind, classes: tuple[str, ...], held_by: str, *, in_cell: bool
) -> Para:
    """Return a paragraph as its place allows: no headings inside tables, none around a mere picture."""
    has_words = any(isinstance(one, Run) for one in inlines)
    if kind in _HEADINGS.values():
        if in_cell and has_words:
            bold = [
                replace(one, marks=one.marks | {"strong"}) if isinstance(one, Run) else one for one in inlines
            ]
            return Para(bold, "p", classes)
        if not has_words:
            return Para(inlines, "p", classes)
        return Para(
            without(("strong",), inlines), kind, tuple(c for c in classes if c in ("center", "right"))
        )
    if kind == "figcaption" and held_by != "figure":
        kind = "p"
    return Para(inlines, kind, classes if kind == "p" else ())


def _cell(done: _Open) -> Cell:
    columns, rows = (max(1, _size(done.values.get(name, ""))) for name in ("colspan", "rowspan"))
    scope = done.values.get("scope", "").lower()
    scope = scope if scope in ("col", "row", "colgroup", "rowgroup") else ""
    return cell_of(done.blocks, done.classes, columns, rows, is_head=done.tag == "th", scope=scope)


def _classes(
    tag: str, values: dict[str, str], styles: dict[str, str], held: tuple[str, ...]
) -> tuple[str, ...]:
    """Return the classes that mean something: alignment goes down to what is inside, the others do not."""
    given = [name for name in values.get("class", "").split() if name in CLASSES]
    aligned = styles.get("text-align", "") or values.get("align", "").lower()
    if tag == "center":
        aligned = "center"
    if given and tag in ("p", "td", "th", *_HEADINGS):
        return tuple(name for name in CLASSES if name in given)
    if aligned in _ALIGNMENTS:
        return _ALIGNED.get(aligned, ())
    if tag == "table":
        return ()
    return tuple(name for name in held if name in ("center", "right"))


def _styles(text: str) -> dict[str, str]:
    pairs = (part.partition(":") for part in text.lower().split(";"))
    return {name.strip(): value.replace("!important", "").strip() for name, _, value in pairs if value}


def _is_hidden(styles: dict[str, str]) -> bool:
    return (
        styles.get("display") == "none"
        or styles.get("mso-hide") == "all"
        or styles.get("visibility") == "hidden"
    )


def _marks(tag: str, styles: dict[str, str], held: frozenset[str]) -> frozenset[str]:
    marks = held | {_MARKS[tag]} if tag in _MARKS else held
    weight = styles.get("font-weight", "")
    if weight in ("bold", "bolder") or (weight.isdigit() and int(weight) >= 600):
        marks |= {"strong"}
    elif weight in ("normal", "lighter") or weight.isdigit():
        marks -= {"strong"}
    slant = styles.get("font-style", "")
    marks = (
        marks | {"em"}
        if slant.startswith(("italic", "oblique"))
        else marks - {"em"}
        if slant == "normal"
        else marks
    )
    line = styles.get("text-decoration-line", "") + " " + styles.get("text-decoration", "")
    marks |= {mark for word, mark in (("underline", "u"), ("line-through", "s")) if word in line}
    raised = {"super": "sup", "sub": "sub"}.get(styles.get("vertical-align", ""))
    if raised and tag not in ("td", "th", "tr"):
        marks |= {raised}
    if {"sub", "sup"} <= marks:
        marks -= {"sub"} if "sup" not in held else {"sup"}
    return marks


def _size(text: str) -> int:
    text = text.strip().removesuffix("px")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else 0
