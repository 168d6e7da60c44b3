"""The web server: gunicorn in this process, on the addresses given."""

from __future__ import annotations

import errno
import logging
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from gunicorn import util
from gunicorn.app.base import BaseApplication
from gunicorn.http import message
from gunicorn.http.errors import LimitRequestLine
from gunicorn.workers.gthread import ThreadWorker

WORKERS = 2
THREADS = 4  # of each worker: most of a request waits for the database or the visitor's line
PAUSES = (1.0, 5.0, 20.0, 60.0)  # seconds before the work beside the pages is begun again, the last for ever
LASTED = 300.0  # seconds after which an end is a first one again
LONGEST_ADDRESS = 128 * 1024  # bytes: a search for 10,000 characters has nine bytes each in its address
message.MAX_REQUEST_LINE = (
    LONGEST_ADDRESS  # what gunicorn cuts every setting down to; nought would be no bound
)

_TOO_LONG = """<!doctype html><html lang="zh-Hans"><meta charset="utf-8"><title>网址太长</title>
<meta name="viewport" content="width=device-width"><body><h1>网址太长</h1>
<p>搜索的文字或者网址太长，没有处理。请缩短后再试，例如只搜索标题中的几个词或者文号。</p>
<p lang="en">The address is too long. Please search for fewer words.</p></body></html>
""".encode()


log = logging.getLogger(__name__)


class CannotListen(Exception):
    """An address cannot be served on; the message says why and what to do."""


def usable(addresses: Sequence[str], port: int) -> list[str]:
    """Return those of the addresses that this machine has, as `host:port`.

    An IPv6 address is left out on a machine without IPv6. Raises CannotListen if the port is taken
    or not ours to use, or if no address is left.
    """
    found = []
    for address in addresses:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        try:
            with socket.socket(family, socket.SOCK_STREAM) as trial:
                trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                if family == socket.AF_INET6:
                    trial.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
                trial.bind((address, port))
        except OSError as fault:
            if fault.errno in (errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL) and family == socket.AF_INET6:
                continue
            raise CannotListen(_why(fault, address, port)) from fault
        found.append(f"[{address}]:{port}" if family == socket.AF_INET6 else f"{address}:{port}")
    if not found:
        raise CannotListen(f"本机没有这些地址：{'、'.join(addresses)}。")
    return found


def serve(binds: Sequence[str]) -> None:
    """Serve the portal until interrupted."""
    from django.db import DatabaseError, InterfaceError, connections
    from django.utils import timezone

    from gongkai.service.config import cache_freshness

    try:
        cache_freshness.begin(timezone.now())
    except (
        DatabaseError,
        InterfaceError,
        OSError,
    ) as fault:  # the pages say so, too
        log.warning("What is public now cannot be read: %s", fault)
    connections.close_all()  # none may be shared with the workers
    with beside():
        Server({"bind": list(binds), "workers": WORKERS, "threads": THREADS}).run()


@contextmanager
def beside() -> Iterator[None]:
    """Run `gongkai work` beside the server, in an image of its own, unless that is done elsewhere.

    It ends with the server, also where that is killed; of several beside one database one is at work.
    Where it ends by itself the log says so, and it is begun again, later each time it did not last.
    """
    from django.conf import settings

    if not settings.GONGKAI_WORK:
        yield
        return
    work, own = Work(own_work()), os.getpid()
    work.begin()
    try:
        yield
    finally:
        if os.getpid() == own:  # the server's own workers leave this way too
            work.end()


def own_work() -> list[str]:
    """Return the command of the work beside this process."""
    return [sys.executable, "-m", "gongkai", "work", "--beside", str(os.getpid())]


class Work:
    """A process that is begun again whenever it ends by itself."""

    def __init__(
        self, words: Sequence[str], pauses: Sequence[float] = PAUSES, lasted: float = LASTED
    ) -> None:
        self.words, self.pauses, self.lasted = list(words), pauses, lasted
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._keep, name="work", daemon=True)

    def begin(self) -> None:
        """Begin it, and watch over it."""
        self._start()
        self._thread.start()

    def end(self) -> None:
        """End it, and begin it no more."""
        with self._lock:
            self._over.set()
            process = self._process
        if process is not None:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
        self._thread.join(10)

    def _start(self) -> None:
        with self._lock:
            if not self._over.is_set():
                self._process = subprocess.Popen(self.words)  # noqa: S603 - our own command

    def _keep(self) -> None:
        failed = 0
        while not self._over.is_set():
            begun, process = time.monotonic(), self._process
            # gunicorn collects whatever ends below it, so the code of the end may be lost: any end is one.
            code = process.wait() if process is not None else None
            if self._over.is_set():
                return
            failed = 0 if time.monotonic() - begun >= self.lasted else failed
            pause = self.pauses[min(failed, len(self.pauses) - 1)]
            failed += 1
            log.error(
                "The work beside the pages (reminders, messages, the night) ended by itself (%s); "
                "begun again in %g s. What was owed is not lost.",
                code,
                pause,
            )
            if self._over.wait(pause):
                return
            try:
                self._start()
            except OSError as fault:  # no memory, no processes: tried again after the next pause
                log.error("The work beside the pages could not be begun: %s", fault)
                self._process = None


class Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """Gunicorn's worker, that says in Chinese what it does not even read."""

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        if not isinstance(exc, LimitRequestLine):
            super().handle_error(req, client, addr, exc)
            return
        self.log.warning("An address too long, from %s: %s", addr[0] if addr else "", exc)
        head = "HTTP/1.1 414 URI Too Long\r\nConnection: close\r\nContent-Type: text/html; charset=utf-8\r\n"
        head += f"Content-Length: {len(_TOO_LONG)}\r\n\r\n"
        try:
            util.write_nonblock(client, head.encode() + _TOO_LONG)
        except OSError:  # whoever sent it did not wait for the answer
            self.log.debug("Nobody waited for the answer.")


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """Gunicorn with our settings in place of a configuration file."""

    def __init__(self, options: dict[str, Any]) -> None:
        self.options = {
            "worker_class": Worker,
            "limit_request_line": LONGEST_ADDRESS,
            "preload_app": True,  # the workers share what is read before they part
            "loglevel": "warning",
            "proc_name": "gongkai",
            "control_socket_disable": True,
            **options,
        }
        super().__init__()

    def load_config(self) -> None:
        for key, value in self.options.items():
            if key in self.cfg.settings:
                self.cfg.set(key, value)

    def load(self) -> Any:
        from gongkai.service.config.wsgi import application

        return application


def _why(fault: OSError, address: str, port: int) -> str:
    if fault.errno == errno.EADDRINUSE:
        return f"端口{port}已被别的程序占用。请关闭那个程序，或者换一个端口，例如 PORT={port + 1}。"
    if fault.errno == errno.EACCES:
        return f"没有权限使用端口{port}。请用1024以上的端口，例如 PORT=8000。"
    return f"不能在 {address} 端口{port}上提供服务：{fault.strerror}。"
