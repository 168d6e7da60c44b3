"""The files of the repository: those git tracks or would track."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

from tests.components import REPOSITORY

MADE = {".git", ".venv", "var", "dist", "__pycache__"}


@cache
def tracked_files() -> tuple[Path, ...]:
    """Return every file that belongs to the project, also outside a git checkout (an archive of it)."""
    if (REPOSITORY / ".git").exists():
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=REPOSITORY,
            capture_output=True,
            check=True,
        ).stdout.decode("utf-8")
        files = [REPOSITORY / name for name in listed.split("\0") if name]
    else:
        files = [
            file
            for file in REPOSITORY.rglob("*")
            if not any(part in MADE or part.endswith("_cache") for part in file.relative_to(REPOSITORY).parts)
        ]
    return tuple(sorted(file for file in files if file.is_file()))
