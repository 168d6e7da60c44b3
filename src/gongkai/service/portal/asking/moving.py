"""What a requester may still say of her own request: a correction, where she is reached, a download code."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from gongkai.service.portal.asking.form import PAPERS, Blank, Filled
from gongkai.service.requests.intake import MEDIA, WAYS
from gongkai.service.requests.models import Identity
from gongkai.service.requests.tracking import Mine


def correction(mine: Mine, typed: Mapping[str, str] | None = None) -> Filled:
    """Return the form of a correction, as the request stands or as it was sent (条例 art. 30)."""
    return Filled(
        (
            Blank(
                "description",
                _("您要什么信息"),
                "area",
                hint=_("按机关告知的内容修改、补充；原来写的仍然保存在案。"),
                required=True,
                value=mine.description,
            ),
            Blank("medium", _("希望得到的形式"), "radio", options=MEDIA, value=mine.medium),
            Blank("way", _("希望怎样得到"), "radio", options=WAYS, value=mine.way),
            Blank(
                "identity_kind", _("证件种类"), "choice", options=PAPERS, value=Identity.Kind.ID_CARD.value
            ),
            Blank("identity_number", _("证件号码"), hint=_("机关要求补正身份证明的才填。")),
            Blank("files", _("补正材料（可以不附）"), "file"),
        ),
        typed,
    )


def contact(mine: Mine, typed: Mapping[str, str] | None = None) -> Filled:
    """Return the form of how she is reached: empty, with what is registered now beside it, masked."""

    def now(name: str) -> str:
        known = mine.contact.get(name, "")
        return _("现在登记的：%(known)s；不改的不填。") % {"known": known} if known else _("现在没有登记。")

    return Filled(
        (
            Blank("phone", _("联系电话"), "tel", hint=now("phone"), autocomplete="tel"),
            Blank("email", _("电子邮箱"), "email", hint=now("email"), autocomplete="email"),
            Blank("address", _("通信地址"), hint=now("address"), autocomplete="street-address"),
            Blank("postcode", _("邮政编码"), hint=now("postcode"), autocomplete="postal-code"),
            Blank("fax", _("传真"), hint=now("fax")),
        ),
        typed,
    )


def reasons(typed: Mapping[str, str] | None = None) -> Filled:
    """Return the form of the reasons that the organ asked for (条例 art. 35)."""
    return Filled(
        (
            Blank("says", _("理由"), "area", hint=_("说明为什么需要这么多申请；可以附材料。")),
            Blank("files", _("附件（可以不附）"), "file"),
        ),
        typed,
    )


def download(typed: Mapping[str, str] | None = None) -> Filled:
    """Return the form of a download code."""
    code = Blank(
        "code", _("下载码"), hint=_("在机关给您的通知里，只在期限内有效，只能用一次。"), required=True
    )
    return Filled((code,), typed)
