"""The demonstration in a process of its own, served by the command that script/demo calls."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.components import REPOSITORY


@contextmanager
def demonstration(folder: Path) -> Iterator[str]:
    """Serve the demonstration with its data in `folder`/data; yield its address; stop it as Ctrl-C does."""
    port = free_port()
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("DJANGO_", "GONGKAI_"))}
    log = folder / "log"
    with log.open("w") as out:
        server = subprocess.Popen(
            [sys.executable, "-m", "gongkai", "service", "demo", "--port", str(port)],
            env={**clean, "PYTHONPATH": str(REPOSITORY / "src"), "GONGKAI_DATA": str(folder / "data")},
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
