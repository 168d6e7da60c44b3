"""One version of a report: as it would be printed, what changed in it, in every format."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongkai.report.model import ReportError
from gongkai.report.write import FORMATS, MEDIA_TYPES, write
from gongkai.report.write.html import fragment
from gongkai.service.annual import changed, composing, counted, doors, judging
from gongkai.service.annual.deciding import verdicts_of
from gongkai.service.annual.models import Step, Version
from gongkai.service.annual.standing import stands
from gongkai.service.organs.gate import DeskRequest
from gongkai.service.requests.case_ways import visit


@require_safe
def version(request: DeskRequest, number: int) -> HttpResponse:
    """Show a version to its organ, or to the authority it was submitted to and whoever works on its sum."""
    who = visit(request)
    found: Version = doors.readable_version_for(who.post, number, who.on)
    is_own = doors.is_own(who.post, found.filing.organ, who.on)
    report = composing.report_of(found)
    before = _before(found, is_own)
    link = counted.link(found) if doors.sees_version(who.post, found, who.on) else None
    paper = fragment(report, 2, link=link)
    where = stands(found.filing)
    context = {
        "title": _("%(year)s年度报告第%(number)s稿") % {"year": found.filing.year, "number": found.number},
        "version": found,
        "filing": found.filing,
        "stands": where,
        "says": judging.says(where, who.on) if is_own else judging.says_above(where, who.on),
        "paper": mark_safe(paper),  # noqa: S308 - the writer escapes everything
        "no_lists": link is None,
        "before": before,
        "changes": changed.between(composing.report_of(before), report) if before else None,
        "verdicts": sorted(verdicts_of(found), key=lambda verdict: not verdict.blocks),
        "formats": FORMATS,
        "is_own": is_own,
        "may_open": doors.sees(who.post, found.filing.organ, found.filing.year, who.on),
    }
    return render(request, "annual/version.html", context)


@require_safe
def written(request: DeskRequest, number: int, form: str) -> HttpResponse:
    """Hand out a version in one format, as it would be published."""
    who = visit(request)
    found: Version = doors.readable_version_for(who.post, number, who.on)
    if form not in FORMATS:
        raise Http404(_("没有这种格式的文件。"))
    try:
        data = write(composing.report_of(found), form)
    except ReportError as fault:
        raise Http404(str(fault)) from fault
    answer = HttpResponse(data, content_type=MEDIA_TYPES[form])
    name = f"{found.filing.organ.name}{found.filing.year}年度报告第{found.number}稿.{form}"
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    answer["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return answer


def _before(found: Version, is_own: bool) -> Version | None:
    """Return the version before: of those submitted alone where the reader is the authority."""
    rows = Version.objects.filter(filing=found.filing, number__lt=found.number)
    if not is_own:
        rows = rows.filter(steps__kind=Step.Kind.SUBMITTED).distinct()
    return rows.order_by("-number").first()
