"""A server as its visitors load it: two workers over a filled catalogue, and nginx with the same bytes."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TICK = os.sysconf("SC_CLK_TCK")
HEADERS = "Host: localhost\r\nAccept-Encoding: gzip\r\n"


@dataclass(frozen=True, slots=True)
class Load:
    """What answering some requests took of the server's processes."""

    requests: int
    cpu: float  # seconds of processor, of all its processes
    clock: float  # seconds, the client's own work included

    @property
    def ms(self) -> float:
        """Milliseconds of processor a request."""
        return self.cpu / self.requests * 1e3


class Connection:
    """One visitor's connection, kept open."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.socket: socket.socket | None = None

    def get(self, path: str) -> bytes:
        """Return the body of a page as it is sent; a connection that was closed is opened again."""
        for _ in range(2):
            if self.socket is None:
                self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=60)
                self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            try:
                self.socket.sendall(f"GET {path} HTTP/1.1\r\n{HEADERS}\r\n".encode())
                return self._body(self.socket, path)
            except (ConnectionError, EOFError):
                self.socket.close()
                self.socket = None
        raise SystemExit(f"{path}: no answer")

    def _body(self, server: socket.socket, path: str) -> bytes:
        data = b""
        while b"\r\n\r\n" not in data:
            data += self._more(server)
        head, _, body = data.partition(b"\r\n\r\n")
        lines = head.lower().split(b"\r\n")
        if b" 200 " not in lines[0] + b" ":
            raise SystemExit(f"{path}: {lines[0].decode()}")
        length = next(int(line[15:]) for line in lines if line.startswith(b"content-length:"))
        while len(body) < length:
            body += self._more(server)
        if b"connection: close" in lines and self.socket is not None:
            self.socket.close()
            self.socket = None
        return body

    @staticmethod
    def _more(server: socket.socket) -> bytes:
        if not (piece := server.recv(65536)):
            raise EOFError
        return piece


def load(port: int, processes: Sequence[int], paths: Sequence[str]) -> Load:
    """Ask for the paths, one after the other over four connections in turn."""
    lines = [Connection(port) for _ in range(4)]
    before, begun = cpu(processes), time.perf_counter()
    for number, path in enumerate(paths):
        lines[number % 4].get(path)
    return Load(len(paths), cpu(processes) - before, time.perf_counter() - begun)


@contextmanager
def server(environment: dict[str, str]) -> Iterator[tuple[int, list[int]]]:
    """Run `gongkai service serve`; yield its port and the processes of its two workers."""
    port = free_port()
    running = subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-m", "gongkai", "service", "serve", "--port", str(port), "--listen", "127.0.0.1"],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "GONGKAI_WORK": "0", **environment},
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait(port)
        Connection(port).get("/robots.txt")
        yield port, children(running.pid)
    finally:
        running.send_signal(signal.SIGINT)
        running.wait(60)


@contextmanager
def nginx(body: bytes) -> Iterator[tuple[int, list[int]] | None]:
    """Serve those bytes, compressed beforehand, with one worker of nginx; None where it is not installed."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        yield None
        return
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="gongkai-nginx-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "page").write_bytes(body)
        temporary = "\n".join(
            f"{kind}_temp_path {folder}/{kind};"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        (folder / "conf").write_text(
            f"worker_processes 2; pid {folder}/pid; error_log {folder}/log; daemon off;\n"
            f"events {{}}\nhttp {{ access_log off; keepalive_requests 1000000; {temporary}\n"
            f"server {{ listen 127.0.0.1:{port}; root {folder}; default_type text/html;\n"
            "add_header Content-Encoding gzip; } }\n"
        )
        running = subprocess.Popen([program, "-c", str(folder / "conf"), "-p", name])  # noqa: S603
        try:
            _wait(port)
            yield port, children(running.pid)
        finally:
            running.send_signal(signal.SIGINT)
            running.wait(60)


def cpu(processes: Sequence[int]) -> float:
    """Return the seconds of processor that processes have used, in user and system."""
    used = 0
    for process in processes:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        used += int(fields[11]) + int(fields[12])
    return used / TICK


def resident(processes: Sequence[int]) -> tuple[float, float]:
    """Return the megabytes resident in processes, and what of them is counted once where they share it."""
    rss = pss = 0
    for process in processes:
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            name, _, rest = line.partition(":")
            if name in ("Rss", "Pss"):
                kilobytes = int(rest.split()[0])
                rss, pss = (rss + kilobytes, pss) if name == "Rss" else (rss, pss + kilobytes)
    return rss / 1024, pss / 1024


def children(process: int) -> list[int]:
    """Return the processes that a process has started."""
    for _ in range(100):
        found = Path(f"/proc/{process}/task/{process}/children").read_text().split()
        if len(found) >= 2:
            return [int(pid) for pid in found]
        time.sleep(0.1)
    raise SystemExit("the server has no workers")


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def _wait(port: int) -> None:
    for _ in range(600):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise SystemExit("the server did not start")
