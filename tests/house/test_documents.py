"""The pages of the repository say what is there: commands, dependencies, decisions, links."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path

import pytest

from gongkai import __version__
from gongkai.cli import COMMANDS, GROUPS, PLAIN
from tests.components import REPOSITORY
from tests.house.tracked import tracked_files

READMES = ("README.md", "README.zh-CN.md")
PYPROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))
PAGES = [file for file in tracked_files() if file.suffix == ".md"]


def text_of(name: str) -> str:
    """Return the text of a page of the repository."""
    return (REPOSITORY / name).read_text("utf-8")


def commands_in(page: str) -> set[tuple[str, ...]]:
    """Return the commands in the table of a README, as group and verb, or the one word of a plain one."""
    rows = [row.split()[1:3] for row in re.findall(r"^\| `(gongkai [^`]+)` \|", text_of(page), re.M)]
    return {(row[0],) if row[0] in PLAIN else tuple(row) for row in rows}


@pytest.mark.parametrize("page", READMES)
def test_every_command_is_in_the_table_of_both_readmes_and_no_other(page):
    commands = {(group, verb) for group, verbs in COMMANDS.items() for verb in verbs}

    assert commands_in(page) == commands | {(command,) for command in PLAIN}


def test_every_command_group_says_what_it_is_for():
    assert set(COMMANDS) <= set(GROUPS)


def test_both_readmes_have_the_same_structure():
    def structure(page: str) -> list[str]:
        kinds = (r"#+ ", r"\| `gongkai [^`]+`", r"```\w*", r"script/\w+", r"- \*\*", r"!\[[^]]*\](\([^)]*\))")
        found = (re.match("|".join(kinds), line) for line in text_of(page).splitlines())
        return [match[1] or match[0] for match in found if match]

    first, second = map(structure, READMES)
    assert first == second


def test_both_readmes_give_the_two_commands_and_they_are_there():
    for page in READMES:
        assert re.findall(r"^script/\w+", text_of(page), re.M) == ["script/demo", "script/test"]
    for script in ("demo", "test", "setup", "lock", "bench"):
        assert os.access(REPOSITORY / "script" / script, os.X_OK), script


def test_contributing_begins_with_the_question_of_whoever_comes():
    headings = re.findall(r"^## (.*)$", text_of("CONTRIBUTING.md"), re.M)

    assert headings[0] == "A rule has changed: what do I touch?"


def test_the_changelog_knows_this_version():
    assert re.search(rf"^## {re.escape(__version__)}\b", text_of("CHANGELOG.md"), re.M)


def test_the_architecture_names_every_floor_and_every_room_of_the_pure_ones():
    page = text_of("ARCHITECTURE.md")
    package = REPOSITORY / "src" / "gongkai"
    floors = [folder for folder in package.iterdir() if (folder / "__init__.py").is_file()]
    rooms = [
        room for floor in floors if floor.name != "cli" for room in floor.iterdir() if room.name[0] != "_"
    ]

    words = set(re.findall(r"[\w.]+", page))

    assert [floor.name for floor in floors if f"{floor.name}/" not in page] == []
    assert [room.name for room in rooms if room.name not in words and room.suffix in ("", ".py")] == []


def name_of(requirement: str) -> str:
    """Return the name of the distribution that a requirement asks for."""
    return re.split(r"[\[<>=~! ;]", requirement, maxsplit=1)[0].lower()


@pytest.mark.parametrize(
    ("heading", "requirements"),
    [
        ("To run", PYPROJECT["project"]["dependencies"]),
        ("To develop", PYPROJECT["project"]["optional-dependencies"]["dev"]),
    ],
)
def test_each_direct_dependency_has_its_line_and_no_line_is_left_over(heading, requirements):
    part = text_of("docs/dependencies.md").split(f"## {heading}\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| ([^|]+) \|", part, re.M)
    listed = [name.strip() for row in rows[1:] if set(row) != {"-"} for name in row.split(",")]

    assert sorted(listed) == sorted(name_of(requirement) for requirement in requirements)


# What a distribution is imported as, or the name by which Django loads it.
USED_AS = {
    "pillow": "PIL",
    "argon2-cffi": '"django.contrib.auth.hashers.Argon2',
    "django-ninja": "ninja",
    "psycopg": '"django.db.backends.postgresql"',
    "python-docx": "docx",
    "python-stdnum": "stdnum",
    "pyyaml": "yaml",
    "whitenoise": '"whitenoise.middleware',
}


@pytest.mark.parametrize("package", [*map(name_of, PYPROJECT["project"]["dependencies"])])
def test_each_dependency_to_run_is_used_by_the_package(package):
    used = USED_AS.get(package, package)
    wanted = re.escape(used) if used.startswith('"') else rf"^\s*(?:import|from) {used}\b"

    sources = (file.read_text("utf-8") for file in (REPOSITORY / "src").rglob("*.py"))

    assert any(re.search(wanted, source, re.M) for source in sources)


def test_the_lock_file_holds_each_direct_dependency_with_hashes_and_names_no_index():
    lock = text_of("requirements.lock")
    project = PYPROJECT["project"]
    locked = set(re.findall(r"^([a-z0-9-]+)==[^\s;]+.*\\\n    --hash=sha256:", lock, re.M))

    wanted = {name_of(r) for r in (*project["dependencies"], *project["optional-dependencies"]["dev"])}
    assert wanted - locked == set()
    assert not re.search(r"^-|://", lock, re.M)


def test_the_lock_file_was_made_from_the_dependencies_of_today():
    lock = text_of("requirements.lock")
    project = PYPROJECT["project"]

    for package in (*project["dependencies"], *project["optional-dependencies"]["dev"]):
        part = lock[re.search(rf"^{name_of(package)}==", lock, re.M).start() :].split("\n", 200)
        comment = []
        for line in part[1:]:
            if not line.startswith("    "):
                break
            comment.append(line)
        assert any("gongkai (pyproject.toml)" in line for line in comment), package


def test_every_decision_is_in_the_index_and_every_index_entry_exists():
    folder = REPOSITORY / "docs" / "decisions"
    pages = {file.name for file in folder.glob("*.md")} - {"README.md"}

    index = set(re.findall(r"\]\(([^)]+)\)", (folder / "README.md").read_text("utf-8")))

    assert index == pages


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(REPOSITORY)))
def test_every_link_leads_somewhere(page: Path):
    text = re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.S)
    targets = re.findall(r"\]\(([^)\s#]+)[^)]*\)", text)

    broken = [t for t in targets if "://" not in t and not (page.parent / t).exists()]

    assert broken == []
