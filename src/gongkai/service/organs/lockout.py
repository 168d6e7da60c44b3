"""After so many failures a user name waits for a while, and so does an address from which many are tried.

A name that nobody has is treated like any other. Whoever knows a name could keep its holder out by failing
again and again: so a browser in which she has signed in before has a count of its own, which only that
browser can fill, and `gongkai people reset` on the server opens any name. Trying makes no wait longer.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from gongkai.service.organs.log import record
from gongkai.service.organs.models import SignInAttempts

FORGET = timedelta(days=1)  # rows of old failures are swept away
_ADDRESS, _KNOWN = "address\n", "known\n"  # no user name has a line's end in it


class LockedOut(Exception):
    """Too many failures; the message says until when."""


def count(username: str, now: datetime, *, known: bool = False) -> None:
    """Count one attempt before it is tried, so that many at once are counted too. Raises LockedOut.

    `known` says that it comes from a browser in which this person has signed in before.
    """
    if ends := _counted(_key(username, known), settings.GONGKAI_LOCK_AFTER, now):
        raise LockedOut(_says(ends))


def count_address(address: str, now: datetime) -> None:
    """Count one attempt from an address, whatever the name; a lock goes into the log. Raises LockedOut."""
    most = settings.GONGKAI_LOCK_ADDRESS_AFTER
    if not address:
        return
    if ends := _counted(_ADDRESS + address, most, now):
        raise LockedOut(_says_of_address(ends))
    if _ends(_ADDRESS + address, most, now):  # this attempt is still tried, the next is not
        record("organs.address_locked", by=None, at=now, kind="address", key=_digest(_ADDRESS + address)[:16])


def succeeded_from(address: str) -> None:
    """Take back what was counted of an address for an attempt that was right: an office has one for many."""
    if address:
        rows = SignInAttempts.objects.filter(digest=_digest(_ADDRESS + address), failures__gt=0)
        rows.update(failures=F("failures") - 1)


def says_if_locked(username: str, now: datetime, *, known: bool = False) -> str:
    """Return the sentence for a name that has just been locked, or nothing."""
    ends = _ends(_key(username, known), settings.GONGKAI_LOCK_AFTER, now)
    return _says(ends) if ends else ""


def clear(username: str, now: datetime) -> None:
    """Forget the failures of a name after a success or by its administrator, and old ones of any."""
    digests = [_digest(_key(username, known)) for known in (False, True)]
    SignInAttempts.objects.filter(digest__in=digests).delete()
    SignInAttempts.objects.filter(last_at__lt=now - FORGET).delete()


@transaction.atomic
def _counted(key: str, most: int, now: datetime) -> datetime | None:
    """Count an attempt; return until when it is refused, if it is."""
    digest = _digest(key)
    SignInAttempts.objects.get_or_create(digest=digest, defaults={"last_at": now})
    row = SignInAttempts.objects.select_for_update().get(digest=digest)
    ends = row.last_at + settings.GONGKAI_LOCK_TIME
    if row.failures >= most:
        if now < ends:
            return ends
        row.failures = 0
    elif now >= ends:
        row.failures = 0
    row.failures += 1
    row.last_at = now
    row.save()
    return None


def _ends(key: str, most: int, now: datetime) -> datetime | None:
    """Return until when a key is refused; None if it is not."""
    row = SignInAttempts.objects.filter(digest=_digest(key)).first()
    ends = row.last_at + settings.GONGKAI_LOCK_TIME if row else now
    return ends if row and row.failures >= most and now < ends else None


def _key(username: str, known: bool) -> str:
    name = username.strip().lower()
    return _KNOWN + name if known else name


def _digest(key: str) -> str:
    return salted_hmac("gongkai.service.organs.lockout", key, algorithm="sha256").hexdigest()


def _says(ends: datetime) -> str:
    return _("登录失败次数过多，请在%(time)s以后再试；忘记口令的，请联系系统管理员重置。") % {
        "time": _minute(ends)
    }


def _says_of_address(ends: datetime) -> str:
    return _(
        "从您所在的网络地址登录失败的次数过多，请在%(time)s以后再试，或者换一处网络；"
        "本单位共用一个地址、经常如此的，请告诉系统管理员。"
    ) % {"time": _minute(ends)}


def _minute(ends: datetime) -> str:
    # The minute after, so that the time named is never too early.
    return f"{timezone.localtime(ends + timedelta(seconds=59)):%H:%M}"
