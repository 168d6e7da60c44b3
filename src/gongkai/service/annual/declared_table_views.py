"""Declared numbers from a table: the file, what it would change, and then all of it or nothing."""

from __future__ import annotations

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongkai.papers.limits import MEGABYTE
from gongkai.papers.naming import safe_name
from gongkai.report.loader import edition_for
from gongkai.service.annual import declared_table, declaring
from gongkai.service.annual.actions import import_declarations as importing
from gongkai.service.annual.declared_table import Row
from gongkai.service.annual.declaring_forms import Import
from gongkai.service.annual.declaring_views import organ_of, query_of
from gongkai.service.annual.desk_years import year_known
from gongkai.service.catalogue.desk_ways import Visit, visit
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.gate import DeskRequest
from gongkai.service.organs.models import Organ, Post
from gongkai.service.organs.policy import Power

HOUR = 3600  # for which a preview may be entered
MOST_BYTES = 5 * MEGABYTE
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: DeskRequest, year: int) -> HttpResponse:
    """Take a table and show row by row what it would change; nothing is changed."""
    who = visit(request, Power.DRAFT)
    organ = organ_of(request, declaring.answered_for(who.post.organ, year_known(year, who.on), who.on))
    form = Import(request.POST or None, request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            if file.size > MOST_BYTES:
                raise CannotDo({"file": [_("文件超过5 MB，请分成几个文件。")]})
            rows = declared_table.read(file.read(), file.name, edition_for(year), year)
            name = safe_name(file.name)
            plan = importing.plan(organ, year, rows, name=name, by=who.post, at=who.at)
        except CannotDo as refusal:
            refusal.show(form)
        else:
            return _preview(request, who, organ, year, name, rows, plan)
    context = {
        "title": _("导入填报的数"),
        "form": form,
        "year": year,
        "organ": organ,
        "of": query_of(organ, who),
    }
    return render(request, "annual/declared_upload.html", context)


@require_POST
def apply(request: DeskRequest, year: int) -> HttpResponse:
    """Enter what was shown: all of it, if it still changes what was looked at."""
    who = visit(request, Power.DRAFT)
    organ = organ_of(request, declaring.answered_for(who.post.organ, year_known(year, who.on), who.on))
    try:
        said = signing.loads(request.POST.get("sealed", ""), salt=_salt(who.post, organ, year), max_age=HOUR)
    except signing.BadSignature:
        messages.error(request, _("预览已失效，请重新上传文件。"))
        return redirect(reverse("desk-declared-import", args=[year]) + query_of(organ, who, "?"))
    rows = [Row(**each) for each in said["rows"]]
    try:
        done = importing.import_declarations(
            organ, year, rows, name=said["name"], by=who.post, at=who.at, agreed=said["digest"]
        )
    except importing.NotImported as refusal:
        messages.error(request, str(refusal))
        return _preview(request, who, organ, year, said["name"], rows, refusal.plan)
    messages.success(
        request, _("已录入：新增%(new)s个，更正%(changed)s个。") % {"new": done.new, "changed": done.changed}
    )
    return redirect(f"{reverse('desk-declared')}?year={year}{query_of(organ, who)}")


@require_safe
def template(request: DeskRequest, year: int, form: str) -> HttpResponse:
    """Hand out the empty table of a year."""
    who = visit(request, Power.DRAFT)
    year_known(year, who.on)
    if form not in MEDIA_TYPES:
        raise Http404
    found = declared_table.template(edition_for(year), year, form)
    response = HttpResponse(found, content_type=MEDIA_TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="declared-{year}.{form}"'
    return response


def _preview(
    request: DeskRequest,
    who: Visit,
    organ: Organ,
    year: int,
    name: str,
    rows: list[Row],
    plan: importing.Plan,
) -> HttpResponse:
    said = {"rows": [row.as_json() for row in rows], "digest": plan.digest, "name": name}
    salt = _salt(who.post, organ, year)
    context = {
        "title": _("核对将要录入的数"),
        "year": year,
        "organ": organ,
        "of": query_of(organ, who),
        "name": name,
        "plan": plan,
        "sealed": signing.dumps(said, salt=salt, compress=True) if plan.can_be_applied else "",
    }
    return render(request, "annual/declared_preview.html", context)


def _salt(post: Post, organ: Organ, year: int) -> str:
    return f"gongkai.service.annual.declared.{post.pk}.{organ.pk}.{year}"
