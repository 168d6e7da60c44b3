"""The forms with which people and posts are managed."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from gongkai.service.organs.desk import acts
from gongkai.service.organs.models import Duty, Organ, Person, Post


class Day(forms.DateInput):
    """A date, with the browser's own calendar."""

    input_type = "date"

    def __init__(self, **attributes: Any) -> None:
        super().__init__(format="%Y-%m-%d", **attributes)


class FindPeople(forms.Form):
    """What the list of people is narrowed to."""

    q = forms.CharField(label=_("姓名或用户名"), required=False, max_length=50)
    organ = forms.ModelChoiceField(
        label=_("机关"), queryset=Organ.objects.none(), required=False, empty_label=_("全部")
    )
    duty = forms.ChoiceField(label=_("职责"), required=False)

    def __init__(self, organs: QuerySet[Organ], data: Any = None) -> None:
        super().__init__(data)
        self.fields["organ"].queryset = organs  # type: ignore[attr-defined]
        self.fields["organ"].to_field_name = "code"  # type: ignore[attr-defined]
        self.fields["duty"].choices = [("", _("全部")), *Duty.choices]  # type: ignore[attr-defined]


class AddPerson(forms.Form):
    """A new person."""

    name = forms.CharField(label=_("姓名"), max_length=50)
    username = forms.CharField(
        label=_("用户名"),
        max_length=32,
        help_text=_("2至32个小写字母、数字、点、横线，以字母开头。"),
        widget=forms.TextInput(
            attrs={"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"}
        ),
    )


class Name(forms.Form):
    """The name of a person."""

    name = forms.CharField(label=_("姓名"), max_length=50)


class Appoint(forms.Form):
    """A duty in an organ, from a day on."""

    organ = forms.ModelChoiceField(label=_("机关"), queryset=Organ.objects.none())
    duty = forms.ChoiceField(label=_("职责"), choices=Duty.choices)
    unit = forms.CharField(label=_("科室"), max_length=50, required=False)
    since = forms.DateField(label=_("自何日起"), widget=Day)
    until = forms.DateField(
        label=_("自何日起不再任职"), widget=Day, required=False, help_text=_("任期没有期限的不填。")
    )

    def __init__(self, organs: QuerySet[Organ], today: date, data: Any = None) -> None:
        super().__init__(data, initial={"since": today})
        self.fields["organ"].queryset = organs  # type: ignore[attr-defined]


class Deputy(forms.Form):
    """Who acts for the holder of a post, and in which days."""

    person = forms.ModelChoiceField(label=_("代行人"), queryset=Person.objects.none())
    since = forms.DateField(label=_("自何日起"), widget=Day)
    until = forms.DateField(label=_("自何日起不再代行"), widget=Day)

    def __init__(self, principal: Post, people: QuerySet[Person], today: date, data: Any = None) -> None:
        super().__init__(data, initial={"since": max(today, principal.since)})
        others = people.filter(is_active=True).exclude(pk=principal.person_id)
        self.fields["person"].queryset = others  # type: ignore[attr-defined]
        self.fields["person"].label_from_instance = (  # type: ignore[attr-defined]
            lambda person: f"{person.name}（{person.username}）"
        )


class EndPost(forms.Form):
    """The day from which a post is in force no more."""

    until = forms.DateField(
        label=_("自何日起不再任职"), widget=Day, help_text=_("填今天的，立即结束，当天起不能再办理。")
    )


class FindDeeds(forms.Form):
    """What the log is narrowed to."""

    since = forms.DateField(label=_("自"), widget=Day, required=False)
    until = forms.DateField(label=_("至（含）"), widget=Day, required=False)
    person = forms.CharField(label=_("用户名"), max_length=32, required=False)
    organ = forms.ModelChoiceField(
        label=_("机关"), queryset=Organ.objects.none(), required=False, empty_label=_("全部")
    )
    act = forms.ChoiceField(label=_("操作"), required=False)
    key = forms.CharField(label=_("对象"), max_length=64, required=False)

    def __init__(self, organs: QuerySet[Organ], data: Any = None) -> None:
        super().__init__(data)
        self.fields["act"].choices = [("", _("全部")), *acts().items()]  # type: ignore[attr-defined]
        self.fields["organ"].queryset = organs  # type: ignore[attr-defined]
        self.fields["organ"].to_field_name = "code"  # type: ignore[attr-defined]
