"""How many questions the work list and the page of a request ask the database: pinned, so none creeps in."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from gongkai.service.organs.models import Duty
from gongkai.service.requests.actions.add_note import add_note
from gongkai.service.requests.actions.add_papers import add_papers
from gongkai.service.requests.actions.assign import assign
from gongkai.service.requests.actions.entering import enter
from gongkai.service.requests.keeping import Upload
from gongkai.service.requests.models import Case, Letter, Paper, Party
from gongkai.statute.events import Answered, OpinionReceived, Sent, ThirdPartyConsulted
from tests.service.cases import Bureau, a_who, at
from tests.service.desk import a_post, sign_in

pytestmark = pytest.mark.django_db
LIST, BARE, FULL = 10, 14, 23


@pytest.fixture
def bureau() -> Bureau:
    return Bureau()


def asked(client: Client, path: str) -> int:
    """Return how many questions a page asks once what it reads a single time is read."""
    client.get(path)
    with CaptureQueriesContext(connection) as questions:
        assert client.get(path).status_code == 200
    return len(questions)


def full(bureau: Bureau) -> Case:
    """Return a request with everything: an objection, notes, papers, letters, and colleagues who did it."""
    colleagues = [a_post(bureau.organ, Duty.CLERK) for _ in range(3)]
    for _ in range(3):
        bureau.received("2025-08-20")
    case = bureau.received("2025-09-01")
    Party.objects.create(case=case, key="T1", role="third_party", name="李四", phone="000-7654321")
    sought = ThirdPartyConsulted(on=date(2025, 9, 3), whom="T1", delivered=date(2025, 9, 4))
    enter(case, sought, by=colleagues[0], at=at("2025-09-04"))
    said = OpinionReceived(on=date(2025, 9, 8), whom="T1", agrees=False, reasons="商业秘密")
    enter(case, said, by=colleagues[1], at=at("2025-09-08"))
    enter(
        case, Answered(on=date(2025, 9, 10), outcome="full_disclosure"), by=colleagues[2], at=at("2025-09-10")
    )
    enter(case, Sent(on=date(2025, 9, 10)), by=bureau.clerk, at=at("2025-09-10"))
    for colleague in colleagues:
        add_note(case, says="已与档案室核对", by=colleague, at=at("2025-09-05"))
        assign(case, by=bureau.clerk, to=colleague, at=at("2025-09-05"))
        Letter.objects.create(case=case, kind="receipt", to=case.parties.first(), drafted_at=timezone.now())
    add_note(case, says="请尽快办理", by=bureau.head, at=at("2025-09-05"))
    proof = Upload("回复.txt", "不同意公开".encode(), Paper.Kind.OPINION)
    add_papers(case, [proof], by=bureau.clerk, at=at("2025-09-08"))
    return case


def test_the_page_of_a_request_asks_no_more_than_it_did(bureau: Bureau, client: Client) -> None:
    case = bureau.received("2025-09-01", requester=a_who(identity_number="", phone=""))
    assert asked(sign_in(client, bureau.clerk), reverse("desk-case", args=[case.pk])) <= BARE


def test_the_page_of_a_full_request_asks_a_bounded_number(bureau: Bureau, client: Client) -> None:
    case = full(bureau)
    path = reverse("desk-case", args=[case.pk])
    before = asked(sign_in(client, bureau.clerk), path)
    for _ in range(4):
        add_note(case, says="再次核对", by=a_post(bureau.organ, Duty.CLERK), at=at("2025-09-06"))
    assert asked(client, path) == before
    assert before <= FULL


def test_the_work_list_asks_as_much_for_many_requests_as_for_one(bureau: Bureau, client: Client) -> None:
    bureau.received("2025-09-01")
    client = sign_in(client, bureau.clerk)
    assert asked(client, reverse("desk-requests")) == LIST
    for _ in range(4):
        bureau.received("2025-09-02")
    assert asked(client, reverse("desk-requests")) == LIST
