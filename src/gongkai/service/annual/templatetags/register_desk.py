"""How the register writes a state, and what an organ lacks to report for itself."""

from __future__ import annotations

from collections.abc import Mapping

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from gongkai.service.annual.models import Reporter
from gongkai.service.organs.models import Organ

register = template.Library()

BADGES = {
    "late": "bad",
    "unpublished": "bad",
    "returned": "bad",
    "broken": "bad",
    "submitted": "warn",
    "open": "plain",
    "accepted": "good",
    "published": "good",
}
MARKS = {
    "late": "▲",
    "unpublished": "▲",
    "returned": "↩",
    "broken": "≠",
    "submitted": "●",
    "open": "○",
    "accepted": "✓",
    "published": "✓",
}  # a shape beside the colour


@register.simple_tag
def badge_of(state: str) -> str:
    """Return the class of the badge of a state."""
    return BADGES[state]


@register.simple_tag
def mark_of(state: str) -> SafeString:
    """Return the shape of a state, which says nothing to whoever hears the words."""
    return format_html('<span aria-hidden="true">{}</span> ', MARKS[state])


@register.filter
def kind_of(kinds: Mapping[str, str], key: str) -> str:
    """Return who reports under a kind."""
    return kinds.get(key, "")


@register.filter
def of_organ(proposed: Mapping[int, Reporter], organ: Organ) -> Reporter | None:
    """Return the entry of a former organ that is proposed for one that nobody has entered."""
    return proposed.get(organ.pk)


@register.filter
def opened_of(urls: Mapping[int, str], organ: int) -> str:
    """Return where the report of an organ leads."""
    return urls.get(organ, "")


@register.simple_tag
def lacking(row: Reporter) -> str:
    """Return which of the three elements an organ lacks."""
    elements = (
        (row.administrative, _("行政性")),
        (row.external, _("外部性")),
        (row.independent, _("独立性")),
    )
    words = _("、").join(name for there, name in elements if not there)
    return _("不具备%(words)s") % {"words": words}
