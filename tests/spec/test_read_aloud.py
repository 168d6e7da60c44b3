"""Whole histories read aloud: each file in `aloud/` is a history and what the clock says of it.

A sentence that changes changes here, where a lawyer can read it. After a deliberate change:
`python -m tests.spec.test_read_aloud` writes the second parts anew; read them before you commit.
"""

from __future__ import annotations

import json
import re
import sys
from datetime import date
from pathlib import Path

import pytest

from gongkai.statute.clock import read
from gongkai.statute.errors import StatuteError
from gongkai.statute.history import read_history
from gongkai.statute.law import law

FOLDER = Path(__file__).parent / "aloud"
FILES = sorted(FOLDER.glob("*.txt"))
LINE = "\n----\n"


def said(history: str) -> str:
    """What is said of a history: the standing, or the refusal, on the day its first line names."""
    on = date.fromisoformat(re.search(r"^# (\d{4}-\d\d-\d\d)", history)[1])
    try:
        standing = read(read_history(history), law()).standing(on)
    except StatuteError as refusal:
        return f"{refusal}\n"
    facts = {key: value for key, value in standing.as_json().items() if key != "trace"}
    lines = [
        " ".join(
            str(line[key]) for key in ("event", "entry", "parameter", "article", "days", "from", "to", "due")
        )
        for line in standing.as_json()["trace"]
    ]
    return "\n".join([*standing.says(), json.dumps(facts, ensure_ascii=False, indent=1), *lines]) + "\n"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_history_is_read_aloud_as_written(file):
    history, _, expected = file.read_text("utf-8").partition(LINE)

    assert said(history) == expected


def test_every_kind_of_event_is_read_aloud_somewhere():
    from gongkai.statute.events import KINDS

    told = " ".join(file.read_text("utf-8").partition(LINE)[0] for file in FILES)

    assert [kind for kind in KINDS if f"event: {kind}" not in told] == []


if __name__ == "__main__":
    for file in sorted(FOLDER.glob("*.txt")):
        history = file.read_text("utf-8").partition(LINE)[0]
        file.write_text(history + LINE + said(history), "utf-8")
    sys.exit(0)
