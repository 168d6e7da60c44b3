"""What a table would change, line by line, before anything is: what was looked at is what is entered."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

NEW, CHANGED, UNCHANGED, REFUSED = "new", "changed", "unchanged", "refused"


class Line(Protocol):
    """What becomes of one line of a table."""

    outcome: str

    def said(self) -> tuple[Any, ...]:
        """Return all of it that was shown, as JSON takes it."""


L = TypeVar("L", bound=Line)


@dataclass
class Planned(Generic[L]):
    """What a table changes."""

    lines: list[L]

    def count(self, outcome: str) -> int:
        """Return how many lines have an outcome."""
        return sum(line.outcome == outcome for line in self.lines)

    @property
    def new(self) -> int:
        return self.count(NEW)

    @property
    def changed(self) -> int:
        return self.count(CHANGED)

    @property
    def unchanged(self) -> int:
        return self.count(UNCHANGED)

    @property
    def refused(self) -> int:
        return self.count(REFUSED)

    @property
    def can_be_applied(self) -> bool:
        """Whether no line is refused, and something would change."""
        return self.refused == 0 and self.new + self.changed > 0

    @property
    def digest(self) -> str:
        """A mark of exactly these changes: what was looked at is what is applied."""
        said = [line.said() for line in self.lines]
        return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()
