"""The organ's guide (政府信息公开指南) as the desk keeps it; and how its index numbers are formed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gongkai.service.catalogue import guide, index, policy, schemes
from gongkai.service.catalogue.actions.confirm_guide import confirm_guide
from gongkai.service.catalogue.actions.draft_document import draft_document
from gongkai.service.catalogue.actions.set_index_pattern import set_index_pattern
from gongkai.service.catalogue.desk_forms import IndexPattern as PatternForm
from gongkai.service.catalogue.desk_steps import may
from gongkai.service.catalogue.desk_ways import Visit, visit
from gongkai.service.catalogue.models import Edition, GuideCheck, IndexPattern
from gongkai.service.catalogue.state import Where, states, whole
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.gate import DeskRequest


@require_http_methods(["GET", "HEAD", "POST"])
def guide_page(request: DeskRequest) -> HttpResponse:
    """Show whether the guide is there, complete and looked at lately; begin it, or confirm it."""
    who = visit(request)
    organ = who.post.organ
    alarm = guide.alarm(organ, who.at)
    if request.method == "POST":
        policy.check_can_draft(who.post, organ, who.on)
        try:
            if request.POST.get("do") == "begin":
                return redirect("desk-edit", _begun(who).pk)
            if alarm.document is None:
                raise CannotDo(_("还没有正在公开的指南，没有可以核对的。"))
            confirm_guide(alarm.document, by=who.post, at=who.at)
        except CannotDo as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("已登记：指南核对无误。"))
        return redirect("desk-guide")
    drafts = _drafts(who)
    form = (alarm.showing.edition.form if alarm.showing else None) or {}
    context = {
        "title": _("政府信息公开指南"),
        "organ": organ,
        "alarm": alarm,
        "drafts": drafts,
        "parts": [(part, form.get(part.key, "")) for part in guide.parts()],
        "missing": guide.missing(form) if alarm.showing else [],
        "checks": GuideCheck.objects.filter(document=alarm.document).select_related("by__person")[:10]
        if alarm.document
        else [],
        "may_draft": may(policy.check_can_draft, who, organ),
    }
    return render(request, "catalogue/guide.html", context)


def _begun(who: Visit) -> Edition:
    """Draft the guide, begun with what is recorded of the organ."""
    organ = who.post.organ
    values = {
        "title": f"{organ.name}政府信息公开指南",
        "category": schemes.GUIDE,
        "genre": "指南",
        "formed_on": who.on,
        "summary": f"{organ.name}的政府信息分类、编排体系、获取方式和政府信息公开工作机构的联系方式。",
        "form": guide.prefilled(organ),
    }
    return draft_document(values, by=who.post, at=who.at).edition


def _drafts(who: Visit) -> list[Where]:
    rows = whole(
        Edition.objects.filter(
            document__organ=who.post.organ, category=schemes.GUIDE, released_digest="", discarded_at=None
        )
    )
    return list(states(rows, who.at).values())


@require_http_methods(["GET", "HEAD", "POST"])
def index_pattern(request: DeskRequest) -> HttpResponse:
    """Show how the organ's index numbers are formed, and let those who approve change it."""
    who = visit(request)
    organ = who.post.organ
    decides = may(policy.check_can_set_pattern, who, organ)
    now = index.pattern_of(organ, who.on)
    posted = request.POST if request.method == "POST" else None
    form = PatternForm(posted, initial={"pattern": now, "since": who.on})
    if posted is not None:
        policy.check_can_set_pattern(who.post, organ, who.on)
        if form.is_valid():
            try:
                set_index_pattern(organ, by=who.post, at=who.at, **form.cleaned_data)
            except CannotDo as refusal:
                refusal.show(form)
            else:
                messages.success(request, _("索引号格式已登记。已经编出的索引号不变。"))
                return redirect("desk-index-pattern")
    rows = (
        IndexPattern.objects.filter(organ=organ)
        .order_by("-since", "-pk")
        .select_related("entered_by__person")
    )
    context = {
        "title": _("索引号格式"),
        "organ": organ,
        "now": now,
        "example": example(organ, now, who),
        "form": form if decides else None,
        "past": rows,
    }
    return render(request, "catalogue/index_pattern.html", context)


def example(organ: object, pattern: str, who: Visit) -> str:
    """Return a number as the pattern would form it, with the serial 1."""
    uscc = str(getattr(organ, "uscc", "")) or str(getattr(organ, "code", ""))
    return pattern.format(
        organ=uscc[8:17] if len(uscc) == 18 else uscc,
        uscc=uscc,
        year=f"{who.on.year:04}",
        month=f"{who.on.month:02}",
        serial=1,
    )
