"""The shapes of the catalogue: what is released stays, numbers are given once, showings are intervals."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from threading import Thread

import pytest
from django.db import connection, connections, transaction

from gongkai.service.catalogue import index, schemes, visibility
from gongkai.service.catalogue.models import Document, Edition, Showing
from gongkai.service.organs.models import Duty, Organ, Person, Post
from gongkai.service.organs.records import Immutable
from gongkai.statute.limits import limits

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@pytest.fixture
def clerk(organ: Organ) -> Post:
    person = Person.objects.create_user("zhangsan", "张三", "plainly invented 1")
    return Post.objects.create(person=person, organ=organ, duty=Duty.CLERK, since=date(2020, 1, 1))


def an_edition(clerk: Post, number: int = 1, document: Document | None = None) -> Edition:
    document = document or Document.objects.create(
        organ=clerk.organ,
        index_number=index.take(clerk.organ, date(2026, 3, 2)),
        opened_by=clerk,
        opened_at=NOW,
    )
    return Edition.objects.create(
        document=document,
        number=number,
        title="关于开放档案的通知",
        category="20-01-normative",
        arose_on=date(2026, 3, 1),
        drafted_by=clerk,
        drafted_at=NOW,
        changed_by=clerk,
        changed_at=NOW,
    )


def show(edition: Edition, clerk: Post, begins: datetime, ends: datetime | None = None) -> Showing:
    Edition.objects.filter(pk=edition.pk).update(released_digest="0" * 64)
    return Showing.objects.create(
        edition=edition,
        organ=edition.document.organ,
        category=edition.category,
        first_begins=begins,
        begins=begins,
        released_by=clerk,
        released_at=begins,
        ends=ends,
        ended_how="superseded" if ends else "",
    )


def test_a_released_edition_is_never_changed(clerk: Post) -> None:
    edition = an_edition(clerk)
    show(edition, clerk, NOW)

    edition.title = "改了"
    with pytest.raises(Immutable):
        edition.save()


def test_a_draft_may_be_changed(clerk: Post) -> None:
    edition = an_edition(clerk)

    edition.title = "改了"
    edition.save()

    assert Edition.objects.get(pk=edition.pk).title == "改了"


def test_the_public_sees_an_edition_from_its_first_moment_to_before_its_last(clerk: Post) -> None:
    first = an_edition(clerk)
    change = NOW + timedelta(days=1)
    show(first, clerk, NOW, change)
    second = an_edition(clerk, 2, first.document)
    show(second, clerk, change)

    def seen(at: datetime) -> list[Edition]:
        return [row.edition for row in visibility.showing(at)]

    assert seen(NOW - timedelta(microseconds=1)) == []
    assert seen(NOW) == [first]
    assert seen(change - timedelta(microseconds=1)) == [first]
    assert seen(change) == [second]
    assert visibility.next_change(NOW) == change
    assert [row.edition for row in visibility.history(first.document, change)] == [second, first]


def test_index_numbers_follow_the_pattern_and_are_given_once(clerk: Post) -> None:
    numbers = [index.take(clerk.organ, date(2026, 3, 2)) for _ in range(3)]

    assert numbers == [f"qingshan-danganju/2026-{n:05}" for n in (1, 2, 3)]


@pytest.mark.django_db(transaction=True)
def test_index_numbers_taken_at_once_differ(organ: Organ) -> None:
    taken: list[str] = []

    def take() -> None:
        try:
            for _ in range(5):
                taken.append(index.take(organ, date(2026, 3, 2)))
        finally:
            connections.close_all()

    threads = [Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(set(taken)) == 20, connection.vendor


def test_a_number_already_used_is_passed_over(clerk: Post) -> None:
    Document.objects.create(
        organ=clerk.organ, index_number="qingshan-danganju/2026-00001", opened_by=clerk, opened_at=NOW
    )

    with transaction.atomic():
        assert index.take(clerk.organ, date(2026, 3, 2)) == "qingshan-danganju/2026-00002"


@pytest.mark.parametrize(
    "pattern",
    [
        "{organ}-{serial:05}",
        "{year}",
        "{organ}/{year}-{serial:05}x",
        "{name}/{year}-{serial}",
        "号{year}{serial}",
    ],
)
def test_a_pattern_that_would_repeat_numbers_is_refused(pattern: str) -> None:
    with pytest.raises(index.WrongPattern):
        index.check_pattern(pattern)


def test_every_category_has_a_limit_of_the_law() -> None:
    assert all(schemes.limit_of(c.key) in limits() for c in schemes.all_categories())


def test_the_tree_and_the_topics_are_whole() -> None:
    assert len([t for t in schemes.topics() if not t.under]) == 22
    assert len([t for t in schemes.topics() if t.under]) == 121
    assert schemes.below("20-01") == {"20-01", "20-01-laws", "20-01-rules", "20-01-normative", "20-01-other"}
    assert [c.key for c in schemes.path_to("20-07-department")] == ["20-07", "20-07-department"]
    assert schemes.limit_of("20-07-department") == "department_budget_publication"
