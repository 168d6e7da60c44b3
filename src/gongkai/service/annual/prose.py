"""Shapes of the words of a report: what the organ recorded in the year, and its sections as written."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gongkai.service.organs.models import Organ, Post
from gongkai.service.organs.records import Record


class Occasion(Record):
    """Something the prose tells of, recorded when it happened: a training, a clarification."""

    class Kind(models.TextChoices):
        """What the sections of the form ask for (30号一、五、六)."""

        TRAINING = "training", "培训"
        MEETING = "meeting", "会议、部署"
        PLATFORM = "platform", "平台建设"
        MANAGEMENT = "management", "政府信息管理"
        EXPLANATION = "explanation", "政策解读、回应关切"
        ASSESSMENT = "assessment", "工作考核"
        EVALUATION = "evaluation", "社会评议"
        ACCOUNTABILITY = "accountability", "责任追究"
        CLARIFICATION = "clarification", "澄清虚假或者不完整信息"
        PROBLEM = "problem", "存在的问题"
        IMPROVEMENT = "improvement", "改进措施"
        OTHER = "other", "其他"

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="occasions", verbose_name="机关")
    on = models.DateField("日期")
    kind = models.CharField("类别", max_length=16, choices=Kind.choices)
    says = models.CharField("内容", max_length=500)
    number = models.DecimalField("数", max_digits=18, decimal_places=2, null=True)
    unit = models.CharField("单位", max_length=8, blank=True)  # 人次, 场, 条
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    withdrawn = models.BooleanField("作废", default=False)  # of a row that only takes the one before it back
    by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    at = models.DateTimeField("登记时间")

    class Meta:
        ordering = ("on", "pk")
        indexes = (models.Index(fields=["organ", "on"], name="occasions_of"),)


class SectionText(Record):
    """A section of a filing as somebody wrote it, 0 for the preamble; the newest counts."""

    filing = models.ForeignKey("annual.Filing", models.PROTECT, related_name="texts")
    section = models.PositiveSmallIntegerField("第几部分")
    text = models.TextField("文字", blank=True)
    drafted = models.BooleanField("由数据拟出", default=False)  # as the machine made it, untouched
    by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        ordering = ("filing", "section", "-pk")
        indexes = (models.Index(fields=["filing", "section"], name="texts_of"),)


class NumberWord(Record):
    """Where a number in the prose comes from, if no cell says it: its source, or that the sentence is right.

    It holds while exactly this number stands in exactly these words.
    """

    filing = models.ForeignKey("annual.Filing", models.PROTECT, related_name="numbers")
    section = models.PositiveSmallIntegerField("第几部分")
    context = models.CharField("所在文字", max_length=200)
    number = models.CharField("数", max_length=40)
    source = models.CharField("出处", max_length=300)
    by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        constraints = (models.CheckConstraint(name="a_number_has_its_source", condition=~Q(source="")),)


__all__ = ["NumberWord", "Occasion", "SectionText"]
