"""The guarded doors of the reviews: an organ's own, and those of the organs it supervises."""

from __future__ import annotations

from datetime import date

from gongkai.service.clearance.models import Review
from gongkai.service.organs.doors import NotHere
from gongkai.service.organs.models import Post
from gongkai.service.organs.policy import may_see


def review_for(post: Post, key: int, on: date) -> Review:
    """Return a review to a post that may see its organ's unpublished matters; else NotHere."""
    rows = Review.objects.select_related("organ", "opened_by__person")
    review: Review | None = rows.filter(pk=key).first()
    if review is None or not may_see(post, review.organ, on):
        raise NotHere
    return review
