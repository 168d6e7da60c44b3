"""Shapes and constraints: proceedings against what an organ did with a request, and their steps.

A proceeding is one case through all its instances (D14). What happened in it is a row of Step, only added;
where it stands and how it ended is computed (`course.py`). An order to answer anew is entered in the ledger
of the request, where it starts its own clock.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gongkai.service.organs.models import Organ, Post
from gongkai.service.organs.records import Record
from gongkai.service.redress.records import (
    RecordPaper,
    RecordReveal,
    RecordStep,
    RecordStepWords,
    Rectification,
)
from gongkai.service.redress.saying import Said
from gongkai.service.requests.models import Case, Entry, Paper

__all__ = [
    "Proceeding",
    "RecordPaper",
    "RecordReveal",
    "RecordStep",
    "RecordStepWords",
    "Rectification",
    "Step",
    "StepWords",
]


class Proceeding(models.Model):
    """A reconsideration, a suit or a complaint over one act of an organ."""

    class Kind(models.TextChoices):
        """The kinds; the first three are the columns of table 4 of the annual report."""

        RECONSIDERATION = "reconsideration", "行政复议"
        DIRECT_SUIT = "direct_suit", "未经复议直接起诉"
        SUIT_AFTER = "suit_after_reconsideration", "复议后起诉"
        COMPLAINT = "complaint", "投诉举报"

    class Over(models.TextChoices):
        """The act that is complained of."""

        REPLY = "reply", "答复"
        SILENCE = "silence", "逾期未答复"
        PUBLICATION = "publication", "主动公开"
        OTHER = "other", "其他行为"

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="proceedings", verbose_name="机关")
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="proceedings", verbose_name="申请")
    kind = models.CharField("类别", max_length=32, choices=Kind.choices)
    over = models.CharField("针对", max_length=16, choices=Over.choices)
    body = models.CharField(
        "受理机关", max_length=100
    )  # the reconsideration body, the court, who is complained to
    number = models.CharField("案号", max_length=80, blank=True)
    follows = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="followed_by"
    )  # the reconsideration
    # The suit is over another organ's act, which this one upheld in reconsideration (行诉法 art. 26(2)).
    as_co_defendant = models.BooleanField("本机关是复议机关，作为共同被告", default=False)
    opened_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField("登记时间")

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(
                name="a_co_defendant_is_sued_over_anothers_act",
                condition=Q(as_co_defendant=False)
                | Q(kind="suit_after_reconsideration", case=None, follows=None),
            ),
            models.CheckConstraint(
                name="a_suit_after_reconsideration_follows_one",
                condition=Q(follows=None) | Q(kind="suit_after_reconsideration"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}{self.number and f'（{self.number}）'}"


class Step(Record):
    """One thing that happened in a proceeding: the day it counts, when it was recorded, by whom."""

    class Kind(models.TextChoices):
        """What can happen."""

        ACCEPTED = "accepted", "受理"
        SERVED = "served", "收到申请书副本、起诉状副本"
        ANSWERED = "answered", "提交答复、答辩和证据"
        HEARD = "heard", "听证、开庭"
        ENDED = "ended", "审结"
        APPEALED = "appealed", "上诉"
        ANNULLED = "annulled", "撤销有误的登记"

    class Procedure(models.TextChoices):
        """Which term the answer and the decision have."""

        ORDINARY = "ordinary", "普通程序"
        SUMMARY = "summary", "简易程序"

    proceeding = models.ForeignKey(Proceeding, models.PROTECT, related_name="steps")
    place = models.PositiveSmallIntegerField("第几条")
    kind = models.CharField("事项", max_length=16, choices=Kind.choices)
    on = models.DateField("发生之日")
    procedure = models.CharField("程序", max_length=8, choices=Procedure.choices, blank=True)
    result = models.CharField("结果", max_length=32, blank=True)  # a key of statute.contests.results()
    orders = models.BooleanField("责令重新答复", default=False)
    order_served = models.DateField("送达之日", null=True)
    order_until = models.DateField("责令的最后一日", null=True)
    annuls = models.PositiveSmallIntegerField("撤销第几条", null=True)
    words = models.CharField("说明的摘要", max_length=64, blank=True)
    paper = models.ForeignKey(Paper, models.PROTECT, null=True, related_name="+")
    entry = models.OneToOneField(Entry, models.PROTECT, null=True, related_name="ordered_by")  # the redo
    by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    at = models.DateTimeField("登记时间")

    class Meta:
        ordering = ("proceeding", "place")
        constraints = (
            models.UniqueConstraint(fields=["proceeding", "place"], name="one_step_a_place"),
            models.CheckConstraint(
                name="an_end_has_its_result_and_nothing_else_has",
                condition=(Q(kind="ended") & ~Q(result="")) | (~Q(kind="ended") & Q(result="")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.proceeding} 第{self.place}条"

    @property
    def says(self) -> str:
        """What was written, kept apart (`saying.py`); that it was erased, where it was."""
        said: Said | None = getattr(self, "said", None)
        return said.shown if said is not None else ""


class StepWords(Said):
    """What was written at a step of a proceeding."""

    step = models.OneToOneField(Step, models.PROTECT, related_name="said")
