"""What waits for a post on the first page of the desk: a line for each kind, with how many and by when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice

from django.db.models import Count, Min
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gongkai.service.catalogue.desk_law import law_here
from gongkai.service.organs.desk import Due
from gongkai.service.organs.models import Post
from gongkai.service.organs.policy import Power, has
from gongkai.service.organs.queries import forebears
from gongkai.service.requests import ledger, proposing, revoking, urgency, used_up
from gongkai.service.requests.models import Entry, Proposal, Standing
from gongkai.service.requests.words import OPEN, PROPOSED
from gongkai.service.requests.worklist import of_post
from gongkai.statute.events import ReplyRevoked

MOST = 20  # proposals told one by one
SAID: dict[str, str | Promise] = {
    "overdue": _("申请已超过答复期限"),
    "today": _("申请今天是答复的最后一日"),
    "soon": _("申请在3个工作日内到期"),
    "untold": _("申请已认定办结，还欠申请人告知文书"),
    "lapsed": _("对方的期限已过，请登记结果"),
    "chase": _("征求意见的送达或者回复没有登记，请登记或者催问"),
    "unconfirmed": _("收到之日尚未确认，请今天联系申请人"),
    "unreadable": _("申请的记录不能读出，请核对"),
}


def due(post: Post, now: datetime) -> Iterator[Due]:
    """Yield what waits for a post that handles requests or consents."""
    on = timezone.localdate(now)
    organs = {post.organ_id} | forebears(post.organ_id, on)
    if has(post, Power.HANDLE):
        yield from _pressing(organs, on)
        yield from _internal(post, on)
    if has(post, Power.CONSENT):
        yield from _proposals(post, organs)
    if has(post, Power.HANDLE):
        yield from _untold(organs, on)


def _pressing(organs: set[int], on: date) -> Iterator[Due]:
    soon = law_here().calendar.after(on, urgency.SOON)
    rows = Standing.objects.filter(organ__in=organs, state__in=OPEN)
    placed = rows.annotate(place=urgency.in_index(on, soon)).order_by().values("place")
    found = {
        row["place"]: row for row in placed.annotate(n=Count("pk"), due_by=Min("due"), by=Min("next_on"))
    }
    for key, says in SAID.items():
        if row := found.get(urgency.PLACES[key]):
            by = row["due_by"] if key in ("overdue", "today", "soon") else row["by"]
            url = f"{reverse('desk-requests')}?group={key}"
            yield Due(says, url, on if key == "unconfirmed" else by, key == "overdue", row["n"])


def _internal(post: Post, on: date) -> Iterator[Due]:
    """Yield how many requests of this person's are past what the office set."""
    rows = Standing.objects.filter(handler__in=of_post(post), state__in=OPEN, internal_by__lt=on)
    found = rows.aggregate(n=Count("pk"), by=Min("internal_by"))
    if found["n"]:
        url = f"{reverse('desk-requests')}?whose=mine"
        yield Due(gettext("交给您的申请已过内部期限"), url, found["by"], True, found["n"])


def _proposals(post: Post, organs: set[int]) -> Iterator[Due]:
    rows = Proposal.objects.filter(case__organ__in=organs, consent=None).exclude(by__person=post.person_id)
    for row in rows.select_related("case__indexed").order_by("pk")[:MOST]:
        says = gettext("等您答复：%(what)s（%(number)s）") % {
            "what": PROPOSED[row.kind],
            "number": row.case.number,
        }
        standing = getattr(row.case, "indexed", None)
        yield Due(says, reverse("desk-proposal", args=[row.pk]), standing.due if standing else None)


def _untold(organs: set[int], on: date) -> Iterator[Due]:
    rows = Proposal.objects.filter(
        case__organ__in=organs, kind__in=proposing.OWED_TELLING, consent__granted=True, carried_out=None
    )
    # What a later proposal of its kind replaced has no effect any more (`proposing.untold`).
    newest: dict[tuple[int, str], Proposal] = {
        (row.case_id, row.kind): row for row in rows.select_related("case").order_by("pk")
    }
    waiting = (row for row in newest.values() if not used_up.why(row.case, row, on))
    for row in islice(waiting, MOST):
        says = gettext("已经同意，请告知申请人：%(what)s（%(number)s）") % {
            "what": PROPOSED[row.kind],
            "number": row.case.number,
        }
        yield Due(says, reverse("desk-case", args=[row.case_id]))
    # Entered by hand: she holds a reply that counts no more, and no letter told her (`closing.owed_letter`).
    revoked = Entry.objects.filter(
        kind=ReplyRevoked.kind, case__organ__in=organs, case__indexed__state="redo", letters=None
    )
    for entry in revoked.select_related("case").order_by("pk")[:MOST]:
        if revoking.untold_place(ledger.clock_of(entry.case)) == entry.place:
            says = gettext("原答复已经撤销，请制作文书告知申请人：%(number)s") % {"number": entry.case.number}
            yield Due(says, reverse("desk-case-letters", args=[entry.case_id]))
