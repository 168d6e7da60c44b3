"""Draft the next edition of a document from its latest released one, which stays as it is."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.service.catalogue import fields, policy
from gongkai.service.catalogue.digest import FIELDS, in_order
from gongkai.service.catalogue.drafts import Saved
from gongkai.service.catalogue.models import Attachment, Document, Edition, Showing
from gongkai.service.catalogue.state import whole
from gongkai.service.clearance.refusals import OutOfTurn
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Post


@transaction.atomic
def draft_edition(
    document: Document, *, arose_on: date, by: Post, at: datetime, change_note: str = ""
) -> Saved:
    """Return the draft of the next edition, with the text, the metadata and the files of the last one.

    `arose_on` is the day of the change, from which the 20 working days run anew (条例 art. 26). Of a
    withdrawn document too: that is how it comes back, corrected. Raises NotAllowed, WrongFields
    (arose_on, change_note), OutOfTurn if nothing was shown yet or a draft is under way already.
    """
    on = timezone.localdate(at)
    document = Document.objects.select_for_update(of=("self",)).select_related("organ").get(pk=document.pk)
    policy.check_can_draft(by, document.organ, on)
    showing = Showing.objects.filter(edition__document=document, begins__lte=at).order_by("-begins").first()
    if showing is None:
        raise OutOfTurn(_("这一信息还没有发布过，请直接修改草稿。"))
    last = whole(Edition.objects.filter(pk=showing.edition_id)).get()
    open_draft = document.editions.filter(released_digest="", discarded_at=None).first()
    if open_draft is not None:
        raise OutOfTurn(
            _("第%(number)s版正在起草或者审查，请在那一版上修改，或者先作废它。")
            % {"number": open_draft.number}
        )
    if Showing.objects.filter(edition__document=document, begins__gt=at).exists():
        raise OutOfTurn(_("已有一版定时发布，请等它发布，或者先取消定时发布。"))
    number = 1 + (document.editions.aggregate(last=Max("number"))["last"] or 0)
    copied = {name: getattr(last, name) for name in FIELDS if name not in ("number", "arose_on")}
    draft = Edition(document=document, number=number, drafted_by=by, changed_by=by, **copied)
    draft.drafted_at = draft.changed_at = at
    draft.writers = [by.person_id]
    fields.apply(draft, {"arose_on": arose_on, "change_note": change_note}, on)
    draft.save(force_insert=True)
    draft.interprets.set(last.interprets.all())
    for file in in_order(last.attachments.all()):
        Attachment.objects.create(edition=draft, **_copy(file))
    record("catalogue.draft_edition", by=by, at=at, kind="edition", key=draft.pk, document=document.pk)
    return Saved(draft, fields.notes(draft))


def _copy(file: Attachment) -> dict[str, object]:
    skip = ("id", "edition")
    return {f.name: getattr(file, f.name) for f in Attachment._meta.fields if f.name not in skip}  # noqa: SLF001
