"""The codes a requester has: to ask where her request is, and to fetch the reply once.

Only keyed digests are kept. Wrong codes are counted for the number they were tried on, whoever tries: after a
few, that number answers nobody for a while, so guessing takes longer than anybody lives.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from gongkai.service.requests.models import CodeTries

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # without those that look alike
LENGTH = 10
MOST = 5
PAUSE = timedelta(minutes=15)
FORGET = timedelta(days=1)


class TooManyTries(Exception):
    """Too many wrong codes of late; the message says until when."""


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
    return bool(kept) and constant_time_compare(digest(typed), kept)


@transaction.atomic
def count(number: str, now: datetime) -> None:
    """Count one try on a number before it is compared, so that many at once are counted too. TooManyTries."""
    key = _key(number)
    CodeTries.objects.filter(last_at__lt=now - FORGET).delete()
    CodeTries.objects.get_or_create(digest=key, defaults={"last_at": now})
    row = CodeTries.objects.select_for_update().get(digest=key)
    ends = row.last_at + PAUSE
    if now >= ends:
        row.failures = 0
    elif row.failures >= MOST:
        raise TooManyTries(
            _("查询码多次输入有误，请在%(until)s以后再试。")
            % {"until": timezone.localtime(ends + timedelta(minutes=1)).strftime("%H:%M")}
        )
    row.failures += 1
    row.last_at = now
    row.save()


def clear(number: str) -> None:
    """Forget the tries on a number after a right code."""
    CodeTries.objects.filter(digest=_key(number)).delete()


def _key(number: str) -> str:
    return salted_hmac(
        "gongkai.service.requests.tries", number.strip().upper(), algorithm="sha256"
    ).hexdigest()
