"""Shapes and constraints of the review before release.

条例 art. 17: nothing is disclosed before it was reviewed. This room knows no document: what is reviewed
is named by `subject` (kind and key) and bound to `digest`, the SHA-256 of exactly what would be released.
Rows are only ever added. Where a review stands is computed from them (`standing.py`), never stored.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gongkai.service.organs.models import Organ, Post
from gongkai.service.organs.records import Record


class Procedure(Record):
    """The levels of review that an organ has chosen, from one day on (`levels.py` has the default).

    `levels` is a list of {"name": "初审", "duties": ["clerk", "reviewer"]}, first to last.
    """

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name="机关")
    since = models.DateField("自何日起")
    levels = models.JSONField("审查层级")
    source = models.CharField("依据", max_length=200, blank=True)  # the organ's own rule
    entered_by = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name="登记人")
    entered_at = models.DateTimeField("登记时间")

    class Meta:
        ordering = ("organ", "since", "pk")

    def __str__(self) -> str:
        return gettext("%(organ)s 自%(day)s起的审查程序") % {
            "organ": self.organ,
            "day": self.since.isoformat(),
        }


class Review(Record):
    """One review of one thing as it stood: who drafted it, and what the levels were."""

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="reviews", verbose_name="机关")
    subject_kind = models.CharField("对象类别", max_length=32)
    subject_key = models.PositiveBigIntegerField("对象编号")
    digest = models.CharField("所审内容的摘要", max_length=64)
    levels = models.JSONField("审查层级")  # as the procedure had them when this review was opened
    last_level = models.PositiveSmallIntegerField("最后一级")  # its place in `levels`: whose pass clears
    drafted_by = models.JSONField("拟稿人")  # keys of every person who wrote what is reviewed
    opened_by = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name="提交人")
    opened_at = models.DateTimeField("提交时间")

    class Meta:
        ordering = ("-pk",)
        indexes = (models.Index(fields=["subject_kind", "subject_key"], name="review_subject"),)

    def __str__(self) -> str:
        return gettext("审查第%(pk)s号（%(subject_kind)s %(subject_key)s）") % {
            "pk": self.pk,
            "subject_kind": self.subject_kind,
            "subject_key": self.subject_key,
        }


class Opinion(Record):
    """What one reviewer said at one level, in which post, when."""

    class Verdict(models.TextChoices):
        """What can be said; each needs its reason but the first."""

        PASS = "pass", _("同意公开")
        RETURN = "return", _("退回修改")
        WITHHOLD = "withhold", _("不予公开")
        REFER = "refer", _("不能确定，报请确定")

    review = models.ForeignKey(Review, models.PROTECT, related_name="opinions", verbose_name="审查")
    place = models.PositiveSmallIntegerField("第几条")
    level = models.PositiveSmallIntegerField("第几级")  # from 0, a place in `review.levels`
    verdict = models.CharField("意见", max_length=8, choices=Verdict.choices)
    says = models.TextField("说明", blank=True)
    by = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name="审查人")
    at = models.DateTimeField("时间")

    class Meta:
        ordering = ("review", "place")
        constraints = (
            models.UniqueConstraint(fields=["review", "place"], name="one_opinion_a_place"),
            models.CheckConstraint(
                name="what_is_not_passed_has_its_reason", condition=Q(verdict="pass") | ~Q(says="")
            ),
        )

    def __str__(self) -> str:
        return f"{self.review} {self.get_verdict_display()}"


class Referral(Record):
    """What was unclear and sent to those who can decide (条例 art. 17(3)): asked once, answered once."""

    opinion = models.OneToOneField(Opinion, models.PROTECT, related_name="referral", verbose_name="意见")
    to = models.CharField("报请何机关", max_length=100)  # the competent department, or the 保密行政管理部门

    def __str__(self) -> str:
        return f"{self.opinion}：{self.to}"


class ReferralAnswer(Record):
    """What the authority determined."""

    class Result(models.TextChoices):
        """What it can say."""

        DISCLOSE = "disclose", _("可以公开")
        WITHHOLD = "withhold", _("不得公开")

    referral = models.OneToOneField(Referral, models.PROTECT, related_name="answer", verbose_name="报请")
    result = models.CharField("结果", max_length=8, choices=Result.choices)
    reference = models.CharField("复函文号或者依据", max_length=200)
    says = models.TextField("说明", blank=True)
    by = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name="登记人")
    at = models.DateTimeField("登记时间")

    def __str__(self) -> str:
        return f"{self.referral}：{self.get_result_display()}"


class Hit(Record):
    """What the scan found in what is reviewed: never the number itself, only its masked form."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="hits", verbose_name="审查")
    key = models.CharField("标识", max_length=64)  # the same for the same find in the same bytes
    kind = models.CharField("类别", max_length=32)
    part = models.CharField("何处", max_length=200)  # the body, a field, a file by name
    place = models.CharField("位置", max_length=200, blank=True)
    excerpt = models.CharField("摘录（已遮盖）", max_length=200, blank=True)
    says = models.CharField("说明", max_length=300)

    class Meta:
        ordering = ("review", "pk")
        constraints = (models.UniqueConstraint(fields=["review", "key"], name="a_find_once_a_review"),)

    def __str__(self) -> str:
        return f"{self.review} {self.kind}"


class HitAnswer(Record):
    """A reviewer's word on one find: it may stand, and why. What may not stand is returned instead."""

    hit = models.OneToOneField(Hit, models.PROTECT, related_name="answer", verbose_name="发现")
    reason = models.CharField("可以公开的理由", max_length=500)
    by = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name="审查人")
    at = models.DateTimeField("时间")

    class Meta:
        constraints = (models.CheckConstraint(name="an_answer_has_its_reason", condition=~Q(reason="")),)

    def __str__(self) -> str:
        return f"{self.hit}：{self.reason}"
