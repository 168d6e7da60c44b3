"""Submit a draft for the review before release."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.service.catalogue import fields, policy, store
from gongkai.service.catalogue.digest import digest_of
from gongkai.service.catalogue.drafts import locked, writable
from gongkai.service.catalogue.models import Edition
from gongkai.service.catalogue.scanning import files_of, look_through, parts_of, refusals_logged
from gongkai.service.catalogue.state import KIND, State, whole
from gongkai.service.clearance.actions.open_review import Found, open_review
from gongkai.service.clearance.models import Review
from gongkai.service.clearance.refusals import OutOfTurn, WrongFields
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Post


def submit(edition: Edition, *, by: Post, at: datetime) -> Review:
    """Scan everything that would be released, open the review with what was found, and return it.

    Scanned are the fields, the body and every file; what bears a mark of secrecy is refused and has to be
    handled outside (SecrecyMarked). Raises NotAllowed, WrongFields with every field that is missing or
    wrong (title, formed_on, summary, body, form, attribute …), OutOfTurn while this very content is in
    review or has passed, or if somebody changed it meanwhile.
    """
    edition = whole(Edition.objects.filter(pk=edition.pk)).get()
    policy.check_can_draft(by, edition.document.organ, timezone.localdate(at))
    with refusals_logged(by, at, edition.pk):
        # Outside the lock: a long file takes its time, and nobody else should wait for it.
        digest, found = digest_of(edition), _scanned(edition)
        return _open(edition, digest, found, by, at)


def _scanned(edition: Edition) -> list[Found]:
    if faults := fields.lacking(edition):
        raise WrongFields(faults)
    try:
        files = list(files_of(edition.attachments.all()))
    except (FileNotFoundError, store.Tampered) as gone:
        raise OutOfTurn(
            _("有附件在存储里找不到，或者与登记的不符。请系统管理员检查存储，或者重新上传。")
        ) from gone
    return look_through([*parts_of(edition), *files], edition.document.organ)


@transaction.atomic
def _open(edition: Edition, digest: str, found: list[Found], by: Post, at: datetime) -> Review:
    edition = locked(edition)
    where = writable(edition, at, voids_review=True)
    if where.batch is not None and where.state in (State.IN_REVIEW, State.REFERRED, State.CLEARED):
        raise OutOfTurn(_("这份稿件随一批导入一起送审，现在是“%(says)s”，不必再送。") % {"says": where.says})
    if digest_of(edition) != digest:
        raise OutOfTurn(_("送审的时候有人改了这份草稿，没有送审。请重新打开，看过以后再送审。"))
    fields.check(edition, timezone.localdate(at))
    review = open_review(
        organ=edition.document.organ,
        kind=KIND,
        key=edition.pk,
        digest=digest,
        writers=edition.writers,
        hits=found,
        by=by,
        at=at,
    )
    record(
        "catalogue.submit",
        by=by,
        at=at,
        kind="edition",
        key=edition.pk,
        document=edition.document_id,
        review=review.pk,
    )
    return review
