"""The office on a case: giving it to somebody, notes, papers in and out."""

from __future__ import annotations

from urllib.parse import quote

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.gate import DeskRequest
from gongkai.service.organs.models import Duty
from gongkai.service.organs.policy import POWERS, Power
from gongkai.service.organs.queries import posts_in_force
from gongkai.service.organs.said import said
from gongkai.service.requests import doors, keeping, policy, settling
from gongkai.service.requests.actions.add_note import add_note
from gongkai.service.requests.actions.add_papers import add_papers
from gongkai.service.requests.actions.assign import assign
from gongkai.service.requests.actions.correct_class import propose_class
from gongkai.service.requests.actions.settle_result import settle_result
from gongkai.service.requests.case_page import CasePage
from gongkai.service.requests.case_ways import Visit, case_to_handle, visit
from gongkai.service.requests.office_forms import AddNote, AddPapers, Assign, CorrectClass, SettleResult
from gongkai.service.requests.step_forms import uploads
from gongkai.service.requests.words import OUTCOMES

HANDLING = [duty for duty in Duty if Power.HANDLE in POWERS[duty]]


@require_http_methods(["GET", "HEAD", "POST"])
def assigned(request: DeskRequest, number: int) -> HttpResponse:
    """Give the case to somebody, or hand it over."""
    who, case = case_to_handle(request, number)
    page = CasePage(case, who)
    form = _assign_form(request, page, who)
    if request.method == "POST" and form.is_valid():
        try:
            assign(case, by=who.post, at=who.at, **form.cleaned_data)
        except CannotDo as refusal:
            refusal.show(form)
        else:
            messages.success(request, _("已交办。"))
            return redirect("desk-case", case.pk)
    title = _("移交承办") if page.assignment else _("交办")
    context = {"title": title, "page": page, "case": case, "form": form, "submit": title}
    return render(request, "requests/step.html", context)


def _assign_form(request: DeskRequest, page: CasePage, who: Visit) -> Assign:
    """The form with those who handle requests for this organ today, and who stands in for whom."""
    posts = list(
        posts_in_force(who.on).filter(organ=who.post.organ_id, duty__in=HANDLING).order_by("unit", "pk")
    )
    deputies = {post.deputy_of_id: str(post.person) for post in posts if post.deputy_of_id}
    return Assign(posts, deputies, page.assignment, request.POST or None)


@require_http_methods(["GET", "HEAD", "POST"])
def settled(request: DeskRequest, number: int) -> HttpResponse:
    """Settle with which result the annual report counts the case, where its parts do not make one."""
    who, case = case_to_handle(request, number)
    asked = settling.question(case)
    context = {"title": _("确定计入年度报告的结果"), "page": CasePage(case, who), "case": case}
    if asked is None:
        context["says"] = _("这件申请计入表三的结果由登记的办理结果得出，不需要另行确定。")
        return render(request, "requests/settled.html", context)
    before = asked.settled
    initial = {"outcome": before.outcome, "says": before.says} if before else {}
    form = SettleResult(asked.choices, initial, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            settle_result(case, by=who.post, at=who.at, **form.cleaned_data)
        except CannotDo as refusal:
            refusal.show(form)
        else:
            messages.success(request, _("已确定。"))
            return redirect("desk-case", case.pk)
    context |= {"says": said(asked.says), "before": before, "form": form, "submit": _("确定")}
    context["was"] = OUTCOMES.get(before.outcome, before.outcome) if before else ""
    return render(request, "requests/settled.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def reclassed(request: DeskRequest, number: int) -> HttpResponse:
    """Propose another class for the requester: it decides the column of table 3."""
    who, case = case_to_handle(request, number)
    page = CasePage(case, who)
    registered = page.requester.requester_class if page.requester else ""
    form = CorrectClass(request.POST or None, initial={"requester_class": registered})
    if request.method == "POST" and form.is_valid():
        try:
            propose_class(case, by=who.post, at=who.at, **form.cleaned_data)
        except CannotDo as refusal:
            refusal.show(form)
        else:
            messages.success(request, _("已报请同意，同意以后更正。"))
            return redirect("desk-case", case.pk)
    context = {
        "title": _("更正申请人类别"),
        "page": page,
        "case": case,
        "form": form,
        "says": _(
            "申请人类别决定这件申请计入年度报告表三的哪一栏。更正要由另一人同意，原来登记的类别留存；"
            "由同一件申请拆分的各件一并更正。年度已经核定的，同意以后在“核定以后的变化”中列出。"
        ),
        "submit": _("报请同意"),
    }
    return render(request, "requests/step.html", context)


@require_POST
def noted(request: DeskRequest, number: int) -> HttpResponse:
    """Add a note; the page it came from shows it, or the reason."""
    who, case = case_to_handle(request, number)
    form = AddNote(request.POST)
    if form.is_valid():
        try:
            add_note(case, says=form.cleaned_data["says"], by=who.post, at=who.at)
        except CannotDo as refusal:
            refusal.show(form)
        else:
            messages.success(request, _("已加备注。"))
            return redirect("desk-case", case.pk)
    context = {"title": _("加备注"), "page": CasePage(case, who), "case": case, "form": form}
    return render(request, "requests/step.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def papers(request: DeskRequest, number: int) -> HttpResponse:
    """Add papers to the case."""
    who, case = case_to_handle(request, number)
    form = AddPapers(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            add_papers(case, uploads(given["files"], given["kind"]), by=who.post, at=who.at)
        except CannotDo as refusal:
            refusal.show(form)
        else:
            messages.success(request, _("已上传。"))
            return redirect("desk-case", case.pk)
    context = {
        "title": _("上传材料"),
        "page": CasePage(case, who),
        "case": case,
        "form": form,
        "files": True,
        "submit": _("上传"),
    }
    return render(request, "requests/step.html", context)


@require_safe
def paper(request: DeskRequest, number: int) -> HttpResponse:
    """Give a paper of a case to who opens it; what proves who somebody is is not opened here."""
    who = visit(request, Power.SEE)
    found = doors.paper_for(who.post, number, who.on)
    policy.check_can_open(who.post, found, who.on)
    answer = HttpResponse(keeping.read(found), content_type=found.media_type)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(found.name)}"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
