"""The demonstration: each document of the fictitious district went through its review and says what it is."""

from __future__ import annotations

import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gongkai.service.catalogue import visibility
from gongkai.service.catalogue.desk_law import law_here
from gongkai.service.catalogue.models import Edition
from gongkai.service.catalogue.state import State, states
from gongkai.service.clearance.models import Review
from gongkai.service.demonstration import asking, district
from gongkai.service.demonstration.people import write_down
from gongkai.service.organs.models import Organ, Person
from gongkai.service.requests.models import Standing
from gongkai.service.requests.verifying import verify

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@pytest.fixture
def passwords(db: None) -> dict[str, str]:
    return district.load(NOW)


def test_the_district_is_shown_and_every_document_says_that_it_is_a_demonstration(
    passwords: dict[str, str],
) -> None:
    shown = list(visibility.showing(NOW))

    assert len(shown) == len(list(district._documents())) + Organ.objects.count()  # a guide each
    assert [s.edition.title for s in shown if "演示" not in s.edition.title] == []
    assert not Organ.objects.filter(demonstration=False).exists()
    _every_one_was_passed_by_two([s.edition for s in shown])
    _work_lies_open()
    assert set(passwords) == set(Person.objects.values_list("username", flat=True))
    assert district.load(NOW) == {}


def _every_one_was_passed_by_two(editions: list[Edition]) -> None:
    for edition in editions:
        review = Review.objects.get(subject_kind="edition", subject_key=edition.pk)
        opinions = list(review.opinions.select_related("by"))
        assert review.digest == edition.released_digest
        assert [o.verdict for o in opinions] == ["pass"] * len(review.levels)
        assert len({o.by.person_id for o in opinions}) >= 2
        assert opinions[-1].by.person_id not in edition.writers


def _work_lies_open() -> None:
    drafts = list(Edition.objects.filter(released_digest=""))
    found = {where.state for where in states(drafts, NOW).values()}
    assert found == {State.DRAFT, State.IN_REVIEW, State.RETURNED, State.CLEARED}


@pytest.mark.django_db
@pytest.mark.parametrize("day", ["2026-02-14", "2026-10-04", "2026-11-23"])
def test_whenever_it_is_first_started_something_is_overdue_something_due_today_and_much_was_answered(
    day: str,
) -> None:
    moment = datetime.fromisoformat(f"{day}T02:00:00+00:00")
    district.load(moment)
    assert asking.load(moment, 48) == 48
    today = law_here().calendar.on_or_before(moment.date())
    found = Standing.objects.all()
    assert found.filter(ended_on=None, due__lt=today).exists()
    assert found.filter(ended_on=None, due=today).exists()
    assert {"running", "consulting", "awaiting_correction", "receipt_awaited", "ended"} <= set(
        found.values_list("state", flat=True)
    )
    assert found.exclude(outcome="").count() >= 30
    assert verify() is None


def test_the_passwords_are_for_the_owner_of_the_folder_alone(tmp_path: Path) -> None:
    file = tmp_path / "passwords.txt"

    write_down({"zhangsan": "plainly invented"}, file)

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert file.read_text("utf-8") == "zhangsan  plainly invented\n"
