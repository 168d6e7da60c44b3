"""Sentences of the floors below in the reader's language: Chinese, or in English from their tables."""

from __future__ import annotations

import re

from django.utils.translation import get_language

from gongkai.papers.english import in_english

_HAN = re.compile(r"[\u3400-\u9fff]")


def said(sentence: str) -> str:
    """Return a sentence of the law floor or of the papers floor in the reader's language.

    What is in no table stays as it is: words that were typed, and what is English already.
    """
    if get_language() != "en" or not _HAN.search(sentence):
        return sentence
    return in_english(sentence) or sentence
