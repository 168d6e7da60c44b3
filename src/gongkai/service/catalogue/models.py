"""Shapes and constraints of what an organ publishes.

A *document* is a thread with one index number (索引号). Its *editions* are what was written: free to change
while a draft, never once released. A *showing* says from when until when the public may see an edition; it
is the one thing every public output asks (`visibility.py`). No state is stored: `state.py` computes it.
"""

from __future__ import annotations

from datetime import datetime, time
from typing import Any, NoReturn

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gongkai.service.organs.models import Organ, Post
from gongkai.service.organs.records import Immutable, Record


class IndexPattern(Record):
    """How an organ's index numbers are formed, from one day on: "{organ}/{year}-{serial:05}" (`index.py`)."""

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name="机关")
    since = models.DateField("自何日起")
    pattern = models.CharField("格式", max_length=100)
    entered_by = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name="登记人")
    entered_at = models.DateTimeField("登记时间")

    class Meta:
        ordering = ("organ", "since", "pk")

    def __str__(self) -> str:
        return f"{self.organ} 自{self.since.isoformat()}起：{self.pattern}"


class IndexCounter(models.Model):
    """The last serial given within one series (what a number has before its serial); taken under a lock."""

    series = models.CharField("号段", max_length=100, primary_key=True)
    last = models.PositiveIntegerField("已用到")

    def __str__(self) -> str:
        return f"{self.series}：{self.last}"


class Document(models.Model):
    """A piece of government information that an organ publishes, through all its editions."""

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="documents", verbose_name="公开机关")
    index_number = models.CharField("索引号", max_length=100, unique=True)
    opened_by = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name="建立人")
    opened_at = models.DateTimeField("建立时间")

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.index_number

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:  # noqa: ARG002
        raise Immutable(f"{self}: an index number once given is never free again")


class Edition(models.Model):
    """One wording of a document with its metadata (条例 art. 12; the document card of government portals)."""

    class Attribute(models.TextChoices):
        """公开属性：set when drafting, confirmed in the review."""

        PROACTIVE = "proactive", _("主动公开")
        ON_REQUEST = "on_request", _("依申请公开")
        WITHHELD = "withheld", _("不予公开")

    class Norm(models.TextChoices):
        """Whether the text is counted in table one of the annual report (表二（一））."""

        NONE = "", _("不是规章、行政规范性文件")
        RULE = "rule", _("规章")
        NORMATIVE = "normative", _("行政规范性文件")

    document = models.ForeignKey(Document, models.PROTECT, related_name="editions", verbose_name="信息")
    number = models.PositiveSmallIntegerField("第几版")
    title = models.CharField("标题", max_length=200)
    document_number = models.CharField("发文字号", max_length=60, blank=True)
    issuers = models.JSONField("发文机关", default=list)  # names as printed, the first leads
    topic = models.CharField("主题分类", max_length=8, blank=True)  # "02-01", see topics.toml
    genre = models.CharField("体裁", max_length=16, blank=True)
    category = models.CharField("法定主动公开类别", max_length=32)  # key of categories.toml
    norm = models.CharField(
        "规章或者行政规范性文件", max_length=10, choices=Norm.choices, blank=True, default=""
    )
    formed_on = models.DateField("成文日期", null=True, blank=True)
    arose_on = models.DateField("形成或者变更之日")  # from which 条例 art. 26 counts 20 working days
    effective_on = models.DateField("施行日期", null=True, blank=True)
    expires_on = models.DateField("有效期至", null=True, blank=True)
    keywords = models.JSONField("主题词", default=list, blank=True)
    summary = models.CharField("内容概述", max_length=300, blank=True)
    attribute = models.CharField(
        "公开属性", max_length=10, choices=Attribute.choices, default=Attribute.PROACTIVE
    )
    ground = models.CharField("不主动公开的依据", max_length=300, blank=True)
    source = models.CharField("信息来源", max_length=100, blank=True)
    unit = models.CharField("责任科室", max_length=100, blank=True)
    form = models.JSONField("分栏内容", null=True, blank=True)  # of a structured page such as the guide
    body = models.TextField("正文", blank=True)  # clean HTML (papers.html)
    text = models.TextField("正文文字", blank=True)  # the same without marks, for search and plain text
    interprets = models.ManyToManyField(
        Document, related_name="interpretations", blank=True, verbose_name="解读对象"
    )
    change_note = models.CharField("本版改动", max_length=300, blank=True)
    # What had become of its force before it was brought here: {"kind", "on", "basis"} (`brought.py`).
    brought_mark = models.JSONField("迁入前的有效性标注", null=True, blank=True)
    drafted_by = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name="拟稿人")
    drafted_at = models.DateTimeField("拟稿时间")
    changed_by = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name="最后修改人")
    changed_at = models.DateTimeField("最后修改时间")
    writers = models.JSONField("执笔人", default=list)  # keys of every person who wrote in this edition
    version = models.PositiveIntegerField("修改次数", default=1)  # two editors at once do not overwrite
    discarded_at = models.DateTimeField("作废时间", null=True, blank=True)
    released_digest = models.CharField("发布内容摘要", max_length=64, blank=True)  # set once, by release

    class Meta:
        ordering = ("document", "-number")
        indexes = (models.Index(fields=["document_number"], name="edition_document_number"),)
        constraints = (
            models.UniqueConstraint(fields=["document", "number"], name="one_edition_of_a_document_a_number"),
            models.CheckConstraint(name="document_editions_count_from_one", condition=Q(number__gte=1)),
            models.CheckConstraint(
                name="what_is_withheld_has_its_ground", condition=Q(attribute="proactive") | ~Q(ground="")
            ),
            models.CheckConstraint(
                name="what_is_released_is_not_discarded",
                condition=Q(released_digest="") | Q(discarded_at__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return f"{self.document} 第{self.number}版《{self.title}》"

    @property
    def is_released(self) -> bool:
        """Whether this edition has been released; what has is never changed."""
        return bool(self.released_digest)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk and Edition.objects.filter(pk=self.pk).exclude(released_digest="").exists():
            raise Immutable(f"{self}: a released edition is never changed; draft the next one")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:  # noqa: ARG002
        raise Immutable(f"{self}: an edition is discarded, never removed")


class Attachment(models.Model):
    """A file with an edition: the bytes as they came, and those that are released (metadata stripped)."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="attachments", verbose_name="版本")
    place = models.PositiveSmallIntegerField("第几个")
    name = models.CharField("文件名", max_length=200)
    kind = models.CharField("类型", max_length=8)  # "docx", "pdf" …, as sniffed
    media_type = models.CharField("媒体类型", max_length=100)
    is_original = models.BooleanField("正文的原件", default=False)  # the Word file the body was taken from
    size = models.PositiveBigIntegerField("发布文件的字节数")
    original_sha256 = models.CharField("上传文件摘要", max_length=64)
    sha256 = models.CharField("发布文件摘要", max_length=64)
    removed = models.JSONField("已清除的元数据", default=list)
    text = models.TextField("文字", blank=True)
    text_is_complete = models.BooleanField("文字完整", default=True)
    added_by = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name="上传人")
    added_at = models.DateTimeField("上传时间")

    class Meta:
        ordering = ("edition", "place")
        constraints = (models.UniqueConstraint(fields=["edition", "place"], name="one_file_a_place"),)

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self._refuse_after_release()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        self._refuse_after_release()
        return super().delete(*args, **kwargs)

    def _refuse_after_release(self) -> None:
        if Edition.objects.filter(pk=self.edition_id).exclude(released_digest="").exists():
            raise Immutable(f"{self}: a released edition is never changed; draft the next one")


class Showing(models.Model):
    """From when until when the public sees an edition: begins <= now < ends.

    `organ`, `category`, `topic` and `norm` repeat the edition, which no longer changes: lists are read by
    them. A showing is ended once, by the next edition or by withdrawal, and never begun again.
    """

    class Ended(models.TextChoices):
        """Why it ended."""

        SUPERSEDED = "superseded", _("已有新版")
        WITHDRAWN = "withdrawn", _("已撤下")

    edition = models.OneToOneField(Edition, models.PROTECT, related_name="showing", verbose_name="版本")
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="showings", verbose_name="公开机关")
    category = models.CharField("类别", max_length=32)
    topic = models.CharField("主题分类", max_length=8, blank=True)
    norm = models.CharField("规章或者行政规范性文件", max_length=10, blank=True)
    first_begins = models.DateTimeField("首次发布时间")  # of the document's first edition
    begins = models.DateTimeField("发布时间")
    released_by = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name="发布人")
    released_at = models.DateTimeField("发布操作时间")
    ends = models.DateTimeField("止于", null=True, blank=True)
    ended_how = models.CharField("何以终止", max_length=10, choices=Ended.choices, blank=True)
    ended_by = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="终止人"
    )
    ended_at = models.DateTimeField("终止操作时间", null=True, blank=True)
    reason = models.CharField("撤下原因", max_length=500, blank=True)  # for the file
    public_note = models.CharField("对外说明", max_length=500, blank=True)  # for the reader
    moved_to = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="移至"
    )

    class Meta:
        ordering = ("-begins", "-pk")
        indexes = (
            models.Index(fields=["-begins", "-id"], name="showing_begins"),
            models.Index(fields=["organ", "-begins", "-id"], name="showing_organ"),
            models.Index(fields=["organ", "category", "-begins", "-id"], name="showing_category"),
            models.Index(fields=["category", "-begins", "-id"], name="showing_all_category"),
            models.Index(fields=["topic", "-begins", "-id"], name="showing_all_topic"),
            models.Index(fields=["norm", "-begins", "-id"], name="showing_all_norm"),
            models.Index(fields=["ends"], name="showing_ends"),
            # How many there are of each topic is counted over all, from the index alone.
            models.Index(fields=["topic", "begins", "ends"], name="showing_topic_counts"),
        )
        constraints = (
            models.CheckConstraint(
                name="a_showing_does_not_end_before_it_begins",
                condition=Q(ends__isnull=True) | Q(ends__gte=F("begins")),
            ),
            models.CheckConstraint(
                name="an_end_has_its_cause", condition=Q(ends__isnull=True, ended_how="") | ~Q(ended_how="")
            ),
            models.CheckConstraint(
                name="a_withdrawal_has_its_reason", condition=~Q(ended_how="withdrawn") | ~Q(reason="")
            ),
        )

    def __str__(self) -> str:
        return f"{self.edition} 自{self.begins:%Y-%m-%d %H:%M}"

    @property
    def brought_over_at(self) -> datetime | None:
        """When it was brought over from an old site, whose day it keeps; None if it was published here first.

        Nothing else begins before the moment of its release.
        """
        return self.released_at if self.begins < self.released_at else None

    @property
    def began(self) -> str:
        """Since when it is public: to the minute; to the day where the old site told no more."""
        local = timezone.localtime(self.begins)
        is_day = self.brought_over_at is not None and local.time() == time()
        return f"{local:%Y-%m-%d}" if is_day else f"{local:%Y-%m-%d %H:%M}"

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:  # noqa: ARG002
        raise Immutable(f"{self}: what was shown stays on record")


class ValidityChange(Record):
    """What later happened to a document's force (47号：marked when amended, repealed or lapsed)."""

    class Kind(models.TextChoices):
        """现行有效 needs no row; 尚未施行 and 失效 by term follow from the edition's own dates."""

        AMENDED = "amended", _("已修改")
        LAPSED = "lapsed", _("失效")
        REPEALED = "repealed", _("废止")
        ANNULLED = "annulled", _("更正（前一标注作废）")

    document = models.ForeignKey(
        Document, models.PROTECT, related_name="validity_changes", verbose_name="信息"
    )
    kind = models.CharField("变化", max_length=10, choices=Kind.choices)
    on = models.DateField("自何日起")
    by_document = models.ForeignKey(
        Document,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="changes_made",
        verbose_name="依据的文件",
    )
    by_text = models.CharField("依据", max_length=300, blank=True)  # where it is not in this catalogue
    annuls = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="annulled_by", verbose_name="所更正的标注"
    )
    by = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name="登记人")
    at = models.DateTimeField("登记时间")

    class Meta:
        ordering = ("document", "on", "pk")
        constraints = (
            models.CheckConstraint(
                name="a_change_of_force_has_its_basis",
                condition=Q(by_document__isnull=False) | ~Q(by_text=""),
            ),
            models.CheckConstraint(
                name="a_correction_names_what_it_corrects",
                condition=Q(kind="annulled", annuls__isnull=False)
                | ~Q(kind="annulled") & Q(annuls__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return f"{self.document} 自{self.on.isoformat()}起{self.get_kind_display()}"


class GuideCheck(Record):
    """Somebody looked whether the organ's guide still holds, and it does (条例 art. 12: 及时更新)."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="guide_checks", verbose_name="指南")
    by = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name="核对人")
    at = models.DateTimeField("核对时间")

    class Meta:
        ordering = ("document", "-at")

    def __str__(self) -> str:
        return f"{self.document} {self.at:%Y-%m-%d}"


class ChangeCounter(models.Model):
    """The number of the last change; its one row is locked from giving a number until that is committed."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    last = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = (models.CheckConstraint(name="one_count_of_changes", condition=Q(id=1)),)

    def __str__(self) -> str:
        return str(self.last)


class Change(Record):
    """Something the public sees has changed, or will at a moment: what kept pages are made anew by.

    Numbers follow one another in the order in which the changes are committed, without a gap: who has read
    up to a number has missed none.
    """

    class Kind(models.TextChoices):
        """What happened."""

        BEGINS = "begins", _("发布")
        UNSCHEDULED = "unscheduled", _("取消定时发布")
        WITHDRAWN = "withdrawn", _("撤下")
        VALIDITY = "validity", _("有效性变化")
        GUIDE = "guide", _("指南核对")

    number = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField("生效时间", db_index=True)  # may lie ahead: a scheduled release
    recorded_at = models.DateTimeField("登记时间")
    kind = models.CharField("变化", max_length=12, choices=Kind.choices)
    organ_code = models.CharField("机关代码", max_length=64)
    document = models.PositiveBigIntegerField("信息", null=True)
    category = models.CharField("类别", max_length=32, blank=True)

    class Meta:
        ordering = ("number",)

    def __str__(self) -> str:
        return f"{self.number} {self.kind} {self.organ_code} {self.document}"
