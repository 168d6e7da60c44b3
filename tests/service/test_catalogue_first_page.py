"""The first page of the desk looks at what waits, not at every draft that lies about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from gongkai.service.catalogue import desk as of_catalogue
from gongkai.service.catalogue import due as limits
from gongkai.service.catalogue import state
from gongkai.service.catalogue.actions.review import speak
from gongkai.service.catalogue.actions.save_draft import save_draft
from gongkai.service.catalogue.imports import desk as of_imports
from gongkai.service.catalogue.imports.actions.review import release_batch, submit_batch
from gongkai.service.catalogue.imports.models import Batch
from gongkai.service.catalogue.models import Edition
from gongkai.service.catalogue.state import state_of
from gongkai.service.organs.models import Organ, Post
from tests.service.catalogue_desk import NOW, Desk, later
from tests.service.catalogue_import import entered
from tests.service.test_catalogue_import_batch import OLD, a_batch, edition, say


@pytest.fixture
def desk(organ: Organ) -> Desk:
    return Desk(organ)


def told(post: Post, minute: int = 9) -> list[str]:
    return [str(item.says) for item in of_imports.due(post, later(minute))]


def counted(monkeypatch: pytest.MonkeyPatch, room: Any, name: str) -> list[Any]:
    """Return a list that grows with each call of a function."""
    real: Callable[..., Any] = getattr(room, name)
    calls: list[Any] = []

    def counting(*given: Any, **named: Any) -> Any:
        calls.append(given)
        return real(*given, **named)

    monkeypatch.setattr(room, name, counting)
    return calls


def test_only_what_a_review_ended_is_looked_at_among_many_drafts(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    entered(desk.clerk, *({"标题": f"第{n}件"} for n in range(30)))
    returned, passed = desk.submitted(title="退的"), desk.cleared(title="过的", document_number="")
    digest = state_of(returned, later(3)).digest
    speak(returned, verdict="return", says="改。", by=desk.reviewer, at=later(3), digest=digest)
    digests = counted(monkeypatch, state, "digest_of")
    dues = counted(monkeypatch, limits, "due_of")

    lines = {str(item.says): item for item in of_catalogue.due(desk.clerk, later(9))}

    assert len(digests) == 2
    assert len(dues) <= 2  # the day that many share is counted once
    assert "退回修改：《退的》" in lines
    assert "审查通过，可以发布：《过的》" in lines
    assert lines["审查通过，可以发布：《过的》"].by is not None
    assert str(passed.pk) in lines["审查通过，可以发布：《过的》"].url


def test_each_due_date_is_that_of_its_own_paper(desk: Desk) -> None:
    for n in range(4):
        desk.draft(document_number="", category="20-01-normative" if n % 2 else "20-05-basis")
    law = of_catalogue.law_here()

    for item in limits.waiting(desk.organ, NOW.date(), law):
        assert item == limits.item(item.edition, NOW.date(), law)


def test_a_batch_is_told_as_one_until_nothing_of_it_is_left(desk: Desk) -> None:
    batch = a_batch(desk.clerk, {}, {"标题": "二"})
    assert told(desk.clerk) == ["等您审查：成批导入的信息"]
    say(batch, "return", desk.reviewer, says="改。")
    assert told(desk.clerk) == ["成批导入的信息退回修改：目录.csv"]
    assert told(desk.reviewer) == []
    one = edition(batch, 0)
    save_draft(one, {"summary": "改好了。"}, version=one.version, by=desk.clerk, at=later(3))
    assert told(desk.clerk) == ["成批导入的信息退回修改：目录.csv"]  # the second row is as it was

    again = submit_batch(batch.run, by=desk.clerk, now=lambda: later(4))
    assert again is not None
    for post in (desk.clerk, desk.reviewer, desk.leader):
        say(again, "pass", post, minute=5)
    assert told(desk.clerk) == ["成批导入的信息审查通过，可以发布：目录.csv"]
    assert "退回" not in "".join(str(item.says) for item in of_catalogue.due(desk.clerk, later(9)))

    release_batch(batch.run, by=desk.clerk, now=lambda: later(6))
    assert told(desk.clerk) == []
    assert Batch.objects.count() == 2


def test_a_returned_batch_of_which_every_row_went_its_own_way_is_told_no_more(desk: Desk) -> None:
    batch = a_batch(desk.clerk, {**OLD})
    say(batch, "return", desk.reviewer, says="改。")
    one = edition(batch, 0)

    save_draft(one, {"summary": "改好了。"}, version=one.version, by=desk.clerk, at=later(3))

    assert told(desk.clerk) == []
    assert Edition.objects.get().summary == "改好了。"
