"""The rectifications that wait for a post on the first page of the desk: a step, a consent, an opinion."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from gongkai.service.catalogue.desk_law import law_here
from gongkai.service.clearance.queries import waiting_for
from gongkai.service.organs.desk import Due
from gongkai.service.organs.models import Post
from gongkai.service.organs.policy import Power, has
from gongkai.service.organs.queries import forebears
from gongkai.service.redress.record_review import Reviewed, reviewed
from gongkai.service.redress.records import RecordStep, Rectification
from gongkai.service.redress.rectifying import KIND
from gongkai.service.redress.rectifying import due as due_by
from gongkai.statute.errors import StatuteError

MOST = 10  # lines: the oldest


def open_records() -> QuerySet[Rectification]:
    """Return the rectifications in which the organ still owes something."""
    steps = RecordStep.objects.filter(rectification=OuterRef("pk"))
    over = Q(kind=RecordStep.Kind.TOLD) | Q(kind=RecordStep.Kind.ANNULLED, annuls=0)
    return Rectification.objects.filter(~Exists(steps.filter(over))).order_by("pk")


def due(post: Post, on: date) -> Iterator[Due]:
    """Yield the rectifications whose next move is a post's, the oldest first."""
    waiting = {stands.review.subject_key for stands in waiting_for(post, on, KIND)}
    if not has(post, Power.HANDLE) and not has(post, Power.CONSENT) and not waiting:
        return
    rows = open_records().filter(organ__in={post.organ_id} | forebears(post.organ_id, on))
    found = rows.select_related("organ__parent").prefetch_related("steps__by", "steps__said")
    yield from islice(_lines(found, post, waiting, on), MOST)


def _lines(rows: Iterable[Rectification], post: Post, waiting: set[int], on: date) -> Iterator[Due]:
    for row in rows:
        stands = reviewed(row, list(row.steps.all()), on)
        if says := _says(stands, post, row.pk in waiting):
            speaks = stands.is_bound and row.pk in waiting
            yield _line(says, row, "desk-record-review" if speaks else "desk-record", on)


def _says(found: Reviewed, post: Post, may_speak: bool) -> str:
    """Return what a post has to do now, "" where it is another's move."""
    stands = found.stands
    if stands.asked is not None:
        own = stands.asked.by.person_id == post.person_id
        return _("等您答复撤销登记的提议：%(number)s") if has(post, Power.CONSENT) and not own else ""
    if found.is_bound and may_speak:
        return _("等您审批更正申请的告知书：%(number)s")
    if stands.state == "checked":
        own = stands.checked is not None and stands.checked.by.person_id == post.person_id
        return _("等您决定更正申请：%(number)s") if has(post, Power.CONSENT) and not own else ""
    if not has(post, Power.HANDLE):
        return ""
    if found.is_cleared:
        return _("告知书审批通过，可以发出：%(number)s")
    if found.may_be_submitted:
        return _("更正申请已经决定，请送审告知书：%(number)s")
    return _("更正申请待审核：%(number)s") if stands.state == "received" else ""


def _line(says: str, row: Rectification, name: str, on: date) -> Due:
    url = reverse(name, args=[row.pk])
    try:
        found = due_by(row, law_here())
    except StatuteError:
        return Due(says % {"number": row.number}, url)
    return Due(says % {"number": row.number}, url, by=found.day, late=found.day < on, how="L-0039")
