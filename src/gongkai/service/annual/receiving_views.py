"""What comes from organs that are not here: a file, shown as read and then handed in; keys for systems."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from gongkai.report.model import Report, ReportError
from gongkai.report.naming import cell_name
from gongkai.service.annual.actions.receive_report import faults_of, read_file, receive_report, unread
from gongkai.service.annual.actions.submission_key import issue_key, revoke_key
from gongkai.service.annual.checking import unbalanced
from gongkai.service.annual.filings import filing_at
from gongkai.service.annual.from_elsewhere import comes_as_file, is_filed, why_written_here
from gongkai.service.annual.judges import judges, organs_asked
from gongkai.service.annual.models import Filing, SubmissionKey
from gongkai.service.annual.receiving_forms import IssueKey, UploadReport
from gongkai.service.annual.register_forms import FindReporters
from gongkai.service.catalogue.desk_ways import Visit, visit
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.doors import NotHere
from gongkai.service.organs.gate import DeskRequest
from gongkai.service.organs.policy import Power, check_has, has


@require_http_methods(["GET", "HEAD", "POST"])
def uploaded(request: DeskRequest, code: str) -> HttpResponse:
    """Read the file of an organ's report and show what was read; hand it in once that was asked for."""
    who = visit(request)
    year = FindReporters(who.on, request.GET).year_asked()
    filing, is_own = _filed_by_file(who, code, year)
    organ = filing.organ
    form = UploadReport(
        organ,
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
    )
    why = why_written_here(who.post, filing, who.on)
    report: Report | None = None
    faults: list[str] = []
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        data = file.read()
        try:
            report = read_file(data, file.name or "")
            faults = [*filter(None, [why]), *faults_of(report, organ, year)]
            if request.POST.get("do") == "submit" and not faults:
                made = receive_report(
                    organ,
                    year,
                    report,
                    source=data,
                    name=file.name or "",
                    by=who.post,
                    at=who.at,
                    scope=form.of,
                    note=form.cleaned_data["note"],
                )
                messages.success(request, _("已收到%(organ)s的报告，待审核。") % {"organ": made.filing.organ})
                if is_own:
                    return redirect("desk-annual-filing", made.filing_id)
                return redirect(f"{reverse('desk-annual-register')}?year={year}")
        except CannotDo as refusal:
            refusal.show(form)
        except ReportError as refusal:
            form.add_error("file", str(refusal))
    context = {
        "title": _("上传报告"),
        "organ": organ,
        "year": year,
        "own_filing": filing if is_own else None,
        "form": form,
        "why": why,
        "report": report,
        "faults": faults,
        "read": len(report.values()) if report else 0,
        "unbalanced": unbalanced(report) if report and not faults else [],
        "unread": [cell_name(place) for place in unread(report, year)] if report else [],
    }
    return render(request, "annual/upload.html", context)


def _filed_by_file(who: Visit, code: str, year: int) -> tuple[Filing, bool]:
    """Return the filing that a file is for, and whether it is the reader's own organ's.

    Whoever judges the report hands it in; of a year that was counted elsewhere, so does who drafts for the
    organ, since it has people here by now. Raises NotAllowed, NotHere.
    """
    own = who.post.organ
    if own.code == code and has(who.post, Power.DRAFT) and is_filed(year, who.on):
        filing = filing_at(own, year)
        if comes_as_file(filing):
            return filing, True
    check_has(who.post, Power.SUPERVISE, who.on)
    organ = organs_asked(who.post, who.on).filter(code=code).first()
    if organ is None or not judges(who.post, organ, year, who.on):
        raise NotHere
    return filing_at(organ, year), False


@require_http_methods(["GET", "HEAD", "POST"])
def keys(request: DeskRequest) -> HttpResponse:
    """List the keys of other systems, and issue one: its secret is shown on this page and never again."""
    who = visit(request, Power.SUPERVISE)
    organs = organs_asked(who.post, who.on)
    form = IssueKey(organs, request.POST if request.method == "POST" else None)
    secret = ""
    if request.method == "POST" and form.is_valid():
        try:
            _row, secret = issue_key(by=who.post, at=who.at, **form.cleaned_data)
        except CannotDo as refusal:
            refusal.show(form)
        else:
            form = IssueKey(organs)
    rows = SubmissionKey.objects.filter(organ__in=organs).select_related("organ").order_by("-pk")
    context = {"title": _("接口报送密钥"), "form": form, "rows": rows, "secret": secret}
    return render(request, "annual/keys.html", context)


@require_POST
def revoked(request: DeskRequest, number: int) -> HttpResponse:
    """Revoke a key."""
    who = visit(request, Power.SUPERVISE)
    organs = organs_asked(who.post, who.on)
    row = get_object_or_404(SubmissionKey.objects.select_related("organ"), pk=number, organ__in=organs)
    try:
        revoke_key(row, by=who.post, at=who.at)
    except CannotDo as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("密钥已停用。"))
    return redirect("desk-annual-keys")
