"""Pages over all organs that are no lists of documents: the directory of organs, the map of the site."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from gongkai.service.annual.queries import reporting_in_public
from gongkai.service.catalogue import schemes
from gongkai.service.organs.models import Organ
from gongkai.service.portal import surroundings
from gongkai.service.portal.answers import page_of_all, show
from gongkai.service.portal.directory import GOVERNMENTS, by_kind, by_letter, matching
from gongkai.service.portal.page import PARTS, TOOLS, Column

LONGEST_FILTER = 100


@require_safe
def organs(request: HttpRequest) -> HttpResponse:
    """List every organ of which something is public here, by kind or (`?by=letter`) first letter, or those
    named (`?q=`); apart from the others those of which only the annual reports are."""
    words = request.GET.get("q", "")[:LONGEST_FILTER].strip()
    lettered = request.GET.get("by") == "letter"
    everyone = list(reporting_in_public())
    found = matching(everyone, words) if words else everyone
    areas = [organ for organ in found if organ.has_area]
    says = "设有政府信息公开专栏的机关"
    column = Column("机关目录", "政府信息公开,机关目录", says, "政府信息公开,机关目录")
    page = page_of_all(gettext_lazy("机关目录"), listed=column, organs=everyone)
    return show(
        request,
        "organs",
        page,
        groups=by_letter(areas) if lettered else by_kind(areas),
        reporting=[organ for organ in found if not organ.has_area],
        words=words,
        lettered=lettered,
        count=len(found),
    )


@require_safe
def site_file(request: HttpRequest, name: str) -> HttpResponse:
    """Serve a style sheet or picture that the installation's own header and footer need."""
    found = surroundings.file(name)
    if found is None:
        raise Http404
    response = HttpResponse(found[0], content_type=found[1])
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response


@require_safe
def site_map(request: HttpRequest) -> HttpResponse:
    """Show where everything is (网站地图)."""
    everyone = list(reporting_in_public())
    organs = [organ for organ in everyone if organ.has_area]
    today = timezone.localdate()
    title = gettext_lazy("网站地图")
    pattern = render_to_string(
        "portal/map_organ.html", {"code": _CODE, "name": _NAME, "parts_of_area": PARTS}
    )
    column = Column("网站地图", "网站地图", "本网的栏目和机关", "网站地图")
    return show(
        request,
        "map",
        page_of_all(title, listed=column, organs=everyone),
        groups=[(group, _lines(group.organs, pattern)) for group in by_kind(organs)],
        reporting=[organ for organ in everyone if not organ.has_area],
        governments=[o for o in organs if o.kind in GOVERNMENTS],
        categories=[c for c in schemes.all_categories() if c.duty and c.binds("county", today)],
        tools=TOOLS,
    )


# One organ's lines differ from another's in code and name alone, and a hundred organs have a thousand: they
# are made once and the rest is put in. The sign for the name stands in no code, and what is put in last is
# not read again.
_CODE, _NAME = "code-of-an-organ", "\ue000"


def _lines(organs: Iterable[Organ], pattern: str) -> SafeString:
    """Return the lines of some organs on the map: each with its area's parts."""
    return SafeString(
        "".join(pattern.replace(_CODE, organ.code).replace(_NAME, escape(organ.name)) for organ in organs)
    )
