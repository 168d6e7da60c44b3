"""The review before release: levels in turn, other people, bound to what was reviewed."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from gongkai.service.catalogue.actions.release import release
from gongkai.service.catalogue.actions.review import answer, enter_referral_answer, speak
from gongkai.service.catalogue.actions.save_draft import save_draft
from gongkai.service.catalogue.actions.submit import submit
from gongkai.service.catalogue.digest import digest_of
from gongkai.service.catalogue.models import Edition, Showing
from gongkai.service.catalogue.state import State, state_of
from gongkai.service.clearance.actions.give_opinion import give_opinion
from gongkai.service.clearance.actions.set_procedure import set_procedure
from gongkai.service.clearance.check import check_cleared
from gongkai.service.clearance.doors import review_for
from gongkai.service.clearance.levels import DEFAULT, SMALL, stored
from gongkai.service.clearance.models import Hit, HitAnswer, Opinion, Procedure, Review
from gongkai.service.clearance.policy import why_not
from gongkai.service.clearance.queries import unfinished, waiting_for, withheld
from gongkai.service.clearance.refusals import NotCleared, OutOfTurn, WrongFields
from gongkai.service.clearance.standing import State as ReviewState
from gongkai.service.clearance.standing import newest, standing
from gongkai.service.organs.doors import NotHere
from gongkai.service.organs.models import Duty, Organ, Post
from gongkai.service.organs.policy import NotAllowed
from gongkai.statute.law import law
from tests.service.catalogue_desk import NOW, TODAY, Desk, a_post, later
from tests.service.desk import sign_in


@pytest.fixture
def desk(organ: Organ) -> Desk:
    return Desk(organ)


def verdict_of(desk: Desk, edition: Edition, by: Post, verdict: str = "pass", **said: str) -> Opinion:
    digest = state_of(edition, later(5)).digest
    return speak(edition, verdict=verdict, by=by, at=later(5), digest=digest, **said)


def test_three_people_at_three_levels_clear_an_edition(desk: Desk) -> None:
    edition = desk.submitted()

    desk.passes(edition, desk.clerk, later(2))
    desk.passes(edition, desk.reviewer, later(3))
    assert state_of(edition, later(3)).says == "审查中（批准）"
    desk.passes(edition, desk.leader, later(4))

    assert state_of(edition, later(4)).state is State.CLEARED


def test_levels_come_in_their_turn(desk: Desk) -> None:
    edition = desk.submitted()

    with pytest.raises(NotAllowed, match="现在是初审，由经办人或者审查人员作出"):
        verdict_of(desk, edition, desk.leader)


def test_who_drafted_speaks_at_the_first_level_only(desk: Desk) -> None:
    edition = desk.draft()
    save_draft(edition, {"title": "改了"}, version=1, by=desk.head, at=NOW)
    submit(edition, by=desk.clerk, at=later(1))
    verdict_of(desk, edition, desk.clerk)

    with pytest.raises(NotAllowed, match="您参与了这份稿件的起草，不能复审"):
        verdict_of(desk, edition, desk.head)


def test_one_person_in_two_posts_is_one_person(desk: Desk) -> None:
    """代行职务的也是同一个人。"""
    edition = desk.submitted()
    verdict_of(desk, edition, desk.reviewer)
    also_head = Post.objects.create(
        person=desk.reviewer.person,
        organ=desk.organ,
        duty=Duty.OFFICE_HEAD,
        since=TODAY,
        deputy_of=desk.head,
    )

    with pytest.raises(NotAllowed, match="您已经作出初审，不能再复审"):
        verdict_of(desk, edition, also_head)


def test_a_post_that_has_ended_says_nothing(desk: Desk) -> None:
    edition = desk.submitted()
    desk.reviewer.until = TODAY
    desk.reviewer.save()

    with pytest.raises(NotAllowed, match="不在任期内"):
        verdict_of(desk, edition, desk.reviewer)


def test_nobody_of_another_organ_speaks(desk: Desk) -> None:
    edition = desk.submitted()
    stranger = a_post(desk.organ.parent, Duty.REVIEWER, "qita")
    review = newest("edition", edition.pk)

    with pytest.raises(NotAllowed, match="不由青山区人民政府"):
        verdict_of(desk, edition, stranger)
    with pytest.raises(NotAllowed, match="不由青山区人民政府"):
        give_opinion(review, verdict="pass", digest=review.digest, by=stranger, at=later(5))
    with pytest.raises(NotHere):
        review_for(stranger, review.pk, TODAY)
    assert review_for(desk.leader, review.pk, TODAY) == review


def test_what_is_returned_goes_back_and_begins_anew(desk: Desk) -> None:
    edition = desk.submitted()
    verdict_of(desk, edition, desk.reviewer, "return", says="标题请写全。")

    assert state_of(edition, later(5)).state is State.RETURNED
    with pytest.raises(NotAllowed, match="已经结束"):
        verdict_of(desk, edition, desk.reviewer)

    save_draft(edition, {"title": "关于开放一批馆藏档案的通知"}, version=1, by=desk.clerk, at=later(6))
    submit(edition, by=desk.clerk, at=later(7))

    assert state_of(edition, later(7)).says == "审查中（初审）"


@pytest.mark.parametrize("verdict", ["return", "withhold", "refer"])
def test_all_but_a_pass_needs_words(desk: Desk, verdict: str) -> None:
    with pytest.raises(WrongFields) as wrong:
        verdict_of(desk, desk.submitted(), desk.reviewer, verdict)

    assert "says" in wrong.value.faults


def test_a_referral_waits_for_its_answer_and_then_the_same_level_speaks(desk: Desk) -> None:
    """条例第十七条第三款：不能确定的，报有关主管部门或者保密行政管理部门确定。"""
    edition = desk.submitted()
    verdict_of(desk, edition, desk.clerk)
    verdict_of(
        desk, edition, desk.reviewer, "refer", says="是否涉及工作秘密不能确定。", refer_to="青山区保密局"
    )

    where = state_of(edition, later(5))
    assert where.state is State.REFERRED
    assert where.review is not None
    due = where.review.referral_due(law())
    assert due is not None
    assert due.day == date(2026, 3, 16)  # ten working days after Monday 2 March
    assert why_not(desk.reviewer, where.review, TODAY).startswith("已经报请确定")
    with pytest.raises(OutOfTurn, match="已经报请确定"):
        verdict_of(desk, edition, desk.head)

    with pytest.raises(NotAllowed):
        enter_referral_answer(
            edition, result="disclose", reference="青保函〔2026〕2号", by=desk.clerk, at=later(6)
        )
    enter_referral_answer(
        edition, result="disclose", reference="青保函〔2026〕2号", by=desk.head, at=later(6)
    )

    assert state_of(edition, later(6)).says == "审查中（复审）"
    verdict_of(desk, edition, desk.reviewer)
    assert state_of(edition, later(6)).says == "审查中（批准）"


def test_what_the_authority_withholds_is_withheld_and_kept_for_the_filing(desk: Desk) -> None:
    edition = desk.submitted()
    verdict_of(desk, edition, desk.reviewer, "refer", says="不能确定。", refer_to="青山区保密局")
    enter_referral_answer(
        edition, result="withhold", reference="青保函〔2026〕3号", by=desk.head, at=later(6)
    )
    other = desk.submitted(document_number="")
    verdict_of(desk, other, desk.reviewer, "withhold", says="条例第十六条：内部事务信息。")

    assert state_of(edition, later(6)).state is State.WITHHELD
    found = withheld(desk.organ, date(2026, 1, 1), date(2026, 3, 31))
    assert [(item.review.subject_key, item.determined_by) for item in found] == [
        (other.pk, ""),
        (edition.pk, "青山区保密局"),
    ]
    assert withheld(desk.organ, date(2026, 3, 3), date(2026, 3, 31)) == []
    with pytest.raises(NotCleared, match="不予公开"):
        release(edition, by=desk.clerk, at=later(7))


def test_a_find_is_answered_by_somebody_who_did_not_write_it(desk: Desk) -> None:
    edition = desk.submitted(body="<p>值班手机13800138000。</p>")
    review = newest("edition", edition.pk)
    (hit,) = standing(review).unanswered
    assert "13800138000" not in f"{hit.excerpt}{hit.says}{hit.place}"

    with pytest.raises(NotAllowed, match="由其他审查人答复"):
        answer(edition, hit, reason="对外公布的", by=desk.clerk, at=later(2))
    desk.passes(edition, desk.clerk, later(2))
    with pytest.raises(OutOfTurn, match="还有1处没有答复"):
        desk.passes(edition, desk.reviewer, later(3))
    with pytest.raises(WrongFields):
        answer(edition, hit, reason=" ", by=desk.reviewer, at=later(3))
    answer(edition, hit, reason="单位对外公布的值班手机。", by=desk.reviewer, at=later(3))
    with pytest.raises(OutOfTurn, match="已经有人答复"):
        answer(edition, hit, reason="再答", by=desk.reviewer, at=later(3))
    desk.passes(edition, desk.reviewer, later(3))
    desk.passes(edition, desk.leader, later(4))

    release(edition, by=desk.clerk, at=later(5))


def test_an_opinion_on_what_was_changed_meanwhile_is_refused(desk: Desk) -> None:
    edition = desk.submitted()
    seen = state_of(edition, later(2)).digest
    save_draft(edition, {"title": "换了"}, version=1, by=desk.clerk, at=later(3), voids_review=True)
    submit(edition, by=desk.clerk, at=later(3))

    with pytest.raises(OutOfTurn, match="您打开以后"):
        speak(edition, verdict="pass", by=desk.reviewer, at=later(4), digest=seen)


def test_an_older_review_of_the_same_thing_takes_no_more_opinions(desk: Desk) -> None:
    edition = desk.submitted()
    first = newest("edition", edition.pk)
    save_draft(edition, {"title": "换了"}, version=1, by=desk.clerk, at=later(3), voids_review=True)
    submit(edition, by=desk.clerk, at=later(3))

    with pytest.raises(OutOfTurn, match="作废"):
        give_opinion(first, verdict="pass", digest=first.digest, by=desk.reviewer, at=later(4))


def test_a_small_bureau_has_two_levels_and_two_people(desk: Desk) -> None:
    set_procedure(desk.organ, levels=stored(SMALL), since=TODAY, by=desk.leader, at=NOW)
    edition = desk.submitted()
    verdict_of(desk, edition, desk.clerk)

    verdict_of(desk, edition, desk.leader)

    assert state_of(edition, later(5)).state is State.CLEARED


def test_a_procedure_set_later_leaves_an_open_review_as_it_was(desk: Desk) -> None:
    edition = desk.submitted()
    set_procedure(desk.organ, levels=stored(SMALL), since=TODAY, by=desk.leader, at=later(2))

    assert len(state_of(edition, later(3)).review.levels) == 3


@pytest.mark.parametrize(
    "levels",
    [
        [{"name": "批准", "duties": ["leader"]}],
        [{"name": "初审", "duties": ["clerk"]}, {"name": "批准", "duties": ["clerk"]}],
        [{"name": "初审", "duties": ["clerk"]}, {"name": "批准", "duties": ["reviewer"]}],
        [{"name": "初审", "duties": []}, {"name": "批准", "duties": ["leader"]}],
        [{"name": "审", "duties": ["clerk"]}, {"name": "审", "duties": ["leader"]}],
        [{"name": "初审"}, {"name": "批准", "duties": ["leader"]}],
        [{"name": "初审", "duties": ["audit_admin"]}, {"name": "批准", "duties": ["leader"]}],
    ],
)
def test_levels_that_make_no_review_are_refused_at_their_field(desk: Desk, levels: list[dict]) -> None:
    with pytest.raises(WrongFields) as wrong:
        set_procedure(desk.organ, levels=levels, since=TODAY, by=desk.leader, at=NOW)

    assert "levels" in wrong.value.faults


def test_only_those_who_approve_set_the_procedure(desk: Desk) -> None:
    for post in (desk.clerk, desk.reviewer):
        with pytest.raises(NotAllowed):
            set_procedure(desk.organ, levels=stored(SMALL), since=TODAY, by=post, at=NOW)


def test_the_desk_shows_what_waits_for_whom(desk: Desk) -> None:
    edition = desk.submitted()
    done = desk.cleared(document_number="")

    assert [s.review.subject_key for s in unfinished({desk.organ.pk})] == [edition.pk]
    assert [s.review.subject_key for s in waiting_for(desk.reviewer, TODAY)] == [edition.pk]
    assert waiting_for(desk.leader, TODAY) == []
    assert state_of(done, later(5)).state is State.CLEARED


def test_a_review_takes_an_opinion_on_its_own_content_only(desk: Desk) -> None:
    review = newest("edition", desk.submitted().pk)

    with pytest.raises(OutOfTurn, match="作废"):
        give_opinion(review, verdict="pass", digest="0" * 64, by=desk.reviewer, at=later(4))


def test_a_paper_submitted_anew_waits_once(desk: Desk) -> None:
    edition = desk.submitted()
    save_draft(edition, {"title": "换了"}, version=1, by=desk.clerk, at=later(3), voids_review=True)
    assert state_of(edition, later(3)).state is State.DRAFT
    submit(edition, by=desk.clerk, at=later(3))

    assert [s.review for s in unfinished({desk.organ.pk})] == [newest("edition", edition.pk)]


def test_the_last_lock_before_a_release_holds_by_itself(desk: Desk) -> None:
    """What the steps before refuse already is refused here too, each fault with its own reason."""
    edition = desk.cleared()
    digest = state_of(edition, later(4)).digest
    review = check_cleared("edition", edition.pk, digest)

    with pytest.raises(NotCleared, match="拟稿人自己批准"):
        check_cleared("edition", edition.pk, digest, {desk.leader.person_id})
    with pytest.raises(NotCleared, match="又有人参与改稿"):
        check_cleared("edition", edition.pk, digest, {desk.head.person_id})
    Hit.objects.create(review=review, key="late", kind="mobile", part="正文", says="手机号码")
    with pytest.raises(NotCleared, match="还有1处扫描发现没有答复"):
        check_cleared("edition", edition.pk, digest)


def test_one_person_alone_clears_nothing_whatever_the_levels_say(desk: Desk) -> None:
    edition = desk.draft()
    digest = state_of(edition, later(1)).digest
    review = Review.objects.create(
        organ=desk.organ,
        subject_kind="edition",
        subject_key=edition.pk,
        digest=digest,
        levels=[{"name": "批准", "duties": ["leader"]}],
        last_level=0,
        drafted_by=[desk.clerk.person_id],
        opened_by=desk.clerk,
        opened_at=later(1),
    )
    Opinion.objects.create(review=review, place=1, level=0, by=desk.leader, at=later(2), verdict="pass")

    assert standing(review).state.name == "CLEARED"
    with pytest.raises(NotCleared, match="不是由不同的人逐级作出"):
        check_cleared("edition", edition.pk, digest, {desk.clerk.person_id})


def test_what_is_not_proactively_disclosed_is_not_released_even_if_it_was_cleared(desk: Desk) -> None:
    edition = desk.cleared()
    Edition.objects.filter(pk=edition.pk).update(attribute="on_request", ground="第三十二条")

    with pytest.raises(WrongFields) as wrong:
        release(edition, by=desk.clerk, at=later(5))
    assert set(wrong.value.faults) == {"attribute"}


def a_review(desk: Desk, edition: Edition, *said_by: Post, drafted_by: Post, levels: int = 2) -> Review:
    """Return a review as no action makes it: the rows of an older rule, or of another hand."""
    review = Review.objects.create(
        organ=desk.organ,
        subject_kind="edition",
        subject_key=edition.pk,
        digest=digest_of(edition),
        levels=stored(DEFAULT[-levels:]),
        last_level=levels - 1,
        drafted_by=[drafted_by.person_id],
        opened_by=desk.clerk,
        opened_at=later(1),
    )
    for place, post in enumerate(said_by):
        Opinion.objects.create(
            review=review, place=place, level=place, verdict="pass", by=post, at=later(2 + place)
        )
    assert standing(review).state is ReviewState.CLEARED
    return review


def test_rows_of_two_other_people_clear_what_they_say(desk: Desk) -> None:
    """那几项测试所写的记录，除了所说的那一处，都是齐备的。"""
    edition = desk.draft()
    review = a_review(desk, edition, desk.reviewer, desk.leader, drafted_by=desk.clerk)

    assert check_cleared("edition", edition.pk, review.digest, edition.writers) == review
    assert release(edition, by=desk.clerk, at=later(9)).edition == edition


def test_rows_in_which_a_writer_approved_last_release_nothing(desk: Desk) -> None:
    edition = desk.draft()
    Edition.objects.filter(pk=edition.pk).update(writers=[desk.leader.person_id])
    a_review(desk, edition, desk.reviewer, desk.leader, drafted_by=desk.leader)

    with pytest.raises(NotCleared, match="由拟稿人自己批准"):
        release(edition, by=desk.clerk, at=later(9))


def test_a_writer_whom_only_the_review_knows_has_approved_nothing(desk: Desk) -> None:
    edition = desk.draft()
    review = a_review(desk, edition, desk.reviewer, desk.leader, drafted_by=desk.leader)

    with pytest.raises(NotCleared, match="由拟稿人自己批准"):
        check_cleared("edition", edition.pk, review.digest, ())


@pytest.mark.parametrize("unanswered_of", [1, 2])
def test_rows_with_a_find_that_nobody_answered_release_nothing(desk: Desk, unanswered_of: int) -> None:
    edition = desk.draft()
    review = a_review(desk, edition, desk.reviewer, desk.leader, drafted_by=desk.clerk)
    hits = [
        Hit.objects.create(review=review, key=str(n), kind="mobile", part="正文", says="像是手机号码。")
        for n in range(unanswered_of)
    ]
    for hit in hits[1:]:
        HitAnswer.objects.create(hit=hit, reason="对外公布的", by=desk.reviewer, at=later(3))

    with pytest.raises(NotCleared, match="还有1处扫描发现没有答复"):
        release(edition, by=desk.clerk, at=later(9))

    HitAnswer.objects.create(hit=hits[0], reason="对外公布的", by=desk.reviewer, at=later(9))
    release(edition, by=desk.clerk, at=later(10))


@pytest.mark.parametrize("attribute", ["on_request", "withheld"])
def test_rows_that_cleared_what_is_not_for_the_public_release_nothing(desk: Desk, attribute: str) -> None:
    edition = desk.draft()
    Edition.objects.filter(pk=edition.pk).update(attribute=attribute, ground="条例第十六条")
    edition.refresh_from_db()
    a_review(desk, edition, desk.reviewer, desk.leader, drafted_by=desk.clerk)

    with pytest.raises(WrongFields) as wrong:
        release(edition, by=desk.clerk, at=later(9))

    assert "attribute" in wrong.value.faults
    assert not Showing.objects.filter(edition=edition).exists()


def test_a_procedure_of_one_level_in_the_rows_opens_no_review(desk: Desk) -> None:
    Procedure.objects.create(
        organ=desk.organ, since=TODAY, levels=stored(DEFAULT[-1:]), entered_by=desk.leader, entered_at=NOW
    )
    edition = desk.draft()

    with pytest.raises(OutOfTurn, match=r"至少分两级.*重新设定审查程序"):
        submit(edition, by=desk.clerk, at=later(1))

    assert newest("edition", edition.pk) is None
    client = sign_in(Client(), desk.leader)
    assert "至少分两级" in client.get(reverse("desk-procedure")).content.decode()
    set_procedure(desk.organ, levels=stored(SMALL), since=TODAY, by=desk.leader, at=later(2))
    submit(edition, by=desk.clerk, at=later(3))
