"""Shapes of what is published of explanations: their words as a review had them, and which it held back."""

from __future__ import annotations

from django.db import models

from gongkai.service.annual.closings import Explanation
from gongkai.service.clearance.models import Review
from gongkai.service.organs.models import Post
from gongkai.service.organs.records import Record


class ReviewedWords(Record):
    """The words of an explanation as they are published with a version: masked, and bound to its review."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="+", verbose_name="审查")
    explanation = models.ForeignKey(Explanation, models.PROTECT, related_name="reviewed", verbose_name="说明")
    says = models.TextField("公布的文字")

    class Meta:
        ordering = ("review", "explanation")
        constraints = (
            models.UniqueConstraint(fields=["review", "explanation"], name="said_once_a_review"),
            models.CheckConstraint(name="what_is_published_says_something", condition=~models.Q(says="")),
        )


class HeldBack(Record):
    """A reviewer's word that those of an explanation are not published: its kind alone is."""

    words = models.OneToOneField(ReviewedWords, models.PROTECT, related_name="held_back")
    reason = models.CharField("理由", max_length=500)
    by = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name="审查人")
    at = models.DateTimeField("时间")

    class Meta:
        constraints = (
            models.CheckConstraint(name="what_is_held_back_has_its_reason", condition=~models.Q(reason="")),
        )


__all__ = ["HeldBack", "ReviewedWords"]
