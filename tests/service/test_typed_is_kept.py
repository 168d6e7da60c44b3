"""What somebody had typed when her session ended is there again when she has signed in, for her alone."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

import pyotp
import pytest
from django.test import Client
from django.utils import timezone
from lxml import html

from gongkai.service.catalogue.models import Edition
from gongkai.service.clearance.models import Opinion
from gongkai.service.organs import carried, second_factor
from gongkai.service.organs.models import Duty, Organ, Post
from tests.service.catalogue_desk import Desk
from tests.service.desk import PASSWORD, a_person, a_post, an_organ, sign_in

WRITTEN = "<p>会话结束以前打的一大段字。</p>" + "<p>还有一段。</p>" * 2000
TYPED = {
    "title": "没有丢失的标题",
    "arose_on": "2026-03-02",
    "category": "20-01-other",
    "attribute": "proactive",
    "body": WRITTEN,
}


@pytest.fixture
def organ(db: None) -> Organ:
    return an_organ("wushan-danganju", "乌山区档案局")


@pytest.fixture
def clerk(organ: Organ) -> Post:
    return a_post(organ, Duty.CLERK, a_person("zhangsan", "张三"))


def long_idle(client: Client, post: Post) -> Client:
    """Return a client whose session is over, for nothing was done in it."""
    return sign_in(client, post, timezone.now() - timedelta(hours=2))


def fields(answer: Any) -> dict[str, str]:
    """Return the fields of the page's form, as the browser would send them."""
    form = html.fromstring(answer.content.decode()).xpath("//main//form")[0]
    return {name: value for name, value in form.form_values() if name != "csrfmiddlewaretoken"}


def signed_in(client: Client, answer: Any, username: str) -> Any:
    """Fill in the sign-in page that was answered, and send it."""
    page = html.fromstring(answer.content.decode())
    action = page.xpath("//main//form/@action")[0]
    sent = {**fields(answer), "username": username, "password": PASSWORD}
    return client.post(action, sent, follow=True)


def test_a_draft_typed_when_the_session_ended_is_in_the_form_again_and_is_saved(client: Client, clerk: Post):
    answer = long_idle(client, clerk).post("/desk/documents/new/typed/", TYPED)
    assert "没有丢失" in answer.content.decode()
    assert Edition.objects.count() == 0

    waiting = signed_in(client, answer, "zhangsan")
    assert waiting.redirect_chain[-1][0] == "/desk/carried/"
    kept = fields(waiting)
    assert {name: kept[name] for name in TYPED} == TYPED

    shown = client.post("/desk/documents/new/typed/", {**kept, "carried": "look"})
    again = fields(shown)
    assert (again["title"], again["body"].strip()) == (TYPED["title"], TYPED["body"])
    assert Edition.objects.count() == 0  # nothing was done by looking

    client.post("/desk/documents/new/typed/", again)
    assert Edition.objects.get().title == TYPED["title"]
    assert client.get("/desk/carried/").status_code == 302  # it waits no more


def test_an_opinion_typed_when_the_session_ended_is_in_the_review_again(client: Client, organ: Organ):
    desk = Desk(organ)
    edition = desk.submitted()
    desk.clerk.person.set_password(PASSWORD)
    desk.clerk.person.save()
    page = sign_in(client, desk.clerk).get(f"/desk/documents/editions/{edition.pk}/review/")
    digest = html.fromstring(page.content.decode()).xpath("//input[@name='digest']/@value")[0]
    opinion = {"do": "opinion", "digest": digest, "verdict": "return", "says": "第二段的数字请再核对。"}

    answer = long_idle(client, desk.clerk).post(f"/desk/documents/editions/{edition.pk}/review/", opinion)
    waiting = signed_in(client, answer, desk.clerk.person.username)
    shown = client.post(
        f"/desk/documents/editions/{edition.pk}/review/", {**fields(waiting), "carried": "look"}
    )

    assert "第二段的数字请再核对。" in shown.content.decode()
    assert Opinion.objects.count() == 0
    client.post(f"/desk/documents/editions/{edition.pk}/review/", {**fields(waiting), "carried": "again"})
    assert Opinion.objects.get().says == "第二段的数字请再核对。"


def test_it_is_brought_to_nobody_else(client: Client, organ: Organ, clerk: Post):
    a_post(organ, Duty.CLERK, a_person("lisi", "李四"))

    answer = long_idle(client, clerk).post("/desk/documents/new/typed/", TYPED)
    told = signed_in(client, answer, "lisi")

    assert "另一位人员" in told.content.decode()
    assert carried.held(client.session) is None
    assert TYPED["title"] not in client.get("/desk/carried/", follow=True).content.decode()


def test_nothing_of_it_is_in_an_address_a_log_or_readable_in_the_page(
    client: Client, clerk: Post, caplog: pytest.LogCaptureFixture
):
    with caplog.at_level(logging.DEBUG):
        answer = long_idle(client, clerk).post("/desk/documents/new/typed/", TYPED)
        waiting = signed_in(client, answer, "zhangsan")

    assert TYPED["title"] not in answer.content.decode()
    assert "没有丢失的标题" not in caplog.text
    assert [url for url, _status in waiting.redirect_chain] == ["/desk/carried/"]


def test_a_wrong_password_and_the_second_step_do_not_lose_it(client: Client, clerk: Post):
    now = timezone.now()
    secret = second_factor.begin(clerk.person)
    second_factor.confirm(clerk.person, pyotp.TOTP(secret).at(now - timedelta(seconds=30)), now)
    answer = long_idle(client, clerk).post("/desk/documents/new/typed/", TYPED)

    action = html.fromstring(answer.content.decode()).xpath("//main//form/@action")[0]
    wrong = client.post(action, {**fields(answer), "username": "zhangsan", "password": "不对"})
    assert "没有丢失" in wrong.content.decode()
    right = client.post(action, {**fields(wrong), "username": "zhangsan", "password": PASSWORD}, follow=True)
    done = client.post(right.redirect_chain[-1][0], {"code": pyotp.TOTP(secret).now()}, follow=True)

    assert fields(done)["title"] == TYPED["title"]


def test_it_comes_along_when_the_session_is_gone_altogether(clerk: Post):
    client = Client()
    client.post("/desk/sign-in/", {"username": "zhangsan", "password": PASSWORD})
    client.session.flush()

    answer = client.post("/desk/documents/new/typed/", TYPED)
    waiting = signed_in(client, answer, "zhangsan")

    assert fields(waiting)["body"] == TYPED["body"]


def test_a_browser_that_nobody_signed_in_with_carries_nothing(client: Client, clerk: Post):
    answer = client.post("/desk/documents/new/typed/", TYPED)

    assert (answer.status_code, answer["Location"]) == (
        302,
        "/desk/sign-in/?next=/desk/documents/new/typed/",
    )


def test_passwords_are_never_carried(client: Client, clerk: Post):
    answer = long_idle(client, clerk).post("/desk/account/password/", {"old": PASSWORD, "password": "x"})

    assert answer.status_code == 302


def test_a_page_opened_before_signing_in_anew_elsewhere_still_sends_what_was_typed(clerk: Post):
    client = Client(enforce_csrf_checks=True)
    sign_in(client, clerk).get("/desk/documents/new/typed/")
    old = {**TYPED, "csrfmiddlewaretoken": "a" * 64}

    answer = client.post(
        "/desk/documents/new/typed/", old, headers={"Origin": "http://testserver"}, follow=True
    )
    assert fields(answer)["body"] == TYPED["body"]

    foreign = client.post("/desk/documents/new/typed/", old, headers={"Origin": "https://elsewhere.example"})
    assert foreign.status_code == 400


def test_a_seal_that_was_tampered_with_is_nothing():
    assert carried.opened("gAAAA" + "x" * 100) is None


def test_what_was_kept_can_be_given_up(client: Client, clerk: Post):
    answer = long_idle(client, clerk).post("/desk/documents/new/typed/", TYPED)
    signed_in(client, answer, "zhangsan")

    client.post("/desk/carried/")

    assert carried.held(client.session) is None
