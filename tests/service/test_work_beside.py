"""The work beside the pages is begun again where it ends by itself, says so, and ends with the server."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gongkai.service.config import server
from gongkai.service.config.server import Work, beside

SOON = 20.0  # seconds


def script(folder: Path, then: str) -> tuple[list[str], Path]:
    """A command that notes that it ran, and what it does then."""
    ran = folder / "ran"
    code = f"import time; open({str(ran)!r}, 'a').write('x'); {then}"
    return [sys.executable, "-c", code], ran


def times(ran: Path) -> int:
    return len(ran.read_text()) if ran.exists() else 0


def until(met: Callable[[], bool]) -> bool:
    last = time.monotonic() + SOON
    while not met() and time.monotonic() < last:
        time.sleep(0.02)
    return met()


def test_work_that_crashes_is_begun_again_and_says_so(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    words, ran = script(tmp_path, "raise SystemExit(3)")
    work = Work(words, pauses=(0.01, 0.05))
    with caplog.at_level(logging.ERROR, logger=server.__name__):
        work.begin()
        assert until(lambda: times(ran) >= 3)
        work.end()
    said = [record.getMessage() for record in caplog.records]
    assert "ended by itself (3); begun again in 0.01 s" in said[0]
    assert "begun again in 0.05 s" in said[1]
    after = times(ran)
    time.sleep(0.3)
    assert times(ran) == after


def test_work_that_was_killed_is_begun_again(tmp_path: Path) -> None:
    words, ran = script(tmp_path, "time.sleep(60)")
    work = Work(words, pauses=(0.01,))
    work.begin()
    assert until(lambda: times(ran) == 1)
    assert work._process is not None
    work._process.kill()
    assert until(lambda: times(ran) == 2)
    work.end()


def test_work_that_runs_ends_with_the_server_and_that_is_no_fault(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    words, ran = script(tmp_path, "time.sleep(60)")
    settings.GONGKAI_WORK = True
    begun: list[Work] = []

    def kept(*given: Any) -> Work:
        begun.append(Work(*given))
        return begun[0]

    monkeypatch.setattr(server, "own_work", lambda: words)
    monkeypatch.setattr(server, "Work", kept)
    with beside():
        assert until(lambda: times(ran) == 1)
    assert begun[0]._process is not None
    assert begun[0]._process.poll() is not None
    assert caplog.records == []
    assert times(ran) == 1


def test_an_end_during_the_pause_begins_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    words, ran = script(tmp_path, "pass")
    work = Work(words, pauses=(SOON,))
    begun = time.monotonic()
    work.begin()
    assert until(lambda: bool(caplog.records))
    work.end()
    assert time.monotonic() - begun < SOON
    assert times(ran) == 1
