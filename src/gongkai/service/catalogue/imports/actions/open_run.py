"""Take a table and its files in for a run: nothing is read of them yet but whether they can be."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from gongkai.papers.naming import safe_name
from gongkai.service.catalogue import pending, policy
from gongkai.service.catalogue.imports import table
from gongkai.service.catalogue.imports.models import ImportRun
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Post


def open_run(
    *, data: bytes, name: str, by: Post, at: datetime, archive: Any = None, was_published: bool = False
) -> ImportRun:
    """Return a new run of the post's organ.

    `archive` is a ZIP (bytes or an uploaded file) of what the rows name, if there is one. `was_published`:
    the documents stood on an old site, with the day of each. Table and ZIP are kept until the dry run is
    over, a day at most: what they say is looked through before anything of it stays.
    Raises NotAllowed, WrongFields (file).
    """
    policy.check_can_draft(by, by.organ, timezone.localdate(at))
    read = table.read(data, name)
    with transaction.atomic():
        run = ImportRun.objects.create(
            organ=by.organ,
            by=by,
            task_by=by,
            at=at,
            name=safe_name(name, name.rpartition(".")[2].lower()),
            sha256=hashlib.sha256(data).hexdigest(),
            table=pending.keep(data, at),
            archive=pending.keep(archive, at) if archive else "",
            was_published=was_published,
            ignored=list(read.ignored),
        )
        record("imports.open", by=by, at=at, kind="import", key=run.pk, sha256=run.sha256)
    return run
