"""The forms of signing in and of one's own account."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


def _password(label: object, **attributes: str) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"maxlength": "256", **attributes})
    return forms.CharField(label=label, strip=False, max_length=256, widget=widget)  # type: ignore[arg-type]


class SignIn(forms.Form):
    """User name and password."""

    username = forms.CharField(
        label=_("用户名"),
        max_length=150,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    password = _password(_("口令"), autocomplete="current-password")
    carried = forms.CharField(required=False, widget=forms.HiddenInput)  # organs/carried.py


class Code(forms.Form):
    """A code of the telephone, or one that stands in for it."""

    code = forms.CharField(
        label=_("验证码"),
        max_length=32,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )


class ChangePassword(forms.Form):
    """The old password and the new one, twice."""

    old = _password(_("现在的口令"), autocomplete="current-password")
    password = _password(_("新口令"), autocomplete="new-password")
    again = _password(_("再输入一次新口令"), autocomplete="new-password")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["password"].help_text = _(
            "至少12位，含小写字母、大写字母、数字、其他符号中的至少三种，不含姓名和用户名。"
        )

    def clean_again(self) -> str:
        """Refuse two that differ."""
        again: str = self.cleaned_data["again"]
        if "password" in self.cleaned_data and again != self.cleaned_data["password"]:
            raise forms.ValidationError(_("两次输入的新口令不同。"))
        return again


class Password(forms.Form):
    """One's password, asked again before something that matters."""

    password = _password(_("现在的口令"), autocomplete="current-password")
