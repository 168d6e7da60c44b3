"""The form of the counter and the post room: channel first, then who asks, then what is asked for.

It is filled in with the keyboard alone: every blank that is used daily has a key of its own (`KEYS`, with the
browser's access modifier), the order of the blanks is that of the paper, and Enter registers.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gongkai.service.catalogue.desk_law import law_here
from gongkai.service.organs.models import Organ
from gongkai.service.organs.people_forms import Day
from gongkai.service.organs.said import said
from gongkai.service.requests import codes, vault
from gongkai.service.requests.intake import MEDIA, WAYS, Application, Who
from gongkai.service.requests.keeping import Upload
from gongkai.service.requests.models import Identity
from gongkai.service.requests.step_forms import ManyFiles
from gongkai.statute.errors import StatuteError
from gongkai.statute.law import Law
from gongkai.statute.receipt import is_fixed_by_arrival

Words = str | Promise
# How a request comes in that somebody of the organ registers; those of the portal register themselves.
CHANNELS = ("in_person", "oral", "registered_mail", "ordinary_mail", "fax", "email")
KEYS = {
    "channel": "q",
    "on": "r",
    "evidence": "j",
    "requester_class": "l",
    "name": "x",
    "identity_kind": "z",
    "identity_number": "h",
    "phone": "p",
    "email": "y",
    "address": "t",
    "agent_name": "w",
    "description": "m",
    "medium": "g",
    "way": "b",
    "files": "a",
}
SUBMIT_KEY = "s"
CLASSES: Mapping[str, Words] = {
    "natural_person": _("自然人"),
    "business": _("商业企业"),
    "research": _("科研机构"),
    "public_benefit": _("社会公益组织"),
    "legal_service": _("法律服务机构"),
    "other_org": _("其他法人或者组织"),
}
PAPERS: Mapping[str, Words] = {
    "id_card": _("居民身份证"),
    "passport": _("护照"),
    "permit": _("通行证、居留证件"),
    "uscc": _("统一社会信用代码"),
    "other": _("其他证件"),
}
NUMBERS = (("identity_kind", "identity_number"), ("agent_identity_kind", "agent_identity_number"))
SECTIONS: tuple[tuple[Words, tuple[str, ...]], ...] = (
    (_("怎样提交"), ("on", "evidence")),
    (
        _("谁申请"),
        (
            *("requester_class", "name", "identity_kind", "identity_number", "phone", "email"),
            *("address", "postcode", "fax", "legal_representative", "contact_person"),
        ),
    ),
    (_("要什么"), ("description", "medium", "way", "purpose")),
    (_("代理人"), ("agent_name", "agent_phone", "agent_identity_kind", "agent_identity_number")),
    (_("附件"), ("files", "identity_file", "authority_file")),
)


@dataclass(frozen=True, slots=True)
class Rule:
    """A channel, and what fixes its day of receipt: the words of the statute."""

    key: str
    name: str
    evidence: str
    article: str
    by_arrival: bool


def rules(on: date, law: Law | None = None) -> list[Rule]:
    """Return the channels of the counter with what fixes the day of receipt on a day (条例 art. 31)."""
    law = law or law_here()
    found = [(key, law.channel(key, on)) for key in CHANNELS]
    return [
        Rule(
            key,
            channel.name,
            channel.evidence,
            channel.force.article,
            is_fixed_by_arrival(key, on, law),
        )
        for key, channel in found
    ]


def _text(label: Any, most: int, hint: Any = "", **attributes: str) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off", **attributes})
    return forms.CharField(label=label, required=False, max_length=most, help_text=hint, widget=widget)


def _of_several(label: Any, options: Sequence[tuple[str, Words]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=options, required=False)


class Counter(forms.Form):
    """A request as somebody of the organ takes it in; what it lacks is asked for later (条例 art. 30)."""

    channel = forms.ChoiceField(label=_("提交渠道"), widget=forms.RadioSelect)
    on = forms.DateField(
        label=_("到达之日"), widget=Day, help_text=_("早于今天的，页面上注明补登；不能晚于今天。")
    )
    evidence = _text(_("收到的凭据"), 200, _("邮件号、签收单号、传真或者邮件的收到时间等。"))
    requester_class = _of_several(_("申请人类别"), [*CLASSES.items()])
    name = _text(_("姓名或者名称"), 200)
    identity_kind = _of_several(_("证件种类"), [*PAPERS.items()])
    identity_number = _text(
        _("证件号码"), 40, _("加密保存，处处遮盖；不符合校验规则的只提醒，不拒收。"), inputmode="latin"
    )
    phone = _text(_("联系电话"), 50)
    email = _text(_("电子邮箱"), 254)
    address = _text(_("通信地址"), 300)
    postcode = _text(_("邮政编码"), 10, inputmode="numeric")
    fax = _text(_("传真"), 50)
    legal_representative = _text(_("法定代表人或者负责人"), 50)
    contact_person = _text(_("联系人"), 50)
    description = forms.CharField(
        label=_("所需信息的名称、文号或者其他特征描述"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("照申请人的原话；已附申请书扫描件的，可以只写要点。"),
    )
    medium = _of_several(_("所需信息的形式"), [("", _("没有写明")), *MEDIA.items()])
    way = _of_several(_("获取信息的方式"), [("", _("没有写明")), *WAYS.items()])
    purpose = _text(_("用途"), 500, _("法律不要求说明，申请人没有写的不问。"))
    agent_name = _text(_("代理人姓名"), 200)
    agent_phone = _text(_("代理人电话"), 50)
    agent_identity_kind = _of_several(_("代理人证件种类"), [*PAPERS.items()])
    agent_identity_number = _text(_("代理人证件号码"), 40, inputmode="latin")
    files = ManyFiles(label=_("申请书扫描件和申请材料"))  # type: ignore[assignment]
    identity_file = ManyFiles(label=_("证件图片"))
    authority_file = ManyFiles(label=_("授权委托书"))
    submission = forms.CharField(widget=forms.HiddenInput, required=False)
    looked_at = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, organ: Organ, today: date, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, initial={"channel": CHANNELS[0], "on": today})
        self.organ, self.today = organ, today
        self.rules = rules(today)
        self.fields["channel"].choices = [(rule.key, rule.name) for rule in self.rules]  # type: ignore[attr-defined]
        for name, key in KEYS.items():
            if name != "channel":  # its key stands on the first of its buttons alone
                self.fields[name].widget.attrs["accesskey"] = key
        typed = str((data or {}).get("submission", ""))
        self.key = typed if len(typed) == 32 and typed.isalnum() else secrets.token_hex(16)
        self.doubts: dict[str, str] = {}
        self.looked = ""

    def clean(self) -> dict[str, Any]:
        """Refuse a day for which the law has no rule of receipt."""
        found = super().clean() or {}
        on, channel = found.get("on"), found.get("channel")
        if on is not None and channel and on <= self.today:
            try:
                law_here().channel(channel, on)
            except StatuteError as refusal:
                self.add_error("on", said(str(refusal)))
        return found

    def application(self, files: Sequence[Upload]) -> Application:
        """Return what the form says; its fields have to be clean."""
        said: Mapping[str, Any] = self.cleaned_data
        of_who = (
            *("name", "requester_class", "legal_representative", "contact_person", "phone", "email"),
            *("fax", "address", "postcode", "identity_kind", "identity_number"),
        )
        agent = Who(
            name=said["agent_name"],
            phone=said["agent_phone"],
            identity_kind=said["agent_identity_kind"] or Identity.Kind.ID_CARD,
            identity_number=said["agent_identity_number"],
        )
        has_agent = bool(agent.name or agent.phone or agent.identity_number)
        return Application(
            requester=Who(**{name: said[name] for name in of_who}),
            description=said["description"],
            medium=said["medium"],
            way=said["way"],
            purpose=said["purpose"],
            agent=agent if has_agent else None,
            files=tuple(files),
        )

    def doubt(self) -> bool:
        """Warn once of numbers that fail their checksum; say whether there is something to look at first.

        Sent again with the same numbers, the form registers: papers have errors too.
        """
        said = self.cleaned_data
        typed = []
        for kind, number in NUMBERS:
            if said[number] and (why := vault.doubts(said[kind], said[number])):
                self.doubts[number] = why
                typed.append(f"{number} {said[kind]} {vault.tidy(said[number])}")
        seal = codes.digest(f"{self.key} {' '.join(typed)}") if typed else ""
        if not typed or said["looked_at"] == seal:
            return False
        self.looked = seal
        return True

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """What the page carries unseen."""
        return [("submission", self.key), ("looked_at", self.looked)]

    @property
    def sections(self) -> list[Section]:
        """The blanks in their order, under their headings; the channel stands before them by itself."""
        return [Section(title, [Blank(self, name) for name in names]) for title, names in SECTIONS]

    def channel_rows(self) -> list[tuple[Rule, bool, Words]]:
        """The channels, each with whether it is chosen and what fixes its day of receipt."""
        chosen = self["channel"].value()
        return [(rule, rule.key == chosen, fixed_by(rule)) for rule in self.rules]


class Section:
    """Blanks under a heading."""

    def __init__(self, title: Words, blanks: list[Blank]) -> None:
        self.title, self.blanks = title, blanks


class Blank:
    """A blank with its key and the warning that stands at it."""

    def __init__(self, form: Counter, name: str) -> None:
        self.field: BoundField = form[name]
        self.key = KEYS.get(name, "").upper()
        self.doubt = form.doubts.get(name, "")


def fixed_by(rule: Rule) -> str:
    """Return in a sentence what fixes the day of receipt of a channel."""
    if rule.by_arrival:
        return gettext("到达之日就是收到申请之日。")
    return gettext("双方确认之日才是收到申请之日，请在到达当日联系申请人。")
