"""Keep the papers of a rectification, sealed: who she is, and that the record is wrong."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.papers.intake import MEDIA_TYPES, accept
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Post
from gongkai.service.redress import policy
from gongkai.service.redress.actions.rectify import locked
from gongkai.service.redress.record_papers import PREFIX
from gongkai.service.redress.records import RecordPaper, Rectification
from gongkai.service.redress.rectifying import stands
from gongkai.service.requests import keeping, vault
from gongkai.service.requests.keeping import Upload


@transaction.atomic
def add_record_papers(
    rectification: Rectification, uploads: Iterable[Upload], *, by: Post, at: datetime
) -> list[RecordPaper]:
    """Seal and keep files, and return their rows. Raises NotAllowed, CannotDo (files); vault.Sealed."""
    row = locked(rectification)
    policy.check_can_handle(by, row.organ, timezone.localdate(at))
    given = list(uploads)
    if not given:
        raise CannotDo({"files": [_("请选择文件。")]})
    if row.erased_at is not None or not stands(row.steps.all()).is_open:
        raise CannotDo({"files": [_("这件申请已经办结，不再收存材料。")]})
    keeping.check(given)
    made = [_kept(row, upload, by, at) for upload in given]
    record(
        "redress.record_papers_added",
        by=by,
        at=at,
        kind="rectification",
        key=row.pk,
        organ=row.organ,
        papers=[paper.pk for paper in made],
    )
    return made


def _kept(row: Rectification, upload: Upload, by: Post, at: datetime) -> RecordPaper:
    taken = accept(upload.data, upload.name)
    return RecordPaper.objects.create(
        rectification=row,
        name=taken.name,
        media_type=MEDIA_TYPES[taken.kind],
        size=len(upload.data),
        sha256=hashlib.sha256(upload.data).hexdigest(),
        stored_as=keeping.store(vault.seal(upload.data), PREFIX),
        added_by=by,
        added_at=at,
    )
