"""Reminders: what is owed is told once, whatever night was missed; what is sent names nobody."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client

from gongkai.service.organs.models import Person
from gongkai.service.requests.actions.assign import assign
from gongkai.service.requests.actions.confirm_receipt import contact
from gongkai.service.requests.actions.entering import enter
from gongkai.service.requests.actions.propose import propose_extension
from gongkai.service.requests.models import Case, Entry, Party, Standing
from gongkai.service.requests.reminding import channels, feeds, gathering, leases, nightly, outbox, quiet
from gongkai.service.requests.reminding.actions.notify import notify
from gongkai.service.requests.reminding.actions.remind import remind
from gongkai.service.requests.reminding.channels import Message, TryLater, Undeliverable
from gongkai.service.requests.reminding.models import Mail, Nightly, Notice, Preference, Reminder
from gongkai.service.requests.reminding.work import Worker
from gongkai.statute.events import Answered, CorrectionAsked, Extended, Sent, ThirdPartyConsulted
from tests.service.cases import Bureau, at
from tests.service.desk import sign_in

pytestmark = pytest.mark.django_db

DUE = date(2025, 9, 28)  # twenty working days after 2025-09-01; a Sunday on which offices work


class Kept:
    """A channel that keeps what it sends, or fails as it is told."""

    key = "kept"

    def __init__(self) -> None:
        self.sent: list[Message] = []
        self.fault: Exception | None = None

    def address_of(self, to: Person | Party) -> str:
        return channels.Mail().address_of(to)

    def send(self, message: Message) -> None:
        if self.fault is not None:
            raise self.fault
        self.sent.append(message)


@pytest.fixture
def bureau() -> Bureau:
    return Bureau()


@pytest.fixture
def way() -> Kept:
    return Kept()


def reached(*people: Person, **likes: object) -> None:
    for person in people:
        Preference.objects.create(person=person, address=f"p{person.pk}@example.com", **likes)


def owed(on: date, person: Person) -> list[tuple[str, date]]:
    return [(line.owed.kind, line.owed.since) for line in gathering.by_person(on).get(person.pk, [])]


@pytest.mark.parametrize(
    ("on", "kinds"),
    [
        (date(2025, 9, 23), []),
        (date(2025, 9, 24), [("soon", date(2025, 9, 24))]),
        (date(2025, 9, 27), [("soon", date(2025, 9, 24))]),
        (DUE, [("today", DUE)]),
        (date(2025, 9, 29), [("overdue", date(2025, 9, 29))]),
        (date(2025, 11, 3), [("overdue", date(2025, 9, 29))]),
    ],
)
def test_what_is_owed_says_since_when_on_whichever_day_it_is_asked(bureau: Bureau, on, kinds) -> None:
    bureau.received("2025-09-01")

    assert owed(on, bureau.clerk.person) == kinds


def test_an_online_request_that_nobody_confirmed_is_owed_from_the_day_it_came(bureau: Bureau) -> None:
    bureau.received("2025-09-01", channel="online")

    assert owed(date(2025, 9, 4), bureau.clerk.person) == [("unconfirmed", date(2025, 9, 1))]


def test_a_correction_that_did_not_come_waits_for_a_person(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    asked = CorrectionAsked(on=date(2025, 9, 3), by=date(2025, 9, 17), items="写明年份")
    enter(case, asked, by=bureau.clerk, at=at("2025-09-03"))

    assert owed(date(2025, 9, 17), bureau.clerk.person) == []
    assert owed(date(2025, 9, 22), bureau.clerk.person) == [("correction_over", date(2025, 9, 18))]
    assert Entry.objects.filter(kind="correction_lapsed").count() == 0


def test_an_opinion_is_asked_after_before_and_after_its_last_day(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    Party.objects.create(case=case, key="T1", role="third_party", name="李四")
    sent = ThirdPartyConsulted(on=date(2025, 9, 2), whom="T1", delivered=date(2025, 9, 2))
    enter(case, sent, by=bureau.clerk, at=at("2025-09-02"))
    last = Standing.objects.get(case=case).next_on

    assert last is not None
    assert [kind for kind, _ in owed(last, bureau.clerk.person)] == ["opinion_soon"]
    assert owed(last + timedelta(days=2), bureau.clerk.person)[0] == (
        "opinion_over",
        last + timedelta(days=1),
    )


def test_a_reply_decided_and_not_sent_is_owed_until_it_is(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    answer = Answered(on=date(2025, 9, 5), outcome="full_disclosure")
    enter(case, answer, by=bureau.clerk, at=at("2025-09-05"))
    assert owed(date(2025, 9, 8), bureau.clerk.person) == [("unsent", date(2025, 9, 5))]

    enter(case, Sent(on=date(2025, 9, 8), means="邮寄"), by=bureau.clerk, at=at("2025-09-08"))
    assert owed(date(2025, 9, 8), bureau.clerk.person) == []


def test_a_proposal_waits_for_those_who_consent_and_not_for_who_made_it(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    propose_extension(case, days=5, says="材料较多，需要核对", by=bureau.head, at=at("2025-09-08"))

    assert owed(date(2025, 9, 9), bureau.leader.person) == [("consent", date(2025, 9, 8))]
    assert owed(date(2025, 9, 9), bureau.head.person) == []


def test_what_somebody_was_given_is_hers_and_overdue_it_is_the_heads_too(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    assign(case, to=bureau.head, unit="", finish_by=date(2025, 9, 10), by=bureau.clerk, at=at("2025-09-02"))

    assert owed(date(2025, 9, 9), bureau.head.person) == [("internal_soon", date(2025, 9, 9))]
    assert owed(DUE, bureau.clerk.person) == []
    assert ("overdue", date(2025, 9, 29)) in owed(date(2025, 10, 13), bureau.leader.person)


def test_a_missed_night_loses_nothing_and_nothing_is_told_twice(bureau: Bureau, way: Kept) -> None:
    bureau.received("2025-09-01")
    reached(bureau.clerk.person)

    assert remind(at("2025-09-23"), [way]) == 0
    # the 24th was missed: nobody was at work
    assert remind(at("2025-09-25"), [way]) == 1
    assert remind(at("2025-09-25", "15:00"), [way]) == 0
    assert remind(at("2025-09-26"), [way]) == 0
    # so were the last day and the days after
    assert remind(at("2025-10-13"), [way]) == 1
    assert remind(at("2025-10-14"), [way]) == 0
    assert list(Reminder.objects.order_by("pk").values_list("kind", flat=True)) == ["soon", "overdue"]


def test_a_due_date_that_moved_is_told_anew(bureau: Bureau, way: Kept) -> None:
    case = bureau.received("2025-09-01")
    reached(bureau.clerk.person)
    assert remind(at("2025-09-25"), [way]) == 1
    longer = Extended(on=date(2025, 9, 26), days=20, consented_by="负责人", notified=date(2025, 9, 26))
    enter(case, longer, by=bureau.clerk, at=at("2025-09-26"))
    due = Standing.objects.get(case=case).due

    assert remind(at("2025-09-29"), [way]) == 0
    assert due is not None
    assert remind(at(due.isoformat()), [way]) == 1


def test_a_digest_comes_once_a_day_and_what_came_since_is_in_the_next(bureau: Bureau, way: Kept) -> None:
    bureau.received("2025-09-01")
    bureau.received("2025-09-01")
    reached(bureau.clerk.person)
    assert remind(at("2025-09-24"), [way]) == 1
    assert Reminder.objects.count() == 2
    bureau.received("2025-09-24", channel="online")
    assert remind(at("2025-09-24", "16:00"), [way]) == 0
    assert remind(at("2025-09-25"), [way]) == 1
    assert Reminder.objects.get(mail__digest_of=date(2025, 9, 25)).kind == "unconfirmed"


def test_who_wants_each_by_itself_gets_each_by_itself(bureau: Bureau, way: Kept) -> None:
    bureau.received("2025-09-01")
    bureau.received("2025-09-01")
    reached(bureau.clerk.person, digest=False)

    assert remind(at("2025-09-24"), [way]) == 2


def test_in_quiet_hours_nobody_is_told_and_nothing_is_lost(bureau: Bureau, way: Kept) -> None:
    bureau.received("2025-09-01")
    reached(bureau.clerk.person)

    assert remind(at("2025-09-24", "22:10"), [way]) == 0
    assert remind(at("2025-09-25", "07:59"), [way]) == 0
    assert remind(at("2025-09-25", "08:00"), [way]) == 1


def test_without_an_address_or_a_channel_it_stays_owed(bureau: Bureau, way: Kept) -> None:
    bureau.received("2025-09-01")
    assert remind(at("2025-09-24"), [way]) == 0
    assert remind(at("2025-09-24"), []) == 0
    reached(bureau.clerk.person)

    assert remind(at("2025-09-24"), [way]) == 1


def test_a_message_names_numbers_and_days_and_nobody(bureau: Bureau, way: Kept) -> None:
    case = bureau.received("2025-09-01")
    reached(bureau.clerk.person)
    remind(at("2025-09-24"), [way])
    outbox.send_due(at("2025-09-24"), {"kept": way})

    [message] = way.sent
    assert case.number in message.text
    assert "2025-09-28" in message.text
    for secret in ("张三", "档案数字化", "000-1234567", "样例路"):
        assert secret not in message.text + message.subject


@pytest.mark.django_db(transaction=True)
def test_two_who_remind_at_once_tell_it_once(bureau: Bureau, way: Kept) -> None:
    for _ in range(3):
        bureau.received("2025-09-01")
    reached(bureau.clerk.person, digest=False)
    gate, faults = Barrier(4), []

    def at_once() -> None:
        gate.wait()
        try:
            remind(at("2025-09-24"), [way])
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [Thread(target=at_once) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert faults == []
    assert Mail.objects.count() == Reminder.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_two_who_send_at_once_send_it_once(bureau: Bureau, way: Kept) -> None:
    for _ in range(5):
        bureau.received("2025-09-01")
    reached(bureau.clerk.person, digest=False)
    remind(at("2025-09-24"), [way])
    gate = Barrier(4)

    def at_once() -> None:
        gate.wait()
        outbox.send_due(at("2025-09-24"), {"kept": way})
        connection.close()

    threads = [Thread(target=at_once) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(way.sent) == 5
    assert len({message.key for message in way.sent}) == 5


def test_what_failed_is_tried_again_later_and_later_and_then_given_up(bureau: Bureau, way: Kept) -> None:
    bureau.received("2025-09-01")
    reached(bureau.clerk.person, quiet_from=0, quiet_to=0)
    remind(at("2025-09-24"), [way])
    way.fault = TryLater("SMTP 451")
    moment, attempts = at("2025-09-24"), 0
    while outbox.waiting().exists():
        outbox.send_due(moment, {"kept": way})
        row = Mail.objects.get()
        if row.attempts > attempts:
            attempts = row.attempts
            assert outbox.send_due(moment, {"kept": way}) == 0
            assert Mail.objects.get().attempts == attempts
        moment += timedelta(minutes=10)

    assert attempts == outbox.MOST
    assert timedelta(days=1) < moment - at("2025-09-24") < timedelta(days=5)
    assert outbox.last_in_vain(bureau.clerk.person) is not None


def test_what_cannot_be_delivered_is_not_tried_again_and_the_log_names_no_address(
    bureau: Bureau, way: Kept, caplog: pytest.LogCaptureFixture
) -> None:
    bureau.received("2025-09-01")
    reached(bureau.clerk.person)
    remind(at("2025-09-24"), [way])
    way.fault = Undeliverable("SMTP 550")
    outbox.send_due(at("2025-09-24"), {"kept": way})
    way.fault = None

    assert outbox.send_due(at("2025-09-26"), {"kept": way}) == 0
    assert "550" in caplog.text
    assert "@" not in caplog.text


def test_a_requester_is_told_that_and_not_what(bureau: Bureau, way: Kept) -> None:
    notify(at("2025-08-31"), [way])
    case = bureau.received("2025-09-01")
    asked = CorrectionAsked(on=date(2025, 9, 3), by=date(2025, 9, 17), items="写明年份")
    enter(case, asked, by=bureau.clerk, at=at("2025-09-03"))
    assert notify(at("2025-09-03", "10:00"), [way]) == 2
    assert notify(at("2025-09-03", "10:10"), [way]) == 0
    outbox.send_due(at("2025-09-03", "10:10"), {"kept": way})

    assert [message.address for message in way.sent] == ["zhangsan@example.com"] * 2
    for message in way.sent:
        assert case.number in message.subject
        for secret in ("张三", "档案", "年份"):
            assert secret not in message.text + message.subject


def test_nobody_is_told_of_what_was_entered_before_messages_were_sent(bureau: Bureau, way: Kept) -> None:
    bureau.received("2025-09-01")

    assert notify(at("2025-09-02"), [way]) == 0
    assert notify(at("2025-09-03"), [way]) == 0


def test_a_missed_week_loses_no_message_to_a_requester(bureau: Bureau, way: Kept) -> None:
    notify(at("2025-08-31"), [way])
    bureau.received("2025-09-01")

    assert notify(at("2025-09-09"), [way]) == 1


def test_what_was_entered_long_after_it_happened_is_no_news(bureau: Bureau, way: Kept) -> None:
    notify(at("2025-08-31"), [way])
    bureau.received("2025-08-01", moment=at("2025-09-01"))

    assert notify(at("2025-09-02"), [way]) == 0
    assert Notice.objects.get().mail is None


def test_an_address_that_was_erased_is_gone_from_the_outbox_too(bureau: Bureau, way: Kept) -> None:
    notify(at("2025-08-31"), [way])
    bureau.received("2025-09-01")
    notify(at("2025-09-01", "21:00"), [way])
    Party.objects.update(email="", erased_at=at("2025-09-02"))

    assert outbox.send_due(at("2025-09-02"), {"kept": way}) == 0
    assert Mail.objects.get().given_up_at is not None


def test_a_requester_is_not_written_to_at_night(bureau: Bureau, way: Kept) -> None:
    notify(at("2025-08-31"), [way])
    bureau.received("2025-09-01", moment=at("2025-09-01", "21:30"))
    notify(at("2025-09-01", "21:40"), [way])

    assert outbox.send_due(at("2025-09-01", "21:41"), {"kept": way}) == 0
    assert outbox.send_due(at("2025-09-02", "08:00"), {"kept": way}) == 1


@pytest.mark.parametrize(
    ("clock", "hours", "holds"),
    [
        ("19:59", (20, 8), False),
        ("20:00", (20, 8), True),
        ("07:59", (20, 8), True),
        ("08:00", (20, 8), False),
        ("12:30", (12, 14), True),
        ("14:00", (12, 14), False),
        ("03:00", (0, 0), False),
    ],
)
def test_quiet_hours_go_over_midnight(clock: str, hours: tuple[int, int], holds: bool) -> None:
    assert quiet.is_quiet(at("2025-09-01", clock), hours) is holds


def test_mail_goes_through_the_backend_with_a_key_that_stays(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    channels.Mail().send(Message("zhangsan@example.com", "提醒", "正文", "7.1"))

    [sent] = mail.outbox
    assert sent.to == ["zhangsan@example.com"]
    assert sent.extra_headers["Message-ID"].startswith("<7.1@")


def test_one_process_is_at_work_until_it_falls_silent() -> None:
    now = at("2025-09-01")
    assert leases.take("work", "a", now)
    assert not leases.take("work", "b", now + timedelta(seconds=60))
    assert leases.take("work", "a", now + timedelta(seconds=60))
    assert not leases.take("work", "b", now + timedelta(seconds=140))
    assert leases.take("work", "b", now + timedelta(seconds=151))
    assert not leases.take("work", "a", now + timedelta(seconds=152))
    leases.give_back("work", "b")
    assert leases.take("work", "a", now + timedelta(seconds=153))


def test_the_work_of_a_night_is_done_once_a_day_and_made_up_for(bureau: Bureau, settings: Any) -> None:
    case = bureau.received("2025-09-01")
    Standing.objects.filter(case=case).update(due=date(2000, 1, 1))

    assert len(nightly.do_owed(at("2025-09-05", "03:00"))) == len(settings.GONGKAI_NIGHTLY)
    assert Standing.objects.get(case=case).due == DUE
    assert nightly.do_owed(at("2025-09-05", "04:00")) == []
    assert len(nightly.do_owed(at("2025-09-09", "11:00"))) == len(settings.GONGKAI_NIGHTLY)


def broken(now: datetime) -> None:
    raise RuntimeError("张三")


def test_a_work_that_fails_keeps_no_other_from_being_done(bureau: Bureau, settings: Any) -> None:
    settings.GONGKAI_NIGHTLY = [f"{__name__}.broken", "gongkai.service.requests.reminding.nightly.recompute"]

    assert nightly.do_owed(at("2025-09-05", "03:00")) == settings.GONGKAI_NIGHTLY[1:]
    assert Nightly.objects.get(name=settings.GONGKAI_NIGHTLY[0]).fault == "RuntimeError"
    assert nightly.do_owed(at("2025-09-05", "03:10")) == []
    settings.GONGKAI_NIGHTLY = settings.GONGKAI_NIGHTLY[:1]
    assert Nightly.objects.get(name=settings.GONGKAI_NIGHTLY[0]).next_at == at("2025-09-05", "03:30")


def test_a_worker_does_everything_in_one_turn_and_another_nothing(
    bureau: Bureau, way: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gongkai.service.requests.reminding.work.channels", lambda: {"kept": way})
    bureau.received("2025-09-01")
    reached(bureau.clerk.person)
    now = [at("2025-09-24")]
    worker = Worker(lambda: now[0])

    assert worker.work()
    assert not Worker(lambda: now[0]).work()
    assert len(way.sent) == 1
    now[0] += timedelta(minutes=20)
    assert worker.work()
    assert len(way.sent) == 1


def test_a_calendar_has_numbers_and_days_and_no_names(bureau: Bureau, client: Client) -> None:
    case = bureau.received("2025-09-01")
    secret = feeds.make(bureau.clerk, at("2025-09-02"))
    made = feeds.calendar(secret, at("2025-09-02")).replace(b"\r\n ", b"").decode()

    assert case.number in made
    assert "DTSTART;VALUE=DATE:20250928" in made
    assert "张三" not in made
    assert "档案数字化" not in made


def test_a_calendar_ends_with_its_address_and_with_the_post(bureau: Bureau) -> None:
    secret = feeds.make(bureau.clerk, at("2025-09-02"))
    second = feeds.make(bureau.clerk, at("2025-09-02"))
    for gone in (secret, "", "x" * 32):
        with pytest.raises(feeds.NoFeed):
            feeds.calendar(gone, at("2025-09-02"))
    assert feeds.calendar(second, at("2025-09-02"))
    bureau.clerk.until = date(2025, 9, 3)
    bureau.clerk.save()
    with pytest.raises(feeds.NoFeed):
        feeds.calendar(second, at("2025-09-03"))


def test_a_calendar_shows_what_was_given_to_somebody_else_to_the_head_alone(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    assign(case, to=bureau.head, unit="", finish_by=None, by=bureau.clerk, at=at("2025-09-02"))

    def of(post: object) -> bytes:
        return feeds.calendar(feeds.make(post, at("2025-09-02")), at("2025-09-02"))

    assert case.number.encode() not in of(bureau.clerk)
    assert case.number.encode() in of(bureau.head)
    assert case.number.encode() in of(bureau.leader)
    other = Bureau("qingshan-minzhengju", "青山区民政局")
    assert case.number.encode() not in of(other.head)


def test_the_page_says_that_nothing_is_sent_and_nobody_is_at_work(bureau: Bureau, client: Client) -> None:
    page = sign_in(client, bureau.clerk).get("/desk/requests/reminders/").content.decode()

    assert "现在不发任何提醒" in page
    assert "后台工作没有在运行" in page


def test_a_person_chooses_on_the_page_and_a_wrong_address_is_told(bureau: Bureau, client: Client) -> None:
    sign_in(client, bureau.clerk)
    given = {"address": "不是邮箱", "digest": "0", "quiet_from": "18", "quiet_to": "9"}
    assert "这不是电子邮箱地址" in client.post("/desk/requests/reminders/", given).content.decode()
    client.post("/desk/requests/reminders/", {**given, "address": "zhangsan@example.com"})

    kept = Preference.objects.get(person=bureau.clerk.person)
    assert (kept.address, kept.digest, kept.quiet_from, kept.quiet_to) == (
        "zhangsan@example.com",
        False,
        18,
        9,
    )


def test_the_secret_address_is_shown_once_and_opens_without_signing_in(
    bureau: Bureau, client: Client
) -> None:
    sign_in(client, bureau.clerk)
    page = client.post("/desk/requests/reminders/calendar/").content.decode()
    address = page.split("<code>http://testserver")[1].split("</code>")[0]
    assert address not in client.get("/desk/requests/reminders/").content.decode()

    answer = Client().get(address)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    client.post("/desk/requests/reminders/calendar/off/")
    assert Client().get(address).status_code == 404


def test_a_request_that_was_confirmed_is_no_longer_unconfirmed(bureau: Bureau) -> None:
    case: Case = bureau.received("2025-09-01", channel="online")
    contact(
        case,
        on=date(2025, 9, 2),
        means="电话",
        reached=True,
        says="本人接听，确认收到",
        by=bureau.clerk,
        at=at("2025-09-02"),
    )

    assert owed(date(2025, 9, 3), bureau.clerk.person) == []
