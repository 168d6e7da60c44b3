"""What a page says by style and others say by an element: struck out, raised, without size.

Word and most content management systems write `text-decoration: line-through` for `<del>` and
`vertical-align: super` for `<sup>`. The tree is changed here to say it by elements, so that
whatever reads it need know nothing of styles.
"""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

# In every page that does one of these things, in small letters; most pages have none of them.
_WORDS = ("line-through", "text-raise", "super", "text-top", "font-size:0", "font-size: 0")
_RAISING = re.compile(r"vertical-align\s*:\s*(?:top|\+?[\d.])")
_SHIFTED = re.compile(r"top\s*:\s*-")

_STRUCK = re.compile(r"text-decoration(?:-line)?\s*:[^;]*line-through", re.I)
_SIZELESS = re.compile(r"font-size\s*:\s*[+-]?0*\.?0*(?:px|pt|r?em|ex|%|)\s*(?:!|;|$)", re.I)
_SIZE = re.compile(r"font(?:-size)?\s*:", re.I)
_SUPER = re.compile(r"vertical-align\s*:\s*(?:super|\+?0*(?:[1-9]|\.0*[1-9]))", re.I)
_TOP = re.compile(r"vertical-align\s*:\s*(?:text-)?top", re.I)
_SMALL = re.compile(
    r"font-size\s*:\s*(?:smaller|xx?-small|[0-8](?:\.\d+)?\s*p[xt]|0?\.[0-8]\d*\s*r?em|[1-8]\d(?:\.\d+)?\s*%)",
    re.I,
)
_UP = re.compile(r"mso-text-raise\s*:\s*\+?0*\.?0*[1-9]|position\s*:\s*relative", re.I)
_UPWARDS = re.compile(r"mso-text-raise\s*:\s*\+?[\d.]|(?:^|[;\s])top\s*:\s*-0*\.?0*[1-9]", re.I)

_INLINE = frozenset(("a", "b", "em", "font", "i", "span", "strong", "u", "small", "big", "ins", "label"))


def speaks_by_style(styles: str) -> bool:
    """Say whether `style` attributes, in small letters, may strike out, raise or shrink text."""
    if any(word in styles for word in _WORDS) or _RAISING.search(styles):
        return True
    return "relative" in styles and _SHIFTED.search(styles) is not None


def apply_styles(root: Any) -> None:
    """Empty the elements of a tree that are struck out or have no size; make raised ones `<sup>`."""
    for element in root.xpath("//*[@style]"):
        style, tag = element.get("style"), element.tag
        if tag in ("html", "body"):
            continue
        if _STRUCK.search(style):
            for inner in element.iter(etree.Element):
                inner.text = None
                if inner is not element:
                    inner.tail = None
        elif _SIZELESS.search(style):
            _shrink(element)
        elif tag in _INLINE and (
            _SUPER.search(style)
            or (_TOP.search(style) and _SMALL.search(style) and _follows_text(element))
            or (_UP.search(style) and _UPWARDS.search(style) and _follows_text(element))
        ):
            element.tag = "sup"


def _shrink(element: Any) -> None:
    """Drop the text of an element without size, but not that of parts with a size of their own."""
    element.text = None
    for child in element:
        child.tail = None
        if not (_SIZE.search(child.get("style", "")) or child.get("size")):
            _shrink(child)


def _follows_text(element: Any) -> bool:
    """Say whether something is printed before an element in its paragraph: a mark is never alone."""
    while True:
        before = element.getprevious()
        while before is not None:
            if before.tag == "br":
                return bool(before.tail and before.tail.strip())
            if "".join(before.itertext()).strip() or (before.tail and before.tail.strip()):
                return True
            before = before.getprevious()
        parent = element.getparent()
        if parent is None:
            return False
        if parent.text and parent.text.strip():
            return True
        if parent.tag not in _INLINE:
            return False
        element = parent
