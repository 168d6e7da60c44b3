"""What the account of skipped tests promises, tried on runs of pytest of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.components import REPOSITORY

CONFTEST = "from tests.conftest import *\n"


def run_pytest(folder: Path, test: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run one test file under our conftest and return what pytest said."""
    (folder / "conftest.py").write_text(CONFTEST, "utf-8")
    (folder / "test_it.py").write_text(test, "utf-8")
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("DJANGO_", "GONGKAI_", "PYTEST_"))}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--rootdir={folder}", str(folder)],
        cwd=folder,
        env={**clean, "PYTHONPATH": str(REPOSITORY), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


SKIPS = "import pytest\n\ndef test_it():\n    pytest.skip('no browser')\n"
LACKS = """
from tests import components

def test_it(monkeypatch):
    monkeypatch.setitem(components.COMPONENTS, "x", components.Component(lambda: None, "x-package"))
    components.require("x")
"""
NEEDS_SHARED = """
import pytest
from tests import conftest

@pytest.mark.shared
def test_it():
    pytest.skip(conftest.SHARED_REASON)
"""
FAILS_AS_EXPECTED = "import pytest\n\n@pytest.mark.xfail\ndef test_it():\n    assert False\n"
SKIPS_THE_FILE = "import pytest\n\npytest.skip('no driver', allow_module_level=True)\n"


def test_a_skipped_test_is_named_at_the_end_and_the_run_passes(tmp_path):
    run = run_pytest(tmp_path, SKIPS)

    assert run.returncode == 0, run.stdout
    assert "no browser: 1\n    test_it.py::test_it" in run.stdout


@pytest.mark.parametrize("test", [SKIPS, FAILS_AS_EXPECTED, LACKS])
def test_with_everything_required_a_skip_fails_the_run(tmp_path, test):
    run = run_pytest(tmp_path, test, GONGKAI_REQUIRE_ALL="1")

    assert run.returncode == 1, run.stdout
    assert "GONGKAI_REQUIRE_ALL=1" in run.stdout


def test_with_everything_required_a_file_skipped_whole_fails_the_run(tmp_path):
    run = run_pytest(tmp_path, SKIPS_THE_FILE + "\ndef test_it():\n    pass\n", GONGKAI_REQUIRE_ALL="1")

    assert run.returncode != 0, run.stdout


def test_with_everything_required_a_test_over_shared_may_still_be_skipped(tmp_path):
    run = run_pytest(tmp_path, NEEDS_SHARED, GONGKAI_REQUIRE_ALL="1")

    assert run.returncode == 0, run.stdout
    assert "../shared" in run.stdout


def test_a_missing_component_is_named_with_the_package_that_brings_it(tmp_path):
    run = run_pytest(tmp_path, LACKS)

    assert run.returncode == 0, run.stdout
    assert "x (Debian: x-package): 1" in run.stdout


def test_the_cases_of_a_test_are_counted_not_listed(tmp_path):
    three = SKIPS.replace("def test_it():", "@pytest.mark.parametrize('n', [1, 2, 3])\ndef test_it(n):")

    run = run_pytest(tmp_path, three)

    assert "no browser: 3\n    test_it.py::test_it (3)\n" in run.stdout


def test_the_account_is_handed_on_for_the_end_of_the_whole_run(tmp_path):
    account = tmp_path / "account"

    run_pytest(tmp_path, SKIPS, GONGKAI_LACKING=str(account))

    assert account.read_text("utf-8") == "no browser: test_it.py::test_it\n"
