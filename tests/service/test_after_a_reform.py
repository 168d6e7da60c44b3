"""After a reform of organs: what the old organ drafted and published passes to who came after it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from gongkai.service.catalogue import due, visibility
from gongkai.service.catalogue.actions.draft_edition import draft_edition
from gongkai.service.catalogue.actions.release import release
from gongkai.service.catalogue.actions.withdraw import withdraw
from gongkai.service.catalogue.desk_law import law_here
from gongkai.service.catalogue.doors import document_for, documents_of
from gongkai.service.clearance.queries import waiting_for
from gongkai.service.organs.actions.succeed import succeed
from gongkai.service.organs.doors import NotHere
from gongkai.service.organs.models import Duty, Organ, Post, Succession
from gongkai.service.organs.policy import NotAllowed, supervises
from gongkai.service.organs.queries import forebears
from tests.service.catalogue_desk import NOW, TODAY, Desk, a_post, later
from tests.service.desk import sign_in

K = Succession.Kind
REFORM = TODAY + timedelta(days=1)
AFTER = NOW + timedelta(days=1)
DAY = 24 * 60  # minutes


@pytest.fixture
def desk(organ: Organ) -> Desk:
    return Desk(organ)


def an_heir(organ: Organ, code: str = "qingshan-danganguan", name: str = "青山区档案馆") -> Organ:
    return Organ.objects.create(code=code, name=name, kind="department", parent=organ.parent)


def reform(old: Organ, *new: Organ, kind: Succession.Kind = K.RENAMED, on: date = REFORM) -> None:
    succeed(
        kind,
        on=on,
        predecessors=[old],
        successors=new,
        source="青编〔2026〕1号",
        by=None,
        at=NOW,
        carry_posts=len(new) == 1,
    )


def carried(post: Post, to: Organ) -> Post:
    return Post.objects.get(person=post.person, organ=to)


def test_what_a_renamed_organ_published_is_corrected_and_withdrawn_by_its_heir(desk: Desk, organ: Organ):
    edition = desk.published()
    heir = an_heir(organ)
    reform(organ, heir)
    clerk, leader = carried(desk.clerk, heir), carried(desk.leader, heir)

    assert document_for(clerk, edition.document_id, REFORM) == edition.document
    assert edition.document in documents_of(leader, REFORM)
    draft = draft_edition(edition.document, arose_on=TODAY, by=clerk, at=AFTER).edition
    assert draft.document == edition.document
    desk.leader.refresh_from_db()
    with pytest.raises(NotAllowed, match="不在任期内"):
        withdraw(edition, reason="误", public_note="误。", by=desk.leader, at=AFTER)
    withdraw(edition, reason="含个人信息", public_note="已撤下。", by=leader, at=AFTER)

    assert not visibility.showing(AFTER).exists()


def test_a_review_that_was_open_goes_on_with_the_heirs_people(desk: Desk, organ: Organ):
    edition = desk.submitted()
    heir = an_heir(organ)
    reform(organ, heir)
    people = [carried(post, heir) for post in (desk.clerk, desk.reviewer, desk.leader)]

    assert [w.review.subject_key for w in waiting_for(people[0], REFORM)] == [edition.pk]
    assert [item.edition for item in due.waiting(heir, REFORM, law_here())] == [edition]
    for post in people:
        desk.passes(edition, post, AFTER)
    release(edition, by=people[0], at=AFTER)

    assert [row.edition_id for row in visibility.showing(AFTER)] == [edition.pk]


def test_nothing_passes_before_the_day_nor_to_anybody_else(desk: Desk, organ: Organ):
    edition = desk.submitted()
    heir, stranger = an_heir(organ), an_heir(organ, "qingshan-minzhengju", "青山区民政局")
    early = a_post(heir, Duty.CLERK, "early.clerk")
    other = a_post(stranger, Duty.LEADER, "other.leader")
    reform(organ, heir)

    with pytest.raises(NotHere):
        document_for(early, edition.document_id, TODAY)
    assert document_for(early, edition.document_id, REFORM)
    with pytest.raises(NotHere):
        document_for(other, edition.document_id, REFORM)
    assert not documents_of(other, REFORM).exists()
    assert waiting_for(other, REFORM) == []


def test_an_organ_stands_for_all_before_it_and_what_was_split_is_counted_for_nobody(desk: Desk, organ: Organ):
    second = an_heir(organ)
    left, right = an_heir(organ, "qingshan-jia", "甲局"), an_heir(organ, "qingshan-yi", "乙局")
    reform(organ, second)
    reform(second, left, right, kind=K.SPLIT, on=REFORM + timedelta(days=1))
    late = REFORM + timedelta(days=1)

    assert forebears(second, late) == {organ.pk}
    assert forebears(left, late) == forebears(right, late) == {organ.pk, second.pk}
    assert forebears(left, REFORM) == set()
    assert forebears(left, late, whole=True) == set()
    assert forebears(second, late, whole=True) == {organ.pk}


def test_the_heir_of_an_authority_supervises_what_that_one_did(desk: Desk, organ: Organ):
    office, new = (
        an_heir(organ, "qingshan-zhengfuban", "区政府办"),
        an_heir(organ, "qingshan-gongkaiban", "新办"),
    )
    organ.supervisor = office
    organ.save()
    watcher = a_post(office, Duty.SUPERVISOR, "office.watcher")
    reform(office, new)

    assert supervises(carried(watcher, new), organ, REFORM)
    assert not supervises(carried(watcher, new), organ, TODAY)


def test_the_heirs_desk_lists_it_and_its_leader_takes_it_down(desk: Desk, organ: Organ):
    edition = desk.published(title="旧局的通知")
    heir = an_heir(organ)
    reform(organ, heir)
    client = Client()
    sign_in(client, carried(desk.leader, heir))

    assert "旧局的通知" in client.get(reverse("desk-documents")).content.decode()
    shown = client.get(reverse("desk-edition", args=[edition.pk])).content.decode()
    assert "监督人员的职务" not in shown
    answer = client.post(
        reverse("desk-withdraw", args=[edition.pk]), {"reason": "含个人信息", "public_note": "已撤下。"}
    )

    assert answer.status_code == 302
    assert visibility.withdrawn(edition.document, later(10**6)) is not None
