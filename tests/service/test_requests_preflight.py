"""What stops a letter is the law's; what an organ may set of it, it sets from a day on, with who and why."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.requests import letter_doubts, preflight, preflight_rules
from gongkai.service.requests.actions.draft_letter import draft
from gongkai.service.requests.actions.set_preflight import set_preflight
from gongkai.service.requests.models import Letter, Party, PreflightChoice
from tests.service.cases import Bureau, at
from tests.service.desk import sign_in
from tests.service.test_requests_desk import shown, text

pytestmark = pytest.mark.django_db
ON = date(2025, 9, 10)


@pytest.fixture
def bureau() -> Bureau:
    return Bureau(reconsideration_body="青山区人民政府")


def unproven(bureau: Bureau) -> Letter:
    """A letter of a request that came by post, of which no envelope was kept."""
    case = bureau.received("2025-09-01", channel="registered_mail")
    to = case.parties.get(role=Party.Role.REQUESTER)
    return draft(case, "correction", to=to, by=bureau.clerk, at=at("2025-09-03"))


def blocks(letter: Letter, on: date = ON) -> bool:
    """Whether it is stopped for want of a proof of receipt."""
    [found] = [doubt for doubt in preflight.doubts(letter, on) if doubt.code == "receipt_unproven"]
    return found.blocks


def test_a_doubt_blocks_from_the_day_on_that_the_organ_has_set_and_not_elsewhere(bureau: Bureau) -> None:
    letter = unproven(bureau)
    other = unproven(Bureau("wushan-danganju", "乌山区档案局"))
    facts = {"by": bureau.head, "at": at("2025-09-05"), "says": "本机关要求收件凭证齐全"}
    set_preflight(bureau.organ, blocks=["receipt_unproven"], since=date(2025, 9, 8), **facts)
    assert [blocks(letter, date(2025, 9, day)) for day in (5, 8)] == [False, True]
    assert not blocks(other)
    set_preflight(bureau.organ, blocks=[], since=date(2025, 9, 8), **facts)
    assert not blocks(letter)
    assert PreflightChoice.objects.count() == 2


@pytest.mark.parametrize("code", [*(set(preflight.CODES) - set(preflight_rules.SETTABLE)), "nothing"])
def test_what_the_law_makes_fatal_or_only_told_is_not_the_organs_to_set(bureau: Bureau, code: str) -> None:
    with pytest.raises(CannotDo, match="不能由机关设定"):
        set_preflight(
            bureau.organ, blocks=[code], since=ON, says="从严掌握", by=bureau.head, at=at("2025-09-05")
        )
    if code not in preflight_rules.ONLY_TOLD | letter_doubts.NOTES | {"nothing"}:
        assert code not in preflight_rules.SETTABLE


def test_it_is_not_set_for_a_day_that_is_past_nor_without_a_reason(bureau: Bureau) -> None:
    with pytest.raises(CannotDo) as refusal:
        set_preflight(
            bureau.organ, blocks=[], since=date(2025, 9, 4), says="", by=bureau.head, at=at("2025-09-05")
        )
    assert set(refusal.value.faults) == {"since", "says"}


def test_every_settable_doubt_is_one_and_has_its_words() -> None:
    assert set(preflight_rules.SETTABLE) == set(preflight_rules.NAMES) <= set(preflight.CODES)


def test_the_page_sets_it_and_tells_who_set_what_when_and_why(bureau: Bureau, client: Client) -> None:
    url = reverse("desk-requests-preflight")
    given = {"blocks": ["receipt_unproven"], "since": timezone.localdate().isoformat(), "says": "凭证须齐全"}
    sign_in(client, bureau.clerk)
    assert client.post(url, given).status_code == 403
    sign_in(client, bureau.head)
    assert client.post(url, {**given, "blocks": ["overdue"]}).status_code == 200
    assert not PreflightChoice.objects.exists()
    assert client.post(url, given).status_code == 302
    page = text(shown(client, bureau.clerk, "desk-requests-preflight"))
    assert "凭证须齐全" in page
    assert str(bureau.head.person) in page
    assert preflight_rules.blocking(bureau.organ, timezone.localdate()) == {"receipt_unproven"}
