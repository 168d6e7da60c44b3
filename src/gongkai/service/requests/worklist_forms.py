"""What the work list is narrowed to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongkai.service.organs.models import Organ, Post
from gongkai.service.requests import urgency
from gongkai.service.requests.words import CLASSES, STATES
from gongkai.service.requests.worklist import Asked

WHOSE = (("", _("全部")), ("mine", _("我承办的")), ("unit", _("我科室的")))


class FindRequests(forms.Form):
    """Whose, in which state, of which class, by number or name."""

    q = forms.CharField(label=_("登记号或者申请人"), required=False, max_length=100)
    whose = forms.ChoiceField(label=_("承办"), required=False, choices=WHOSE)
    state = forms.ChoiceField(
        label=_("状态"),
        required=False,
        choices=[("", _("未办结")), *STATES.items(), ("every", _("全部，含已办结"))],
    )
    requester_class = forms.ChoiceField(
        label=_("申请人类别"), required=False, choices=[("", _("全部")), *CLASSES.items()]
    )
    organ = forms.ChoiceField(label=_("机关"), required=False)
    group = forms.ChoiceField(
        required=False, choices=[("", ""), *urgency.GROUPS.items()], widget=forms.HiddenInput
    )

    def __init__(self, organs: Sequence[Organ], post: Post, data: Any) -> None:
        super().__init__(data)
        fields: dict[str, Any] = self.fields
        if len(organs) > 1:
            fields["organ"].choices = [("", _("全部")), *((organ.code, organ.name) for organ in organs)]
        else:
            del fields["organ"]
        if not post.unit:
            fields["whose"].choices = WHOSE[:2]

    def asked(self) -> Asked:
        """Return what was asked; a form with a fault asks for nothing."""
        if not self.is_valid():
            return Asked()
        return Asked(**{key: value for key, value in self.cleaned_data.items() if value})
