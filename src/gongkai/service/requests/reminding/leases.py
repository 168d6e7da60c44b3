"""Who is at work, of all processes that could be: one, for as long as it says so."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q

from gongkai.service.requests.reminding.models import Lease

LONG = timedelta(seconds=90)
WORK = "work"


def take(name: str, holder: str, now: datetime) -> bool:
    """Take the lease, or hold it longer; say whether it is held. One that fell silent has lost it."""
    free = Lease.objects.filter(Q(holder=holder) | Q(until__lt=now), name=name)
    if free.update(holder=holder, until=now + LONG):
        return True
    try:
        with transaction.atomic():
            _row, made = Lease.objects.get_or_create(
                name=name, defaults={"holder": holder, "until": now + LONG}
            )
    except IntegrityError:
        return False
    return made


def give_back(name: str, holder: str) -> None:
    """Give it back, so that another need not wait."""
    Lease.objects.filter(name=name, holder=holder).delete()


def holder_of(name: str, now: datetime) -> str:
    """Return who holds it, "" if nobody does."""
    found = Lease.objects.filter(name=name, until__gte=now).first()
    return found.holder if found else ""
