"""Sentences of the law floor in the reader's language: Chinese as they are, in English from its table."""

from __future__ import annotations

import re

from django.utils.translation import get_language

from gongkai.statute.english import in_english

_HAN = re.compile(r"[\u3400-\u9fff]")


def said(sentence: str) -> str:
    """Return a sentence of the statute in the reader's language.

    What is not in its table stays as it is: words that were typed, and what is English already.
    """
    if get_language() != "en" or not _HAN.search(sentence):
        return sentence
    return in_english(sentence) or sentence
