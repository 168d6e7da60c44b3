"""Shapes and constraints of filed annual reports. An edition once filed is never changed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gongkai.service.organs.models import Organ
from gongkai.service.organs.records import Record


class Filing(models.Model):
    """What one organ has filed for one report year: the thread on which the editions hang."""

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="filings", verbose_name="机关")
    year = models.PositiveSmallIntegerField("报告年度")

    class Meta:
        ordering = ("organ", "-year")
        constraints = (models.UniqueConstraint(fields=["organ", "year"], name="one_filing_a_year"),)

    def __str__(self) -> str:
        return f"{self.organ} {self.year}年度"


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

    class Meta:
        ordering = ("filing", "-number")
        constraints = (
            models.UniqueConstraint(fields=["filing", "number"], name="one_edition_a_number"),
            models.UniqueConstraint(fields=["filing", "source_sha256"], name="the_same_file_once"),
            models.CheckConstraint(name="editions_count_from_one", condition=Q(number__gte=1)),
            models.CheckConstraint(name="who_imported_is_named", condition=~Q(imported_by="")),
        )

    def __str__(self) -> str:
        return f"{self.filing} 第{self.number}版"
