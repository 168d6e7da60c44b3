"""The identities of a published report, one by one: the file beside it that proves its figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gongkai.report.check.assessed import Assessed, Verdict, assessed
from gongkai.report.edition import Source
from gongkai.service.annual import queries
from gongkai.service.annual.carried import before
from gongkai.service.annual.models import Explanation, FiledReport
from gongkai.service.annual.releasing import said_in_public

EXPLAINED = "explained"
COLUMNS = (
    *("rule", "says", "severity", "where", "left_cells", "right_cells", "left", "right", "verdict"),
    *("explanation", "explanation_words"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One identity at one place, with the approved explanations of what does not hold.

    `words` are those of each explanation; empty for one whose words are not public.
    """

    found: Assessed
    explanations: tuple[Explanation, ...] = ()
    words: tuple[str, ...] = ()

    @property
    def verdict(self) -> str:
        """How it stands: holds, differs, explained, not_assessed."""
        if self.found.verdict is Verdict.DIFFERS and self.explanations:
            return EXPLAINED
        return str(self.found.verdict)

    @property
    def record(self) -> dict[str, Any]:
        """The line as programs read it."""
        return {
            "rule": self.found.identity.code,
            "says": self.found.identity.says,
            "severity": str(self.found.identity.severity),
            "where": self.found.where,
            "left_cells": [_cell(*part) for part in self.found.left_cells],
            "right_cells": [_cell(*part) for part in self.found.right_cells],
            "left": self.found.left,
            "right": self.found.right,
            "verdict": self.verdict,
            "explanation": [each.get_kind_display() for each in self.explanations],
            "explanation_words": list(self.words),
        }


def lines(filed: FiledReport) -> list[Line]:
    """Return the identities of a published report at every place, with last year's as it is public now.

    What an aggregate sums is not taken again here: its parts are theirs to publish (G1 was held to before it
    was filed).
    """
    found = assessed(queries.report_of(filed), before(filed).report)
    if not any(one.verdict is Verdict.DIFFERS for one in found):
        return [Line(one) for one in found]
    said, words = _explained(filed), said_in_public(filed)
    return [_line(one, _said(said, one), words) for one in found]


def _line(one: Assessed, said: tuple[Explanation, ...], words: Mapping[int, str]) -> Line:
    return Line(one, said, tuple(words.get(each.pk, "") for each in said))


def explained(filed: FiledReport) -> dict[tuple[str, str], list[tuple[Explanation, str]]]:
    """Return what was explained in a published report, by rule and place, each with its words if public."""
    words = said_in_public(filed)
    return {
        place: [(each, words.get(each.pk, "")) for each in said] for place, said in _explained(filed).items()
    }


def _explained(filed: FiledReport) -> dict[tuple[str, str], list[Explanation]]:
    closing = filed.version.closing_id if filed.version else None
    said: dict[tuple[str, str], list[Explanation]] = {}
    if closing is not None:
        for each in Explanation.objects.filter(closing=closing, answer__approves=True):
            said.setdefault((each.rule, each.address), []).append(each)
    return said


def _said(said: dict[tuple[str, str], list[Explanation]], one: Assessed) -> tuple[Explanation, ...]:
    if one.verdict is not Verdict.DIFFERS or not one.own:
        return ()
    return tuple(said.get((one.identity.code, one.own[0]), ()))


def _cell(source: Source, address: str) -> str:
    """Return a cell as programs read it: `last-year/T3.R4.C1`, `T3.R2.C1`."""
    return f"{source}/{address}" if source else address
