"""Every address of the service, asked by everybody it is not for (tests/service/walk.py says how)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gongkai.service.organs.gate import is_desk
from gongkai.service.organs.models import Duty, Organ
from tests.service.desk import a_person, sign_in
from tests.service.walk import Rule, Scene, Way, as_it_was, kept_scene, names, rules

RULES = rules()
DESK = [rule for rule in RULES if rule.way in (Way.POST, Way.PERSON)]
OF_A_POST = [rule for rule in DESK if rule.way is Way.POST]
OF_AN_OBJECT = [rule for rule in OF_A_POST if rule.of is not None]
WRITING = re.compile(r'(?:INSERT INTO|UPDATE|DELETE FROM) "(\w+)"')
WITH_SECRETS = [rule for rule in OF_A_POST if rule.secret is not None]


@pytest.fixture(scope="module")
def kept(django_db_setup: None, django_db_blocker: Any) -> Iterator[Scene]:
    with django_db_blocker.unblock(), kept_scene() as made:
        yield made


@pytest.fixture
def scene(kept: Scene, db: None) -> Scene:
    return as_it_was(kept)


def ask(client: Client, rule: Rule, scene: Scene, organ: Organ) -> HttpResponse:
    """Ask for the page of a rule, about an object of the organ."""
    kwargs = rule.of(scene, organ) if rule.of else rule.with_(scene) if rule.with_ else {}
    url = reverse(rule.name, kwargs=kwargs)
    data: dict[str, Any] = rule.data(scene, organ) if rule.data else {}
    return getattr(client, rule.method)(url, data)


def written(asked: CaptureQueriesContext) -> set[str]:
    """Return the tables that were written to."""
    return {found[1] for query in asked if (found := WRITING.match(query["sql"]))}


def by_name(rule: Rule) -> str:
    return rule.name


def test_every_address_has_a_rule():
    assert set(names()) - {rule.name for rule in RULES} == set()


def test_no_rule_is_left_of_an_address_that_is_gone_and_none_is_twice():
    assert sorted(rule.name for rule in RULES) == names()


def test_a_public_address_is_outside_the_desk_and_every_other_inside():
    from django.urls import get_resolver

    for rule in RULES:
        [(possibility, *_)] = [found[0] for found in get_resolver().reverse_dict.getlist(rule.name)[:1]]
        assert is_desk(f"/{possibility[0]}") == (rule.way is not Way.PUBLIC), rule.name


@pytest.mark.parametrize("rule", DESK, ids=by_name)
def test_nobody_comes_in_without_signing_in(client: Client, scene: Scene, rule: Rule):
    answer = ask(client, rule, scene, scene.own)

    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("desk-sign-in"))


@pytest.mark.parametrize("rule", OF_A_POST, ids=by_name)
def test_nobody_comes_in_without_a_post(client: Client, scene: Scene, rule: Rule):
    former = scene.post(scene.own, (rule.duties or tuple(Duty))[0])
    former.until = former.since
    former.save()

    answer = ask(sign_in(client, former), rule, scene, scene.own)

    assert (answer.status_code, answer["Location"]) == (302, reverse("desk-posts"))


@pytest.mark.parametrize("rule", OF_AN_OBJECT, ids=by_name)
def test_what_another_organ_has_is_not_there(client: Client, scene: Scene, rule: Rule):
    for duty in rule.duties:
        answer = ask(sign_in(client, scene.post(scene.own, duty)), rule, scene, scene.other)

        assert answer.status_code == 404, duty


@pytest.mark.parametrize("rule", WITH_SECRETS, ids=by_name)
def test_what_another_organ_has_is_on_no_list(client: Client, scene: Scene, rule: Rule):
    assert rule.secret is not None
    answer = ask(sign_in(client, scene.post(scene.own, rule.duties[0])), rule, scene, scene.own)

    assert rule.secret(scene) not in answer.content.decode()


@pytest.mark.parametrize("rule", OF_A_POST, ids=by_name)
def test_a_duty_without_the_power_is_refused_with_the_reason(client: Client, scene: Scene, rule: Rule):
    for duty in set(Duty) - set(rule.duties):
        answer = ask(sign_in(client, scene.post(scene.own, duty)), rule, scene, scene.own)

        assert answer.status_code == 403, duty
        assert str(duty.label) in answer.content.decode(), duty


@pytest.mark.parametrize("rule", OF_A_POST, ids=by_name)
def test_nothing_is_sent_to_an_address_by_whom_it_is_not_for(client: Client, scene: Scene, rule: Rule):
    """A form that is only hidden is no guard: what is sent is refused as well as what is asked."""
    kwargs = rule.of(scene, scene.own) if rule.of else rule.with_(scene) if rule.with_ else {}
    address = reverse(rule.name, kwargs=kwargs)
    for duty in set(Duty) - set(rule.duties):
        answer = sign_in(client, scene.post(scene.own, duty)).post(address)
        assert answer.status_code in (403, 405), duty
    if rule.of:
        kwargs = rule.of(scene, scene.other)
        for duty in rule.duties:
            answer = sign_in(client, scene.post(scene.own, duty)).post(reverse(rule.name, kwargs=kwargs))
            assert answer.status_code in (404, 405), duty

    assert Client().post(address)["Location"].startswith(reverse("desk-sign-in"))


@pytest.mark.parametrize("rule", OF_A_POST, ids=by_name)
def test_a_right_duty_is_let_in_and_only_to_look_changes_nothing(client: Client, scene: Scene, rule: Rule):
    """Nothing but the session of who looks, and the log, where taking a file is itself a deed."""
    for duty in rule.duties:
        sign_in(client, scene.post(scene.own, duty))
        with CaptureQueriesContext(connection) as asked:
            answer = ask(client, rule, scene, scene.own)

        assert answer.status_code in rule.answers, duty
        if rule.method == "get":
            assert written(asked) <= {"django_session", "organs_deed"}, duty
        assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("rule", [rule for rule in DESK if rule.way is Way.PERSON], ids=by_name)
def test_a_person_reaches_her_own_account(client: Client, scene: Scene, rule: Rule):
    answer = ask(sign_in(client, scene.post(scene.own, Duty.CLERK)), rule, scene, scene.own)

    assert answer.status_code in rule.answers


@pytest.mark.parametrize("rule", DESK, ids=by_name)
def test_whoever_has_a_first_password_first_replaces_it(client: Client, scene: Scene, rule: Rule):
    post = scene.post(scene.own, (rule.duties or tuple(Duty))[0])
    post.person.must_change_password = True
    post.person.save()

    answer = ask(sign_in(client, post), rule, scene, scene.own)

    if rule.name not in ("desk-password", "desk-sign-out"):
        assert (answer.status_code, answer["Location"]) == (302, reverse("desk-password"))


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.way is Way.ANYBODY], ids=by_name)
def test_signing_in_is_there_for_everybody(client: Client, scene: Scene, rule: Rule):
    assert a_person().is_active
    assert ask(client, rule, scene, scene.own).status_code in rule.answers
