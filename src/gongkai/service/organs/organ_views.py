"""Organs, for the administrator of the system: the tree, one organ, what became of it."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gongkai.service.organs import doors, organ_forms, policy
from gongkai.service.organs.actions.establish import CannotEstablish, establish, shown
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.actions.succeed import succeed
from gongkai.service.organs.gate import DeskRequest
from gongkai.service.organs.models import Organ, Succession, Website
from gongkai.service.organs.organ_forms import FACTS
from gongkai.service.organs.policy import NotAllowed, Power
from gongkai.service.organs.queries import tree

SHOWN = ("code", "other_names", *(name for name in FACTS if name != "name"))  # the name is the heading


@require_safe
def organs(request: DeskRequest) -> HttpResponse:
    """Show the organs an administrator manages, as a tree."""
    on = timezone.localdate()
    policy.check_has(request.acting, Power.MANAGE_ORGANS, on)
    found = doors.managed_organs(request.acting, on)
    return render(request, "organs/organs.html", {"title": _("机关"), "tree": tree(found, on)})


@require_safe
def organ(request: DeskRequest, code: str) -> HttpResponse:
    """Show the facts of an organ, and what became of it."""
    on = timezone.localdate()
    found = doors.managed_organ(request.acting, code, on)
    fields = [Organ._meta.get_field(name) for name in SHOWN]  # noqa: SLF001 - Django's own door
    context = {
        "title": found.name,
        "organ": found,
        "facts": [(field.verbose_name, shown(field, getattr(found, field.name))) for field in fields],  # type: ignore[union-attr,arg-type]
        "website": Website.objects.filter(organ=found).first(),
        "endings": found.endings.prefetch_related("predecessors", "successors"),
        "beginnings": found.beginnings.prefetch_related("predecessors", "successors"),
        "today": on,
    }
    return render(request, "organs/organ.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: DeskRequest) -> HttpResponse:
    """Enter an organ."""
    on = timezone.localdate()
    policy.check_has(request.acting, Power.MANAGE_ORGANS, on)
    form = organ_forms.OrganFacts(doors.managed_organs(request.acting, on), request.POST or None)
    if form.is_valid():
        facts = form.facts()
        if Organ.objects.filter(code=facts["code"]).exists():
            form.add_error("code", _("这个代码已经有机关使用，请换一个。"))
        elif _establish(request, form, facts):
            messages.success(request, _("机关已录入。"))
            return redirect("desk-organ", facts["code"])
    context = {"title": _("录入机关"), "form": form, "submit": _("录入"), "cancel": reverse("desk-organs")}
    return render(request, "organs/organ_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: DeskRequest, code: str) -> HttpResponse:
    """Change the facts of an organ."""
    on = timezone.localdate()
    found = doors.managed_organ(request.acting, code, on)
    managed = doors.managed_organs(request.acting, on)
    form = organ_forms.OrganFacts(managed, request.POST or None, instance=found)
    if form.is_valid() and _establish(request, form, {"code": code, **form.facts()}):
        messages.success(request, _("机关资料已保存。"))
        return redirect("desk-organ", code)
    return _show_form(request, code, _("更改机关资料"), form, _("保存"))


@require_http_methods(["GET", "HEAD", "POST"])
def website(request: DeskRequest, code: str) -> HttpResponse:
    """Enter or change the facts of an organ's website."""
    found = doors.managed_organ(request.acting, code, timezone.localdate())
    form = organ_forms.WebsiteFacts(
        request.POST or None, instance=Website.objects.filter(organ=found).first()
    )
    if form.is_valid() and _establish(request, form, {"code": code, "website": form.cleaned_data}):
        messages.success(request, _("网站资料已保存。"))
        return redirect("desk-organ", code)
    return _show_form(request, code, _("网站资料"), form, _("保存"))


@require_http_methods(["GET", "HEAD", "POST"])
def succession(request: DeskRequest, code: str) -> HttpResponse:
    """Record what became of an organ."""
    now = timezone.now()
    on = timezone.localdate(now)
    found = doors.managed_organ(request.acting, code, on)
    others = doors.managed_organs(request.acting, on).exclude(pk=found.pk)
    form = organ_forms.WhatBecame(others, request.POST or None)
    if form.is_valid():
        asked = form.cleaned_data
        try:
            succeed(
                Succession.Kind(asked["kind"]),
                on=asked["on"],
                predecessors=[found, *asked["others"]],
                successors=list(asked["successors"]),
                source=asked["source"],
                note=asked["note"],
                carry_posts=asked["carry_posts"],
                keeper=asked["keeper"],
                created=list(asked["created"]),
                by=request.acting,
                at=now,
            )
        except CannotDo as refusal:
            refusal.show(form)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("机关变更已录入；原机关的网页和网址都保留。"))
            return redirect("desk-organ", code)
    return _show_form(request, code, _("录入机关变更"), form, _("录入"))


def _establish(request: DeskRequest, form: forms.BaseForm, facts: dict[str, object]) -> bool:
    try:
        establish(facts, by=request.acting, at=timezone.now())
    except CannotEstablish as refusal:
        CannotDo(refusal.faults or str(refusal)).show(form)
        return False
    except NotAllowed as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _show_form(
    request: DeskRequest, code: str, title: str, form: forms.BaseForm, submit: str
) -> HttpResponse:
    found = Organ.objects.get(code=code)  # through the door already
    context = {
        "title": title,
        "organ": found,
        "form": form,
        "submit": submit,
        "cancel": reverse("desk-organ", args=[code]),
    }
    return render(request, "organs/organ_form.html", context)
