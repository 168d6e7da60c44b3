"""The sum of the reports that an authority has accepted (逐级汇总): of which, for whom, does it still hold.

A sum is over exactly its parts: G1 and every identity are asked over them. It is stale as soon as what the
register has now is not what it was made of, and a stale sum goes no further.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.report import interchange
from gongkai.report.check import OrganKind, Previous, check
from gongkai.report.loader import edition_for
from gongkai.report.model import BLANK, Cell, Finding, Number, Report, Section, Status
from gongkai.report.naming import cell_name
from gongkai.report.rollup import rollup
from gongkai.service.annual import facts, norms, queries
from gongkai.service.annual.models import FiledReport, Filing, Part, Step, Version
from gongkai.service.annual.obliged import own_names
from gongkai.service.annual.register import Register, Row, State, reporters
from gongkai.service.annual.standing import Stage
from gongkai.service.organs.models import Organ

OWN_READY = (Stage.CLEARED, Stage.SUBMITTED)  # of the authority's own report: nobody here accepts it
LEDGERS = ("T3", "T4")  # the tables that the cases here tell of
_PLAIN = frozenset({"candidates", "units", "indicators", "findings"})
_EMPTY = {str(Status.BLANK): BLANK, str(Status.NA): Cell(status=Status.NA)}


@dataclass(frozen=True, slots=True)
class Piece:
    """A report that counts in the sum: the accepted version, or the newest public edition."""

    row: Row
    version: Version | None = None
    filed: FiledReport | None = None

    @property
    def key(self) -> str:
        """The same report under the same key, whether it has become public meanwhile or not."""
        return _key(self.version, self.filed)


@dataclass(frozen=True, slots=True)
class Missing:
    """A report that is not in the sum, and why."""

    row: Row
    why: str | Promise


@dataclass(frozen=True, slots=True)
class Pieces:
    """What a sum can be made of now."""

    register: Register
    pieces: tuple[Piece, ...]
    missing: tuple[Missing, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell in which the reports and the cases or norms that live here differ, organ by organ."""

    address: str
    name: str
    organs: tuple[tuple[Organ, Number, Number], ...]  # what its report says, what is here

    @property
    def filed(self) -> Number:
        """What the reports of these organs come to."""
        return sum((filed for _organ, filed, _here in self.organs), Decimal(0))

    @property
    def here(self) -> Number:
        """What is here of them comes to."""
        return sum((here for _organ, _filed, here in self.organs), Decimal(0))


def pieces_of(authority: Organ, year: int, on: date) -> Pieces:
    """Return which reports of a year an authority's sum is made of as things stand, and which are missing."""
    register = reporters(authority, year, on)
    form = edition_for(year).key
    found: list[Piece] = []
    missing: list[Missing] = []
    for row in sorted(register.rows, key=lambda row: row.organ.code):
        piece = _piece(row)
        if piece is None:
            missing.append(Missing(row, _why(row)))
        elif (piece.version or piece.filed).form != form:  # type: ignore[union-attr]
            missing.append(Missing(row, gettext_lazy("用的不是本年度的格式")))
        else:
            found.append(piece)
    return Pieces(register, tuple(found), tuple(missing))


def lacking_in(version: Version, now: Pieces | None = None) -> list[str]:
    """Return the names of those whose report should be in a sum made here and is not, as things stand."""
    if not _is_sum(version):
        return []
    return names_of(row.row for row in (now or pieces_now(version)).missing)


def pieces_now(version: Version) -> Pieces:
    """Return of which reports a sum could be made now, in the organs of when it was made."""
    filing = version.filing
    return pieces_of(filing.organ, filing.year, timezone.localdate(version.at))


def names_of(rows: Iterable[Row]) -> list[str]:
    """Return the names of the organs of rows, in the order of their codes."""
    return [organ.name for organ in sorted((row.organ for row in rows), key=lambda organ: organ.code)]


def range_of(pieces: Iterable[Piece | Part], lacking: Sequence[str]) -> str:
    """Return the paragraph with which a sum says of whose reports it is made, and whose it lacks.

    It stands in the report itself, so that every file of it says so (逐级汇总; 统得出、报得准、可核查).
    """
    rows = [piece.version or piece.filed for piece in pieces]
    organs = sorted((row.filing.organ for row in rows if row), key=lambda organ: organ.code)
    says = f"本报告为汇总报告，各表是下列机关报告中同一格之和：{'、'.join(organ.name for organ in organs)}。"
    return says + (f"须编制报告而没有计入的机关：{'、'.join(lacking)}。" if lacking else "")


def add_up(reports: Sequence[Report], *, organ: str, year: int) -> Report:
    """Return the sum of reports, each of another organ. Raises NothingToSum."""
    return rollup(reports, organ=organ, year=year)


def examined(
    reports: Iterable[tuple[Report, Report | None]], kind: OrganKind = OrganKind.DEPARTMENT
) -> list[list[Finding]]:
    """Return what the rules find in each of many reports, last year's beside it."""
    known = Previous.KNOWN
    return [check(report, previous=before, previous_is=known, organ_kind=kind) for report, before in reports]


def report_of(piece: Piece | Part) -> Report:
    """Return the report of a piece, under the name of its organ here: no two organs share one."""
    return reports_of([piece])[0]


def reports_of(pieces: Sequence[Piece | Part]) -> list[Report]:
    """Return the reports of pieces, in their order, in two queries whatever their number."""
    versions = [piece.version.pk for piece in pieces if piece.version]
    editions = [piece.filed.pk for piece in pieces if piece.filed and not piece.version]
    texts = {
        (model, key): content
        for model, keys in ((Version, versions), (FiledReport, editions))
        for key, content in (model.objects.filter(pk__in=keys).values_list("pk", "content") if keys else ())
    }
    found = []
    for piece in pieces:
        if (row := piece.version or piece.filed) is None:
            raise ValueError(f"{piece}: neither a version nor an edition")
        report = kept(texts[type(row), row.pk])
        report.organ = row.filing.organ.name
        found.append(report)
    return found


def kept(content: str) -> Report:
    """Return the report of a text that this service has written, quickly where cells are numbers or blank.

    What came from elsewhere was read by `interchange` before it was kept; here it is not tried again.
    """
    data = json.loads(content, parse_float=Decimal)
    status = data.get("status") or {}
    if any(data.get(name) for name in _PLAIN) or not _EMPTY.keys() >= set(status.values()):
        return interchange.from_json(interchange.loads(content))
    known = _CELLS
    cells = {a: known.get(n) or Cell(n) for a, n in data["cells"].items()}
    for address, said in status.items():
        cells[address] = _EMPTY[said]
    day = data.get("published")
    return Report(
        organ=data["organ"],
        year=data["year"],
        edition=data["edition"],
        title=data.get("title", ""),
        published=date.fromisoformat(day) if day else None,
        cells=cells,
        sections=[Section(s["number"], s["title"], s["text"]) for s in data.get("sections", ())],
        preamble=data.get("preamble", ""),
        prose=data.get("prose") or {},
    )


def parts_of(version: Version) -> list[Part]:
    """Return the parts of a sum with their organs, without the words of the reports."""
    return parts_of_each([version.pk])


def parts_of_each(versions: Collection[int]) -> list[Part]:
    """Return the parts of several sums, by the keys of their versions, in one query."""
    rows = Part.objects.filter(of__in=versions).select_related(
        "version__filing__organ", "filed__filing__organ"
    )
    return list(rows.defer("version__content", "version__source", "filed__content", "filed__source"))


def organs_of(version: Version) -> list[Organ]:
    """Return for whom a sum stands."""
    rows = (part.version or part.filed for part in parts_of(version))
    return sorted((row.filing.organ for row in rows if row), key=lambda organ: organ.code)


def stale(version: Version, now: Pieces | None = None) -> list[str]:
    """Return in what a sum no longer is the sum of what was accepted, in sentences; empty while it is.

    A part was returned or superseded, or another report was accepted since; so it is with a part that is a
    sum in turn, until that is public: then it stands as it was published, until it is amended. Of one made
    elsewhere nobody knows the parts: its numbers are held against what is here (`sum_held`).
    """
    if not _is_sum(version):
        return []
    now = now or pieces_now(version)
    parts = parts_of(version)
    then = {_key(part.version, part.filed): part for part in parts}
    current = {piece.key: piece for piece in now.pieces}
    gone, come = _gone_and_come(parts, now)
    stages = {row.organ.pk: row.stands.stage for row in now.register.rows}
    said = []
    for pk, organ in gone.items():
        given = {"organ": organ}
        if pk in come:
            said.append(_("%(organ)s的报告已有更正，汇总用的是更正以前的。") % given)
        elif stages.get(pk) is Stage.RETURNED:
            said.append(_("%(organ)s的报告已被退回，汇总里仍有它的数。") % given)
        elif pk in stages:
            said.append(_("%(organ)s的报告正在重新编制，汇总里仍是从前的数。") % given)
        else:
            said.append(_("%(organ)s已不单独报送，汇总里仍有它的数。") % given)
    said += [
        _("%(organ)s的报告已经审核通过，没有计入汇总。") % {"organ": organ}
        for pk, organ in come.items()
        if pk not in gone
    ]
    for key, piece in current.items():
        if key in then and piece.version is not None and _is_sum(piece.version):
            said += [
                _("%(organ)s的汇总报告已过期：%(why)s") % {"organ": piece.row.organ, "why": why}
                for why in stale(piece.version)
            ]
    if not said:
        words = range_of(parts, lacking_in(version, now))
        if words not in interchange.from_json(interchange.loads(version.content)).preamble:
            said.append(_("没有计入的机关与汇总时的不同。"))
    return said


def come_since(version: Version) -> list[Organ]:
    """Return whose report has been accepted, or is public, and is in no cell of a sum made here.

    A handful of queries where some report below is no part of it, three where none is.
    """
    if not _is_sum(version):
        return []
    filing = version.filing
    parts = parts_of(version)
    known = {organ_of(part).pk for part in parts}
    kept = own_names(filing.organ_id, filing.year, timezone.localdate(version.at))
    reporting = Q(organ__in=kept) | Q(organ__supervisor__in=kept) | Q(organ__reporting__to__in=kept)
    ready = Q(reports__isnull=False) | Q(versions__steps__kind=Step.Kind.ACCEPTED)
    others = Filing.objects.filter(reporting, ready, year=filing.year).exclude(organ__in=known)
    if not others.exclude(pk=filing.pk).exists():
        return []
    gone, come = _gone_and_come(parts, pieces_now(version))
    return sorted((organ for pk, organ in come.items() if pk not in gone), key=lambda organ: organ.code)


def _gone_and_come(parts: Iterable[Part], now: Pieces) -> tuple[dict[int, Organ], dict[int, Organ]]:
    """Return of whom a sum has a report that is no longer to be summed, and of whom it lacks one that is."""
    then = {_key(part.version, part.filed): organ_of(part) for part in parts}
    current = {piece.key: piece.row.organ for piece in now.pieces}
    gone = {organ.pk: organ for key, organ in then.items() if key not in current}
    return gone, {organ.pk: organ for key, organ in current.items() if key not in then}


def amended_since(version: Version, published_on: date) -> list[tuple[Organ, date]]:
    """Return which parts of a public sum, or of the sums among them, were published in another edition since.

    With the day of each. Unlike `stale` this tells nothing of what is on its way.
    """
    parts = parts_of(version)
    rows = [part.version or part.filed for part in parts]
    keys = {_key(part.version, part.filed) for part in parts}
    newest = queries.newest().filter(
        filing__in=[row.filing_id for row in rows if row], published_on__gte=published_on
    )
    changed = {row.filing_id: row for row in newest if _key(None, row) not in keys}
    found = {(row.filing.organ, row.published_on) for row in changed.values()}
    for part, row in zip(parts, rows, strict=True):
        below = part.version or (part.filed.version if part.filed else None)
        if row is not None and row.filing_id not in changed and below is not None and _is_sum(below):
            found.update(amended_since(below, timezone.localdate(below.at)))
    return sorted(found, key=lambda one: (one[0].code, one[1]))


def _is_sum(version: Version) -> bool:
    """Say whether a version was made here of the reports of others."""
    return version.origin == Version.Origin.SUMMED


def differences(pieces: Iterable[Piece | Part], year: int, at: datetime) -> list[Difference]:
    """Return where the reports of organs whose cases or norms live here differ from what these come to now.

    Sums below are followed down to the reports of single organs. An organ without a case of that year here
    is not compared in cases, nor one without a norm in the library in norms: they are kept elsewhere.
    """
    below = list(_leaves(pieces))
    reports = reports_of([each for each, _row in below])
    leaves = {row.filing.organ: report for (_each, row), report in zip(below, reports, strict=True)}
    here = facts.cells_of([organ.pk for organ in leaves], year, at)
    form = edition_for(year)
    of_cases = [address for address, place in form.places.items() if place.table in LEDGERS]
    of_norms = norms.addresses(form)
    found: dict[str, list[tuple[Organ, Number, Number]]] = {}
    for organ, report in leaves.items():
        for ledger in (of_cases, of_norms):
            counts = {address: here[organ.pk][address].value for address in ledger}
            if not any(counts.values()):
                continue
            for address, count in counts.items():
                filed = report.cells[address].value
                if filed is not None and count is not None and filed != count:
                    found.setdefault(address, []).append((organ, filed, count))
    return [
        Difference(address, cell_name(place), tuple(found[address]))
        for address, place in form.places.items()
        if address in found
    ]


def _leaves(pieces: Iterable[Piece | Part]) -> Iterator[tuple[Piece | Part, Version | FiledReport]]:
    for each in pieces:
        row = each.version or each.filed
        if row is None:
            continue
        if row.filing.scope == Filing.Scope.OWN:
            yield each, row
        elif (version := each.version or (each.filed.version if each.filed else None)) is not None:
            below = version.parts.select_related(
                "version__filing__organ", "filed__filing__organ", "filed__version"
            )
            yield from _leaves(below)


def _piece(row: Row) -> Piece | None:
    stands = row.stands
    if stands.stage is Stage.ACCEPTED or (row.is_own and stands.stage in OWN_READY):
        return Piece(row, version=stands.version)
    if stands.published is not None:
        return Piece(row, filed=stands.published)
    return None


def _why(row: Row) -> str | Promise:
    if row.state in (State.SUBMITTED, State.BROKEN):
        return gettext_lazy("已报送，还没有审核通过")
    return row.says


def _key(version: Version | None, filed: FiledReport | None) -> str:
    if version is not None:
        return f"version {version.pk}"
    if filed is None:
        return ""
    return f"version {filed.version_id}" if filed.version_id else f"edition {filed.pk}"


def organ_of(part: Part) -> Organ:
    """Return of whose report a part is."""
    row = part.version or part.filed
    if row is None:
        raise ValueError(f"{part}: neither a version nor an edition")
    organ: Organ = row.filing.organ
    return organ


# Most cells: one object for all that are alike.
_CELLS: dict[Number | None, Cell] = {None: BLANK, **{number: Cell(number) for number in range(1000)}}


def keys_of(pieces: Collection[Piece | Part]) -> tuple[str, ...]:
    """Return what a review of a sum is bound to beside its cells: of which reports it is."""
    return tuple(sorted(_key(piece.version, piece.filed) for piece in pieces))


__all__ = [
    "Difference",
    "Missing",
    "Piece",
    "Pieces",
    "add_up",
    "amended_since",
    "come_since",
    "differences",
    "examined",
    "kept",
    "keys_of",
    "lacking_in",
    "names_of",
    "organ_of",
    "organs_of",
    "parts_of",
    "parts_of_each",
    "pieces_now",
    "pieces_of",
    "range_of",
    "report_of",
    "reports_of",
    "stale",
]
