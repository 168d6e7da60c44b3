"""The receipt: the number and the query code, for half an hour and to be printed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.models import Organ
from gongkai.service.portal.answers import organ_named, organ_page, show
from gongkai.service.portal.asking import sealed
from gongkai.service.portal.asking.form import CLASSES
from gongkai.service.portal.page import part
from gongkai.service.requests import codes, receipts, tracking
from gongkai.service.requests.intake import MEDIA, WAYS


@require_safe
def receipt_paper(request: HttpRequest, code: str) -> HttpResponse:
    """Hand out the receipt as an official paper, to the visitor who has just sent the request."""
    organ, at = organ_named(code), timezone.now()
    held = sealed.held_by(request, "receipt", at)
    case = tracking.sent_case(str(held["number"]), organ.pk) if held else None
    if held is None or case is None:
        return _gone(request, organ)
    try:
        data = receipts.receipt_pdf(case, timezone.localdate(at), held["code"] or "")
    except CannotDo as refusal:
        page = organ_page(organ, gettext_lazy("申请回执"), part=part("request"))
        response = show(request, "asking/no_receipt", page, says=str(refusal))
        response.status_code = 409
        return sealed.personal(response)
    return sealed.personal(handed_out(f"{case.number}.pdf", "application/pdf", data))


def handed_out(name: str, media_type: str, data: bytes) -> HttpResponse:
    """Return a file as an attachment that runs nothing."""
    response = HttpResponse(data, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _gone(request: HttpRequest, organ: Organ) -> HttpResponse:
    page = organ_page(organ, gettext_lazy("申请回执"), part=part("request"))
    response = show(request, "asking/receipt_gone", page)
    response.status_code = 410
    return sealed.personal(response)


@require_safe
def receipt(request: HttpRequest, code: str) -> HttpResponse:
    """Show the receipt of the request that this visitor has just sent, or that it is shown no longer."""
    organ, at = organ_named(code), timezone.now()
    held = sealed.held_by(request, "receipt", at)
    found = tracking.receipt_of(str(held["number"]), organ.pk) if held else None
    if held is None or found is None:
        return _gone(request, organ)
    page = organ_page(organ, gettext_lazy("申请回执"), part=part("request"))
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
