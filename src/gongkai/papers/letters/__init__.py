"""Official letters: what a disclosure office writes, from the receipt of a request to the reply.

A kind of letter is dated data (`data/`): its title, what it rests on, its mandatory elements, its paragraphs.
`lacking` tells what is missing, `compose` makes an immutable `Letter`, and `to_html`, `to_pdf` and `to_docx`
write it. A letter whose mandatory elements are not all there is not written.
"""

from __future__ import annotations

from gongkai.papers.letters.asking import Asked, asked
from gongkai.papers.letters.composing import LetterIncomplete, compose, lacking, offered
from gongkai.papers.letters.facts import (
    ADDRESSED,
    Facts,
    Fee,
    Organ,
    Redaction,
    Search,
    Transferred,
)
from gongkai.papers.letters.fields import FIELDS
from gongkai.papers.letters.letter import Cell, Letter, Sheet, Text
from gongkai.papers.letters.number import format_number
from gongkai.papers.letters.pages import to_html
from gongkai.papers.letters.printing import to_pdf
from gongkai.papers.letters.templates import Part, Template, kind_for, kinds, template_of
from gongkai.papers.letters.word import to_docx

__all__ = [
    "ADDRESSED",
    "FIELDS",
    "Asked",
    "Cell",
    "Facts",
    "Fee",
    "Letter",
    "LetterIncomplete",
    "Organ",
    "Part",
    "Redaction",
    "Search",
    "Sheet",
    "Template",
    "Text",
    "Transferred",
    "asked",
    "compose",
    "format_number",
    "kind_for",
    "kinds",
    "lacking",
    "offered",
    "template_of",
    "to_docx",
    "to_html",
    "to_pdf",
]
