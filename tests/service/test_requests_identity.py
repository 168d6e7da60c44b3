"""Identity papers: masked, read on a stated purpose alone, kept for a time; what requests have in common."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.models import Deed, Duty
from gongkai.service.organs.policy import NotAllowed
from gongkai.service.redress.actions.enter_step import enter_step
from gongkai.service.redress.actions.open_proceeding import open_proceeding
from gongkai.service.redress.models import Proceeding, Step
from gongkai.service.requests import charging, erasing, keeping, ledger, resemblance, retention, verifying
from gongkai.service.requests.actions.add_note import add_note
from gongkai.service.requests.actions.add_party import add_party
from gongkai.service.requests.actions.confirm_receipt import contact
from gongkai.service.requests.actions.consult import consult
from gongkai.service.requests.actions.correct import correct
from gongkai.service.requests.actions.decide_objection import decide_objection
from gongkai.service.requests.actions.entering import enter
from gongkai.service.requests.actions.erase_requester import erase_requester
from gongkai.service.requests.actions.hear import hear
from gongkai.service.requests.intake import Who
from gongkai.service.requests.keeping import Upload
from gongkai.service.requests.models import (
    Case,
    Contact,
    EntryWords,
    Identity,
    Objection,
    Paper,
    Party,
    Reveal,
    Wish,
    WishWord,
)
from gongkai.statute.events import Answered, CorrectionAsked, RedoOrdered, Sent
from tests.service.cases import NOT_AN_ID, Bureau, a_who, at
from tests.service.desk import a_post, sign_in

pytestmark = pytest.mark.django_db
PICTURE = Upload("身份证.txt", "张三的证件".encode(), Paper.Kind.IDENTITY)


@pytest.fixture
def bureau() -> Bureau:
    return Bureau()


def ended(bureau: Bureau, day: str = "2025-09-01", **facts: Any) -> Case:
    """Return a request that was answered and sent on the 10th of its month, with a picture of the card."""
    case = bureau.received(day, files=(PICTURE,), **facts)
    on = date.fromisoformat(day).replace(day=10)
    enter(case, Answered(on=on, outcome="full_disclosure"), by=bureau.clerk, at=at(on.isoformat()))
    enter(case, Sent(on=on, means="电子邮件"), by=bureau.clerk, at=at(on.isoformat(), "10:00"))
    return case


def page_of(client: Client, post, case: Case, **said: str):
    url = reverse("desk-case-identity", args=[case.pk])
    client = sign_in(client, post)
    return client.post(url, said) if said else client.get(url)


# Reading


def test_a_number_is_masked_until_a_purpose_is_stated_and_then_logged(bureau: Bureau, client: Client) -> None:
    case = bureau.received()
    number = f"number-{Identity.objects.get().pk}"
    assert NOT_AN_ID not in page_of(client, bureau.clerk, case).content.decode()
    refused = page_of(client, bureau.clerk, case, what=number, purpose="看")
    assert "请写明查看身份证明的目的" in refused.content.decode()
    assert NOT_AN_ID not in refused.content.decode()
    assert not Reveal.objects.exists()
    shown = page_of(client, bureau.clerk, case, what=number, purpose="核对领取人是否本人")
    assert NOT_AN_ID in shown.content.decode()
    assert shown["Cache-Control"] == "no-store, private"
    reveal = Reveal.objects.get()
    assert (reveal.by, reveal.purpose) == (bureau.clerk, "核对领取人是否本人")
    deed = Deed.objects.get(act="requests.reveal")
    assert NOT_AN_ID not in str(deed.particulars)
    assert "核对" not in str(deed.particulars)


def test_a_sealed_picture_is_opened_the_same_way_also_where_no_number_was_given(
    bureau: Bureau, client: Client
) -> None:
    case = bureau.received(files=(PICTURE,), requester=a_who(identity_number=""))
    paper = Paper.objects.get()
    given = page_of(client, bureau.clerk, case, what=f"paper-{paper.pk}", purpose="核对申请人身份")
    assert given.content == PICTURE.data
    assert given["Cache-Control"] == "no-store, private"
    assert Reveal.objects.get().paper == paper
    nothing = page_of(client, bureau.clerk, case, what=f"paper-{paper.pk}", purpose=" ")
    assert nothing["Content-Type"].startswith("text/html")
    assert Reveal.objects.count() == 1


def test_who_reviews_or_leads_reads_no_number_whatever_she_states(bureau: Bureau, client: Client) -> None:
    case = bureau.received()
    number = f"number-{Identity.objects.get().pk}"
    for post in (bureau.reviewer, bureau.leader):
        assert NOT_AN_ID not in page_of(client, post, case).content.decode()
        refused = page_of(client, post, case, what=number, purpose="核对领取人是否本人")
        assert refused.status_code == 403
    assert not Reveal.objects.exists()


def test_a_paper_of_another_request_is_not_opened_through_this_one(bureau: Bureau, client: Client) -> None:
    mine, other = bureau.received(), bureau.received(files=(PICTURE,))
    paper = other.papers.get()
    said = {"what": f"paper-{paper.pk}", "purpose": "核对申请人身份"}
    assert page_of(client, bureau.clerk, mine, **said).status_code == 404
    assert not Reveal.objects.exists()


def test_earlier_readings_are_seen_by_head_and_auditor_and_not_by_the_clerk(
    bureau: Bureau, client: Client
) -> None:
    case = bureau.received()
    number = f"number-{Identity.objects.get().pk}"
    page_of(client, bureau.clerk, case, what=number, purpose="核对领取人是否本人")
    assert "核对领取人是否本人" in page_of(client, bureau.head, case).content.decode()
    assert "核对领取人是否本人" not in page_of(client, bureau.clerk, case).content.decode()
    auditor = a_post(bureau.organ, Duty.AUDIT_ADMIN)
    for post, status in ((auditor, 200), (bureau.head, 200), (bureau.clerk, 403)):
        answer = sign_in(client, post).get(reverse("desk-reveals"))
        assert answer.status_code == status
        assert ("核对领取人是否本人" in answer.content.decode()) == (status == 200)


# Keeping and erasing


def test_the_term_begins_after_the_remedies_and_what_is_over_is_erased_once(
    bureau: Bureau, settings: Any
) -> None:
    case = ended(bureau)
    identity, paper = Identity.objects.get(), Paper.objects.get()
    stored = Path(settings.GONGKAI_CASE_FILES) / paper.stored_as[:2] / paper.stored_as
    assert retention.purge(at("2025-12-01")) == retention.Purged(1, 0, 0)
    identity.refresh_from_db()
    # six months from the sending on 2025-09-10, then ninety days
    assert identity.keep_until == date(2026, 3, 10) + timedelta(days=90)
    assert stored.exists()
    assert retention.purge(at(identity.keep_until.isoformat())) == retention.Purged(0, 0, 0)
    later = at((identity.keep_until + timedelta(days=1)).isoformat())
    assert retention.purge(later) == retention.Purged(0, 1, 1)
    identity.refresh_from_db()
    paper.refresh_from_db()
    assert (identity.sealed, identity.masked, identity.digest, paper.name) == ("", "", "", "")
    assert not stored.exists()
    assert retention.purge(later) == retention.Purged(0, 0, 0)
    assert Deed.objects.filter(act="requests.identity_erased", key=case.pk).count() == 1
    assert verifying.verify() is None


def test_nothing_is_erased_of_a_request_that_is_open_or_ordered_to_be_answered_anew(bureau: Bureau) -> None:
    bureau.received("2020-09-01")
    redone = ended(bureau, "2020-10-01")
    enter(
        redone,
        RedoOrdered(on=date(2020, 12, 1), by="court"),
        by=bureau.clerk,
        at=at("2020-12-01"),
    )
    assert retention.purge(at("2025-12-01")) == retention.Purged(0, 0, 0)
    assert Identity.objects.exclude(sealed="").count() == 2


def test_nothing_is_erased_while_proceedings_are_open_and_the_term_runs_from_their_end(
    bureau: Bureau,
) -> None:
    case = ended(bureau, "2023-09-01")
    suit = Proceeding.objects.create(
        organ=bureau.organ,
        case=case,
        kind="direct_suit",
        over="reply",
        body="青山区人民法院",
        opened_by=bureau.clerk,
        opened_at=at("2023-12-01"),
    )
    assert retention.purge(at("2025-11-01")) == retention.Purged(0, 0, 0)
    Step.objects.create(
        proceeding=suit,
        place=1,
        kind=Step.Kind.ENDED,
        on=date(2025, 11, 3),
        result="upheld",
        by=bureau.clerk,
        at=at("2025-11-03"),
    )
    assert retention.purge(at("2025-11-04")) == retention.Purged(1, 0, 0)
    assert Identity.objects.get().keep_until == date(2025, 11, 3) + timedelta(days=90)
    assert retention.purge(at("2026-03-01")) == retention.Purged(0, 1, 1)


def test_a_term_is_taken_back_where_the_request_is_opened_again(bureau: Bureau) -> None:
    case = ended(bureau)
    retention.purge(at("2025-12-01"))
    order = RedoOrdered(on=date(2025, 12, 2), by="court")
    enter(case, order, by=bureau.clerk, at=at("2025-12-02"))
    assert retention.purge(at("2026-12-01")) == retention.Purged(1, 0, 0)
    assert Identity.objects.get().keep_until is None


def test_a_requester_is_erased_on_her_request_and_the_chain_holds(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01", files=(PICTURE, Upload("申请书.txt", "张三".encode(), "scan")))
    asked = CorrectionAsked(on=date(2025, 9, 2), by=date(2025, 9, 12), items="请张三写明年度")
    enter(case, asked, by=bureau.clerk, at=at("2025-09-02"))
    correct(case, on=date(2025, 9, 3), by=None, at=at("2025-09-03"), channel="online", who={"name": "张三丰"})
    with pytest.raises(CannotDo, match="还没有办结"):
        erase_requester(case, grounds="申请人书面请求删除", by=bureau.head, at=at("2025-09-03"))
    enter(
        case, Answered(on=date(2025, 9, 4), outcome="full_disclosure"), by=bureau.clerk, at=at("2025-09-04")
    )
    enter(case, Sent(on=date(2025, 9, 4), means="电子邮件"), by=bureau.clerk, at=at("2025-09-04", "10:00"))
    before = ledger.clock_of(case)
    with pytest.raises(NotAllowed):
        erase_requester(case, grounds="申请人书面请求删除", by=bureau.clerk, at=at("2025-09-05"))
    erase_requester(case, grounds="申请人书面请求删除", by=bureau.head, at=at("2025-09-05"))
    party = case.parties.get()
    assert (party.name, party.phone, party.address) == ("", "", "")
    assert Wish.objects.get().description == ""
    assert not WishWord.objects.exists()
    assert not Paper.objects.filter(erased_at=None).exists()
    assert not [said for said in EntryWords.objects.all() if "张三" in str(said.texts)]
    after = ledger.clock_of(case)
    assert (after.received_on, after.due, after.ending) == (before.received_on, before.due, before.ending)
    assert verifying.verify() is None
    with pytest.raises(CannotDo, match="已经删除"):
        erase_requester(case, grounds="申请人书面请求删除", by=bureau.head, at=at("2025-09-06"))


def test_with_a_requester_goes_what_officers_wrote_of_her_and_what_happened_stays(bureau: Bureau) -> None:
    case = bureau.received("2020-09-01", channel="fax")
    by, moment = bureau.clerk, at("2020-09-02")
    contact(case, on=date(2020, 9, 2), means="电话", reached=True, says="本人接听", by=by, at=moment)
    add_note(case, says="张女士来过", by=by, at=moment)
    add_note(case, says="档案在二楼", by=by, at=moment)
    party = add_party(case, role="third_party", who=Who(name="某公司"), by=by, at=moment)
    consult(case, party, on=date(2020, 9, 2), delivered=date(2020, 9, 2), by=by, at=moment)
    hear(case, party, on=date(2020, 9, 3), agrees=False, by=by, at=at("2020-09-03"))
    reasons = "张三 是同行，理由成立"
    decide_objection(
        case,
        party,
        on=date(2020, 9, 3),
        holds=True,
        discloses=False,
        reasons=reasons,
        by=by,
        at=at("2020-09-03"),
    )
    answered = Answered(on=date(2020, 9, 4), outcome="refused_third_party")
    enter(case, answered, by=by, at=at("2020-09-04"))
    enter(case, Sent(on=date(2020, 9, 4), means="电子邮件"), by=by, at=at("2020-09-04", "10:00"))
    proceeding = open_proceeding(
        bureau.organ,
        case=case,
        kind="complaint",
        over="reply",
        body="区政务公开办",
        by=by,
        at=at("2020-10-09"),
    )
    for kind, day, says in (("accepted", "2020-10-09", "申请人张小花提出"), ("ended", "2020-10-12", "")):
        facts = {"result": "upheld"} if kind == "ended" else {}
        enter_step(proceeding, kind=kind, on=date.fromisoformat(day), says=says, by=by, at=at(day), **facts)
    step = proceeding.steps.get(place=1)
    kept = step.words
    assert step.says == "申请人张小花提出" and len(kept) == 64

    erase_requester(case, grounds="申请人书面请求删除", by=bureau.head, at=at("2020-11-05"))

    step = proceeding.steps.get(place=1)
    assert (step.says, step.words, step.said.text, step.said.salt) == ("（已删除）", kept, "", "")
    assert Contact.objects.get().says == "（已删除）" and Contact.objects.get().reached
    assert Objection.objects.get().reasons == "（已删除）"
    notes = [note.says for note in case.notes.order_by("pk")]
    assert notes[:2] == ["（已删除）", "档案在二楼"]
    assert verifying.verify() is None


def test_a_family_name_of_two_characters_is_known_as_people_use_it() -> None:
    assert {"欧阳小花", "欧阳女士", "欧阳某"} <= erasing.called({"欧阳小花"})
    assert erasing.is_named("据欧阳 女士说", erasing.called({"欧阳小花"}))


def test_erased_papers_are_said_to_be_erased(bureau: Bureau, client: Client) -> None:
    case = ended(bureau, "2020-09-01")
    retention.purge(timezone.now())
    shown = page_of(client, bureau.clerk, case).content.decode()
    assert shown.count("删除</dd>") == 2
    number = f"number-{Identity.objects.get().pk}"
    again = page_of(client, bureau.clerk, case, what=number, purpose="核对领取人是否本人")
    assert "已经按期限删除" in again.content.decode()
    with pytest.raises(FileNotFoundError):
        keeping.read(Paper.objects.get())


# What requests have in common


def alike(case: Case, when: datetime) -> resemblance.Resemblance:
    """What a request has in common with others, as its page asks for it."""
    requester = case.parties.get(role=Party.Role.REQUESTER)
    return resemblance.resemblance(case, requester, ledger.clock_of(case).received_on, when)


def test_the_same_asked_again_by_the_same_number_is_shown_and_asked_elsewhere_is_not(bureau: Bureau) -> None:
    first = bureau.received("2025-09-01")
    other = Bureau("qingshan-minzhengju", "青山区民政局")
    other.received("2025-09-01")
    again = bureau.received("2025-09-02")
    found = alike(again, at("2025-09-02"))
    assert (found.how_known, found.earlier, found.in_month) == ("number", 1, 2)
    [one] = found.of_requester
    assert (one.case, one.is_same) == (first, True)
    assert "数字化" in one.common
    assert not found.of_others


def test_without_a_number_the_same_name_and_telephone_are_shown_as_such(bureau: Bureau) -> None:
    who = a_who(identity_number="")
    bureau.received("2025-09-01", requester=who)
    bureau.received("2025-09-01", requester=a_who(identity_number="", phone="000-9999999"))
    found = alike(bureau.received("2025-09-02", requester=who), at("2025-09-02"))
    assert (found.how_known, found.earlier, found.in_month) == ("name", 1, None)


def test_similar_requests_by_others_are_shown_and_unlike_ones_are_not(bureau: Bureau) -> None:
    text = "青山区滨河路拆迁补偿安置方案和补偿标准"
    li, wang = (a_who(name, identity_number=f"{name}号") for name in ("李四", "王五"))
    similar = bureau.received("2025-09-01", description=f"{text}的批复", requester=li)
    bureau.received("2025-09-01", description="2024年低保资金发放明细表", requester=li)
    mine = bureau.received("2025-09-02", description=text, requester=wang)
    found = alike(mine, at("2025-09-02"))
    assert [one.case for one in found.of_others] == [similar]
    assert not found.of_requester


def test_what_is_corrected_is_compared_as_it_reads_now(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01", description="低保资金发放明细表")
    enter(case, CorrectionAsked(on=date(2025, 9, 2), items="x"), by=bureau.clerk, at=at("2025-09-02"))
    correct(
        case,
        on=date(2025, 9, 3),
        by=bureau.clerk,
        at=at("2025-09-03"),
        channel="in_person",
        wish={"description": "滨河路拆迁补偿安置方案"},
    )
    other = bureau.received(
        "2025-09-04",
        description="滨河路拆迁补偿安置方案",
        requester=a_who("李四", identity_number="另一号"),
    )
    assert alike(other, at("2025-09-04")).others == 1


def test_the_notices_take_a_bounded_number_of_questions_however_many_requests_there_are(
    bureau: Bureau, django_assert_max_num_queries: Any
) -> None:
    for _ in range(12):
        bureau.received("2025-09-01")
    mine = bureau.received("2025-09-02")
    charging.earlier_this_month(mine)  # what the law holds in memory is read
    with django_assert_max_num_queries(14):
        found = alike(mine, at("2025-09-02"))
    assert (found.earlier, found.in_month, len(found.of_requester)) == (12, 13, resemblance.SHOWN)
    assert found.fee_by_items > 0


def test_the_page_of_a_request_shows_them_to_who_handles_it_alone(bureau: Bureau, client: Client) -> None:
    first, again = bureau.received("2025-09-01"), bureau.received("2025-09-02")
    shown = sign_in(client, bureau.clerk).get(reverse("desk-case", args=[again.pk])).content.decode()
    assert "与其他申请的关系" in shown
    assert reverse("desk-case", args=[first.pk]) in shown
    shown = sign_in(client, bureau.reviewer).get(reverse("desk-case", args=[again.pk])).content.decode()
    assert "与其他申请的关系" not in shown
