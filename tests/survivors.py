"""The mutants of the last run that no test noticed, each with its change and the reason why none can or does.

    python -m tests.survivors        write them into docs/mutants.md, below its last heading

A reason is given by rule: the first whose function and change match. What no rule explains is listed
all the same, as owing a test.
"""

from __future__ import annotations

import ast
import re
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tests.mutants import MUTANTS, NOTICED, function_of, results

PAGE = Path(__file__).resolve().parents[1] / "docs" / "mutants.md"
HEADING = "## The survivors, one by one\n"
OWED = "owes a test"
CONTEXT = 30  # characters kept on each side of a change

# Each reason with the functions and the changes it holds for, as regular expressions; the first that matches
# counts. A change reads `before → after`. A reason that would not hold for every match is no reason here.
REASONS = (
    ("how a message joins its list", r".", r"XX、XX"),
    (
        "words of a refusal or a finding beyond those a test quotes",
        r".",
        r"(raise|find\().* → .*(XX|None\)$)",
    ),
    ("words of a refusal or a finding beyond those a test quotes", r".", r"or '无' → |or '' → .*or 'XXXX'"),
    (
        "same to Python: only whether it is true is asked",
        r".",
        r"projected=None|(halted|open|restarts) = None$",
    ),
    ("same to Python", r".", r"strict=(None|False)|zip\(steps, units\)|read_text\((None|'UTF-8')\)"),
    ("a first value, set before it is read", r"(Course|Consultation)\.__init__$", r" = "),
    ("a first value, set before it is read", r"limits\.due$", r"(readings|chosen|remind_by)\b.* = "),
    ("another place in the day, with nothing between", r"fold\._rank$", r"rank [-+] \d\.\d+ → "),
    ("only the type checker comes here", r".", r"assert_never"),
    (
        "only the type checker asks: it is never None",
        r"history\.(_entries|_Reader\._next)$",
        r"_mark (or|else)",
    ),
    (
        "only the type checker asks: it is never None",
        r"opinions|term|charging|trace",
        r"before is None|line\.start is",
    ),
    ("only the type checker asks: it is never None", r"limits\.due$", r"or [01][,)].* → .*or [12][,)]"),
    (
        "the order in which files are read: the notices are sorted afterwards",
        r"calendar\.stored_notices$",
        r"iterdir\(\)|key=lambda item",
    ),
    (
        "what is worked is looked at before what is off",
        r"calendar\.Calendar\._build$",
        r"_names\.pop\(None",
    ),
    ("only 2008-01-01, a day off, has the place 0", r"calendar\.Calendar\.is_working$", r"place >= 0"),
    ("an empty span leaves nothing out", r"consultation\.left_out$", r"end >= start"),
    (
        "the same day either way",
        r"opinions\.(_what_they_said|closed)$",
        r"event\.on <= last.* → .*event\.on < last",
    ),
    ("both rules are one article today", r"opinions\._suspension$", r"or True"),
    ("a channel has one name in all its blocks", r"law\.Law\.channel$", r"\[-1\]\.na.* → .*\[(\+1|-2)\]\.na"),
    ("no outcome has ended yet", r"outcomes\.outcomes_within$", r"until >= first"),
    ("the least and the most are given together", r"readings\.Reading\.allows$", r"is None and self\.most"),
    (
        "where and under what name a part of a file lies",
        r"calendar_store\._write$",
        r"mkstemp|unlink|suffix=",
    ),
    ("the reader in Python gives the same marks", r"history\._entries$", r"Loader"),
    (
        "an alias has an anchor too: either finds it",
        r"_Reader\._next$",
        r"Alias.* → .*(XXAliasXX|alias|ALIAS)",
    ),
    ("the name of a wait for payment, which nobody reads", r"charging\.noticed$", r"Consultation\("),
    ("worked out once, before the mutant is switched on", r"limits\._limit$|history\._make_form$", r"."),
    ("a day that no notice names", r"calendar_store\._changed$", r"first, last"),
)


class Survivor(NamedTuple):
    """One mutant nobody noticed: its name, what it changes, and why it lives."""

    name: str
    change: str
    reason: str


def survivors(folder: Path) -> Iterator[Survivor]:
    """Return the survivors of the last run in the order of their names."""
    for mutant, status in sorted(results(folder).items(), key=lambda item: _sortable(item[0])):
        if status in NOTICED:
            continue
        function = function_of(mutant)
        change = _change(folder, mutant)
        number = mutant.rpartition("_")[2]
        name = f"{function.removeprefix('gongkai.statute.')} {number}"
        yield Survivor(name, change, reason(function, change))


def _sortable(mutant: str) -> tuple[str, int]:
    function, _, number = mutant.rpartition("_")
    return function, int(number)


def reason(function: str, change: str) -> str:
    """Return why a change to a function goes unnoticed, or that it owes a test."""
    for why, functions, changes in REASONS:
        if re.search(functions, function) and re.search(changes, change):
            return why
    return OWED


def _change(folder: Path, mutant: str) -> str:
    """What the mutant changes: the few words that differ, as `before → after`."""
    module, _, name = mutant.rpartition(".")
    functions = _functions(folder / "src" / Path(*module.split(".")).with_suffix(".py"))
    before = functions[f"{name.rpartition('__mutmut_')[0]}__mutmut_orig"]
    return shortened(before, functions[name])


@cache
def _functions(file: Path) -> dict[str, str]:
    tree = ast.parse(file.read_text("utf-8"))
    defined = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
    return {node.name: re.sub(r"^def \w+", "def", ast.unparse(node)) for node in defined}


def shortened(before: str, after: str) -> str:
    """Return the difference of two texts with a little around it: `is_working: place > 0 → place >= 0`."""
    head = _alike(before, after)
    tail = _alike(before[head:][::-1], after[head:][::-1])
    start = before.rfind("\n", 0, head) + 1
    if head - start > CONTEXT:  # not from the middle of a word
        start = before.find(" ", head - CONTEXT, head) + 1 or head - CONTEXT
    ends = []
    for text in (before, after):
        end = len(text) - tail
        line = text.find("\n", end)
        ends.append(" ".join(text[start : min(line if line >= 0 else len(text), end + CONTEXT)].split()))
    return " → ".join(ends)


def _alike(one: str, other: str) -> int:
    """How many characters two texts have in common from their beginning."""
    return next(
        (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def page(text: str, found: list[Survivor]) -> str:
    """Return the page with the survivors below its last heading."""
    counts = Counter(survivor.reason for survivor in found)
    lines = [text.split(HEADING)[0].rstrip(), "", HEADING]
    lines += ["| survivors | why |", "|---:|---|"]
    lines += [f"| {number} | {why} |" for why, number in counts.most_common()]
    lines += ["", "| mutant | change | why |", "|---|---|---|"]
    lines += [f"| {s.name} | {_code(s.change)} | {s.reason} |" for s in found]
    return "\n".join(lines) + "\n"


def _code(change: str) -> str:
    cell = change.replace("|", "\\|")
    return f"`` {cell} ``" if "`" in cell else f"`{cell}`"


def main() -> int:
    """Write the list; return 1 where there is no run to list."""
    found = list(survivors(MUTANTS))
    if not results(MUTANTS):
        print("没有结果，请先运行 script/mutants。 No results: run script/mutants first.")  # noqa: T201
        return 1
    PAGE.write_text(page(PAGE.read_text("utf-8"), found), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
