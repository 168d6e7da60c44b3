"""Issue and revoke the keys with which other systems send reports; only the digest of one is kept."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.service.annual import policy
from gongkai.service.annual.models import SubmissionKey
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Organ, Post


@transaction.atomic
def issue_key(organ: Organ, *, label: str, by: Post, at: datetime) -> tuple[SubmissionKey, str]:
    """Return a key for an organ's system with its secret, which is told once. NotAllowed, CannotDo."""
    on = timezone.localdate(at)
    policy.check_can_register(by, organ, on.year - 1, on)
    if not label.strip():
        raise CannotDo({"label": [_("请写明密钥给哪个系统使用。")]})
    secret = secrets.token_urlsafe(32)
    row = SubmissionKey.objects.create(
        organ=organ, label=label.strip(), digest=digest_of(secret), by=by, at=at
    )
    record("annual.key_issued", by=by, at=at, kind="submission_key", key=row.pk, organ=organ)
    return row, secret


@transaction.atomic
def revoke_key(row: SubmissionKey, *, by: Post, at: datetime) -> None:
    """Let a key open nothing from now on. Raises NotAllowed, CannotDo."""
    on = timezone.localdate(at)
    policy.check_can_register(by, row.organ, on.year - 1, on)
    if not SubmissionKey.objects.filter(pk=row.pk, revoked_at=None).update(revoked_at=at):
        raise CannotDo(_("这个密钥已经停用。"))
    record("annual.key_revoked", by=by, at=at, kind="submission_key", key=row.pk, organ=row.organ)


def key_of(secret: str) -> SubmissionKey | None:
    """Return the key in use with that secret, None if there is none."""
    rows = SubmissionKey.objects.select_related("organ", "by__organ", "by__person")
    return rows.filter(digest=digest_of(secret), revoked_at=None).first()


def digest_of(secret: str) -> str:
    """Return what is kept of a secret. It is random and long: a plain digest tells nothing of it."""
    return hashlib.sha256(secret.encode()).hexdigest()
