"""Every letter says what it must, in the look of an official document."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from datetime import date

import pytest

from gongkai.papers.letters import (
    LetterIncomplete,
    Redaction,
    Sheet,
    asked,
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
from gongkai.statute.outcomes import ground, in_force
from tests import letter_pages
from tests.papers.letters.cases import DAY, FACTS, FONTS, case, remedies
from tests.papers.letters.reading import docx_text, flat, pdf_text

KINDS_OF_LETTER = sorted(kinds())
DECISIONS = [key for key in KINDS_OF_LETTER if kinds()[key].is_decision]


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
        for basis in outcome.grounds:
            found = [
                key
                for key, template in kinds().items()
                if template.outcome == outcome.key and basis.article in template.grounds
            ]
            assert found == [kind_for(outcome.key, basis.article, day)]
    wanted = {(outcome.key, basis.article) for outcome in in_force(DAY) for basis in outcome.grounds}
    assert wanted == {(one.outcome, article) for one in kinds().values() for article in one.grounds}


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


@pytest.mark.parametrize("kind", [key for key in KINDS_OF_LETTER if not kinds()[key].is_sheet])
def test_the_regulations_are_named_in_full_once_and_in_short_after(kind):
    full = "《中华人民共和国政府信息公开条例》（以下简称《条例》）"
    paragraphs = [
        block.text for block in compose(kind, case(kind), DAY).blocks if not isinstance(block, Sheet)
    ]

    said = "".join(paragraphs)

    assert said.count(full) == (1 if "《条例》" in said else 0)
    assert said.find("《条例》") in (-1, said.find(full) + full.index("《条例》"))


def test_one_stop_stands_where_a_fact_brings_its_own():
    facts = replace(case("duplicate"), request_content="乙。", reasons="丙。")

    said = "".join(compose("duplicate", facts, DAY).words())

    assert "丙。对" in said and "“乙。”。" in said


def test_a_request_that_itself_names_the_regulations_is_quoted_as_it_stands():
    facts = replace(case("duplicate"), request_content="贯彻《条例》{收到日期}的[文件]")

    said = "".join(compose("duplicate", facts, DAY).words())

    assert "“贯彻《条例》{收到日期}的[文件]”" in said


def test_the_grounds_of_a_partial_disclosure_are_cited_with_article_37():
    """第三十七条：对不予公开的内容说明理由。"""
    letter = compose("partial_disclosure", case("partial_disclosure"), DAY)
    said = "".join(letter.words())

    assert "第十五条、第十六条第二款、第三十七条的规定" in said
    assert "属于企业的商业秘密，第三方不同意公开" in said


def test_what_a_third_party_has_a_right_to_is_kept_back_by_both_its_articles():
    """第十五条、第三十二条: the ground as the way to a decision cites it."""
    kept = Redaction(what="工艺参数", ground="条例15、32", reason="第三方不同意公开，理由合理")
    facts = replace(case("partial_disclosure"), redactions=(kept,))

    assert lacking("partial_disclosure", facts, DAY) == []
    said = "".join(compose("partial_disclosure", facts, DAY).words())
    assert "第十五条、第三十二条、第三十七条的规定" in said


def test_a_redaction_on_no_ground_of_its_own_is_refused():
    facts = case("partial_disclosure")
    redaction = Redaction(what="附表", ground="条例36(3)", reason="不便公开")

    sentences = lacking("partial_disclosure", replace(facts, redactions=(redaction,)), DAY)

    assert len(sentences) == 1 and "第1处不予公开内容的依据" in sentences[0]


def test_what_is_missing_is_told_with_its_article():
    sentences = lacking("not_held_nonexistent", replace(case("not_held_nonexistent"), searches=()), DAY)

    assert sentences == ["缺少检索记录（何人、何时、检索了哪里、用了什么词）（《条例》第三十六条第四项）。"]


def test_periods_come_from_the_statute_and_not_from_the_template(monkeypatch):
    from gongkai.papers.letters import fields

    terms = dict(fields.package_terms())
    terms["third_party_opinion"] = tuple(replace(one, days=14) for one in terms["third_party_opinion"])
    monkeypatch.setattr(fields, "package_terms", lambda: terms)

    said = "".join(compose("third_party_consultation", case("third_party_consultation"), DAY).words())

    assert "14个工作日" in said and "15个工作日" not in said


def test_a_third_party_is_not_told_who_asked():
    """The one who asks for information is nobody else's business (个保法34)."""
    for kind, template in kinds().items():
        if template.to in ("third_party", "co_producer"):
            said = "".join(compose(kind, case(kind), DAY).words())
            named = {place.name for part in template.parts for place in part.places()}
            assert not named & {"申请人", "申请内容", "申请人联系方式", "申请编号"}, kind
            assert "张三" not in said and FACTS.request_content not in said


@pytest.mark.parametrize("number", ["11010519491231002X", "110105 19491231 002X"])
def test_an_identity_number_never_stands_in_a_letter_in_full(number):
    facts = replace(case("receipt"), request_content=f"本人（{number}）的征地档案")
    own = {"contact": f"请带身份证{number}。"}

    for shown in (
        compose("receipt", facts, DAY, own),
        compose("duplicate", replace(case("duplicate"), request_content=number), DAY),
    ):
        assert number not in "".join(shown.words())
        assert "1101**" in "".join(shown.words())


def test_the_registration_takes_a_masked_number_only():
    facts = replace(case("registration"), masked_identity="E12345678")

    assert lacking("registration", facts, DAY) == [
        "证件号码没有遮盖，请只填写遮盖后的号码（《个人信息保护法》第五十一条）。"
    ]


def test_an_extension_beyond_the_law_is_refused():
    """第三十三条第二款：延长的期限最长不得超过20个工作日。"""
    sentences = lacking("extension", replace(case("extension"), extension_days=21), DAY)

    assert sentences == ["延长21个工作日不对，最长不得超过20个工作日（《条例》第三十三条第二款）。"]


def test_facts_of_another_decision_are_refused():
    facts = replace(case("duplicate"), outcome="not_held", articles=("条例36(4)",))

    assert len(lacking("duplicate", facts, DAY)) == 2


def test_a_kind_that_the_ground_does_not_name_is_refused():
    """第十六条第二款：讨论记录、过程稿、磋商信函、请示报告。"""
    sentences = lacking("refused_deliberative", replace(case("refused_deliberative"), which="会议纪要"), DAY)

    assert sentences == [
        "“会议纪要”不在《条例》第十六条第二款所列的种类之内，应为讨论记录、过程稿、磋商信函、请示报告之一。"
    ]


def test_a_letter_before_its_law_is_refused():
    with pytest.raises(NoRule):
        compose("fee_notice", case("fee_notice"), date(2020, 12, 31))
    with pytest.raises(NoRule, match="现有"):
        compose("love_letter", FACTS, DAY)


# Several requests in one letter


def test_a_joint_reply_decides_each_request_by_its_number():
    """法释〔2025〕8号第十四条第三款。"""
    said = "".join(compose("joint_reply", case("joint_reply"), DAY).words())

    assert "一、关于申请XGX-2026-0012" in said and "二、关于申请XGX-2026-0013" in said
    assert "第三十六条第二项" in said and "第三十六条第四项" in said


def test_a_joint_reply_of_one_decision_says_it_once():
    facts = replace(case("joint_reply"), outcome="duplicate", articles=("条例36(6)",))

    said = "".join(compose("joint_reply", facts, DAY).words())

    assert said.count("不予重复处理") == 1 and "关于申请" not in said


def test_a_joint_reply_tells_what_each_request_lacks():
    facts = case("joint_reply")
    first, second = facts.joined
    facts = replace(
        facts, joined=(replace(first, outcome=None), replace(second, searches=(), received_on=None))
    )

    assert lacking("joint_reply", facts, DAY) == [
        "缺少第2件申请的收到申请的日期（法释〔2025〕8号第十四条第三款）。",
        "关于申请XGX-2026-0012：还没有选定办理结果和依据。",
        "关于申请XGX-2026-0013：缺少检索记录（何人、何时、检索了哪里、用了什么词）（《条例》第三十六条第四项）。",
    ]


# Remedies


def test_the_remedies_stand_as_the_statute_has_them_but_for_who_is_told():
    decided = compose("refused_internal_affairs", case("refused_internal_affairs"), DAY)
    told = compose("third_party_notice", case("third_party_notice"), DAY)

    assert "".join(remedies("refused_internal_affairs")) in "".join(decided.words())
    for template in kinds().values():
        for of, _says in template.instead:
            assert any(of in sentence for sentence in remedies("other")), "the statute speaks otherwise now"
    said = "".join(told.words())
    assert "本答复" not in said and "对本告知书不服的" in said and "未按照要求公开" not in said


def test_a_last_day_before_the_letter_itself_is_refused():
    for kind, changed in (
        ("correction", {"correct_by": date(2026, 11, 22)}),
        ("reasons", {"reasons_by": date(2026, 11, 22)}),
        ("extension", {"extended_to": date(2026, 11, 22)}),
        ("later_reply", {"later_until": date(2026, 11, 22)}),
        ("assistance", {"help_by": date(2026, 11, 22)}),
        ("fee_notice", {"fee": replace(FACTS.fee, pay_by=date(2026, 11, 22))}),
    ):
        sentences = lacking(kind, replace(case(kind), **changed), DAY)
        assert any("2026年11月22日早于文书日期2026年11月23日" in sentence for sentence in sentences), kind


def test_an_extension_that_ends_before_the_first_term_is_refused():
    sentences = lacking("extension", replace(case("extension"), due=date(2026, 12, 29)), DAY)

    assert sentences == ["延长后的答复期限2026年12月28日早于原答复期限2026年12月29日，请核对。"]


@pytest.mark.parametrize("kind", [key for key in DECISIONS if key.startswith("refused_")])
def test_a_refusal_cites_its_ground_and_that_it_gives_reasons(kind):
    """第三十六条第三项：决定不予公开的，告知申请人不予公开并说明理由。"""
    said = "".join(compose(kind, case(kind), DAY).words())

    assert "第三十六条第三项的规定，本机关决定不予公开。" in said


def test_a_reply_in_obedience_to_a_ruling_says_so():
    ruling = "虚城区人民政府行政复议决定书（虚政复〔2026〕第5号）"
    facts = replace(case("duplicate"), redo_basis=ruling)

    assert f"根据{ruling}，本机关现重新作出答复。" in "".join(compose("duplicate", facts, DAY).words())


def test_the_reason_is_said_in_the_words_of_the_statute():
    for kind in DECISIONS:
        template = kinds()[kind]
        if "事由" in {place.name for part in template.parts for place in part.places()}:
            says = ground(template.outcome, template.grounds[0], DAY).says
            assert says in "".join(compose(kind, case(kind), DAY).words())


@pytest.mark.parametrize("kind", KINDS_OF_LETTER)
def test_a_letter_asks_for_exactly_the_facts_without_which_it_is_refused(kind):
    full = case(kind)
    wanted = asked(kind, DAY)
    known = {field.name for field in fields(Facts)}
    empty = Facts()

    assert {one.fact for one in wanted} <= known
    for one in wanted:
        without = replace(full, **{one.fact: getattr(empty, one.fact)})
        # the outcome and ground of a decision are those of its letter where the facts name none
        told = bool(lacking(kind, without, DAY)) or (one.fact in ("outcome", "articles") and full.outcome)
        assert told or not one.is_needed, one
    rest = {name: getattr(empty, name) for name in known - {one.fact for one in wanted if one.is_needed}}
    assert kind == "joint_reply" or lacking(kind, replace(full, **rest), DAY) == []


def test_the_page_of_letters_is_current():
    assert letter_pages.PAGE.read_text("utf-8") == letter_pages.page(), "python -m tests.letter_pages"
