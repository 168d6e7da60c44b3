"""Sentences of the law floor in the reader's language: Chinese as they are, in English from its table."""

from __future__ import annotations

import re

from django.utils.translation import get_language

from gongkai.statute.english import in_english

_HAN = re.compile(r"[\u3400-\u9fff]")
_ENGLISH = re.compile(r"[A-Za-z]{2,} +[A-Za-z]{2,}")


def said(sentence: str) -> str:
    """Return a sentence of the statute in the reader's language; one without English stays Chinese."""
    if get_language() != "en" or not _HAN.search(sentence):
        return sentence
    return in_english(sentence) or untold(sentence)


def untold(sentence: str) -> str:
    """Return what has no English in the table as it is: Chinese, or English already, with a Chinese name."""
    return sentence


def is_english(sentence: str) -> bool:
    """Say whether a sentence is English, whatever names it has."""
    return bool(_ENGLISH.search(sentence))
