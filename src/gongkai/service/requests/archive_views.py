"""The archive file of a request, handed to who handles it."""

from __future__ import annotations

from urllib.parse import quote

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.gate import DeskRequest
from gongkai.service.requests.actions.take_archive import take_archive
from gongkai.service.requests.case_ways import case_to_handle


@require_POST
def file(request: DeskRequest, number: int) -> HttpResponse:
    """Give the archive file; by POST, because that it was taken is logged."""
    who, case = case_to_handle(request, number)
    try:
        data = take_archive(case, by=who.post, at=who.at)
    except CannotDo as refusal:
        messages.error(request, str(refusal))
        return redirect("desk-case", case.pk)
    answer = HttpResponse(data, content_type="application/zip")
    name = quote(f"{case.number}-案卷.zip".replace("/", "_"), safe="")
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
