"""Identity papers of a request: masked; read one by one on a stated purpose; and who read them."""

from __future__ import annotations

from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongkai.service.organs import doors as organ_doors
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.doors import NotHere
from gongkai.service.organs.gate import DeskRequest
from gongkai.service.organs.policy import Power, acts_for, has
from gongkai.service.requests import policy, retention, vault, worklist
from gongkai.service.requests.actions.erase_requester import ROLES, erase_requester
from gongkai.service.requests.actions.reveal_paper import reveal_paper
from gongkai.service.requests.case_page import CasePage
from gongkai.service.requests.case_ways import Visit, case_of, visit
from gongkai.service.requests.counter_form import PAPERS
from gongkai.service.requests.models import Case, Identity, Paper, Reveal

A_PAGE = 100


class Purpose(forms.Form):
    """Which number or paper, and what for."""

    what = forms.CharField(widget=forms.HiddenInput)
    purpose = forms.CharField(
        label=gettext_lazy("查看的目的"),
        max_length=300,
        help_text=gettext_lazy("例如：核对申请人与领取人是否同一人。查看的人、时间和目的都会留下记录。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class Grounds(forms.Form):
    """Why the requester is erased."""

    grounds = forms.CharField(
        label=gettext_lazy("申请人的请求和删除的理由"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def identity(request: DeskRequest, number: int) -> HttpResponse:
    """Show what proves who somebody is, masked; on a stated purpose give one number or paper in clear."""
    if request.method != "POST":
        who, case = case_of(request, number)
        return _page(request, who, case, {})
    who, case = case_of(request, number)
    policy.check_can_reveal(who.post, case.organ, who.on)
    form = Purpose(request.POST)
    if not form.is_valid():
        return _page(request, who, case, {}, form)
    kind, _space, key = form.cleaned_data["what"].partition("-")
    if not key.isdecimal():
        raise NotHere
    said = {"purpose": form.cleaned_data["purpose"], "by": who.post, "at": who.at}
    try:
        if kind == "paper":
            return _file(_paper(case, int(key)), said)
        row = Identity.objects.select_related("party__case__organ").filter(party__case=case, pk=key).first()
        if row is None:
            raise NotHere
        return _page(request, who, case, {row.pk: vault.reveal(row, **said)})
    except CannotDo as refusal:
        refusal.show(form)
        return _page(request, who, case, {}, form)


def _paper(case: Case, key: int) -> Paper:
    rows = Paper.objects.select_related("case__organ", "party__case__organ")
    found: Paper | None = rows.filter(case=case, pk=key, is_sealed=True).first()
    if found is None:
        raise NotHere
    return found


def _file(paper: Paper, said: dict[str, object]) -> HttpResponse:
    data = reveal_paper(paper, **said)  # type: ignore[arg-type]
    answer = HttpResponse(data, content_type=paper.media_type)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(paper.name)}"
    answer["X-Content-Type-Options"] = "nosniff"
    return _uncached(answer)


def _page(
    request: DeskRequest,
    who: Visit,
    case: Case,
    revealed: dict[int, str],
    form: Purpose | None = None,
) -> HttpResponse:
    page = CasePage(case, who)
    is_own = acts_for(who.post, case.organ, who.on)
    may_consent = is_own and has(who.post, Power.CONSENT)
    people = []
    for party in page.parties:
        row = getattr(party, "identity", None)
        papers = list(party.papers.filter(is_sealed=True))
        if row is not None or papers:
            kind = PAPERS.get(row.kind, "") if row is not None else ""
            clear = revealed.get(row.pk, "") if row is not None else ""
            people.append((page.names[party.key], party, row, kind, clear, papers))
    history = Reveal.objects.filter(identity__party__case=case).select_related("by__person", "paper")
    is_erased = not case.parties.filter(role__in=ROLES, erased_at=None).exists()
    context = {
        "title": _("身份证明"),
        "page": page,
        "case": case,
        "people": people,
        "may_handle": is_own and has(who.post, Power.HANDLE),
        "form": form or Purpose(),
        "history": history.order_by("-pk") if may_consent else None,
        "erase": Grounds(auto_id="erase_%s") if may_consent and not is_erased else None,
        "why_not": retention.may_be_erased(case, who.at) if may_consent else "",
    }
    return _uncached(render(request, "requests/identity.html", context))


def _uncached(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "no-store, private"
    return answer


@require_POST
def erased(request: DeskRequest, number: int) -> HttpResponse:
    """Erase who asked, where she rightly wants it (个保法 art. 47)."""
    who, case = case_of(request, number)
    policy.check_can_consent(who.post, case.organ, who.on)
    try:
        erase_requester(case, grounds=request.POST.get("grounds", ""), by=who.post, at=who.at)
    except CannotDo as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("申请人的个人信息已经删除，办件记录没有改动。"))
    return redirect("desk-case-identity", case.pk)


@require_safe
def reveals(request: DeskRequest) -> HttpResponse:
    """List who read which number or paper and what for: for the auditor, and the heads of the organ."""
    post = request.acting
    who = visit(request, Power.READ_LOG if has(post, Power.READ_LOG) else Power.CONSENT)
    rows = Reveal.objects.select_related("identity__party__case__organ", "by__person", "paper")
    if has(post, Power.READ_LOG):
        rows = rows.filter(identity__party__case__organ__in=organ_doors.managed_organs(post, who.on))
    else:
        rows = rows.filter(identity__party__case__organ__in=worklist.Seen(who).own)
    page = Paginator(rows.order_by("-pk"), A_PAGE).get_page(request.GET.get("page"))
    context = {"title": _("查看身份证明的记录"), "page": page, "links": has(post, Power.SEE)}
    return render(request, "requests/reveals.html", context)
