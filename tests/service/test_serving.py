"""The server: on which addresses, and what it says when its database is taken away."""

from __future__ import annotations

import errno
import os
import socket
import time
import urllib.request
from http.client import HTTPResponse
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote, urlsplit

import pytest

from gongkai.service.config.server import CannotListen, usable
from tests.service.serving import demonstration, free_port

pytestmark = pytest.mark.own_database

LOOPBACK = ("127.0.0.1", "::1")


def without_ipv6(monkeypatch: pytest.MonkeyPatch, missing: int) -> None:
    """Let this machine have no IPv6: no family, or a family without an address."""
    real = socket.socket

    class Socket(real):  # type: ignore[misc, valid-type]
        def __init__(self, family: int = -1, *rest: Any) -> None:
            if family == socket.AF_INET6 and missing == errno.EAFNOSUPPORT:
                raise OSError(missing, os.strerror(missing))
            super().__init__(socket.AF_INET if family == socket.AF_INET6 else family, *rest)
            self.six = family == socket.AF_INET6

        def setsockopt(self, level: int, *rest: Any) -> None:
            if level != socket.IPPROTO_IPV6:
                super().setsockopt(level, *rest)

        def bind(self, address: Any) -> None:
            if self.six:
                raise OSError(missing, os.strerror(missing))
            super().bind(address)

    monkeypatch.setattr(socket, "socket", Socket)


@pytest.mark.parametrize("missing", [errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL])
def test_a_machine_without_ipv6_is_served_on_ipv4_alone(monkeypatch: pytest.MonkeyPatch, missing: int):
    port = free_port()
    without_ipv6(monkeypatch, missing)

    assert usable(LOOPBACK, port) == [f"127.0.0.1:{port}"]


def test_an_address_that_is_not_ours_is_refused():
    with pytest.raises(CannotListen, match=r"192\.0\.2\.1"):
        usable(["192.0.2.1"], free_port())


def get(url: str) -> tuple[int, HTTPResponse | HTTPError]:
    try:
        answer = urllib.request.urlopen(url, timeout=20)
    except HTTPError as refusal:
        return refusal.code, refusal
    return answer.status, answer


def test_the_demonstration_keeps_its_data_and_owns_up_to_a_missing_database(tmp_path: Path):
    database = tmp_path / "data/gongkai.sqlite3"
    with demonstration(tmp_path, fresh=True) as site:
        report = f"{site}/organs/liubei-gongxinju/reports/2020/"
        assert get(report)[0] == 200
        if socket.has_ipv6 and len(usable(LOOPBACK, free_port())) == 2:
            assert get(f"http://[::1]:{urlsplit(site).port}/")[0] == 200

        long = quote("公开" * 5_000)
        for words in ("a" * 10_000, long):
            assert "lang=" in get(f"{site}/search/?q={words}")[1].read().decode()[:400]
            assert get(f"{site}/search/?q={words}")[0] == 200
        status, refusal = get(f"{site}/search/?q={long}{long}")
        assert (status, "网址太长" in refusal.read().decode()) == (414, True)

        hidden = [file.rename(tmp_path / file.name) for file in database.parent.glob("gongkai.sqlite3*")]
        time.sleep(0.5)  # a worker asks at most every 0.4 seconds whether what it keeps still holds
        status, answer = get(report)
        assert status == 503
        assert "这不表示所找的信息没有公开" in answer.read().decode()
        assert not database.exists()
        for file in hidden:
            file.rename(database.parent / file.name)
        assert get(report)[0] == 200

    with demonstration(tmp_path, fresh=True) as site:
        assert get(f"{site}/organs/liubei-gongxinju/reports/2020/")[0] == 200
    assert "已在 loaded" in (tmp_path / "log").read_text("utf-8")
