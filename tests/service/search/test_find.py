"""What is put is found, by whatever way it is asked for; what is not shown is not."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from gongkai.service.catalogue.search.entry import Entry
from gongkai.service.catalogue.search.find import Found, Query, Sort, find
from gongkai.service.catalogue.search.store import clear, put, remove

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def an_entry(key: int = 1, title: str = "青山区公共租赁住房保障办法", **facts: Any) -> Entry:
    """Return an entry of an invented organ."""
    given: dict[str, Any] = {
        "kind": "document",
        "key": key,
        "organ": "qingshan",
        "title": title,
        "dated": date(2025, 5, 1),
        "begins": datetime(2025, 5, 1, 1, 0, tzinfo=UTC),
    }
    return Entry(**{**given, **facts})


def keys(found: Found) -> list[int]:
    """Return the keys of the results in their order."""
    return [result.key for result in found.results]


def asked(text: str, at: datetime = NOW, **filters: Any) -> list[int]:
    """Return the keys of what is found for a text."""
    return keys(find(Query(text, **filters), at))


def test_what_was_put_is_found_by_a_word_of_its_title_body_and_files():
    put([an_entry(body="申请人应当提交户口簿。", attachments="附表：收入证明")])

    assert [asked("租赁住房"), asked("户口簿"), asked("收入证明"), asked("驾驶证")] == [[1], [1], [1], []]


def test_what_is_put_again_stands_there_once_and_as_it_is_now():
    put([an_entry(body="旧的正文")])
    put([an_entry(body="新的内容")])

    assert [asked("旧的正文"), asked("新的内容")] == [[], [1]]


def test_what_is_removed_is_not_found():
    put([an_entry(1), an_entry(2)])

    assert remove("document", [1, 99]) == 1

    assert asked("住房") == [2]
    clear()
    assert asked("住房") == []


def test_nothing_is_found_before_its_moment_nor_after_its_end():
    begins, ends = NOW + timedelta(hours=1), NOW + timedelta(hours=2)
    put([an_entry(begins=begins, ends=ends)])
    instant = timedelta(microseconds=1)

    moments = (NOW, begins - instant, begins, ends - instant, ends)

    assert [len(asked("住房", at)) for at in moments] == [0, 0, 1, 1, 0]
    assert [find(Query("住房"), at).total for at in moments] == [0, 0, 1, 1, 0]


def test_filters_leave_what_they_say():
    put(
        [
            an_entry(1, organ="qingshan", topic="02-01", validity="in_force", category="art20/5"),
            an_entry(2, organ="baisha", topic="02-03", validity="repealed", dated=date(2019, 12, 31)),
            an_entry(3, kind="report", organ="baisha", topic="05-01", dated=date(2020, 1, 1)),
        ]
    )
    every = {"sort": Sort.NEWEST}

    assert asked("住房", **every) == [1, 3, 2]
    assert asked("住房", organs=frozenset({"baisha"}), **every) == [3, 2]
    assert asked("住房", organs=frozenset({"baisha", "qingshan"}), **every) == [1, 3, 2]
    assert asked("住房", topic="02", **every) == [1, 2]
    assert asked("住房", topic="02-03") == [2]
    assert asked("住房", category="art20") == [1]
    assert asked("住房", validity="repealed") == [2]
    assert asked("住房", kinds=frozenset({"report"})) == [3]
    assert asked("住房", year_from=2020, **every) == [1, 3]
    assert asked("住房", year_to=2019) == [2]
    assert asked("住房", year_from=2021, year_to=2019) == []


@pytest.mark.parametrize(
    "typed",
    [
        "青政办发〔2025〕3号",
        "青政办发[2025]3号",
        "青政办发【2025】3号",
        "青政办发（２０２５）３号",
        "青政办发 〔2025〕 3 号",
        "青政办发2025年3号",
        "青政办发2025 3号",
        "2025 3号",
        "青政办发",
    ],
)
def test_a_document_number_is_found_however_it_is_typed(typed: str):
    put([an_entry(number="青政办发〔2025〕3号"), an_entry(2, number="青政办发〔2025〕13号")])

    assert 1 in asked(typed)
    assert typed == "青政办发" or asked(typed)[0] == 1
