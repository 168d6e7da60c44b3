"""The identities of a published report, one by one: the file beside it that proves its figures."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from gongkai.report.check.assessed import Assessed, Verdict, assessed
from gongkai.report.edition import Source
from gongkai.report.model import Report
from gongkai.service.annual import queries, summing
from gongkai.service.annual.carried import befores
from gongkai.service.annual.models import Explanation, FiledReport, Filing, Version
from gongkai.service.annual.releasing import said_in_public, said_of_each

EXPLAINED = "explained"
COLUMNS = (
    *("rule", "says", "severity", "where", "left_cells", "right_cells", "left", "right", "verdict"),
    *("explanation", "explanation_words"),
)

Explained = dict[tuple[str, str], list[Explanation]]  # by rule and place


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

    An aggregate is held against the reports it was made of here, as they were then (G1); of one made
    elsewhere nobody knows them, and it is not assessed.
    """
    return lines_of_each([filed], {filed.pk: queries.report_of(filed)})[filed.pk]


def lines_of_each(rows: Collection[FiledReport], read: Mapping[int, Report]) -> dict[int, list[Line]]:
    """Return `lines` of many reports, by their keys, in as many queries as for one.

    `read` are these reports, and others, by the keys of their editions.
    """
    last, below = befores(rows, read), _below(rows)
    explained = _explained(rows)
    words = said_of_each([row for row in rows if row.version_id in explained])
    found = {}
    for row in rows:
        said, public = explained.get(row.version_id, {}), words.get(row.pk, {})
        held = assessed(read[row.pk], last[row.pk].report, below.get(row.pk))
        found[row.pk] = [_line(one, _said(said, one), public) for one in held]
    return found


def _below(rows: Collection[FiledReport]) -> dict[int, list[Report]]:
    """Return the reports that each aggregate sums, by its key: none where nobody knows which they are."""
    sums = {row.pk: row.version_id for row in rows if row.filing.scope == Filing.Scope.AGGREGATE}
    made = {version for version in sums.values() if version is not None}
    parts = summing.parts_of_each(made) if made else []
    of: dict[int, list[Report]] = {}
    for part, report in zip(parts, summing.reports_of(parts), strict=True):
        of.setdefault(part.of_id, []).append(report)
    return {key: of.get(version, []) if version else [] for key, version in sums.items()}


def _line(one: Assessed, said: tuple[Explanation, ...], words: Mapping[int, str]) -> Line:
    return Line(one, said, tuple(words.get(each.pk, "") for each in said))


def explained(filed: FiledReport) -> dict[tuple[str, str], list[tuple[Explanation, str]]]:
    """Return what was explained in a published report, by rule and place, each with its words if public."""
    words = said_in_public(filed)
    explained = _explained([filed]).get(filed.version_id, {})
    return {place: [(each, words.get(each.pk, "")) for each in said] for place, said in explained.items()}


def _explained(rows: Collection[FiledReport]) -> dict[int | None, Explained]:
    """Return what was explained in what each report was made from, by the key of its version."""
    made = {row.version_id for row in rows if row.version_id is not None}
    versions = Version.objects.filter(pk__in=made, closing__isnull=False)
    of: dict[int, int] = dict(versions.values_list("pk", "closing")) if made else {}
    said: dict[int, Explained] = {}
    for each in Explanation.objects.filter(closing__in=of.values(), answer__approves=True) if of else ():
        said.setdefault(each.closing_id, {}).setdefault((each.rule, each.address), []).append(each)
    return {version: said[closing] for version, closing in of.items() if closing in said}


def _said(said: Explained, one: Assessed) -> tuple[Explanation, ...]:
    if one.verdict is not Verdict.DIFFERS or not one.own:
        return ()
    return tuple(said.get((one.identity.code, one.own[0]), ()))


def _cell(source: Source, address: str) -> str:
    """Return a cell as programs read it: `last-year/T3.R4.C1`, `children/T3.R2.C1`, `T3.R2.C1`."""
    return f"{source}/{address}" if source else address
