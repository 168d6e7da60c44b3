"""The works of the night, each once a day: what a night missed is done as soon as somebody is up.

`settings.GONGKAI_NIGHTLY` names them in their order: functions of the moment. One that fails is told in the
log and on the desk, keeps no other from being done, and is tried again after a while.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from django.utils.module_loading import import_string

from gongkai.service.requests import index, verifying
from gongkai.service.requests.models import Standing
from gongkai.service.requests.reminding import outbox
from gongkai.service.requests.reminding.models import Nightly
from gongkai.service.requests.words import OPEN

AT_ONCE = 500
AGAIN = timedelta(minutes=30)
BEGINS = timedelta(minutes=10)  # after midnight: what was under way before it is over

log = logging.getLogger(__name__)


def do_owed(now: datetime, beat: Callable[[], bool] = lambda: True) -> list[str]:
    """Do what is not done for this day; return the names of what was. `beat` says whether to go on."""
    today = timezone.localdate(now - BEGINS)
    done = []
    for name in settings.GONGKAI_NIGHTLY:
        if not beat():
            break
        row, _made = Nightly.objects.get_or_create(name=name)
        if (row.day is not None and row.day >= today) or (row.next_at is not None and row.next_at > now):
            continue
        row.fault, row.next_at = "", None
        try:
            import_string(name)(now)
        except Exception as fault:  # whatever it is: the others are done, and this one is tried again
            log.exception("%s was not done", name)
            row.fault, row.next_at = type(fault).__name__, now + AGAIN
        else:
            row.day, row.done_at = today, now
            done.append(name)
        row.save()
    return done


def recompute(now: datetime) -> int:
    """Compute the index rows of all open cases anew, as they stand today; return how many.

    With those that the annual report would count by readings of another day.
    """
    today = timezone.localdate(now)
    keys = list(Standing.objects.filter(state__in=OPEN).order_by("pk").values_list("pk", flat=True))
    for first in range(0, len(keys), AT_ONCE):
        index.refresh_all(keys[first : first + AT_ONCE], today)
    return len(keys) + index.bring_up_counts(Standing.objects.all(), today)


def anchor(now: datetime) -> None:
    """Anchor the days that are over (`gongkai ledger anchor`)."""
    verifying.anchor(now)


def tidy(now: datetime) -> None:
    """Remove what has had its time: sessions, messages to requesters."""
    call_command("clearsessions", verbosity=0)
    outbox.forget(now)
