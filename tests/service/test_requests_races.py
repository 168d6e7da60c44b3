"""Two officers at once, fifty requests at once: nothing lost, nothing twice: on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connections

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.models import Deed
from gongkai.service.requests import ledger
from gongkai.service.requests.actions.add_party import add_party
from gongkai.service.requests.actions.answer import answer
from gongkai.service.requests.actions.consent import consent, decline
from gongkai.service.requests.actions.entering import enter
from gongkai.service.requests.actions.join import join
from gongkai.service.requests.actions.pass_on import pass_on
from gongkai.service.requests.actions.propose import propose_extension
from gongkai.service.requests.actions.receive import Registered, receive
from gongkai.service.requests.actions.split import split
from gongkai.service.requests.actions.tell import tell
from gongkai.service.requests.intake import Who
from gongkai.service.requests.models import CarriedOut, Case, Consent, Entry, Link, Party, Series, Standing
from gongkai.service.requests.verifying import verify
from gongkai.statute.events import ReasonsAsked
from tests.service.cases import Bureau, an_application, at
from tests.service.requests_acts import day

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 50


@pytest.fixture
def bureau() -> Bureau:
    return Bureau()


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Do several things at the same time on connections of their own; what each gave, or its refusal."""
    barrier = Barrier(len(acts))
    gave: list[object] = [None] * len(acts)

    def do(place: int) -> None:
        try:
            barrier.wait()
            gave[place] = acts[place]()
        except Exception as fault:
            gave[place] = fault
        finally:
            connections.close_all()

    threads = [Thread(target=do, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    faults = [g for g in gave if isinstance(g, Exception) and not isinstance(g, CannotDo)]
    assert faults == []
    return gave


def names(gave: list[object]) -> list[str]:
    return sorted(type(each).__name__ for each in gave)


def test_fifty_requests_at_once_have_fifty_numbers_without_a_gap(bureau: Bureau) -> None:
    def register(n: int) -> Case:
        channel, by = ("online", None) if n % 2 else ("in_person", bureau.clerk)
        given = {"channel": channel, "arrived": day("2026-03-02"), "by": by, "at": at("2026-03-02")}
        return receive(bureau.organ, an_application(f"第{n}份合同"), **given).case

    gave = at_once(*(lambda n=n: register(n) for n in range(MANY)))

    assert names(gave) == ["Case"] * MANY
    numbers = sorted(int(case.number[-4:]) for case in gave if isinstance(case, Case))
    assert numbers == list(range(1, MANY + 1))
    assert (Series.objects.get().last, Case.objects.count(), Entry.objects.count()) == (MANY, MANY, MANY)
    assert Standing.objects.count() == Deed.objects.filter(act="requests.received").count() == MANY
    assert verify() is None


def test_one_form_sent_twice_at_once_is_one_request(bureau: Bureau) -> None:
    given = {"channel": "online", "arrived": day("2026-03-02"), "by": None, "at": at("2026-03-02")}

    gave = at_once(
        *(lambda: receive(bureau.organ, an_application(), submission="f" * 32, **given) for _ in range(8))
    )

    assert names(gave) == ["Registered"] * 8
    assert Case.objects.count() == Entry.objects.count() == Series.objects.get().last == 1
    found = [each for each in gave if isinstance(each, Registered)]
    assert [each.again for each in found].count(False) == 1
    assert len({each.code for each in found}) == 1  # whoever is answered, the code is the one that opens it


def test_of_two_who_decide_at_once_the_second_is_told(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    given: dict[str, Any] = {"on": day("2025-09-05"), "at": at("2025-09-05"), "seen": 1}

    gave = at_once(
        lambda: answer(case, outcome="full_disclosure", by=bureau.clerk, **given),
        lambda: pass_on(case, reasons="不属于本机关", by=bureau.head, **given),
    )

    assert names(gave) == ["Entry", "Overtaken"]
    assert Entry.objects.count() == 2
    assert verify() is None


def test_a_proposal_is_answered_once_and_told_once(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    proposal = propose_extension(case, days=5, says="需要检索", by=bureau.clerk, at=at("2025-09-05"))

    gave = at_once(
        lambda: consent(proposal, by=bureau.head, at=at("2025-09-05")),
        lambda: decline(proposal, says="不需要延长", by=bureau.leader, at=at("2025-09-05")),
    )

    assert names(gave) == ["Consent", "Overtaken"]
    if not Consent.objects.get().granted:
        return
    given: dict[str, Any] = {"on": day("2025-09-05"), "at": at("2025-09-05")}
    gave = at_once(*(lambda by=by: tell(proposal, by=by, **given) for by in (bureau.clerk, bureau.head)))
    assert names(gave) == ["Entry", "Overtaken"]
    assert CarriedOut.objects.count() == 1


def test_two_proposals_of_a_kind_at_once_are_one(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    given: dict[str, Any] = {"days": 5, "says": "需要检索", "at": at("2025-09-05")}

    gave = at_once(
        *(lambda by=by: propose_extension(case, by=by, **given) for by in (bureau.clerk, bureau.head))
    )

    assert names(gave) == ["CannotDo", "Proposal"]


def test_parties_named_at_once_have_keys_of_their_own(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    given: dict[str, Any] = {"role": "third_party", "by": bureau.clerk, "at": at("2025-09-05")}

    at_once(*(lambda n=n: add_party(case, who=Who(name=f"甲{n}"), **given) for n in range(6)))

    keys = Party.objects.filter(case=case, role="third_party").values_list("key", flat=True)
    assert sorted(keys) == [f"T{n}" for n in range(1, 7)]


def test_requests_joined_crosswise_at_once_wait_for_each_other(bureau: Bureau) -> None:
    first, second = bureau.received("2025-09-01"), bureau.received("2025-09-01")
    given: dict[str, Any] = {"says": "同一申请人的", "on": day("2025-09-05"), "at": at("2025-09-05")}

    gave = at_once(
        lambda: join([first, second], by=bureau.clerk, **given),
        lambda: join([second, first], by=bureau.head, **given),
    )

    assert names(gave) == ["CannotDo", "list"]
    assert Link.objects.count() == 1


def test_a_request_split_by_two_at_once_is_split_once_and_no_number_is_lost(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    given: dict[str, Any] = {
        "says": "两件不同的事",
        "on": day("2025-09-05"),
        "at": at("2025-09-05"),
    }

    gave = at_once(
        *(
            lambda by=by: split(case, ["合同", "发票"], by=by, seen=1, **given)
            for by in (bureau.clerk, bureau.head)
        )
    )

    assert names(gave) == ["Overtaken", "list"]
    assert Case.objects.count() == Series.objects.get().last == 2


def test_everything_entered_at_once_in_one_request_stands_in_one_chain(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")

    def ask(n: int) -> Entry:
        return enter(
            case, ReasonsAsked(on=day("2025-09-02")), by=bureau.clerk, at=at("2025-09-02", f"10:{n:02}")
        )

    at_once(*(lambda n=n: ask(n) for n in range(12)))

    assert [row.place for row in case.entries.all()] == list(range(1, 14))
    assert verify() is None
    assert ledger.clock_of(case).due == day("2025-09-28")
