"""How the desk writes what was said in a review."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

register = template.Library()

VERDICTS = {
    "pass": (_("同意公开"), "good"),
    "return": (_("退回修改"), "bad"),
    "withhold": (_("不予公开"), "bad"),
    "refer": (_("不能确定，报请确定"), "warn"),
}


@register.filter
def verdict_badge(verdict: str) -> SafeString:
    """Return a verdict as a badge."""
    words, look = VERDICTS[verdict]
    return format_html('<span class="badge {}">{}</span>', look, words)
