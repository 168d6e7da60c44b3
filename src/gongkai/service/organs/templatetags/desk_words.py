"""How the desk writes words of which some are Chinese in either language."""

from __future__ import annotations

import re
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()
_HAN = re.compile(r"[\u3400-\u9fff]")


@register.filter
def marked(value: Any) -> str | SafeString:
    """Return a value, on an English page as Chinese for whoever reads it aloud if it has such characters."""
    words = str(value)
    if get_language() == "en" and _HAN.search(words):
        return format_html('<span lang="zh-Hans">{}</span>', words)
    return words
