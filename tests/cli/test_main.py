"""The command line as a whole: quick to start, listing what there is, quiet when its reader leaves."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from gongkai.cli import COMMANDS, main

# Libraries that take longer to import than a command may take to start.
HEAVY = {"django", "docx", "hypothesis", "lxml", "openpyxl", "pdfplumber", "pikepdf", "typst"}
NAMES_IMPORTED = """
import json, sys
from gongkai.cli import main
try:
    main(sys.argv[1:])
except SystemExit:
    pass
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})), file=sys.stderr)
"""
EVERY_COMMAND = [(group, verb) for group, verbs in COMMANDS.items() for verb in verbs]


def imported_by(*words: str) -> set[str]:
    """Return the top-level packages that are imported once that command line has run."""
    run = subprocess.run(
        [sys.executable, "-c", NAMES_IMPORTED, *words], capture_output=True, text=True, check=True
    )
    return set(json.loads(run.stderr.splitlines()[-1]))


@pytest.mark.parametrize("command", EVERY_COMMAND, ids=" ".join)
def test_a_command_can_say_what_it_does_without_importing_what_it_does_it_with(command):
    assert imported_by(*command, "--help") & HEAVY == set()


def test_listing_the_editions_imports_nothing_heavy():
    assert imported_by("report", "editions") & HEAVY == set()


@pytest.mark.parametrize("group", COMMANDS)
def test_a_group_lists_its_commands_with_what_they_do(group, capsys):
    with pytest.raises(SystemExit) as left:
        main([group, "--help"])

    listed = capsys.readouterr().out
    assert left.value.code == 0
    for verb in COMMANDS[group]:
        assert any(line.split()[:1] == [verb] and len(line.split()) > 1 for line in listed.splitlines()), verb


@pytest.mark.parametrize("words", [[], ["report"], ["report", "red"], ["red"]])
def test_a_command_there_is_not_exits_with_2(words, capsys):
    with pytest.raises(SystemExit) as left:
        main(words)

    assert left.value.code == 2
    assert "Traceback" not in capsys.readouterr().err


def test_a_reader_that_leaves_early_is_no_fault():
    reading, writing = os.pipe()
    os.close(reading)
    try:
        run = subprocess.run(
            [sys.executable, "-m", "gongkai", "report", "editions"],
            stdout=writing,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    finally:
        os.close(writing)

    assert (run.returncode, run.stderr) == (0, "")
