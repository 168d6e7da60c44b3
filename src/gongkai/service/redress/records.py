"""Shapes of the rectification of a record about oneself (条例 art. 41): a small case of its own.

It is no request for disclosure. What happened is a row of RecordStep, only added; where it stands is computed
from them (`rectifying.py`).
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gongkai.service.organs.models import Organ, Post
from gongkai.service.organs.records import Record
from gongkai.service.redress.saying import Said


class Rectification(models.Model):
    """Somebody says that what an organ recorded about her is not accurate, and gives evidence."""

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="rectifications", verbose_name="机关")
    number = models.CharField("编号", max_length=60, unique=True)
    name = models.CharField("申请人", max_length=200)
    is_person = models.BooleanField("自然人", default=True)
    contact = models.CharField("联系方式", max_length=300, blank=True)
    record = models.TextField("要求更正的记录")
    wanted = models.TextField("要求更正为")
    evidence = models.TextField("更正的证据")
    received_on = models.DateField("收到之日")
    opened_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField("登记时间")
    erased_at = models.DateTimeField("删除时间", null=True)
    erased_for = models.CharField("删除的理由", max_length=500, blank=True)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.number


class RecordStep(Record):
    """One thing that was done with it: checked, decided in one of three ways, told by a letter."""

    class Kind(models.TextChoices):
        """What can be done."""

        CHECKED = "checked", "审核"
        CORRECTED = "corrected", "决定更正"
        NOT_CORRECTED = "not_corrected", "决定不予更正"
        PASSED_ON = "passed_on", "转送或者告知有权更正的机关"
        TOLD = "told", "发出告知书"
        ANNUL_ASKED = "annul_asked", "提出撤销有误的登记"
        ANNULLED = "annulled", "同意撤销有误的登记"
        ANNUL_DECLINED = "annul_declined", "不同意撤销"

    rectification = models.ForeignKey(Rectification, models.PROTECT, related_name="steps")
    place = models.PositiveSmallIntegerField("第几条")
    kind = models.CharField("事项", max_length=16, choices=Kind.choices)
    on = models.DateField("发生之日")
    words = models.CharField("说明的摘要", max_length=64, blank=True)
    competent = models.CharField("有权更正的机关", max_length=100, blank=True)
    number = models.CharField("文号", max_length=80, null=True, unique=True)
    annuls = models.PositiveSmallIntegerField("撤销第几条", null=True)  # 0: the registration itself
    pdf = models.CharField(max_length=64, blank=True)
    docx = models.CharField(max_length=64, blank=True)
    by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    at = models.DateTimeField("登记时间")

    class Meta:
        ordering = ("rectification", "place")
        constraints = (
            models.UniqueConstraint(fields=["rectification", "place"], name="one_record_step_a_place"),
            models.CheckConstraint(
                name="what_annuls_names_what_it_annuls",
                condition=Q(kind__startswith="annul", annuls__isnull=False)
                | (~Q(kind__startswith="annul") & Q(annuls=None)),
            ),
        )

    @property
    def says(self) -> str:
        """What was written, kept apart (`saying.py`); that it was erased, where it was."""
        said: Said | None = getattr(self, "said", None)
        return said.shown if said is not None else ""


class RecordStepWords(Said):
    """What was written at a step of a rectification."""

    step = models.OneToOneField(RecordStep, models.PROTECT, related_name="said")


class RecordPaper(models.Model):
    """A paper by which she shows who she is and that the record is wrong: always sealed, and for a time only.

    The evidence is about herself: a household register, a certificate.
    """

    rectification = models.ForeignKey(Rectification, models.PROTECT, related_name="papers")
    name = models.CharField("文件名", max_length=200)
    media_type = models.CharField("类型", max_length=100)
    size = models.PositiveIntegerField("字节数")
    sha256 = models.CharField("摘要", max_length=64)  # of the plain bytes
    stored_as = models.CharField("存储名", max_length=80)
    added_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    added_at = models.DateTimeField("加入时间")
    erased_at = models.DateTimeField("删除时间", null=True)

    class Meta:
        ordering = ("rectification", "pk")


class RecordReveal(Record):
    """That somebody opened a paper, and what for."""

    paper = models.ForeignKey(RecordPaper, models.PROTECT, related_name="reveals")
    purpose = models.CharField("目的", max_length=300)
    by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        constraints = (
            models.CheckConstraint(name="opening_a_record_paper_has_its_purpose", condition=~Q(purpose="")),
        )
