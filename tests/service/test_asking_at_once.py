"""Forms that come at the same moment: each request once, with a number of its own."""

from __future__ import annotations

import re

import pytest
from django.http import HttpResponse
from django.test import Client

from gongkai.service.requests.models import Case
from tests.service.asking import FORM, RECEIPT, forget_visitors, open_online, typed
from tests.service.cases import Bureau
from tests.service.test_catalogue_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def bureau(monkeypatch: pytest.MonkeyPatch) -> Bureau:
    forget_visitors(monkeypatch)
    found = Bureau()
    open_online(found)
    return found


def receipt_after(key: str) -> str:
    """Send a form in a browser of its own, and return number and code as its receipt shows them."""
    client = Client()
    answer: HttpResponse = client.post(FORM, typed(step="send", submission=key))
    assert answer.status_code == 302, answer.content.decode()
    return " ".join(re.findall(r'class="code"[^>]*>([^<]+)<', client.get(RECEIPT).content.decode()))


def test_one_form_sent_six_times_at_once_is_one_request_and_every_answer_has_its_code(bureau: Bureau):
    gave = at_once(*[lambda: receipt_after("7" * 32)] * 6)

    assert len(set(gave)) == 1
    assert re.fullmatch(rf"{Case.objects.get().number} [2-9A-Z]{{5}}-[2-9A-Z]{{5}}", str(gave[0]))


def test_twelve_forms_at_once_are_twelve_requests_with_numbers_in_a_row(bureau: Bureau):
    gave = at_once(*[lambda place=place: receipt_after(f"{place:032d}") for place in range(12)])

    assert len({str(one).split()[1] for one in gave}) == 12
    assert sorted(int(number[-4:]) for number in Case.objects.values_list("number", flat=True)) == [
        *range(1, 13)
    ]
