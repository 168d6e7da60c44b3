"""Signing in at the desk: passwords, lock-out, the second factor, and how long a session lasts."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pyotp
import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from gongkai.service.config import settings as real
from gongkai.service.organs import lockout, second_factor
from gongkai.service.organs.actions import own_account
from gongkai.service.organs.actions.reset_password import reset_password
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Deed, Duty, Organ, Person, Post, SignInAttempts
from gongkai.service.organs.passwords import first_password
from tests.service.desk import PASSWORD, a_person, a_post, sign_in

DESK, SIGN_IN, CODE = "/desk/", "/desk/sign-in/", "/desk/sign-in/code/"
NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
WRONG = "用户名或口令不正确。"


@pytest.fixture
def clerk(organ: Organ) -> Post:
    return a_post(organ, Duty.CLERK, a_person())


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """A clock that stands at NOW until it is moved."""
    moment = [NOW]
    monkeypatch.setattr(timezone, "now", lambda: moment[0])

    def move(by: timedelta) -> None:
        moment[0] += by

    return move


def enter(client: Client, username: str = "zhangsan", said: str = PASSWORD, **more: Any) -> HttpResponse:
    return client.post(SIGN_IN, {"username": username, "password": said}, **more)


def says(answer: HttpResponse) -> str:
    return answer.content.decode()


def test_the_right_password_leads_to_the_desk_under_a_new_session(client: Client, clerk: Post):
    client.get(SIGN_IN)
    before = set(Session.objects.values_list("pk", flat=True))

    answer = enter(client)

    assert (answer.status_code, answer["Location"]) == (302, DESK)
    assert client.session.session_key not in before
    assert client.get(DESK).status_code == 200
    assert Deed.objects.get(act="organs.sign_in").person == clerk.person


def test_whoever_was_on_the_way_to_a_page_of_the_desk_comes_there(client: Client, clerk: Post):
    asked = client.get("/desk/account/?x=1")

    assert asked["Location"] == f"{SIGN_IN}?next=/desk/account/%3Fx%3D1"
    assert enter(client, QUERY_STRING="next=/desk/account/%3Fx%3D1")["Location"] == "/desk/account/?x=1"


@pytest.mark.parametrize(
    "to", ["https://evil.example/desk/", "//evil.example/desk/", "/organs/", "javascript:alert(1)", "/desk"]
)
def test_signing_in_leads_nowhere_but_to_the_desk(client: Client, clerk: Post, to: str):
    answer = client.post(f"{SIGN_IN}?next={to}", {"username": "zhangsan", "password": PASSWORD})

    assert answer["Location"] == DESK


def test_a_wrong_password_and_an_unknown_name_are_told_the_same(client: Client, clerk: Post):
    wrong, unknown = enter(client, said="x"), enter(client, "nobody")

    assert WRONG in says(wrong)
    assert WRONG in says(unknown)
    token = re.compile(r'name="csrfmiddlewaretoken" value="\w+"|zhangsan|nobody')
    assert token.sub("", says(wrong)) == token.sub("", says(unknown))


def test_a_deactivated_person_is_told_the_same(client: Client, clerk: Post):
    Person.objects.update(is_active=False)

    assert WRONG in says(enter(client))


@pytest.mark.django_db(transaction=True)
def test_of_many_attempts_at_once_no_more_are_tried_than_one_after_another():
    def attempt(_n: int) -> bool:
        try:
            lockout.count("zhangsan", NOW)
        except lockout.LockedOut:
            return False
        else:
            return True
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        tried = sum(pool.map(attempt, range(24)))

    assert tried == 5
    record("organs.sign_in", by=None, at=NOW, kind="person", key=1)  # is emptied away with the rest


@pytest.mark.parametrize("username", ["zhangsan", "nobody"])
def test_after_five_failures_a_name_waits_a_quarter_of_an_hour(
    client: Client, clerk: Post, clock: Callable[[timedelta], None], username: str
):
    locked = "登录失败次数过多，请在09:45以后再试"
    answers = [says(enter(client, username, "x")) for _ in range(5)]

    assert [locked in answer for answer in answers] == [False] * 4 + [True]
    assert locked in says(enter(client, username))
    clock(timedelta(minutes=14, seconds=59))
    assert locked in says(enter(client, username))
    clock(timedelta(seconds=1))
    assert enter(client, username).status_code == (302 if username == "zhangsan" else 200)


def test_a_lock_is_in_the_log_once_and_names_the_account(client: Client, clerk: Post):
    for _ in range(7):
        enter(client, said="x")
        enter(client, "nobody", "x")

    deed = Deed.objects.get(act="organs.locked_out")
    assert (deed.person, deed.key, deed.organ) == (None, str(clerk.person_id), clerk.organ)


def test_what_is_tried_while_locked_does_not_lengthen_the_wait(
    client: Client, clerk: Post, clock: Callable[[timedelta], None]
):
    for _ in range(5):
        enter(client, said="x")
    clock(timedelta(minutes=14))
    enter(client, said="x")
    clock(timedelta(minutes=1))

    assert enter(client).status_code == 302


def test_another_name_is_not_locked(client: Client, clerk: Post):
    for _ in range(6):
        enter(client, "nobody", "x")

    assert enter(client).status_code == 302


def test_a_success_forgets_the_failures(client: Client, clerk: Post):
    for _ in range(2):
        for _ in range(4):
            enter(client, said="x")
        assert enter(client).status_code == 302
        client.post("/desk/sign-out/")


def test_a_reset_opens_a_locked_name(client: Client, clerk: Post):
    for _ in range(5):
        enter(client, said="x")

    made = reset_password(clerk.person, by=None, at=timezone.now())

    assert enter(client, said=made)["Location"] == DESK


def test_what_was_typed_as_a_name_is_not_kept(client: Client, clerk: Post):
    enter(client, "MyPassword-2026", "x")

    [row] = SignInAttempts.objects.all()
    assert "password" not in row.digest
    assert len(row.digest) == 64


def test_a_first_password_must_be_replaced_before_anything_else(client: Client, clerk: Post):
    made = reset_password(clerk.person, by=None, at=NOW)
    enter(client, said=made)

    assert client.get(DESK)["Location"] == "/desk/account/password/"
    done = client.post("/desk/account/password/", {"old": made, "password": PASSWORD, "again": PASSWORD})

    assert done["Location"] == "/desk/account/"
    assert client.get(DESK).status_code == 200


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("Short-2026", "至少12位"),
        ("alllettersandlong", "至少三种"),
        ("xx-Zhangsan_2026", "不得包含本人的用户名或姓名"),
        ("张三的口令Abc-2026", "不得包含本人的用户名或姓名"),
        (PASSWORD, "应当与现在的不同"),
    ],
)
def test_a_weak_password_is_refused_at_its_field(client: Client, clerk: Post, password: str, reason: str):
    sign_in(client, clerk)

    answer = client.post(
        "/desk/account/password/", {"old": PASSWORD, "password": password, "again": password}
    )

    assert reason in says(answer)
    assert 'id="id_password_error"' in says(answer)
    assert Person.objects.get(username="zhangsan").check_password(PASSWORD)


def test_the_old_password_is_asked_and_guesses_of_it_are_counted(client: Client, clerk: Post):
    sign_in(client, clerk)
    new = {"password": "Another_Good-1", "again": "Another_Good-1"}

    for _ in range(5):
        assert "现在的口令不正确" in says(client.post("/desk/account/password/", {"old": "x", **new}))

    assert "登录失败次数过多" in says(client.post("/desk/account/password/", {"old": PASSWORD, **new}))


def test_a_changed_password_ends_the_other_sessions_and_not_this_one(client: Client, clerk: Post):
    other = sign_in(Client(), clerk)
    sign_in(client, clerk)
    given = {"old": PASSWORD, "password": "Another_Good-1", "again": "Another_Good-1"}

    client.post("/desk/account/password/", given)

    assert client.get(DESK).status_code == 200
    assert other.get(DESK)["Location"].startswith(SIGN_IN)


def test_sessions_elsewhere_end_at_a_word(client: Client, clerk: Post):
    other = sign_in(Client(), clerk)
    sign_in(client, clerk)

    client.post("/desk/account/others-out/")

    assert client.get(DESK).status_code == 200
    assert other.get(DESK)["Location"].startswith(SIGN_IN)


def test_an_idle_session_ends_and_says_so(client: Client, clerk: Post, clock: Callable[[timedelta], None]):
    sign_in(client, clerk)
    clock(timedelta(minutes=30))
    assert client.get(DESK).status_code == 200
    clock(timedelta(minutes=30, seconds=1))

    answer = client.get(DESK, follow=True)

    assert answer.redirect_chain[0][0] == f"{SIGN_IN}?next=/desk/"
    assert "您已有30分钟没有操作" in says(answer)


def test_a_session_ends_after_half_a_day_however_busy(
    client: Client, clerk: Post, clock: Callable[[timedelta], None]
):
    sign_in(client, clerk)
    for _ in range(36):
        clock(timedelta(minutes=20))
        assert client.get(DESK).status_code == 200
    clock(timedelta(minutes=1))

    assert "这次登录已满12小时" in says(client.get(DESK, follow=True))


def test_signing_out_needs_a_post_and_ends_the_session(client: Client, clerk: Post):
    sign_in(client, clerk)

    assert client.get("/desk/sign-out/").status_code == 405
    client.post("/desk/sign-out/")

    assert client.get(DESK)["Location"].startswith(SIGN_IN)


def test_signing_in_without_the_token_of_the_form_is_refused(clerk: Post):
    assert enter(Client(enforce_csrf_checks=True)).status_code == 400


# The second factor


@pytest.fixture
def secret(clerk: Post) -> str:
    """The secret of a second factor that is on."""
    made = second_factor.begin(clerk.person)
    assert own_account.turn_on_second_factor(clerk.person, code_of(made, NOW), at=NOW)
    return made


def code_of(secret: str, at: datetime) -> str:
    return pyotp.TOTP(secret).at(at)


def test_with_a_second_factor_the_password_alone_is_not_enough(
    client: Client, secret: str, clock: Callable[[timedelta], None]
):
    clock(timedelta(minutes=1))

    assert enter(client)["Location"] == CODE
    assert client.get(DESK)["Location"].startswith(SIGN_IN)
    wrong = client.post(CODE, {"code": "000000"})
    right = client.post(CODE, {"code": code_of(secret, timezone.now())})

    assert "验证码不正确" in says(wrong)
    assert right["Location"] == DESK
    assert client.get(DESK).status_code == 200


def test_a_code_is_good_once(clerk: Post, secret: str):
    later = NOW + timedelta(minutes=5)
    code = code_of(secret, later)

    assert second_factor.passes(clerk.person, code, later)
    assert not second_factor.passes(clerk.person, code, later)
    assert not second_factor.passes(clerk.person, code_of(secret, NOW), NOW)


@pytest.mark.parametrize(("seconds", "passes"), [(-61, False), (-30, True), (30, True), (61, False)])
def test_a_clock_may_differ_by_half_a_minute(clerk: Post, secret: str, seconds: int, passes: bool):
    later = NOW + timedelta(minutes=5)
    code = code_of(secret, later + timedelta(seconds=seconds))

    assert second_factor.passes(clerk.person, code, later) is passes


def test_a_recovery_code_stands_in_once_however_it_is_typed(clerk: Post):
    secret = second_factor.begin(clerk.person)
    codes = second_factor.confirm(clerk.person, code_of(secret, NOW), NOW)

    assert codes is not None and len(set(codes)) == 10
    assert second_factor.passes(clerk.person, codes[0].upper().replace("-", " "), NOW)
    assert not second_factor.passes(clerk.person, codes[0], NOW)
    assert second_factor.recovery_codes_left(clerk.person) == 9


def test_guesses_of_the_code_are_counted_with_those_of_the_password(
    client: Client, secret: str, clock: Callable[[timedelta], None]
):
    clock(timedelta(minutes=1))
    enter(client)
    for _ in range(4):
        client.post(CODE, {"code": "000000"})

    locked = client.post(CODE, {"code": code_of(secret, timezone.now())})

    assert "登录失败次数过多" in says(locked)


def test_the_right_password_is_forgotten_after_five_minutes(
    client: Client, secret: str, clock: Callable[[timedelta], None]
):
    enter(client)
    clock(timedelta(minutes=5, seconds=1))

    answer = client.post(CODE, {"code": code_of(secret, timezone.now())})

    assert answer["Location"] == SIGN_IN


def test_the_secret_and_the_recovery_codes_are_not_in_the_database_as_they_are(clerk: Post):
    secret = second_factor.begin(clerk.person)
    codes = second_factor.confirm(clerk.person, code_of(secret, NOW), NOW) or []
    factor = clerk.person.second_factor
    kept = f"{factor.sealed} {list(factor.recovery_codes.values_list('digest', flat=True))}"

    assert secret not in kept
    assert not any(code.replace("-", "") in kept for code in codes)


def test_under_another_key_the_second_factor_fails_closed(clerk: Post, secret: str):
    with override_settings(SECRET_KEY="another"):  # noqa: S106
        assert second_factor.is_on(clerk.person)
        assert not second_factor.passes(clerk.person, code_of(secret, NOW), NOW + timedelta(minutes=5))


def test_setting_it_up_in_pages_ends_other_sessions_and_shows_the_codes_once(client: Client, clerk: Post):
    other = sign_in(Client(), clerk)
    sign_in(client, clerk)
    address = reverse("desk-second-factor")
    client.post(address)
    page = says(client.get(address))
    secret = second_factor.begun(clerk.person)
    assert secret is not None

    done = client.post(address, {"code": code_of(secret, timezone.now())})

    assert "<svg" in page and "style=" not in page
    assert says(done).count("<li><code>") == 10
    assert client.get(DESK).status_code == 200
    assert other.get(DESK)["Location"].startswith(SIGN_IN)
    assert client.get(address)["Location"] == "/desk/account/"


def test_it_is_turned_off_with_the_password(client: Client, clerk: Post, secret: str):
    sign_in(client, clerk)
    address = reverse("desk-second-factor-off")

    assert "口令不正确" in says(client.post(address, {"password": "x"}))
    client.post(address, {"password": PASSWORD})

    assert not second_factor.is_on(clerk.person)


# The settings, and what must stay as it was


def test_passwords_are_hashed_with_argon2id():
    from django.contrib.auth.hashers import Argon2PasswordHasher

    assert real.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    assert Argon2PasswordHasher().encode("x", "saltsalt").startswith("argon2$argon2id$")


def test_cookies_are_kept_from_scripts_and_other_sites():
    assert real.SESSION_COOKIE_HTTPONLY and real.CSRF_COOKIE_HTTPONLY
    assert real.SESSION_COOKIE_SAMESITE == real.CSRF_COOKIE_SAMESITE == "Lax"
    assert real.SESSION_COOKIE_SECURE == real.CSRF_COOKIE_SECURE == real.GONGKAI_HTTPS


def test_a_first_password_meets_the_rules_itself():
    from django.contrib.auth.password_validation import validate_password

    made = {first_password() for _ in range(50)}

    assert len(made) == 50
    for password in made:
        validate_password(password, Person(username="zhangsan", name="张三"))


@pytest.mark.parametrize("path", ["/", "/organs/qingshan-danganju/", "/tools/", "/law/", "/report.css"])
def test_a_public_page_is_the_same_for_somebody_signed_in_and_knows_no_session(
    client: Client, clerk: Post, path: str, django_assert_num_queries: Any
):
    stranger = Client().get(path)
    answer = sign_in(client, clerk).get(path)

    assert answer.content == stranger.content
    assert "Cookie" not in answer.get("Vary", "")
    assert not answer.cookies
    assert "no-store" not in answer["Cache-Control"]


def test_a_public_page_reads_neither_session_nor_person(client: Client, clerk: Post):
    from django.test.utils import CaptureQueriesContext

    sign_in(client, clerk)
    with CaptureQueriesContext(connection) as asked:
        client.get("/organs/qingshan-danganju/")

    assert [q["sql"] for q in asked if "session" in q["sql"] or "organs_person" in q["sql"]] == []


def test_a_page_of_the_desk_is_kept_by_nobody_and_found_by_no_search_engine(client: Client, clerk: Post):
    answer = sign_in(client, clerk).get(DESK)

    assert "no-store" in answer["Cache-Control"]
    assert "noindex" in answer["X-Robots-Tag"]
    assert "unsafe" not in answer["Content-Security-Policy"]
