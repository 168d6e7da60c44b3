"""The real server, an import begun from the desk, `kill -9` in the middle, and on from the desk again."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

import pytest

from gongkai.service.catalogue.imports.models import SILENCE
from tests.components import REPOSITORY
from tests.service.catalogue_import import a_table
from tests.service.desk import PASSWORD
from tests.service.serving import free_port

pytestmark = pytest.mark.own_database

ROWS = 240
BODY = "".join(f"<p>第{n}段：经研究，开放一批馆藏档案，范围和办法见附表。</p>" for n in range(40))
PEOPLE = f"""
from gongkai.service.config.door import open_service
open_service()
from datetime import date
from django.utils import timezone
from gongkai.service.organs.actions.establish import establish
from gongkai.service.organs.models import Duty, Person, Post
organ, _ = establish({{"code": "qingshan-danganju", "name": "青山区档案局", "kind": "department"}})
person = Person.objects.create_user("zhangsan", "张三", {PASSWORD!r}, added_at=timezone.now())
Post.objects.create(person=person, organ=organ, duty=Duty.CLERK, since=date(2020, 1, 1))
"""


class Place:
    """A data folder, with what is run on it and read from it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.site = f"http://localhost:{self.port}"
        clean = {k: v for k, v in os.environ.items() if not k.startswith(("DJANGO_", "GONGKAI_"))}
        self.env = {**clean, "PYTHONPATH": str(REPOSITORY / "src"), "GONGKAI_DATA": str(folder / "data")}
        self.run("-m", "gongkai", "service", "prepare")
        self.run("-c", PEOPLE)

    def run(self, *words: str) -> None:
        subprocess.run([sys.executable, *words], env=self.env, check=True, capture_output=True, timeout=120)

    @contextmanager
    def server(self) -> Iterator[None]:
        """The server that `gongkai service serve` runs; all of it is killed at the end, as by a power cut."""
        words = [sys.executable, "-m", "gongkai", "service", "serve", "--port", str(self.port)]
        with (self.folder / "log").open("a") as log:
            server = subprocess.Popen(
                words, env=self.env, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
            )
        try:
            self.until(self.answers, "the server answers")
            yield
        finally:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait(30)

    def answers(self) -> bool:
        try:
            build_opener().open(f"{self.site}/desk/sign-in/", timeout=5).close()
        except OSError:
            return False
        return True

    def until(self, holds: Callable[[], bool], what: str, seconds: float = 120) -> None:
        end = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < end, f"{what}: {(self.folder / 'log').read_text('utf-8')[-3000:]}"
            time.sleep(0.05)

    def one(self, query: str) -> int:
        with closing(sqlite3.connect(self.folder / "data/gongkai.sqlite3", timeout=30)) as database:
            return int(database.execute(query).fetchone()[0] or 0)

    def kill_worker(self) -> None:
        """End the process of the import as the kernel does when memory runs out."""
        (pid,) = self.workers()
        os.kill(pid, signal.SIGKILL)
        self.until(lambda: not self.workers(), "the process is gone")

    def workers(self) -> list[int]:
        found = []
        for entry in Path("/proc").iterdir():
            try:
                words = (entry / "cmdline").read_bytes() if entry.name.isdecimal() else b""
                ours = b"resume" in words and str(self.folder).encode() in (entry / "environ").read_bytes()
            except (FileNotFoundError, PermissionError, ProcessLookupError):
                continue
            if ours:
                found.append(int(entry.name))
        return found

    def long_after(self) -> None:
        """Let so much time have passed that silence means death."""
        before = f"-{int(SILENCE.total_seconds()) + 5} seconds"
        with closing(sqlite3.connect(self.folder / "data/gongkai.sqlite3", timeout=30)) as database:
            database.execute("UPDATE imports_importrun SET beat_at = datetime(beat_at, ?)", (before,))
            database.commit()


class Clerk:
    """Somebody at the desk, without JavaScript."""

    def __init__(self, site: str) -> None:
        self.site = site
        self.opener: OpenerDirector = build_opener(HTTPCookieProcessor(CookieJar()))
        self.send("/desk/sign-in/", {"username": "zhangsan", "password": PASSWORD})

    def get(self, path: str) -> str:
        return self.opener.open(self.site + path, timeout=30).read().decode()

    def send(self, path: str, fields: dict[str, str], file: bytes = b"") -> str:
        """Fill in the form of a page, and return the page that follows."""
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.get(path))
        assert token, path
        fields = {"csrfmiddlewaretoken": token[1], **fields}
        mark = uuid.uuid4().hex
        parts = [
            f'--{mark}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n'
            for k, v in fields.items()
        ]
        head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="t.csv"\r\n\r\n'
        whole = "".join(parts).encode() + head.encode() + file + f"\r\n--{mark}--\r\n".encode()
        data = whole if file else urlencode(fields).encode()
        kind = f"multipart/form-data; boundary={mark}" if file else "application/x-www-form-urlencoded"
        told = {"Content-Type": kind, "Referer": self.site + path}
        return self.opener.open(Request(self.site + path, data, told), timeout=60).read().decode()


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


RUN = "/desk/imports/1/"
CHECKED = "SELECT count(*) FROM imports_importrow"
ENTERED = "SELECT count(*) FROM imports_importrow WHERE entered_at IS NOT NULL"


def test_an_import_that_was_killed_says_so_on_its_page_and_goes_on_to_every_row_once(place: Place) -> None:
    table = a_table(*({"标题": f"第{n}件", "正文": BODY} for n in range(ROWS)))
    with place.server():
        clerk = Clerk(place.site)
        clerk.send("/desk/imports/", {}, table)
        place.until(lambda: place.one(CHECKED) > 0, "the dry run has begun")
        place.kill_worker()
    tried = place.one(CHECKED)
    assert 0 < tried < ROWS

    with place.server():  # the same session goes on after the server has begun anew
        assert "最近一次进展" in clerk.get(RUN)
        place.long_after()
        page = clerk.get(RUN)
        assert "没有进展" in page
        assert "接着预演" in page

        clerk.send(RUN, {"do": "check"})
        place.until(lambda: "确认录入" in clerk.get(RUN), "the dry run has ended")
        assert place.one(CHECKED) == ROWS == place.one("SELECT count(DISTINCT number) FROM imports_importrow")

        clerk.send(RUN, {"do": "enter"})
        place.until(lambda: place.one(ENTERED) > 0, "entering has begun")
        place.kill_worker()
        entered = place.one(ENTERED)
        assert 0 < entered < ROWS
        place.long_after()
        page = clerk.get(RUN)
        assert "没有进展" in page
        assert "接着录入" in page

        clerk.send(RUN, {"do": "enter"})
        place.until(lambda: place.one(ENTERED) > entered, "entering goes on")
    place.until(lambda: place.one(ENTERED) == ROWS, "every row is entered, without the server too")
    place.until(lambda: not place.workers(), "the process has ended")
    with place.server():
        assert "没有进展" not in clerk.get(RUN)

    assert place.one("SELECT count(*) FROM catalogue_edition") == ROWS
    assert place.one("SELECT count(DISTINCT title) FROM catalogue_edition") == ROWS
    assert place.one("SELECT count(*) FROM catalogue_document") == ROWS
