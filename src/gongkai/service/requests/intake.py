"""What a request has to have when it comes in (条例 art. 29), and what it is told where something is lacking.

Online nothing is sent before it is whole; what comes over the counter or by post is registered as it is, and
what it lacks is told by a correction notice (art. 30): the organ never turns a letter away.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gongkai.service.requests.keeping import Upload
from gongkai.service.requests.models import Identity, Party

MEDIA = {
    "paper": _("纸质"),
    "electronic": _("电子文件"),
    "inspection": _("现场查阅"),
    "disc": _("光盘等介质"),
}
WAYS = {
    "portal": _("网上下载"),
    "email": _("电子邮件"),
    "post": _("邮寄"),
    "pick_up": _("自行领取、当面"),
    "fax": _("传真"),
}
LONGEST = 5_000  # characters of a description
LONGEST_FACTS = {
    "name": 200,
    "phone": 50,
    "fax": 50,
    "email": 254,
    "address": 300,
    "legal_representative": 50,
    "contact_person": 50,
    "identity_number": 40,
}
EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")


@dataclass(frozen=True, slots=True)
class Who:
    """A requester or an agent as a form has it."""

    name: str = ""
    requester_class: str = Party.Class.NATURAL_PERSON
    legal_representative: str = ""
    contact_person: str = ""
    phone: str = ""
    email: str = ""
    fax: str = ""
    address: str = ""
    postcode: str = ""
    identity_kind: str = Identity.Kind.ID_CARD
    identity_number: str = ""

    def __post_init__(self) -> None:
        for name in self.__dataclass_fields__:
            object.__setattr__(self, name, " ".join(_clean(getattr(self, name)).split()))


@dataclass(frozen=True, slots=True)
class Application:
    """A request as it comes in, by whatever channel."""

    requester: Who
    description: str
    medium: str = ""
    way: str = ""
    purpose: str = ""
    agent: Who | None = None
    files: tuple[Upload, ...] = field(default=())

    def __post_init__(self) -> None:
        # Control characters are no part of anybody's words, and no database takes a NUL.
        object.__setattr__(self, "description", _clean(self.description))
        object.__setattr__(self, "purpose", _clean(self.purpose))


def lacking(given: Application) -> dict[str, list[str]]:
    """Return what art. 29 wants and is not there, by field: online refused, else to be corrected."""
    found: dict[str, list[str]] = {}
    who = given.requester
    if not who.name.strip():
        found["name"] = [gettext("请填写申请人的姓名或者名称。")]
    if not who.identity_number.strip() and not any(f.kind == "identity" for f in given.files):
        found["identity_number"] = [gettext("请提供身份证明：证件号码，或者证件的图片。")]
    if not (who.phone.strip() or who.email.strip() or who.address.strip()):
        found["phone"] = [gettext("请至少填写一种联系方式：电话、电子邮箱或者通信地址。")]
    if not given.description.strip():
        found["description"] = [gettext("请写明所需信息的名称、文号，或者便于查找的其他特征。")]
    if given.medium not in MEDIA:
        found["medium"] = [gettext("请选择所需信息的形式。")]
    if given.way not in WAYS:
        found["way"] = [gettext("请选择获取信息的方式。")]
    if given.way == "email" and not who.email.strip():
        found["email"] = [gettext("选择以电子邮件获取的，请填写电子邮箱。")]
    if given.way == "post" and not who.address.strip():
        found["address"] = [gettext("选择邮寄的，请填写通信地址。")]
    if given.agent is not None and not given.agent.name.strip():
        found["agent_name"] = [gettext("请填写代理人的姓名。")]
    return found


def wrong(given: Application) -> dict[str, list[str]]:
    """Return what cannot be taken as it is, by field, whatever the channel."""
    found: dict[str, list[str]] = {}
    who = given.requester
    if len(given.description) > LONGEST:
        found["description"] = [
            gettext("描述有%(count)s字，请压缩到%(most)s字以内，详细材料可以作为附件。")
            % {"count": len(given.description), "most": LONGEST}
        ]
    if who.email and not EMAIL.fullmatch(who.email):
        found["email"] = [gettext("电子邮箱的写法不对，例如 name@example.com。")]
    if who.postcode and not re.fullmatch(r"\d{6}", who.postcode):
        found["postcode"] = [gettext("邮政编码是6位数字。")]
    if who.requester_class not in Party.Class.values:
        found["requester_class"] = [gettext("请选择申请人的类别。")]
    people = [("", who), *([("agent_", given.agent)] if given.agent else [])]
    for before, one in people:
        for name, most in LONGEST_FACTS.items():
            if len(getattr(one, name)) > most:
                found[f"{before}{name}"] = [gettext("不超过%(most)s字。") % {"most": most}]
    if len(given.purpose) > 500:
        found["purpose"] = [gettext("不超过%(most)s字。") % {"most": 500}]
    return found


def _clean(text: str) -> str:
    return "".join(c for c in text if c in "\n\t" or c.isprintable() or c == "\u3000").strip()
