"""The desk pages of proceedings: what is owed until when, what is to be proven, table 4 and its cases."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gongkai.service.catalogue.desk_law import law_here
from gongkai.service.organs.desk import due_for
from gongkai.service.organs.models import Duty, Organ
from gongkai.service.redress import evidence, pressing, queries, remaining, words
from gongkai.service.redress.actions.enter_step import enter_step
from gongkai.service.redress.actions.open_proceeding import open_proceeding
from gongkai.service.redress.course import course
from gongkai.service.redress.models import Proceeding, Step
from gongkai.service.requests import ledger
from gongkai.service.requests.actions.answer import answer, mark_delivered, mark_sent
from gongkai.service.requests.actions.record_search import record_search
from gongkai.service.requests.models import Case
from gongkai.statute import contests, outcomes
from tests.service.cases import Bureau, at
from tests.service.desk import a_post, an_organ, sign_in
from tests.service.test_requests_desk import shown, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def bureau() -> Bureau:
    return Bureau()


def answered(bureau: Bureau, outcome: str = "refused_deliberative", day: str = "2025-09-10") -> Case:
    case = bureau.received("2025-09-01")
    on = date.fromisoformat(day)
    answer(case, outcome=outcome, on=on, by=bureau.clerk, at=at(day))
    mark_sent(case, on=on, means="post", by=bureau.clerk, at=at(day))
    mark_delivered(case, on=on, by=bureau.clerk, at=at(day))
    return case


def contested(
    bureau: Bureau, case: Case, kind: str = "reconsideration", day: str = "2025-10-20"
) -> Proceeding:
    body = "青山区人民法院" if "suit" in kind else "青山区人民政府"
    return open_proceeding(
        bureau.organ, kind=kind, over="reply", case=case, body=body, by=bureau.clerk, at=at(day)
    )


def step(bureau: Bureau, proceeding: Proceeding, kind: str, day: str, **facts: object) -> Step:
    on = date.fromisoformat(day)
    return enter_step(proceeding, kind=kind, on=on, by=bureau.clerk, at=at(day, "16:00"), **facts)


def now(proceeding: Proceeding):
    return course(proceeding, proceeding.steps.all(), law_here())


def test_the_words_of_the_desk_have_every_key() -> None:
    assert set(words.RESULTS) == set(contests.results())
    assert set(words.KINDS) == set(Proceeding.Kind.values)
    assert set(words.OVERS) == set(Proceeding.Over.values)
    assert set(words.STEPS) == set(Step.Kind.values)
    assert set(words.PROCEDURES) == set(Step.Procedure.values)
    assert set(words.COUNTED) == {*contests.RESULTS, contests.PENDING}


def test_the_evidence_names_outcomes_and_needs_that_the_statute_has() -> None:
    known = {*outcomes.tree().needs, *evidence.OF_THE_FILE}
    for proof in evidence.proofs_known():
        assert set(proof.outcomes) <= set(outcomes.tree().outcomes), proof
        assert set(proof.by) <= known, proof
        assert proof.mark in ("read", "inferred", "unconfirmed")


@pytest.mark.parametrize(
    ("kind", "procedure", "served", "due"),
    [
        ("reconsideration", "summary", "2025-10-21", "2025-10-28"),
        ("reconsideration", "ordinary", "2025-10-21", "2025-11-04"),
        ("reconsideration", "", "2025-10-21", "2025-10-28"),  # not known: the shorter one is safe
        ("direct_suit", "", "2025-10-21", "2025-11-05"),
        ("direct_suit", "", "2025-11-07", "2025-11-24"),  # a Saturday: the next working day
    ],
)
def test_the_answer_is_due_by_the_kind_and_the_procedure(
    bureau: Bureau, kind: str, procedure: str, served: str, due: str
) -> None:
    proceeding = contested(bureau, answered(bureau), kind)
    step(bureau, proceeding, "accepted", "2025-10-20", procedure=procedure)
    step(bureau, proceeding, "served", served)
    found = now(proceeding)
    assert (found.state, found.answer_due.day.isoformat()) == ("answer_owed", due)


def test_on_appeal_the_answer_is_owed_once_more(bureau: Bureau) -> None:
    proceeding = contested(bureau, answered(bureau), "direct_suit")
    step(bureau, proceeding, "accepted", "2025-10-20")
    step(bureau, proceeding, "served", "2025-10-21")
    step(bureau, proceeding, "answered", "2025-10-30")
    step(bureau, proceeding, "ended", "2025-12-01", result="request_dismissed")
    step(bureau, proceeding, "appealed", "2025-12-10")
    assert now(proceeding).state == "pending"
    step(bureau, proceeding, "served", "2025-12-15")
    found = now(proceeding)
    assert (found.state, found.answer_due.limit.key) == ("answer_owed", "appeal_answer")


def test_a_reconsideration_cannot_be_appealed(bureau: Bureau, client: Client) -> None:
    proceeding = contested(bureau, answered(bureau))
    step(bureau, proceeding, "ended", "2025-12-01", result="upheld")
    said = sign_in(client, bureau.clerk).post(
        reverse("desk-proceeding-step", args=[proceeding.pk, "appealed"]), {"seen": 1, "on": "2025-12-02"}
    )
    assert "只有行政诉讼可以上诉" in said.content.decode()
    assert proceeding.steps.count() == 1


def test_the_list_puts_what_is_overdue_first_and_says_it_in_words(bureau: Bureau, client: Client) -> None:
    waiting = contested(bureau, answered(bureau))
    step(bureau, waiting, "accepted", timezone.localdate().isoformat())
    late = contested(bureau, answered(bureau))
    step(bureau, late, "served", "2025-10-21")
    over = contested(bureau, answered(bureau))
    step(bureau, over, "ended", "2025-12-01", result="upheld")
    page = shown(client, bureau.clerk, "desk-redress")
    keys = [cell.get("class").split()[-1] for cell in page.xpath("//table//td[1]")]
    assert keys == ["overdue", "waiting"]
    assert "提交答复和证据：已逾期" in text(page)
    assert len(shown(client, bureau.clerk, "desk-redress", state="every").xpath("//tbody/tr")) == 3
    assert len(shown(client, bureau.clerk, "desk-redress", state="ended").xpath("//tbody/tr")) == 1


def test_every_number_of_table_4_opens_as_many_cases(bureau: Bureau, client: Client) -> None:
    for result, kind in (
        ("upheld", "reconsideration"),
        ("revoked", "reconsideration"),
        ("changed", "reconsideration"),
        ("withdrawn", "direct_suit"),
    ):
        made = contested(bureau, answered(bureau), kind)
        step(bureau, made, "accepted", "2025-10-20")
        step(bureau, made, "ended", "2025-12-01", result=result)
    step(bureau, contested(bureau, answered(bureau)), "accepted", "2025-10-21")
    step(bureau, contested(bureau, answered(bureau), "complaint"), "accepted", "2025-10-21")
    page = shown(client, bureau.clerk, "desk-redress-table", year="2025")
    links = page.xpath("//table//td/a")
    assert len(links) == 6  # four cells and two sums
    for link in links:
        opened = client.get(link.get("href"))
        rows = opened.content.decode().count('<th scope="row"')
        assert rows == int(link.text), link.get("href")
    assert sum(queries.table4([bureau.organ], 2025).values()) == 5


def test_what_is_corrected_shows_the_running_duty_in_the_list_and_on_its_page(
    bureau: Bureau, client: Client
) -> None:
    case = answered(bureau)
    proceeding = contested(bureau, case)
    today = timezone.localdate()
    step(bureau, proceeding, "accepted", "2025-10-20")
    until = law_here().calendar.after(today, 2)
    step(
        bureau,
        proceeding,
        "ended",
        today.isoformat(),
        result="revoked",
        orders=True,
        order_served=today,
        order_until=until,
    )
    row = next(iter(queries.rows([proceeding], today)))
    assert (row.pressing.key, row.pressing.day) == ("soon", until)
    said = text(shown(client, bureau.clerk, "desk-proceeding", proceeding.pk))
    assert "责令重新答复：还有2个工作日" in said
    assert "已登记为申请记录第5条" in said
    assert "结果纠正" in said
    assert ledger.clock_of(case).due == until
    assert "责令重新答复：还有2个工作日" in text(shown(client, bureau.clerk, "desk-case", case.pk))
    answer(case, outcome="full_disclosure", on=today, by=bureau.clerk, at=timezone.now())
    mark_sent(case, on=today, means="post", by=bureau.clerk, at=timezone.now())
    assert pressing.redone([now(proceeding)], today, law_here()) == {}


def test_the_page_says_what_has_to_be_proven_and_what_the_file_lacks(bureau: Bureau, client: Client) -> None:
    case = answered(bureau, "not_held")
    proceeding = contested(bureau, case)
    page = shown(client, bureau.clerk, "desk-proceeding", proceeding.pk)
    lacking = " ".join(found.text_content() for found in page.xpath("//li[@class='lacking']"))
    assert "合理检索" in lacking
    record_search(
        case,
        on=date(2025, 9, 5),
        where="综合档案室",
        words="档案数字化",
        by_whom="王五",
        found=False,
        by=bureau.clerk,
        at=at("2025-09-05"),
    )
    page = shown(client, bureau.clerk, "desk-proceeding", proceeding.pk)
    lacking = " ".join(found.text_content() for found in page.xpath("//li[@class='lacking']"))
    assert "合理检索" not in lacking
    assert "王五检索综合档案室" in text(page)
    assert "过程稿" not in text(page)  # that is to be proven of another reply


def test_until_when_a_suit_may_come_is_on_the_page_of_the_request(bureau: Bureau, client: Client) -> None:
    refused, granted = answered(bureau), answered(bureau, "full_disclosure")
    on = date(2025, 10, 1)
    law = law_here()
    [only] = remaining.open_to_requester(refused, ledger.clock_of(refused), on, law)
    assert (only.until, only.over) == (date(2025, 11, 10), False)  # 60 days end on a Sunday
    both = remaining.open_to_requester(granted, ledger.clock_of(granted), on, law)
    assert [way.until for way in both] == [date(2025, 11, 10), date(2026, 3, 10)]
    assert remaining.open_to_requester(refused, ledger.clock_of(refused), date(2025, 11, 11), law)[0].over
    assert "申请行政复议（起诉以前应当先申请）" in text(shown(client, bureau.clerk, "desk-case", refused.pk))


def test_who_reconsiders_is_named_as_in_the_letter_from_the_record_or_the_government_above(
    bureau: Bureau, client: Client
) -> None:
    refused, law = answered(bureau), law_here()
    found = remaining.open_to_requester(refused, ledger.clock_of(refused), date(2025, 10, 1), law)
    assert found[0].whom == ""
    above = an_organ("qingshanqu", "青山区人民政府", kind="county")
    Organ.objects.filter(pk=bureau.organ.pk).update(parent=above)
    case = Case.objects.get(pk=refused.pk)
    found = remaining.open_to_requester(case, ledger.clock_of(case), date(2025, 10, 1), law)
    assert found[0].whom == "青山区人民政府"
    assert "青山区人民政府" in text(shown(client, bureau.clerk, "desk-case", refused.pk))
    bureau.organ.refresh_from_db()
    late = bureau.received("2025-09-01")
    clock = ledger.clock_of(late)
    assert remaining.open_to_requester(late, clock, date(2025, 11, 1), law)[0].whom == "青山区人民政府"


def test_silence_may_be_challenged_once_the_term_has_run_out_and_not_before(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    clock = ledger.clock_of(case)
    assert remaining.open_to_requester(case, clock, clock.due, law_here()) == []
    assert remaining.open_to_requester(case, clock, clock.due + timedelta(1), law_here())


def test_after_a_reconsideration_a_suit_may_come_for_fifteen_days(bureau: Bureau) -> None:
    proceeding = contested(bureau, answered(bureau))
    step(bureau, proceeding, "ended", "2025-12-01", result="upheld", order_served=date(2025, 12, 3))
    found = remaining.suit_after(now(proceeding), date(2025, 12, 4), law_here())
    assert found is not None
    assert found.until == date(2025, 12, 18)


def test_an_officer_opens_one_from_the_request_and_enters_its_steps(bureau: Bureau, client: Client) -> None:
    case = answered(bureau)
    sign_in(client, bureau.clerk)
    opened = client.post(
        reverse("desk-case-redress", args=[case.pk]),
        {"kind": "reconsideration", "over": "reply", "body": "青山区人民政府", "number": ""},
    )
    proceeding = Proceeding.objects.get()
    assert opened["Location"] == reverse("desk-proceeding", args=[proceeding.pk])
    url = reverse("desk-proceeding-step", args=[proceeding.pk, "accepted"])
    assert client.post(url, {"seen": 0, "on": "2025-10-20", "procedure": "summary"}).status_code == 302
    second = client.post(url, {"seen": 0, "on": "2025-10-20"})
    assert "又登记了新的事项" in second.content.decode()
    client.post(reverse("desk-proceeding-number", args=[proceeding.pk]), {"number": "青复〔2025〕7号"})
    proceeding.refresh_from_db()
    assert (proceeding.number, proceeding.steps.count()) == ("青复〔2025〕7号", 1)
    annul = reverse("desk-proceeding-step", args=[proceeding.pk, "annulled"])
    assert client.post(annul, {"seen": 1, "annuls": "1", "says": " "}).status_code == 200
    assert client.post(annul, {"seen": 1, "annuls": "1", "says": "录错了案件"}).status_code == 302
    assert now(proceeding).state == "filed"


def test_a_number_that_no_request_here_has_is_told_at_its_field(bureau: Bureau, client: Client) -> None:
    foreign = answered(Bureau("qingshan-jiaoyuju", "青山区教育局"))
    sign_in(client, bureau.clerk)
    facts = {"kind": "complaint", "over": "reply", "body": "青山区人民政府"}
    for number in ("没有的号", foreign.number):
        said = client.post(reverse("desk-redress-new"), {**facts, "case": number}).content.decode()
        assert "没有登记号为" in said
    assert not Proceeding.objects.exists()


def test_the_first_page_of_the_desk_tells_of_an_answer_that_is_owed(bureau: Bureau) -> None:
    proceeding = contested(bureau, answered(bureau))
    step(bureau, proceeding, "served", "2025-10-21", procedure="summary")
    url = reverse("desk-proceeding", args=[proceeding.pk])
    [told] = [due for due in due_for(bureau.clerk, at("2025-10-22")) if due.url == url]
    assert (told.by, told.late) == (date(2025, 10, 28), False)
    assert not [due for due in due_for(bureau.reviewer, at("2025-10-22")) if due.url == url]
    step(bureau, proceeding, "answered", "2025-10-23")
    assert not [due for due in due_for(bureau.clerk, at("2025-10-24")) if due.url == url]


def test_a_supervisor_sees_it_and_is_offered_nothing(bureau: Bureau, client: Client) -> None:
    county = an_organ("qingshan", "青山区人民政府", kind="county")
    bureau.organ.supervisor = county
    bureau.organ.save()
    proceeding = contested(bureau, answered(bureau))
    page = shown(client, a_post(county, Duty.SUPERVISOR), "desk-proceeding", proceeding.pk)
    assert "您以监督人员的职务查看" in text(page)
    assert not page.xpath("//main//form")


def test_the_pages_take_as_many_queries_for_many_as_for_few(
    bureau: Bureau, client: Client, django_assert_max_num_queries
) -> None:
    for _n in range(12):
        made = contested(bureau, answered(bureau))
        step(bureau, made, "served", "2025-10-21")
        step(bureau, made, "ended", "2025-12-01", result="revoked", orders=True)
    sign_in(client, bureau.clerk)
    for name in ("desk-redress", "desk-redress-table"):
        with django_assert_max_num_queries(14):
            assert client.get(reverse(name)).status_code == 200
    with django_assert_max_num_queries(26):
        assert client.get(reverse("desk-proceeding", args=[made.pk])).status_code == 200


def test_a_refusal_that_is_corrected_on_reconsideration_goes_its_whole_way_on_the_desk(
    bureau: Bureau, client: Client
) -> None:
    """The journey: refused, reconsidered, answered for, revoked with an order, answered anew, counted."""
    case = answered(bureau)
    sign_in(client, bureau.clerk)
    today = timezone.localdate()
    facts = {"kind": "reconsideration", "over": "reply", "body": "青山区人民政府"}
    page = client.post(reverse("desk-case-redress", args=[case.pk]), facts)["Location"]
    proceeding = Proceeding.objects.get()
    order = {"result": "revoked", "orders": "on", "order_served": today.isoformat()}
    until = law_here().calendar.after(today, 7)
    for seen, (kind, day, more) in enumerate(
        (
            ("accepted", "2025-10-20", {"procedure": "summary"}),
            ("served", "2025-10-21", {}),
            ("answered", "2025-10-27", {}),
            ("ended", today.isoformat(), {**order, "order_until": until.isoformat()}),
        )
    ):
        url = reverse("desk-proceeding-step", args=[proceeding.pk, kind])
        assert client.get(url).status_code == 200
        assert client.post(url, {"seen": seen, "on": day, **more})["Location"] == page
    assert ledger.clock_of(case).due == until
    of_case = client.get(reverse("desk-case", args=[case.pk])).content.decode()
    assert "重新答复中" in of_case
    assert "责令重新答复：还有7个工作日" in of_case
    answer(case, outcome="full_disclosure", on=today, by=bureau.clerk, at=timezone.now())
    mark_sent(case, on=today, means="post", by=bureau.clerk, at=timezone.now())
    assert "已审结" in text(shown(client, bureau.clerk, "desk-redress", state="ended"))
    assert not shown(client, bureau.clerk, "desk-redress").xpath("//tbody/tr")
    counted = shown(client, bureau.clerk, "desk-redress-table", year=str(today.year))
    assert [link.text for link in counted.xpath("//table//td/a")] == ["1", "1"]  # corrected, and the sum
    assert queries.table4([bureau.organ], today.year) == {("reconsideration", "corrected"): 1}
