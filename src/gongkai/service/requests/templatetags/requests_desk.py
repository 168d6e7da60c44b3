"""How the desk draws how pressing a request is: a shape for each group, beside its words."""

from __future__ import annotations

import re

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
HAN = re.compile(r"[\u4e00-\u9fff]")

# Each on a field of 16 by 16; told apart without colour, also in print.
_MARK = '<path class="{}" d="M7.1 4h1.8v5H7.1zM7.1 10.2h1.8V12H7.1z"/>'
_CROSS = '<path class="cut" d="m5 4 3 3 3-3 1 1-3 3 3 3-1 1-3-3-3 3-1-1 3-3-3-3z"/>'
_QUESTION = '<path class="line" d="M6 6.4c0-1.3.9-2 2-2s2 .7 2 1.8c0 1.5-2 1.5-2 3.2"/>'
_RING = '<circle class="line" cx="8" cy="8" r="6.2"/>'
SHAPES = {
    "overdue": '<path d="M8 .5 15.5 8 8 15.5.5 8Z"/>' + _MARK.format("cut"),
    "today": '<circle cx="8" cy="8" r="7"/>',
    "soon": '<path d="M8 1.2 15.4 14.5H.6Z"/>',
    "untold": '<path class="line" d="M1.5 3.5h13v9h-13zM1.5 4 8 9.2 14.5 4"/>',
    "lapsed": '<path d="M1.5 1.5h13v13h-13z"/>' + _CROSS,
    "chase": '<path class="line" d="M1.5 1.5h13v13h-13z"/>' + _QUESTION + '<circle cx="8" cy="11.6" r=".9"/>',
    "unconfirmed": _RING + _QUESTION + '<circle cx="8" cy="11.6" r=".9"/>',
    "unreadable": '<path class="line" d="M1.8 1.8h12.4v12.4H1.8z"/>' + _MARK.format("mark"),
    "later": _RING,
    "waiting": '<path d="M3.5 2h3v12h-3zM9.5 2h3v12h-3z"/>',
    "ended": '<path class="line" d="m2 8.5 4 4 8-9"/>',
}
_DRAWN = (
    '<svg class="shape {}" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">'
    "{}</svg>"
)


@register.simple_tag
def shape(key: str) -> SafeString:
    """Return the shape of a group; the words beside it say the same, so it is not read out."""
    return format_html(_DRAWN, key, mark_safe(SHAPES[key]))  # noqa: S308 - of this file


@register.filter
def is_chinese(words: object) -> bool:
    """Say whether words are to be read as Chinese: some of them stay so whatever the page speaks."""
    return HAN.search(str(words)) is not None
