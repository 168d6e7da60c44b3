"""The outbox: what waits is sent in its time, by whoever takes it first, again after a while where it failed.

A message is taken before it is sent, by a change of its row that only one can make. A process that is killed
between sending and saying so sends it once more, under the same Message-ID; nothing else is sent twice.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db.models import F, QuerySet

from gongkai.service.organs.models import Person
from gongkai.service.requests.reminding import quiet
from gongkai.service.requests.reminding.channels import Channel, Message, TryLater, Undeliverable
from gongkai.service.requests.reminding.models import Mail, Preference

FIRST, LONGEST = timedelta(minutes=5), timedelta(hours=12)
MOST = 10  # attempts: three days or so
AT_ONCE = 100
LONG_KEPT = timedelta(days=400)

log = logging.getLogger(__name__)


def waiting() -> QuerySet[Mail]:
    """Return what is neither sent nor given up."""
    return Mail.objects.filter(sent_at=None, given_up_at=None)


def last_in_vain(person: Person) -> Mail | None:
    """Return the last message to a person if it was given up."""
    last = Mail.objects.filter(person=person).exclude(sent_at=None, given_up_at=None).order_by("pk").last()
    return last if last is not None and last.given_up_at else None


def send_due(now: datetime, ways: Mapping[str, Channel]) -> int:
    """Send what is due, at most a hundred messages; return how many went out."""
    due = waiting().filter(next_at__lte=now, channel__in=ways)
    rows = due.select_related("person__reminding", "party").order_by("next_at", "pk")[:AT_ONCE]
    return sum(_send(row, now, ways[row.channel]) for row in rows)


def after(attempts: int) -> timedelta:
    """Return how long to wait after so many attempts in vain."""
    wait: timedelta = FIRST * 2 ** (attempts - 1)
    return min(wait, LONGEST)


def _send(row: Mail, now: datetime, way: Channel) -> bool:
    free_at = quiet.over_at(now, _hours(row))
    if free_at > now:
        _same(row).update(next_at=free_at)
        return False
    if not _same(row).update(attempts=F("attempts") + 1, next_at=now + after(row.attempts + 1)):
        return False  # another has taken it
    mine = Mail.objects.filter(pk=row.pk)
    to = row.person or row.party
    address = way.address_of(to) if to is not None else ""
    if not address:
        mine.update(given_up_at=now, fault="no address")
        return False
    try:
        way.send(Message(address, row.subject, row.text, key=f"{row.pk}.{row.owed_at:%Y%m%d%H%M%S}"))
    except Undeliverable as fault:
        mine.update(given_up_at=now, fault=str(fault)[:200])
        log.warning("Message %s cannot be delivered: %s", row.pk, fault)
    except TryLater as fault:
        given_up = now if row.attempts + 1 >= MOST else None
        mine.update(fault=str(fault)[:200], given_up_at=given_up)
        log.warning("Message %s was not sent at attempt %s: %s", row.pk, row.attempts + 1, fault)
    else:
        mine.update(sent_at=now, fault="")
        return True
    return False


def _same(row: Mail) -> QuerySet[Mail]:
    """The row, if nobody took it since it was read."""
    return waiting().filter(pk=row.pk, next_at=row.next_at, attempts=row.attempts)


def _hours(row: Mail) -> tuple[int, int]:
    found: Preference | None = getattr(row.person, "reminding", None) if row.person else None
    return (found.quiet_from, found.quiet_to) if found else quiet.USUAL


def forget(now: datetime) -> int:
    """Remove messages to requesters that went out or were given up long ago; return how many."""
    old = Mail.objects.filter(owed_at__lt=now - LONG_KEPT).exclude(person__isnull=False)
    return old.exclude(sent_at=None, given_up_at=None).delete()[0]
