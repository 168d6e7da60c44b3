"""What a request would cost by either standard of the information processing fee (条例 art. 42; 109号).

Requests are counted by the digest of the requester's identity number, in the calendar month of receipt,
per organ or over the organs of one government (reading L-0024). Nothing is charged unless a person proposes
it and another consents.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from gongkai.service.catalogue.desk_law import law_here
from gongkai.service.organs.models import Organ
from gongkai.service.requests import ledger, vault
from gongkai.service.requests.models import Case, Identity, Party
from gongkai.statute import clock, fees
from gongkai.statute.errors import StatuteError
from gongkai.statute.law import Law

_GOVERNMENTS = (Organ.Kind.PROVINCE, Organ.Kind.PREFECTURE, Organ.Kind.COUNTY, Organ.Kind.TOWNSHIP)
_MONTH = timedelta(days=62)  # how far from the month an index may be that was computed before


@dataclass(frozen=True, slots=True)
class Simulation:
    """Both standards for one request, on a day. `before` is how many came before it in its month."""

    pages: int
    before: int
    counted: bool  # whether the requester is known by a number: else this request alone is counted
    by_pages: fees.Fee
    by_items: int

    def yuan(self, standard: str) -> int:
        """Return the fee by a standard: "pages" or "items"."""
        return self.by_pages.yuan if standard == "pages" else self.by_items


def simulate(case: Case, pages: int, on: date) -> Simulation:
    """Return what a request would cost on a day by each standard. StatuteError for a count out of range."""
    before = earlier_this_month(case)
    choice = fees.compare(pages, before or 0, on)
    return Simulation(
        pages=pages,
        before=before or 0,
        counted=before is not None,
        by_pages=fees.fee("pages", pages, on),
        by_items=choice.by_items,
    )


def earlier_this_month(case: Case) -> int | None:
    """Return how many requests of the same requester came before this one in its month.

    None where no identity number was registered: nobody can then be told to be the same. Raises StatuteError
    where the reading counts by government and an organ's is not known.
    """
    mine = clock.read(ledger.events_of(case), law_here()).received_on
    identity = Identity.objects.filter(party__case=case, party__role=Party.Role.REQUESTER).first()
    return earlier_of(case, identity, mine)


def earlier_of(case: Case, identity: Identity | None, mine: date | None) -> int | None:
    """Return the same for an identity and a day of receipt that are known already."""
    law = law_here()
    if identity is None or not identity.digest or mine is None:
        return None
    received = dict(_of_the_same(case, identity, mine, law))
    upto = [pk for pk, (_, day) in received.items() if (day, pk) <= (mine, case.pk)]
    governments = {str(o.pk): _government(o) for o in _scope(case, law, mine) if _government(o)}
    counts = fees.monthly_counts(
        ((identity.digest, str(received[pk][0]), received[pk][1]) for pk in upto), law, governments
    )
    scope = str(case.organ_id)
    if law.reads("fee_count_scope", mine) == "government":
        scope = governments.get(scope, scope)
    return counts[identity.digest, scope, mine.year, mine.month] - 1


def _of_the_same(
    case: Case, identity: Identity, mine: date, law: Law
) -> Iterator[tuple[int, tuple[int, date]]]:
    """The requests of the same requester that may be of that month: key, organ, day of receipt."""
    digests = [
        identity.digest if organ.pk == case.organ_id else vault.digest_at(identity, organ.pk)
        for organ in _scope(case, law, mine)
    ]
    month = mine.replace(day=1)
    found = Case.objects.filter(
        parties__role=Party.Role.REQUESTER,
        parties__identity__digest__in=[digest for digest in digests if digest],
        indexed__received_on__range=(month - _MONTH, month + _MONTH),
    )
    organs = dict(found.values_list("pk", "organ"))
    for key, events in ledger.events_of_all(organs).items():
        try:
            day = clock.read(events, law).received_on
        except StatuteError:  # a history today's law cannot read stands on the work list by itself
            continue
        if day is not None:
            yield key, (organs[key], day)


def _scope(case: Case, law: Law, on: date) -> list[Organ]:
    """The organs whose requests are counted together."""
    if law.reads("fee_count_scope", on) != "government":
        return [case.organ]
    government = _government(case.organ)
    return [organ for organ in Organ.objects.select_related("parent") if _government(organ) == government]


def _government(organ: Organ) -> str:
    """The code of the government an organ belongs to: itself, or the one above; "" where none is known."""
    if organ.kind in _GOVERNMENTS:
        return organ.code
    return organ.parent.code if organ.parent else ""
