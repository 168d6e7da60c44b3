"""Shapes and constraints of organs and of the website under which they publish."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models

CODE = r"^[a-z0-9]+(-[a-z0-9]+)*\Z"
SITE_CODE = r"^[A-Za-z0-9]{10}\Z"
"""网站标识码：the rule behind it is not published; length and characters are what can be checked."""


class Organ(models.Model):
    """An administrative organ (行政机关) that discloses information in its own name.

    The contact facts are those the organ has published, and `contact_source` says where.
    """

    class Kind(models.TextChoices):
        """The kinds on which a rule of the report depends; the keys are those of `report.check.OrganKind`."""

        STATE_COUNCIL = "state_council", "国务院部门"
        PROVINCE = "province", "省、自治区、直辖市人民政府"
        PREFECTURE = "prefecture", "设区的市、自治州人民政府"
        COUNTY = "county", "县级人民政府"
        TOWNSHIP = "township", "乡镇人民政府、街道办事处"
        DEPARTMENT = "department", "地方人民政府部门"
        OTHER = "other", "其他（派出机关、开发区管理机构、授权组织等）"

    code = models.CharField("代码", max_length=64, unique=True, validators=[RegexValidator(CODE)])
    name = models.CharField("名称", max_length=100, unique=True)
    other_names = models.JSONField("其他名称", default=list, blank=True)  # as its own papers print it
    kind = models.CharField("性质", max_length=16, choices=Kind.choices)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="departments", verbose_name="所属人民政府"
    )
    address = models.CharField("办公地址", max_length=200, blank=True)
    postcode = models.CharField("邮政编码", max_length=6, blank=True)
    phone = models.CharField("联系电话", max_length=50, blank=True)
    email = models.EmailField("电子邮箱", blank=True)
    office_hours = models.CharField("办公时间", max_length=200, blank=True)
    contact_source = models.CharField("联系方式的出处", max_length=200, blank=True)
    has_area = models.BooleanField("在本网设有政府信息公开专栏", default=True)
    demonstration = models.BooleanField("演示数据", default=False)

    class Meta:
        ordering = ("code",)
        constraints = (
            models.CheckConstraint(
                name="an_organ_is_not_its_own_parent", condition=~models.Q(parent=models.F("id"))
            ),
        )

    def __str__(self) -> str:
        return self.name


class Website(models.Model):
    """The government website of an organ: what the norms want named in the footer and the meta tags."""

    organ = models.OneToOneField(Organ, models.PROTECT, related_name="website", verbose_name="机关")
    name = models.CharField("网站名称", max_length=100)
    domain = models.CharField("域名", max_length=100)
    identification_code = models.CharField(
        "网站标识码", max_length=10, validators=[RegexValidator(SITE_CODE)], unique=True
    )
    sponsor = models.CharField("主办单位", max_length=100)
    operator = models.CharField("承办单位", max_length=100, blank=True)
    address = models.CharField("地址", max_length=200, blank=True)
    postcode = models.CharField("邮政编码", max_length=6, blank=True)
    phone = models.CharField("网站技术维护电话", max_length=50, blank=True)

    def __str__(self) -> str:
        return f"{self.name}（{self.identification_code}）"
