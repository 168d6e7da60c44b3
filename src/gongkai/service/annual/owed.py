"""What an annual report asks of a post: the next step, an opinion, an answer, a judgement, and until when."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.service.annual import (
    deadlines,
    listed,
    noticed_due,
    policy,
    register_due,
    rest_days,
    sums_due,
)
from gongkai.service.annual.judges import judged_in, organs_below
from gongkai.service.annual.listed import Row
from gongkai.service.annual.models import Closing, Explanation, Filing, SectionText, Version
from gongkai.service.annual.named import named
from gongkai.service.annual.obliged import must_report
from gongkai.service.annual.planned import why_not_public
from gongkai.service.annual.register_due import Key, key_of
from gongkai.service.annual.standing import KIND, Stage, stands_of
from gongkai.service.annual.unsummed import unsummed
from gongkai.service.annual.whose_sum import sum_address, sums_of
from gongkai.service.clearance import queries as reviews
from gongkai.service.organs.continuity import kept_by
from gongkai.service.organs.desk import Due
from gongkai.service.organs.models import Organ, Post
from gongkai.service.organs.policy import Power, has
from gongkai.service.organs.queries import organs_on

WRITERS_TURN = (
    Stage.OPEN,
    Stage.GATHERED,
    Stage.DRAFTED,
    Stage.SENT_BACK,
    Stage.CLEARED,
    Stage.RETURNED,
    Stage.ACCEPTED,
)


def due(post: Post, now: datetime) -> Iterator[Due]:
    """Yield what waits for a post: one line for a report, with the reminder of it if there was one."""
    on = timezone.localdate(now)
    told = register_due.reminders(post, on)
    if has(post, Power.DRAFT):
        begun = _begun_by(post, on)
        owed = [row for row in begun if row.stands.stage is not Stage.PUBLISHED]
        for key, line in _of_writers(post, owed, on):
            reminder = told.pop(key, None)
            yield line if reminder is None else replace(line, how=reminder.says)
        yield from noticed_due.of_writers(begun, post.organ_id)
    yield from register_due.lines(told.values(), on)
    yield from _of_reviewers(post, on)
    if has(post, Power.CONSENT):
        yield from _of_heads(post, on)
    if has(post, Power.SUPERVISE):
        yield from _of_authority(post, on)
        yield from register_due.of_authority(post, on)
    if has(post, Power.DRAFT) or has(post, Power.SUPERVISE):
        yield from sums_due.of_sums(post, on)


def _begun_by(post: Post, on: date) -> list[Row]:
    """Return the reports of past years that the organ of a post has begun and owes.

    One whose work the register has in another's report by now owes none; nor is an earlier year owed that
    was opened, of which there is nothing, and that the register does not ask for.
    """
    found = Filing.objects.filter(organ__in=kept_by([post.organ_id], on), year__lt=on.year)
    written = [Exists(each.objects.filter(filing=OuterRef("pk"))) for each in (Closing, Version, SectionText)]
    begun = found.exclude(reports__isnull=False, versions=None).select_related("organ")
    begun = begun.annotate(has_any=written[0] | written[1] | written[2])
    known = deadlines.entries(filing.organ_id for filing in begun)

    def is_owed(filing: Filing) -> bool:
        entry = deadlines.reporter_of(known.get(filing.organ_id, ()), filing.year)
        if entry is None and filing.year < on.year - 1 and not filing.has_any:  # type: ignore[attr-defined]
            return False
        return entry is None or entry.must_report or filing.scope != Filing.Scope.OWN

    return listed.rows([filing for filing in begun if is_owed(filing)], on)


def unbegun(post: Post, on: date) -> list[Organ]:
    """Return the organs of a post whose report of last year is owed and not begun.

    Its own, and one that it came after since: what was there on 31 December reports for the year. The
    register says who reports; of whom nobody has entered, who published the report of the year before,
    itself or one that it alone came after.
    """
    year = on.year - 1
    there = organs_on(date(year, 12, 31)).filter(pk__in=kept_by([post.organ_id], on))
    begun = Filing.objects.filter(year=year, scope=Filing.Scope.OWN).values("organ")
    found = list(there.exclude(pk__in=begun).order_by("code"))
    must = must_report([organ.pk for organ in found], year) if found else set()
    return [organ for organ in found if organ.pk in must]


def _of_writers(post: Post, rows: Iterable[Row], on: date) -> Iterator[tuple[Key, Due]]:
    for organ in unbegun(post, on):
        filing = Filing(organ=organ, year=on.year - 1)
        by = deadlines.until_of_each([filing])[filing.pk].submit_by
        says = _("编制%(year)s年度报告") % {"year": filing.year}
        if organ.pk != post.organ_id:
            says = _("编制%(organ)s的%(year)s年度报告") % {"organ": organ, "year": filing.year}
        how = rest_days.said(by, on)
        yield (
            key_of(filing),
            Due(says, reverse("desk-annual"), by=by, late=by is not None and by < on, how=how),
        )
    yield from _of_unsummed(post, on)
    for row in rows:
        is_sum = row.filing.scope == Filing.Scope.AGGREGATE
        if is_sum and row.stands.version is None:
            continue  # told with how many reports it could sum
        if row.stands.stage in WRITERS_TURN:
            planned = row.stands.planned
            if planned is not None and planned.on > on and not row.is_late:
                continue
            given = {"report": named(row.filing, post.organ_id), "stage": row.says}
            says = _("%(report)s：%(stage)s") % given
            if planned is not None and planned.on > on:
                given["day"] = planned.on.isoformat()
                says = _("%(report)s已过法定公布日期，却定于%(day)s公布") % given
            elif planned is not None:
                says = _("%(report)s定于今天公布，还没有公布") % given
                if planned.on < on:
                    says = _("%(report)s没有在确定的日期公布") % given
            yield (
                key_of(row.filing),
                Due(
                    says,
                    reverse("desk-annual-filing", args=[row.filing.pk]),
                    by=planned.on if planned is not None and planned.on <= on else row.due,
                    late=(planned is not None and planned.on < on) or row.is_late,
                    how=why_not_public(row.stands, on)
                    if planned is not None and planned.on <= on
                    else row.how,
                ),
            )


def _of_unsummed(post: Post, on: date) -> Iterator[tuple[Key, Due]]:
    """Yield the sums of last year that are owed and that nobody has added up, until they are."""
    year = on.year - 1
    for organ in sums_of(post.organ, year, on):
        found = unsummed(organ, year, on)
        if found is None:
            continue
        filing = found.filing
        by = deadlines.until_of_each([filing])[filing.pk].submit_by
        given = {"organ": organ, "year": year, "count": found.ready}
        says = _("汇总%(year)s年度报告（%(count)s份已审核通过）") % given
        if organ != post.organ:
            says = _("汇总%(organ)s的%(year)s年度报告（%(count)s份已审核通过）") % given
        late = by is not None and by < on
        yield key_of(filing), Due(says, sum_address(filing), by=by, late=late, how=rest_days.said(by, on))


def _of_reviewers(post: Post, on: date) -> Iterator[Due]:
    waiting = reviews.waiting_for(post, on, KIND)
    keys = [each.review.subject_key for each in waiting]
    versions = Version.objects.select_related("filing__organ").defer("content", "source", "findings")
    by_key = versions.in_bulk(keys)
    received = stands_of(version.filing for version in by_key.values() if version.was_received)
    for each in waiting:
        version = by_key.get(each.review.subject_key)
        if version is None:
            continue
        given = {"report": named(version.filing, post.organ_id), "state": each.says}
        if version.was_received:
            now = received[version.filing_id]
            if now.version != version or not now.is_in_review:
                continue  # returned to its organ, or followed by another, while its review was open
        says = _("审查%(report)s：%(state)s") % given
        yield Due(says, reverse("desk-annual-review", args=[version.pk]))


def _of_heads(post: Post, on: date) -> Iterator[Due]:
    own = kept_by([post.organ_id], on)
    waiting = _waiting(post, own | organs_below(post.organ_id, on))
    others = [row.closing.filing for row in waiting if row.closing.filing.organ_id not in own]
    judged = judged_in(post.organ_id, others, on) if others else []
    alone = policy.unmanned({filing.organ.code for filing in judged}, on) if judged else set()
    ours = own | {filing.organ_id for filing in judged if filing.organ.code in alone}
    yield from _to_answer((row for row in waiting if row.closing.filing.organ_id in ours), post.organ_id)


def _waiting(post: Post, organs: Collection[int]) -> list[Explanation]:
    """Return the explanations that nobody has answered and another person than this one wrote."""
    rows = Explanation.objects.filter(answer=None, closing__filing__organ__in=organs)
    return list(rows.exclude(by__person=post.person_id).select_related("closing__filing__organ"))


def _to_answer(rows: Iterable[Explanation], organ: int) -> Iterator[Due]:
    for each in rows:
        given = {"report": named(each.closing.filing, organ), "rule": each.rule}
        says = _("答复%(report)s的说明（%(rule)s）") % given
        yield Due(says, reverse("desk-annual-answer", args=[each.pk]))


def _to_release(rows: Iterable[Row], on: date) -> Iterator[Due]:
    """Yield what the authority still does to make public what it accepted for organs it looks after."""
    for row in rows:
        found, given = row.stands, {"report": named(row.filing, None)}
        if found.stage is not Stage.ACCEPTED:
            continue
        if found.may_go_to_review:
            says = _("将%(report)s送公开前审查") % given
        elif found.is_cleared and (found.planned is None or found.planned.on <= on):
            says = _("公布%(report)s") % given
        else:
            continue
        yield _line(says, row)


def _line(says: str, row: Row) -> Due:
    url = reverse("desk-annual-filing", args=[row.filing.pk])
    return Due(says, url, by=row.due, late=row.is_late, how=row.how)


def _of_authority(post: Post, on: date) -> Iterator[Due]:
    submitted = listed.submitted_to(post, on)
    received = [row for row in submitted if row.stands.was_received]
    if received:
        alone = policy.unmanned({row.filing.organ.code for row in received}, on)
        received = [row for row in received if row.filing.organ.code in alone]
        yield from _to_release(received, on)
        yield from _to_answer(_waiting(post, {row.filing.organ_id for row in received}), post.organ_id)
    yield from noticed_due.of_authority(submitted)
    waiting = [row for row in submitted if row.stands.stage is Stage.SUBMITTED]
    if len(waiting) > MOST:
        says = _("审核报送的年度报告")
        by = min((row.due for row in waiting if row.due), default=None)
        late = any(row.is_late for row in waiting)
        yield Due(
            says,
            reverse("desk-annual") + "#inbox",
            by=by,
            late=late,
            count=len(waiting),
            how=rest_days.said(by, on),
        )
        return
    for row in waiting:
        yield _line(_("审核%(report)s") % {"report": named(row.filing, None)}, row)


MOST = 5  # reports to judge are named one by one; beyond, how many there are

__all__ = ["due", "unbegun"]
