"""The letters that wait for a post on the first page of the desk: her opinion, a number, a proof."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Exists, F, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.service.clearance.models import Opinion
from gongkai.service.clearance.queries import waiting_for
from gongkai.service.organs.desk import Due
from gongkai.service.organs.models import Post
from gongkai.service.organs.policy import Power, has
from gongkai.service.organs.queries import forebears
from gongkai.service.organs.said import said
from gongkai.service.requests.letter_page import name_of
from gongkai.service.requests.letter_state import State, wheres
from gongkai.service.requests.lettering import KIND
from gongkai.service.requests.models import Dispatch, Letter

MOST = 10  # lines of one kind; whether a review still fits its letter is asked of no more


def due(post: Post, now: datetime) -> Iterator[Due]:
    """Yield the letters that wait for a post."""
    on = timezone.localdate(now)
    organs = {post.organ_id} | forebears(post.organ_id, on)
    yield from _reviews(post, on)
    if has(post, Power.HANDLE):
        yield from _cleared(organs, on)
        yield from _unsent(organs, on)
        yield from _unproven(organs, on)


def _open(**given: object) -> dict[int, Letter]:
    rows = Letter.objects.filter(issued_on=None, discarded_at=None, **given)
    return rows.select_related("case__organ__parent", "case__wish", "to", "decision").in_bulk()


def _reviews(post: Post, on: date) -> Iterator[Due]:
    waiting = waiting_for(post, on, KIND)
    letters = _open(pk__in=[stands.review.subject_key for stands in waiting[:MOST]])
    for key, where in wheres(letters.values(), on).items():
        if where.is_bound and where.state in (State.IN_REVIEW, State.REFERRED):
            what = {"kind": said(name_of(letters[key], on)), "number": letters[key].case.number}
            says = (
                _("已报请确定，收到答复后请登记：%(kind)s（%(number)s）") % what
                if where.state is State.REFERRED
                else _("等您审批：%(kind)s（%(number)s）") % what
            )
            yield Due(says, reverse("desk-letter-review", args=[key]))
    if len(waiting) > MOST:
        yield Due(_("等您审批的文书还有"), reverse("desk-requests"), count=len(waiting) - MOST)


def _cleared(organs: set[int], on: date) -> Iterator[Due]:
    passed = Opinion.objects.filter(
        review__subject_kind=KIND,
        review__subject_key=OuterRef("pk"),
        verdict=Opinion.Verdict.PASS,
        level=F("review__last_level"),
    )
    rows = Letter.objects.filter(case__organ__in=organs, issued_on=None, discarded_at=None)
    keys = list(rows.filter(Exists(passed)).order_by("-pk").values_list("pk", flat=True)[:MOST])
    letters = _open(pk__in=keys)
    for key, where in wheres(letters.values(), on).items():
        if where.state is State.CLEARED:
            yield _line(
                _("审批通过，可以编号发出：%(kind)s（%(number)s）"), letters[key], "desk-letter-issue", on
            )


def _unsent(organs: set[int], on: date) -> Iterator[Due]:
    rows = Letter.objects.filter(
        case__organ__in=organs, issued_on__isnull=False, discarded_at=None, to__isnull=False, dispatches=None
    )
    for letter in rows.select_related("case").order_by("issued_on", "pk")[:MOST]:
        yield _line(_("已编号，请送达：%(kind)s（%(number)s）"), letter, "desk-letter-send", on)


def _unproven(organs: set[int], on: date) -> Iterator[Due]:
    last = on - timedelta(days=settings.GONGKAI_PROOF_DAYS)
    arrived = Dispatch.objects.filter(letter=OuterRef("letter"), delivered_on__isnull=False)
    rows = Dispatch.objects.filter(
        ~Exists(arrived), letter__case__organ__in=organs, delivered_on=None, sent_on__lte=last
    )
    for row in rows.select_related("letter__case").order_by("sent_on", "pk")[:MOST]:
        says = _("发出%(days)s天还没有送达的凭证：%(kind)s（%(number)s）") % {
            "days": (on - row.sent_on).days,
            "kind": said(name_of(row.letter, on)),
            "number": row.letter.case.number,
        }
        yield Due(says, reverse("desk-dispatch", args=[row.pk]))


def _line(words: str, letter: Letter, name: str, on: date) -> Due:
    says = words % {"kind": said(name_of(letter, on)), "number": letter.case.number}
    return Due(says, reverse(name, args=[letter.pk]))
