"""The forms of a letter: to whom, what is filled in and rewritten, how it is sent and arrived."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongkai.papers.letters import ADDRESSED, Asked, Facts, Template, asked, offered
from gongkai.service.organs.people_forms import Day
from gongkai.service.organs.said import said
from gongkai.service.requests import lettering
from gongkai.service.requests.case_page import CasePage
from gongkai.service.requests.letter_words import MEANS
from gongkai.service.requests.models import Letter, Paper, Party
from gongkai.service.requests.together import cases_of
from gongkai.statute.carriers import package_carriers

_KINDS = {field.name: str(field.type) for field in dataclasses.fields(Facts)}
_LINES = _("一行一项。")


class NewLetter(forms.Form):
    """To whom a letter goes: somebody the case knows, or (who is asked for an opinion) somebody new."""

    party = forms.ChoiceField(label=_("发给"), widget=forms.RadioSelect)
    name = forms.CharField(
        label=_("姓名或者名称"), max_length=200, required=False, help_text=_("选“另外一方”时填写。")
    )
    contact_person = forms.CharField(label=_("联系人"), max_length=50, required=False)
    phone = forms.CharField(label=_("电话"), max_length=50, required=False)
    address = forms.CharField(label=_("通信地址"), max_length=300, required=False)

    def __init__(self, page: CasePage, template: Template, *args: Any, **facts: Any) -> None:
        super().__init__(*args, **facts)
        known = [(p.key, page.names[p.key]) for p in page.parties if p.role in lettering.roles_of(template)]
        if template.to == "internal":
            self.fields.clear()
            return
        if template.to == "requester":
            for name in ("name", "contact_person", "phone", "address"):
                del self.fields[name]
        else:
            known.append(("new", str(_("另外一方"))))
        self.fields["party"].choices = known  # type: ignore[attr-defined]
        self.fields["party"].initial = known[0][0] if known else None


class EditLetter(forms.Form):
    """What a letter asks for that the case does not say, the paragraphs that may be rewritten, the files."""

    def __init__(self, letter: Letter, template: Template, known: Facts, on: date, data: Any = None) -> None:
        super().__init__(data)
        self.letter, self.template = letter, template
        self.facts = [one for one in asked(letter.kind, on) if one.fact in lettering.FILLED]
        for one in self.facts:
            self.fields[f"fact_{one.fact}"] = self._field(one, getattr(known, one.fact))
        if any(one.fact == "fee" for one in asked(letter.kind, on)):
            self.fields["fee_how"] = forms.CharField(
                label=_("缴费方式"),
                max_length=500,
                required=False,
                initial=letter.facts.get("fee_how", ""),
                help_text=_("缴入哪个账户、到哪里缴。"),
            )
        self.offered = offered(letter.kind, known, on)
        names = {part.key: part.name for part in template.editable}
        for key, text in self.offered.items():
            self.fields[f"part_{key}"] = forms.CharField(
                label=_label(names[key]),
                widget=forms.Textarea(attrs={"rows": 4, "lang": "zh-Hans"}),
                max_length=10_000,
                required=False,
                initial=letter.wording.get(key, text),
            )
        answered = cases_of(letter)
        releases = Paper.objects.filter(case__in=answered, kind=Paper.Kind.RELEASE, erased_at=None)
        releases = releases.select_related("case").order_by("case", "pk")
        self.fields["files"] = forms.ModelMultipleChoiceField(
            label=_("随文书发出的文件"),
            queryset=releases,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            initial=list(letter.files.all()),
        )
        self.fields["files"].label_from_instance = (  # type: ignore[attr-defined]
            lambda paper: paper.name if len(answered) == 1 else f"{paper.name}（{paper.case.number}）"
        )
        if not releases:
            del self.fields["files"]

    def _field(self, one: Asked, known: Any) -> forms.Field:
        own = self.letter.facts.get(one.fact)
        kind = _KINDS[one.fact]
        facts: dict[str, Any] = {"label": _label(one.says), "required": False}
        if kind.startswith("date"):
            return forms.DateField(widget=Day, initial=own or known, **facts)
        if kind.startswith("int"):
            return forms.IntegerField(min_value=1, max_value=999, initial=own or known, **facts)
        if one.fact == "which" and self.template.which:
            choices = [("", "—"), *((each, each) for each in self.template.which)]
            return forms.ChoiceField(widget=_chinese(), choices=choices, initial=own or known or "", **facts)
        if one.fact == "third_party_addressed":  # as her name suggests, to be set right where it is not so
            choices = [("", str(_("请选择"))), *((each, each) for each in ADDRESSED)]
            return forms.ChoiceField(widget=_chinese(), choices=choices, initial=own or known or "", **facts)
        has_lines = one.has_lines or kind.startswith("tuple")
        lines = "\n".join(own or known or ()) if kind.startswith("tuple") else own or known or ""
        return forms.CharField(
            widget=forms.Textarea(attrs={"rows": 4 if has_lines else 2, "lang": "zh-Hans"}),
            max_length=10_000,
            initial=lines,
            help_text=_LINES if kind.startswith("tuple") else "",
            **facts,
        )

    @property
    def filled(self) -> list[tuple[Any, bool]]:
        """The fields for facts, each with whether the letter needs it."""
        return [(self[f"fact_{one.fact}"], one.is_needed) for one in self.facts]

    @property
    def rewritten(self) -> list[tuple[Any, str]]:
        """The fields for paragraphs, each with the words that were offered."""
        return [(self[f"part_{key}"], text) for key, text in self.offered.items()]

    def given(self) -> dict[str, Any]:
        """What was filled in, as the action takes it; what the case says itself is not kept twice."""
        found: dict[str, Any] = {"fee_how": self.cleaned_data.get("fee_how", "").strip()}
        for one in self.facts:
            value = self.cleaned_data[f"fact_{one.fact}"]
            if value in (None, ""):
                continue
            if isinstance(value, date):
                value = value.isoformat()
            elif _KINDS[one.fact].startswith("tuple"):
                value = [line.strip() for line in value.splitlines() if line.strip()]
            if f"fact_{one.fact}" in self.changed_data or one.fact in self.letter.facts:
                found[one.fact] = value
        return found

    def wording(self) -> dict[str, str]:
        """The paragraphs that say something else than what was offered."""
        return {
            key: words
            for key, text in self.offered.items()
            if _plain(words := self.cleaned_data[f"part_{key}"]) not in ("", _plain(text))
        }


class Issue(forms.Form):
    """What is seen before a letter is issued, and why it is all the same where there is a doubt."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    although = forms.CharField(
        label=_("仍然登记的理由"), widget=forms.HiddenInput, required=False, max_length=500
    )

    def ask_why(self) -> None:
        """Show the field for the reason."""
        self.fields["although"].widget = forms.Textarea(attrs={"rows": 2})
        self.fields["although"].help_text = _("确实要登记的，写明理由；理由随记录保存。")


class Send(forms.Form):
    """How a letter leaves."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    sent = forms.IntegerField(widget=forms.HiddenInput)
    means = forms.ChoiceField(label=_("送达方式"), widget=forms.RadioSelect, choices=list(MEANS.items()))
    on = forms.DateField(
        label=_("交邮、发出之日"), widget=Day, help_text=_("邮寄的，交邮之日是答复之日；可以早于今天。")
    )
    address = forms.CharField(
        label=_("送往"),
        max_length=300,
        required=False,
        help_text=_("邮寄、邮件、传真的填写地址、邮箱或者号码。"),
    )
    carrier = forms.ChoiceField(label=_("由谁寄递"), required=False, help_text=_("邮寄的选择。"))
    tracking = forms.CharField(
        label=_("邮件号"), max_length=60, required=False, help_text=_("邮政企业给的邮件号；不用其他快递。")
    )
    says = forms.CharField(
        label=_("签收情况"),
        max_length=500,
        required=False,
        help_text=_("当面送达、委托送达的，写明何人何时签收；还没有签收的留空，签收以后再登记送达。"),
    )
    although = forms.CharField(
        label=_("仍然这样送达的理由"), widget=forms.HiddenInput, required=False, max_length=500
    )

    def __init__(self, *args: Any, **facts: Any) -> None:
        super().__init__(*args, **facts)
        named = [(key, said(blocks[-1].name)) for key, blocks in package_carriers().items()]
        self.fields["carrier"].choices = [("", "—"), *named]  # type: ignore[attr-defined]

    def ask_why(self) -> None:
        """Show the field for the reason."""
        self.fields["although"].widget = forms.Textarea(attrs={"rows": 2})


class Deliver(forms.Form):
    """That it arrived, and what proves it."""

    on = forms.DateField(
        label=_("送达之日"), widget=Day, help_text=_("救济期限自送达起算，请以凭证上的日期为准。")
    )
    says = forms.CharField(
        label=_("送达情况"), max_length=500, required=False, help_text=_("例如：本人签收、单位收发室签收。")
    )
    proof = forms.FileField(label=_("送达凭证"), required=False)


def _label(says: str) -> str:
    """What a letter asks for as the label of a field, in the reader's language."""
    words = said(says)
    return words[:1].upper() + words[1:]


def _chinese() -> forms.Select:
    """A list of words of the letter, which stay Chinese."""
    return forms.Select(attrs={"lang": "zh-Hans"})


def _plain(text: str) -> str:
    return "\n".join(line.strip() for line in text.replace("\r", "").strip().splitlines())


def initial_of_sending(letter: Letter, on: date) -> Mapping[str, Any]:
    """What a dispatch begins with: the way that was asked for, and where to."""
    party = letter.to
    if party is None:
        return {"on": on}
    asked_for = letter.case.wish.way if party.role == Party.Role.REQUESTER else ""
    means = {"portal": "portal", "email": "email", "pick_up": "in_person", "fax": "fax"}.get(
        asked_for, "post"
    )
    address = {"email": party.email, "fax": party.fax, "post": party.address}.get(means, "")
    return {"on": on, "means": means, "address": address}
