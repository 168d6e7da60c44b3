"""The guarded door of a proceeding: an organ's own, and those of the organs it supervises."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from gongkai.service.organs.doors import NotHere, visible_organs
from gongkai.service.organs.models import Post
from gongkai.service.organs.policy import may_see
from gongkai.service.redress.models import Proceeding


def proceeding_for(post: Post, key: int, on: date) -> Proceeding:
    """Return a proceeding with its organ and request; NotHere."""
    found = Proceeding.objects.select_related("organ", "case", "follows").filter(pk=key).first()
    if found is None or not may_see(post, found.organ, on):
        raise NotHere
    return found


def proceedings_of(post: Post, on: date) -> QuerySet[Proceeding]:
    """Return the proceedings a post may see; administrators none."""
    return Proceeding.objects.select_related("organ", "case").filter(organ__in=visible_organs(post, on))
