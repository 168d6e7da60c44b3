"""The forms with which organs are entered and changed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from gongkai.service.organs.models import Organ, Succession, Website
from gongkai.service.organs.people_forms import Day

FACTS = (
    "name",
    "kind",
    "level",
    "parent",
    "supervisor",
    "reconsideration_body",
    "uscc",
    "established_on",
    "address",
    "postcode",
    "phone",
    "fax",
    "email",
    "office_hours",
    "contact_source",
    "has_area",
)


class OrganFacts(forms.ModelForm):  # type: ignore[type-arg]
    """The facts of an organ; what is given to the action, which saves, not this form."""

    code = forms.SlugField(
        label=_("代码"),
        max_length=64,
        help_text=_("用在网址里，由小写字母、数字和横线组成，例如 qingshan-danganju；录入后不能改。"),
    )
    other_names = forms.CharField(
        label=_("其他名称"), required=False, max_length=500, help_text=_("简称、曾用名等，用顿号隔开。")
    )

    class Meta:
        model = Organ
        fields = FACTS
        widgets = {"established_on": Day()}  # noqa: RUF012 - Django's way

    def __init__(self, organs: QuerySet[Organ], data: Any = None, instance: Organ | None = None) -> None:
        super().__init__(data, instance=instance)
        for name in ("parent", "supervisor"):
            field = self.fields[name]
            # Those she manages, and the one that stands there now, which may be above her.
            now = [getattr(instance, f"{name}_id")] if instance else []
            every = organs if name == "parent" else Organ.objects.all()
            field.queryset = Organ.objects.filter(pk__in=[*every.values_list("pk", flat=True), *now])  # type: ignore[attr-defined]
        self.fields["supervisor"].help_text = _(
            "主管本机关政府信息公开工作的机关，例如本级政府办公室；它的监督人员可以查看本机关的办理情况。"
        )
        if instance is not None:
            del self.fields["code"]
            self.fields["other_names"].initial = "、".join(instance.other_names)
        self.order_fields(["code", "name", "other_names", *FACTS[1:]])

    def _post_clean(self) -> None:
        """Leave the checks of the row to the action, which says them in its own words."""

    def facts(self) -> dict[str, Any]:
        """Return what the action is given."""
        found = {name: self.cleaned_data[name] for name in FACTS}
        names = self.cleaned_data["other_names"].replace("，", "、").split("、")
        found["other_names"] = [name.strip() for name in names if name.strip()]
        if "code" in self.cleaned_data:
            found["code"] = self.cleaned_data["code"]
        return found


class WebsiteFacts(forms.ModelForm):  # type: ignore[type-arg]
    """The facts of an organ's website."""

    report_errors_at = forms.URLField(
        label=_("“我为政府网站找错”的网址"), max_length=300, required=False, assume_scheme="https"
    )

    class Meta:
        model = Website
        exclude = ("organ",)

    def _post_clean(self) -> None:
        """Leave the checks of the row to the action."""


class WhatBecame(forms.Form):
    """What became of an organ on a day."""

    kind = forms.ChoiceField(label=_("变更方式"), choices=Succession.Kind.choices, widget=forms.RadioSelect)
    on = forms.DateField(label=_("变更日期"), widget=Day)
    others = forms.ModelMultipleChoiceField(
        label=_("一同变更的其他原机关"),
        queryset=Organ.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("几个机关合并为一个时选择。"),
    )
    successors = forms.ModelMultipleChoiceField(
        label=_("承接的机关"),
        queryset=Organ.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("请先录入新机关并写明设立日期，再在这里选择；撤销后没有机关承接的不选。"),
    )
    created = forms.ModelMultipleChoiceField(
        label=_("其中本次新设立的机关"),
        queryset=Organ.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("变更日期记为它的设立日期；原来就有、现在并入其他机关职责的不选。"),
    )
    keeper = forms.ModelChoiceField(
        label=_("原有信息的承接机关"),
        queryset=Organ.objects.none(),
        required=False,
        empty_label=_("不指定：每个承接的机关都可以办理"),
        help_text=_("拆分时，可以指定由其中一个机关管理原机关发布的全部信息和草稿。"),
    )
    source = forms.CharField(label=_("依据"), max_length=200, help_text=_("文件名称和文号。"))
    note = forms.CharField(
        label=_("说明"), max_length=300, required=False, help_text=_("显示在原机关的网页上。")
    )
    carry_posts = forms.BooleanField(
        label=_("原机关的任职自变更之日起转到承接的机关（更名、合并时）"), required=False
    )

    def __init__(self, organs: Iterable[Organ], data: Any = None) -> None:
        super().__init__(data)
        for name in ("others", "successors", "created", "keeper"):
            self.fields[name].queryset = organs  # type: ignore[attr-defined]


class Upload(forms.Form):
    """The file of a tree of organs."""

    file = forms.FileField(label=_("CSV或XLSX文件"), help_text=_("最大5 MB、5000行。"))
