"""One's own account: password, second factor, other sessions."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from gongkai.service.organs import carried, forms, second_factor
from gongkai.service.organs.actions import own_account
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.actions.reset_password import change_password
from gongkai.service.organs.gate import DeskRequest, before_change, without_post


@without_post
@require_safe
def account(request: DeskRequest) -> HttpResponse:
    """Show what one can change of one's account."""
    person = request.user
    on = second_factor.is_on(person)
    context = {
        "title": _("账号"),
        "second_factor_on": on,
        "codes_left": second_factor.recovery_codes_left(person) if on else 0,
    }
    return render(request, "organs/account.html", context)


@before_change
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: DeskRequest) -> HttpResponse:
    """Change one's password; whoever has a first one must."""
    form = forms.ChangePassword(request.POST or None)
    if form.is_valid():
        try:
            change_password(
                request.user, form.cleaned_data["old"], form.cleaned_data["password"], at=timezone.now()
            )
        except CannotDo as refusal:
            refusal.show(form)
        else:
            update_session_auth_hash(request, request.user)
            messages.success(request, _("口令已更换，其他设备上的登录已失效。"))
            return redirect("desk-carried" if carried.held(request.session) else "desk-account")
    context = {
        "title": _("更换口令"),
        "form": form,
        "first": request.user.must_change_password,
        "username": request.user.username,
    }
    return render(request, "organs/password.html", context)


@without_post
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def second(request: DeskRequest) -> HttpResponse:
    """Set up the second factor: a secret for the app, then a code to prove that it has it."""
    person = request.user
    if second_factor.is_on(person):
        return redirect("desk-account")
    if request.method == "POST" and "code" not in request.POST:
        second_factor.begin(person)
        return redirect("desk-second-factor")
    secret = second_factor.begun(person)
    if secret is None:
        return render(request, "organs/second_factor_begin.html", {"title": _("两步验证")})
    form = forms.Code(request.POST or None)
    if form.is_valid():
        codes = own_account.turn_on_second_factor(person, form.cleaned_data["code"], at=timezone.now())
        if codes is not None:
            update_session_auth_hash(request, person)
            return render(request, "organs/recovery_codes.html", {"title": _("请保存恢复码"), "codes": codes})
        form.add_error("code", _("验证码不正确。请核对手机时间，等显示下一个验证码后再试。"))
    context = {
        "title": _("两步验证"),
        "form": form,
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        "picture": second_factor.picture(person, secret),
    }
    return render(request, "organs/second_factor.html", context)


@without_post
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def second_off(request: DeskRequest) -> HttpResponse:
    """Turn the second factor off, for whoever knows the password."""
    if not second_factor.is_on(request.user):
        return redirect("desk-account")
    form = forms.Password(request.POST or None)
    if form.is_valid():
        try:
            own_account.turn_off_second_factor(request.user, form.cleaned_data["password"], at=timezone.now())
        except CannotDo as refusal:
            refusal.show(form)
        else:
            messages.success(request, _("两步验证已停用。"))
            return redirect("desk-account")
    context = {
        "title": _("停用两步验证"),
        "says": [_("停用以后，只凭用户名和口令就可以登录。")],
        "form": form,
        "submit": _("停用"),
        "username": request.user.username,
        "danger": True,
        "cancel": reverse("desk-account"),
    }
    return render(request, "organs/confirm.html", context)


@without_post
@require_http_methods(["GET", "HEAD", "POST"])
def others_out(request: DeskRequest) -> HttpResponse:
    """End one's sessions on other machines."""
    if request.method == "POST":
        own_account.sign_out_elsewhere(request.user, at=timezone.now())
        update_session_auth_hash(request, request.user)
        messages.success(request, _("其他设备上的登录已失效。"))
        return redirect("desk-account")
    context = {
        "title": _("退出其他设备上的登录"),
        "says": [_("您在其他电脑和浏览器上的登录将立即失效，这里的登录不受影响。")],
        "submit": _("全部退出"),
        "cancel": reverse("desk-account"),
    }
    return render(request, "organs/confirm.html", context)
