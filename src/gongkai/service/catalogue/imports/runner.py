"""Long work beside the web server: a process of its own, which outlives the worker that was asked for it."""

from __future__ import annotations

import subprocess
import sys

from gongkai.service.catalogue.imports.models import ImportRun


def start(run: ImportRun, task: str) -> None:
    """Let a process of its own go on with a run up to a task; what becomes of it stands in the run's row."""
    subprocess.Popen(  # noqa: S603 - our own program, a number and a word of ours
        [sys.executable, "-m", "gongkai", "documents", "resume", str(run.pk), "--task", task],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
