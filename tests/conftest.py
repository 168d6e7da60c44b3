"""What every test may count on, and the account of what was skipped.

Nothing is skipped in silence: every skipped test is listed at the end by the component it lacks.
With GONGKAI_REQUIRE_ALL=1 any skip fails the run, except tests over ../shared.
"""

from __future__ import annotations

import gc
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.components import REPOSITORY, SHARED, require, require_all
from tests.postgresql import throw_away_cluster

# Every run tries the same examples (GONGKAI_VARIETY tries new ones): a run that fails can be repeated.
# A machine busy with something else is no fault of the code: where time is tested, it is the processor's.
settings.register_profile("house", settings(), deadline=None, derandomize=True, database=None)
settings.load_profile("house")

# A run keeps half a gigabyte of modules and examples alive: to look through them for garbage again and again
# is a sixth of its time.
gc.set_threshold(50_000, 20, 20)

# `python -m gongkai` in a process of its own is the one of this checkout, installed or not.
os.environ["PYTHONPATH"] = os.pathsep.join(
    filter(None, [str(REPOSITORY / "src"), os.environ.get("PYTHONPATH")])
)

# Of the demonstration's requests a few are enough, but where their number is what is asked.
os.environ.setdefault("GONGKAI_DEMO_REQUESTS", "24")

SHARED_REASON = "../shared (the reference folder beside the checkout)"

_skipped: dict[str, list[str]] = {}  # reason → the tests that were skipped for it


@pytest.fixture(scope="session")
def shared() -> Path:
    """The reference folder ../shared. A test that uses it carries the marker `shared`."""
    return SHARED


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The URL of a throw-away PostgreSQL cluster that is gone at the end of the run."""
    require("postgresql")
    with throw_away_cluster() as url:
        yield url


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip the tests over ../shared when that folder is not there."""
    if not SHARED.is_dir():
        for item in items:
            if item.get_closest_marker("shared"):
                item.add_marker(pytest.mark.skip(reason=SHARED_REASON))


def pytest_collection_finish(session: pytest.Session) -> None:
    """Leave what stays to the end of the run out of every search for garbage."""
    gc.collect()
    gc.freeze()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Remember a skipped test and its reason."""
    if report.skipped:
        _remember(report)


def pytest_collectreport(report: pytest.CollectReport) -> None:
    """Remember a file skipped as a whole."""
    if report.skipped:
        _remember(report)


def _remember(report: pytest.TestReport | pytest.CollectReport) -> None:
    if isinstance(report.longrepr, tuple):
        reason = str(report.longrepr[2]).removeprefix("Skipped: ")
    else:
        reason = str(getattr(report, "wasxfail", "")) or "without a reason"
    _skipped.setdefault(reason, []).append(report.nodeid)


def _by_name(tests: list[str]) -> list[str]:
    """Return each test once, with how many of its cases were skipped."""
    cases = Counter(test.partition("[")[0] for test in tests)
    return [name if n == 1 else f"{name} ({n})" for name, n in cases.items()]


def _refused() -> list[str]:
    """Return the skipped tests that fail the run."""
    if not require_all():
        return []
    return [test for reason, tests in _skipped.items() if reason != SHARED_REASON for test in tests]


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run that skipped what may not be skipped, and hand the list to script/test."""
    if _refused() and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
    if _skipped and (lacking := os.environ.get("GONGKAI_LACKING")):
        with Path(lacking).open("a", encoding="utf-8") as account:
            account.writelines(
                f"{reason}: {line}\n"
                for reason, tests in sorted(_skipped.items())
                for line in _by_name(tests)
            )


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print by name what was skipped, and for lack of what."""
    if not _skipped:
        return
    terminalreporter.section("skipped for lack of a component")
    for reason, tests in sorted(_skipped.items()):
        terminalreporter.write_line(f"{reason}: {len(tests)}")
        for line in _by_name(tests):
            terminalreporter.write_line(f"    {line}")
    if refused := _refused():
        terminalreporter.write_line(
            f"GONGKAI_REQUIRE_ALL=1: {len(refused)} skipped, so this run has failed.", red=True
        )
