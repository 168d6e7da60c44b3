"""The forms of the moves: what an officer enters when something happened to a request, or is proposed.

Each carries how much its reader had before her (`seen`). The day may be earlier than today: what is entered
late is shown as late.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongkai.service.organs.people_forms import Day
from gongkai.service.requests.case_page import CasePage
from gongkai.service.requests.intake import MEDIA, WAYS
from gongkai.service.requests.keeping import Upload
from gongkai.service.requests.models import Paper, Party
from gongkai.service.requests.words import IDENTITIES


class Files(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True


class ManyFiles(forms.FileField):
    """Files that may be none: a list."""

    def __init__(self, **facts: Any) -> None:
        super().__init__(required=False, widget=Files(attrs={"multiple": True}), **facts)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Return the files as a list."""
        given = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(ManyFiles, self).clean(one, initial) for one in given]


def uploads(given: list[Any], kind: str) -> list[Upload]:
    """Return uploaded files as what the actions take."""
    return [Upload(file.name or "", file.read(), kind) for file in given]


def _text(
    label: Any, *, rows: int = 4, required: bool = True, hint: Any = "", most: int = 2000
) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, widget=widget, required=required, help_text=hint, max_length=most)


def _day(label: Any, *, required: bool = True, hint: Any = "") -> forms.DateField:
    return forms.DateField(label=label, widget=Day, required=required, help_text=hint)


class Step(forms.Form):
    """What every move asks: on which day, after having seen how much."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    on = _day(_("发生之日"), hint=_("在法律上起作用的那一天，可以早于今天；晚于当日登记的，页面上注明补登。"))
    doubtful = False  # whether the statute may find something that is entered only with a reason
    dated = True

    def __init__(self, page: CasePage, data: Any = None, files: Any = None, **facts: Any) -> None:
        initial = {"seen": page.seen, "on": page.who.on, **facts.pop("initial", {})}
        super().__init__(data, files, initial=initial, **facts)
        self.page = page
        if not self.dated:
            del self.fields["on"]
        if self.doubtful:
            self.fields["although"] = forms.CharField(
                label=_("仍然登记的理由"), widget=forms.HiddenInput, required=False, max_length=500
            )

    def ask_why(self) -> None:
        """Show the field for the reason: there is something to be told before this is entered."""
        if "although" in self.fields:
            self.fields["although"].widget = forms.Textarea(attrs={"rows": 2})
            self.fields["although"].help_text = _("确实要登记的，写明理由；理由随记录保存。")

    def given(self) -> dict[str, Any]:
        """Return what was entered, without what concerns the page alone."""
        return {key: value for key, value in self.cleaned_data.items() if key != "seen"}


class ConfirmReceipt(Step):
    """An attempt to reach the requester."""

    on = _day(_("联系之日"), hint=_("双方确认之日就是收到申请之日；可以早于今天。"))
    means = forms.CharField(label=_("联系方式"), max_length=50, help_text=_("例如：电话、短信、电子邮件。"))
    reached = forms.ChoiceField(
        label=_("结果"),
        choices=[("yes", _("联系上了，双方确认收到")), ("no", _("没有联系上"))],
        widget=forms.RadioSelect,
    )
    says = _text(
        _("记录"),
        rows=2,
        required=False,
        hint=_("通话的号码和时间、对方的答复，是收到之日的证据。"),
        most=500,
    )


class AskCorrection(Step):
    """What to correct, and by when."""

    on = _day(_("告知之日"), hint=_("补正告知书发出之日：收到申请之日起7个工作日内，只告知一次。"))
    items = _text(_("需要补正的事项和理由"))
    correct_by = _day(_("补正期限（最后一日）"), hint=_("合理期限，一般不超过15个工作日。"))
    doubtful = True


class Correct(Step):
    """What came in as a correction."""

    on = _day(_("收到补正之日"))
    channel = forms.ChoiceField(label=_("提交渠道"))
    description = _text(_("所需信息（补正后）"), rows=6, most=5000)
    medium = forms.ChoiceField(label=_("所需信息的形式"), required=False, choices=[("", "—"), *MEDIA.items()])
    way = forms.ChoiceField(label=_("获取信息的方式"), required=False, choices=[("", "—"), *WAYS.items()])
    name = forms.CharField(label=_("申请人姓名或者名称"), max_length=200, required=False)
    phone = forms.CharField(label=_("电话"), max_length=50, required=False)
    email = forms.CharField(label=_("电子邮箱"), max_length=254, required=False)
    address = forms.CharField(label=_("通信地址"), max_length=300, required=False)
    identity_kind = forms.ChoiceField(label=_("补交的证件"), choices=list(IDENTITIES.items()), required=False)
    identity_number = forms.CharField(
        label=_("补交的证件号码"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("加密保存，页面上遮盖；没有补交的不填。"),
    )
    files = ManyFiles(label=_("补正材料"))  # type: ignore[assignment]

    def __init__(self, page: CasePage, *args: Any, **facts: Any) -> None:
        wish = getattr(page.case, "wish", None)
        requester = next((p for p in page.parties if p.role == Party.Role.REQUESTER), None)
        initial = {name: getattr(wish, name, "") for name in ("description", "medium", "way")}
        initial |= {name: getattr(requester, name, "") for name in ("name", "phone", "email", "address")}
        super().__init__(page, *args, initial={**initial, "channel": page.case.channel}, **facts)
        channels = [(key, blocks[-1].name) for key, blocks in page.law.channels.items()]
        self.fields["channel"].choices = channels  # type: ignore[attr-defined]


class Says(Step):
    """A move of which only the words are asked."""

    says = _text(_("情况和理由"))


class SaysWithFiles(Says):
    """The same, with papers."""

    files = ManyFiles(label=_("有关材料"))  # type: ignore[assignment]


class Lapse(Says):
    """That somebody did not act in time."""

    on = _day(_("认定之日"))
    says = _text(
        _("核实的情况"), hint=_("怎样核实没有按期补正或者缴费，为什么没有正当理由。由您认定，不由系统推定。")
    )


class Consult(Step):
    """To whom a letter was sent that asks for an opinion: somebody already named, or somebody new."""

    on = _day(_("发出征求意见书之日"))
    party = forms.ChoiceField(label=_("征求谁的意见"))
    name = forms.CharField(
        label=_("姓名或者名称"), max_length=200, required=False, help_text=_("选“另外一方”时填写。")
    )
    contact_person = forms.CharField(label=_("联系人"), max_length=50, required=False)
    phone = forms.CharField(label=_("电话"), max_length=50, required=False)
    address = forms.CharField(label=_("通信地址"), max_length=300, required=False)
    delivered = _day(
        _("送达之日"), required=False, hint=_("还不知道的先不填，送达后再登记：对方的15个工作日自送达起算。")
    )
    doubtful = True

    def __init__(self, page: CasePage, *args: Any, role: str, **facts: Any) -> None:
        super().__init__(page, *args, **facts)
        self.role = role
        known = [(p.key, page.names[p.key]) for p in page.parties if p.role == role]
        self.fields["party"].choices = [*known, ("new", _("另外一方"))]  # type: ignore[attr-defined]


class OfWhom(Step):
    """A move that concerns a party whose opinion was asked."""

    whom = forms.ChoiceField(label=_("对象"))

    def __init__(self, page: CasePage, *args: Any, **facts: Any) -> None:
        super().__init__(page, *args, **facts)
        asked = {c.whom for c in page.clock.consultations} if page.clock else set()
        known = [(p.key, page.names[p.key]) for p in page.parties if p.key in asked]
        self.fields["whom"].choices = known  # type: ignore[attr-defined]


class Delivered(OfWhom):
    """That the letter arrived."""

    on = _day(_("送达之日"), hint=_("对方提出意见的期限自这一天起算。"))


class Opinion(OfWhom):
    """What was answered."""

    on = _day(_("收到意见之日"))
    agrees = forms.ChoiceField(
        label=_("意见"),
        choices=[("yes", _("同意公开")), ("no", _("不同意公开")), ("", _("没有表示同意或者不同意"))],
        widget=forms.RadioSelect,
        required=False,
    )
    reasons = _text(_("理由"), required=False)
    files = ManyFiles(label=_("书面意见"))  # type: ignore[assignment]


class ProposeExtension(Step):
    """By how many days, and why."""

    dated = False
    days = forms.IntegerField(label=_("延长几个工作日"), min_value=1, max_value=20)
    says = _text(_("延长的理由"))


class ProposeLater(Step):
    """Until when, and why."""

    dated = False
    doubtful = True
    until = _day(_("答复延至"))
    says = _text(_("理由"))


class ProposeFee(Step):
    """By which standard, and for how many pages."""

    dated = False
    doubtful = True
    standard = forms.ChoiceField(
        label=_("计收标准"), choices=[("pages", _("按量计收（页数）")), ("items", _("按件计收（件数）"))]
    )
    pages = forms.IntegerField(label=_("页数"), min_value=0, max_value=999_999)
    says = _text(_("收费的理由"))


class Pay(Step):
    """That the fee was paid."""

    on = _day(_("缴费之日"))
    files = ManyFiles(label=_("缴费凭证"))  # type: ignore[assignment]
    doubtful = True


class PassOn(Step):
    """That another organ is the right one."""

    on = _day(_("告知之日"))
    reasons = _text(_("不属于本机关的理由"))
    to = forms.CharField(
        label=_("有关机关"), max_length=100, required=False, help_text=_("能够确定的，写明名称和联系方式。")
    )
    contact = forms.CharField(label=_("该机关的联系方式"), max_length=200, required=False)
    forwarded = forms.BooleanField(label=_("申请已经转送该机关"), required=False)


class Join(Step):
    """With which other requests it is answered together."""

    on = _day(_("决定合并之日"))
    numbers = _text(_("一并答复的申请"), rows=3, hint=_("写其他申请的登记号，一行一个。"))
    says = _text(_("合并的理由"), hint=_("同一申请人的几件，或者内容相同的几件。"))


class Split(Step):
    """Into which parts it is split."""

    on = _day(_("拆分之日"))
    parts = _text(
        _("拆成哪几件"),
        rows=8,
        most=5000,
        hint=_("一段一件，段与段之间空一行；第一件留在本件，其余各得一个登记号。"),
    )
    says = _text(_("拆分的理由"))


class Redo(Step):
    """What a court or a reconsideration ordered."""

    on = _day(_("判决或者决定作出之日"))
    ordered_by = forms.ChoiceField(
        label=_("责令机关"), choices=[("court", _("人民法院")), ("reconsideration", _("行政复议机关"))]
    )
    served = _day(_("送达本机关之日"), required=False)
    until = _day(_("要求的最后一日"), required=False, hint=_("文书写明期限的填写。"))


class Revoke(Step):
    """Why the reply is revoked."""

    dated = False
    says = _text(
        _("撤销的理由"),
        hint=_("写进告知申请人的文书，例如：答复作出以后又检索到所申请的信息。原答复和新答复都留在记录里。"),
    )


class Annul(Step):
    """Which entry is wrong, and why."""

    dated = False
    place = forms.ChoiceField(label=_("哪一条记录"))
    says = _text(_("撤销的理由"), hint=_("原记录不会删除；经另一人同意以后，自始不起作用。"))

    def __init__(self, page: CasePage, *args: Any, choices: Mapping[int, str], **facts: Any) -> None:
        super().__init__(page, *args, **facts)
        self.fields["place"].choices = list(choices.items())  # type: ignore[attr-defined]


KEPT_AS = {"corrected": Paper.Kind.CORRECTION, "opinion_received": Paper.Kind.OPINION}
