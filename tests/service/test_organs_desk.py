"""The shell of the desk, and the pages of people and posts in it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client, override_settings
from django.utils import timezone

from gongkai.service.organs import desk
from gongkai.service.organs.desk import Due
from gongkai.service.organs.models import Duty, Organ, Person, Post
from tests.components import REPOSITORY
from tests.service.desk import a_person, a_post, an_organ, sign_in

SERVICE = REPOSITORY / "src/gongkai/service"


def says(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def test_the_desk_has_the_colours_and_the_type_of_the_portal():
    def tokens(file: str) -> dict[str, str]:
        root = (SERVICE / file).read_text("utf-8").split(":root {")[1].split("}")[0]
        return dict(re.findall(r"(--[\w-]+): ([^;]+);", root))

    assert tokens("organs/static/organs/desk.css") == tokens("portal/static/portal/portal.css")


def test_no_page_of_the_desk_has_a_style_or_a_script_in_it():
    for file in SERVICE.glob("organs/templates/organs/*.html"):
        text = file.read_text("utf-8")
        assert not re.search(r"<style|\sstyle=|<script(?![^>]*src=)|\son\w+=", text), file.name


def test_the_menu_has_what_the_post_may_do(client: Client, organ: Organ):
    seen = {
        duty: set(
            re.findall(r'<li><a href="(/desk/\w+/)"', says(sign_in(client, a_post(organ, duty)), "/desk/"))
        )
        for duty in (Duty.CLERK, Duty.SYSTEM_ADMIN, Duty.AUDIT_ADMIN)
    }

    assert {"/desk/people/", "/desk/organs/"} <= seen[Duty.SYSTEM_ADMIN]
    assert "/desk/log/" in seen[Duty.AUDIT_ADMIN]
    assert not seen[Duty.CLERK] & {"/desk/people/", "/desk/organs/", "/desk/log/"}


def test_what_is_due_is_shown_the_late_first_then_by_day(
    client: Client, organ: Organ, monkeypatch: pytest.MonkeyPatch
):
    today = timezone.localdate()

    class Room:
        @staticmethod
        def due(_post: Post, _now: object) -> list[Due]:
            return [
                Due("没有期限的", "/desk/a/"),
                Due("后天的", "/desk/b/", by=today + timedelta(days=2)),
                Due("晚了的", "/desk/c/", by=today + timedelta(days=9), late=True),
                Due("明天的", "/desk/d/", by=today + timedelta(days=1), count=3),
            ]

    monkeypatch.setattr(desk, "_rooms", lambda: (Room,))
    page = says(sign_in(client, a_post(organ)), "/desk/")

    order = [page.index(words) for words in ("晚了的", "明天的", "后天的", "没有期限的")]
    assert order == sorted(order)
    assert "已超期" in page


def test_a_desk_with_nothing_due_says_so(client: Client, organ: Organ, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(desk, "_rooms", lambda: ())

    assert "现在没有等您办理的事项" in says(sign_in(client, a_post(organ)), "/desk/")


def test_who_holds_two_posts_chooses_one_and_acts_in_it(client: Client, organ: Organ):
    other = an_organ("qingshan-minzhengju", "青山区民政局", parent="qingshan")
    person = a_person()
    first, second = a_post(organ, person=person), a_post(other, person=person)
    sign_in(client, first)
    session = client.session
    del session["acting"]
    session.save()

    assert client.get("/desk/")["Location"] == "/desk/posts/"
    client.post("/desk/posts/", {"post": second.pk})

    assert "青山区民政局" in says(client, "/desk/")


@pytest.mark.parametrize("which", ["another's", "ended", "0", "x"])
def test_a_post_that_is_not_hers_today_cannot_be_chosen(client: Client, organ: Organ, which: str):
    mine = a_post(organ, person=a_person())
    given = {
        "another's": a_post(organ, Duty.LEADER).pk,
        "ended": a_post(organ, Duty.REVIEWER, mine.person, until=timezone.localdate()).pk,
    }.get(which, which)
    sign_in(client, mine)

    assert client.post("/desk/posts/", {"post": given}).status_code == 404


def test_a_post_that_ends_while_somebody_acts_in_it_is_over_at_the_next_request(client: Client, organ: Organ):
    post = a_post(organ)
    sign_in(client, post)
    assert client.get("/desk/").status_code == 200

    Post.objects.update(until=timezone.localdate())

    assert client.get("/desk/")["Location"] == "/desk/posts/"
    assert "您今天没有在任期内的职务" in says(client, "/desk/posts/")


def test_a_deactivated_person_is_out_at_the_next_request(client: Client, organ: Organ):
    sign_in(client, a_post(organ))
    Person.objects.update(is_active=False)

    assert client.get("/desk/")["Location"].startswith("/desk/sign-in/")


def test_a_deputy_is_shown_as_one(client: Client, organ: Organ):
    leader = a_post(organ, Duty.LEADER)
    deputy = a_post(organ, Duty.LEADER, a_person(), deputy_of=leader)

    page = says(sign_in(client, deputy), "/desk/posts/")

    assert "代分管领导" in page
    assert f"代{leader.person.name}行使" in page


def test_the_desk_is_there_in_english_at_the_same_address_under_en(client: Client, organ: Organ):
    sign_in(client, a_post(organ))

    assert 'hreflang="en"' in says(client, "/desk/account/")
    assert 'href="/en/desk/account/"' in says(client, "/desk/account/")
    assert 'href="/desk/account/"' in says(client, "/en/desk/account/")
    assert "Two-step verification" in says(client, "/en/desk/account/")


def test_a_database_out_of_reach_is_said_at_the_desk_too(
    client: Client, organ: Organ, monkeypatch: pytest.MonkeyPatch
):
    from django.db.utils import OperationalError

    from gongkai.service.organs import gate

    sign_in(client, a_post(organ))

    def fails(*_given: object) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(gate, "acting_post", fails)

    answer = client.get("/desk/")

    assert answer.status_code == 503
    assert answer["Retry-After"]


# People and posts in pages


@pytest.fixture
def admin(client: Client, organ: Organ) -> Post:
    post = a_post(organ.parent, Duty.SYSTEM_ADMIN)  # type: ignore[arg-type]
    sign_in(client, post)
    return post


def test_a_person_is_added_appointed_given_a_deputy_and_ended_in_pages(
    client: Client, admin: Post, organ: Organ
):
    page = client.post("/desk/people/new/", {"name": "孙七", "username": "sunqi"}).content.decode()
    person = Person.objects.get(username="sunqi")
    password = re.search(r'<code class="secret">([^<]+)<', page)
    assert password and person.check_password(password[1])

    today = timezone.localdate()
    given = {"organ": organ.pk, "duty": "leader", "since": today.isoformat()}
    client.post(f"/desk/people/{person.pk}/post/", given)
    post = Post.objects.get(person=person)
    deputy = a_person()
    days = {"since": today.isoformat(), "until": (today + timedelta(days=3)).isoformat()}
    client.post(f"/desk/posts/{post.pk}/deputy/", {"person": deputy.pk, **days})
    assert Post.objects.get(person=deputy).deputy_of == post
    client.post(f"/desk/posts/{post.pk}/end/", {"until": today.isoformat()})

    shown = says(client, f"/desk/people/{person.pk}/")
    assert "已结束" in shown
    assert "青山区档案局" in shown


def test_faults_stand_at_their_fields(client: Client, admin: Post, organ: Organ):
    person = a_person()
    page = client.post("/desk/people/new/", {"name": "张三", "username": "zhangsan"}).content.decode()
    assert 'id="id_username_error"' in page and "已经有人使用" in page

    given = {"organ": organ.pk, "duty": "clerk", "since": "2026-03-02", "until": "2026-03-02"}
    page = client.post(f"/desk/people/{person.pk}/post/", given).content.decode()
    assert 'id="id_until_error"' in page and 'aria-invalid="true"' in page


def test_an_account_is_stopped_and_opened_in_pages(client: Client, admin: Post, organ: Organ):
    person = a_post(organ).person
    for to, active in (("off", False), ("on", True)):
        client.post(f"/desk/people/{person.pk}/active/", {"to": to})
        person.refresh_from_db()
        assert person.is_active is active


def test_the_account_of_who_serves_elsewhere_too_is_shown_but_not_opened(client: Client, organ: Organ):
    leader = a_person("leader", "郑十")
    for where in (organ, organ.parent):
        a_post(where, Duty.LEADER, leader)  # type: ignore[arg-type]
    sign_in(client, a_post(organ, Duty.SYSTEM_ADMIN))

    assert "郑十在青山区人民政府任职" in says(client, f"/desk/people/{leader.pk}/")
    for page in ("name", "password", "active"):
        assert client.get(f"/desk/people/{leader.pk}/{page}/").status_code == 403


def test_the_list_of_people_is_narrowed_and_turned_by_pages(client: Client, admin: Post, organ: Organ):
    for n in range(60):
        a_post(organ, Duty.CLERK, a_person(f"clerk{n:02}", f"办事员{n:02}"))

    first, second = says(client, "/desk/people/"), says(client, "/desk/people/?page=2&duty=clerk")

    assert "共61人" in first and "clerk59" not in first
    assert "clerk59" in second and "共60人" in second
    assert "page=1" in second and "duty=clerk" in second
    assert "共1人" in says(client, "/desk/people/?q=办事员07")
    assert "没有找到人员" in says(client, "/desk/people/?q=nobody")


def test_the_list_of_people_takes_few_queries_however_many(client: Client, admin: Post, organ: Organ):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get("/desk/people/")
        return len(asked)

    few = queries()
    for n in range(20):
        a_post(organ, Duty.CLERK, a_person(f"clerk{n:02}", "办事员"))

    assert queries() <= few + 1


@override_settings(GONGKAI_DESK=[])
def test_settings_name_the_rooms_of_the_desk():
    desk._rooms.cache_clear()
    assert desk.acts() == {}
    desk._rooms.cache_clear()
