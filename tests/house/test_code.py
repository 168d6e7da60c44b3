"""Habits of the house that a machine can hold."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.components import REPOSITORY
from tests.house.tracked import tracked_files

PACKAGE = REPOSITORY / "src" / "gongkai"
SOURCES = sorted(PACKAGE.rglob("*.py"))
BELOW_THE_SERVICE = [
    file for floor in ("statute", "report", "papers") for file in sorted((PACKAGE / floor).rglob("*.py"))
]
LONGEST = 500  # lines; a file one can still read in a sitting

# Calls that ask the machine for the present moment, by their last name.
CLOCKS = {
    "today": {"date", "datetime"},
    "now": {"datetime", "timezone"},
    "utcnow": {"datetime"},
    "localtime": {"time", "timezone"},
    "gmtime": {"time"},
    "time": {"time"},
    "localdate": {"timezone"},
}


def name(file: Path) -> str:
    """Return a file's path in the repository, for people."""
    return file.relative_to(REPOSITORY).as_posix()


def clock_calls(source: str) -> list[int]:
    """Return the lines on which a source asks for the present moment."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and node.attr in CLOCKS:
            owner = node.value
            base = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
            if base in CLOCKS[node.attr]:
                found.append(node.lineno)
        if isinstance(node, ast.ImportFrom) and node.module == "time":
            found += [node.lineno for alias in node.names if alias.name in ("time", "localtime", "gmtime")]
    return found


@pytest.mark.parametrize("file", BELOW_THE_SERVICE, ids=name)
def test_nothing_below_the_service_asks_what_day_it_is(file):
    assert clock_calls(file.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        "from datetime import date\ndate.today()",
        "import datetime\ndatetime.datetime.now()",
        "import datetime as d\nd.date.today",
        "from time import time\ntime()",
        "import time\ntime.time()",
        "from django.utils import timezone\ntimezone.now()",
    ],
)
def test_the_search_for_clocks_finds_one(source):
    assert clock_calls(source)


def options_named(source: str) -> list[str]:
    """Return the options of a command line that the words for people in a source name."""
    words = [
        node.value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    return [word for word in words if re.search(r"[\u4e00-\u9fff].*--[a-z]|--[a-z].*[\u4e00-\u9fff]", word)]


@pytest.mark.parametrize("file", BELOW_THE_SERVICE, ids=name)
def test_nothing_below_the_service_tells_people_of_an_option_that_only_one_command_has(file):
    assert options_named(file.read_text("utf-8")) == []


def test_the_search_for_options_finds_one():
    assert options_named('hint = "用 --previous 给出上一年度的报告后再查。"')


def test_no_room_is_called_utils_common_helpers_or_core():
    rooms = {"utils", "util", "common", "helpers", "helper", "core", "misc"}

    found = [
        name(file)
        for file in tracked_files()
        if file.suffix == ".py" and rooms & {*file.relative_to(REPOSITORY).parts[:-1], file.stem}
    ]

    assert found == []


# A migration is written by Django and read by it: what a person reads are the models.
@pytest.mark.parametrize("file", [f for f in SOURCES if f.parent.name != "migrations"], ids=name)
def test_a_file_can_be_read_in_a_sitting(file):
    assert len(file.read_text("utf-8").splitlines()) <= LONGEST


def test_every_pure_floor_is_kept_from_django():
    pyproject = (REPOSITORY / "pyproject.toml").read_text("utf-8")
    kept = re.search(r'name = "No Django below the service".*?source_modules = \[(.*?)\]', pyproject, re.S)

    floors = {f"gongkai.{floor}" for floor in ("statute", "report", "papers") if (PACKAGE / floor).is_dir()}

    assert kept is not None
    assert floors == set(re.findall(r'"([^"]+)"', kept[1]))


# Written in pieces, or this file would be its own first finding.
INDEXES = ("py" + "pi.org", "python" + "hosted", "npm" + "js", "tuna." + "tsinghua", "mirrors." + "aliyun")
MACHINE_PATHS = ("/wo" + "rk/", "/ro" + "ot/", "/ho" + "me/", "/Us" + "ers/")


@pytest.mark.parametrize("words", [INDEXES, MACHINE_PATHS], ids=["package indexes", "machine paths"])
def test_no_tracked_file_names_a_machine_or_a_package_index(words):
    found = [
        f"{name(file)}: {word}"
        for file in tracked_files()
        for word in words
        if word.encode() in file.read_bytes()
    ]

    assert found == []
