"""What the desk does for requesters online: opening the channel, giving another query code."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.models import Deed
from gongkai.service.organs.policy import NotAllowed
from gongkai.service.requests.actions.renew_code import renew_code
from gongkai.service.requests.actions.set_reception import set_reception
from gongkai.service.requests.models import Case, Note
from gongkai.service.requests.reception import takes_online
from tests.service.asking import enter, forget_visitors, open_online, sent
from tests.service.cases import Bureau, at
from tests.service.desk import sign_in

pytestmark = pytest.mark.django_db
PAGE = "/desk/requests/online/"


@pytest.fixture
def bureau(monkeypatch: pytest.MonkeyPatch) -> Bureau:
    forget_visitors(monkeypatch)
    return Bureau()


def test_an_organ_takes_requests_online_from_the_day_its_head_says_so(bureau: Bureau):
    day = date(2026, 3, 4)
    assert not takes_online(bureau.organ, day)
    set_reception(bureau.organ, online=True, since=day, by=bureau.head, at=at("2026-03-02"))
    assert [takes_online(bureau.organ, day + timedelta(days=n)) for n in (-1, 0, 1)] == [False, True, True]
    set_reception(bureau.organ, online=False, since=date(2026, 3, 5), by=bureau.leader, at=at("2026-03-05"))
    assert not takes_online(bureau.organ, date(2026, 3, 5))


def test_a_clerk_opens_no_channel_and_nobody_opens_yesterday(bureau: Bureau):
    with pytest.raises(NotAllowed):
        set_reception(bureau.organ, online=True, since=date(2026, 3, 2), by=bureau.clerk, at=at("2026-03-02"))
    with pytest.raises(CannotDo, match="不能早于今天"):
        set_reception(bureau.organ, online=True, since=date(2026, 3, 1), by=bureau.head, at=at("2026-03-02"))


def test_the_head_opens_the_channel_on_the_desk_and_the_public_finds_it(client: Client, bureau: Bureau):
    entry = "/organs/qingshan-danganju/request/"
    assert "/ask/" not in Client().get(entry).content.decode()
    sign_in(client, bureau.head)
    answer = client.post(PAGE, {"online": "1", "since": timezone.localdate().isoformat()})
    assert answer.status_code == 302
    assert "起在线受理" in client.get(PAGE).content.decode()
    assert "/ask/" in Client().get(entry).content.decode()


def test_a_clerk_sees_whether_it_is_open_and_has_no_form(client: Client, bureau: Bureau):
    sign_in(client, bureau.clerk)
    assert 'name="since"' not in client.get(PAGE).content.decode()
    assert client.post(PAGE, {"online": "1", "since": "2026-03-02"}).status_code == 403


def test_another_code_opens_the_request_and_the_old_one_and_whoever_was_in_is_out(
    client: Client, bureau: Bureau
):
    open_online(bureau)
    number, old = sent(client)
    enter(client, number, old)
    case = Case.objects.get()
    desk = sign_in(Client(), bureau.clerk)

    shown = desk.post(f"/desk/requests/{case.pk}/code/", {"says": "回拨登记的电话核实"}).content.decode()

    [new] = re.findall(r'<strong class="code">([^<]+)', shown)
    assert client.get("/track/request/").status_code == 302
    assert enter(client, number, old).status_code == 403
    assert enter(client, number, new).status_code == 302
    assert "回拨" in Note.objects.get(case=case).says
    assert new not in str(list(Deed.objects.values())) and new not in Note.objects.get().says


def test_no_code_is_given_without_saying_how_she_was_known_nor_by_who_does_not_handle(bureau: Bureau):
    case = bureau.received("2026-03-02")
    with pytest.raises(CannotDo, match="本人"):
        renew_code(case, says=" ", by=bureau.clerk, at=at("2026-03-02"))
    with pytest.raises(NotAllowed):
        renew_code(case, says="核对证件", by=bureau.reviewer, at=at("2026-03-02"))


def test_a_form_sent_again_does_not_tell_a_code_that_was_replaced(client: Client, bureau: Bureau):
    open_online(bureau)
    sent(client)
    renew_code(Case.objects.get(), says="核对证件无误", by=bureau.clerk, at=timezone.now())
    _number, shown = sent(client)
    assert "不再显示" in shown
    assert not re.search(r"[2-9A-Z]{5}-[2-9A-Z]{5}", shown)
