"""A citizen at the public form, for tests: what she types, and the steps to a receipt. She is invented."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from gongkai.service.organs.models import Organ
from gongkai.service.portal.asking import form_views, track_views
from gongkai.service.requests.models import Reception
from tests.service.cases import NOT_AN_ID, Bureau

ORGAN = "qingshan-danganju"
FORM = f"/organs/{ORGAN}/ask/form/"
RECEIPT = f"/organs/{ORGAN}/ask/receipt/"


def forget_visitors(monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin as if nobody had come from the address of the tests before."""
    for counter in (form_views.sent, form_views.hinted, track_views.tried, track_views.waited_for):
        monkeypatch.setattr(counter, "_counts", {})


def open_online(bureau: Bureau) -> Organ:
    """Let the organ take requests online since long ago."""
    day = date(2020, 1, 1)
    Reception.objects.create(
        organ=bureau.organ, since=day, online=True, by=bureau.head, at=bureau.clerk.person.added_at
    )
    return bureau.organ


def typed(**other: Any) -> dict[str, Any]:
    """Return a form filled in whole."""
    return {
        "submission": "5" * 32,
        "requester_class": "natural_person",
        "name": "张三",
        "identity_kind": "id_card",
        "identity_number": NOT_AN_ID,
        "phone": "000-7654321",
        "email": "zhangsan@example.com",
        "address": "青山区样例路1号",
        "description": "2025年青山区档案局档案数字化经费的支出情况",
        "medium": "electronic",
        "way": "email",
        **other,
    }


def send(client: Client, **other: Any) -> HttpResponse:
    """Send the form."""
    return client.post(FORM, typed(step="send", **other))


def sent(client: Client, **other: Any) -> tuple[str, str]:
    """Send the form, and return number and query code as the receipt shows them."""
    answer = send(client, **other)
    assert answer.status_code == 302, answer.content.decode()
    shown = client.get(RECEIPT).content.decode()
    number, code = re.findall(r'<dd class="code"[^>]*>([^<]+)</dd>', shown)
    return number, code


def enter(client: Client, number: str, code: str, address: str = "192.0.2.1") -> HttpResponse:
    """Give number and code, from an address."""
    return client.post("/track/", {"number": number, "code": code}, REMOTE_ADDR=address)


def go_on(client: Client, answer: HttpResponse, number: str, address: str = "192.0.2.1") -> HttpResponse:
    """Come back with what a page gave whose code is compared after a wait."""
    (ticket,) = re.findall(r'name="wait" value="([^"]+)"', answer.content.decode())
    return client.post("/track/", {"number": number, "wait": ticket}, REMOTE_ADDR=address)
