"""What pages read about organs."""

from __future__ import annotations

from django.db.models import QuerySet

from gongkai.service.organs.models import Organ, Website


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
        if site := Website.objects.filter(organ=at).first():
            return site
        at = at.parent
    return None
