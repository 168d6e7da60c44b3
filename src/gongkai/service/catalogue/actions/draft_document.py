"""Begin a document: a thread with its index number, and the draft of its first edition."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.service.catalogue import fields, index, policy
from gongkai.service.catalogue.drafts import Saved
from gongkai.service.catalogue.models import Document, Edition
from gongkai.service.catalogue.scanning import look_through, parts_of, refusals_logged
from gongkai.service.clearance.refusals import WrongFields
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Post

FIRST = ("title", "category")


def draft_document(
    values: Mapping[str, Any],
    *,
    by: Post,
    at: datetime,
    index_number: str = "",
    brought_mark: dict[str, str] | None = None,
) -> Saved:
    """Return the draft of a new document of the post's organ, with what is odd about it.

    `values` are fields of `fields.EDITABLE`; title, category and arose_on are needed from the beginning
    (arose_on follows formed_on if it is not given), issuers follow the organ. The index number is taken
    here and never free again; an import keeps the `index_number` that a paper has borne elsewhere, if
    nobody has it here, and the `brought_mark` of what was repealed, lapsed or amended before. Raises
    NotAllowed, WrongFields (by the names of the fields), SecrecyMarked.
    """
    with refusals_logged(by, at, "new"):
        return _draft(values, by, at, index_number, brought_mark)


@transaction.atomic
def _draft(
    values: Mapping[str, Any], by: Post, at: datetime, index_number: str, brought_mark: dict[str, str] | None
) -> Saved:
    on = timezone.localdate(at)
    organ = by.organ
    policy.check_can_begin(by, on)
    given = dict(values)
    given.setdefault("issuers", [organ.name])
    if not given.get("arose_on"):
        given["arose_on"] = given.get("formed_on")
    for name in FIRST:
        given.setdefault(name, "")
    # Tried on a document that is not saved, so that a refusal costs no number.
    draft = Edition(document=Document(organ=organ), number=1, drafted_by=by, changed_by=by)
    draft.brought_mark = brought_mark
    fields.apply(draft, given, on)
    look_through(parts_of(draft), organ)
    if index_number and Document.objects.filter(index_number=index_number).exists():
        raise WrongFields(
            {
                "index_number": [
                    _("索引号%(index_number)s已经用过，不能再用。") % {"index_number": index_number}
                ]
            }
        )
    draft.document = Document.objects.create(
        organ=organ, index_number=index_number or index.take(organ, on), opened_by=by, opened_at=at
    )
    interprets = fields.interpreted(given.get("interprets"), draft, at)
    draft.drafted_at = draft.changed_at = at
    draft.writers = [by.person_id]
    draft.save(force_insert=True)
    draft.interprets.set(interprets)
    record("catalogue.draft", by=by, at=at, kind="edition", key=draft.pk, document=draft.document_id)
    return Saved(draft, fields.notes(draft))
