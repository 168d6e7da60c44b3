"""Every kind of legal event has an action that enters it, and stands among the next moves of a case."""

from __future__ import annotations

import ast

import pytest

from gongkai.statute.events import KINDS
from tests.components import REPOSITORY

REQUESTS = REPOSITORY / "src/gongkai/service/requests"


def used(source: str) -> set[str]:
    """Return the names a source uses, not those it only imports."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
    return found


ACTIONS = {name for file in (REQUESTS / "actions").glob("*.py") for name in used(file.read_text("utf-8"))}
MOVES = used((REQUESTS / "moves.py").read_text("utf-8"))


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.kind)
def test_an_action_enters_it_and_the_page_of_a_case_asks_about_it(kind: type) -> None:
    assert kind.__name__ in ACTIONS
    assert kind.__name__ in MOVES


def test_an_import_alone_is_no_action() -> None:
    assert used("from gongkai.statute.events import Received\n") == set()
    assert used("enter(Received(on=day))") >= {"Received"}
