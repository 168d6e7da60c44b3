"""The life of a document: drafted, reviewed, shown, superseded, withdrawn; and what is refused on the way."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from gongkai.service.catalogue import changes, store, visibility
from gongkai.service.catalogue.actions.confirm_guide import confirm_guide
from gongkai.service.catalogue.actions.discard import discard
from gongkai.service.catalogue.actions.draft_document import draft_document
from gongkai.service.catalogue.actions.draft_edition import draft_edition
from gongkai.service.catalogue.actions.mark_validity import annul_validity, mark_validity
from gongkai.service.catalogue.actions.release import release
from gongkai.service.catalogue.actions.save_draft import save_draft
from gongkai.service.catalogue.actions.submit import submit
from gongkai.service.catalogue.actions.unschedule import unschedule
from gongkai.service.catalogue.actions.withdraw import withdraw
from gongkai.service.catalogue.doors import document_for, documents_of, edition_for, editions_of
from gongkai.service.catalogue.drafts import Stale, WouldVoidReview
from gongkai.service.catalogue.fields import Note
from gongkai.service.catalogue.models import Attachment, Document, Edition, Showing
from gongkai.service.catalogue.scanning import SecrecyMarked
from gongkai.service.catalogue.search.find import Query, find
from gongkai.service.catalogue.state import State, state_of
from gongkai.service.clearance.refusals import NotCleared, OutOfTurn, WrongFields
from gongkai.service.organs.doors import NotHere
from gongkai.service.organs.models import Deed, Duty, Organ, Post
from gongkai.service.organs.policy import NotAllowed
from tests.service.catalogue_desk import FIELDS, NOW, TODAY, Desk, a_post, later, showing_of


@pytest.fixture
def desk(organ: Organ) -> Desk:
    return Desk(organ)


def seen(minute: int) -> list[str]:
    """Return the titles the public sees at that minute."""
    return [row.edition.title for row in visibility.showing(later(minute))]


def found(text: str, minute: int) -> list[int]:
    """Return the keys that the public finds by a text at that minute."""
    return [hit.key for hit in find(Query(text), later(minute)).results]


def an_attachment(edition: Edition, by: Post, data: bytes = b"a,b\n1,2\n", place: int = 1) -> Attachment:
    digest = store.keep(data)
    return Attachment.objects.create(
        edition=edition,
        place=place,
        name="名单.csv",
        kind="csv",
        media_type="text/csv",
        size=len(data),
        original_sha256=digest,
        sha256=digest,
        text=data.decode(),
        added_by=by,
        added_at=NOW,
    )


def test_what_passed_the_review_is_shown_and_found_from_its_moment_on(desk: Desk) -> None:
    edition = desk.cleared()
    assert seen(3) == []

    release(edition, by=desk.clerk, at=later(3))

    assert seen(2) == []
    assert seen(3) == ["关于开放档案的通知"]
    assert found("开放档案", 3) == [edition.pk]
    assert found("开放档案", 2) == []
    assert state_of(edition, later(3)).state is State.PUBLISHED
    assert [(c.kind, c.document, c.category) for c in changes.since(0)] == [
        ("begins", edition.document_id, "20-01-normative")
    ]


def test_nothing_is_released_without_a_review(desk: Desk) -> None:
    """条例第十七条：先审查，后公开。"""
    with pytest.raises(NotCleared, match="尚未送审"):
        release(desk.draft(), by=desk.clerk, at=later(3))

    assert seen(5) == []


def test_a_review_half_done_releases_nothing(desk: Desk) -> None:
    edition = desk.submitted()
    desk.passes(edition, desk.clerk, later(2))
    desk.passes(edition, desk.reviewer, later(2))

    with pytest.raises(NotCleared, match="审查中（批准）"):
        release(edition, by=desk.clerk, at=later(3))


def test_a_change_after_the_review_voids_it(desk: Desk) -> None:
    edition = desk.cleared()
    with pytest.raises(WouldVoidReview, match="审查通过"):
        save_draft(edition, {"summary": "另一句。"}, version=1, by=desk.clerk, at=later(3))
    save_draft(edition, {"summary": "另一句。"}, version=1, by=desk.clerk, at=later(3), voids_review=True)

    where = state_of(edition, later(3))
    assert (where.state, where.was_voided) == (State.DRAFT, True)
    with pytest.raises(NotCleared, match="改动"):
        release(edition, by=desk.clerk, at=later(4))


def test_a_text_changed_there_and_back_by_somebody_new_needs_a_new_review(desk: Desk) -> None:
    edition = desk.cleared()
    save_draft(edition, {"title": "甲"}, version=1, by=desk.head, at=later(3), voids_review=True)
    save_draft(edition, {"title": FIELDS["title"]}, version=2, by=desk.head, at=later(3), voids_review=True)

    with pytest.raises(NotCleared, match="又有人参与改稿"):
        release(edition, by=desk.clerk, at=later(4))


def test_a_file_changed_behind_our_back_is_not_released(desk: Desk) -> None:
    edition = desk.draft()
    file = an_attachment(edition, desk.clerk)
    submit(edition, by=desk.clerk, at=later(1))
    desk.clear(edition, later(2))
    with store.open_file(file.sha256) as stored:
        path = Path(stored.name)
    path.write_bytes(b"X" + path.read_bytes()[1:])

    with pytest.raises(NotCleared, match="存储"):
        release(edition, by=desk.clerk, at=later(3))


def test_a_file_added_after_the_review_voids_it(desk: Desk) -> None:
    edition = desk.cleared()
    an_attachment(edition, desk.clerk)

    with pytest.raises(NotCleared):
        release(edition, by=desk.clerk, at=later(3))


def test_a_later_edition_takes_the_place_of_the_first_which_stays_readable(desk: Desk) -> None:
    first = desk.published()
    second = draft_edition(
        first.document, arose_on=TODAY, by=desk.clerk, at=later(4), change_note="更正"
    ).edition
    save_draft(second, {"title": "更正后的通知"}, version=1, by=desk.clerk, at=later(4))
    assert seen(5) == ["关于开放档案的通知"]
    submit(second, by=desk.clerk, at=later(5))
    desk.clear(second, later(5))
    release(second, by=desk.leader, at=later(6))

    assert seen(5) == ["关于开放档案的通知"]
    assert seen(6) == ["更正后的通知"]
    assert found("通知", 6) == [second.pk]
    assert [row.edition_id for row in visibility.history(first.document, later(6))] == [second.pk, first.pk]
    assert state_of(first, later(6)).state is State.SUPERSEDED
    assert showing_of(second).first_begins == showing_of(first).begins


def test_a_release_can_be_set_for_later_and_undone_before(desk: Desk) -> None:
    first = desk.published()
    second = draft_edition(first.document, arose_on=TODAY, by=desk.clerk, at=later(4)).edition
    save_draft(second, {"title": "明天的"}, version=1, by=desk.clerk, at=later(4))
    submit(second, by=desk.clerk, at=later(5))
    desk.clear(second, later(5))
    release(second, by=desk.clerk, at=later(6), begins=later(100))

    assert (seen(99), seen(100)) == (["关于开放档案的通知"], ["明天的"])
    assert (found("通知", 99), found("明天的", 99)) == ([first.pk], [])
    assert (found("通知", 100), found("明天的", 100)) == ([], [second.pk])
    assert state_of(second, later(7)).state is State.SCHEDULED
    with pytest.raises(OutOfTurn, match="定时"):
        withdraw(first, reason="误", public_note="已撤下。", by=desk.leader, at=later(7))

    unschedule(second, by=desk.clerk, at=later(8))

    assert seen(100) == ["关于开放档案的通知"]
    assert (found("通知", 100), found("明天的", 100)) == ([first.pk], [])
    assert state_of(second, later(9)).state is State.CLEARED
    release(second, by=desk.clerk, at=later(9))
    assert seen(9) == ["明天的"]


def test_what_has_begun_is_not_unscheduled_but_withdrawn(desk: Desk) -> None:
    edition = desk.cleared()
    release(edition, by=desk.clerk, at=later(3), begins=later(10))

    with pytest.raises(OutOfTurn, match="时间已到"):
        unschedule(edition, by=desk.clerk, at=later(10))


def test_a_release_in_the_past_is_refused_at_its_field(desk: Desk) -> None:
    edition = desk.cleared()

    with pytest.raises(WrongFields) as wrong:
        release(edition, by=desk.clerk, at=later(3), begins=later(2))

    assert list(wrong.value.faults) == ["begins"]


def test_what_is_withdrawn_is_gone_from_its_moment_with_its_note(desk: Desk) -> None:
    edition = desk.published()

    withdraw(edition, reason="含个人信息", public_note="内容有误，已撤下。", by=desk.leader, at=later(10))

    assert (seen(9), seen(10)) == (["关于开放档案的通知"], [])
    assert found("开放档案", 10) == []
    gone = visibility.withdrawn(edition.document, later(10))
    assert gone is not None
    assert gone.public_note == "内容有误，已撤下。"
    assert visibility.history(edition.document, later(10)) == []
    assert state_of(edition, later(10)).state is State.WITHDRAWN


def test_an_earlier_wording_can_be_withdrawn_alone(desk: Desk) -> None:
    first = desk.published()
    second = draft_edition(first.document, arose_on=TODAY, by=desk.clerk, at=later(4)).edition
    save_draft(second, {"title": "去掉了电话"}, version=1, by=desk.clerk, at=later(4))
    submit(second, by=desk.clerk, at=later(5))
    desk.clear(second, later(5))
    release(second, by=desk.clerk, at=later(6))

    withdraw(first, reason="含个人信息", public_note="已撤下。", by=desk.head, at=later(7))

    assert seen(6) == ["去掉了电话"]
    assert seen(7) == ["去掉了电话"]
    assert [row.edition_id for row in visibility.history(first.document, later(7))] == [second.pk]
    assert state_of(first, later(7)).state is State.WITHDRAWN


def test_a_withdrawal_says_why_to_the_file_and_to_the_reader(desk: Desk) -> None:
    edition = desk.published()

    with pytest.raises(WrongFields) as wrong:
        withdraw(edition, reason="", public_note="", by=desk.leader, at=later(4))
    assert set(wrong.value.faults) == {"reason", "public_note"}
    with pytest.raises(WrongFields) as wrong:
        withdraw(edition, reason="误", public_note="请电13800138000。", by=desk.leader, at=later(4))
    assert set(wrong.value.faults) == {"public_note"}
    with pytest.raises(NotAllowed):
        withdraw(edition, reason="误", public_note="已撤下。", by=desk.clerk, at=later(4))


def test_a_reader_is_sent_on_only_to_what_is_shown(desk: Desk) -> None:
    edition, other = desk.published(), desk.draft(document_number="")

    with pytest.raises(WrongFields) as wrong:
        withdraw(
            edition,
            reason="重复",
            public_note="已合并。",
            moved_to=other.document,
            by=desk.leader,
            at=later(4),
        )
    assert set(wrong.value.faults) == {"moved_to"}

    target = desk.published(document_number="")
    withdraw(
        edition, reason="重复", public_note="已合并。", moved_to=target.document, by=desk.leader, at=later(4)
    )
    assert visibility.withdrawn(edition.document, later(4)).moved_to == target.document


def test_a_withdrawn_document_comes_back_by_a_new_edition(desk: Desk) -> None:
    first = desk.published()
    withdraw(first, reason="误", public_note="已撤下。", by=desk.leader, at=later(4))
    second = draft_edition(first.document, arose_on=TODAY, by=desk.clerk, at=later(5)).edition
    submit(second, by=desk.clerk, at=later(5))
    desk.clear(second, later(6))
    release(second, by=desk.clerk, at=later(7))

    assert seen(7) == ["关于开放档案的通知"]
    assert showing_of(first).ended_how == Showing.Ended.WITHDRAWN


def test_what_was_withdrawn_stays_away_when_a_corrected_edition_is_shown(desk: Desk) -> None:
    first = desk.published()
    second = desk.superseded(first, 6)
    withdraw(second, reason="两版都误含个人信息", public_note="已撤下。", by=desk.leader, at=later(8))

    third = desk.superseded(first, 11)

    assert [row.edition_id for row in visibility.history(first.document, later(7))] == [second.pk, first.pk]
    assert visibility.history(first.document, later(10)) == []
    assert [row.edition_id for row in visibility.history(first.document, later(12))] == [third.pk]


def test_what_is_interpreted_of_another_organ_is_shown_at_that_moment(desk: Desk) -> None:
    other = Desk(Organ.objects.create(code="lidao-wenhuaju", name="李岛县文化局", kind="department"))
    edition = other.cleared(document_number="")
    number = edition.document.index_number

    assert "interprets" in wrong(desk, interprets=[number])
    release(edition, by=other.clerk, at=later(3), begins=later(60))
    assert "interprets" in wrong(desk, interprets=[number])  # scheduled is not yet shown

    explains = draft_document({**FIELDS, "interprets": [number]}, by=desk.clerk, at=later(60)).edition
    assert [d.pk for d in explains.interprets.all()] == [edition.document_id]
    withdraw(edition, reason="误", public_note="已撤下。", by=other.leader, at=later(70))
    assert "interprets" in wrong(desk, interprets=[number])
    saved = save_draft(explains, {"interprets": [number]}, version=1, by=desk.clerk, at=later(71))
    assert not saved.is_changed  # what it names already does not stop the editor


def test_two_drafts_of_one_document_are_not_under_way_at_once(desk: Desk) -> None:
    first = desk.published()
    draft_edition(first.document, arose_on=TODAY, by=desk.clerk, at=later(4))

    with pytest.raises(OutOfTurn, match="第2版正在起草"):
        draft_edition(first.document, arose_on=TODAY, by=desk.clerk, at=later(5))


def test_a_discarded_draft_keeps_its_number_and_is_over(desk: Desk) -> None:
    edition = discard(desk.draft(), by=desk.clerk, at=later(1))

    assert state_of(edition, later(1)).state is State.DISCARDED
    with pytest.raises(OutOfTurn, match="作废"):
        save_draft(edition, {"title": "再改"}, version=1, by=desk.clerk, at=later(2))
    with pytest.raises(OutOfTurn, match="作废"):
        submit(edition, by=desk.clerk, at=later(2))
    assert desk.draft(document_number="").document.index_number.endswith("00002")


def test_two_editors_do_not_overwrite_each_other(desk: Desk) -> None:
    edition = desk.draft()
    save_draft(edition, {"title": "我的"}, version=1, by=desk.clerk, at=later(1))

    with pytest.raises(Stale, match="张三在2026-03-02 09:31改过"):
        save_draft(edition, {"title": "他的"}, version=1, by=desk.head, at=later(2))

    assert Edition.objects.get(pk=edition.pk).title == "我的"
    assert Edition.objects.get(pk=edition.pk).writers == [desk.clerk.person_id]


def test_saving_without_a_change_changes_nothing(desk: Desk) -> None:
    edition = desk.cleared()

    saved = save_draft(edition, {"title": edition.title}, version=1, by=desk.head, at=later(3))

    assert not saved.is_changed
    assert state_of(edition, later(3)).state is State.CLEARED


def wrong(desk: Desk, **values: object) -> dict[str, list[str]]:
    with pytest.raises(WrongFields) as refused:
        draft_document({**FIELDS, **values}, by=desk.clerk, at=NOW)
    return refused.value.faults


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("title", {"title": "  "}),
        ("title", {"title": "长" * 201}),
        ("topic", {"topic": "99-01"}),
        ("category", {"category": "20-99"}),
        ("category", {"category": ""}),
        ("genre", {"genre": "诗歌"}),
        ("formed_on", {"formed_on": date(2026, 3, 3)}),
        ("arose_on", {"arose_on": date(2026, 3, 3)}),
        ("arose_on", {"arose_on": date(2026, 2, 25)}),
        ("arose_on", {"arose_on": None, "formed_on": None}),
        ("expires_on", {"effective_on": date(2026, 3, 1), "expires_on": date(2026, 2, 28)}),
        ("formed_on", {"formed_on": "2026-02-26"}),
        ("ground", {"attribute": "withheld"}),
        ("attribute", {"attribute": "secret"}),
        ("norm", {"norm": "rule"}),
        ("issuers", {"issuers": []}),
        ("keywords", {"keywords": ["长" * 21]}),
        ("interprets", {"interprets": ["qingshan-danganju/2026-00099"]}),
        ("colour", {"colour": "red"}),
    ],
)
def test_what_does_not_hold_is_said_at_its_field(desk: Desk, field: str, values: dict) -> None:
    assert field in wrong(desk, **values)
    assert not Document.objects.exists()


def test_a_category_of_another_kind_of_organ_is_refused(desk: Desk) -> None:
    desk.organ.kind = "other"
    desk.organ.save()
    desk.clerk.refresh_from_db()

    assert "category" in wrong(desk, category="20-07-government")


def test_a_number_that_another_has_is_noted_not_refused(desk: Desk) -> None:
    desk.draft()

    saved = draft_document({**FIELDS, "document_number": "青档 [2026] 01号"}, by=desk.clerk, at=NOW)

    assert saved.edition.document_number == "青档〔2026〕1号"
    assert [note.field for note in saved.notes] == ["document_number"]
    assert all(isinstance(note, Note) for note in saved.notes)


def test_what_the_catalogue_must_have_is_asked_for_before_the_review(desk: Desk) -> None:
    """条例第十二条：索引、名称、内容概述、生成日期。"""
    edition = draft_document(
        {"title": "无", "category": "20-03", "arose_on": TODAY}, by=desk.clerk, at=NOW
    ).edition

    with pytest.raises(WrongFields) as refused:
        submit(edition, by=desk.clerk, at=later(1))

    assert set(refused.value.faults) == {"formed_on", "summary", "body"}


def test_what_is_not_for_the_public_is_not_submitted(desk: Desk) -> None:
    edition = desk.draft(attribute="on_request", ground="条例第十六条")

    with pytest.raises(WrongFields) as refused:
        submit(edition, by=desk.clerk, at=later(1))

    assert "attribute" in refused.value.faults


def test_a_mark_of_secrecy_is_refused_and_nothing_is_kept_but_that_it_happened(desk: Desk) -> None:
    with pytest.raises(SecrecyMarked, match="国家秘密标志"):
        desk.draft(body="<p>机密★1年</p><p>关于某事的通知</p>")

    assert not Edition.objects.exists()
    (deed,) = Deed.objects.filter(act="catalogue.refuse_secret")
    assert "某事" not in str(deed.particulars)
    edition = desk.draft()
    with pytest.raises(SecrecyMarked):
        save_draft(edition, {"title": "机密★"}, version=1, by=desk.clerk, at=later(1))
    assert Edition.objects.get(pk=edition.pk).title == FIELDS["title"]


def test_a_secret_in_an_attached_file_stops_the_submission(desk: Desk) -> None:
    edition = desk.draft()
    an_attachment(edition, desk.clerk, "绝密★长期\n".encode())

    with pytest.raises(SecrecyMarked, match="名单"):
        submit(edition, by=desk.clerk, at=later(1))

    assert state_of(edition, later(1)).state is State.DRAFT
    assert Deed.objects.filter(act="catalogue.refuse_secret").count() == 1


def test_markup_that_runs_does_not_reach_the_body(desk: Desk) -> None:
    edition = desk.draft(body='<p onclick="x()">甲</p><script>alert(1)</script>')

    assert edition.body == "<p>甲</p>"
    assert edition.text.strip() == "甲"


def test_another_organ_does_not_know_of_a_draft_but_its_supervisor_does(desk: Desk) -> None:
    edition = desk.draft()
    above = desk.organ.parent
    stranger = a_post(above, Duty.CLERK, "qita")
    overseer = a_post(above, Duty.SUPERVISOR, "jiandu")
    admin = a_post(desk.organ, Duty.SYSTEM_ADMIN, "admin")
    auditor = a_post(desk.organ, Duty.AUDIT_ADMIN, "audit")
    for post in (stranger, overseer, admin, auditor):
        with pytest.raises(NotHere):
            edition_for(post, edition.pk, TODAY)
        with pytest.raises(NotHere):
            document_for(post, edition.document_id, TODAY)
        assert not documents_of(post, TODAY).exists()
        assert not editions_of(post, TODAY).exists()

    desk.organ.supervisor = above
    desk.organ.save()

    assert edition_for(overseer, edition.pk, TODAY) == edition
    assert list(documents_of(overseer, TODAY, desk.organ)) == [edition.document]
    with pytest.raises(NotHere):
        edition_for(stranger, edition.pk, TODAY)
    with pytest.raises(NotAllowed):
        save_draft(edition, {"title": "上级改的"}, version=1, by=overseer, at=later(1))
    assert edition_for(desk.leader, edition.pk, TODAY) == edition


def test_every_action_asks_whose_it_is(desk: Desk) -> None:
    stranger = a_post(desk.organ.parent, Duty.OFFICE_HEAD, "qita")
    draft, cleared, shown = desk.draft(), desk.cleared(document_number=""), desk.published(document_number="")
    day, minute = timedelta(days=1), later(9)

    for act in (
        lambda: save_draft(draft, {"title": "x"}, version=1, by=stranger, at=minute),
        lambda: submit(draft, by=stranger, at=minute),
        lambda: discard(draft, by=stranger, at=minute),
        lambda: release(cleared, by=stranger, at=minute),
        lambda: unschedule(cleared, by=stranger, at=minute),
        lambda: withdraw(shown, reason="x", public_note="x", by=stranger, at=minute),
        lambda: draft_edition(shown.document, arose_on=TODAY, by=stranger, at=minute),
        lambda: mark_validity(
            shown.document, kind="repealed", on=TODAY + day, by_text="x", by=stranger, at=minute
        ),
        lambda: confirm_guide(shown.document, by=stranger, at=minute),
    ):
        with pytest.raises(NotAllowed, match="不由青山区人民政府办理"):
            act()


def test_a_mark_of_validity_is_found_in_the_search_and_taken_back_by_another(desk: Desk) -> None:
    edition = desk.published()
    by_document = desk.published(
        document_number="", title="关于废止文件的决定", summary="废止一件。", body="<p>废止一件。</p>"
    ).document

    mark = mark_validity(
        edition.document, kind="repealed", on=TODAY, by_document=by_document, by=desk.leader, at=later(5)
    )
    assert [
        hit.key for hit in find(Query("开放档案", validities=frozenset({"repealed"})), later(5)).results
    ] == [edition.pk]
    with pytest.raises(OutOfTurn, match="废止"):
        mark_validity(edition.document, kind="lapsed", on=TODAY, by_text="x", by=desk.leader, at=later(6))

    annul_validity(mark, reason="标错了文件。", by=desk.leader, at=later(6))

    assert [
        hit.key for hit in find(Query("开放档案", validities=frozenset({"in_force"})), later(6)).results
    ] == [edition.pk]
    with pytest.raises(OutOfTurn):
        annul_validity(mark, reason="再来。", by=desk.leader, at=later(7))
