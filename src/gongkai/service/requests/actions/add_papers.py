"""Add papers to a case: evidence, proofs, what was asked for. Papers of identity come in with the request."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Post
from gongkai.service.requests import keeping, ledger, policy
from gongkai.service.requests.keeping import Upload
from gongkai.service.requests.models import Case, Paper


@transaction.atomic
def add_papers(case: Case, uploads: Iterable[Upload], *, by: Post, at: datetime) -> list[Paper]:
    """Add files and return their rows. Raises NotAllowed, CannotDo (kind, files)."""
    policy.check_can_handle(by, case.organ, timezone.localdate(at))
    given = list(uploads)
    if not given:
        raise CannotDo({"files": [_("请选择文件。")]})
    if any(upload.kind in keeping.SEALED for upload in given):
        raise CannotDo({"kind": [_("身份证明和授权委托书不在这里上传。")]})
    case = ledger.locked(case)
    made = keeping.keep(case, given, party=None, by=by, at=at)
    record(
        "requests.papers_added",
        by=by,
        at=at,
        kind="case",
        key=case.pk,
        organ=case.organ,
        papers=[paper.pk for paper in made],
    )
    return made
