"""A run at work: who holds it, the sign of life, the wish to stop. All of it stands in the run's row.

Whoever works takes the run, looks at it again before every batch under its lock, and gives it back; between
batches a long row does not make it look dead (`Pulse`). A process that was killed gives no sign any more:
after `SILENCE` the page says so, and another may go on where the rows say.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import transaction

from gongkai.service.catalogue.imports.models import AWAITED, SILENCE, ImportRun
from gongkai.service.clearance.refusals import OutOfTurn
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.models import Post

BEAT = timedelta(seconds=15)
assert BEAT * 3 < SILENCE  # noqa: S101 - a sign may be late, not missing


class Stopped(Exception):
    """Somebody asked the run to stop, or another process holds it now."""


@contextmanager
def at_work(run: ImportRun, task: str, by: Post, at: datetime) -> Iterator[str]:
    """Hold a run for a task; raises OutOfTurn while another process is at work on it.

    What is refused inside, or breaks, is kept as the reason of the break, and raised.
    """
    worker = secrets.token_hex(16)
    with transaction.atomic():
        row = ImportRun.objects.select_for_update().get(pk=run.pk)
        if row.is_running(at) and not row.is_awaited:
            raise OutOfTurn(f"{row}正在{row.get_task_display()}，请等它做完，或者先停止。")
        ImportRun.objects.filter(pk=run.pk).update(
            task=task, task_by=by, worker=worker, beat_at=at, stop_asked=False, fault=""
        )
    fault = ""
    try:
        yield worker
    except Stopped:
        pass
    except CannotDo as refusal:
        fault = str(refusal)[:500]
        raise
    except Exception as broken:
        fault = (
            f"程序出错，做到一半停了（{type(broken).__name__}）。已经做完的都在，可以接着做；"
            "再次出错的，请告知系统管理员，服务的日志里有详情。"
        )
        raise
    finally:
        ImportRun.objects.filter(pk=run.pk, worker=worker).update(worker="", fault=fault)


def go_on(run: ImportRun, worker: str, at: datetime) -> ImportRun:
    """Give the sign of life, and return the run locked; raises Stopped. Inside the batch's transaction."""
    row = ImportRun.objects.select_for_update().get(pk=run.pk)
    if row.stop_asked or row.worker != worker:
        raise Stopped
    ImportRun.objects.filter(pk=run.pk).update(beat_at=at)
    return row


class Pulse:
    """The sign of life within a batch, where each row may take long: at most one in every `BEAT`."""

    def __init__(self, run: ImportRun, worker: str, now: Callable[[], datetime]) -> None:
        self.run, self.worker, self.now = run, worker, now
        self.last = now()

    def __call__(self) -> None:
        """Give the sign if it is time; raises Stopped."""
        at = self.now()
        if at - self.last >= BEAT:
            with transaction.atomic():
                go_on(self.run, self.worker, at)
            self.last = at


@transaction.atomic
def wait_for_worker(run: ImportRun, task: str, by: Post, at: datetime) -> None:
    """Note that a process is started for a task, so that its absence is seen; OutOfTurn while one works."""
    row = ImportRun.objects.select_for_update().get(pk=run.pk)
    if row.is_running(at):
        raise OutOfTurn("正在进行，请等它做完，或者先停止。")
    ImportRun.objects.filter(pk=run.pk).update(
        task=task, task_by=by, worker=AWAITED, beat_at=at, stop_asked=False, fault=""
    )


def never_began(run: ImportRun, says: str) -> None:
    """Keep why a process that was waited for did not take the run: refused before, or not started at all."""
    ImportRun.objects.filter(pk=run.pk, worker=AWAITED).update(worker="", fault=says[:500])


def ask_to_stop(run: ImportRun) -> None:
    """Let whoever is at work on a run stop after the batch it is in."""
    ImportRun.objects.filter(pk=run.pk).exclude(worker="").update(stop_asked=True)
