"""What pages read about organs."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from gongkai.service.organs.models import Organ, Post, Website


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
