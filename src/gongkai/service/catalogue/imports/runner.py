"""Long work beside the web server: a process of its own, which outlives the worker that was asked for it."""

from __future__ import annotations

import subprocess
import sys

from gongkai.service.catalogue.imports import work
from gongkai.service.catalogue.imports.models import ImportRun


def start(run: ImportRun, task: str) -> None:
    """Let a process of its own go on with a run up to a task; what becomes of it stands in the run's row.

    The run waits for it already (`work.wait_for_worker`). What breaks is also told on the server's own
    standard error.
    """
    command = [sys.executable, "-m", "gongkai", "documents", "resume", str(run.pk), "--task", task, "--quiet"]
    try:
        subprocess.Popen(  # noqa: S603 - our own program, a number and words of ours
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True
        )
    except OSError as fault:
        work.never_began(run, f"后台进程没有启动（{fault.strerror}）。请稍后再试，或者告知系统管理员。")
