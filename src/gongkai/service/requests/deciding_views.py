"""The guided path to a decision, a question at a time; and on it the search that was made."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gongkai.service.organs import carried
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.gate import DeskRequest, shows_typed
from gongkai.service.requests import revoking
from gongkai.service.requests.actions.add_papers import add_papers
from gongkai.service.requests.actions.decide import decide
from gongkai.service.requests.actions.draft_letter import draft_reply
from gongkai.service.requests.actions.record_search import record_search
from gongkai.service.requests.case_page import CasePage
from gongkai.service.requests.case_ways import Visit, case_to_handle
from gongkai.service.requests.deciding_forms import Decide, Files, Search
from gongkai.service.requests.deciding_path import Path, last_decision
from gongkai.service.requests.doors import letter_for
from gongkai.service.requests.models import Case, Letter, Paper
from gongkai.service.requests.step_forms import uploads
from gongkai.service.requests.words import PAPERS
from gongkai.statute.deciding import steps


@shows_typed
@require_http_methods(["GET", "HEAD", "POST"])
def decided(request: DeskRequest, number: int) -> HttpResponse:
    """Ask the questions of the way one by one; at its end take the decision and draft its reply."""
    who, case = case_to_handle(request, number)
    page = CasePage(case, who)
    if page.clock is not None:
        page.clock = revoking.clock_to_answer(case, who.on)
    before = last_decision(page)
    typed = request.POST if request.method == "POST" else request.GET
    given = {key: typed[key] for key in steps() if typed.get(key)}
    if not given and request.method != "POST" and not request.GET.get("anew") and before is not None:
        given = dict(before.considered)
    path = Path(page, given)
    form = None
    if path.chosen is not None and not path.lacks:
        form = Decide(path, request.POST if request.method == "POST" else None, before)
        is_sent = request.method == "POST" and request.POST.get("do") != "more"
        if is_sent and not carried.is_only_shown(request) and form.is_valid():
            letter = _decided(case, path, form, who)
            if letter is not None:
                messages.success(request, _("已拟定决定，并起草了答复书。"))
                return redirect("desk-letter", letter.pk)
    context = {
        "title": _("作出决定"),
        "page": page,
        "case": case,
        "path": path,
        "form": form,
        "before": before,
        "is_over": page.clock is not None and page.clock.ending is not None,
        "searches": case.searches.order_by("on", "pk"),
        "releases": case.papers.filter(kind=Paper.Kind.RELEASE, erased_at=None),
        "search_url": path.url("desk-case-search"),
        "files_url": path.url("desk-case-files"),
    }
    return render(request, "requests/decide.html", context)


def _decided(case: Case, path: Path, form: Decide, who: Visit) -> Letter | None:
    """Take the decision and draft its reply, both or neither; the refusal goes to the form."""
    try:
        with transaction.atomic():
            made = decide(
                case,
                considered=path.answers,
                reasons=form.cleaned_data["reasons"],
                given=form.given(),
                withheld=form.withheld(),
                by=who.post,
                at=who.at,
                seen=form.cleaned_data["seen"],
            )
            return draft_reply(made, by=who.post, at=who.at)
    except CannotDo as refusal:
        refusal.show(form)
    return None


@require_http_methods(["GET", "HEAD", "POST"])
def searched(request: DeskRequest, number: int) -> HttpResponse:
    """Record a search: where, with which words, by whom; then back to the question it came from."""
    who, case = case_to_handle(request, number)
    initial = {"on": who.on, "by_whom": str(who.post.person), "found": "no"}
    form = Search(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = {**form.cleaned_data, "found": form.cleaned_data["found"] == "yes"}
        try:
            record_search(case, **given, by=who.post, at=who.at)
        except CannotDo as refusal:
            refusal.show(form)
        else:
            messages.success(request, _("已登记检索。"))
            return redirect(_back(request, case))
    context = {
        "title": _("登记检索"),
        "page": CasePage(case, who),
        "case": case,
        "form": form,
        "cancel": _back(request, case),
        "searches": case.searches.order_by("on", "pk"),
    }
    return render(request, "requests/search.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def files(request: DeskRequest, number: int) -> HttpResponse:
    """Take the information asked for, or what is given out of it; then back to where it is needed."""
    who, case = case_to_handle(request, number)
    form = Files(request.POST or None, request.FILES or None)
    back = _back(request, case)
    letter = None
    if (key := request.GET.get("letter", "")).isdecimal():
        letter = letter_for(who.post, int(key), who.on)
        back = reverse("desk-letter", args=[letter.pk])
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            add_papers(case, uploads(given["files"], given["kind"]), by=who.post, at=who.at)
        except CannotDo as refusal:
            refusal.show(form)
        else:
            messages.success(request, _("已上传。随文书发出的，在文书里选定。") if letter else _("已上传。"))
            return redirect(reverse("desk-letter-edit", args=[letter.pk]) if letter else back)
    context = {
        "title": _("上传信息文件"),
        "page": CasePage(case, who),
        "case": case,
        "form": form,
        "cancel": back,
        "papers": [
            (paper, PAPERS[paper.kind])
            for paper in case.papers.filter(
                kind__in=(Paper.Kind.RELEASE, Paper.Kind.ORIGINAL), erased_at=None
            )
        ],
    }
    return render(request, "requests/files.html", context)


def _back(request: DeskRequest, case: Case) -> str:
    """The way to the decision with the answers that came along."""
    given = {key: request.GET[key] for key in steps() if request.GET.get(key)}
    url = reverse("desk-case-decide", args=[case.pk])
    return f"{url}?{urlencode(given)}" if given else url
