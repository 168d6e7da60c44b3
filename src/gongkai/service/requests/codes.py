"""The codes a requester has: to ask where her request is, and to fetch the reply once.

Only keyed digests are kept, of codes, numbers and addresses alike.

Numbers of requests are consecutive, so anybody can try codes on anybody's. What is counted must therefore
never shut a number to her who has its code; it may make everybody wait.

- An address that gave five wrong codes for a number has each further one compared only after it waited
  (WAIT): it gets a ticket for that one code, good for no other (`tracking.Held`). So has everybody, where
  all addresses together gave fifty for a number within a quarter of an hour. Whoever has the right code
  loses half a minute by that, whatever others do, also from the same network or from behind a proxy nobody
  told us of.
- A ticket costs a try of the address (20 in ten minutes and process, `portal/asking/track_views`), so
  nothing is won by waiting for many at once.
- Guessing one number from many addresses is bounded by what remains: a code is one of 31^10, some 8·10^14.
  20 tries in ten minutes are 2,880 a day; with four processes a million addresses try 1.2·10^10 codes a
  day, and need a hundred years for an even chance on one number, each wrong code being logged. A limit of
  all tries of a number, beyond which none is compared, would add nothing to that, and would be the door to
  lock her out: a hundred addresses could hold it shut.

The code of a download is asked of her who is in with the query code: there nobody else can lock, and after
a few wrong ones it answers nobody for a while.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from gongkai.service.requests.models import CodeTries

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # without those that look alike
LENGTH = 10
MOST = 5
MOST_OF_ALL = 50  # wrong codes for one number from all addresses, before everybody waits
PAUSE = timedelta(minutes=15)
WAIT = timedelta(seconds=30)
FORGET = timedelta(days=1)


class TooManyTries(Exception):
    """Too many wrong codes of late; the message says until when."""


class MustWait(Exception):
    """The code is compared once whoever gave it has waited (WAIT)."""


def new() -> str:
    """Return a new code, to be shown once."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def of_form(key: str) -> str:
    """Return the code of the request that a filling of the form becomes: the same each time it is sent.

    `key` is the form's own secret (128 bits); of it only `mark` is kept, so nothing kept leads to the code.
    """
    left = int(salted_hmac("gongkai.service.requests.code_of_form", key, algorithm="sha256").hexdigest(), 16)
    found = ""
    for _place in range(LENGTH):
        left, place = divmod(left, len(ALPHABET))
        found += ALPHABET[place]
    return found


def mark(key: str) -> str:
    """Return what is kept of a form's key, by which the same filling is known again."""
    return hashlib.sha256(key.encode()).hexdigest()


def written(code: str) -> str:
    """Return a code as it is printed: in two halves."""
    return f"{code[:5]}-{code[5:]}"


def digest(code: str) -> str:
    """Return what is kept of a code, however it was typed."""
    plain = "".join(c for c in code.upper() if c.isalnum())
    return salted_hmac("gongkai.service.requests.codes", plain, algorithm="sha256").hexdigest()


def is_right(typed: str, kept: str) -> bool:
    """Say whether a typed code is the one whose digest was kept."""
    return is_same(digest(typed), kept)


def is_same(given: str, kept: str) -> bool:
    """Say whether the digest of a code is the one that was kept."""
    return bool(kept) and constant_time_compare(given, kept)


@transaction.atomic
def admit(number: str, address: str, now: datetime, *, waited: bool = False) -> None:
    """Count one query code tried on a number from an address, before it is compared.

    `address` is "" where it would be everybody's. Raises MustWait, and counts nothing, where the code
    is to be compared only after a wait; `waited` says that it was waited for this very code.
    """
    CodeTries.objects.filter(last_at__lt=now - FORGET).delete()
    whole, pair = (_row(key, now) for key in _keys(number, address))
    if not waited and (pair.failures >= MOST or whole.failures >= MOST_OF_ALL):
        raise MustWait
    for row in (whole, pair):
        row.failures += 1
        row.last_at = now
        row.save()


@transaction.atomic
def admitted(number: str, address: str) -> None:
    """Forget what an address tried on a number, after the right code; what others tried stays counted."""
    whole, pair = _keys(number, address)
    CodeTries.objects.filter(digest=pair).delete()
    CodeTries.objects.filter(digest=whole, failures__gt=0).update(failures=F("failures") - 1)


@transaction.atomic
def count(number: str, now: datetime) -> None:
    """Count one try of a download before it is compared: many at once are counted too. TooManyTries."""
    CodeTries.objects.filter(last_at__lt=now - FORGET).delete()
    row = _row(_key(number), now)
    if row.failures >= MOST:
        ends = timezone.localtime(row.last_at + PAUSE + timedelta(minutes=1))
        raise TooManyTries(
            _("下载码多次输入有误，请在%(until)s以后再试。") % {"until": ends.strftime("%H:%M")}
        )
    row.failures += 1
    row.last_at = now
    row.save()


def clear(number: str) -> None:
    """Forget the tries on a number after a right code, or when it has a new one."""
    CodeTries.objects.filter(digest=_key(number)).delete()


def _row(key: str, now: datetime) -> CodeTries:
    """Return a count under its lock, begun anew where the last wrong code is a while ago."""
    CodeTries.objects.get_or_create(digest=key, defaults={"last_at": now})
    row = CodeTries.objects.select_for_update().get(digest=key)
    if now >= row.last_at + PAUSE:
        row.failures = 0
    return row


def _keys(number: str, address: str) -> tuple[str, str]:
    """The counts of a number from everywhere, and from one address; always taken in this order."""
    return _key(number), _key(f"{number.strip()}\0{address}")


def _key(number: str) -> str:
    return salted_hmac(
        "gongkai.service.requests.tries", number.strip().upper(), algorithm="sha256"
    ).hexdigest()
