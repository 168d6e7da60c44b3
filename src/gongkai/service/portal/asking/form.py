"""The form: its blanks, what was typed in them, and the application it says (条例 art. 29).

What was typed stays as it was typed, right or wrong. The purpose of the request is not asked for, but there
is room for it: nobody has to give one.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.service.requests import vault
from gongkai.service.requests.intake import MEDIA, WAYS, Application, Who
from gongkai.service.requests.keeping import Upload
from gongkai.service.requests.models import Identity, Party

Text = str | Promise
PERSON = Party.Class.NATURAL_PERSON.value
CLASSES: dict[str, Text] = {
    PERSON: gettext_lazy("公民（自然人）"),
    "business": gettext_lazy("商业企业"),
    "research": gettext_lazy("科研机构"),
    "public_benefit": gettext_lazy("社会公益组织"),
    "legal_service": gettext_lazy("法律服务机构"),
    "other_org": gettext_lazy("其他法人或者组织"),
}
PAPERS: dict[str, Text] = {
    Identity.Kind.ID_CARD.value: gettext_lazy("居民身份证"),
    Identity.Kind.PASSPORT.value: gettext_lazy("护照"),
    Identity.Kind.PERMIT.value: gettext_lazy("通行证、居留证件"),
    Identity.Kind.USCC.value: gettext_lazy("统一社会信用代码"),
    Identity.Kind.OTHER.value: gettext_lazy("其他证件"),
}
_OF_REQUESTER = ("identity_kind", "identity_number", "phone", "email", "address", "postcode", "fax")
_OF_AGENT = ("agent_name", "agent_phone", "agent_identity_kind", "agent_identity_number")
NUMBERS = ("identity_number", "agent_identity_number")  # masked wherever they are only shown
LONGEST_TYPED = 20_000  # characters of one blank that are kept: far more than any may have


@dataclass(slots=True)
class Blank:
    """One blank: `kind` is text, tel, email, area, radio, choice, check or file."""

    name: str
    label: Text
    kind: str = "text"
    hint: Text = ""
    options: Mapping[str, Text] = field(default_factory=dict)
    autocomplete: str = "off"
    required: bool = False
    value: str = ""
    errors: list[str] = field(default_factory=list)
    warning: str = ""

    @property
    def id(self) -> str:
        return self.name.replace("_", "-")

    @property
    def described_by(self) -> str:
        """The ids of what explains the blank, for aria-describedby."""
        there = (("hint", self.hint), ("error", self.errors), ("warning", self.warning))
        return " ".join(f"{self.id}-{what}" for what, said in there if said)

    @property
    def says(self) -> str:
        """What was typed, in words: of a choice its name, of an identity number its ends."""
        if self.name in NUMBERS:
            return vault.masked(self.value)
        return str(self.options.get(self.value, self.value)) if self.options else self.value


class Filled:
    """Blanks as they stand, or as they were sent."""

    def __init__(self, blanks: Iterable[Blank], typed: Mapping[str, str] | None = None) -> None:
        self.blanks = {blank.name: blank for blank in blanks}
        for blank in self.blanks.values():
            if typed is not None:
                blank.value = _tidy(typed.get(blank.name, blank.value), blank.kind)
        self.above: list[str] = []  # what is wrong and belongs to no one blank

    def __getitem__(self, name: str) -> Blank:
        return self.blanks[name]

    @property
    def rows(self) -> list[Blank]:
        """The blanks in their order."""
        return list(self.blanks.values())

    @property
    def wrong(self) -> list[Blank]:
        """The blanks with mistakes, in their order."""
        return [blank for blank in self.blanks.values() if blank.errors]

    def blame(self, faults: Mapping[str, list[str]]) -> None:
        """Put each sentence at its blank; one whose blank the form lacks, above it."""
        for name, said in faults.items():
            if name in self.blanks:
                self.blanks[name].errors += said
            else:
                self.above += said

    def doubt(self, kind: str, number: str) -> None:
        """Warn of a number that does not fulfil its checksum: to be looked at again, never refused."""
        typed = self[number].value
        if typed and vault.doubts(self[kind].value, typed):
            self[number].warning = _(
                "这个号码不符合该证件的校验规则，可能有笔误，请再核对一遍。确认无误的，可以照样提交。"
            )


class AskForm(Filled):
    """A filling of the form: empty at first, or as it was sent."""

    def __init__(self, typed: Mapping[str, str] | None = None) -> None:
        super().__init__(_blanks(), typed or {})
        key = (typed or {}).get("submission", "")
        self.submission = key if len(key) == 32 and key.isalnum() else secrets.token_hex(16)

    @property
    def has_agent(self) -> bool:
        return self["agent"].value == "1"

    @property
    def is_organisation(self) -> bool:
        return self["requester_class"].value not in ("", PERSON)

    def values(self) -> Iterator[tuple[str, str]]:
        """Every blank that is filled in, for a step that carries them on unseen."""
        return ((b.name, b.value) for b in self.blanks.values() if b.value and b.kind != "file")

    def application(self, files: tuple[Upload, ...]) -> Application:
        """Return what the form asks for."""
        organisation = self.is_organisation
        requester = Who(
            name=self._said("name"),
            requester_class=self._said("requester_class"),
            legal_representative=self._said("legal_representative") if organisation else "",
            contact_person=self._said("contact_person") if organisation else "",
            phone=self._said("phone"),
            email=self._said("email"),
            fax=self._said("fax"),
            address=self._said("address"),
            postcode=self._said("postcode"),
            identity_kind=self._said("identity_kind"),
            identity_number=self._said("identity_number"),
        )
        agent = None
        if self.has_agent:
            agent = Who(
                name=self._said("agent_name"),
                phone=self._said("agent_phone"),
                identity_kind=self._said("agent_identity_kind"),
                identity_number=self._said("agent_identity_number"),
            )
        return Application(
            requester=requester,
            description=self._said("description"),
            medium=self._said("medium"),
            way=self._said("way"),
            purpose=self._said("purpose"),
            agent=agent,
            files=files,
        )

    def check_numbers(self) -> None:
        """Warn of numbers that look wrong."""
        self.doubt("identity_kind", "identity_number")
        if self.has_agent:
            self.doubt("agent_identity_kind", "agent_identity_number")

    @property
    def shown(self) -> list[Blank]:
        """The blanks about the requester and her agent that are filled in, as she looks at them once more."""
        of_organisation = ("legal_representative", "contact_person")
        names = [
            "requester_class",
            "name",
            *(of_organisation if self.is_organisation else ()),
            *_OF_REQUESTER,
        ]
        found = [self.blanks[name] for name in [*names, *(_OF_AGENT if self.has_agent else ())]]
        numbers = {"identity_kind": "identity_number", "agent_identity_kind": "agent_identity_number"}
        return [
            blank
            for blank in found
            if blank.value and (blank.name not in numbers or self.blanks[numbers[blank.name]].value)
        ]

    @property
    def warned(self) -> list[Blank]:
        """The blanks to be looked at again."""
        return [blank for blank in self.blanks.values() if blank.warning]

    def _said(self, name: str) -> str:
        return self.blanks[name].value


def _blanks() -> tuple[Blank, ...]:
    return (
        Blank(
            "requester_class",
            _("申请人是"),
            "radio",
            hint=_("只用于年度报告的统计，不影响办理。"),
            options=CLASSES,
            value=PERSON,
        ),
        Blank("name", _("姓名或者名称"), autocomplete="name", required=True),
        Blank("legal_representative", _("法定代表人或者负责人（法人、其他组织填写）")),
        Blank("contact_person", _("联系人（法人、其他组织填写）")),
        Blank("identity_kind", _("证件种类"), "choice", options=PAPERS, value=Identity.Kind.ID_CARD.value),
        Blank(
            "identity_number",
            _("证件号码"),
            hint=_("号码和证件图片提供一样即可。号码加密保存，页面上不显示全部数字。"),
        ),
        Blank("identity_file", _("证件图片（可以不附）"), "file"),
        Blank(
            "phone",
            _("联系电话"),
            "tel",
            hint=_("机关要与您联系，确认收到申请；确认之日是收到申请之日。"),
            autocomplete="tel",
        ),
        Blank("email", _("电子邮箱"), "email", autocomplete="email"),
        Blank("address", _("通信地址"), autocomplete="street-address"),
        Blank("postcode", _("邮政编码"), autocomplete="postal-code"),
        Blank("fax", _("传真（可以不填）")),
        Blank("agent", _("由代理人代为申请"), "check"),
        Blank("agent_name", _("代理人姓名")),
        Blank("agent_phone", _("代理人电话"), "tel"),
        Blank(
            "agent_identity_kind",
            _("代理人证件种类"),
            "choice",
            options=PAPERS,
            value=Identity.Kind.ID_CARD.value,
        ),
        Blank("agent_identity_number", _("代理人证件号码")),
        Blank("authority_file", _("授权委托书"), "file"),
        Blank(
            "description",
            _("您要什么信息"),
            "area",
            hint=_("写明信息的名称、文号，或者便于查找的其他特征，例如事项、单位、时间。不需要说明理由。"),
            required=True,
        ),
        Blank("files", _("附件（可以不附）"), "file", hint=_("能说明所需信息的材料。")),
        Blank("medium", _("希望得到的形式"), "radio", options=MEDIA, required=True),
        Blank("way", _("希望怎样得到"), "radio", options=WAYS, required=True),
        Blank("purpose", _("用途（可以不填）"), hint=_("法律不要求说明用途，不填不影响办理。")),
    )


def _tidy(typed: str, kind: str) -> str:
    """Return what was typed without what no paper has: characters that control, more than a form can hold."""
    kept = typed.replace("\r\n", "\n").replace("\r", "\n")[:LONGEST_TYPED]
    if kind == "area":
        return "".join(c for c in kept if c in "\n\t" or c.isprintable() or c == "\u3000").strip()
    return " ".join("".join(c if c.isprintable() else " " for c in kept).split())
