"""Take from the public what it could read: what is shown now, or an earlier wording beside it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.service.catalogue import policy, scanning, visibility
from gongkai.service.catalogue.changes import changed
from gongkai.service.catalogue.drafts import locked
from gongkai.service.catalogue.fields import line
from gongkai.service.catalogue.models import Change, Document, Edition, Showing
from gongkai.service.clearance.refusals import OutOfTurn, WrongFields
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Post


@transaction.atomic
def withdraw(
    edition: Edition,
    *,
    reason: str,
    public_note: str,
    by: Post,
    at: datetime,
    moved_to: Document | None = None,
) -> Showing:
    """End the showing of an edition, and return it: its address answers 410 with the note, or 301.

    `reason` is for the file, `public_note` for the reader; `moved_to` is where the reader is sent
    instead, a document that is shown. Of an edition that a later one has superseded, only the earlier
    wording goes: the document stays. Raises NotAllowed, WrongFields (reason, public_note, moved_to),
    OutOfTurn if it is not to be read, or a release is scheduled that would bring the document back.
    """
    edition = locked(edition)
    document = edition.document
    policy.check_can_withdraw(by, document.organ, timezone.localdate(at))
    showing = _shown(edition, at)
    reason, public_note = line(reason), line(public_note)
    _check_fields(reason, public_note, moved_to, document, at)
    is_current = showing.ends is None or showing.ends > at
    if is_current:
        showing.ends = at
    showing.ended_how = Showing.Ended.WITHDRAWN
    showing.ended_by, showing.ended_at = by, at
    showing.reason, showing.public_note, showing.moved_to = reason, public_note, moved_to
    showing.save(
        update_fields=[
            *("ends", "ended_how", "ended_by", "ended_at"),
            *("reason", "public_note", "moved_to"),
        ]
    )
    record(
        "catalogue.withdraw",
        by=by,
        at=at,
        kind="edition",
        key=edition.pk,
        organ=document.organ,
        document=document.pk,
        moved_to=moved_to.pk if moved_to else None,
        was_current=is_current,
    )
    changed(
        Change.Kind.WITHDRAWN,
        document,
        effective=at,
        at=at,
        categories=[showing.category],
        gone=[edition.pk],
    )
    return showing


def _shown(edition: Edition, at: datetime) -> Showing:
    showing = Showing.objects.filter(edition=edition).first()
    if showing is None or showing.begins > at:
        raise OutOfTurn(_("这一版还没有发布，没有什么可撤下；已经定时的，请取消定时发布。"))
    if showing.ended_how == Showing.Ended.WITHDRAWN:
        raise OutOfTurn(_("这一版已经撤下。"))
    ahead = Showing.objects.filter(edition__document=edition.document_id, begins__gt=at).first()
    if ahead is not None:
        raise OutOfTurn(
            _("第%(number)s版已定时发布，撤下前请先取消定时发布。") % {"number": ahead.edition.number}
        )
    return showing


def _check_fields(
    reason: str, public_note: str, moved_to: Document | None, document: Document, at: datetime
) -> None:
    faults: dict[str, list[str]] = {}
    if not reason:
        faults["reason"] = [_("请写明撤下的原因（留档，不对外显示）。")]
    if not public_note:
        faults["public_note"] = [_("请写给读者的说明：这一信息为什么不再公开，或者到哪里查阅。")]
    for name, text in (("reason", reason), ("public_note", public_note)):
        if len(text) > 500:
            faults[name] = [_("有%(count)s字，最多500字，请压缩。") % {"count": len(text)}]
    if says := scanning.unfit(public_note):
        faults.setdefault("public_note", [says])
    if moved_to is not None:
        if moved_to.pk == document.pk:
            faults["moved_to"] = [_("不能移至它自己。")]
        elif visibility.shown(moved_to, at) is None:
            faults["moved_to"] = [
                _("“%(index_number)s”没有在公开，读者不能被引到那里。请先发布它。")
                % {"index_number": moved_to.index_number}
            ]
    if faults:
        raise WrongFields(faults)
