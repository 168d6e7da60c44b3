"""What the records of a year hold beside its cells: what was published, fees, occasions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone

from gongkai.report.model import Number
from gongkai.service.annual import asked, contested
from gongkai.service.annual.composing import PREAMBLE
from gongkai.service.annual.drafting.numbers import Known, values_in
from gongkai.service.annual.models import Filing, NumberWord, Occasion
from gongkai.service.annual.whose import Whose, division
from gongkai.service.catalogue import schemes
from gongkai.service.catalogue.models import Showing
from gongkai.service.organs.models import Organ
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
        tuple(_phrases(filing, section, found)),
    )


def _phrases(filing: Filing, section: int, found: Records) -> Iterator[str]:
    """Yield the very words a draft takes from the records: what is a number in them needs no other source."""
    yield filing.organ.name
    yield from map(told, found.occasions)
    if section == PREAMBLE:
        yield from contacts(filing.organ)
    if filing.scope == Filing.Scope.OWN:
        yield from (in_column(name, count) for name, count in found.columns)


def in_column(name: str, count: int) -> str:
    """Return how many documents were published in a column, in words."""
    return f"{name}{count}条"


def contacts(organ: Organ) -> list[str]:
    """Return how to reach an organ, as its preamble tells it: only what it has entered."""
    ways = (("地址", organ.address), ("邮政编码", organ.postcode), ("联系电话", organ.phone))
    return [f"{label}：{value}" for label, value in ways if value]


def told(row: Occasion) -> str:
    """Return what an occasion says, without its full stop, with its number if the words do not have it."""
    words = row.says.strip().rstrip("。；;")
    if row.number is None or row.number in values_in(words):
        return words
    return f"{words}，共{number(row)}"


def number(row: Occasion) -> str:
    """Return the number of an occasion with its unit: 2场; "" if it has none."""
    return "" if row.number is None else f"{row.number.normalize():f}{row.unit}"


def _columns(whose: Whose, year: int) -> tuple[tuple[str, int], ...]:
    """Return how many documents first published in a year were public at its end, by their top column.

    As of 31 December: what was taken down or revised afterwards changes nothing of the year.
    """
    first_days = (date(year, 1, 1), date(year + 1, 1, 1))
    begins, ends = (timezone.make_aware(datetime.combine(day, time.min)) for day in first_days)
    rows = Showing.objects.filter(organ__in=whose.alone, first_begins__gte=begins, first_begins__lt=ends)
    rows = rows.filter(begins__lt=ends).order_by("edition__document", "begins", "pk")
    of: dict[int, str] = {}
    is_down: dict[int, bool] = {}  # of each document by its last showing of the year
    for document, category, how, until in rows.values_list(
        "edition__document", "category", "ended_how", "ends"
    ):
        of.setdefault(document, schemes.path_to(category)[0].name)
        is_down[document] = how == Showing.Ended.WITHDRAWN and until is not None and until < ends
    counts = Counter(name for document, name in of.items() if not is_down[document])
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


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
