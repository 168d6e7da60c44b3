"""Shapes of the index: where each case stands and how the annual report counts it (`index.py`)."""

from __future__ import annotations

from django.db import models

from gongkai.service.organs.models import Organ, Post
from gongkai.service.organs.records import Record


class Standing(models.Model):
    """Where a case stood when it was last computed: an index to find candidates (`index.py`)."""

    case = models.OneToOneField("requests.Case", models.PROTECT, primary_key=True, related_name="indexed")
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+")
    state = models.CharField(max_length=24)
    waiting_for = models.CharField(max_length=16, blank=True)
    received_on = models.DateField(null=True)
    due = models.DateField(null=True)  # the reply's last day
    next_on = models.DateField(null=True)  # the next day on which something is due or runs out
    provisional = models.BooleanField(default=False)
    ended_on = models.DateField(null=True)
    outcome = models.CharField(max_length=32, blank=True)
    sent_on = models.DateField(null=True)
    requester_class = models.CharField(max_length=16, blank=True)
    entries = models.PositiveIntegerField(default=0)
    unit = models.CharField("承办科室", max_length=50, blank=True)
    handler = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    internal_by = models.DateField("内部期限", null=True)
    archived_on = models.DateField("归档日期", null=True)
    # How table 3 counts it (`counting.py`): in no cell while `counted_received` is None.
    counted_by = models.CharField(max_length=16, default="")  # by which readings; "": not yet counted
    counted_received = models.PositiveSmallIntegerField(null=True)
    counted_ended = models.PositiveSmallIntegerField(null=True)
    counted_outcome = models.CharField(max_length=32, blank=True)  # counting.FAULTY: `counted_fault` says why
    counted_fault = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = (
            models.Index(fields=["organ", "ended_on", "due"], name="standing_open"),
            models.Index(fields=["counted_by"], name="standing_counted_by"),
            models.Index(
                fields=[
                    *("organ", "counted_received", "counted_ended", "counted_outcome", "requester_class"),
                ],
                name="standing_counted",
            ),
            models.Index(fields=["organ", "state", "next_on"], name="standing_state"),
            models.Index(fields=["organ", "received_on"], name="standing_received"),
        )


class CountedAgain(models.Model):
    """That table 3 counts a case once more after an order (reading L-0028): an index as well."""

    case = models.ForeignKey("requests.Case", models.PROTECT, related_name="counted_again")
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+")
    again = models.PositiveSmallIntegerField()  # after which of the orders, from 1
    received = models.PositiveSmallIntegerField()
    ended = models.PositiveSmallIntegerField(null=True)
    outcome = models.CharField(max_length=32, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["case", "again"], name="counted_once_an_order"),)


class Settled(Record):
    """With which result the annual report counts a request where the ledger does not say it (`settling.py`).

    `of` are the outcomes it was chosen over; over others it says nothing. The newest counts.
    """

    case = models.ForeignKey("requests.Case", models.PROTECT, related_name="settled")
    of = models.JSONField("各部分的办理结果", default=list)
    outcome = models.CharField("计入的办理结果", max_length=32)
    says = models.CharField("理由", max_length=500)
    by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        ordering = ("case", "pk")
        constraints = (models.CheckConstraint(name="settled_for_a_reason", condition=~models.Q(says="")),)


__all__ = ["CountedAgain", "Settled", "Standing"]
