"""From what happened to the cells of a report: every cell opens what it counts, and that is its number.

A cell is requests, proceedings, norms, declared numbers, or the sum of other cells. What belongs to the year
and has no cell is a Fault that names it and says what to do: nothing is dropped, and no cell is typed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.report import interchange
from gongkai.report.compute import Contest, Request, compute, contests_of, parts, request_cells, requests_of
from gongkai.report.edition import Edition
from gongkai.report.loader import edition, edition_for
from gongkai.report.model import Cell, Number, Report
from gongkai.service.annual import asked, contested, declared, norms
from gongkai.service.annual.declared import Declared
from gongkai.service.annual.models import (
    ClosedCase,
    ClosedDeclaration,
    ClosedNorm,
    ClosedProceeding,
    Closing,
    Declaration,
    Filing,
)
from gongkai.service.annual.norms import Norms
from gongkai.service.annual.whose import Division, Whose, division
from gongkai.service.organs.models import Organ
from gongkai.service.organs.said import said
from gongkai.service.requests import index
from gongkai.service.requests.models import Standing
from gongkai.service.requests.words import CLASSES, OUTCOMES


class Origin(StrEnum):
    """What a cell counts."""

    CASES = "cases"
    PROCEEDINGS = "proceedings"
    NORMS = "norms"
    DECLARATIONS = "declarations"
    DERIVED = "derived"


class Needs(StrEnum):
    """What a fault asks for."""

    ORGAN = "organ"  # another organ's report
    CASE = "case"
    CLASS = "class"
    ROW = "row"
    PROCEEDING = "proceeding"
    ALLOTMENT = "allotment"
    NORM = "norm"
    DECLARATION = "declaration"


@dataclass(frozen=True, slots=True)
class Fault:
    """What belongs to the year and cannot be counted: what it is, what to do, and the things themselves."""

    needs: Needs
    says: str
    cases: tuple[int, ...] = ()
    proceedings: tuple[int, ...] = ()
    norms: tuple[int, ...] = ()
    declarations: tuple[int, ...] = ()
    address: str = ""


@dataclass(frozen=True, slots=True)
class Behind:
    """What a cell counts. One of the lists is filled, as `origin` says; its sum is the cell."""

    address: str
    origin: Origin
    cases: tuple[asked.Line, ...] = ()
    proceedings: tuple[contested.Line, ...] = ()
    norms: tuple[int, ...] = ()  # keys of editions
    declarations: tuple[tuple[int, Number], ...] = ()  # keys, each with its number in the cell's unit
    cells: tuple[str, ...] = ()


@dataclass
class Facts:
    """What is known of an organ's year at a moment: its cells, and what cannot be counted."""

    filing: Filing
    at: datetime
    form: Edition
    cells: dict[str, Cell]
    faults: list[Fault]
    whose: Whose
    contests: tuple[contested.Line, ...]
    norms: Norms
    declared: Declared
    counted: dict[Request, int] = field(default_factory=dict)
    doubts: list[Fault] = field(default_factory=list)  # told before closing; they keep nothing open

    @property
    def lacking(self) -> list[Fault]:
        """What belongs to the year and is in no cell: every fault but that another organ reports."""
        return [fault for fault in self.faults if fault.needs is not Needs.ORGAN]

    @cached_property
    def lines(self) -> list[asked.Line]:
        """The requests in the table."""
        found = asked.lines(self.whose, self.filing.year)
        return [line for line in found if request_cells(self.form, line.counts_as)]

    @property
    def report(self) -> Report:
        """The cells as a report without words."""
        return as_report(self.filing, self.form, self.cells)


def as_report(filing: Filing, form: Edition, cells: Mapping[str, Cell]) -> Report:
    """Return cells as a report of a filing, without words."""
    name = filing.organ.name
    title = form.title(name, filing.year)
    return Report(name, filing.year, form.key, title, cells=dict(cells))


def report_of(closing: Closing) -> Report:
    """Return the cells of a closing as a report without words."""
    return interchange.from_json(interchange.loads(closing.cells))


def gather(filing: Filing, at: datetime) -> Facts:
    """Return what is known now of an organ's own year; `at` is the moment whose public catalogue is asked.

    Rows of the index that were not counted yet, or by other readings, are computed first. Raises NoEdition
    for a year without a form, ValueError for an aggregate.
    """
    if filing.scope != Filing.Scope.OWN:
        raise ValueError("汇总报告由下级报告相加，不从本机关的事项产生。")
    form = edition_for(filing.year)
    of = division([filing.organ_id], filing.year)
    _bring_up(of, at)
    found = _gathered(of, form, filing.year, at)[filing.organ_id]
    whose = of.each[filing.organ_id]
    computed = compute(form, found.requests, found.contests, found.given)
    facts = Facts(
        filing=filing,
        at=at,
        form=form,
        cells=computed.cells,
        faults=[],
        whose=whose,
        contests=tuple(line for line in found.lines if not line.fault),
        norms=found.norms,
        declared=found.declared,
        counted=found.requests,
    )
    facts.faults = list(_faults(facts, found, computed.homeless))
    facts.doubts = list(_doubts(facts))
    return facts


def cells_of(organs: Collection[Organ | int], year: int, at: datetime) -> dict[int, dict[str, Cell]]:
    """Return the cells of many organs' own year, by the organ's key, in a handful of queries for all."""
    form = edition_for(year)
    of = division([o if isinstance(o, int) else o.pk for o in organs], year)
    _bring_up(of, at)
    requests: dict[int, dict[Request, int]] = {organ: {} for organ in of.each}
    for organ, request, n in asked.groups(of, year):
        counts = requests[organ]
        counts[request] = counts.get(request, 0) + n
    contests: dict[int, Counter[Contest]] = {}
    for to, line in contested.lines(of, year):
        for organ in () if line.fault else of.owners.get(to, ()):
            contests.setdefault(organ, Counter())[line.counts_as] += 1
    given = declared.sums_of_each(of, form, year)
    none: Counter[Contest] = Counter()
    return {
        organ: compute(
            form, requests[organ], contests.get(organ, none), {**its_norms.numbers(), **given[organ]}
        ).cells
        for organ, its_norms in norms.of_each(of, form, year, at).items()
    }


@dataclass(frozen=True, slots=True)
class Known:
    """The cells of an organ's year as known now, and whether there may be something that is in none."""

    cells: dict[str, Cell]
    may_lack: bool  # `gather` says of one organ what it is, if anything


def known_of(organs: Collection[Organ | int], year: int, at: datetime) -> dict[int, Known]:
    """Return what is known of many organs' own year, by the organ's key, in a handful of queries for all."""
    form = edition_for(year)
    of = division([o if isinstance(o, int) else o.pk for o in organs], year)
    _bring_up(of, at)
    unread = asked.with_faulty(of, year)
    known = {}
    for organ, found in _gathered(of, form, year, at).items():
        computed = compute(form, found.requests, found.contests, found.given)
        known[organ] = Known(
            computed.cells,
            may_lack=organ in unread
            or bool(of.each[organ].shared)
            or bool(computed.homeless or found.norms.undivided or found.declared.missing)
            or any(line.fault for line in found.lines),
        )
    return known


def behind(of: Facts | Closing, address: str) -> Behind:
    """Return what a cell counts, of what is known now or of a closing; KeyError for no cell of that form."""
    form = of.form if isinstance(of, Facts) else edition(of.form)
    form.places[address]
    if address in (sums := parts(form)):
        return Behind(address, Origin.DERIVED, cells=sums[address])
    if (counts := requests_of(form, address)) is not None:
        found = _cases(of, *counts)
        return Behind(address, Origin.CASES, cases=tuple(found))
    if (contest := contests_of(form, address)) is not None:
        lines = of.contests if isinstance(of, Facts) else _closed_contests(of)
        return Behind(
            address, Origin.PROCEEDINGS, proceedings=tuple(sorted(x for x in lines if x.counts_as == contest))
        )
    if address in norms.addresses(form):
        return Behind(address, Origin.NORMS, norms=_norms(of, address))
    return Behind(address, Origin.DECLARATIONS, declarations=_declarations(of, form, address))


def _cases(of: Facts | Closing, kind: str, row: str, outcomes: tuple[str, ...]) -> list[asked.Line]:
    if isinstance(of, Closing):
        rows = ClosedCase.objects.filter(closing=of, requester_class=kind)
        rows = rows.filter(_rows(row, outcomes, "outcome")).order_by("case", "again")
        fields = ("case", "again", "requester_class", "carried_in", "outcome")
        return [asked.Line(*each) for each in rows.values_list(*fields)]
    found = asked.lines(of.whose, of.filing.year, Q(kind=kind) & _rows(row, outcomes, "ending"))
    return [line for line in found if request_cells(of.form, line.counts_as)]


def _rows(row: str, outcomes: tuple[str, ...], ending: str) -> Q:
    """Return the condition for the requests of a row of table 3."""
    match row:
        case "R1":
            return Q(carried_in=False)
        case "R2":
            return Q(carried_in=True)
        case "R4":
            return Q(**{ending: ""})
        case _:
            return Q(**{f"{ending}__in": outcomes})


def _closed_contests(closing: Closing) -> list[contested.Line]:
    rows = ClosedProceeding.objects.filter(closing=closing).order_by("proceeding")
    return [contested.Line(*each) for each in rows.values_list("proceeding", "way", "result")]


def _norms(of: Facts | Closing, address: str) -> tuple[int, ...]:
    if isinstance(of, Facts):
        return of.norms.cells.get(address, ())
    rows = ClosedNorm.objects.filter(closing=of, address=address).order_by("pk")
    return tuple(rows.values_list("edition", flat=True))


def _declarations(of: Facts | Closing, form: Edition, address: str) -> tuple[tuple[int, Number], ...]:
    if isinstance(of, Facts):
        return of.declared.cells.get(address, ())
    keys = ClosedDeclaration.objects.filter(closing=of, declaration__address=address).values("declaration")
    rows = Declaration.objects.filter(pk__in=keys).order_by("month", "pk")
    values = [(row.pk, declared.value_of(row, form)) for row in rows]
    return tuple((pk, value) for pk, value in values if value is not None)


@dataclass
class _Found:
    """What was counted for one organ before it became cells."""

    requests: dict[Request, int] = field(default_factory=dict)
    lines: list[contested.Line] = field(default_factory=list)
    undivided: list[contested.Line] = field(default_factory=list)
    contests: dict[Contest, int] = field(default_factory=dict)
    norms: Norms = field(default_factory=lambda: Norms({}))
    declared: Declared = field(default_factory=lambda: Declared({}, ()))
    given: dict[str, Number] = field(default_factory=dict)


def _bring_up(of: Division, at: datetime) -> None:
    rows = Standing.objects.filter(Q(organ__in=of.organs | of.shared) | Q(pk__in=of.cases))
    index.bring_up_counts(rows, timezone.localdate(at))


def _gathered(of: Division, form: Edition, year: int, at: datetime) -> dict[int, _Found]:
    found = {organ: _Found() for organ in of.each}
    for organ, request, n in asked.groups(of, year):
        counts = found[organ].requests
        counts[request] = counts.get(request, 0) + n
    for to, line in contested.lines(of, year):
        for organ in of.owners.get(to, ()):
            found[organ].lines.append(line)
            if not line.fault:
                contests = found[organ].contests
                contests[line.counts_as] = contests.get(line.counts_as, 0) + 1
        for organ in of.sharing(to):
            found[organ].undivided.append(line)
    for organ, its_norms in norms.of_each(of, form, year, at).items():
        found[organ].norms = its_norms
        found[organ].given = its_norms.numbers()
    for organ, numbers in declared.of_each(of, form, year).items():
        found[organ].declared = numbers
        found[organ].given |= numbers.numbers()
    return found


def _faults(facts: Facts, found: _Found, homeless: Mapping[Request | Contest, int]) -> Iterator[Fault]:
    filing, year = facts.filing, facts.filing.year
    if facts.whose.has_ended:
        says = _("%(organ)s在%(year)s年底以前已经变更或者撤销，这一年度由承接它的机关报告。") % {
            "organ": filing.organ,
            "year": year,
        }
        yield Fault(Needs.ORGAN, says)
    for case, why in asked.faulty(facts.whose, year):
        yield Fault(Needs.CASE, said(why), cases=(case,))
    yield from _homeless(facts, {r for r in homeless if isinstance(r, Request)})
    for line in found.lines:
        if line.fault:
            yield Fault(Needs.PROCEEDING, said(line.fault), proceedings=(line.proceeding,))
    if cases := asked.undivided(facts.whose, year):
        says = _("原机关拆分后，有%(count)s件申请没有确定由哪个机关承接，请先划分。") % {"count": len(cases)}
        yield Fault(Needs.ALLOTMENT, says, cases=tuple(cases))
    if found.undivided:
        keys = tuple(sorted(line.proceeding for line in found.undivided))
        says = _("原机关拆分后，有%(count)s件复议、诉讼案件没有确定由哪个机关承接，请先划分。") % {
            "count": len(keys)
        }
        yield Fault(Needs.ALLOTMENT, says, proceedings=keys)
    if loose := found.norms.undivided:
        says = _(
            "原机关拆分后，有%(count)s件规章、行政规范性文件没有确定由哪个机关承接，"
            "请在规范性文件库中分别承接后再核定。"
        ) % {"count": len(loose)}
        yield Fault(Needs.NORM, says, norms=loose)
    for lack in found.declared.missing:
        yield Fault(Needs.DECLARATION, lack.says, declarations=lack.declarations, address=lack.address)


def _doubts(facts: Facts) -> Iterator[Fault]:
    """Yield what is in no cell and may belong there: only people know whether it does."""
    if cases := asked.awaited(facts.whose, facts.filing.year):
        says = _(
            "有%(count)s件申请收到之日尚未确认，不在任何一格；"
            "已经与申请人确认的，请先补登确认收到（决定L-0027）。"
        ) % {"count": len(cases)}
        yield Fault(Needs.CASE, says, cases=tuple(cases))
    year = facts.filing.year
    if cases := asked.over_unread(facts.whose, year):
        says = _(
            "有%(count)s件申请的记录现在读不出来，以前年度核定时已经办结，不计入%(year)s年；请核对记录。"
        ) % {"count": len(cases), "year": year}
        yield Fault(Needs.CASE, says, cases=tuple(cases))
    over, ended = asked.unsent(facts.whose, year)
    if over:
        says = _(
            "有%(count)s件申请%(year)s年底以前已经作出决定、年底还没有发出，计入结转下年度继续办理"
            "（决定L-0040）；已经发出的，请先补登发出之日。"
        ) % {"count": len(over), "year": year}
        yield Fault(Needs.CASE, says, cases=tuple(over))
    if ended:
        says = _(
            "有%(count)s件申请%(year)s年底以前已经办结、文书年底还没有发出，计入本年度办理结果"
            "（决定L-0037、L-0040）；已经发出的，请先补登发出之日。"
        ) % {"count": len(ended), "year": year}
        yield Fault(Needs.CASE, says, cases=tuple(ended))
    bare, near = contested.doubtful(facts.whose, year)
    if bare:
        says = _(
            "有%(count)s件复议、诉讼案件登记以后没有任何进展，不计入表四；"
            "%(year)s年底以前已经受理或者收到副本的，请先补登，计入尚未审结或者审结的结果。"
        ) % {"count": len(bare), "year": year}
        yield Fault(Needs.PROCEEDING, says, proceedings=tuple(bare))
    if unripe := contested.unripe(facts.whose, year):
        says = _(
            "有%(count)s件诉讼案件的一审判决、裁定在%(year)s年12月17日以后作出，年底还在上诉期内，按其结果计入表四；"
            "已经上诉的，请先登记上诉，计入尚未审结。"
        ) % {"count": len(unripe), "year": year}
        yield Fault(Needs.PROCEEDING, says, proceedings=tuple(unripe))
    if near:
        says = _(
            "有%(count)s件复议、诉讼案件%(next)s年1月才收到副本，没有登记受理之日，"
            "不计入%(year)s年的表四；%(year)s年底以前已经受理的，请先补登受理之日。"
        ) % {"count": len(near), "next": year + 1, "year": year}
        yield Fault(Needs.PROCEEDING, says, proceedings=tuple(near))


def _homeless(facts: Facts, homeless: set[Request]) -> Iterator[Fault]:
    if not homeless:
        return
    alike: dict[tuple[Needs, str], list[int]] = {}
    for line in asked.lines(facts.whose, facts.filing.year):
        if line.counts_as in homeless:
            needs = Needs.ROW if line.requester_class in CLASSES else Needs.CLASS
            alike.setdefault((needs, line.outcome if needs is Needs.ROW else ""), []).append(line.case)
    for (needs, outcome), cases in sorted(alike.items()):
        if needs is Needs.CLASS:
            says = _("有%(count)s件申请没有登记申请人类别，不能计入表三的任何一栏，请补登。") % {
                "count": len(cases)
            }
        else:
            says = _(
                "有%(count)s件申请的办理结果“%(outcome)s”在%(form)s年格式中没有对应的行，请核对办理结果。"
            ) % {"count": len(cases), "outcome": OUTCOMES.get(outcome, outcome), "form": facts.form.key}
        yield Fault(needs, says, cases=tuple(sorted(set(cases))))


__all__ = [
    "Behind",
    "Facts",
    "Fault",
    "Known",
    "Needs",
    "Origin",
    "as_report",
    "behind",
    "cells_of",
    "gather",
    "known_of",
    "report_of",
]
