"""After so many failures a user name is refused for a while: the same for names that nobody has."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from gongkai.service.organs.models import SignInAttempts

FORGET = timedelta(days=1)  # rows of old failures are swept away


class LockedOut(Exception):
    """Too many failures; the message says until when."""


@transaction.atomic
def count(username: str, now: datetime) -> None:
    """Count one attempt before it is tried, so that many at once are counted too. Raises LockedOut."""
    digest = _digest(username)
    SignInAttempts.objects.get_or_create(digest=digest, defaults={"last_at": now})
    row = SignInAttempts.objects.select_for_update().get(digest=digest)
    ends = row.last_at + settings.GONGKAI_LOCK_TIME
    if row.failures >= settings.GONGKAI_LOCK_AFTER:
        if now < ends:
            raise LockedOut(_says(ends))
        row.failures = 0
    elif now >= ends:
        row.failures = 0
    row.failures += 1
    row.last_at = now
    row.save()


def says_if_locked(username: str, now: datetime) -> str:
    """Return the sentence for a name that has just been locked, or nothing."""
    row = SignInAttempts.objects.filter(digest=_digest(username)).first()
    ends = row.last_at + settings.GONGKAI_LOCK_TIME if row else now
    return _says(ends) if row and row.failures >= settings.GONGKAI_LOCK_AFTER and now < ends else ""


def clear(username: str, now: datetime) -> None:
    """Forget the failures of a name after a success or by its administrator, and old ones of any."""
    SignInAttempts.objects.filter(digest=_digest(username)).delete()
    SignInAttempts.objects.filter(last_at__lt=now - FORGET).delete()


def _digest(username: str) -> str:
    return salted_hmac(
        "gongkai.service.organs.lockout", username.strip().lower(), algorithm="sha256"
    ).hexdigest()


def _says(ends: datetime) -> str:
    # The minute after, so that the time named is never too early.
    at = timezone.localtime(ends + timedelta(seconds=59))
    return _("登录失败次数过多，请在%(time)s以后再试；忘记口令的，请联系系统管理员重置。") % {
        "time": f"{at:%H:%M}"
    }
