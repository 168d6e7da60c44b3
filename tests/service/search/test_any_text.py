"""No text that somebody types or publishes is a mistake, and what stands in a text is found."""

from __future__ import annotations

import random
import re
import struct

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongkai.service.catalogue.search import asked as asking
from gongkai.service.catalogue.search import postgresql, sqlite
from gongkai.service.catalogue.search.excerpt import excerpt, marked, pattern
from gongkai.service.catalogue.search.find import Query, Sort, find
from gongkai.service.catalogue.search.index import Wanted, index
from gongkai.service.catalogue.search.models import Indexed
from gongkai.service.catalogue.search.store import put, remove
from gongkai.service.catalogue.search.words import Words, clean, fold, number_of, pairs, parts, words_of
from tests.service.search.entries import NOW, an_entry, asked, whole

OPERATORS = [
    "AND",
    "OR",
    "NOT",
    "NEAR(",
    '"',
    "'",
    "*",
    "^",
    ":",
    "-",
    "(",
    ")",
    "&",
    "|",
    "!",
    "<->",
    "\\",
    "%",
    ";",
]
# Chinese as printed, with signs, digits, letters, emoji, rare characters and what has no place in a text.
characters = st.one_of(
    st.sampled_from(
        "政府信息公开条例办法通知〔〕2025号，。、“”《》（）　 \n\tａＢ１９⼯𠀀😀\x00\ud800\ue000é"
    ),
    st.characters(),
)
typed = st.one_of(
    st.text(characters, max_size=40),
    st.lists(st.one_of(st.sampled_from(OPERATORS), st.text(characters, max_size=6)), max_size=12).map(
        " ".join
    ),
)
few = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@few
@given(text=typed, sort=st.sampled_from(list(Sort)))
@pytest.mark.django_db
def test_whatever_is_typed_is_answered(text: str, sort: Sort):
    find(
        Query(text, sort=sort, topics=frozenset({text[:5]} - {""}), organs=frozenset({text[5:9]} - {""})), NOW
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\x00",
        "😀",
        "的",
        "-",
        '"',
        "“",
        "《》",
        "-废止",
        "政" * 10_000,
        "公开 " * 3_000,
        "a" * 10_000,
        "“" * 10_000,
        "-" * 10_000,
        "公开条例，" * 2_000,
        "'; DROP TABLE search_words; --",
        'words:x" OR "1"="1',
        "NEAR(公开 条例, 5)",
        "公开*",
        "^公开",
        "!公开 & (条例",
        "\ud800\udfff",
        "%s %(x)s {0}",
    ],
)
def test_what_is_odd_is_answered_too(text: str):
    put([an_entry(title="公开条例")])

    found = find(Query(text), NOW)

    assert found.results or found.notes or found.total == 0


@pytest.mark.django_db
def test_a_long_query_is_cut_with_a_word_about_it():
    put([an_entry(title="公开条例")])

    found = find(Query("公开条例" * 2_500), NOW)

    assert found.total == 1
    assert found.notes[0] == "搜索词太长，只用了前200个字。"


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["", "😀", "，。", "-废止", "“”"])
def test_where_nothing_can_be_looked_for_the_page_says_so(text: str):
    put([an_entry(title="公开条例")])

    found = find(Query(text), NOW)

    assert found.results == ()
    assert "请" in found.notes[0]


@few
@given(title=st.text(characters, min_size=2, max_size=30), data=st.data())
@pytest.mark.django_db
def test_every_part_of_a_title_or_text_finds_it(title: str, data: st.DataObject):
    title = clean(re.sub(r"[-－−–—\"“”「」『』《》]", "，", title))  # the query's own commands apart
    places = places_to_cut(title)
    start, end = sorted(data.draw(st.tuples(st.sampled_from(places), st.sampled_from(places))))
    put([an_entry(1, title, body=f"正文：{title}")])

    found = find(Query(title[start:end]), NOW)

    assert found.results or not asking.read(title[start:end]).terms
    remove("document", [1])


def places_to_cut(title: str) -> list[int]:
    """Return the places of a title between its atoms: no run of digits or letters is cut in two."""
    inside = {
        place
        for run in re.finditer(r"[^\W\d_]+|\d+", fold(title))
        for place in range(run.start() + 1, run.end())
    }
    han = {place for place, sign in enumerate(fold(title)) if sign >= "\u2e80"}
    return sorted(set(range(len(title) + 1)) - inside | han | {place + 1 for place in han})


@few
@given(st.text(characters, max_size=60))
def test_the_quick_way_to_cut_a_text_gives_what_the_plain_one_gives(text: str):
    plain: set[str] = set()
    for stretch in parts(fold(text)):
        plain.update(pairs(stretch))
        plain.update(atom for atom in stretch if atom < "\u2e80")

    assert words_of(text) == plain


@few
@given(st.text(st.sampled_from("政府信3５aＢ 　〔（。，\n\0・\ud800㈱⼀"), max_size=30))
def test_it_does_so_where_letters_blanks_and_signs_stand_between(text: str):
    test_the_quick_way_to_cut_a_text_gives_what_the_plain_one_gives.hypothesis.inner_test(text)


@few
@given(st.text(characters, max_size=60))
def test_folding_never_moves_a_character(text: str):
    assert len(fold(text)) == len(text)


@few
@given(typed, st.text(characters, max_size=300))
def test_pieces_put_together_are_the_text(text: str, body: str):
    if not (terms := asking.read(text).terms):
        return
    found = pattern(terms)

    assert whole(marked(body, found)) == body
    assert whole(excerpt(body, found)).strip("…") in body


@few
@given(typed)
def test_no_sign_of_a_databases_language_reaches_it(text: str):
    words = [word for term in asking.read(text).terms for word in (*term.words, *term.head, *term.other)]

    assert not [word for word in words if set(word) & set(" '\"\\*:&|!()<>^-\x00")]


def test_were_such_a_sign_among_the_words_it_would_stand_in_quotes():
    wanted = Wanted(('a"b', "c'd"))

    assert sqlite.expression(wanted) == '"a""b" AND "c\'d"'
    assert not set(postgresql.condition(wanted)[0]) - set("words @>'{-0123456789,}::bigint[]")


@pytest.mark.django_db
def test_a_text_of_two_thousand_pages_is_taken_and_found_by_its_beginning():
    chance = random.Random(1)  # noqa: S311
    rare = "".join(map(chr, chance.choices(range(0x4E00, 0x9F00), k=1_500_000)))
    put([an_entry(1, "附件很长的通知", body="正文在前", attachments=rare)])

    assert asked("正文在前") == [1]
    assert asked(rare[1000:1008]) == [1]
    assert not Indexed.objects.get().whole
    assert remove("document", [1]) == 1
    assert asked("正文在前") == []
    assert list(index().places()) == []


def test_different_words_are_different_numbers_in_postgresql():
    words = words_of("政府信息公开条例2025年第3号 policy 20 政府2 3号 ab 𠀀😀𠀀𠀀 第３号") | {
        "\ue000政府",
        "\ue000府政",
        "\ue000政",
        "\ue000𠀀😀",
        "\ue0002a",
        "政",
    }

    numbers = {postgresql.code(word) for word in words}

    assert len(numbers) == len(words)
    assert all(-(1 << 63) <= number < 1 << 63 for number in numbers)


def test_a_word_is_copied_as_the_number_it_is_asked_for_by():
    words = ["政府", "府信", "𠀀政", "2025", "\ue000政府", "a", "3号"]
    given = Words({number_of(*word) for word in words[:3]}, {*words[3:4], *words[5:]}, {number_of(*words[0])})

    row = b"".join(postgresql._binary([(7, given)]))[19:-2]

    assert struct.unpack(">hiqiiiiii", row[:38])[2:] == (7, 20 + 12 * 7, 1, 0, 20, 7, 1)
    copied = [number for _, number in struct.iter_unpack(">iq", row[38:])]
    assert sorted(copied) == sorted(map(postgresql.code, words))
