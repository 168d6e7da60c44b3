"""Components beyond Python that some tests need: found where Debian puts them, or the test is skipped.

A test asks at its beginning: `chromium = require("chromium")` returns the path of what it asked for.
With GONGKAI_REQUIRE_ALL=1 a missing component fails the test instead. What was skipped for lack of
which component is printed at the end of the run (tests/conftest.py).
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]
SHARED = REPOSITORY.parent / "shared"
"""The reference folder beside the checkout. Tests over it carry the marker `shared`."""


def require_all() -> bool:
    """Say whether a missing component is a failure (GONGKAI_REQUIRE_ALL=1)."""
    return os.environ.get("GONGKAI_REQUIRE_ALL") == "1"


def _executable(*names: str) -> Callable[[], Path | None]:
    def find() -> Path | None:
        return next((Path(found) for name in names if (found := shutil.which(name))), None)

    return find


def _chromium() -> Path | None:
    """Return the browser, if Playwright's driver can start: its node needs a library of the system."""
    browser = _executable("chromium", "chromium-browser", "google-chrome")()
    playwright = find_spec("playwright")
    if browser is None or playwright is None or playwright.origin is None:
        return None
    node = Path(playwright.origin).parent / "driver" / "node"
    started = subprocess.run([node, "--version"], capture_output=True, check=False, timeout=60)
    return browser if started.returncode == 0 else None


def _postgresql() -> Path | None:
    """Return the folder of PostgreSQL's server programs; Debian keeps them outside PATH."""
    folders = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"),
        key=lambda folder: int(folder.parent.name) if folder.parent.name.isdigit() else 0,
        reverse=True,
    )
    if on_path := shutil.which("initdb"):
        folders.append(Path(on_path).parent)
    return next((f for f in folders if (f / "initdb").is_file() and (f / "pg_ctl").is_file()), None)


def _chinese_font() -> Path | None:
    """Return a font file of the system that has Chinese, as fontconfig finds it."""
    if shutil.which("fc-list") is None:
        return None
    listed = subprocess.run(
        ["fc-list", ":lang=zh-cn", "file"], capture_output=True, text=True, check=False, timeout=60
    )
    files = [Path(line.strip().rstrip(":")) for line in listed.stdout.splitlines() if line.strip()]
    return next((file for file in sorted(files) if file.is_file()), None)


@dataclass(frozen=True)
class Component:
    """Something outside Python that a test may need, and the Debian package that brings it."""

    find: Callable[[], Path | None]
    package: str


COMPONENTS: dict[str, Component] = {
    "chromium": Component(_chromium, "chromium libatomic1"),
    "postgresql": Component(_postgresql, "postgresql"),
    "libreoffice": Component(
        _executable("soffice", "libreoffice"), "libreoffice-writer-nogui libreoffice-calc-nogui"
    ),
    "fonts": Component(_chinese_font, "fonts-noto-cjk"),
    "poppler": Component(_executable("pdftoppm"), "poppler-utils"),
    "gettext": Component(_executable("msgfmt"), "gettext"),
}


@cache
def found(name: str) -> Path | None:
    """Return where a component is, or None. `name` is a key of COMPONENTS."""
    return COMPONENTS[name].find()


def require(name: str) -> Path:
    """Return where a component is, or skip the calling test, naming what it lacks.

    For "postgresql" that is the folder of the server programs, for "fonts" a font file, otherwise
    the executable.
    """
    place = found(name)
    if place is None:
        reason = f"{name} (Debian: {COMPONENTS[name].package})"
        if require_all():
            pytest.fail(f"GONGKAI_REQUIRE_ALL=1: missing {reason}", pytrace=False)
        pytest.skip(reason)
    return place
