"""Which authority judges the report of an organ for a year, and who acts in it: the one place that says so.

The register names to whom an organ reports (`deadlines.authority_key`): that authority, who came after it
and those above it judge the report, see what was submitted and remind of it; nobody else does, not the local
government either where an organ reports to its own line (30号). Who reads the register (`obliged`) asks the
same key.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from gongkai.service.annual.deadlines import (
    OFFICE,
    authority_key,
    entered,
    entries,
    kind_of,
    renamed,
    reporter_of,
)
from gongkai.service.annual.models import Filing, Reporter
from gongkai.service.organs import policy
from gongkai.service.organs.continuity import Link, above, kept_by, leads_to, under
from gongkai.service.organs.doors import visible_organs
from gongkai.service.organs.models import Organ, Post
from gongkai.service.organs.policy import Power

SUPERVISOR: Link = "supervisor_id"


def authorities(organ: Organ, year: int, on: date) -> frozenset[int]:
    """Return the keys of the organs that judge an organ's report of a year, as they are on a day."""
    to = authority_key(organ, entered(organ, year))
    return above([organ.pk], SUPERVISOR, on) if to is None else leads_to([to], SUPERVISOR, on)


def authorities_here(organ: Organ, year: int, on: date) -> frozenset[int]:
    """Return the keys of the authorities here that judge an organ's report; empty if it has none here."""
    return authorities(organ, year, on) - {organ.pk}


def goes_to_public(filing: Filing, on: date) -> bool:
    """Say whether nobody judges a report before it is public: 本政府机关's own, with no authority here.

    30号 lets departments and townships submit to the authority in charge, which is the government's own
    office; of the report of that government's own work it names none who accepts it.
    """
    if filing.scope != Filing.Scope.OWN:
        return False
    if kind_of(filing.organ, filing.scope, entered(filing.organ, filing.year)) != OFFICE:
        return False
    return not authorities_here(filing.organ, filing.year, on)


def judges(post: Post, organ: Organ, year: int, on: date) -> bool:
    """Say whether a post supervises in an organ that judges another's report of a year."""
    if not policy.in_force(post, on) or not policy.has(post, Power.SUPERVISE):
        return False
    return post.organ_id in authorities(organ, year, on)


def judged_by(post: Post, filings: Iterable[Filing], on: date) -> list[Filing]:
    """Return those of these filings that a post judges: their organs are at hand, three queries more."""
    if not policy.in_force(post, on) or not policy.has(post, Power.SUPERVISE):
        return []
    return judged_in(post.organ_id, filings, on)


def judged_in(authority: int, filings: Iterable[Filing], on: date) -> list[Filing]:
    """Return those of these filings that are judged in an organ, by its key; three queries."""
    found = list(filings)
    rows = entries(filing.organ_id for filing in found)
    below = under([authority], SUPERVISOR, on)
    realm = below | kept_by([authority], on)

    def is_judged(filing: Filing) -> bool:
        to = authority_key(filing.organ, reporter_of(rows.get(filing.organ_id, ()), filing.year))
        return filing.organ_id in below if to is None else to in realm

    return [filing for filing in found if is_judged(filing)]


def organs_asked(post: Post, on: date) -> QuerySet[Organ]:
    """Return the organs of whose reports something may reach a post: those it sees, those that report to it.

    Of which year a report is judged by it is asked of each (`judges`, `judged_by`).
    """
    seen = visible_organs(post, on)
    if not policy.in_force(post, on) or not policy.has(post, Power.SUPERVISE):
        return seen
    return Organ.objects.filter(Q(pk__in=seen) | Q(pk__in=organs_below(post.organ_id, on)))


def organs_below(authority: int, on: date) -> set[int]:
    """Return the keys of the organs under an authority, and of those that report or once reported to it."""
    below = under([authority], SUPERVISOR, on)
    sent = Reporter.objects.filter(to__in=below | kept_by([authority], on))
    sending = set(sent.values_list("organ", flat=True))
    return {*below, *sending, *(renamed(sending) if sending else ())}


__all__ = [
    "authorities",
    "authorities_here",
    "goes_to_public",
    "judged_by",
    "judged_in",
    "judges",
    "organs_asked",
    "organs_below",
]
