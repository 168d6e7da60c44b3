"""How the desk writes where a report stands, its findings, and what changed between two versions."""

from __future__ import annotations

from decimal import Decimal

from django import template
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.report.loader import edition
from gongkai.report.model import Number
from gongkai.report.naming import cell_name
from gongkai.report.sums import plain
from gongkai.service.annual import counted
from gongkai.service.annual.checking import Verdict
from gongkai.service.annual.facts import Fault
from gongkai.service.annual.models import Explanation, Step, Version
from gongkai.service.annual.standing import WITH_ORGAN, Stage, Stands
from gongkai.service.organs.models import Organ
from gongkai.service.redress.doors import proceedings_of
from gongkai.service.redress.models import Proceeding
from gongkai.service.requests.case_ways import Visit
from gongkai.service.requests.doors import cases_of
from gongkai.service.requests.models import Case

register = template.Library()
MOST_CELLS = 12
MOST_CASES = 20
STEPS = {
    Step.Kind.REVIEW: gettext_lazy("送审"),
    Step.Kind.TAKEN_BACK: gettext_lazy("撤回报送"),
    Step.Kind.SUBMITTED: gettext_lazy("报送主管部门"),
    Step.Kind.ACCEPTED: gettext_lazy("主管部门审核通过"),
    Step.Kind.RETURNED: gettext_lazy("主管部门退回"),
    Step.Kind.PLANNED: gettext_lazy("确定在这一天公布"),
    Step.Kind.UNPLANNED: gettext_lazy("取消确定的公布日期"),
    Step.Kind.PUBLISHED: gettext_lazy("公布"),
}
TONES = {
    Stage.SENT_BACK: "bad",
    Stage.RETURNED: "bad",
    Stage.IN_REVIEW: "warn",
    Stage.SUBMITTED: "warn",
    Stage.CLEARED: "warn",
    Stage.ACCEPTED: "good",
    Stage.PUBLISHED: "good",
}


@register.simple_tag
def stage_badge(found: Stands, says: str | Promise) -> SafeString:
    """Return the stage of a filing as a badge: its words (`judging.says`), with a colour beside them."""
    if says == WITH_ORGAN:
        return format_html('<span class="badge plain">{}</span>', says)
    tone = TONES.get(found.stage, "plain") if says == found.says else TONES[Stage.ACCEPTED]
    return format_html('<span class="badge {}">{}</span>', tone, says)


@register.simple_tag
def verdict_badge_of(verdict: Verdict) -> SafeString:
    """Return how much a finding weighs now: whether it keeps the report from being filed."""
    if verdict.is_explained:
        tone, words = "good", _("已说明并同意")
    elif not verdict.blocks:
        tone, words = "plain", _("未能核对")
    elif not verdict.may_be_explained:
        tone, words = "bad", _("必须改正")
    elif verdict.waiting:
        tone, words = "warn", _("说明待同意")
    else:
        tone, words = "bad", _("须改正或者说明")
    return format_html('<span class="badge {}">{}</span>', tone, words)


@register.simple_tag
def cells_of(version: Version, verdict: Verdict) -> list[tuple[str, str]]:
    """Return the cells of a finding: where each opens what it counts, and its name."""
    form = edition(version.form)
    link = counted.link(version)
    return [
        (link(address) if link else "", cell_name(form.places[address]))
        for address in verdict.finding.cells[:MOST_CELLS]
        if address in form.places
    ]


@register.simple_tag
def requests_of(verdict: Verdict) -> list[tuple[int, str]]:
    """Return the first requests a finding is about: the key of each, and the number people know it by."""
    rows = Case.objects.filter(pk__in=verdict.cases[:MOST_CASES]).order_by("number")
    return list(rows.values_list("pk", "number"))


@register.simple_tag
def cases_behind(fault: Fault, who: Visit) -> list[tuple[int, str, bool]]:
    """Return the first requests of a fault: key, 登记号, and whether the reader may open each."""
    rows = Case.objects.filter(pk__in=fault.cases[:MOST_CASES]).order_by("number")
    open_ = set(
        cases_of(who.post, who.on).filter(pk__in=fault.cases[:MOST_CASES]).values_list("pk", flat=True)
    )
    return [(key, number, key in open_) for key, number in rows.values_list("pk", "number")]


@register.simple_tag
def proceedings_behind(fault: Fault, who: Visit) -> list[tuple[int, str, bool]]:
    """Return the first proceedings of a fault: key, kind and number, and whether the reader may open each.

    One without a number of its own is known by that of its request.
    """
    keys = fault.proceedings[:MOST_CASES]
    open_ = set(proceedings_of(who.post, who.on).filter(pk__in=keys).values_list("pk", flat=True))
    rows = Proceeding.objects.filter(pk__in=keys).select_related("case").order_by("pk")
    return [(row.pk, _known_by(row), row.pk in open_) for row in rows]


def _known_by(row: Proceeding) -> str:
    number = row.number or (row.case.number if row.case else "")
    return f"{row.get_kind_display()}{number and f'（{number}）'}"


@register.simple_tag
def involved(explanation: Explanation) -> str:
    """Return the requests and organs an explanation names."""
    cases = Case.objects.filter(pk__in=explanation.cases).order_by("number") if explanation.cases else ()
    organs = Organ.objects.filter(pk__in=explanation.organs).order_by("code") if explanation.organs else ()
    return "、".join([*(case.number for case in cases), *(organ.name for organ in organs)])


@register.simple_tag
def place_name(explanation: Explanation) -> str:
    """Return the name of the cell an explanation is about; of one about words, nothing."""
    form = edition(explanation.closing.form)
    known = explanation.address in form.places
    return cell_name(form.places[explanation.address]) if known else "—"


@register.simple_tag
def step_words(step: Step) -> str:
    """Return what a step is called."""
    return str(STEPS[Step.Kind(step.kind)])


@register.filter
def number(value: Number | Decimal | None) -> str:
    """Return a number as people write it; a dash for none."""
    return "—" if value is None else plain(value)
