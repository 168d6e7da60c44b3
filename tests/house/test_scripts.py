"""script/setup, tried with a Python that only writes down what it was asked for."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.components import REPOSITORY

# Stands in for python3, for the one in .venv and for uv; `calls` remembers each call.
PYTHON = """#!/bin/sh
echo "$*" >>"{log}"
case "$*" in
    *sys.executable*) echo "$0" ;;
    *version_info*) exit {too_old} ;;
    *ensurepip*) exit {no_ensurepip} ;;
    "-m venv"*) mkdir -p .venv/bin && cp "$0" .venv/bin/python ;;
    *--editable*) cp "$0" .venv/bin/gongkai ;;
    -V) echo "Python 3.9.2" ;;
esac
"""


class Checkout:
    """A folder with what script/setup needs, and a PATH on which our stand-ins come first."""

    def __init__(self, folder: Path, too_old: int = 0, no_ensurepip: int = 0) -> None:
        self.folder = folder / "checkout"
        (self.folder / "script").mkdir(parents=True)
        for name in ("script/setup", "requirements.lock", "pyproject.toml"):
            shutil.copy(REPOSITORY / name, self.folder / name)
        self.log = folder / "calls"
        self.bin = folder / "bin"
        self.bin.mkdir()
        self.stand_in("python3", PYTHON.format(log=self.log, too_old=too_old, no_ensurepip=no_ensurepip))
        self.stand_in("uv", "#!/bin/sh\nexit 1\n")

    def stand_in(self, name: str, text: str) -> None:
        """Put a program of ours on the PATH."""
        (self.bin / name).write_text(text, "utf-8")
        (self.bin / name).chmod(0o755)

    def setup(self) -> subprocess.CompletedProcess[str]:
        """Run script/setup there; `calls` then holds what was asked of Python in this run alone."""
        self.log.unlink(missing_ok=True)
        return subprocess.run(
            [self.folder / "script" / "setup"],
            env={"PATH": f"{self.bin}:/usr/bin:/bin"},
            capture_output=True,
            text=True,
            check=False,
        )

    def calls(self) -> str:
        """Return what Python was asked for in the last run, a call a line."""
        return self.log.read_text("utf-8") if self.log.exists() else ""


def test_setup_installs_what_is_locked_by_hash_and_then_the_project(tmp_path):
    checkout = Checkout(tmp_path)

    done = checkout.setup()

    assert done.returncode == 0, done.stderr
    asked = [line for line in checkout.calls().splitlines() if "install" in line]
    assert len(asked) == 2
    assert "--require-hashes --only-binary :all: --requirement requirements.lock" in asked[0]
    assert "--no-deps --no-build-isolation --editable ." in asked[1]


def test_a_second_setup_asks_python_for_nothing(tmp_path):
    checkout = Checkout(tmp_path)
    checkout.setup()

    again = checkout.setup()

    assert (again.returncode, again.stdout, again.stderr, checkout.calls()) == (0, "", "", "")


@pytest.mark.parametrize("file", ["requirements.lock", "pyproject.toml", "script/setup"])
def test_a_changed_file_makes_the_environment_anew(tmp_path, file):
    checkout = Checkout(tmp_path)
    checkout.setup()
    with (checkout.folder / file).open("a") as changed:
        changed.write("\n# changed\n")

    assert checkout.setup().returncode == 0

    assert "-m venv" in checkout.calls()


def test_a_moved_checkout_makes_the_environment_anew(tmp_path):
    checkout = Checkout(tmp_path)
    checkout.setup()
    checkout.folder = checkout.folder.rename(tmp_path / "moved")

    assert checkout.setup().returncode == 0

    assert "-m venv" in checkout.calls()


def test_an_install_that_failed_is_tried_again(tmp_path):
    checkout = Checkout(tmp_path)
    whole = (checkout.bin / "python3").read_text("utf-8")
    checkout.stand_in("python3", whole.replace('cp "$0" .venv/bin/gongkai', "exit 1"))
    assert checkout.setup().returncode != 0
    checkout.stand_in("python3", whole)

    assert checkout.setup().returncode == 0

    assert "--editable" in checkout.calls()


def test_without_the_venv_module_setup_names_the_package_and_stops(tmp_path):
    checkout = Checkout(tmp_path, no_ensurepip=1)

    done = checkout.setup()

    assert done.returncode == 1
    assert "apt-get install python3-venv" in done.stderr
    assert not (checkout.folder / ".venv").exists()


def test_a_python_that_is_too_old_is_refused_by_its_version(tmp_path):
    done = Checkout(tmp_path, too_old=1).setup()

    assert done.returncode == 1
    assert "3.11" in done.stderr
    assert "Python 3.9.2" in done.stderr


def test_without_python_setup_names_the_packages(tmp_path):
    checkout = Checkout(tmp_path)
    checkout.stand_in("python3", "")
    (checkout.bin / "python3").unlink()

    done = subprocess.run(
        [checkout.folder / "script" / "setup"],
        env={"PATH": "/usr/bin:/bin", "PYTHON": "python-that-is-not-there"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert "apt-get install python3 python3-venv" in done.stderr


@pytest.mark.parametrize("script", ["script/setup", "script/test", "script/lock", "script/bench", ".ci/run"])
def test_a_script_is_sound_shell(script):
    checked = subprocess.run(["sh", "-n", REPOSITORY / script], capture_output=True, text=True, check=False)

    assert checked.returncode == 0, checked.stderr
