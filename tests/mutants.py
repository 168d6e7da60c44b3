"""The score of the last mutation run: `python -m tests.mutants`, called by script/mutants.

A mutant counts as noticed if a test failed or did not come back; one that no test reaches counts as
survived. The survivors that are left are explained in docs/mutants.md.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from pathlib import Path

MUTANTS = Path(__file__).resolve().parents[1] / "mutants"
FLOOR = 90.0  # per cent
NOT_RUN = None
NOTICED = (1, 3, 24, -24, 36, 152, 255)  # the exit status of a run that failed, or did not come back in time


def results(folder: Path) -> dict[str, int | None]:
    """Return the exit status of the tests for each mutant of the last run."""
    found: dict[str, int | None] = {}
    for file in sorted(folder.rglob("*.py.meta")):
        found |= json.loads(file.read_text("utf-8"))["exit_code_by_key"]
    return {mutant: status for mutant, status in found.items() if status is not NOT_RUN}


def function_of(mutant: str) -> str:
    """Return the function a mutant was made of: gongkai.statute.fold.step."""
    name = re.sub(r"__mutmut_\d+$", "", mutant)
    module, _, function = name.rpartition(".")
    return f"{module}.{re.sub('^x_?', '', function).replace('ǁ', '.').strip('.')}"


def main() -> int:
    """Print the score and the survivors by function; return 1 below the floor."""
    found = results(MUTANTS)
    if not found:
        print("没有结果，请先运行 script/mutants。 No results: run script/mutants first.")  # noqa: T201
        return 1
    survivors = Counter(function_of(mutant) for mutant, status in found.items() if status not in NOTICED)
    noticed = len(found) - survivors.total()
    score = 100 * noticed / len(found)
    for function, number in sorted(survivors.items()):
        print(f"{number:4} {function}")  # noqa: T201
    print(f"{noticed} of {len(found)} mutants noticed: {score:.1f} % (floor {FLOOR:.0f} %)")  # noqa: T201
    return 0 if score >= FLOOR else 1


if __name__ == "__main__":
    sys.exit(main())
