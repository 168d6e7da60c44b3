"""The list of mutants nobody noticed: each change short enough for a table, each with its reason."""

from __future__ import annotations

import json

from tests.survivors import HEADING, OWED, Survivor, page, reason, shortened, survivors

MUTATED = '''
def x_late__mutmut_orig(on, last):
    """Whether it is late."""
    return last is not None and on > last

def x_late__mutmut_1(on, last):
    """Whether it is late."""
    return last is not None and on >= last

def x_late__mutmut_2(on, last):
    """Whether it is late."""
    return last is not None or on > last
'''


def test_a_change_is_told_in_the_few_words_that_differ():
    assert shortened("a = 1\nreturn a > b\n", "a = 1\nreturn a >= b\n") == "return a > b → return a >= b"


def test_a_survivor_is_named_with_its_change_and_its_reason(tmp_path):
    folder = tmp_path / "src" / "gongkai" / "statute"
    folder.mkdir(parents=True)
    (folder / "term.py").write_text(MUTATED, "utf-8")
    status = {f"gongkai.statute.term.x_late__mutmut_{n}": n - 1 for n in (1, 2)}
    (folder / "term.py.meta").write_text(json.dumps({"exit_code_by_key": status}), "utf-8")

    (found,) = survivors(tmp_path)

    assert found.name == "term.late 1"
    assert found.change == "last is not None and on > last → last is not None and on >= last"


def test_what_no_rule_explains_owes_a_test():
    assert reason("gongkai.statute.term.late", "on = day → on = other") == OWED
    assert reason("gongkai.statute.term.late", "if on > due: → if on >= due:") == OWED
    assert (
        reason("gongkai.statute.term.late", "'、'.join(all) → 'XX、XX'.join(all)")
        == "how a message joins its list"
    )


def test_the_list_stands_below_its_heading_and_replaces_the_last():
    found = [Survivor("term.late 1", "a | b → a", "same to Python")]
    once = page("# Mutants\n\nThe score.\n", found)

    assert once.startswith(f"# Mutants\n\nThe score.\n\n{HEADING}")
    assert "| 1 | same to Python |" in once
    assert "| term.late 1 | `a \\| b → a` | same to Python |" in once
    assert page(once, found) == once
