"""Two workers that keep pages, and somebody who acts in a third process: within a second every page knows."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest

from tests.components import REPOSITORY, require
from tests.postgresql import throw_away_cluster
from tests.service.serving import _wait_for, free_port

pytestmark = pytest.mark.own_database

LISTS = (
    "/",
    "/documents/",
    "/topics/02-01/",
    "/organs/wushan-danganju/",
    "/organs/wushan-danganju/latest/",
    "/organs/wushan/library/normative/",
    "/api/v1/documents",
    "/feeds/documents.atom",
)
ASKED = 6  # times each, on connections of their own: either of the workers answers
WITHIN = 1.0  # second


class Site:
    """A running service, and the way to act beside it."""

    def __init__(self, port: int, environment: dict[str, str]) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self.environment = environment

    def act(self, *words: str) -> Any:
        """Do something in another process, and return what it tells."""
        done = subprocess.run(
            [sys.executable, "-m", "tests.service.acting", *words],
            env=self.environment,
            cwd=REPOSITORY,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout) if done.stdout else None

    def get(self, path: str) -> tuple[int, str]:
        """Return what one of the workers says."""
        try:
            with urllib.request.urlopen(self.address + path, timeout=30) as answer:
                return answer.status, answer.read().decode()
        except HTTPError as refusal:
            return refusal.code, refusal.read().decode()

    def all_say(self, words: str, paths: tuple[str, ...] = LISTS) -> set[bool]:
        """Return whether each page says so, whichever worker is asked."""
        return {words in self.get(path)[1] for path in paths for _ in range(ASKED)}


@pytest.fixture(params=["sqlite", "postgresql"])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("DJANGO_", "GONGKAI_"))}
    data = str(tmp_path / "data")
    environment = {**clean, "PYTHONPATH": str(REPOSITORY / "src"), "GONGKAI_DATA": data}
    with ExitStack() as stack:
        if request.param == "postgresql":
            require("postgresql")
            environment["GONGKAI_DATABASE"] = stack.enter_context(throw_away_cluster())
        port, log = free_port(), tmp_path / "log"
        made = Site(port, environment)
        made.act("prepare")
        with log.open("w") as out:
            server = subprocess.Popen(
                [sys.executable, "-m", "gongkai", "service", "serve", "--port", str(port)],
                env=environment,
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        try:
            _wait_for(f"http://localhost:{port}/", server, log)
            yield made
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(30)
        assert "Traceback" not in log.read_text("utf-8")


def test_within_a_second_every_page_of_every_worker_knows(site: Site):
    assert site.all_say("开放档案的第一份通知") == {False}

    first = site.act("publish", "开放档案的第一份通知", "1")
    time.sleep(WITHIN)
    assert site.all_say("开放档案的第一份通知") == {True}

    ahead = site.act("publish", "定时发布的通知", "2", "6")
    assert site.all_say("定时发布的通知") == {False}
    assert time.time() < ahead["begins"], "the machine is too slow for this test: nothing is shown by it"
    time.sleep(max(0.0, ahead["begins"] - time.time()) + 0.05)
    assert site.all_say("定时发布的通知") == {True}

    page = f"/organs/wushan-danganju/documents/{first['document']}/"
    assert {site.get(page)[0] for _ in range(ASKED)} == {200}
    site.act("withdraw", str(first["document"]))
    time.sleep(WITHIN)
    assert site.all_say("开放档案的第一份通知") == {False}
    assert {site.get(page)[0] for _ in range(ASKED)} == {410}

    site.act("rename", "乌山区档案馆")
    time.sleep(WITHIN)
    assert site.all_say("乌山区档案馆", ("/organs/wushan-danganju/", "/organs/", "/api/v1/organs")) == {True}
