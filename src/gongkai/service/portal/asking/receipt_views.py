"""The receipt: the number and the query code, for half an hour and to be printed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from gongkai.service.portal.answers import organ_named, organ_page, show
from gongkai.service.portal.asking import sealed
from gongkai.service.portal.asking.form import CLASSES
from gongkai.service.portal.page import part
from gongkai.service.requests import codes, tracking
from gongkai.service.requests.intake import MEDIA, WAYS


@require_safe
def receipt(request: HttpRequest, code: str) -> HttpResponse:
    """Show the receipt of the request that this visitor has just sent, or that it is shown no longer."""
    organ, at = organ_named(code), timezone.now()
    held = sealed.held_by(request, "receipt", at)
    found = tracking.receipt_of(str(held["number"]), organ.pk) if held else None
    page = organ_page(organ, gettext_lazy("申请回执"), part=part("request"))
    if held is None or found is None:
        response = show(request, "asking/receipt_gone", page)
        response.status_code = 410
        return sealed.personal(response)
    response = show(
        request,
        "asking/receipt",
        page,
        receipt=found,
        code=codes.written(held["code"]) if held["code"] else "",
        again=bool(held["again"]),
        class_name=CLASSES.get(found.requester_class, ""),
        medium=MEDIA.get(found.medium, ""),
        way=WAYS.get(found.way, ""),
        step=4,
    )
    return sealed.personal(response)
