"""The register of an authority: who must report, where each report stands, until when, and reminders."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongkai.service.annual import addresses
from gongkai.service.annual.actions.register_reporter import kinds_of, register_reporter, set_deadline
from gongkai.service.annual.actions.remind_reporters import remind
from gongkai.service.annual.deadlines import entries
from gongkai.service.annual.doors import works_on_sums
from gongkai.service.annual.judges import organs_asked
from gongkai.service.annual.kinds import name_of
from gongkai.service.annual.models import LocalDeadline, Reporter
from gongkai.service.annual.obliged import proposed
from gongkai.service.annual.policy import unmanned
from gongkai.service.annual.register import STATES, Row, State, reporters
from gongkai.service.annual.register_forms import FindReporters, RegisterReporter, Remind, SetDeadline
from gongkai.service.catalogue.desk_ways import Visit, visit
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.doors import NotHere
from gongkai.service.organs.gate import DeskRequest
from gongkai.service.organs.policy import Power, has

A_PAGE = 50


@require_safe
def register(request: DeskRequest) -> HttpResponse:
    """List who must report to the organ of the post for a year, worst first."""
    who = visit(request)
    form = FindReporters(who.on, request.GET)
    year = form.year_asked()
    found = reporters(who.post.organ, year, who.on)
    page = Paginator(form.narrowed(found), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "title": _("年度报告报送机关"),
        "find": form,
        "year": year,
        "register": found,
        "page": page,
        "unmanned": unmanned([row.organ.code for row in page], who.on),  # whose report comes as a file
        "counts": [(state, STATES[state], count) for state, count in found.counts.items() if count],
        "may_supervise": has(who.post, Power.SUPERVISE),
        "opened": {row.organ.pk: _opened(row, who) for row in page},
        "proposed": proposed([organ.pk for organ in found.unregistered], year),
        "kinds": {kind.key: name_of(kind) for kind in kinds_of(year)},
    }
    return render(request, "annual/register.html", context)


def _opened(row: Row, who: Visit) -> str:
    """Return where a report of the register leads; "" where it leads this reader nowhere.

    Who works on the sum reads what was submitted, or what is public; its way is for who judges it.
    """
    found = row.stands
    if not row.filing.pk or not (row.is_in or row.state is State.RETURNED):
        return ""
    if row.is_own or has(who.post, Power.SUPERVISE):
        return reverse("desk-annual-filing", args=[row.filing.pk])
    if found.version is not None and found.was_submitted is not None and works_on_sums(who.post, who.on):
        return reverse("desk-annual-version", args=[found.version.pk])
    return addresses.edition(found.published) if found.published is not None else ""


@require_http_methods(["GET", "HEAD", "POST"])
def reporter(request: DeskRequest, code: str) -> HttpResponse:
    """Show what the register says of an organ, and enter it anew from a report year on."""
    who = visit(request, Power.SUPERVISE)
    organs = organs_asked(who.post, who.on)
    organ = organs.filter(code=code).first()
    if organ is None:
        raise NotHere
    rows = list(Reporter.objects.filter(organ=organ).select_related("by__person", "under", "to"))
    year = FindReporters(who.on, request.GET).year_asked()
    typed = request.POST if request.method == "POST" else None
    carried = next(iter(entries([organ.pk]).get(organ.pk, ())), None)  # its own, or of its former name
    before = carried or proposed([organ.pk], year).get(organ.pk)
    form = RegisterReporter(organ, organs, year, who.on, before=before, data=typed)
    if typed is not None and form.is_valid():
        try:
            register_reporter(organ, by=who.post, at=who.at, **form.given())
        except CannotDo as refusal:
            refusal.show(form)
        else:
            messages.success(request, _("已登记%(organ)s。") % {"organ": organ})
            return redirect(f"{reverse('desk-annual-register')}?year={form.cleaned_data['since']}")
    context = {"title": _("登记报送机关"), "organ": organ, "form": form, "rows": rows}
    if not rows and before is not None:
        context |= {"before": before, "is_carried": carried is not None}
    return render(request, "annual/reporter.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def deadlines(request: DeskRequest) -> HttpResponse:
    """Show the days of the law and those set here, and set one."""
    who = visit(request, Power.SUPERVISE)
    year = FindReporters(who.on, request.GET).year_asked()
    form = SetDeadline(year, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            set_deadline(who.post.organ, year, by=who.post, at=who.at, **form.cleaned_data)
        except CannotDo as refusal:
            refusal.show(form)
        else:
            messages.success(request, _("已设定期限。"))
            return redirect(f"{reverse('desk-annual-deadlines')}?year={year}")
    set_here: dict[str, LocalDeadline] = {}
    for row in LocalDeadline.objects.filter(authority=who.post.organ, year=year).order_by("pk"):
        set_here[row.kind] = row
    rows = [
        (kind, kind.deadline.after(year) if kind.deadline else None, set_here.get(kind.key))
        for kind in kinds_of(year)
    ]
    context = {"title": _("报送期限"), "year": year, "form": form, "rows": rows}
    return render(request, "annual/deadlines.html", context)


@require_POST
def reminded(request: DeskRequest) -> HttpResponse:
    """Remind one organ of its report, or all that owe one."""
    who = visit(request, Power.SUPERVISE)
    form = Remind(request.POST)
    if not form.is_valid():
        messages.warning(request, _("没有写明催报哪个年度，没有催报。"))
        return redirect("desk-annual-register")
    year, code = form.cleaned_data["year"], form.cleaned_data["organ"]
    owing = reporters(who.post.organ, year, who.on).owing
    rows = [row for row in owing if row.organ.code == code] if code else owing
    if code and not rows and not organs_asked(who.post, who.on).filter(code=code).exists():
        raise NotHere
    try:
        found = remind(rows, by=who.post, at=who.at)
    except CannotDo as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("已催报%(count)s个机关。") % {"count": len(found.told)})
        for organ, why in found.refused:
            messages.warning(request, _("没有催报%(organ)s：%(why)s") % {"organ": organ, "why": why})
    return redirect(f"{reverse('desk-annual-register')}?year={year}")
