"""Shapes and constraints of an import.

A *run* is one table with its files. Its *rows* say what was read, what would become of each, and what
became of it: that is how a run goes on where it was broken off. A *batch* is what was submitted for review
together: the digests of its items, never changed.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone

from gongkai.service.catalogue.models import Document, Edition
from gongkai.service.organs.models import Organ, Post
from gongkai.service.organs.records import Record

SILENCE = timedelta(seconds=90)
"""After so long without a sign a process at work is taken for dead, and another may go on."""
AWAITED = "awaited"
"""Who holds a run for which a process was started that has not given a sign yet."""


class ImportRun(models.Model):
    """One table of documents of an organ, from its upload to the last row entered."""

    class Task(models.TextChoices):
        """What a process is doing, or was doing when it stopped."""

        CHECK = "check", "预演"
        ENTER = "enter", "录入"
        SUBMIT = "submit", "送审"
        RELEASE = "release", "发布"

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name="机关")
    by = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name="导入人")
    at = models.DateTimeField("上传时间")
    name = models.CharField("文件名", max_length=200)
    sha256 = models.CharField("文件摘要", max_length=64)
    table = models.CharField("表格的存放", max_length=32, blank=True)  # tokens of `pending`, until checked
    archive = models.CharField("压缩包的存放", max_length=32, blank=True)
    was_published = models.BooleanField("以前已经发布过", default=False)
    ignored = models.JSONField("没有导入的列", default=list)
    unused = models.JSONField("没有用上的附件", default=list)
    total = models.PositiveIntegerField("行数", default=0)
    task = models.CharField("正在做", max_length=8, choices=Task.choices, default=Task.CHECK)
    task_by = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name="操作人")
    worker = models.CharField("进程", max_length=32, blank=True)  # whoever holds the run now
    beat_at = models.DateTimeField("最近一次进展", null=True, blank=True)
    stop_asked = models.BooleanField("要求停止", default=False)
    fault = models.CharField("中断的原因", max_length=500, blank=True)
    checked_at = models.DateTimeField("预演完成时间", null=True, blank=True)
    agreed_at = models.DateTimeField("确认录入时间", null=True, blank=True)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"第{self.pk}次导入（{self.name}）"

    def is_running(self, now: datetime) -> bool:
        """Whether a process is at work on it."""
        return bool(self.worker) and self.beat_at is not None and now - self.beat_at < SILENCE

    def still_since(self, now: datetime) -> datetime | None:
        """Return since when nothing has moved, where a process that held the run died without a word."""
        return self.beat_at if self.worker and not self.is_running(now) else None

    @property
    def is_awaited(self) -> bool:
        """Whether the process that was started last has not given a sign yet."""
        return self.worker == AWAITED


class ImportRow(models.Model):
    """One row of a table: what it says, what would become of it, what became of it."""

    class Outcome(models.TextChoices):
        """What the dry run found."""

        NEW = "new", "新增"
        CHANGED = "changed", "变更"
        UNCHANGED = "unchanged", "没有变化"
        REFUSED = "refused", "不能导入"

    run = models.ForeignKey(ImportRun, models.PROTECT, related_name="rows", verbose_name="导入")
    number = models.PositiveIntegerField("行")
    digest = models.CharField("内容摘要", max_length=64)
    title = models.CharField("标题", max_length=200, blank=True)
    values = models.JSONField(
        "内容", default=dict
    )  # as `draft_document` takes them; empty of what is refused
    files = models.JSONField("附件", default=list)  # [{"name": …, "sha256": …}], in the store
    outcome = models.CharField("预演结果", max_length=10, choices=Outcome.choices)
    reasons = models.JSONField("原因", default=list)  # [["列", "一句话"]]
    warnings = models.JSONField("提示", default=list)
    index_number = models.CharField("保留的索引号", max_length=100, blank=True)
    old_index_number = models.CharField("原索引号", max_length=200, blank=True)  # where it could not be kept
    published_at = models.DateTimeField("原发布时间", null=True, blank=True)
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="已有的信息"
    )
    base = models.CharField(
        "预演时的版本", max_length=40, blank=True
    )  # "edition:version" that it was compared to
    edition = models.ForeignKey(
        Edition, models.PROTECT, null=True, blank=True, related_name="import_rows", verbose_name="录入的版本"
    )
    entered_at = models.DateTimeField("录入时间", null=True, blank=True)
    failure = models.CharField("没有录入的原因", max_length=500, blank=True)

    class Meta:
        ordering = ("run", "number")
        indexes = (models.Index(fields=["digest"], name="import_row_digest"),)
        constraints = (
            models.UniqueConstraint(fields=["run", "number"], name="one_row_a_number"),
            models.CheckConstraint(
                name="what_was_entered_has_its_edition",
                condition=Q(entered_at__isnull=True) | Q(edition__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.run} 第{self.number}行"


class Batch(Record):
    """Rows of a run that were submitted for review together."""

    run = models.ForeignKey(ImportRun, models.PROTECT, related_name="batches", verbose_name="导入")
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name="机关")
    by = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name="提交人")
    at = models.DateTimeField("提交时间")

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"第{self.run_id}次导入的第{self.pk}批"


class BatchItem(Record):
    """One edition of a batch, as it was when submitted, and since when it stood on the old site."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="items", verbose_name="批")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="batch_items", verbose_name="版本")
    digest = models.CharField("内容摘要", max_length=64)
    begins = models.DateTimeField("原发布时间")

    class Meta:
        ordering = ("batch", "edition")
        constraints = (models.UniqueConstraint(fields=["batch", "edition"], name="an_edition_once_a_batch"),)

    def __str__(self) -> str:
        return f"{self.batch} {self.edition_id}"

    @property
    def stood_since(self) -> str:
        """Since when it stood on the old site: to the day where the table told no more."""
        local = timezone.localtime(self.begins)
        return f"{local:%Y-%m-%d}" if local.time() == time() else f"{local:%Y-%m-%d %H:%M}"
