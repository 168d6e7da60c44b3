"""What pages read about organs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from gongkai.service.organs import continuity
from gongkai.service.organs.models import Organ, Post, Succession, Website


def organ_of(code: str) -> Organ:
    """Return the organ of that code that has an area here; raises Organ.DoesNotExist."""
    return disclosing_organs().get(code=code)


def disclosing_organs() -> QuerySet[Organ]:
    """Return the organs that have an area for disclosure here."""
    return Organ.objects.select_related("parent").filter(has_area=True).order_by("code")


def website_of(organ: Organ) -> Website | None:
    """Return the website under which an organ publishes: its own, else that of the government above it.

    国办公开办函〔2019〕61号：no separate site for the disclosure of a single department.
    """
    at: Organ | None = organ
    while at is not None:
        sites = {site.organ_id: site for site in Website.objects.filter(organ__in=(at.pk, at.parent_id))}
        if site := sites.get(at.pk) or sites.get(at.parent_id or 0):
            return site
        at = at.parent.parent if at.parent else None
    return None


def posts_in_force(on: date) -> QuerySet[Post]:
    """Return the posts in force on a day: begun, not ended, the person active, the principal's too."""
    begun = Q(since__lte=on) & (Q(until=None) | Q(until__gt=on))
    principal = Q(deputy_of=None) | (
        Q(deputy_of__since__lte=on) & (Q(deputy_of__until=None) | Q(deputy_of__until__gt=on))
    )
    return Post.objects.select_related("person", "organ", "deputy_of__person").filter(
        begun, principal, person__is_active=True
    )


def organs_on(day: date) -> QuerySet[Organ]:
    """Return the organs that existed on a day: established, and not yet renamed, merged, split, abolished."""
    ended = Succession.objects.filter(on__lte=day).values("predecessors")
    established = Q(established_on=None) | Q(established_on__lte=day)
    return Organ.objects.filter(established).exclude(pk__in=ended)


def heirs(organ: Organ) -> list[Organ]:
    """Return every organ that came after this one, directly or through others."""
    found: list[Organ] = []
    at = [organ]
    while at:
        for change in at.pop().endings.prefetch_related("successors"):
            new = [other for other in change.successors.all() if other not in found]
            found += new
            at += new
    return found


def forebears(organ: Organ | int, on: date, *, whole: bool = False) -> set[int]:
    """Return the keys of the organs that this one stands for on a day, directly or through others.

    Who takes over an organ's powers answers for what it published (条例 art. 10); how far that goes is
    decided in `continuity.py`. With `whole` those are left out that others stand for as well, as where
    things are counted.
    """
    key = organ if isinstance(organ, int) else organ.pk
    found = continuity.kept_by([key], on) - {key}
    return set(found - continuity.shared(key, on) if whole else found)


@dataclass
class Branch:
    """An organ in the tree, with what is under it, and whether it exists on the day."""

    organ: Organ
    exists: bool
    under: list[Branch]


def tree(organs: QuerySet[Organ], on: date) -> list[Branch]:
    """Return organs as a tree by their governments; one whose government is not among them is a root."""
    existing = set(organs_on(on).values_list("pk", flat=True))
    branches = {organ.pk: Branch(organ, organ.pk in existing, []) for organ in organs}
    roots: list[Branch] = []
    for branch in branches.values():
        above = branches.get(branch.organ.parent_id or 0)
        (above.under if above else roots).append(branch)
    return roots
