"""What the register puts on a desk: of an organ its reminders, of its authority how many are late."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from gongkai.service.annual import rest_days
from gongkai.service.annual.deadlines import until_of_each
from gongkai.service.annual.models import Filing, Reminded
from gongkai.service.annual.register import State, reporters
from gongkai.service.annual.standing import ORDER, Stage, Stands, stands_of
from gongkai.service.organs.continuity import kept_by
from gongkai.service.organs.desk import Due
from gongkai.service.organs.models import Post
from gongkai.service.organs.policy import Power, has

Key = tuple[int, int, str]  # of a report: its organ, year and scope


def reminders(post: Post, on: date) -> dict[Key, Reminded]:
    """Return the last reminder of each report that a post's organ still owes, for who writes or answers."""
    if not has(post, Power.DRAFT) and not has(post, Power.CONSENT):
        return {}
    told = Reminded.objects.filter(organ__in=kept_by([post.organ_id], on), year__gte=on.year - 2)
    newest = {(row.organ_id, row.year, row.scope): row for row in told.select_related("organ").order_by("at")}
    if not newest:
        return {}
    filings = Filing.objects.filter(
        organ__in={organ for organ, _year, _scope in newest},
        year__in={year for _organ, year, _scope in newest},
    ).select_related("organ")
    standing = {key_of(found.filing): found for found in stands_of(filings).values()}
    return {key: row for key, row in newest.items() if not _is_in(standing.get(key))}


def key_of(filing: Filing) -> Key:
    """Return of which report a filing is."""
    return filing.organ_id, filing.year, filing.scope


def lines(told: Iterable[Reminded], on: date) -> Iterator[Due]:
    """Return reminders as lines of their own, for who has no other line for that report."""
    for row in told:
        filing = Filing(pk=1, organ=row.organ, year=row.year, scope=row.scope)
        day = until_of_each([filing])[1].submit_by
        how = rest_days.said(day, on)
        yield Due(row.says, reverse("desk-annual"), by=day, late=day is not None and day < on, how=how)


def of_authority(post: Post, on: date) -> Iterator[Due]:
    """Yield how many reports of last year are late with an authority: it urges them, all in one click."""
    year = on.year - 1
    rows = reporters(post.organ, year, on).rows
    late = [row for row in rows if row.owes and row.state in (State.LATE, State.UNPUBLISHED)]
    if late:
        says = _("%(year)s年度报告逾期未报或者未公布，请催报") % {"year": year}
        url = f"{reverse('desk-annual-register')}?year={year}"
        yield Due(says, url, late=True, count=len(late))


def _is_in(found: Stands | None) -> bool:
    if found is None or found.stage is Stage.RETURNED:
        return False
    return ORDER.index(found.stage) >= ORDER.index(Stage.SUBMITTED)
