"""Words and figures as pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django import template
from django.http import HttpRequest
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from gongkai.service.annual import addresses
from gongkai.service.annual.models import FiledReport
from gongkai.service.organs.models import Organ
from gongkai.service.portal.elder import PREFIX, canonical, is_elder, other_form
from gongkai.service.portal.page import PARTS, TOOLS, Part, Text, Tool
from gongkai.service.portal.surroundings import piece, style_sheets

register = template.Library()

MENU = (
    ("home", _("首页")),
    ("organs", _("机关目录")),
    ("documents", _("最近公开")),
    ("topics", _("主题分类")),
    ("tools", _("办事工具")),
)


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


@register.filter
def newest(filed: FiledReport) -> str:
    """Return the address of a report, whichever edition is the newest."""
    return addresses.newest(filed)


@register.filter
def edition(filed: FiledReport) -> str:
    """Return the address of one edition of a report."""
    return addresses.edition(filed)


@register.filter
def as_file(filed: FiledReport, form: str) -> str:
    """Return the address of an edition of a report as a file; `cells.csv` for what programs read."""
    what, _dot, kind = form.partition(".")
    return addresses.data(filed, what, kind) if kind else addresses.file(filed, form)


@register.simple_tag
def this_page_in(request: HttpRequest, language: str) -> str:
    """Return the address of the page at hand in another language, under the same prefix."""
    query = request.META.get("QUERY_STRING", "")
    try:
        found = resolve(request.path_info)
        with override(language):
            url = reverse(found.view_name, args=found.args, kwargs=found.kwargs)
    except (Resolver404, NoReverseMatch):
        return request.get_full_path()
    return f"{url}?{query}" if query else url


@register.filter
def is_for_elders(request: HttpRequest) -> bool:
    """Say whether the page at hand is one for older readers."""
    return is_elder(request)


@register.filter
def in_other_form(request: HttpRequest) -> str:
    """Return the address of the page at hand for older readers, or of the common one from there."""
    return other_form(request)


@register.filter
def known_as(request: HttpRequest, address: str) -> str:
    """Return the address by which search engines know the page at hand; `address` where it names one."""
    return canonical(request, address)


@dataclass(frozen=True, slots=True)
class Choice:
    """An entry of the main menu."""

    name: Text
    url: str
    current: str  # "page", "true" below it, "" elsewhere

    @property
    def is_here(self) -> bool:
        """Whether the page at hand is this one, or stands below it."""
        return bool(self.current)


@register.filter
def main_menu(request: HttpRequest) -> list[Choice]:
    """Return the main menu, the entry of the page at hand marked."""
    found = []
    for key, name in MENU:
        url = reverse(key)
        below = key != "home" and request.path.startswith(url)
        found.append(Choice(name, url, "page" if request.path == url else "true" if below else ""))
    return found


@register.filter
def makes_rules(organ: Organ) -> bool:
    """Say whether a government may make 规章 (立法法：设区的市以上), and so has a library of them."""
    return organ.kind in (Organ.Kind.STATE_COUNCIL, Organ.Kind.PROVINCE, Organ.Kind.PREFECTURE)


@register.simple_tag
def surrounding(name: str) -> SafeString:
    """Return what the installation puts around every page: its own header or footer."""
    return piece(name)


@register.simple_tag
def own_style_sheets() -> list[str]:
    """Return the style sheets that the installation brings for what it puts around our pages."""
    return style_sheets()


@register.simple_tag
def all_parts() -> tuple[Part, ...]:
    """Return the parts of an organ's area, in their fixed order."""
    return PARTS


@register.simple_tag
def all_tools() -> tuple[Tool, ...]:
    """Return the calculators and the pages of the law, in the order pages show them."""
    return TOOLS


@register.simple_tag
def for_machines(name: str) -> str:
    """Return the address of what programs read: it has no second form for older readers."""
    return reverse(name).replace(PREFIX, "/", 1)


@register.simple_tag
def feed_of(request: HttpRequest) -> str:
    """Return the address of the feed of the list at hand: of its organ, category, topic or library."""
    found = request.resolver_match
    name, given = (found.url_name or "", found.kwargs) if found else ("", {})
    if name == "search":
        names = ("q", "organ", "topic", "category", "validity", "kind")
        pairs = [(key, value) for key in names for value in request.GET.getlist(key) if value]
        return for_machines("feed-search") + (f"?{urlencode(pairs)}" if pairs else "")
    of_topic = name == "topic" or name.startswith("topic-")
    if name in ("reports", "report", "edition", "aggregate", "aggregate-edition"):
        return f"{for_machines('feed-reports')}?{urlencode({'organ': given['code']})}"
    asked = {
        "organ": "" if of_topic else given.get("code", ""),
        "category": given.get("key", ""),
        "topic": given.get("code", "") if of_topic else "",
        "norm": {"rules": "rule", "normative": "normative"}.get(given.get("kind", ""), ""),
    }
    kept = {key: value for key, value in asked.items() if value}
    return for_machines("feed-documents") + (f"?{urlencode(kept)}" if kept else "")
