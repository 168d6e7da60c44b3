"""Undo a time set for a release, before it has come: the edition is as it was, cleared and not released."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.service.catalogue import policy
from gongkai.service.catalogue.changes import changed
from gongkai.service.catalogue.drafts import locked
from gongkai.service.catalogue.models import Change, Edition, Showing
from gongkai.service.clearance.refusals import OutOfTurn
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Post


@transaction.atomic
def unschedule(edition: Edition, *, by: Post, at: datetime) -> Edition:
    """Return the edition, no longer scheduled; what it would have ended goes on.

    What was never shown is no showing, so its row goes; that it was there is in the log. Raises
    NotAllowed, OutOfTurn if nothing is scheduled or its time has come.
    """
    edition = locked(edition)
    document = edition.document
    policy.check_can_release(by, document.organ, timezone.localdate(at))
    ahead = Showing.objects.filter(edition=edition, begins__gt=at).first()
    if ahead is None:
        raise OutOfTurn(_("这一版没有定时发布，或者时间已到、已经发布；要停止公开的，请撤下。"))
    before = Showing.objects.filter(
        edition__document=document, ends=ahead.begins, ended_how=Showing.Ended.SUPERSEDED
    ).first()
    if before is not None:
        before.ends, before.ended_how, before.ended_by, before.ended_at = None, "", None, None
        before.save(update_fields=["ends", "ended_how", "ended_by", "ended_at"])
    begins, category = ahead.begins, ahead.category
    Showing.objects.filter(pk=ahead.pk).delete()
    Edition.objects.filter(pk=edition.pk).update(released_digest="")
    record(
        "catalogue.unschedule",
        by=by,
        at=at,
        kind="edition",
        key=edition.pk,
        organ=document.organ,
        document=document.pk,
        begins=begins,
    )
    changed(
        Change.Kind.UNSCHEDULED,
        document,
        effective=at,
        at=at,
        categories=[category, *([before.category] if before else [])],
        showings=[before] if before else [],
        gone=[edition.pk],
    )
    return Edition.objects.get(pk=edition.pk)
