"""A run at work: who holds it, the sign of life, the wish to stop. All of it stands in the run's row.

Whoever works takes the run, looks at it again before every batch under its lock, and gives it back. A
process that was killed gives no sign any more; after `SILENCE` another may go on where the rows say.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction

from gongkai.service.catalogue.imports.models import ImportRun
from gongkai.service.clearance.refusals import OutOfTurn
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.models import Post


class Stopped(Exception):
    """Somebody asked the run to stop, or another process holds it now."""


@contextmanager
def at_work(run: ImportRun, task: str, by: Post, at: datetime) -> Iterator[str]:
    """Hold a run for a task; raises OutOfTurn while another process is at work on it.

    What is refused inside is kept as the reason of the break, and raised.
    """
    worker = secrets.token_hex(16)
    with transaction.atomic():
        row = ImportRun.objects.select_for_update().get(pk=run.pk)
        if row.is_running(at):
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
    finally:
        ImportRun.objects.filter(pk=run.pk, worker=worker).update(worker="", fault=fault)


def go_on(run: ImportRun, worker: str, at: datetime) -> ImportRun:
    """Give the sign of life, and return the run locked; raises Stopped. Inside the batch's transaction."""
    row = ImportRun.objects.select_for_update().get(pk=run.pk)
    if row.stop_asked or row.worker != worker:
        raise Stopped
    ImportRun.objects.filter(pk=run.pk).update(beat_at=at)
    return row


def ask_to_stop(run: ImportRun) -> None:
    """Let whoever is at work on a run stop after the batch it is in."""
    ImportRun.objects.filter(pk=run.pk).exclude(worker="").update(stop_asked=True)
