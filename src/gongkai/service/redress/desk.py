"""What proceedings add to the desk (organs/desk.py)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Model
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gongkai.service.organs.desk import Due, Entry
from gongkai.service.organs.models import Post
from gongkai.service.organs.policy import Power, has, may_see
from gongkai.service.redress import doors, queries, record_due
from gongkai.service.redress.words import KINDS
from gongkai.service.requests.models import Case

ENTRIES = (
    Entry(_("复议、诉讼和投诉"), "desk-redress", (Power.SEE,)),
    Entry(_("更正政府信息记录"), "desk-records", (Power.SEE,)),
)

ACTS = {
    "redress.open": _("登记复议、诉讼或者投诉"),
    "redress.step": _("登记复议、诉讼或者投诉的进展"),
    "redress.rectification": _("登记更正申请"),
    "redress.rectify": _("办理更正申请"),
    "redress.submit_record_letter": _("送审更正申请的告知书"),
    "redress.record_papers_added": _("收存更正申请的材料"),
    "redress.record_paper_opened": _("查看更正申请的材料"),
    "redress.record_papers_erased": _("按期限删除更正申请的材料"),
    "redress.record_erased": _("删除更正申请人的个人信息"),
    "redress.number": _("登记复议、诉讼或者投诉的案号"),
    "redress.co_defendant": _("更改是否作为共同被告"),
}


def due(post: Post, now: datetime) -> Iterator[Due]:
    """Return what this post owes in proceedings and rectifications.

    The answers with evidence of its organ to a reconsideration body or a court; the rectifications, by who
    has the next move.
    """
    on = timezone.localdate(now)
    yield from record_due.due(post, on)
    if not has(post, Power.HANDLE):
        return
    own = queries.maybe_open(doors.proceedings_of(post, on))
    for row in queries.rows(own, on):
        answer = row.course.answer_due
        if row.course.state != "answer_owed" or answer is None:
            continue
        yield Due(
            says=gettext("提交答复和证据：%(kind)s %(number)s")
            % {"kind": KINDS[row.proceeding.kind], "number": row.proceeding.number},
            url=reverse("desk-proceeding", args=[row.proceeding.pk]),
            by=answer.day,
            late=answer.day < on,
            how=answer.limit.force.article,
        )


def beside(thing: Model, post: Post, now: datetime) -> Iterator[Due]:
    """Return the proceedings that followed a request, for its page."""
    if not isinstance(thing, Case):
        return
    on = timezone.localdate(now)
    for row in queries.of_case(thing):
        if not may_see(post, row.organ, on):
            continue
        yield Due(f"{KINDS[row.kind]} {row.number}", reverse("desk-proceeding", args=[row.pk]))
