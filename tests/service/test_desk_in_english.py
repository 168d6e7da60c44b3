"""Whoever reads the desk in English meets no Chinese but names, and words that are marked as Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from lxml import html

from gongkai.service.catalogue.imports.models import ImportRun
from gongkai.service.catalogue.models import Edition
from gongkai.service.organs.models import Duty, Organ, Person
from tests.service.desk import sign_in
from tests.service.walk import Rule, Scene, Way, as_it_was, kept_scene, rules

HAN = re.compile(r"[\u4e00-\u9fff]+")
DESK = [rule for rule in rules() if rule.way is not Way.PUBLIC]
OF_A_POST = [
    rule for rule in DESK if rule.way is Way.POST and rule.name != "desk-paste"
]  # says what it is told
NAMES = {
    "云政办发〔2025〕3号",
    "公开",
    "我为政府网站找错",
    "（清空）",
    "“一、” or “（一）”",
    "代码",
    "设有专栏",
}
"""What has a Chinese name only: the program, the national entry, words that are typed into a table."""
WORDS = re.compile(r"[A-Za-z]{2,} +[A-Za-z]{2,}")
SHOWN = ("title", "alt", "placeholder", "aria-label", "data-label", "value")


@pytest.fixture(scope="module")
def kept(django_db_setup: None, django_db_blocker: Any) -> Iterator[Scene]:
    with django_db_blocker.unblock(), kept_scene() as made:
        for duty in Duty:  # named before a page is asked for: its language stays in force in this process
            made.post(made.own, duty)
        yield made


@pytest.fixture
def scene(kept: Scene, db: None) -> Scene:
    return as_it_was(kept)


def by_name(rule: Rule) -> str:
    return rule.name


def address(rule: Rule, scene: Scene) -> str:
    """Return the English address of the page of a rule, about an object of the scene's own organ."""
    kwargs = rule.of(scene, scene.own) if rule.of else rule.with_(scene) if rule.with_ else {}
    with override("en"):
        return reverse(rule.name, kwargs=kwargs)


def chinese(answer: HttpResponse) -> list[str]:
    """Return what is Chinese on an English page and neither marked as such nor a name that people gave."""
    if not answer["Content-Type"].startswith("text/html") or not answer.content:
        return []
    page = html.fromstring(answer.content.decode())
    for marked in page.xpath("//*[starts-with(@lang, 'zh')]"):
        marked.drop_tree()
    words = [
        *page.xpath("//text()[not(ancestor::script) and not(ancestor::style)]"),
        *(value for name in SHOWN for value in page.xpath(f"//*[not(@type='hidden')]/@{name}")),
    ]
    known = {organ.name for organ in Organ.objects.all()} | {person.name for person in Person.objects.all()}
    known |= {edition.title for edition in Edition.objects.all()}
    known |= {run.name for run in ImportRun.objects.all()} | NAMES
    return [text.strip() for text in map(str, words) if HAN.search(_without(text, known))]


def _without(text: str, known: set[str]) -> str:
    for name in sorted(known, key=len, reverse=True):
        text = text.replace(name, "")
    return text


def english(answer: HttpResponse) -> list[str]:
    """Return what is marked as Chinese on an English page, and is English."""
    if not answer["Content-Type"].startswith("text/html") or not answer.content:
        return []
    page = html.fromstring(answer.content.decode())
    words = page.xpath("//*[starts-with(@lang, 'zh')]//text()[not(ancestor::*[@lang][1]/@lang = 'en')]")
    return [text for text in map(str, words) if WORDS.search(text) and not HAN.search(text)]


@pytest.mark.parametrize("rule", OF_A_POST, ids=by_name)
def test_a_page_of_the_desk_is_english(client: Client, scene: Scene, rule: Rule):
    for duty in rule.duties:
        sign_in(client, scene.post(scene.own, duty))
        data = rule.data(scene, scene.own) if rule.data else {}
        answer = getattr(client, rule.method)(address(rule, scene), data)

        assert chinese(answer) == [], duty
        assert english(answer) == [], duty


@pytest.mark.parametrize("rule", OF_A_POST, ids=by_name)
def test_what_the_desk_says_of_a_form_sent_empty_is_english(client: Client, scene: Scene, rule: Rule):
    for duty in rule.duties:
        sign_in(client, scene.post(scene.own, duty))
        answer = client.post(address(rule, scene), {}, follow=True)

        assert answer.status_code in (200, 403, 405), duty
        assert chinese(answer) == [], duty


@pytest.mark.parametrize("rule", OF_A_POST, ids=by_name)
def test_a_refusal_is_english(client: Client, scene: Scene, rule: Rule):
    for duty in set(Duty) - set(rule.duties):
        sign_in(client, scene.post(scene.own, duty))
        answer = getattr(client, rule.method)(address(rule, scene))

        assert answer.status_code == 403, duty
        assert chinese(answer) == [], duty


@pytest.mark.parametrize("rule", [rule for rule in DESK if rule.way is not Way.POST], ids=by_name)
def test_signing_in_and_one_s_own_account_are_english(client: Client, scene: Scene, rule: Rule):
    if rule.way is Way.PERSON:
        sign_in(client, scene.post(scene.own, Duty.CLERK))
    where = address(rule, scene)
    for answer in (client.get(where, follow=True), client.post(where, {}, follow=True)):
        assert chinese(answer) == []
