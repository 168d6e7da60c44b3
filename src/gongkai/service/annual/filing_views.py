"""The filings of an organ, one of them with its way, and the acts that take it further."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from gongkai.service.annual import doors, judging, listed, policy, ways
from gongkai.service.annual.actions.judge import accept, send_back
from gongkai.service.annual.actions.make_version import make_version
from gongkai.service.annual.actions.plan import plan, unplan
from gongkai.service.annual.actions.publish import publish
from gongkai.service.annual.actions.review_version import send_to_review
from gongkai.service.annual.actions.submit import submit, take_back
from gongkai.service.annual.desk_forms import ActForm, PickYear
from gongkai.service.annual.filing_page import AuthorityPage, FilingPage
from gongkai.service.annual.filings import filing_of
from gongkai.service.annual.judging import published_from
from gongkai.service.annual.models import Filing
from gongkai.service.annual.standing import Stage, Stands, stands
from gongkai.service.annual.ways import FOR_OTHERS, JUDGEMENTS, OWN_ACTS, Act
from gongkai.service.organs import carried
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.doors import NotHere
from gongkai.service.organs.gate import DeskRequest, shows_typed
from gongkai.service.organs.policy import Power, has
from gongkai.service.requests.case_ways import Visit, visit

DONE: dict[str, str | Promise] = {
    "version": gettext_lazy("已成稿。"),
    "review": gettext_lazy("已送审。"),
    "submit": gettext_lazy("已报送主管部门。"),
    "take-back": gettext_lazy("已撤回。"),
    "publish": gettext_lazy("已公布。"),
    "plan": gettext_lazy("公布日期已确定。"),
    "unplan": gettext_lazy("公布日期已取消。"),
    "accept": gettext_lazy("已登记：审核通过。"),
    "return": gettext_lazy("已退回。"),
}
ABOUT: dict[str, str | Promise] = {
    "version": gettext_lazy("用核定的数据和现在的文字编成一稿，以后不再改动。"),
    "review": gettext_lazy("按本机关的审查程序逐级审查，绑定这一稿的每一格、每一字。"),
    "submit": gettext_lazy("报送的就是审查通过的这一稿。主管部门审核通过以前可以撤回。"),
    "take-back": gettext_lazy("撤回以后可以另成一稿，也可以照原样再报送。"),
    "publish": gettext_lazy(
        "公布的就是审查通过、主管部门审核过的这一稿，在年度报告栏目和各种下载中立即可见。"
    ),
    "plan": gettext_lazy("到这一天由系统公布；此前可以改期或者取消。"),
    "unplan": gettext_lazy("取消以后不会自动公布。"),
    "accept": gettext_lazy("审核通过以后，报送机关可以公布。"),
    "return": gettext_lazy("退回以后，报送机关修改、另成一稿，再次审查和报送。"),
}


RECEIVED = gettext_lazy(
    "这份报告是报送来的，公布以前同样先审查：扫描全部文字和说明，由审查人员逐级审查，绑定收到的这一稿。"
)
UNJUDGED = gettext_lazy(
    "公布的就是审查通过的这一稿，在年度报告栏目和各种下载中立即可见；本政府机关的报告没有主管部门审核。"
)


@require_http_methods(["GET", "HEAD", "POST"])
def filings(request: DeskRequest) -> HttpResponse:
    """List the years of the organ with where each stands, and what others submitted to it."""
    who = visit(request, Power.DRAFT if request.method == "POST" else Power.SEE)
    may_write = has(who.post, Power.DRAFT)
    years = listed.years_to_begin(who.post.organ, who.on)
    form = PickYear(years, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return redirect("desk-annual-filing", filing_of(who.post.organ, form.cleaned_data["year"]).pk)
    context = {
        "title": _("年度报告"),
        "rows": listed.own(who.post, who.on),
        "submitted": listed.submitted_to(who.post, who.on) if has(who.post, Power.SUPERVISE) else None,
        "form": form if may_write and years else None,
        "years": years,
        "organ": who.post.organ,
    }
    return render(request, "annual/filings.html", context)


@require_safe
def filing(request: DeskRequest, number: int) -> HttpResponse:
    """Show where a filing stands and what comes next; to the authority, what was submitted to it."""
    who = visit(request)
    found: Filing = doors.filing_for(who.post, number, who.on)
    if not doors.is_own(who.post, found.organ, who.on):
        looked_after = policy.is_looked_after(who.post, found.organ, found.year, who.on)
        context = {
            "page": AuthorityPage(stands(found), who),
            "title": _title(found),
            "may_explain": looked_after,
            "may_answer": looked_after or policy.consents_for(who.post, found.organ, found.year, who.on),
        }
        return render(request, "annual/submitted.html", context)
    context = {
        "page": FilingPage(stands(found), who),
        "title": _title(found),
        "may_explain": has(who.post, Power.DRAFT),
        "may_answer": has(who.post, Power.CONSENT),
    }
    return render(request, "annual/filing.html", context)


@shows_typed
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: DeskRequest, number: int, key: str) -> HttpResponse:
    """Do one of the organ's own acts; its page says what it means, and asks what it needs."""
    who = visit(request, Power.DRAFT)
    if key not in OWN_ACTS or key in ways.OWN_PAGES:
        raise NotHere
    return _acted(request, doors.own_filing_for(who.post, number, who.on), OWN_ACTS[key], who)


@shows_typed
@require_http_methods(["GET", "HEAD", "POST"])
def judge(request: DeskRequest, number: int, key: str) -> HttpResponse:
    """Accept what was submitted, or return it with reasons; publish for an organ that is looked after."""
    who = visit(request, Power.SUPERVISE)
    found = doors.filing_for(who.post, number, who.on)
    if key in FOR_OTHERS and policy.is_looked_after(who.post, found.organ, found.year, who.on):
        return _acted(request, found, FOR_OTHERS[key], who)
    if key not in JUDGEMENTS:
        raise NotHere
    return _acted(request, found, JUDGEMENTS[key], who)


def _acted(request: DeskRequest, found: Filing, chosen: Act, who: Visit) -> HttpResponse:
    where = stands(found)
    form = ActForm(
        chosen,
        where.seen,
        public=where.published is not None,
        data=request.POST if request.method == "POST" else None,
    )
    if request.method == "POST" and not carried.is_only_shown(request) and form.is_valid():
        try:
            _do(chosen.key, where, form.given(), who)
        except CannotDo as refusal:
            refusal.show(form)
        else:
            messages.success(request, str(DONE[chosen.key]))
            return redirect("desk-annual-filing", found.pk)
    why = ways.why_not(chosen, where, who.post, who.on)
    context = {
        "title": chosen.label,
        "filing": found,
        "stands": where,
        "says": judging.says_above(where, who.on) if chosen.of_authority else judging.says(where, who.on),
        "form": form,
        "why": why,
        "about": _about(chosen.key, where, who),
        "submit": chosen.label,
        "is_grave": chosen.key in ("publish", "return"),
    }
    return render(request, "annual/act.html", context)


def _about(key: str, where: Stands, who: Visit) -> str | Promise:
    if key == "review" and where.was_received:
        return RECEIVED
    if key == "publish" and published_from(where, who.on) is Stage.CLEARED:
        return UNJUDGED
    return ABOUT[key]


def _do(key: str, where: Stands, given: dict[str, Any], who: Visit) -> None:
    by_key: dict[str, Callable[..., Any]] = {
        "version": make_version,
        "submit": submit,
        "take-back": take_back,
        "publish": publish,
        "plan": plan,
        "unplan": unplan,
        "accept": accept,
        "return": send_back,
    }
    if key == "review":
        if where.version is None:
            raise CannotDo(_("还没有成稿。"))
        send_to_review(where.version, by=who.post, at=who.at, **given)
        return
    by_key[key](where.filing, by=who.post, at=who.at, **given)


def _title(found: Filing) -> str:
    if found.scope == Filing.Scope.AGGREGATE:
        return _("%(year)s年度汇总报告") % {"year": found.year}
    return _("%(year)s年度报告") % {"year": found.year}
