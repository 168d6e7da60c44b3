"""Whatever people write into the fields: a letter stays a letter."""

from __future__ import annotations

import io
from dataclasses import fields, replace

import docx
import pdfplumber
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html

from gongkai.papers.letters import (
    Facts,
    LetterIncomplete,
    Sheet,
    compose,
    kinds,
    lacking,
    to_docx,
    to_html,
    to_pdf,
)
from gongkai.papers.typeset import CannotTypeset
from tests.papers.letters.cases import DAY, FONTS, case
from tests.papers.letters.reading import docx_text, flat, pdf_text

NASTY = (
    "<script>alert(1)</script>",
    "]]><!-- & \" ' {收到日期} [x] {{",
    "#let *a* _b_ $x$ @c \\n `raw` // /* <l>",
    "\x00\x07\u202e张\u200b三\ufffe",
    "=cmd|' /C calc'!A0",
    "a" * 300,
    "王" * 300,
    "一行\n二行\r\n三行\u2028四行",
    "𠮷野家 🀄 ﷽",
)
words_of_people = st.one_of(st.sampled_from(NASTY), st.text(min_size=1, max_size=60))
TEXTS = [one.name for one in fields(Facts) if one.type == "str | None"]
KEPT = ("addressed", "third_party_addressed", "which", "outcome", "masked_identity")  # from closed lists
few = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def written(draw) -> tuple[str, Facts]:
    """A kind of letter and facts of which each text may be anything."""
    kind = draw(st.sampled_from(sorted(kinds())))
    facts = case(kind)
    changed = {
        name: draw(words_of_people)
        for name in TEXTS
        if name not in KEPT and getattr(facts, name) is not None and draw(st.booleans())
    }
    organ = replace(facts.organ, name=draw(words_of_people), phone=draw(words_of_people))
    return kind, replace(facts, organ=organ, requesters=(draw(words_of_people), "张三"), **changed)


@given(written())
@few
def test_a_page_and_a_word_file_say_exactly_what_the_letter_says(drawn):
    kind, facts = drawn
    try:
        letter = compose(kind, facts, DAY)
    except LetterIncomplete as refusal:
        assert list(refusal.sentences) == lacking(kind, facts, DAY)
        return
    page, word = html.fromstring(to_html(letter)), docx_text(to_docx(letter))

    for said in letter.words():
        assert flat(said) in flat("".join(page.itertext()))
        assert flat(said) in word
    assert not page.xpath("//script | //b | //l | //@onclick")


@given(written())
@settings(few, max_examples=12)
def test_a_pdf_says_what_the_letter_says_or_names_the_character_it_has_no_font_for(drawn):
    kind, facts = drawn
    try:
        letter = compose(kind, facts, DAY)
        made = to_pdf(letter, FONTS)
    except LetterIncomplete:
        return
    except CannotTypeset as refusal:
        assert "没有字体可以显示这些字" in str(refusal)
        return
    with pdfplumber.open(io.BytesIO(made)) as opened:
        for page in opened.pages:
            for char in page.chars:
                assert char["x0"] >= 0 and char["x1"] <= page.width and char["bottom"] <= page.height


@pytest.mark.parametrize("letter_of_name", ["王", "a", "Ж", "𠮷", "）"])
@pytest.mark.parametrize("kind", ["duplicate", "registration", "partial_disclosure"])
def test_a_name_of_three_thousand_characters_stays_within_the_text(letter_of_name, kind):
    name = letter_of_name * 3000
    facts = replace(case(kind), requesters=(name,), request_content=name, number=name)
    if kind == "partial_disclosure":
        facts = replace(facts, redactions=tuple(replace(one, what=name) for one in facts.redactions))

    letter = compose(kind, facts, DAY)

    assert flat(name) in docx_text(to_docx(letter)) and name in to_html(letter)
    try:
        made = to_pdf(letter, FONTS)
    except CannotTypeset:
        assert letter_of_name in "𠮷Ж"
        return
    if letter_of_name in "王a":
        assert pdf_text(made).count(letter_of_name) >= 3000
    with pdfplumber.open(io.BytesIO(made)) as opened:
        for page in opened.pages:
            outer = [c["x1"] for c in page.chars if c["x1"] > page.width - 26 / 25.4 * 72 + 12]
            assert not outer, (len(opened.pages), outer[:3])


def test_a_file_of_everything_opens_again_as_a_word_file_with_its_sheets():
    for kind in kinds():
        letter = compose(kind, case(kind), DAY)
        word = docx.Document(io.BytesIO(to_docx(letter)))

        assert len(word.tables) == sum(isinstance(block, Sheet) for block in letter.blocks)
