"""Signing in and out."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from gongkai.service.organs import carried, forms, second_factor
from gongkai.service.organs.actions import sign_in as action
from gongkai.service.organs.gate import before_change, for_anybody, is_desk
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Person

PENDING = "second_factor_of"  # in the session: who gave the right password, and when
PATIENCE = timedelta(minutes=5)


@for_anybody
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for user name and password; go on to the code where one is needed."""
    if request.method != "POST" and request.user.is_authenticated:
        return redirect(_next(request))
    now = timezone.now()
    form = forms.SignIn(request.POST or None)
    if form.is_valid():
        try:
            person = action.check_password(
                request, form.cleaned_data["username"], form.cleaned_data["password"], now
            )
        except action.CannotSignIn as refusal:
            form.add_error(None, str(refusal))
        else:
            if second_factor.is_on(person):
                request.session.flush()
                request.session[PENDING] = {
                    "person": person.pk,
                    "at": now.timestamp(),
                    "next": request.GET.get("next", ""),
                    "carried": form.cleaned_data["carried"],
                }
                return redirect("desk-sign-in-code")
            action.sign_in(request, person, now)
            return _signed_in(request, person, _next(request), form.cleaned_data["carried"])
    context = {"title": _("登录"), "form": form, "carried": carried.opened(request.POST.get("carried", ""))}
    return render(request, "organs/sign_in.html", context)


@for_anybody
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Ask for the code of the telephone of whoever just gave the right password."""
    now = timezone.now()
    person = _pending(request, now)
    if person is None:
        return redirect("desk-sign-in")
    form = forms.Code(request.POST or None)
    if form.is_valid():
        try:
            action.check_code(request, person, form.cleaned_data["code"], now)
        except action.CannotSignIn as refusal:
            form.add_error("code", str(refusal))
        else:
            pending = request.session.pop(PENDING)
            action.sign_in(request, person, now)
            return _signed_in(
                request, person, _safe(request, str(pending.get("next", ""))), pending["carried"]
            )
    return render(request, "organs/sign_in_code.html", {"title": _("第二步验证"), "form": form})


@before_change
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    if isinstance(request.user, Person):
        record("organs.sign_out", by=request.user, at=timezone.now(), kind="person", key=request.user.pk)
    logout(request)
    return redirect("desk-sign-in")


def _signed_in(request: HttpRequest, person: Person, to: str, seal: str) -> HttpResponse:
    """Go on to where she was going; with what she had typed before, to the page that sends it again."""
    if carried.hand_over(request.session, seal, person.pk):
        to = reverse("desk-carried")
    elif carried.opened(seal) is not None:
        messages.warning(request, _("登录前填写的内容是另一位人员的，没有带过来。"))
    response = redirect(to)
    carried.remember(response, person.pk)
    return response


def _pending(request: HttpRequest, now: datetime) -> Person | None:
    found = request.session.get(PENDING)
    if not found or now.timestamp() - found["at"] > PATIENCE.total_seconds():
        return None
    return Person.objects.filter(pk=found["person"], is_active=True).first()


def _next(request: HttpRequest) -> str:
    return _safe(request, request.GET.get("next", ""))


def _safe(request: HttpRequest, to: str) -> str:
    """Return an address of the desk here; any other becomes the desk itself."""
    if is_desk(to) and url_has_allowed_host_and_scheme(to, {request.get_host()}, request.is_secure()):
        return to
    return reverse("desk")
