"""Every letter says what it must, in the look of an official document."""

from __future__ import annotations

import io
import re
from datetime import date

import docx
import pdfplumber
import pytest

from gongkai.papers.letters import (
    LetterIncomplete,
    Sheet,
    compose,
    kind_for,
    kinds,
    lacking,
    to_docx,
    to_pdf,
)
from gongkai.papers.letters.facts import Facts
from gongkai.papers.letters.templates import DECISION
from gongkai.statute.citation import words
from gongkai.statute.errors import NoRule
from gongkai.statute.events import KINDS
from gongkai.statute.outcomes import in_force
from tests.papers.letters.cases import DAY, FACTS, FONTS, case

KINDS_OF_LETTER = sorted(kinds())
DECISIONS = [key for key in KINDS_OF_LETTER if kinds()[key].is_decision]


def pdf_text(data: bytes) -> str:
    """Return the words of a PDF without the numbers of its pages and without blanks."""
    with pdfplumber.open(io.BytesIO(data)) as opened:
        pages = [re.sub(r"—\s*\d+\s*—\s*$", "", page.extract_text() or "") for page in opened.pages]
    return "".join("".join(pages).split())


def docx_text(data: bytes) -> str:
    """Return the words of a DOCX without blanks."""
    word = docx.Document(io.BytesIO(data))
    texts = [node.text or "" for node in word.element.body.iter() if node.tag.endswith("}t")]
    return "".join("".join(texts).split())


def flat(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("kind", KINDS_OF_LETTER)
def test_every_letter_is_written_and_read_back_with_everything_it_says(kind):
    letter = compose(kind, case(kind), DAY)

    in_pdf, in_docx = pdf_text(to_pdf(letter, FONTS)), docx_text(to_docx(letter))

    for said in letter.words():
        assert flat(said) in in_docx
    plain = [flat(block.text) for block in letter.blocks if not isinstance(block, Sheet)]
    for said in (*plain, flat(letter.organ), flat(letter.title), flat(letter.number)):
        assert said in in_pdf
    assert not letter.closing or flat(letter.dated) in in_pdf


@pytest.mark.parametrize("kind", DECISIONS)
def test_a_decision_carries_the_nine_elements(kind):
    """答复规范五：标题、文号、申请人、申请事实、法律依据、处理决定、救济、答复主体、日期及印章。"""
    facts = case(kind)
    letter = compose(kind, facts, DAY)
    said = "\n".join(letter.words())

    assert set(DECISION) <= set(kinds()[kind].elements)
    assert letter.title.endswith("答复书") and letter.number == FACTS.number and letter.addressee == "张三"
    assert FACTS.request_content in said
    article = kinds()[kind].grounds[0]
    assert words(article).removeprefix("《条例》") in said or article.startswith("答复规范")
    assert "".join(facts.remedies) in said
    assert (letter.closing, letter.dated, letter.is_sealed) == (FACTS.organ.name, "2026年11月23日", True)


@pytest.mark.parametrize("day", [date(2019, 5, 15), date(2021, 1, 1), DAY])
def test_each_ground_of_each_outcome_in_force_has_exactly_one_letter(day):
    for outcome in in_force(day):
        for ground in outcome.grounds:
            found = [
                key
                for key, template in kinds().items()
                if template.outcome == outcome.key and ground.article in template.grounds
            ]
            assert found == [kind_for(outcome.key, ground.article, day)]
    wanted = {(outcome.key, ground.article) for outcome in in_force(DAY) for ground in outcome.grounds}
    assert wanted == {(one.outcome, ground) for one in kinds().values() for ground in one.grounds}


def test_what_nobody_answers_with_has_no_letter():
    with pytest.raises(NoRule, match="条例36\\(4\\)"):
        kind_for("not_held", "条例14", DAY)
    with pytest.raises(NoRule):
        kind_for("fee_unpaid", "109号", date(2020, 12, 31))


def test_every_event_that_a_letter_tells_of_is_one_of_the_statute():
    assert {template.event for template in kinds().values() if template.event} <= set(KINDS)


@pytest.mark.parametrize("kind", KINDS_OF_LETTER)
def test_a_letter_of_which_nothing_is_known_is_refused_in_sentences(kind):
    sentences = lacking(kind, Facts(), DAY)

    assert sentences and all(re.fullmatch(r"[^a-z]*。", sentence) for sentence in sentences)
    with pytest.raises(LetterIncomplete) as refused:
        compose(kind, Facts(), DAY)
    assert list(refused.value.sentences) == sentences
