"""What a request has in common with others, for the page of a request: `{% resembling page %}`."""

from __future__ import annotations

from typing import Any

from django import template

from gongkai.service.requests import resemblance
from gongkai.service.requests.case_page import CasePage

register = template.Library()


@register.inclusion_tag("requests/resembling.html")
def resembling(page: CasePage) -> dict[str, Any]:
    """Return what the piece of the page needs."""
    received_on = page.clock.received_on if page.clock else None
    found = resemblance.resemblance(page.case, page.requester, received_on, page.who.at)
    return {"found": found, "case": page.case}
