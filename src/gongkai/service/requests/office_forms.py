"""The forms of the office on a case: to whom it is given, a note, papers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongkai.service.organs.models import Post
from gongkai.service.organs.people_forms import Day
from gongkai.service.requests import keeping
from gongkai.service.requests.models import Assignment, Paper
from gongkai.service.requests.step_forms import ManyFiles
from gongkai.service.requests.words import CLASSES, OUTCOMES, PAPERS

KINDS = [(kind, label) for kind, label in PAPERS.items() if kind not in keeping.SEALED]


class Assign(forms.Form):
    """A unit, a person, an internal term."""

    to = forms.ChoiceField(label=_("承办人"), required=False)
    unit = forms.CharField(
        label=_("科室"), max_length=50, required=False, help_text=_("不填的，用承办人的科室。")
    )
    finish_by = forms.DateField(
        label=_("内部期限"), widget=Day, required=False, help_text=_("只约束内部，法定期限另行计算。")
    )
    says = forms.CharField(
        label=_("交办意见"), widget=forms.Textarea(attrs={"rows": 3}), max_length=500, required=False
    )

    def __init__(
        self, handlers: Sequence[Post], deputies: dict[int, str], given: Assignment | None, data: Any = None
    ) -> None:
        initial = {"to": given.to_id, "unit": given.unit, "finish_by": given.finish_by} if given else {}
        super().__init__(data, initial=initial)
        self.handlers = {str(post.pk): post for post in handlers}
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            ("", _("只交科室")),
            *((key, _named(post, deputies.get(post.pk, ""))) for key, post in self.handlers.items()),
        ]

    def clean_to(self) -> Post | None:
        """Return the post chosen."""
        return self.handlers.get(self.cleaned_data["to"])


def _named(post: Post, deputy: str) -> str:
    words = " ".join(part for part in (post.unit, str(post.person), f"（{post.title}）") if part)
    return str(_("%(who)s，由%(deputy)s代行") % {"who": words, "deputy": deputy}) if deputy else words


class SettleResult(forms.Form):
    """With which of the open results a request is counted, and why."""

    outcome = forms.ChoiceField(label=_("计入表三的结果"), widget=forms.RadioSelect)
    says = forms.CharField(
        label=_("理由"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        help_text=_("只决定年度报告怎么计，不改变已经作出的答复。"),
    )

    def __init__(self, choices: Sequence[str], initial: dict[str, str], data: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["outcome"].choices = [(key, OUTCOMES[key]) for key in choices]  # type: ignore[attr-defined]


class CorrectClass(forms.Form):
    """The class of the requester as it should be, and why."""

    requester_class = forms.ChoiceField(
        label=_("申请人类别"), choices=[*CLASSES.items()], widget=forms.RadioSelect
    )
    says = forms.CharField(
        label=_("理由"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        help_text=_("写明凭什么知道登记有误，例如申请书、营业执照的记载。"),
    )


class AddNote(forms.Form):
    """A note."""

    says = forms.CharField(
        label=_("备注"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text=_("只供本机关内部看，不进入案卷的法定记录。"),
    )


class AddPapers(forms.Form):
    """Files of one kind."""

    kind = forms.ChoiceField(
        label=_("种类"),
        choices=KINDS,
        initial=Paper.Kind.EVIDENCE,
        help_text=_("身份证明和授权委托书不在这里上传。"),
    )
    files = ManyFiles(label=_("文件"))  # type: ignore[assignment]
