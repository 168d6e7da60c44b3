"""People and posts, for the administrator of the system."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gongkai.service.organs import doors, people_forms, policy
from gongkai.service.organs.actions import add_deputy as deputies
from gongkai.service.organs.actions import deactivate as switching
from gongkai.service.organs.actions.add_person import add_person
from gongkai.service.organs.actions.amend_person import amend_person
from gongkai.service.organs.actions.appoint import appoint
from gongkai.service.organs.actions.end_post import end_post
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.actions.reset_password import reset_password
from gongkai.service.organs.gate import DeskRequest
from gongkai.service.organs.models import Duty, Person, Post
from gongkai.service.organs.policy import NotAllowed, Power

A_PAGE = 50


@require_safe
def people(request: DeskRequest) -> HttpResponse:
    """List the people an administrator manages, with the posts they hold today."""
    now = timezone.now()
    on = timezone.localdate(now)
    found = doors.managed_people(request.acting, on)
    organs = doors.managed_organs(request.acting, on)
    form = people_forms.FindPeople(organs, request.GET or None)
    if form.is_valid():
        asked = form.cleaned_data
        if asked["q"]:
            found = found.filter(Q(name__icontains=asked["q"]) | Q(username__icontains=asked["q"]))
        if asked["organ"] or asked["duty"]:
            held = Post.objects.filter(organ__in=[asked["organ"]] if asked["organ"] else organs)
            held = held.filter(duty=asked["duty"]) if asked["duty"] else held
            found = found.filter(pk__in=held.exclude(until__lte=on).values("person"))
    shown = Post.objects.filter(organ__in=organs).exclude(until__lte=on).select_related("organ")
    found = found.prefetch_related(Prefetch("posts", shown, to_attr="held"))
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    return render(
        request, "organs/people.html", {"title": _("人员与任职"), "page": page, "find": form, "today": on}
    )


@require_safe
def person(request: DeskRequest, number: int) -> HttpResponse:
    """Show a person with all posts in organs of the administrator, those of the past too."""
    now = timezone.now()
    on = timezone.localdate(now)
    who = doors.managed_person(request.acting, number, on)
    organs = doors.managed_organs(request.acting, on)
    held = list(
        who.posts.filter(organ__in=organs)
        .select_related("organ", "deputy_of__person", "person")
        .order_by("-since", "-pk")
    )
    refusal = ""
    try:
        policy.check_can_manage_person(request.acting, who, on)
    except NotAllowed as fault:
        refusal = str(fault)
    context = {
        "title": who.name,
        "person": who,
        "rows": [(post, _state(post, on)) for post in held],
        "refusal": refusal,
    }
    return render(request, "organs/person.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new_person(request: DeskRequest) -> HttpResponse:
    """Add a person, and show the first password once."""
    now = timezone.now()
    policy.check_has(request.acting, Power.MANAGE_PEOPLE, timezone.localdate(now))
    form = people_forms.AddPerson(request.POST or None)
    if form.is_valid():
        try:
            who, password = add_person(**form.cleaned_data, by=request.acting, at=now)
        except CannotDo as refusal:
            refusal.show(form)
        else:
            return _show_password(request, who, password)
    context = {"title": _("添加人员"), "form": form, "submit": _("添加")}
    return render(request, "organs/people_form.html", {**context, "cancel": reverse("desk-people")})


@require_http_methods(["GET", "HEAD", "POST"])
def new_password(request: DeskRequest, number: int) -> HttpResponse:
    """Give a person a new first password, and show it once."""
    now = timezone.now()
    who = _mine(request, number, now)
    if request.method == "POST":
        return _show_password(request, who, reset_password(who, by=request.acting, at=now))
    context = {
        "title": _("重置口令"),
        "says": [
            _("%(name)s（%(username)s）现在的口令立即失效，已经登录的须重新登录，两步验证也一并取消。")
            % {"name": who.name, "username": who.username},
            _("请当面或者以可靠的方式确认是本人，再重置。"),
        ],
        "submit": _("重置口令"),
        "danger": True,
        "cancel": _address(who),
    }
    return render(request, "organs/confirm.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new_name(request: DeskRequest, number: int) -> HttpResponse:
    """Correct a person's name."""
    now = timezone.now()
    who = _mine(request, number, now)
    form = people_forms.Name(request.POST or None, initial={"name": who.name})
    if form.is_valid():
        try:
            amend_person(who, form.cleaned_data["name"], by=request.acting, at=now)
        except CannotDo as refusal:
            refusal.show(form)
        else:
            messages.success(request, _("姓名已更正。"))
            return redirect(_address(who))
    context = {"title": _("更正姓名"), "person": who, "form": form, "submit": _("保存")}
    return render(request, "organs/people_form.html", {**context, "cancel": _address(who)})


@require_http_methods(["GET", "HEAD", "POST"])
def active(request: DeskRequest, number: int) -> HttpResponse:
    """Stop a person from signing in, or let her again."""
    now = timezone.now()
    who = _mine(request, number, now)
    if request.method == "POST":
        act = switching.deactivate if request.POST.get("to") == "off" else switching.reactivate
        try:
            act(who, by=request.acting, at=now)
        except CannotDo as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("账号已停用。") if not who.is_active else _("账号已恢复。"))
        return redirect(_address(who))
    if who.is_active:
        says = [_("停用后，%(name)s立即不能登录，其任职不再有效；所做过的事情都保留。") % {"name": who.name}]
    else:
        says = [_("恢复后，%(name)s可以登录，在任期内的职务重新有效。") % {"name": who.name}]
    context = {
        "title": _("停用账号") if who.is_active else _("恢复账号"),
        "says": says,
        "submit": _("停用") if who.is_active else _("恢复"),
        "danger": who.is_active,
        "hidden": {"to": "off" if who.is_active else "on"},
        "cancel": _address(who),
    }
    return render(request, "organs/confirm.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new_post(request: DeskRequest, number: int) -> HttpResponse:
    """Appoint a person."""
    now = timezone.now()
    on = timezone.localdate(now)
    who = doors.managed_person(request.acting, number, on)
    form = people_forms.Appoint(doors.managed_organs(request.acting, on), on, request.POST or None)
    if form.is_valid():
        given = {**form.cleaned_data, "duty": Duty(form.cleaned_data["duty"])}
        try:
            made = appoint(who, **given, by=request.acting, at=now)
        except (CannotDo, NotAllowed) as refusal:
            _refuse(form, refusal)
        else:
            messages.success(request, _("任职已录入：%(post)s。") % {"post": f"{made.organ}{made.title}"})
            return redirect(_address(who))
    context = {"title": _("任职"), "person": who, "form": form, "submit": _("任职")}
    return render(request, "organs/people_form.html", {**context, "cancel": _address(who)})


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: DeskRequest, number: int) -> HttpResponse:
    """End a post."""
    now = timezone.now()
    on = timezone.localdate(now)
    post = doors.managed_post(request.acting, number, on)
    form = people_forms.EndPost(request.POST or None, initial={"until": on})
    if form.is_valid():
        try:
            end_post(post, until=form.cleaned_data["until"], by=request.acting, at=now)
        except (CannotDo, NotAllowed) as refusal:
            _refuse(form, refusal)
        else:
            messages.success(request, _("任职的结束日期已录入。"))
            return redirect(_address(post.person))
    context = {
        "title": _("结束任职"),
        "person": post.person,
        "says": [f"{post.person}：{post.organ}{post.title}"],
        "form": form,
        "submit": _("结束任职"),
        "danger": True,
        "cancel": _address(post.person),
    }
    return render(request, "organs/people_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def deputy(request: DeskRequest, number: int) -> HttpResponse:
    """Let somebody act for the holder of a post."""
    now = timezone.now()
    on = timezone.localdate(now)
    post = doors.managed_post(request.acting, number, on)
    people = doors.managed_people(request.acting, on)
    form = people_forms.Deputy(post, people, on, request.POST or None)
    if form.is_valid():
        try:
            deputies.add_deputy(post, **form.cleaned_data, by=request.acting, at=now)
        except (CannotDo, NotAllowed) as refusal:
            _refuse(form, refusal)
        else:
            messages.success(request, _("代行已录入。"))
            return redirect(_address(post.person))
    context = {
        "title": _("指定代行人"),
        "person": post.person,
        "says": [
            f"{post.person}：{post.organ}{post.title}",
            _("代行期间，代行人以“代”的名义办理；原任职结束的，代行同时结束。"),
        ],
        "form": form,
        "submit": _("指定代行人"),
        "cancel": _address(post.person),
    }
    return render(request, "organs/people_form.html", context)


def _state(post: Post, on: Any) -> str:
    if post.until is not None and post.until <= on:
        return "past"
    return "now" if policy.in_force(post, on) else "not"


def _mine(request: DeskRequest, number: int, now: datetime) -> Person:
    on = timezone.localdate(now)
    who = doors.managed_person(request.acting, number, on)
    policy.check_can_manage_person(request.acting, who, on)
    return who


def _address(who: Person) -> str:
    return reverse("desk-person", args=[who.pk])


def _refuse(form: forms.Form, refusal: CannotDo | NotAllowed) -> None:
    if isinstance(refusal, CannotDo):
        refusal.show(form)
    else:
        form.add_error(None, str(refusal))


def _show_password(request: DeskRequest, who: Person, password: str) -> HttpResponse:
    context = {"title": _("初始口令"), "person": who, "password": password}
    return render(request, "organs/first_password.html", context)
