"""Shapes of the register of who must report, until when, and who was reminded."""

from __future__ import annotations

from django.db import models

from gongkai.service.organs.models import Organ, Post
from gongkai.service.organs.records import Record


class Reporter(Record):
    """Whether an organ reports, from one report year on, by the three elements (行政性、外部性、独立性).

    The newest row of the latest year that has begun counts. Only an organ with all three reports for itself;
    what another does is in the report of the organ `under` which it stands.
    """

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="reporting", verbose_name="机关")
    since = models.PositiveSmallIntegerField("自哪一报告年度起")
    kind = models.CharField("报送类别", max_length=32)  # a key of the edition's kinds
    administrative = models.BooleanField("行政性")
    external = models.BooleanField("外部性")
    independent = models.BooleanField("独立性")
    to = models.ForeignKey(Organ, models.PROTECT, null=True, related_name="+", verbose_name="报送的主管部门")
    under = models.ForeignKey(Organ, models.PROTECT, null=True, related_name="+", verbose_name="并入的机关")
    basis = models.CharField("依据", max_length=300)
    by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    at = models.DateTimeField("登记时间")

    class Meta:
        ordering = ("organ", "-since", "-pk")

    @property
    def must_report(self) -> bool:
        """Whether all three elements are there (条例 art. 27, 49; 30号)."""
        return self.administrative and self.external and self.independent


class LocalDeadline(Record):
    """Days that an authority set for the reports of a year, within those of the law; the newest counts."""

    authority = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name="主管部门")
    year = models.PositiveSmallIntegerField("报告年度")
    kind = models.CharField("报送类别", max_length=32)
    submit_by = models.DateField("报送期限")
    publish_by = models.DateField("公布期限", null=True)
    basis = models.CharField("依据", max_length=300)
    by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    at = models.DateTimeField("登记时间")


class Reminded(Record):
    """That an organ was reminded of its report."""

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField("报告年度")
    scope = models.CharField("范围", max_length=12)
    says = models.CharField("内容", max_length=500)
    by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")  # None: the nightly work
    at = models.DateTimeField("时间")


__all__ = ["LocalDeadline", "Reminded", "Reporter"]
