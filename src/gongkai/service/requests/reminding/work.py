"""The work beside the pages: reminders, messages, the night. One process does it, however many could.

Everything it does is computed from rows and entered with them: a process that is killed leaves nothing half
done, and the next one goes on. So there is no queue of tasks (docs/decisions/0030-work-owed-not-queued.md).
"""

from __future__ import annotations

import logging
import os
import secrets
import socket
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import DatabaseError, InterfaceError, close_old_connections, connections
from django.utils import timezone

from gongkai.service.requests.reminding import leases, nightly, outbox
from gongkai.service.requests.reminding.actions.notify import notify
from gongkai.service.requests.reminding.actions.remind import remind
from gongkai.service.requests.reminding.channels import channels

TICK = 20.0  # seconds
REMIND_EVERY = timedelta(minutes=10)

log = logging.getLogger(__name__)


class Worker:
    """One process that may be at work; `work` is a turn of it."""

    def __init__(self, now: Callable[[], datetime] = timezone.now) -> None:
        self.now = now
        self.name = f"{socket.gethostname()[:20]}:{os.getpid()}:{secrets.token_hex(3)}"
        self.reminded: datetime | None = None

    def holds(self) -> bool:
        """Take or keep the lease."""
        return leases.take(leases.WORK, self.name, self.now())

    def work(self) -> bool:
        """Do what is owed now; False where another process is at work."""
        if not self.holds():
            return False
        nightly.do_owed(self.now(), self.holds)
        ways = channels()
        if not ways or not self.holds():
            return True
        now = self.now()
        notify(now, list(ways.values()))
        if self.reminded is None or now - self.reminded >= REMIND_EVERY:
            remind(now, list(ways.values()))
            self.reminded = now
        while self.holds() and outbox.send_due(self.now(), ways):
            pass  # a hundred at a time
        return True

    def run(self, stop: threading.Event, parent: int | None = None) -> None:
        """Work until told to stop, or until the process that started this one is gone."""
        pulse = threading.Thread(target=self._pulse, args=(stop,), daemon=True)
        pulse.start()
        while not stop.is_set():
            try:
                close_old_connections()
                self.work()
            except (DatabaseError, InterfaceError, OSError) as fault:
                log.warning("Work is put off: %s", type(fault).__name__)
                connections.close_all()
            if parent is not None and os.getppid() != parent:
                break
            stop.wait(TICK)
        stop.set()
        pulse.join(TICK)
        leases.give_back(leases.WORK, self.name)

    def _pulse(self, stop: threading.Event) -> None:
        """Keep the lease while one work takes long; a process that is killed gives no sign any more."""
        try:
            while not stop.wait(TICK):
                try:
                    if leases.holder_of(leases.WORK, self.now()) == self.name:
                        self.holds()
                except (DatabaseError, InterfaceError) as fault:
                    log.warning("No sign of life was given: %s", type(fault).__name__)
                    connections.close_all()
        finally:
            connections.close_all()
