"""Shapes and constraints of annual reports: the filing of a year, its versions and steps, what was published.

What is counted stands in `closings.py`, the words in `prose.py`, who must report in `reporters.py`. Where a
filing stands is folded from the steps of its newest version (`standing.py`); nobody can set it.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gongkai.service.annual.closings import (
    Allotment,
    ClosedCase,
    ClosedDeclaration,
    ClosedNorm,
    ClosedOverdue,
    ClosedProceeding,
    Closing,
    Declaration,
    Explanation,
    ExplanationAnswer,
)
from gongkai.service.annual.noticed import Noticed
from gongkai.service.annual.prose import NumberWord, Occasion, SectionText
from gongkai.service.annual.reporters import LocalDeadline, Reminded, Reporter
from gongkai.service.annual.reviewed_words import HeldBack, ReviewedWords
from gongkai.service.organs.models import Organ, Post
from gongkai.service.organs.records import Record

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
    "FiledReport",
    "Filing",
    "HeldBack",
    "LocalDeadline",
    "Noticed",
    "NumberWord",
    "Occasion",
    "Part",
    "Reminded",
    "Reporter",
    "ReviewedWords",
    "SectionText",
    "Step",
    "SubmissionKey",
    "Version",
]


class Filing(models.Model):
    """What one organ files for one report year: the thread on which closings, versions and editions hang."""

    class Scope(models.TextChoices):
        """Of what: the organ's own work, or the sum over those that report to it (逐级汇总)."""

        OWN = "own", "本机关"
        AGGREGATE = "aggregate", "汇总"

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="filings", verbose_name="机关")
    year = models.PositiveSmallIntegerField("报告年度")
    scope = models.CharField("范围", max_length=12, choices=Scope.choices, default=Scope.OWN)

    class Meta:
        ordering = ("organ", "-year", "scope")
        constraints = (models.UniqueConstraint(fields=["organ", "year", "scope"], name="one_filing_a_year"),)

    def __str__(self) -> str:
        return f"{self.organ} {self.year}年度"


class Version(Record):
    """A report as it stood when it was put together: every cell and every word, bound to its digest.

    `content` is interchange JSON. Of one that was uploaded or sent by another system, `source` is what came;
    `key` is the sender's own for it, so that the same twice is one.
    """

    class Origin(models.TextChoices):
        """How it came to be."""

        DRAFTED = "drafted", "由本平台编制"
        SUMMED = "summed", "由下级报告汇总"
        UPLOADED = "uploaded", "上传文件"
        SENT = "sent", "接口报送"

    ELSEWHERE = (Origin.UPLOADED, Origin.SENT)

    filing = models.ForeignKey(Filing, models.PROTECT, related_name="versions", verbose_name="年度报告")
    number = models.PositiveSmallIntegerField("第几稿")
    origin = models.CharField("来源", max_length=8, choices=Origin.choices)
    closing = models.ForeignKey(Closing, models.PROTECT, null=True, related_name="versions")
    form = models.CharField("格式", max_length=16)
    content = models.TextField("内容")
    digest = models.CharField("内容的摘要", max_length=64)
    findings = models.TextField("检查结果")
    note = models.CharField("更正说明", max_length=500, blank=True)  # of what follows a published one: shown
    source = models.BinaryField("文件", null=True)
    source_name = models.CharField("文件名", max_length=255, blank=True)
    source_sha256 = models.CharField("文件摘要", max_length=64, blank=True)
    key = models.CharField("报送标识", max_length=80, null=True)
    by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")  # None: another system
    at = models.DateTimeField("时间")

    class Meta:
        ordering = ("filing", "-number")
        constraints = (
            models.UniqueConstraint(fields=["filing", "number"], name="one_version_a_number"),
            models.UniqueConstraint(fields=["filing", "key"], name="what_is_sent_twice_is_one"),
        )

    def __str__(self) -> str:
        return f"{self.filing} 第{self.number}稿"

    @property
    def was_received(self) -> bool:
        """Whether it was written elsewhere, and came as a file or from another system."""
        return self.origin in self.ELSEWHERE


class Part(Record):
    """One of the reports that an aggregate sums, as it was then: a version here, or a published edition."""

    of = models.ForeignKey(Version, models.PROTECT, related_name="parts")
    version = models.ForeignKey(Version, models.PROTECT, null=True, related_name="part_of")
    filed = models.ForeignKey("annual.FiledReport", models.PROTECT, null=True, related_name="part_of")

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="a_part_is_one_report",
                condition=Q(version=None, filed__isnull=False) | Q(filed=None, version__isnull=False),
            ),
            models.UniqueConstraint(fields=["of", "version"], name="a_version_once_a_sum"),
            models.UniqueConstraint(fields=["of", "filed"], name="an_edition_once_a_sum"),
        )


class Step(Record):
    """One thing that happened to a version on its way; its review has its own rows (clearance)."""

    class Kind(models.TextChoices):
        """What can happen, in the order of the rule (年度报告制度)."""

        REVIEW = "review", "送审"
        TAKEN_BACK = "taken_back", "撤回"
        SUBMITTED = "submitted", "报送主管部门"
        ACCEPTED = "accepted", "主管部门审核通过"
        RETURNED = "returned", "主管部门退回"
        PLANNED = "planned", "确定公布日期"  # `on` is that day
        UNPLANNED = "unplanned", "取消确定的公布日期"
        PUBLISHED = "published", "公布"

    version = models.ForeignKey(Version, models.PROTECT, related_name="steps")
    place = models.PositiveSmallIntegerField("第几步")
    kind = models.CharField("步骤", max_length=12, choices=Kind.choices)
    on = models.DateField("日期")
    says = models.CharField("说明", max_length=1000, blank=True)
    by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")  # None: another system
    at = models.DateTimeField("登记时间")

    class Meta:
        ordering = ("version", "place")
        constraints = (
            models.UniqueConstraint(fields=["version", "place"], name="one_filing_step_a_place"),
            models.CheckConstraint(
                name="what_is_returned_has_its_reasons", condition=~Q(kind="returned") | ~Q(says="")
            ),
        )


class SubmissionKey(models.Model):
    """What another system of an organ proves itself with when it sends a report; only its digest is kept."""

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name="机关")
    label = models.CharField("用途", max_length=100)
    digest = models.CharField("密钥的摘要", max_length=64, unique=True)
    by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    at = models.DateTimeField("签发时间")
    revoked_at = models.DateTimeField("停用时间", null=True)


class FiledReport(Record):
    """One edition of an organ's report of one year: the file as it came, and what was read from it.

    Two dates on purpose: the report was *published* on a day that counts in law (art. 49), and
    *imported* at the moment we knew. `content` is the interchange JSON, digit for digit; `findings`
    are those of reading and checking at import, in the same form.
    """

    filing = models.ForeignKey(Filing, models.PROTECT, related_name="reports", verbose_name="年度报告")
    number = models.PositiveSmallIntegerField("第几版")
    form = models.CharField("格式", max_length=16)  # key of the form found: "2019", "2021", "statistics"
    title = models.CharField("标题", max_length=200)
    published_on = models.DateField("发布日期")
    published_time = models.TimeField("发布时刻", null=True, blank=True)  # where the page prints one
    source_url = models.URLField("来源网址", max_length=500, blank=True)
    source_label = models.CharField("来源", max_length=100, blank=True)
    source_name = models.CharField("文件名", max_length=255)
    source_sha256 = models.CharField("文件摘要", max_length=64)
    source = models.BinaryField("文件")
    content = models.TextField("内容")
    findings = models.TextField("检查结果")
    imported_at = models.DateTimeField("导入时间")
    imported_by = models.CharField("导入人", max_length=100)
    version = models.OneToOneField(
        Version, models.PROTECT, null=True, blank=True, related_name="published_as"
    )  # what it was made from here
    note = models.CharField(
        "更正说明", max_length=500, blank=True
    )  # of an edition that follows another: shown

    class Meta:
        ordering = ("filing", "-number")
        constraints = (
            models.UniqueConstraint(fields=["filing", "number"], name="one_edition_a_number"),
            models.UniqueConstraint(
                fields=["filing", "source_sha256"], name="the_same_file_once", condition=Q(version=None)
            ),  # imported; what was made here may come back to what it was before
            models.CheckConstraint(name="editions_count_from_one", condition=Q(number__gte=1)),
            models.CheckConstraint(name="who_imported_is_named", condition=~Q(imported_by="")),
        )

    def __str__(self) -> str:
        return f"{self.filing} 第{self.number}版"
