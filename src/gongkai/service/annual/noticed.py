"""Shape of what the night noticed of reports that were submitted: that they no longer say what is known.

Computed anew every night and by no person; a row is of one version and says nothing of the next.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Noticed(models.Model):
    """In how many cells a submitted report says otherwise than what is known, as it was at one moment.

    Or how many things of its year, known by then, can be counted in no cell.
    """

    class What(models.TextChoices):
        """What it is held against."""

        FIGURES = "figures", "登记的事项"  # the ledgers as they give the year now
        OPENING = "opening", "上一年度的报告"  # last year's report as it passed to the organ
        FAULTS = "faults", "不能计入的事项"  # what belongs to the year by now and is in no cell

    version = models.ForeignKey("annual.Version", models.PROTECT, related_name="noticed")
    what = models.CharField("与什么比对", max_length=8, choices=What.choices)
    count = models.PositiveIntegerField("几处不同")
    at = models.DateTimeField("比对时间")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["version", "what"], name="noticed_once_a_version"),
            models.CheckConstraint(name="what_agrees_is_not_noticed", condition=Q(count__gte=1)),
        )


__all__ = ["Noticed"]
