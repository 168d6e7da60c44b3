"""What templates of the desk need of proceedings: their part of the page of a request, and their words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.functional import Promise

from gongkai.service.organs.said import said
from gongkai.service.redress import queries, remaining
from gongkai.service.redress.course import Course
from gongkai.service.redress.words import KINDS, RESULTS
from gongkai.service.requests.case_page import CasePage
from gongkai.statute.errors import StatuteError

register = template.Library()


@register.inclusion_tag("redress/of_case.html")
def redress_of(page: CasePage, may_handle: bool) -> dict[str, Any]:
    """Show the proceedings over a request, and until when its requester may still begin one."""
    rows = queries.rows(queries.of_case(page.case), page.who.on, page.law)
    ways, unreadable = [], ""
    if page.clock is not None:
        try:
            ways = remaining.open_to_requester(page.case, page.clock, page.who.on, page.law)
        except StatuteError as fault:
            unreadable = said(str(fault))
    return {
        "case": page.case,
        "rows": rows,
        "ways": ways,
        "unreadable": unreadable,
        "may_handle": may_handle,
        "kinds": KINDS,
    }


@register.simple_tag
def said_of(words: Mapping[str, str | Promise], key: str) -> str:
    """Return the words of a key."""
    return str(words[key])


@register.filter
def value_of(words: Mapping[str, str | Promise], key: str) -> str:
    """Return the words of a key, as a filter."""
    return str(words[key])


@register.filter
def result_of(found: Course) -> str:
    """Return how a proceeding ended, in words."""
    return str(RESULTS[found.result]) if found.result else ""
