"""Open a sealed paper of a rectification: on a stated purpose, and it is logged (个保法 art. 51)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Post
from gongkai.service.redress import record_papers
from gongkai.service.redress.records import RecordPaper, RecordReveal
from gongkai.service.requests import policy


@transaction.atomic
def open_record_paper(paper: RecordPaper, *, purpose: str, by: Post, at: datetime) -> bytes:
    """Return the bytes of a paper, and log who opened it, when, what for.

    Raises NotAllowed, CannotDo (purpose; where it was erased), vault.Sealed, keeping.Tampered.
    """
    organ = paper.rectification.organ
    policy.check_can_reveal(by, organ, timezone.localdate(at))
    purpose = purpose.strip()
    if not 4 <= len(purpose) <= 300:
        raise CannotDo({"purpose": [_("请写明查看的目的（4至300字）；查看的人、时间和目的都会留下记录。")]})
    if paper.erased_at is not None:
        raise CannotDo(_("这份材料已经按期限删除。"))
    RecordReveal.objects.create(paper=paper, purpose=purpose, by=by, at=at)
    key = paper.rectification_id
    record("redress.record_paper_opened", by=by, at=at, kind="rectification", key=key, organ=organ)
    return record_papers.read(paper)
