"""After a reform: an organ that is no more begins nothing, and a split may name who keeps what it left."""

from __future__ import annotations

from datetime import timedelta

import pytest

from gongkai.service.catalogue.actions.draft_document import draft_document
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.actions.succeed import succeed
from gongkai.service.organs.continuity import shared
from gongkai.service.organs.models import Duty, Organ, Succession
from gongkai.service.organs.policy import NotAllowed, may_see
from tests.service.catalogue_desk import FIELDS, NOW, TODAY, Desk, a_post
from tests.service.desk import an_organ

K = Succession.Kind
REFORM = TODAY + timedelta(days=1)
AFTER = NOW + timedelta(days=1)


@pytest.fixture
def desk(organ: Organ) -> Desk:
    return Desk(organ)


def test_an_organ_that_is_no_more_begins_no_new_document_and_is_told_who_does(desk: Desk, organ: Organ):
    heir = an_organ("xin-ju", "新局")
    succeed(K.RENAMED, on=REFORM, predecessors=[organ], successors=[heir], source="文", by=None, at=NOW)
    values = {**FIELDS, "title": "变更以后才起草的"}

    with pytest.raises(NotAllowed, match="新局"):
        draft_document(values, by=desk.clerk, at=AFTER)
    assert draft_document(values, by=desk.clerk, at=NOW).edition.pk  # before the day of the change


def test_of_a_split_the_keeper_alone_answers_for_what_was_published(desk: Desk, organ: Organ):
    published = desk.published()
    keeper, other = an_organ("jia-ju", "甲局"), an_organ("yi-ju", "乙局")
    succeed(
        K.SPLIT,
        on=REFORM,
        predecessors=[organ],
        successors=[keeper, other],
        keeper=keeper,
        source="文",
        by=None,
        at=NOW,
    )
    clerks = [a_post(one, Duty.CLERK, f"clerk-{one.code}") for one in (keeper, other)]

    assert may_see(clerks[0], published.document.organ, REFORM)
    assert not may_see(clerks[1], published.document.organ, REFORM)
    assert shared(keeper.pk, REFORM) == frozenset()  # table two counts it for the keeper


@pytest.mark.parametrize("kind", [K.MERGED, K.SPLIT])
def test_a_keeper_is_one_of_those_that_take_over_in_a_split(organ: Organ, kind: Succession.Kind):
    heirs = [an_organ("jia-ju", "甲局"), an_organ("yi-ju", "乙局")]
    stranger = an_organ("bing-ju", "丙局")
    taking = heirs if kind is K.SPLIT else heirs[:1]
    keeper = stranger if kind is K.SPLIT else heirs[0]

    with pytest.raises(CannotDo, match="只有拆分时可以指定"):
        succeed(
            kind,
            on=REFORM,
            predecessors=[organ],
            successors=taking,
            keeper=keeper,
            source="文",
            by=None,
            at=NOW,
        )
