"""Two at once: releases, opinions, saves, changes. Run on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connections

from gongkai.service.catalogue import changes, visibility
from gongkai.service.catalogue.actions.draft_edition import draft_edition
from gongkai.service.catalogue.actions.release import release
from gongkai.service.catalogue.actions.review import speak
from gongkai.service.catalogue.actions.save_draft import save_draft
from gongkai.service.catalogue.actions.submit import submit
from gongkai.service.catalogue.models import Change, Edition, Showing
from gongkai.service.catalogue.state import State, state_of
from gongkai.service.clearance.models import Opinion, Review
from gongkai.service.clearance.refusals import NotCleared, OutOfTurn
from gongkai.service.organs.models import Organ, Post
from gongkai.service.organs.policy import NotAllowed
from tests.service.catalogue_desk import TODAY, Desk, later

pytestmark = pytest.mark.django_db(transaction=True)
REFUSALS = (NotAllowed, OutOfTurn, NotCleared)


@pytest.fixture
def desk(organ: Organ) -> Desk:
    return Desk(organ)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Do several things at the same time, and return what each gave: a result, or the refusal."""
    barrier = Barrier(len(acts))
    gave: list[object] = [None] * len(acts)

    def do(place: int) -> None:
        try:
            barrier.wait()
            gave[place] = acts[place]()
        except REFUSALS as refusal:
            gave[place] = refusal
        except Exception as fault:
            gave[place] = fault
        finally:
            connections.close_all()

    threads = [Thread(target=do, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    faults = [g for g in gave if isinstance(g, Exception) and not isinstance(g, REFUSALS)]
    assert faults == []
    return gave


def test_of_two_releases_at_once_one_is_told_that_it_is_done(desk: Desk) -> None:
    edition = desk.cleared()

    gave = at_once(*(lambda by=by: release(edition, by=by, at=later(3)) for by in (desk.clerk, desk.leader)))

    assert sorted(type(g).__name__ for g in gave) == ["OutOfTurn", "Showing"]
    assert Showing.objects.count() == 1
    assert len(changes.since(0)) == 1


def test_of_two_saves_at_once_one_is_told_of_the_other(desk: Desk) -> None:
    edition = desk.draft()

    gave = at_once(
        *(
            lambda t=t, by=by: save_draft(edition, {"title": t}, version=1, by=by, at=later(1))
            for t, by in (("甲", desk.clerk), ("乙", desk.head))
        )
    )

    assert sorted(type(g).__name__ for g in gave) == ["Saved", "Stale"]
    assert Edition.objects.get(pk=edition.pk).version == 2


def test_two_opinions_at_once_are_one_level_not_two(desk: Desk) -> None:
    edition = desk.submitted()
    digest = state_of(edition, later(2)).digest

    def passes(by: Post) -> Opinion:
        return speak(edition, verdict="pass", by=by, at=later(2), digest=digest)

    gave = at_once(*(lambda by=by: passes(by) for by in (desk.clerk, desk.reviewer, desk.reviewer)))

    passed = [g for g in gave if isinstance(g, Opinion)]
    people = [o.by.person_id for o in passed]
    assert len(set(people)) == len(people)
    assert [o.level for o in Opinion.objects.order_by("place")] == list(range(len(passed)))


def test_two_submissions_at_once_open_one_review(desk: Desk) -> None:
    edition = desk.draft()

    at_once(*(lambda by=by: submit(edition, by=by, at=later(1)) for by in (desk.clerk, desk.head)))

    assert Review.objects.count() == 1


def test_two_next_editions_at_once_are_one(desk: Desk) -> None:
    first = desk.published()

    gave = at_once(
        *(
            lambda by=by: draft_edition(first.document, arose_on=TODAY, by=by, at=later(4))
            for by in (desk.clerk, desk.head)
        )
    )

    assert sorted(type(g).__name__ for g in gave) == ["OutOfTurn", "Saved"]


def test_a_change_at_the_moment_of_release_is_shown_only_if_reviewed(desk: Desk) -> None:
    edition = desk.cleared()

    at_once(
        lambda: release(edition, by=desk.clerk, at=later(3)),
        lambda: save_draft(
            edition, {"title": "没审过的"}, version=1, by=desk.head, at=later(3), voids_review=True
        ),
    )

    assert [s.edition.title for s in visibility.showing(later(3))] in ([], ["关于开放档案的通知"])
    assert state_of(edition, later(3)).state in (State.PUBLISHED, State.DRAFT)


def test_changes_are_numbered_without_a_gap_in_the_order_of_their_commits(desk: Desk) -> None:
    editions = [desk.cleared(document_number="") for _ in range(4)]

    at_once(*(lambda e=e: release(e, by=desk.clerk, at=later(3)) for e in editions))

    assert list(Change.objects.values_list("number", flat=True)) == [1, 2, 3, 4]
