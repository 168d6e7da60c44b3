"""How the desk writes words of which some are Chinese in either language."""

from __future__ import annotations

import re
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from gongkai.service.organs.said import said

register = template.Library()
_HAN = re.compile(r"[\u3400-\u9fff]")
_RUN = re.compile(r"([〔（《]?[\u3400-\u9fff][\u3400-\u9fff〔〕《》（），、；：。0-9]*)")


@register.filter
def marked(value: Any) -> str | SafeString:
    """Return a value, on an English page as Chinese for whoever reads it aloud if it has such characters."""
    words = str(value)
    if get_language() == "en" and _HAN.search(words):
        return format_html('<span lang="zh-Hans">{}</span>', words)
    return words


@register.filter
def told(value: Any) -> str | SafeString:
    """Return a sentence of the law floor in the reader's language, what stays Chinese in it marked so."""
    words = said(str(value))
    if get_language() != "en" or not _HAN.search(words):
        return words
    parts = enumerate(_RUN.split(words))
    return format_html_join(
        "",
        "{}",
        ((format_html('<span lang="zh-Hans">{}</span>', part) if n % 2 else part,) for n, part in parts),
    )
