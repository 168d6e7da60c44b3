"""What is put is found, by whatever way it is asked for; what is not shown is not."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from typing import Any
from unittest import mock

import pytest
from django.db import connection
from django.db.utils import OperationalError

from gongkai.service.catalogue.search import find as finding
from gongkai.service.catalogue.search import postgresql
from gongkai.service.catalogue.search.entry import SearchUnavailable, WrongEntry, place_of
from gongkai.service.catalogue.search.find import Query, Sort, facets, find
from gongkai.service.catalogue.search.models import Indexed, State
from gongkai.service.catalogue.search.store import clear, due, put, remove
from tests.service.search.entries import NOW, an_entry, asked, hits, keys, whole

pytestmark = pytest.mark.django_db


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
    assert asked("住房", topics=frozenset({"02"}), **every) == [1, 2]
    assert asked("住房", topics=frozenset({"02-03"})) == [2]
    assert asked("住房", categories=frozenset({"art20"})) == [1]
    assert asked("住房", validities=frozenset({"repealed"})) == [2]
    assert asked("住房", topics=frozenset({"02-01", "05"}), **every) == [1, 3]
    assert asked("住房", kinds=frozenset({"report"})) == [3]
    assert asked("住房", year_from=2020, **every) == [1, 3]
    assert asked("住房", year_to=2019) == [2]
    assert asked("住房", year_from=2021, year_to=2019) == []


def test_what_a_text_finds_is_counted_whatever_the_filters_and_only_within_bounds(
    monkeypatch: pytest.MonkeyPatch,
):
    put([an_entry(1, topic="02-01"), an_entry(2, organ="baisha", topic="02-03", validity="repealed")])
    everything, filtered = Query("住房"), Query("住房", organs=frozenset({"baisha"}))

    told = facets(filtered, find(filtered, NOW), NOW)

    assert told is not None
    assert sorted((row.organ, row.topic, row.validity) for row in told) == [
        ("baisha", "02-03", "repealed"),
        ("qingshan", "02-01", ""),
    ]
    assert facets(everything, find(everything, NOW), NOW) == told
    assert facets(Query("“住房保障”"), find(Query("“住房保障”"), NOW), NOW) == told
    assert facets(Query(""), find(Query(""), NOW), NOW) is None
    monkeypatch.setattr("gongkai.service.catalogue.search.find.FACETED", 1)
    assert facets(filtered, find(filtered, NOW), NOW) is None
    assert facets(everything, find(everything, NOW), NOW) is None


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


def test_a_number_that_is_not_there_brings_the_nearest_that_are():
    put(
        [
            an_entry(1, number="青政办发〔2025〕3号"),
            an_entry(2, number="青政办发〔2024〕13号"),
            an_entry(3, number="白民发〔2019〕77号"),
            an_entry(4, number="青政办发〔2025〕31号", begins=NOW + timedelta(days=1)),
        ]
    )

    assert find(Query("青政办发〔2025〕13号"), NOW).did_you_mean == (
        "青政办发〔2025〕3号",
        "青政办发〔2024〕13号",
    )
    assert find(Query("青政力发[2025]3号"), NOW).did_you_mean == ("青政办发〔2025〕3号",)
    assert find(Query("青政办发2025 3号"), NOW).did_you_mean == ()
    assert find(Query("住房"), NOW).did_you_mean == ()


def test_the_document_of_a_number_comes_before_those_that_cite_it():
    put(
        [
            an_entry(1, number="青政办发〔2020〕3号", dated=date(2020, 1, 1)),
            an_entry(2, title="关于修改青政办发〔2020〕3号文件的通知", dated=date(2025, 1, 1)),
            an_entry(3, body="根据青政办发〔2020〕3号文件，现予公布。", dated=date(2026, 1, 1)),
        ]
    )

    assert asked("青政办发〔2020〕3号") == [1, 2, 3]


def test_title_comes_before_number_before_body_before_files():
    put(
        [
            an_entry(1, "通知", attachments="公租房"),
            an_entry(2, "通知", body="公租房"),
            an_entry(3, "通知", keywords="公租房"),
            an_entry(4, "公租房通知"),
        ]
    )

    assert asked("公租房") == [4, 3, 2, 1]


@pytest.mark.parametrize("typed", ["住房", "住房保障", "住房 保障", "住房 青政办发", "保障 住房 工作"])
def test_to_leave_texts_unread_changes_nothing_of_the_order(typed: str, monkeypatch: pytest.MonkeyPatch):
    titles = ["住房保障办法", "保障住房办法", "住房", "关于保障的通知", "工作要点", "住房和保障工作"]
    bodies = [
        "住房保障",
        "保障 住房。" * 3,
        "住房，保障工作。",
        "保障工作",
        "住房 保障 住房 工作" + "工作" * 2_000,
    ]
    put(
        an_entry(n, title, body=body, number=f"青政办发〔2024〕{n}号", dated=date(2025 - n % 3, 1, 1))
        for n, (title, body) in enumerate(itertools.product(titles, bodies), 1)
    )
    monkeypatch.setattr(finding, "TEXTS", 1_000)
    expected = [(result.key, result.score) for result in find(Query(typed, per_page=100), NOW).results]

    monkeypatch.setattr(finding, "TEXTS", 2)

    for size in (1, 3, 20):
        found = find(Query(typed, per_page=size), NOW).results
        assert [(result.key, result.score) for result in found] == expected[:size]


def test_of_equals_the_newer_comes_first_and_of_one_day_always_the_same():
    put([an_entry(n, dated=date(2020 + n % 3, 1, 1)) for n in range(1, 10)])

    assert asked("租赁住房") == asked("租赁住房", sort=Sort.NEWEST) == [8, 5, 2, 7, 4, 1, 9, 6, 3]


@pytest.mark.parametrize("sort", list(Sort))
def test_pages_follow_each_other_without_gap_or_repetition(sort: Sort):
    put([an_entry(n) for n in range(1, 26)])

    pages = [asked("住房", page=page, per_page=10, sort=sort) for page in (1, 2, 3, 4)]

    assert [len(page) for page in pages] == [10, 10, 5, 0]
    assert sorted(itertools.chain.from_iterable(pages)) == list(range(1, 26))


def test_whoever_goes_on_from_the_last_result_sees_every_one_once_though_new_ones_come():
    put([an_entry(n, dated=date(2025, 1, 1)) for n in range(1, 8)])
    seen, after = [], None

    while True:
        found = find(Query("住房", sort=Sort.NEWEST, per_page=3, after=after), NOW)
        seen += keys(found)
        if (after := found.next) is None:
            break
        put([an_entry(100 + len(seen), dated=date(2026, 1, 1))])

    assert seen == [7, 6, 5, 4, 3, 2, 1]


def test_a_word_of_very_many_finds_the_titles_among_them_however_old(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(finding, "RANKED", 5)
    put([an_entry(n, "通知", body="全区住房保障工作", dated=date(2025, 1, 1)) for n in range(1, 31)])
    put([an_entry(99, "住房保障办法", dated=date(2010, 1, 1))])
    put([an_entry(98, "住房规划", body="保障工作", dated=date(2011, 1, 1))])

    found = find(Query("住房 保障"), NOW)

    assert keys(found)[:2] == [99, 98]
    assert (found.total, found.is_exact, found.reachable) == (32, True, 7)
    assert "按相关度只列出前7条" in found.notes[-1]
    assert len(asked("住房保障", sort=Sort.NEWEST, per_page=100)) == 32


def test_a_phrase_stands_as_quoted_and_an_excluded_word_does_not_stand():
    put(
        [
            an_entry(1, "通知", body="优化营商环境实施方案"),
            an_entry(2, "通知", body="优化营商和投资环境"),
            an_entry(3, "通知", attachments="优化营商\n环境"),
        ]
    )

    assert asked("营商环境") == [1, 2, 3]
    assert sorted(asked("营商 环境")) == [1, 2, 3]
    for quoted in ("“营商环境”", '"营商环境"', "「营商环境」", "《营商环境》"):
        assert asked(quoted) == [1, 3]
        assert asked(quoted, sort=Sort.NEWEST) == [3, 1]
    assert asked("优化 -实施方案", sort=Sort.NEWEST) == [3, 2]
    assert asked("优化 -“营商和”", sort=Sort.NEWEST) == [3, 1]
    assert find(Query("“营商环境”"), NOW).total == 2


def test_a_phrase_that_many_have_in_pieces_is_counted_as_it_stands(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(finding, "RANKED", 4)
    put([an_entry(n, "通知", body="图书和书馆" if n % 2 else "图书馆") for n in range(1, 21)])

    by_date = find(Query("“图书馆”", sort=Sort.NEWEST, per_page=100), NOW)
    by_score = find(Query("“图书馆”"), NOW)

    assert keys(by_date) == list(range(20, 0, -2))
    assert (by_date.total, by_date.is_exact) == (10, True)
    assert not by_score.is_exact
    assert set(keys(by_score)) <= set(keys(by_date))


def test_a_single_character_is_looked_for_in_titles_and_the_page_says_so():
    put([an_entry(1, "水费标准"), an_entry(2, "通知", body="水费")])

    found = find(Query("水"), NOW)

    assert keys(found) == [1]
    assert found.notes == ("单字“水”只在标题、文号和机关名称中查找。",)
    assert asked("水费") == [1, 2]


def test_excerpts_mark_what_was_found_and_change_nothing_of_the_text():
    body = "第一条　为规范管理，制定本办法。" + "其他内容。" * 60 + "申请住房的家庭，ＡＢＣ应当申报。"
    put([an_entry(body=body)])

    (result,) = find(Query("公共租赁住房 家庭 abc"), NOW).results

    assert hits(result.title) == ["公共", "租赁", "住房"] or hits(result.title) == ["公共租赁住房"]
    assert whole(result.title) == "青山区公共租赁住房保障办法"
    assert {"家庭", "ＡＢＣ"} <= set(hits(result.excerpt))
    assert whole(result.excerpt).strip("…") in body
    assert not result.in_attachment


def test_traditional_characters_find_simplified_ones_and_the_other_way_round():
    old = an_entry(2, title="政府資訊公開規定", body="開發區發展規劃。")
    put([an_entry(1, title="政府信息公开规定"), old])

    assert asked("信息公開規定") == [1]
    assert asked("资讯公开") == asked("資訊公開") == [2]
    assert asked("“开发区发展规划”") == [2]
    assert asked("规") == asked("規") == [2, 1]
    (result,) = find(Query("发展规划"), NOW).results
    assert set(hits(result.excerpt)) <= {"發展", "規劃", "發展規劃"} and hits(result.excerpt)


def test_an_excerpt_is_from_a_file_where_only_that_has_the_words():
    put([an_entry(body="见附件。", attachments="附表一\n家庭收入\n情况")])

    (result,) = find(Query("收入情况"), NOW).results

    assert result.in_attachment
    assert "收入" in "".join(hits(result.excerpt))


def test_search_that_cannot_be_used_says_so_and_never_gives_an_empty_list():
    put([an_entry()])
    gone = mock.patch.object(connection, "cursor", side_effect=OperationalError("gone"))
    with gone, pytest.raises(SearchUnavailable, match="不表示所找的信息没有公开"):
        find(Query("住房"), NOW)

    State.objects.update(version=0)
    with pytest.raises(SearchUnavailable, match="正在重建"):
        find(Query("住房"), NOW)


def test_what_is_put_while_the_index_is_of_another_version_is_kept_for_the_rebuild():
    put([an_entry()])
    State.objects.update(version=0)

    put([an_entry(), an_entry(2)])
    remove("document", [1])

    assert list(Indexed.objects.values_list("key", flat=True)) == [2]


def test_two_entries_whose_numbers_would_meet_both_stand():
    first, second = an_entry(1), an_entry(1 + (1 << 17))
    assert place_of(first) == place_of(second)

    put([first, second])
    put([first, second])

    assert sorted(asked("住房")) == [1, 1 + (1 << 17)]


def test_a_kind_nobody_registered_is_refused():
    with pytest.raises(WrongEntry, match="不认识的种类"):
        put([an_entry(kind="rumour")])


def test_entries_whose_validity_turns_are_named_on_the_day():
    put([an_entry(1, turns=date(2026, 3, 2)), an_entry(2, turns=date(2026, 3, 3)), an_entry(3)])

    assert due(date(2026, 3, 2)) == [("document", 1)]


def test_what_is_written_is_gone_if_the_callers_transaction_fails():
    from django.db import transaction

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        put([an_entry()])
        raise ZeroDivisionError

    assert asked("住房") == []


@pytest.mark.parametrize(
    "typed", ["住房", "住房 保障 办法", "“公共租赁住房” -废止", "青政办发〔2025〕4号", "没有的词"]
)
@pytest.mark.parametrize("sort", list(Sort))
def test_a_page_of_results_asks_the_database_few_questions(
    typed: str, sort: Sort, django_assert_max_num_queries: Any, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(finding, "RANKED", 10)
    put([an_entry(n, number=f"青政办发〔2024〕{n}号") for n in range(1, 31)])

    with django_assert_max_num_queries(8):
        find(Query(typed, sort=sort), NOW)


def test_a_short_text_is_shown_whole_and_a_long_one_from_a_sentence_on():
    put(
        [
            an_entry(1, "通知", body="住房保障。"),
            an_entry(2, "通知", body="别的。" * 99 + "住房保障工作。" + "其他。" * 99),
        ]
    )

    short, long = (result.excerpt for result in find(Query("住房"), NOW).results[::-1])

    assert whole(short) == "住房保障。"
    assert whole(long).startswith("…住房保障工作。其他。")
    assert len(whole(long)) == 122


@pytest.mark.parametrize("in_turn", [0, 300])
def test_the_newest_of_very_many_are_the_same_wherever_they_are_looked_for(
    in_turn: int, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(postgresql, "MANY", 3)
    monkeypatch.setattr(postgresql, "IN_TURN", in_turn)
    put([an_entry(n, dated=date(2020, 1, 1) + timedelta(days=n)) for n in range(1, 31)])
    put([an_entry(99, dated=date(2027, 1, 1), begins=NOW + timedelta(days=1))])

    assert asked("住房", sort=Sort.NEWEST, per_page=20) == list(range(30, 10, -1))
    assert asked("住房", sort=Sort.NEWEST, per_page=20, page=2) == list(range(10, 0, -1))
    assert find(Query("住房", sort=Sort.NEWEST, per_page=4), NOW).total == 30
