"""Word and WPS documents in: a .docx as a draft, and what is pasted from their clipboard.

Own reading instead of a converter: converters drop alignment, automatic numbers and text boxes, which are how
an official document says what is its title, its number, its signature and its date.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.papers.errors import UnreadablePaper
from gongkai.papers.word.draft import Draft, Found, Image

if TYPE_CHECKING:
    from gongkai.papers.html import Clean

__all__ = ["Draft", "Found", "Image", "UnreadablePaper", "read_docx", "read_pasted", "shown_docx"]


def read_docx(data: bytes, *, attachments_at: str = "/attachments/") -> Draft:
    """Return what a .docx says, as a draft for an editor to correct.

    Pictures are named by their content and referred to under `attachments_at`; who saves the draft attaches
    them there. UnreadablePaper for what is damaged, locked, macro-bearing, or no .docx, with what to do.
    """
    from gongkai.papers.word.reading import draft_of

    return draft_of(data, attachments_at)


def shown_docx(data: bytes) -> str:
    """Return what a .docx of our own making says, from its first line to its last, as HTML to be shown.

    Nothing is recognised and nothing left out: a letter is shown as it was issued, whatever became of what it
    was written from. UnreadablePaper for what is damaged or no .docx.
    """
    from gongkai.papers.word.reading import whole_of

    return whole_of(data)


def read_pasted(html: str) -> Clean:
    """Return what Word, WPS or Excel put on the clipboard as HTML that may be published, with its headings.

    A sentence stands where a picture was: clipboards name pictures of the author's own machine.
    """
    from gongkai.papers.html import published
    from gongkai.papers.html_in import blocks_of
    from gongkai.papers.outline import with_headings

    return published(with_headings(blocks_of(html, tell_lost_pictures=True)))
