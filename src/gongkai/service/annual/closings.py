"""Shapes of what a report is counted from: what was declared, and what was counted when a year was closed.

A closing is the year as it was known at one moment: the cases, proceedings, norms and declarations that stand
in the cells. It never changes. What is learnt later is seen as a difference from it, and becomes another
closing with its reason (a restatement), never a silent change.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gongkai.service.catalogue.models import Edition
from gongkai.service.organs.models import Organ, Post
from gongkai.service.organs.records import Record
from gongkai.service.redress.models import Proceeding
from gongkai.service.requests.models import Case


class Declaration(Record):
    """A number that no ledger here holds, as somebody declared it for a month or a year, with its evidence.

    The one that replaces another, or takes it back, says why; only what was neither counts. Zero is declared
    like any other number: what nobody declared is blank.
    """

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="declarations", verbose_name="机关")
    year = models.PositiveSmallIntegerField("年度")
    month = models.PositiveSmallIntegerField("月份", null=True)  # None: of the whole year
    address = models.CharField("表格位置", max_length=40)  # of the year's edition: T2.xzxk.decisions
    value = models.DecimalField("数", max_digits=30, decimal_places=6)
    unit = models.CharField("单位", max_length=8, blank=True)
    evidence = models.CharField("依据", max_length=300)  # the ledger, statement or system it was taken from
    file_name = models.CharField("依据文件", max_length=200, blank=True)
    file_sha256 = models.CharField("依据文件的摘要", max_length=64, blank=True)
    imported_as = models.CharField("导入的文件", max_length=200, blank=True)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    withdrawn = models.BooleanField("作废", default=False)  # of a row that only takes the one before it back
    why = models.CharField("更正原因", max_length=300, blank=True)
    by = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name="填报人")
    at = models.DateTimeField("填报时间")

    class Meta:
        ordering = ("organ", "year", "address", "month", "pk")
        indexes = (models.Index(fields=["organ", "year", "address"], name="declared_for"),)
        constraints = (
            models.CheckConstraint(name="a_declared_number_has_its_evidence", condition=~Q(evidence="")),
            models.CheckConstraint(name="a_replacement_says_why", condition=Q(replaces=None) | ~Q(why="")),
            models.CheckConstraint(
                name="a_month_is_one_of_twelve", condition=Q(month=None) | Q(month__gte=1, month__lte=12)
            ),
        )

    def __str__(self) -> str:
        return f"{self.organ} {self.year} {self.month or ''} {self.address}"


class Allotment(Record):
    """To which of the organs that came after a split one of its cases went; the newest counts.

    A proceeding goes with its case; one over nothing that was asked for has a row of its own.
    """

    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="allotments", verbose_name="申请")
    proceeding = models.ForeignKey(
        Proceeding, models.PROTECT, null=True, related_name="allotments", verbose_name="复议、诉讼案件"
    )
    to = models.ForeignKey(Organ, models.PROTECT, related_name="allotted", verbose_name="承接的机关")
    basis = models.CharField("依据", max_length=200)
    by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    at = models.DateTimeField("登记时间")

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                name="an_allotment_is_of_one_thing",
                condition=Q(case=None, proceeding__isnull=False) | Q(proceeding=None, case__isnull=False),
            ),
        )


class Closing(Record):
    """One closing of an organ's year. `cells` are those of its three tables, as interchange JSON."""

    filing = models.ForeignKey("annual.Filing", models.PROTECT, related_name="closings")
    number = models.PositiveSmallIntegerField("第几次")
    form = models.CharField("格式", max_length=16)
    cells = models.TextField("各格")
    reason = models.CharField("重新核定的原因", max_length=500, blank=True)
    by = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name="核定人")
    at = models.DateTimeField("核定时间")  # what was entered later is not in it

    class Meta:
        ordering = ("filing", "-number")
        constraints = (
            models.UniqueConstraint(fields=["filing", "number"], name="one_closing_a_number"),
            models.CheckConstraint(
                name="a_restatement_has_its_reason", condition=Q(number=1) | ~Q(reason="")
            ),
        )

    def __str__(self) -> str:
        return f"{self.filing} 第{self.number}次核定"


class ClosedCase(Record):
    """A request as a closing counted it: one column, new or carried in, one ending or carried out."""

    closing = models.ForeignKey(Closing, models.PROTECT, related_name="cases")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    again = models.PositiveSmallIntegerField(default=0)  # counted again after an order (reading L-0028)
    requester_class = models.CharField("申请人类别", max_length=16)
    carried_in = models.BooleanField("上年结转")
    outcome = models.CharField("办理结果", max_length=32, blank=True)  # "": carried out

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["closing", "case", "again"], name="a_case_once_a_closing"),
        )


class ClosedProceeding(Record):
    """A proceeding as a closing counted it in table 4."""

    closing = models.ForeignKey(Closing, models.PROTECT, related_name="proceedings")
    proceeding = models.ForeignKey(Proceeding, models.PROTECT, related_name="+")
    way = models.CharField("类别", max_length=32)  # Proceeding.Kind
    result = models.CharField("结果", max_length=16)  # upheld, corrected, other, pending

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["closing", "proceeding"], name="a_proceeding_once_a_closing"),
        )


class ClosedNorm(Record):
    """A norm of the library as a closing counted it in a cell of table 2."""

    closing = models.ForeignKey(Closing, models.PROTECT, related_name="norms")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+")
    address = models.CharField("表格位置", max_length=40)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["closing", "edition", "address"], name="a_norm_once_a_cell"),
        )


class ClosedDeclaration(Record):
    """A declaration as a closing counted it."""

    closing = models.ForeignKey(Closing, models.PROTECT, related_name="declared")
    declaration = models.ForeignKey(Declaration, models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["closing", "declaration"], name="declared_once_a_closing"),
        )


class ClosedOverdue(Record):
    """Which requests a closing carried over that were past their last day on 31 December, as known then (P4).

    One row a closing that was counted here, written with it; of one from before there were such rows, by the
    next night.
    """

    closing = models.OneToOneField(Closing, models.PROTECT, related_name="overdue")
    carried = models.PositiveIntegerField("结转")
    cases = models.JSONField("其中已超过答复期限的申请", default=list, blank=True)  # keys of cases


class Explanation(Record):
    """Why an identity that may be explained does not hold: how much, over what, by whom, approved by whom.

    It belongs to one closing and one difference: of another closing or difference it says nothing.
    """

    class Kind(models.TextChoices):
        """What a difference can come from."""

        ORGANS_CHANGED = "organs_changed", "机构调整"
        REGISTERED_LATE = "registered_late", "上年度事项补登"
        LAST_YEAR_WRONG = "last_year_wrong", "上年度报告有误"
        SCOPE_CHANGED = "scope_changed", "统计口径、范围调整"
        OTHER = "other", "其他"

    closing = models.ForeignKey(Closing, models.PROTECT, related_name="explanations")
    rule = models.CharField("勾稽关系", max_length=8)
    address = models.CharField("表格位置", max_length=40)  # checking.place_of
    kind = models.CharField("原因类别", max_length=16, choices=Kind.choices)
    amount = models.DecimalField(
        "差额", max_digits=30, decimal_places=6, null=True, blank=True
    )  # own number less the other side's; None: of a finding without numbers
    cases = models.JSONField("涉及的申请", default=list, blank=True)  # keys of cases
    organs = models.JSONField("涉及的机关", default=list, blank=True)  # keys of organs
    says = models.CharField("说明", max_length=1000)
    by = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name="说明人")
    at = models.DateTimeField("时间")

    class Meta:
        ordering = ("closing", "pk")
        constraints = (
            models.CheckConstraint(name="an_explanation_says_something", condition=~Q(says="")),
            models.CheckConstraint(name="nothing_needs_no_explanation", condition=~Q(amount=0)),
        )


class ExplanationAnswer(Record):
    """Whether an explanation is approved, by somebody other than who gave it."""

    explanation = models.OneToOneField(Explanation, models.PROTECT, related_name="answer")
    approves = models.BooleanField("同意")
    says = models.CharField("意见", max_length=500, blank=True)
    by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="who_does_not_approve_says_why", condition=Q(approves=True) | ~Q(says="")
            ),
        )


__all__ = [
    "Allotment",
    "ClosedCase",
    "ClosedDeclaration",
    "ClosedNorm",
    "ClosedOverdue",
    "ClosedProceeding",
    "Closing",
    "Declaration",
    "Explanation",
    "ExplanationAnswer",
]
