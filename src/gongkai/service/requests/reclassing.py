"""The class of a requester, corrected after intake: it decides the column of table 3 (30号).

It is no event of the law, and no row of the ledger: no day depends on it. It is proposed with its reason,
and consented to by another, as the annulment of a wrong entry is. The proposal keeps the class as it was
registered before; `Party` has the one that counts. What was split off has the same requester: the whole and
its parts are corrected together, and the proposal stands in the file of the whole.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from gongkai.service.requests import splitting
from gongkai.service.requests.models import Case, Party, Proposal
from gongkai.service.requests.words import CLASSES

KIND = "class_corrected"


@dataclass(frozen=True, slots=True)
class Correction:
    """A correction that was consented to: of which case, the day of the consent, when it was entered."""

    case: int
    on: date
    at: datetime


def written(before: str, after: str, on: date) -> dict[str, Any]:
    """Return what a proposal keeps: the class as it was registered, and as it should be."""
    return {"on": on.isoformat(), "particulars": {"before": before, "after": after}, "basis": {}}


def classes_of(proposal: Proposal) -> tuple[str, str]:
    """Return the keys of the class before and after."""
    given = proposal.event["particulars"]
    return given["before"], given["after"]


def named(key: str) -> str | Promise:
    """Return what a class is called; one that was never registered says so."""
    return CLASSES.get(key) or _("没有登记")


def requester_of(case: Case) -> Party:
    """Return who asked; Party.DoesNotExist where nobody is registered."""
    found: Party = Party.objects.get(case=case, role=Party.Role.REQUESTER)
    return found


def whole_of(case: Case) -> Case:
    """Return the request that a case was split off from in the end; itself where it was not."""
    whole = splitting.wholes([case.pk])[case.pk]
    return case if whole == case.pk else Case.objects.select_related("organ").get(pk=whole)


def locked_with_parts(whole: Case) -> list[Case]:
    """Lock a request and all that was split off from it, the oldest first, and return their rows."""
    keys = [whole.pk, *splitting.families([whole.pk])[whole.pk]]
    rows = Case.objects.select_for_update(of=("self",)).select_related("organ")
    return list(rows.filter(pk__in=keys).order_by("pk"))


def proposals_of(case: Case) -> QuerySet[Proposal]:
    """Return the corrections of a request's class, proposed or decided, in whichever file they stand."""
    return Proposal.objects.filter(case=splitting.wholes([case.pk])[case.pk], kind=KIND).order_by("pk")


def corrected_since(cases: Collection[int], at: datetime) -> Iterator[Correction]:
    """Yield the corrections of these cases that were consented to after a moment, in the order they were."""
    parts: dict[int, list[int]] = {}
    for case, whole in splitting.wholes(cases).items():
        parts.setdefault(whole, []).append(case)
    rows = Proposal.objects.filter(
        case__in=parts, kind=KIND, consent__granted=True, consent__at__gt=at
    ).order_by("consent__at", "pk")
    for whole, on, when in rows.values_list("case", "consent__on", "consent__at"):
        for case in parts[whole]:
            yield Correction(case, on, when)
