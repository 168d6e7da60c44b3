"""Two editions compared: nothing is invented, nothing is lost, and it ends in bounded time."""

from __future__ import annotations

import time
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.papers import compare as comparing
from gongkai.papers.compare import ROUGH, compare, compare_metadata, summary
from gongkai.papers.compare_out import html_of_changes
from gongkai.papers.html import text_of


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def read(pieces, side: str) -> str:
    """Return the words of one edition out of pieces."""
    return "".join(piece.text for piece in pieces if piece.operation in ("same", side))


def edition(changes, side: str) -> list[str]:
    """Return the lines of one edition out of a comparison."""
    lines = []
    for change in changes:
        if change.kind in ("same", "changed", side):
            if change.tag == "table":
                rows = [row for row in change.rows if row.kind in ("same", "changed", side)]
                lines += ["\t".join(read(cell, side) for cell in row.cells) for row in rows]
            else:
                lines.append(read(change.pieces, side))
    return lines


def test_a_changed_number_is_struck_out_whole_and_the_words_around_it_stay():
    (change,) = compare(paragraphs("期限为20个工作日。"), paragraphs("期限为120个工作日。"))

    assert [(piece.operation, piece.text) for piece in change.pieces] == [
        ("same", "期限为"),
        ("removed", "20"),
        ("added", "120"),
        ("same", "个工作日。"),
    ]


def test_no_single_character_is_left_standing_between_two_changes():
    (change,) = compare(paragraphs("由公安机关的部门负责办理"), paragraphs("由税务征收的单位负责办理"))

    assert [(piece.operation, piece.text) for piece in change.pieces] == [
        ("same", "由"),
        ("removed", "公安机关的部门"),
        ("added", "税务征收的单位"),
        ("same", "负责办理"),
    ]


def test_a_paragraph_put_in_leaves_the_others_as_they_were():
    changes = compare(paragraphs("甲。", "丙。"), paragraphs("甲。", "乙方应当备案。", "丙。"))

    assert [change.kind for change in changes] == ["same", "added", "same"]
    assert summary(changes) == "增加1处。"


def test_a_changed_paragraph_is_paired_with_the_one_it_was_and_not_with_its_neighbour():
    old = paragraphs("第一条　为了加强管理，制定本办法。", "第二条　本办法适用于本区。")
    new = paragraphs(
        "第一条　为了加强和规范管理，制定本办法。", "第三条　另有规定的除外。", "第二条　本办法适用于全区。"
    )

    changes = compare(old, new)

    assert [change.kind for change in changes] == ["changed", "added", "changed"]
    assert [p.text for p in changes[0].pieces if p.operation == "added"] == ["和规范"]


def test_a_table_is_compared_cell_by_cell():
    table = "<table><tr><td>项目</td><td>数额</td></tr><tr><td>收费</td><td>10元</td></tr>{}</table>"
    old = table.format("<tr><td>合计</td><td>10元</td></tr>")
    new = table.replace("10元", "40元").format(
        "<tr><td>复印</td><td>1元</td></tr><tr><td>合计</td><td>41元</td></tr>"
    )

    (change,) = compare(old, new)

    assert [row.kind for row in change.rows] == ["same", "changed", "added", "changed"]
    assert [(p.operation, p.text) for p in change.rows[1].cells[1]] == [
        ("removed", "10"),
        ("added", "40"),
        ("same", "元"),
    ]


def test_a_table_with_other_columns_is_shown_twice_and_says_so():
    changes = compare(
        "<table><tr><td>甲</td><td>乙</td></tr></table>",
        "<table><tr><td>甲</td><td>乙</td><td>丙</td></tr></table>",
    )

    assert [change.kind for change in changes] == ["removed", "added"]
    assert "2列改为3列" in changes[0].notes[0]


def test_what_words_do_not_show_is_noted():
    (heading,) = compare("<p>总则</p>", "<h2>总则</h2>")
    (link,) = compare(
        '<p><a href="https://a.example/">表</a></p>', '<p><a href="https://b.example/">表</a></p>'
    )
    (picture,) = compare('<p>图<img src="/a.png" alt="">', '<p>图<img src="/b.png" alt="">')

    assert heading.notes == ("由正文改为一级标题。",)
    assert "https://b.example/" in link.notes[0]
    assert picture.notes == ("图片有变化。",)


def test_two_equal_editions_have_no_changes():
    html = paragraphs("甲", "乙") + "<table><tr><td>1</td></tr><tr><td>2</td></tr></table>"

    assert {change.kind for change in compare(html, html)} == {"same"}
    assert summary(compare(html, html)) == "两个版本的正文没有不同。"


ALPHABET = st.text("甲乙丙丁12a。", min_size=1, max_size=8)
CELLS = st.lists(st.lists(ALPHABET, min_size=2, max_size=2), min_size=2, max_size=4).map(
    lambda rows: (
        "<table>"
        + "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in rows)
        + "</table>"
    )
)
TEXTS = st.lists(
    st.one_of(ALPHABET.map(lambda t: f"<p>{t}</p>"), ALPHABET.map(lambda t: f"<p>{t}</p>"), CELLS), max_size=7
)


@settings(max_examples=200, deadline=None)
@given(TEXTS, TEXTS)
def test_both_editions_can_be_read_back_from_their_comparison(old, new):
    old, new = "".join(old), "".join(new)

    changes = compare(old, new)

    assert "\n".join(edition(changes, "removed")) == text_of(old)
    assert "\n".join(edition(changes, "added")) == text_of(new)
    assert changes == compare(old, new)


def test_two_thousand_paragraphs_are_compared_in_seconds():
    body = (
        "本办法所称政府信息，是指行政机关在履行行政管理职能过程中制作或者获取的，以一定形式记录、保存的信息。"
    )
    old = [f"第{n}条　{body}{n * 7919 % 1000}" for n in range(2000)]
    new = [text.replace("获取", "取得") if n % 3 else text for n, text in enumerate(old) if n % 50]

    begun = time.perf_counter()
    changes = compare(paragraphs(*old), paragraphs(*new))

    assert time.perf_counter() - begun < 15
    assert sum(change.kind == "removed" for change in changes) == 40
    assert not any(change.notes for change in changes)
    assert sum(change.kind == "changed" for change in changes) > 1200


def test_two_thousand_paragraphs_all_changed_are_paired_one_by_one():
    old = [f"第{n}条　区人民政府第{n * 7919 % 1000}号事项应当备案，由区司法局办理。" for n in range(2000)]
    new = [text.replace("区", "县") for text in old]

    begun = time.perf_counter()
    changes = compare(paragraphs(*old), paragraphs(*new))

    assert time.perf_counter() - begun < 30
    assert [change.kind for change in changes] == ["changed"] * 2000
    assert all(change.old == before for change, before in zip(changes, old, strict=True))


def test_a_change_too_long_for_words_is_compared_by_paragraphs_and_says_so():
    (change,) = compare(paragraphs("甲乙" * 6000), paragraphs("甲丙" * 6000))

    assert [piece.operation for piece in change.pieces] == ["removed", "added"]
    assert change.notes == (ROUGH,)


def test_what_is_left_to_compare_is_shared_by_the_whole_text(monkeypatch):
    monkeypatch.setattr(comparing, "WORDS_OF_ALL", 250)

    changes = compare(
        paragraphs("甲一二三四五", "同", "乙一二三四五"), paragraphs("甲一二三四六", "同", "乙一二三四六")
    )

    assert [ROUGH in change.notes for change in changes] == [False, False, False]
    monkeypatch.setattr(comparing, "WORDS_OF_ALL", 80)
    changes = compare(
        paragraphs("甲一二三四五", "同", "乙一二三四五"), paragraphs("甲一二三四六", "同", "乙一二三四六")
    )
    assert any(ROUGH in change.notes for change in changes)


def test_the_page_names_every_change_for_those_who_hear_it_and_escapes_the_words():
    html = html_of_changes(compare(paragraphs("收费10元"), paragraphs("收费&lt;b&gt;20元")))

    assert '<del><span class="spoken">［删去：</span>10<span class="spoken">］</span></del>' in html
    assert "<b>" not in html


def test_the_head_of_a_table_is_its_head_in_the_comparison():
    table = (
        "<table><thead><tr><th>项</th><th>数</th></tr></thead>"
        "<tbody><tr><td>甲</td><td>{}</td></tr></tbody></table>"
    )

    html = html_of_changes(compare(table.format(1), table.format(2)))

    assert '<tr><th scope="col">项</th><th scope="col">数</th></tr>' in html
    assert '<tr class="changed"><td>甲</td><td><del>' in html


def test_a_long_text_is_shown_with_what_stands_around_its_changes():
    old = [f"第{n}段原文内容" for n in range(30)]
    new = [*old[:15], "第十五段的新内容", *old[16:]]

    html = html_of_changes(compare(paragraphs(*old), paragraphs(*new)), context=1)

    assert html.count("<p") == 5 + html.count('class="removed"')
    assert "（14段没有改动，略）" in html


class Balanced(HTMLParser):
    """Follows open tags; `open` is empty where markup is well-formed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag, attrs):  # noqa: ARG002
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@settings(max_examples=50, deadline=None)
@given(TEXTS, TEXTS)
def test_a_comparison_is_well_formed(old, new):
    parser = Balanced()

    parser.feed(html_of_changes(compare("".join(old), "".join(new))))

    assert parser.open == []


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        ({"标题": "甲"}, {"标题": "甲"}, []),
        ({"标题": "甲", "文号": None}, {"标题": "乙", "文号": ""}, [("标题", "甲", "乙")]),
        ({"关键词": ["一", "二"]}, {"关键词": ["一"]}, [("关键词", "一、二", "一")]),
        ({"旧": "1"}, {"新": "2"}, [("新", "", "2"), ("旧", "1", "")]),
    ],
)
def test_metadata_that_differ_are_listed_with_both_values(old, new, changes):
    assert compare_metadata(old, new) == changes
