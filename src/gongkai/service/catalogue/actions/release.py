"""Release an edition: the moment from which the public sees it. The one place where a showing is made."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.service.catalogue import brought, policy, store
from gongkai.service.catalogue.changes import changed
from gongkai.service.catalogue.clearing import check_cleared, stood_since
from gongkai.service.catalogue.digest import check_stored, digest_of
from gongkai.service.catalogue.drafts import locked
from gongkai.service.catalogue.models import Change, Edition, Showing
from gongkai.service.clearance.refusals import NotCleared, OutOfTurn, WrongFields
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Post


@transaction.atomic
def release(edition: Edition, *, by: Post, at: datetime, begins: datetime | None = None) -> Showing:
    """Show an edition to the public, now or from `begins` on, and return the showing.

    What stands now, and what the stored files hold, has to be exactly what passed the review (条例
    art. 17). What was shown of the document ends as this begins. Raises NotAllowed, NotCleared with the
    reason, OutOfTurn, WrongFields (begins, attribute).

    What stood on an old site before keeps its day: `begins` may lie in the past where it is the one that
    was reviewed with the edition in its batch, and no edition of the document was shown here before. What was
    repealed, lapsed or amended before it was brought here is marked so from this moment on.
    """
    edition = locked(edition)
    document = edition.document
    policy.check_can_release(by, document.organ, timezone.localdate(at))
    _check_turn(edition, at)
    moment = begins or at
    digest = digest_of(edition)
    review = check_cleared(edition, digest)
    _check_moment(edition, moment, at)
    try:
        check_stored(edition)
    except FileNotFoundError as gone:
        raise NotCleared(
            _("有附件在存储里找不到，不能发布。请系统管理员检查存储，或者重新上传后再送审。")
        ) from gone
    except store.Tampered as fault:
        raise NotCleared(_("%(fault)s不能发布，请重新上传后再送审。") % {"fault": fault}) from fault
    brought.enter(edition, by=by, at=at)
    showing = show(edition, digest, begins=moment, by=by, at=at)
    record(
        "catalogue.release",
        by=by,
        at=at,
        kind="edition",
        key=edition.pk,
        organ=document.organ,
        document=document.pk,
        digest=digest,
        review=review.pk,
        begins=moment,
    )
    return showing


def show(edition: Edition, digest: str, *, begins: datetime, by: Post, at: datetime) -> Showing:
    """Begin a showing and end the one before it; the caller has the lock and has asked everything."""
    document = edition.document
    before = Showing.objects.filter(edition__document=document).order_by("begins", "pk")
    first = before.first()
    current = before.filter(ends=None).first()
    categories = [edition.category]
    if current is not None:
        categories.append(current.category)
        current.ends, current.ended_how = begins, Showing.Ended.SUPERSEDED
        current.ended_by, current.ended_at = by, at
        current.save(update_fields=["ends", "ended_how", "ended_by", "ended_at"])
    edition.released_digest = digest
    edition.save(update_fields=["released_digest"])
    showing = Showing.objects.create(
        edition=edition,
        organ=document.organ,
        category=edition.category,
        topic=edition.topic,
        norm=edition.norm,
        first_begins=first.first_begins if first else begins,
        begins=begins,
        released_by=by,
        released_at=at,
    )
    changed(
        Change.Kind.BEGINS,
        document,
        effective=max(begins, at),  # what stood elsewhere before appears here now
        at=at,
        categories=categories,
        # What ends now is found no more; what ends later, until then.
        showings=[showing] if current is None or begins <= at else [current, showing],
        gone=[current.edition_id] if current is not None and begins <= at else [],
    )
    return showing


def _check_moment(edition: Edition, moment: datetime, at: datetime) -> None:
    if moment >= at:
        return
    if moment != stood_since(edition):
        raise WrongFields({"begins": [_("发布时间已经过去。请填以后的时间，或者不填，立即发布。")]})
    if Showing.objects.filter(edition__document=edition.document_id).exists():
        raise OutOfTurn(_("这一信息在本网已经发布过，不能再按以前的日期发布。"))


def _check_turn(edition: Edition, at: datetime) -> None:
    if edition.discarded_at is not None:
        raise OutOfTurn(_("这份草稿已经作废，不能发布。"))
    if edition.is_released:
        raise OutOfTurn(_("这一版已经发布，或者已经定时发布。"))
    ahead = Showing.objects.filter(edition__document=edition.document_id, begins__gt=at).first()
    if ahead is not None:
        when = timezone.localtime(ahead.begins)
        raise OutOfTurn(
            _("第%(number)s版已定于%(when)s发布，请先取消定时发布。")
            % {"number": ahead.edition.number, "when": f"{when:%Y-%m-%d %H:%M}"}
        )
    if edition.attribute != Edition.Attribute.PROACTIVE:
        raise WrongFields(
            {
                "attribute": [
                    _("公开属性是“%(attribute)s”，不能发布。")
                    % {"attribute": edition.get_attribute_display()}
                ]
            }
        )
