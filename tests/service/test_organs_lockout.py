"""Failures to sign in are counted by address too; nobody keeps an administrator out of her own browser."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from gongkai.service.organs.models import Deed, Duty, Organ, Post, SignInAttempts
from tests.service.desk import PASSWORD, a_person, a_post, an_organ

SIGN_IN = "/desk/sign-in/"
HERE, THERE = "198.51.100.7", "198.51.100.8"
LOCKED = "从您所在的网络地址登录失败的次数过多"


@pytest.fixture
def admin(db: None) -> Post:
    organ: Organ = an_organ("wushan", "乌山区人民政府", kind="county")
    return a_post(organ, Duty.SYSTEM_ADMIN, a_person("guanzhu", "关主"))


@pytest.fixture(autouse=True)
def few(settings: Any) -> None:
    settings.GONGKAI_LOCK_ADDRESS_AFTER = 8


def enter(client: Client, username: str, said: str = "x", address: str = HERE, **more: Any) -> HttpResponse:
    return client.post(SIGN_IN, {"username": username, "password": said}, REMOTE_ADDR=address, **more)


def test_one_password_tried_on_many_names_locks_the_address_and_no_other(client: Client, admin: Post):
    answers = [enter(client, f"name{n}").content.decode() for n in range(9)]

    assert [LOCKED in answer for answer in answers] == [False] * 8 + [True]
    assert LOCKED in enter(client, "guanzhu", PASSWORD).content.decode()
    assert enter(Client(), "guanzhu", PASSWORD, THERE).status_code == 302


def test_the_lock_of_an_address_is_in_the_log_once_and_does_not_tell_the_address(client: Client, admin: Post):
    for n in range(12):
        enter(client, f"name{n}")

    deed = Deed.objects.get(act="organs.address_locked")
    assert HERE not in f"{deed.key} {deed.particulars}"
    assert not SignInAttempts.objects.filter(digest__contains=HERE).exists()


def test_an_office_with_one_address_signs_in_as_often_as_it_likes(admin: Post):
    answers = [enter(Client(), "guanzhu", PASSWORD).status_code for _ in range(20)]

    assert set(answers) == {302}


def test_the_address_of_a_proxy_that_nobody_told_of_is_not_counted(client: Client, admin: Post):
    for n in range(12):
        enter(client, f"name{n}", address="127.0.0.1")

    assert enter(client, "guanzhu", PASSWORD, "127.0.0.1").status_code == 302


def test_behind_our_own_proxy_the_visitor_is_counted(client: Client, admin: Post, settings: Any):
    settings.GONGKAI_PROXIES = 1
    for n in range(9):
        enter(client, f"name{n}", address="127.0.0.1", headers={"X-Forwarded-For": HERE})
    through = {"address": "127.0.0.1", "headers": {"X-Forwarded-For": HERE}}
    beside = {"address": "127.0.0.1", "headers": {"X-Forwarded-For": THERE}}

    assert LOCKED in enter(client, "guanzhu", PASSWORD, **through).content.decode()
    assert enter(Client(), "guanzhu", PASSWORD, **beside).status_code == 302


def test_who_only_knows_her_name_cannot_lock_the_only_administrator_out_of_her_browser(admin: Post):
    hers, strangers = Client(), Client()
    enter(hers, "guanzhu", PASSWORD)
    hers.post("/desk/sign-out/")
    for n in range(30):
        enter(strangers, "guanzhu", address=f"198.51.100.{n}")

    assert "登录失败次数过多" in enter(strangers, "guanzhu", PASSWORD, THERE).content.decode()
    assert enter(hers, "guanzhu", PASSWORD).status_code == 302


def test_her_own_browser_too_is_locked_after_five_failures_in_it(admin: Post):
    hers = Client()
    enter(hers, "guanzhu", PASSWORD)
    hers.post("/desk/sign-out/")
    answers = [enter(hers, "guanzhu").content.decode() for _ in range(6)]

    assert ["登录失败次数过多" in answer for answer in answers] == [False] * 4 + [True] * 2
