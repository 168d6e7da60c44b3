"""What is read back from the files of a letter."""

from __future__ import annotations

import io
import re

import docx
import pdfplumber


def pdf_text(data: bytes) -> str:
    """Return the words of a PDF without the numbers of its pages and without blanks."""
    with pdfplumber.open(io.BytesIO(data)) as opened:
        pages = [re.sub(r"—\s*\d+\s*—\s*$", "", page.extract_text() or "") for page in opened.pages]
    return "".join("".join(pages).split())


def docx_text(data: bytes) -> str:
    """Return the words of a DOCX without blanks."""
    word = docx.Document(io.BytesIO(data))
    texts = [node.text or "" for node in word.element.body.iter() if node.tag.endswith("}t")]
    return "".join("".join(texts).split())


def flat(text: str) -> str:
    """Return a text without its blanks."""
    return "".join(text.split())
