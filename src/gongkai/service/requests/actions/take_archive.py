"""Take the archive file of a request out of the service; who took it is logged."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from gongkai.service.organs.log import record
from gongkai.service.organs.models import Post
from gongkai.service.requests import archiving, policy
from gongkai.service.requests.models import Case


@transaction.atomic
def take_archive(case: Case, *, by: Post, at: datetime) -> bytes:
    """Return the archive file of a case and log its hash. Raises NotAllowed, CannotDo.

    Only who handles the case takes it: names and contacts are in it.
    """
    on = timezone.localdate(at)
    policy.check_can_handle(by, case.organ, on)
    data = archiving.package(case, on)
    digest = hashlib.sha256(data).hexdigest()
    record("requests.archive_taken", by=by, at=at, kind="case", key=case.pk, organ=case.organ, sha256=digest)
    return data
