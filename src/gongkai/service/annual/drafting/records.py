"""What the records of a year hold beside its cells: what was published, fees, occasions."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone

from gongkai.report.model import Number
from gongkai.service.annual import asked, contested
from gongkai.service.annual.drafting.numbers import Known
from gongkai.service.annual.models import Filing, NumberWord, Occasion
from gongkai.service.annual.whose import Whose, division
from gongkai.service.catalogue import schemes
from gongkai.service.catalogue.models import Showing
from gongkai.service.redress.models import Proceeding
from gongkai.service.requests.models import Entry

ZERO = "没有"
NONE_OF = (Occasion.Kind.CLARIFICATION, Occasion.Kind.ACCOUNTABILITY, Occasion.Kind.OTHER)
"""Kinds of which it can be recorded that there was none: an occasion with the number 0."""


@dataclass(frozen=True, slots=True)
class Fees:
    """The fee notices of a year: how many, their sum, and what of it was paid."""

    notices: int
    noticed_yuan: int
    paid_yuan: int


@dataclass(frozen=True, slots=True)
class Records:
    """What a draft tells beside the cells."""

    columns: tuple[tuple[str, int], ...]  # top column of the catalogue and what was published in it
    documents: int
    fees: Fees
    occasions: tuple[Occasion, ...]
    unconfirmed: int = 0  # requests whose receipt is not confirmed: in no cell
    speak: frozenset[int] = frozenset()  # who can say of the whole report that there was nothing
    reconsiderations: int = 0  # entered by the year's end and not over before it, accepted or not
    suits: int = 0

    @property
    def contests(self) -> int:
        """How many reconsiderations and suits there were at any time of the year."""
        return self.reconsiderations + self.suits

    def of(self, *kinds: str) -> list[Occasion]:
        """Return the occasions of these kinds that say something, in the order of their days."""
        return [each for each in self.occasions if each.kind in kinds and not is_none(each)]

    def none_of(self, kind: str) -> bool:
        """Say whether who reports recorded, after the year, that there was none, and nothing else.

        An organ merged into it in the year cannot know of the rest: who came after says it for both.
        """
        said = {e.organ_id for e in self.occasions if e.kind == kind and is_none(e) and says_of_the_year(e)}
        return not self.of(kind) and bool(said & self.speak)


def is_none(row: Occasion) -> bool:
    """Say whether a row records that there was nothing of its kind."""
    return row.kind in NONE_OF and row.number == 0


def says_of_the_year(row: Occasion) -> bool:
    """Say whether a row was recorded once its year was over: before, it says nothing of the whole year."""
    return timezone.localdate(row.at).year > row.on.year


def records(filing: Filing) -> Records:
    """Return what the records of a filing's year hold, of the organs whose matters are in it."""
    whose = division([filing.organ_id], filing.year).each[filing.organ_id]
    columns = _columns(whose, filing.year)
    kinds = contested.kinds_of(whose, filing.year)
    reviews = kinds[Proceeding.Kind.RECONSIDERATION]
    return Records(
        columns=columns,
        documents=sum(count for _name, count in columns),
        fees=_fees(whose, filing.year),
        occasions=tuple(occasions(whose.alone, filing.year)),
        unconfirmed=len(asked.awaited(whose, filing.year)),
        speak=frozenset({filing.organ_id}),
        reconsiderations=reviews,
        suits=kinds.total() - reviews,
    )


def occasions(organs: frozenset[int], year: int) -> list[Occasion]:
    """Return what stands recorded of a year: what was neither replaced nor withdrawn."""
    rows = Occasion.objects.filter(organ__in=organs, on__year=year, replaced_by=None, withdrawn=False)
    return list(rows.select_related("by__person", "organ").order_by("on", "pk"))


def known(filing: Filing, section: int, found: Records) -> Known:
    """Return what the numbers of a section may come from beside the cells."""
    facts: dict[str, Number] = {}
    if filing.scope == Filing.Scope.OWN:  # of a sum the records are those of others
        facts = {
            "documents": found.documents,
            "notices": found.fees.notices,
            "noticed_yuan": found.fees.noticed_yuan,
            "paid_yuan": found.fees.paid_yuan,
            "reconsiderations": found.reconsiderations,
            "suits": found.suits,
        }
    words = NumberWord.objects.filter(filing=filing.pk, section=section).order_by("-pk")
    return Known(
        facts,
        tuple(words.values_list("context", "number", "source")),
        tuple(f"{row.says} {number(row)}" for row in found.occasions),
    )


def number(row: Occasion) -> str:
    """Return the number of an occasion with its unit: 2场; "" if it has none."""
    return "" if row.number is None else f"{row.number.normalize():f}{row.unit}"


def _columns(whose: Whose, year: int) -> tuple[tuple[str, int], ...]:
    first_days = (date(year, 1, 1), date(year + 1, 1, 1))
    begins, ends = (timezone.make_aware(datetime.combine(day, time.min)) for day in first_days)
    rows = Showing.objects.filter(organ__in=whose.alone, first_begins__gte=begins, first_begins__lt=ends)
    firsts = rows.exclude(ended_how=Showing.Ended.WITHDRAWN).order_by("edition__document", "begins")
    of: dict[int, str] = {}
    for document, category in firsts.values_list("edition__document", "category"):
        of.setdefault(document, schemes.path_to(category)[0].name)
    return tuple(sorted(Counter(of.values()).items(), key=lambda pair: (-pair[1], pair[0])))


def _fees(whose: Whose, year: int) -> Fees:
    mine = whose.is_counted("case__organ", "case")
    kinds = ("fee_noticed", "fee_paid")
    cases = Entry.objects.filter(mine, kind__in=kinds, on__year=year).values("case")
    rows = Entry.objects.filter(case__in=cases, kind__in=(*kinds, "entry_annulled")).order_by("case", "place")
    given = list(rows.values_list("case", "place", "kind", "on", "particulars"))
    void = {(case, said.get("annuls")) for case, _place, kind, _on, said in given if kind == "entry_annulled"}
    asked: dict[int, int] = {}
    notices = noticed = paid = 0
    for case, place, kind, on, said in given:
        if kind not in kinds or (case, place) in void:
            continue
        if kind == "fee_noticed":
            asked[case] = int(said.get("yuan") or 0)
        if on.year == year:
            notices += kind == "fee_noticed"
            noticed += asked[case] if kind == "fee_noticed" else 0
            paid += asked.get(case, 0) if kind == "fee_paid" else 0
    return Fees(notices, noticed, paid)
