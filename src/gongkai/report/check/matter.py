"""What a rule looks at: the report, and whatever else it was given to compare it with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import cached_property

from gongkai.report.check.settings import DEFAULT, OrganKind, Settings
from gongkai.report.edition import Edition
from gongkai.report.gather import folded_rows
from gongkai.report.loader import edition
from gongkai.report.model import STATISTICS, Finding, Report, Severity
from gongkai.report.naming import same_organ
from gongkai.report.sums import Sum

NOT_ASSESSED = "：未评估，"


class Previous(Enum):
    """How last year's report came to be given, for an organ's name may change and files be mixed up."""

    KNOWN = auto()  # the caller keeps it as this organ's, whatever name it prints
    GIVEN = auto()  # for this one report: another organ's name is said (H3), and the two compared
    SHARED = auto()  # for several reports at once: only the one of the same organ is compared with it


@dataclass(frozen=True)
class Matter:
    """One report to be checked, with last year's, those it sums, and the kind of its organ."""

    report: Report
    previous: Report | None = None
    children: Sequence[Report] = ()
    children_unread: Sequence[str] = ()  # files of children that could not be read
    organ_kind: OrganKind | None = None
    settings: Settings = field(default=DEFAULT)
    previous_is: Previous = Previous.GIVEN
    previous_unread: str = ""  # the file of last year's report, where it could not be read

    @cached_property
    def edition(self) -> Edition | None:
        """The form of the report; None for the older statistics table, which has no cells."""
        return None if self.report.edition == STATISTICS else edition(self.report.edition)

    @cached_property
    def folded(self) -> frozenset[str]:
        """The codes of the rows that the report prints in place of several."""
        return folded_rows(self.report, self.edition) if self.edition else frozenset()

    def has(self, *addresses: str) -> bool:
        """Say whether the report's form has all these cells (so that a rule applies to it)."""
        return self.edition is not None and all(a in self.edition.places for a in addresses)

    def sum(self, *addresses: str) -> Sum:
        """Return what the sum of these cells of the report can be."""
        if self.edition is None:
            raise KeyError(addresses[0])
        total = Sum()
        for address in addresses:
            total.add_cell(self.report.cells.get(address), self.edition.place(address))
        return total

    @cached_property
    def no_last_year(self) -> str:
        """Why the report cannot be compared with last year's; empty if it can."""
        if self.previous is None:
            return self.unread or "没有给出上一年度的报告"
        if self.report.year is None:
            return "本报告的年度不明"
        if self.previous.year is None:
            return "所给上一年度报告的年度不明"
        if self.previous.year != self.report.year - 1:
            return f"所给的是{self.previous.year}年度的报告，不是上一年度（{self.report.year - 1}年度）的"
        return self.another_organ

    @cached_property
    def unread(self) -> str:
        """That an earlier report was given and could not be read; empty if it was not."""
        return f"所给上一年度的报告读不出：{self.previous_unread}" if self.previous_unread else ""

    @cached_property
    def another_organ(self) -> str:
        """Why last year's report, given for several, is not taken for this organ's; empty if it is."""
        if self.previous is None or self.previous_is is not Previous.SHARED:
            return ""
        if not self.report.organ or not self.previous.organ:
            whose = "本报告" if not self.report.organ else "所给上一年度报告"
            return f"{whose}的机关不明，不能认定两份报告是同一机关的"
        if not same_organ(self.report.organ, self.previous.organ):
            return f"所给的是“{self.previous.organ}”的报告，不是“{self.report.organ}”的"
        return ""


def not_assessed(rule: str, what: str, why: str, hint: str = "", cells: tuple[str, ...] = ()) -> Finding:
    """Return the finding of a rule that lacks an input: it neither passed nor failed."""
    return Finding(rule, Severity.NOT_ASSESSED, f"{what}{NOT_ASSESSED}{why}", cells, hint=hint)


def reason(finding: Finding) -> str:
    """Return why a finding was not assessed, without the rule's sentence before it."""
    return finding.message.rpartition(NOT_ASSESSED)[2]
