"""`gongkai calendar add FILE`: store an announced year, or a change in mid-year, for this installation."""

from __future__ import annotations

import argparse
from pathlib import Path

from gongkai.cli.installation import data_folder

HELP = "录入新公布的放假安排（不必等软件更新）"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument(
        "file", metavar="FILE", help="放假安排（TOML，格式同软件所带的 data/holidays/2026.toml）"
    )


def run(arguments: argparse.Namespace) -> int:
    """Check the file, store it under GONGKAI_DATA/holidays, and say what it changes. Return 0."""
    from gongkai.statute.calendar_store import add_notices

    for sentence in add_notices(Path(arguments.file), data_folder()):
        print(sentence)  # noqa: T201
    return 0
