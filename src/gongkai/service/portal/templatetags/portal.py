"""Words and figures as pages show them."""

from __future__ import annotations

from django import template
from django.http import HttpRequest
from django.urls import translate_url

from gongkai.service.annual.models import FiledReport
from gongkai.service.portal.page import PARTS, TOOLS, Part, Tool

register = template.Library()


@register.filter
def size(length: int) -> str:
    """Return a number of bytes in words: 「9.2 KB」, 「1.4 MB」."""
    kilobytes = length / 1024
    if kilobytes < 1000:
        return f"{kilobytes:.1f} KB" if kilobytes < 100 else f"{kilobytes:.0f} KB"
    return f"{kilobytes / 1024:.1f} MB"


@register.filter
def published(filed: FiledReport) -> str:
    """Return when a report was published, as the norms print it: YYYY-MM-DD HH:MM."""
    day = filed.published_on.isoformat()
    return day if filed.published_time is None else f"{day} {filed.published_time:%H:%M}"


@register.simple_tag
def this_page_in(request: HttpRequest, language: str) -> str:
    """Return the address of the page at hand in another language."""
    return translate_url(request.get_full_path(), language)


@register.simple_tag
def all_parts() -> tuple[Part, ...]:
    """Return the parts of an organ's area, in their fixed order."""
    return PARTS


@register.simple_tag
def all_tools() -> tuple[Tool, ...]:
    """Return the calculators and the pages of the law, in the order pages show them."""
    return TOOLS
