"""The demonstration in a process of its own, served by the command that script/demo calls."""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from tests.components import REPOSITORY


@contextmanager
def demonstration(folder: Path, *, fresh: bool = False) -> Iterator[str]:
    """Serve the demonstration with its data in `folder`/data; yield its address; stop it as Ctrl-C does.

    Loading it takes its time: but for a `fresh` one, what a run has loaded once is copied.
    """
    port = free_port()
    log = folder / "log"
    data = folder / "data"
    if not fresh and not data.exists():
        shutil.copytree(_loaded(), data)
    with log.open("w") as out:
        server = subprocess.Popen(
            [sys.executable, "-m", "gongkai", "service", "demo", "--port", str(port)],
            env=_environment(data),
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_for(f"http://localhost:{port}/", server, log)
        yield f"http://localhost:{port}"
    finally:
        server.send_signal(signal.SIGINT)
        status = server.wait(30)
    assert status == 0, log.read_text("utf-8")
    assert "Traceback" not in log.read_text("utf-8")


@cache
def _loaded() -> Path:
    """Load the demonstration into a folder of this run, and return it."""
    folder = Path(tempfile.mkdtemp(prefix="gongkai-demo-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    data = folder / "data"
    command = [sys.executable, "-m", "gongkai", "service", "demo", "--load-only"]
    done = subprocess.run(command, env=_environment(data), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return data


def _environment(data: Path) -> dict[str, str]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("DJANGO_", "GONGKAI_"))}
    count = os.environ["GONGKAI_DEMO_REQUESTS"]  # set for every run by tests/conftest.py
    return {
        **clean,
        "PYTHONPATH": str(REPOSITORY / "src"),
        "GONGKAI_DATA": str(data),
        "GONGKAI_DEMO_REQUESTS": count,
    }


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def _wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(1200):  # a whole district is released first
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"the demonstration did not start: {log.read_text('utf-8')}")
