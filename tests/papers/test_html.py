"""HTML that is brought in: what says something stays, what runs or only looks is lost."""

from __future__ import annotations

import re
import time
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.papers.errors import UnreadablePaper
from gongkai.papers.html import clean, excerpt, text_of
from gongkai.papers.word import read_pasted

# What a browser would run or fetch, from the public lists of such tricks.
VECTORS = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "<img src=x onerror=alert(1)>",
    "<img src='javascript:alert(1)'>",
    '<img src="jav&#x09;ascript:alert(1)">',
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<math href='javascript:alert(1)'>x</math>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data='javascript:alert(1)'></object>",
    "<embed src='data:text/html,<script>alert(1)</script>'>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href=' &#14; javascript:alert(1)'>x</a>",
    "<a href='JaVaScRiPt:alert(1)'>x</a>",
    "<a href='java\nscript:alert(1)'>x</a>",
    "<a href='data:text/html;base64,PHNjcmlwdD4='>x</a>",
    "<a href='vbscript:msgbox(1)'>x</a>",
    "<a href='//evil.example/'>x</a>",
    "<a href='/\\evil.example/'>x</a>",
    "<a href='http:\\\\evil.example'>x</a>",
    "<a href='file:///etc/passwd'>x</a>",
    "<a href=x onclick=alert(1) style='background:url(javascript:alert(1))'>x</a>",
    '<p style="width:expression(alert(1))">x</p>',
    "<style>@import 'javascript:alert(1)';</style>",
    "<link rel=stylesheet href='javascript:alert(1)'>",
    "<base href='javascript:alert(1)//'>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<form action='javascript:alert(1)'><button formaction='javascript:alert(1)'>x</button></form>",
    "<input autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)>x</details>",
    "<body onload=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<audio src=x onerror=alert(1)></audio>",
    "<table background='javascript:alert(1)'><tr><td>x</td></tr></table>",
    "<td background=javascript:alert(1) onmouseover=alert(1)>x</td>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<textarea><img title='</textarea><img src onerror=alert(1)>'>",
    "<title><img title='</title><img src onerror=alert(1)>'>",
    "<xmp><img title='</xmp><img src onerror=alert(1)>'>",
    "<plaintext><script>alert(1)</script>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!--[if gte IE 4]><script>alert(1)</script><![endif]-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml-stylesheet href='javascript:alert(1)'?>",
    "<<script>alert(1)//<</script>",
    '<img """><script>alert(1)</script>">',
    "<template><script>alert(1)</script></template>",
    "<select><option><style></option></select><img src=x onerror=alert(1)></style>",
    "<p class='center\" onclick=\"alert(1)'>x</p>",
    "<img src='/a.png?x' onload=alert(1)>",
    "<img src='/a.png' srcset='https://evil.example/x.png' alt='\" onerror=\"alert(1)'>",
    "<img src='/desk/sign-out'>",
    "<img src='//evil.example/a.png'>",
    "<a id=x name=cookie href='#'>x</a>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<pre>&lt;img src=x onerror=alert(1)&gt;</pre>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<isindex type=image src=1 onerror=alert(1)>",
    '<a href="https://a.example/\u202egpj.exe">x</a>',
]

PLAIN = (
    "blockquote br caption em figcaption figure hr li pre s strong sub sup table tbody tfoot thead tr u ul"
)
ALLOWED = {
    **{tag: set() for tag in PLAIN.split()},
    **{tag: {"class"} for tag in ("p", "h2", "h3", "h4", "h5", "h6")},
    "a": {"href", "rel"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
    "td": {"class", "colspan", "rowspan"},
    "th": {"class", "colspan", "rowspan", "scope"},
}


class Inspector(HTMLParser):
    """Collects what a text has that the public page may not have."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            if name not in ALLOWED.get(tag, set()):
                self.found.append(f"{tag} {name}")
            if name == "href" and not re.match(r"(https?://[^/\\]|mailto:|/(?![/\\]))", value or ""):
                self.found.append(f"{tag} {name}={value}")
            if name == "src" and not re.match(r"/(?![/\\])[^?#]*\.(png|jpe?g|gif|webp)$", value or "", re.I):
                self.found.append(f"{tag} {name}={value}")
            if name == "rel" and value != "noopener":
                self.found.append(f"{tag} {name}={value}")
        if tag not in ALLOWED:
            self.found.append(tag)

    def handle_comment(self, data):
        self.found.append(f"comment {data}")

    def handle_decl(self, decl):
        self.found.append(f"declaration {decl}")

    def handle_pi(self, data):
        self.found.append(f"instruction {data}")


def forbidden(html: str) -> list[str]:
    """Return what of a text may not stand on a public page."""
    inspector = Inspector()
    inspector.feed(html)
    inspector.close()
    return inspector.found


@pytest.mark.parametrize("vector", VECTORS)
def test_nothing_that_runs_survives(vector):
    cleaned = clean(f"<p>前</p>{vector}")

    assert forbidden(cleaned) == []
    assert cleaned.startswith("<p>前")
    assert clean(cleaned) == cleaned


@pytest.mark.parametrize(
    "bad", ["<p onclick=x>", "<script>", "<a href='javascript:1'>", "<!-- x -->", "<img src='/x'>"]
)
def test_the_inspector_of_these_tests_finds_what_is_forbidden(bad):
    assert forbidden(bad)


TAGS = [
    *(
        "p",
        "div",
        "h1",
        "h3",
        "table",
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "td",
        "th",
        "caption",
        "ul",
        "ol",
        "li",
        "a",
        "b",
    ),
    *(
        "span",
        "u",
        "s",
        "sub",
        "sup",
        "em",
        "pre",
        "blockquote",
        "figure",
        "figcaption",
        "center",
        "font",
        "script",
    ),
    *("style", "svg", "math", "br", "hr", "img", "o:p", "dl", "dd"),
]
ATTRIBUTES = st.sampled_from(
    [
        *(
            "",
            " class=center",
            " class='right x'",
            " align=right",
            ' style="text-align:center"',
            " colspan=2",
        ),
        *(
            " rowspan=3",
            ' style="display:none"',
            " href='javascript:alert(1)'",
            " href='/x?a=1&b=2'",
            " onclick=alert(1)",
        ),
        *(
            " src=/files/a.png",
            " src=x",
            " scope=col",
            " style='font-weight:bold;color:red'",
            " start=3",
            " class=dated",
        ),
        " href='https://a.example/'",
    ]
)
WORDS = st.sampled_from(
    [
        "通知",
        " ",
        "\n",
        "&nbsp;&nbsp;",
        "\u3000",
        "3",
        "a b",
        "&lt;script&gt;",
        "&amp;nbsp;",
        "<",
        "\u200b",
        "\u202e",
        "\x00",
        "\r",
    ]
)
PIECES = st.one_of(
    st.builds(lambda tag, held: f"<{tag}{held}>", st.sampled_from(TAGS), ATTRIBUTES),
    st.builds(lambda tag: f"</{tag}>", st.sampled_from(TAGS)),
    WORDS,
    WORDS,
    st.text(max_size=4),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=30).map("".join))
def test_cleaning_twice_is_cleaning_once_and_nothing_forbidden_is_left(html):
    cleaned = clean(html)

    assert forbidden(cleaned) == []
    assert clean(cleaned) is cleaned
    assert (clean(str(cleaned)), text_of(str(cleaned))) == (cleaned, cleaned.text)
    assert text_of(cleaned) == text_of(html)


@settings(max_examples=100, deadline=None)
@given(st.lists(PIECES, max_size=20).map("".join))
def test_what_was_pasted_and_recognised_is_cleaned_already(html):
    taken = read_pasted(html)

    assert (clean(str(taken)), text_of(str(taken))) == (taken, taken.text)


def test_a_part_of_what_is_clean_is_a_string_as_any_other():
    cleaned = clean("<p>一</p>")

    assert clean(cleaned + "<script>x</script>") == "<p>一</p>"
    assert clean(cleaned.replace("一", "<b onclick=x>二</b>")) == "<p><strong>二</strong></p>"


PASTES = Path(__file__).parent / "pastes"


def test_what_word_puts_on_the_clipboard_keeps_its_words_and_its_table_and_loses_the_rest():
    assert clean((PASTES / "word.html").read_text("utf-8")).split("\n") == [
        '<p class="center"><strong>关于印发方案的通知</strong></p>',
        "<p>一、 总体要求</p>",
        "<p>各单位要<strong>认真</strong>落实。</p>",
        "<table>",
        "<tbody>",
        '<tr><td rowspan="2" class="center">单位</td><td colspan="2">数量</td></tr>',
        '<tr><td>1</td><td class="right">2</td></tr>',
        "</tbody>",
        "</table>",
        '<p class="right">2025年3月4日</p>',
    ]


def test_a_table_keeps_its_spans_its_caption_and_its_heads():
    html = clean(
        "<table><caption>表一</caption><tr><th rowspan=2>项</th><th colspan=2>数</th></tr>"
        "<tr><th>甲</th><th>乙</th></tr>"
        "<tr><th>一</th><td>1</td><td></td></tr></table>"
    )

    assert '<thead>\n<tr><th rowspan="2" scope="col">项</th><th colspan="2" scope="col">数</th></tr>' in html
    assert '<tr><th scope="row">一</th><td>1</td><td></td></tr>' in html
    assert "<caption>表一</caption>" in html


def test_a_frame_of_layout_is_undone_and_a_small_table_in_a_cell_becomes_lines():
    frame = "<table><tr><td><p>前言</p><table><tr><td>甲</td><td>乙</td></tr></table></td></tr></table>"
    inner = (
        "<table><tr><td>项目名称一二三四</td><td><table><tr><td>甲</td><td>乙</td></tr></table></td></tr>"
        "<tr><td>说明</td><td>无</td></tr></table>"
    )

    assert clean(frame).startswith("<p>前言</p>\n<table>") and clean(frame).count("<table>") == 1
    assert "<td>甲\u3000乙</td>" in clean(inner) and clean(inner).count("<table>") == 1


def test_a_span_never_reaches_beyond_its_table():
    assert "rowspan" not in clean("<table><tr><td rowspan=9>一</td><td>二</td></tr></table>")
    assert 'rowspan="2"' in clean("<table><tr><td rowspan=2>一</td><td>二</td></tr><tr></tr></table>")


def test_what_is_not_seen_or_turns_the_direction_of_writing_is_lost():
    assert clean("<p>\ufeff金额\u202e021\u202c元\u200b整\u00ad</p>") == "<p>金额021元整</p>"


def test_spans_that_would_make_a_table_without_end_are_taken_off():
    begun = time.perf_counter()

    text = text_of("<table>" + "<tr><td rowspan=900>a" * 5_000 + "</table>")

    assert text.split() == ["a"] * 5_000
    assert time.perf_counter() - begun < 10


def test_a_blank_to_be_filled_in_stays_a_blank():
    assert clean("<p>申请人：<u>&nbsp;&nbsp;&nbsp;&nbsp;</u>（签名）</p>") == "<p>申请人：____（签名）</p>"


def test_a_picture_of_this_site_stays_and_any_other_is_lost():
    assert clean('<img src="/attachments/a.png" alt="示意图" width="300">') == (
        '<p><img src="/attachments/a.png" alt="示意图" width="300"></p>'
    )
    assert (
        clean('<img src="https://a.example/a.png"><img src="data:image/png;base64,AA=="><img src="a.png">')
        == ""
    )


def test_the_text_of_a_table_is_lines_with_tabs_and_each_cell_is_in_its_column():
    html = (
        "<p>甲</p><table><tr><td rowspan=2>项</td><td colspan=2>数</td></tr>"
        "<tr><td>1</td><td>2</td></tr></table><ol start=3><li>乙</li></ol>"
    )

    assert text_of(html) == "甲\n项\t数\n\t1\t2\n3. 乙"


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        (
            "<p>各有关单位：</p><p>现将有关事项通知如下：</p><p>一、报名。</p>",
            "现将有关事项通知如下： 一、报名。",
        ),
        ("<p>各区人民政府，市各单位：<br>现予公布。</p>", "现予公布。"),
        ('<p class="addressee">各有关单位：</p><p>现予公布。</p>', "现予公布。"),
        ("<table><tr><td>名单：</td><td>甲</td></tr></table><p>各科室：</p><p>现予公布。</p>", "现予公布。"),
        (
            "<p>现公布名单。</p><table><tr><td>甲</td><td>乙</td></tr></table><p>共二人。</p>",
            "现公布名单。 共二人。",
        ),
        (
            '<p>现予公布。</p><p class="signature">青山区档案局</p><p class="dated">2026年3月2日</p>',
            "现予公布。",
        ),
        ("<p>现将结果公布如下：</p><p>合格。</p>", "现将结果公布如下： 合格。"),
        ("<p>本次开放的范围：一九九六年以前。</p>", "本次开放的范围：一九九六年以前。"),
        ("<table><tr><td>甲</td><td>乙</td></tr></table>", ""),
        ("", ""),
    ],
)
def test_an_excerpt_leaves_out_whom_it_greets_who_signed_and_what_stands_in_tables(text: str, begins: str):
    assert excerpt(text) == begins


def test_an_excerpt_ends_at_a_sentence_or_says_that_it_goes_on():
    text = "<p>第一句话说明目的。</p><p>第二句话很长很长很长很长。</p>"

    assert excerpt(text, 14) == "第一句话说明目的。"
    assert excerpt(text, 8) == "第一句话说明目…"
    assert excerpt("<p>短。这句话后面还有很多很多内容要说下去</p>", 16) == "短。这句话后面还有很多很多内容…"
    assert excerpt(text) == "第一句话说明目的。 第二句话很长很长很长很长。"


@pytest.mark.parametrize("piece", ["<div><b>", "<x/>", "<ul><li>", "<table><tr><td>", "<!----><svg>"])
def test_a_text_nested_to_hurt_is_refused_at_once(piece):
    begun = time.perf_counter()

    with pytest.raises(UnreadablePaper, match="嵌套"):
        clean(piece * 100_000)
    assert time.perf_counter() - begun < 5


def test_many_paragraphs_that_are_never_closed_are_no_nesting():
    assert clean("<p>段<br>落" * 3000).count("<p>") == 3000


@pytest.mark.parametrize("piece", ["<b>", "<table><tr><td>", "<ul><li>", "<blockquote>", "<p><font>"])
def test_deep_nesting_loses_no_words(piece):
    assert text_of(piece * 1500 + "到底").strip().endswith("到底")
