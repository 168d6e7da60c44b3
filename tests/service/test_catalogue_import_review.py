"""What stood on an old site: reviewed as one batch, released under its old days, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from gongkai.service.catalogue import visibility
from gongkai.service.catalogue.actions import review as single
from gongkai.service.catalogue.actions.release import release
from gongkai.service.catalogue.actions.save_draft import save_draft
from gongkai.service.catalogue.actions.submit import submit
from gongkai.service.catalogue.imports.actions.review import (
    answer,
    release_batch,
    review_of,
    speak,
    submit_batch,
)
from gongkai.service.catalogue.imports.models import Batch, BatchItem, ImportRun
from gongkai.service.catalogue.models import Change, Edition, Showing
from gongkai.service.catalogue.state import State, state_of
from gongkai.service.clearance.refusals import NotCleared, OutOfTurn, WrongFields
from gongkai.service.organs.models import Organ, Post
from tests.service.catalogue_desk import NOW, Desk, later
from tests.service.catalogue_import import entered, now, row_of, tried

OLD = {"原发布日期": "2018-03-05 10:20"}
STOOD = datetime(2018, 3, 5, 2, 20, tzinfo=UTC)


@pytest.fixture
def desk(organ: Organ) -> Desk:
    return Desk(organ)


def old(desk: Desk, *rows: dict[str, str]) -> ImportRun:
    old_rows = [{"成文日期": "2018-02-26", **OLD, **row} for row in rows]
    return entered(desk.clerk, *old_rows, was_published=True)


def submitted(desk: Desk, run: ImportRun) -> Batch:
    batch = submit_batch(run, by=desk.clerk, now=now)
    assert batch is not None
    return batch


def passes(batch: Batch, *posts: Post) -> None:
    for post in posts:
        digest = review_of(batch).review.digest
        speak(batch, verdict="pass", by=post, at=later(2), digest=digest)


def cleared(desk: Desk, run: ImportRun) -> Batch:
    batch = submitted(desk, run)
    passes(batch, desk.clerk, desk.reviewer, desk.leader)
    return batch


def edition(run: ImportRun, place: int = 0) -> Edition:
    found = row_of(run, place).edition
    assert found is not None
    return Edition.objects.get(pk=found.pk)


def test_what_passed_together_is_shown_from_its_old_day_and_the_pages_learn_of_it_now(desk: Desk) -> None:
    run = old(desk, {}, {"标题": "二"})
    cleared(desk, run)

    assert release_batch(run, by=desk.clerk, now=lambda: later(3)) == (2, [])

    first = Showing.objects.get(edition=edition(run))
    assert (first.begins, first.first_begins, first.released_at) == (STOOD, STOOD, later(3))
    assert len(visibility.showing(later(3))) == 2
    assert set(Change.objects.values_list("at", flat=True)) == {later(3)}
    assert release_batch(run, by=desk.clerk, now=lambda: later(4)) == (0, [])


def test_a_large_batch_is_released_to_its_last_row_by_one_press(desk: Desk) -> None:
    run = old(desk, *({"标题": f"第{n}件"} for n in range(23)))
    cleared(desk, run)

    assert release_batch(run, by=desk.clerk, now=lambda: later(3)) == (23, [])


def test_nothing_is_shown_before_the_last_level_has_passed(desk: Desk) -> None:
    run = old(desk, {})
    batch = submitted(desk, run)
    passes(batch, desk.clerk, desk.reviewer)

    done, refusals = release_batch(run, by=desk.clerk, now=lambda: later(3))

    assert (done, len(refusals)) == (0, 1)
    assert "尚未通过审查" in refusals[0]
    assert not Showing.objects.exists()


def test_a_row_changed_later_is_taken_out_and_only_that_one(desk: Desk) -> None:
    run = old(desk, {}, {"标题": "二"})
    cleared(desk, run)
    changed = edition(run)
    save_draft(
        changed, {"summary": "改了。"}, version=changed.version, by=desk.clerk, at=later(2), voids_review=True
    )

    done, refusals = release_batch(run, by=desk.clerk, now=lambda: later(3))

    assert done == 1
    assert "已经不在这一批里" in refusals[0]
    assert [s.edition.title for s in visibility.showing(later(3))] == ["二"]
    submit(edition(run), by=desk.clerk, at=later(4))  # and goes its own way
    assert state_of(edition(run), later(4)).state is State.IN_REVIEW


def test_another_day_than_the_one_reviewed_is_refused(desk: Desk) -> None:
    run = old(desk, {})
    cleared(desk, run)

    with pytest.raises(WrongFields, match="已经过去"):
        release(edition(run), by=desk.clerk, at=later(3), begins=STOOD - timedelta(days=1))


def test_an_item_put_into_a_batch_afterwards_clears_nothing(desk: Desk) -> None:
    run = old(desk, {})
    batch = cleared(desk, run)
    stranger = desk.draft()
    BatchItem.objects.create(
        batch=batch, edition=stranger, digest=state_of(stranger, later(3)).digest, begins=STOOD
    )

    with pytest.raises(NotCleared):
        release(stranger, by=desk.clerk, at=later(3))
    with pytest.raises(NotCleared):
        release(edition(run), by=desk.clerk, at=later(3))


def test_a_find_in_any_row_is_answered_before_somebody_else_passes_it(desk: Desk) -> None:
    run = old(desk, {}, {"标题": "二", "正文": "值班手机13800138000。"})
    batch = submitted(desk, run)
    passes(batch, desk.clerk)
    (hit,) = review_of(batch).hits
    assert "第3行" in hit.part

    with pytest.raises(OutOfTurn, match="没有答复"):
        passes(batch, desk.reviewer)
    answer(batch, [hit], reason="值班电话", by=desk.reviewer, at=later(2))
    passes(batch, desk.reviewer, desk.leader)

    assert release_batch(run, by=desk.clerk, now=lambda: later(3)) == (2, [])


def test_what_is_in_a_batch_is_reviewed_there_and_nowhere_else(desk: Desk) -> None:
    run = old(desk, {})
    submitted(desk, run)
    where = state_of(edition(run), later(1))
    assert (where.state, where.is_bound) == (State.IN_REVIEW, True)

    with pytest.raises(OutOfTurn, match="一批"):
        single.speak(edition(run), verdict="pass", by=desk.clerk, at=later(2), digest=where.digest)
    with pytest.raises(OutOfTurn, match="不必再送"):
        submit(edition(run), by=desk.clerk, at=later(2))
    with pytest.raises(OutOfTurn, match="没有可以送审的"):
        submit_batch(run, by=desk.clerk, now=now)


def test_a_batch_that_was_returned_is_cleared_by_nothing_earlier(desk: Desk) -> None:
    run = old(desk, {})
    batch = submitted(desk, run)
    digest = review_of(batch).review.digest
    speak(batch, verdict="return", says="请核对日期。", by=desk.reviewer, at=later(2), digest=digest)

    assert release_batch(run, by=desk.clerk, now=lambda: later(3))[0] == 0
    assert state_of(edition(run), later(3)).state is State.RETURNED
    cleared(desk, run)
    assert release_batch(run, by=desk.clerk, now=lambda: later(4))[0] == 1


def test_an_old_paper_needs_its_old_day_and_all_that_a_review_needs(desk: Desk) -> None:
    run = tried(
        desk.clerk,
        {"原发布日期": ""},
        {"原发布日期": "2030-01-01", "标题": "二"},
        {**OLD, "成文日期": "2019-01-01", "标题": "三"},
        {**OLD, "成文日期": "2018-01-01", "内容概述": "", "标题": "四"},
        was_published=True,
    )

    told = ["".join(says for _l, says in row.reasons) for row in run.rows.order_by("number")]
    for says, words in zip(
        told, ("没有填写原发布日期", "还没有到", "早于成文日期", "没有内容概述"), strict=True
    ):
        assert words in says


def test_new_papers_are_not_submitted_together(desk: Desk) -> None:
    run = entered(desk.clerk, {})

    with pytest.raises(OutOfTurn, match="逐件送审"):
        submit_batch(run, by=desk.clerk, now=lambda: NOW)
