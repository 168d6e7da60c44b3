"""What stands between a report and its filing: what the rules find, and what of it somebody has explained.

N1, A1–A5 and G1 hold or the report is not filed. What may be explained (X1, and the doubts of the
plausibility rules) waits for an explanation that somebody else approved and that accounts for exactly the
difference.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from gongkai.report.check import OrganKind, Previous, check
from gongkai.report.edition import Edition
from gongkai.report.loader import edition
from gongkai.report.model import BLANK, Finding, Number, Report, Severity, Status
from gongkai.report.naming import cell_name, listed
from gongkai.report.read.prose import prose
from gongkai.report.sums import numbers_of
from gongkai.service.annual.drafting.held import held, sources_of
from gongkai.service.annual.models import Closing, Explanation, Filing

ACROSS_YEARS = "X1"
NOT_A_NUMBER = "B2"
IMPOSSIBLE = "B4"
DIGITS = 15  # what a spreadsheet keeps of a number, and far below the 64 bits of a counter
LARGEST = 10**DIGITS
WORDS_AND_TABLES = "P1"
NO_WORDS = "P10"
LACKING = "G2"
BELOW_ZERO = "P11"
NUMBER_IN_WORDS = "P8"
WHOLE = frozenset({"P1", "P3", "P6", NUMBER_IN_WORDS})  # two numbers, and no difference between them
TABLE_OF_WHAT_IS_PUBLISHED = "T2"
EXPLAINABLE = (Severity.ERROR_WITH_OVERRIDE, Severity.WARN)


@dataclass(frozen=True, slots=True)
class Verdict:
    """One finding with what was said to it.

    `approved` and `waiting` are explanations of this very place; `missing` is what of the difference they
    leave open, None where the finding has no numbers.
    """

    finding: Finding
    approved: tuple[Explanation, ...] = ()
    waiting: tuple[Explanation, ...] = ()
    refused: tuple[Explanation, ...] = ()
    cases: tuple[int, ...] = ()  # the requests behind it: of a rule over the ledgers, not over the report

    @property
    def all(self) -> tuple[Explanation, ...]:
        """Every explanation of it: what counts, what waits, what was refused."""
        return (*self.approved, *self.waiting, *self.refused)

    @property
    def address(self) -> str:
        """By what explanations name the place."""
        return place_of(self.finding)

    @property
    def difference(self) -> Decimal | None:
        """The report's own number less that of the other side."""
        return difference_of(self.finding)

    @property
    def missing(self) -> Decimal | None:
        """What of the difference no approved explanation accounts for."""
        if self.difference is None:
            return None
        return self.difference - sum((e.amount or Decimal(0) for e in self.approved), Decimal(0))

    @property
    def may_be_explained(self) -> bool:
        """Whether an explanation helps; otherwise only the facts can be set right."""
        return may_be_explained(self.finding)

    @property
    def is_explained(self) -> bool:
        """Whether approved explanations account for all of it."""
        if not self.may_be_explained or not self.approved:
            return False
        return self.missing is None or self.missing == 0

    @property
    def blocks(self) -> bool:
        """Whether the report cannot be filed for it."""
        if self.finding.severity is Severity.NOT_ASSESSED:
            return self.may_be_explained and not self.is_explained
        return not self.is_explained


def findings(
    report: Report,
    filing: Filing,
    previous: Report | None,
    children: Sequence[Report] = (),
    lacking: Sequence[str] = (),
) -> list[Finding]:
    """Return what is to be said about a report: `previous` is last year's as it passed to this organ.

    `lacking` are the names of those whose report a sum should have and has not. What the words of a report
    say is read here, from the words: nobody sends it along.
    """
    found = check(
        replace(report, prose=prose(report.sections, report.year)),
        previous=previous,
        previous_is=Previous.KNOWN,
        children=children,
        organ_kind=organ_kind(filing),
    )
    wrong = list(held(report, sources_of(filing)))
    told = {(each.cells, each.left) for each in wrong}  # with the very words: P1 need not say it again
    found = [each for each in found if each.rule != WORDS_AND_TABLES or (each.cells, each.left) not in told]
    return [
        *found,
        *uncounted(report),
        *_without_words(report),
        *_lacking(filing, lacking),
        *_below_zero(report),
        *wrong,
    ]


def uncounted(report: Report) -> list[Finding]:
    """Return, as one finding, the cells that no identity can be computed from; empty if all are numbers.

    A report that is read may have a blank, a choice of numbers or a number of some other unit, and the rules
    say what they can of the rest. One that is *filed* may not: an identity that nobody could compute was not
    proven. Only table 2 knows what does not apply (“/”: an organ that makes no rules): all can be asked and
    sued.
    """
    form = edition(report.edition)
    empty = tuple(
        address
        for address, place in form.places.items()
        if len(numbers_of(cell := report.cells.get(address, BLANK), place)) != 1
        and not (cell.status is Status.NA and place.table == TABLE_OF_WHAT_IS_PUBLISHED)
    )
    if not empty:
        return []
    says = f"{len(empty)}格不是可以核对的数：{listed(form, empty)}"
    hint = (
        "这些格没有数、有几种读法、写成“/”或者带了别的单位，勾稽关系无从核对。没有发生的填0，件数不带单位。"
    )
    return [Finding(NOT_A_NUMBER, Severity.ERROR, says, empty, hint=hint)]


def impossible(report: Report) -> list[Finding]:
    """Return the numbers that can stand in no report: below zero, in part, larger than anybody counts."""
    form = edition(report.edition)
    found = [each for each in check(report) if each.rule == IMPOSSIBLE]
    large = tuple(
        address
        for address, cell in report.cells.items()
        if cell.value is not None and abs(cell.value) >= LARGEST
    )
    if large:
        says = f"{len(large)}格的数超过{DIGITS}位：{listed(form, large)}"
        found.append(Finding(IMPOSSIBLE, Severity.ERROR, says, large, hint="对照原件更正。"))
    return found


def unbalanced(report: Report) -> list[Finding]:
    """Return what is wrong in a report alone and no explanation lifts: taken in, it is never accepted."""
    return [each for each in check(report) if each.severity is Severity.ERROR]


def wordless(report: Report, form: Edition) -> list[str]:
    """Return the titles of the sections of words that have none: tables alone are no report (条例50)."""
    said = {section.number: section.text.strip() for section in report.sections}
    return [
        section.title for section in form.sections if section.table is None and not said.get(section.number)
    ]


def _without_words(report: Report) -> Iterator[Finding]:
    if titles := wordless(report, edition(report.edition)):
        says = f"{'、'.join(f'“{title}”' for title in titles)}没有文字"
        yield Finding(NO_WORDS, Severity.ERROR, says, hint="六个部分都要有内容，没有的写“无”。")


def _below_zero(report: Report) -> Iterator[Finding]:
    """上一年项目数量加本年增/减不能为负 (60号的格式): nobody takes away more items than there were."""
    places = edition(report.edition).places
    for address, place in places.items():
        stem, _dot, column = address.rpartition(".")
        change = report.cells.get(f"{stem}.delta")
        before = report.cells.get(address)
        if column != "prev" or change is None or before is None:
            continue
        if change.value is not None and before.value is not None and before.value + change.value < 0:
            left = before.value + change.value
            says = f"{cell_name(place)}加本年增/减为{left}，不能为负"
            yield Finding(BELOW_ZERO, Severity.WARN, says, (address, f"{stem}.delta"), hint="核对两个数。")


def _lacking(filing: Filing, names: Sequence[str]) -> Iterator[Finding]:
    """逐级汇总的是全部应当报送的机关的报告 (30号): each that lacks is accounted for."""
    for name in names:
        yield Finding(
            LACKING,
            Severity.WARN,
            f"{name}须编制{filing.year}年度报告，没有计入汇总",
            hint="催报并审核以后重新汇总；确实不能计入的，说明原因，由另一位负责人同意。",
        )


def verdicts(found: Iterable[Finding], closing: Closing | None) -> list[Verdict]:
    """Return the findings with the explanations of that closing, each at its place."""
    return verdicts_by(found, {} if closing is None else said_of([closing.pk])[closing.pk])


Said = Mapping[tuple[str, str], Sequence[Explanation]]


def said_of(closings: Collection[int]) -> dict[int, Said]:
    """Return the explanations of closings by rule and place, in one query whatever their number."""
    found: dict[int, dict[tuple[str, str], list[Explanation]]] = {key: {} for key in closings}
    rows = Explanation.objects.filter(closing__in=found).select_related("answer", "by__person", "by__organ")
    for each in rows:
        found[each.closing_id].setdefault((each.rule, each.address), []).append(each)
    return dict(found)


def verdicts_by(found: Iterable[Finding], said: Said) -> list[Verdict]:
    """Return the findings with what was said of them, each at its place."""
    return [_verdict(finding, said.get((finding.rule, place_of(finding)), ())) for finding in found]


def blocking(found: Iterable[Verdict]) -> list[Verdict]:
    """Return what the report cannot be filed with; empty if it may."""
    return [verdict for verdict in found if verdict.blocks]


def place_of(finding: Finding) -> str:
    """Return by what explanations name the place of a finding: its first cell, or its sentence's digest.

    Of a number in the words it is the sentence: another number of the same cell is another place.
    """
    if finding.cells and finding.rule != NUMBER_IN_WORDS:
        return finding.cells[0]
    return f"text:{hashlib.sha256(finding.message.encode()).hexdigest()[:16]}"


def difference_of(finding: Finding) -> Decimal | None:
    """Return the report's own number less that of the other side; None for a finding without numbers.

    A difference is made up piece by piece, as the requests behind it are. A share, a likeness, a number in
    the words has two numbers and none of it: it is explained whole or not at all.
    """
    if finding.left is None or finding.right is None or finding.rule in WHOLE:
        return None
    return _exact(finding.left) - _exact(finding.right)


def may_be_explained(finding: Finding) -> bool:
    """Say whether an explanation can lift a finding.

    A comparison with last year that could not be made is explained as well: that nothing was found is not
    that nothing is wrong.
    """
    if finding.severity is Severity.NOT_ASSESSED:
        return finding.rule == ACROSS_YEARS
    return finding.severity in EXPLAINABLE


def _verdict(finding: Finding, said: Sequence[Explanation]) -> Verdict:
    answers = [(each, getattr(each, "answer", None)) for each in said]
    return Verdict(
        finding,
        approved=tuple(each for each, answer in answers if answer is not None and answer.approves),
        waiting=tuple(each for each, answer in answers if answer is None),
        refused=tuple(each for each, answer in answers if answer is not None and not answer.approves),
    )


def organ_kind(filing: Filing) -> OrganKind:
    """Return the kind by which the rules know whether a report sums others: an organ's own does not."""
    kind = OrganKind(filing.organ.kind)
    if filing.scope == Filing.Scope.AGGREGATE:
        return kind
    return OrganKind.DEPARTMENT if kind.sums_others and not kind.may_make_rules else kind


def _exact(number: Number) -> Decimal:
    return number if isinstance(number, Decimal) else Decimal(number)
