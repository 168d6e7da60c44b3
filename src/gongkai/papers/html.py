"""HTML that may be published: cleaned by an allow-list, and as text for search, download and review."""

from __future__ import annotations

import re

from gongkai.papers.blocks import CLASSES, Block, Para, Table
from gongkai.papers.html_in import blocks_of
from gongkai.papers.html_out import html_of, plain_of

_TAGS = {
    *("a", "blockquote", "br", "caption", "em", "figcaption", "figure", "h2", "h3", "h4", "h5", "h6", "hr"),
    *("img", "li", "ol", "p", "pre", "s", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th"),
    *("thead", "tr", "u", "ul"),
}
_ALIGNED = {"center", "right"}
_SENTENCE_ENDS = "。！？；!?;"
_BESIDE = {"addressee", "signature", "dated", "attachments"}  # the parts of a letter around its text
_SALUTATION = re.compile(
    r"[^。；！？]{1,300}(?<!如下)(?<!下列)(?<!以下)[：:]"
)  # “各有关单位：”, not “通知如下：”


class Clean(str):
    """HTML as `published` wrote it, with what it says as plain text.

    Read anew it would come out the same, so it is not read anew. What is cut from it, or comes back from
    where it was kept, is a plain string again and is cleaned as any other.
    """

    __slots__ = ("text",)
    text: str

    def __new__(cls, html: str, text: str) -> Clean:
        """Return `html` that says `text`; for `published` alone."""
        made = super().__new__(cls, html)
        made.text = text
        return made


def clean(html: str) -> Clean:
    """Return an HTML text of any origin as it may be published.

    Kept are headings from the second level on (the page's own title is the first), paragraphs, lists,
    tables with their spans, emphasis, links to http, https, mailto and this site, pictures that are files of
    this site, and the few classes that mean something (`blocks.CLASSES`). Scripts, styles, comments, what
    Word and WPS add, hidden text and empty paragraphs are lost. Cleaning twice is cleaning once.
    UnreadablePaper for a text nested deeper than any editor makes it.
    """
    return html if isinstance(html, Clean) else published(blocks_of(html))


def published(blocks: list[Block]) -> Clean:
    """Return blocks as HTML, sanitised once more by the allow-list of what may be published."""
    import nh3

    made = nh3.clean(
        html_of(blocks),
        tags=_TAGS,
        clean_content_tags={"script", "style"},
        attributes={
            "a": {"href"},
            "img": {"src", "alt", "width", "height"},
            "ol": {"start"},
            "td": {"colspan", "rowspan"},
            "th": {"colspan", "rowspan", "scope"},
        },
        allowed_classes={
            "p": set(CLASSES),
            **dict.fromkeys(("h2", "h3", "h4", "h5", "h6", "td", "th"), _ALIGNED),
        },
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener",
    )
    return Clean(made, plain_of(blocks))


def text_of(html: str) -> str:
    """Return what an HTML text says as plain text: a line a paragraph, cells parted by tabs."""
    return html.text if isinstance(html, Clean) else plain_of(blocks_of(html))


def excerpt(html: str, length: int = 120) -> str:
    """Return how a text begins, in at most `length` characters, in whole sentences if they fill half.

    Tables, whom it is sent to and who signed it tell nothing of what it says: they are left out.
    """
    told = [block for block in blocks_of(html) if not _tells_nothing(block)]
    lines = plain_of(told).strip().split("\n")
    if _SALUTATION.fullmatch(lines[0].strip()):
        del lines[0]
    words = " ".join(" ".join(lines).split())
    if len(words) <= length:
        return words
    cut = words[:length]
    end = max(cut.rfind(mark) for mark in _SENTENCE_ENDS) + 1
    return cut[:end] if end * 2 >= length else cut[: length - 1].rstrip() + "…"


def _tells_nothing(block: Block) -> bool:
    return isinstance(block, Table) or (isinstance(block, Para) and not _BESIDE.isdisjoint(block.classes))
