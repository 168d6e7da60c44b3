"""The reconsideration body that is sued with the organ that acted does not count the suit (30号 四)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from gongkai.service.annual.changes import since
from gongkai.service.annual.contested import doubtful
from gongkai.service.annual.facts import cells_of
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.policy import NotAllowed
from gongkai.service.redress.actions.enter_step import enter_step
from gongkai.service.redress.actions.mark_co_defendant import mark_co_defendant
from gongkai.service.redress.actions.open_proceeding import open_proceeding
from gongkai.service.redress.models import Proceeding
from gongkai.service.redress.queries import table4
from tests.service.cases import Bureau, at
from tests.service.desk import sign_in
from tests.service.reporting import JANUARY, asked, contested, facts_of, numbers
from tests.service.test_annual_closing import closed

pytestmark = pytest.mark.django_db

SUIT = {"kind": "suit_after_reconsideration", "over": "reply", "body": "青山区人民法院"}
THE_COUNTY = {"code": "qingshan", "name": "青山区人民政府"}


def sued(county: Bureau, marked: bool = True, **facts: Any) -> Proceeding:
    """Return a suit over a bureau's reply in which the government answers as well."""
    given = {**SUIT, "over": "reply" if marked else "other", "as_co_defendant": marked, **facts}
    return contested(county, None, "2025-11-03", **given)


def suits(bureau: Bureau) -> dict[str, Any]:
    facts = facts_of(bureau.organ)
    assert not facts.faults
    quick = cells_of([bureau.organ], 2025, JANUARY)[bureau.organ.pk]
    assert {a: cell.value for a, cell in quick.items()} == {a: c.value for a, c in facts.cells.items()}
    return {a[5:]: n for a, n in numbers(facts).items() if a.startswith("T4.")}


def test_only_the_organ_that_acted_counts_the_suit() -> None:
    county, bureau = Bureau(**THE_COUNTY), Bureau()
    contested(bureau, asked(bureau, "2025-06-02", "2025-06-20"), "2025-11-03", **SUIT)
    sued(county)
    assert suits(bureau) == {"C_pending": 1, "C_total": 1}
    assert suits(county) == {}
    assert table4([county.organ, bureau.organ], 2025) == {("suit_after_reconsideration", "pending"): 1}


def test_a_suit_not_marked_is_counted_and_the_mark_after_a_closing_is_a_change() -> None:
    county = Bureau(**THE_COUNTY)
    suit = sued(county, marked=False)
    assert suits(county) == {"C_pending": 1, "C_total": 1}
    closing = closed(county)
    with pytest.raises(NotAllowed):
        mark_co_defendant(suit, is_so=True, by=county.reviewer, at=JANUARY)
    mark_co_defendant(suit, is_so=True, by=county.clerk, at=JANUARY)
    assert suits(county) == {}
    (found,) = since(closing, JANUARY)
    assert (found.key, found.before, found.after) == (suit.pk, ("T4.V.C_pending",), ())
    mark_co_defendant(suit, is_so=False, by=county.clerk, at=JANUARY)
    assert suits(county) == {"C_pending": 1, "C_total": 1}


def test_it_is_in_no_doubt_of_the_closing() -> None:
    county = Bureau(**THE_COUNTY)
    given = {**SUIT, "by": county.clerk, "at": at("2025-12-20")}
    bare, marked = (open_proceeding(county.organ, **given, as_co_defendant=True) for _ in range(2))
    enter_step(marked, kind="served", on=date(2026, 1, 5), by=county.clerk, at=at("2026-01-05"))
    whose = facts_of(county.organ).whose
    assert doubtful(whose, 2025) == ([], [])
    Proceeding.objects.update(as_co_defendant=False)
    assert doubtful(whose, 2025) == ([bare.pk], [marked.pk])


def test_only_a_suit_after_reconsideration_over_the_act_of_another_has_the_mark() -> None:
    bureau = Bureau()
    case = asked(bureau, "2025-06-02", "2025-06-20")
    before = contested(bureau, case, "2025-07-01", "2025-09-01")
    given = {**SUIT, "by": bureau.clerk, "at": at("2025-11-03"), "as_co_defendant": True}
    for wrong in ({"case": case}, {"follows": before}, {"kind": "direct_suit"}, {"kind": "reconsideration"}):
        with pytest.raises(CannotDo):
            open_proceeding(bureau.organ, **{**given, **wrong})
    with pytest.raises(CannotDo):
        mark_co_defendant(before, is_so=True, by=bureau.clerk, at=JANUARY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Proceeding.objects.filter(pk=before.pk).update(as_co_defendant=True)
    suit = open_proceeding(bureau.organ, **given)
    with pytest.raises(CannotDo):  # over a reply, and of no request
        mark_co_defendant(suit, is_so=False, by=bureau.clerk, at=JANUARY)


def test_the_desk_registers_and_shows_it(client: Client) -> None:
    county = Bureau(**THE_COUNTY)
    sign_in(client, county.clerk)
    client.post(reverse("desk-redress-new"), {**SUIT, "as_co_defendant": "on"})
    suit = Proceeding.objects.get()
    assert suit.as_co_defendant
    page = client.get(reverse("desk-proceeding", args=[suit.pk])).content.decode()
    assert "不列入本机关的表四" in page and "复议机关，共同被告" in page
    assert "共同被告，不列入表四" in client.get(reverse("desk-redress")).content.decode()
    Proceeding.objects.update(over="other")
    marked = reverse("desk-proceeding-marked", args=[suit.pk])
    assert client.post(marked, {}).status_code == 302
    assert not Proceeding.objects.get().as_co_defendant
