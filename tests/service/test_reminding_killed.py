"""`kill -9` of the worker while it sends: the next sends the rest, twice at most what was in its hands."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from tests.components import REPOSITORY

pytestmark = pytest.mark.own_database

CASES = 30
MADE = f"""
from gongkai.service.config.door import open_service
open_service()
from datetime import date
from django.utils import timezone
from gongkai.service.organs.actions.establish import establish
from gongkai.service.organs.models import Duty, Person, Post
from gongkai.service.requests.actions.receive import receive
from gongkai.service.requests.intake import Application, Who
from gongkai.service.requests.reminding.models import Preference
organ, _ = establish({{"code": "qingshan-danganju", "name": "青山区档案局", "kind": "department"}})
person = Person.objects.create_user("zhangsan", "张三", "plainly-invented-1")
post = Post.objects.create(person=person, organ=organ, duty=Duty.CLERK, since=date(2020, 1, 1))
Preference.objects.create(
    person=person, address="zhangsan@example.com", digest=False, quiet_from=0, quiet_to=0)
now = timezone.now()
for _ in range({CASES}):
    asked = Application(requester=Who(name="李四"), description="样例信息", medium="electronic", way="email")
    receive(organ, asked, channel="email", arrived=timezone.localdate(now), by=post, at=now)
"""


def test_a_worker_killed_while_it_sends_is_followed_by_one_that_sends_the_rest(tmp_path: Path) -> None:
    letters, data = tmp_path / "letters", tmp_path / "data"
    letters.mkdir()
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("DJANGO_", "GONGKAI_"))}
    env = {
        **clean,
        "PYTHONPATH": str(REPOSITORY / "src"),
        "GONGKAI_DATA": str(data),
        "GONGKAI_MAIL": letters.as_uri(),
        "GONGKAI_MAIL_FROM": "xxgk@mail.example",
    }

    def run(*words: str) -> int:
        return subprocess.run([sys.executable, *words], env=env, check=False, timeout=120).returncode

    assert run("-m", "gongkai", "service", "prepare") == 0
    assert run("-c", MADE) == 0
    worker = subprocess.Popen([sys.executable, "-m", "gongkai", "work"], env=env)
    end = time.monotonic() + 120
    while not any(letters.iterdir()) and time.monotonic() < end:
        time.sleep(0.002)
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait(30)
    before = len(list(letters.iterdir()))
    assert 0 < before < CASES
    assert run("-m", "gongkai", "work", "--once") == 1  # the dead one is still taken for living

    with closing(sqlite3.connect(data / "gongkai.sqlite3")) as database, database:
        database.execute("UPDATE reminding_lease SET until = '2020-01-01 00:00:00'")
        database.execute("UPDATE reminding_mail SET next_at = '2020-01-01 00:00:00' WHERE sent_at IS NULL")
    assert run("-m", "gongkai", "work", "--once") == 0

    keys = Counter(
        re.findall(
            r"^Message-ID: (\S+)", "".join(file.read_text("utf-8") for file in letters.iterdir()), re.M
        )
    )
    assert len(keys) == CASES
    assert sum(keys.values()) <= CASES + 1
    with closing(sqlite3.connect(data / "gongkai.sqlite3")) as database:
        [(told,)] = database.execute("SELECT count(*) FROM reminding_reminder")
        [(left,)] = database.execute("SELECT count(*) FROM reminding_mail WHERE sent_at IS NULL")
    assert (told, left) == (CASES, 0)
