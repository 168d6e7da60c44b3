"""Every letter says what it must, in the look of an official document."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date

import docx
import pdfplumber
import pikepdf
import pytest

from gongkai.papers.errors import PaperError
from gongkai.papers.letters import (
    LetterIncomplete,
    Redaction,
    Sheet,
    compose,
    format_number,
    kind_for,
    kinds,
    lacking,
    offered,
    to_docx,
    to_html,
    to_pdf,
)
from gongkai.papers.letters.facts import Facts
from gongkai.papers.letters.templates import DECISION
from gongkai.statute.citation import words
from gongkai.statute.errors import NoRule
from gongkai.statute.events import KINDS
from gongkai.statute.outcomes import ground, in_force
from tests.papers.letters.cases import DAY, FACTS, FONTS, case, remedies

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


def test_the_regulations_are_named_in_full_once_and_in_short_after():
    letter = compose("excessive", case("excessive"), DAY)
    said = "".join(letter.words())

    assert said.count("《中华人民共和国政府信息公开条例》（以下简称《条例》）第三十五条") == 1
    assert said.count("《条例》第三十五条") == 1


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


# What a clerk may change


def test_a_clerk_rewrites_an_editable_paragraph_in_her_own_words():
    own = {"by": "请在{补正期限}以前把补正内容送来，节假日也收。"}

    said = "".join(compose("correction", case("correction"), DAY, own).words())

    assert "请在2026年11月27日以前把补正内容送来，节假日也收。" in said


def test_the_words_of_a_clerk_may_name_the_day_itself():
    own = {"by": "请在2026年11月27日以前把补正内容送来。"}

    assert lacking("correction", case("correction"), DAY, own) == []


@pytest.mark.parametrize(
    ("own", "told"),
    [
        ({"by": "请尽快补正。"}, "没有写明补正期限的最后一日"),
        ({"by": "请在{补正期限}以前补正{"}, "花括号"),
        ({"by": "请在{补正期限}以前补正{费用}"}, "没有“{费用}”这一事项"),
        ({"consequence": "不补正也没有关系。"}, "固定文字不能改写"),
        ({"nothing": "有话要说。"}, "固定文字不能改写"),
        ({"why": "因为{延迟答复日期}。{查询码}"}, "缺少查询码"),
    ],
)
def test_a_clerk_cannot_write_away_what_the_letter_must_say(own, told):
    facts = replace(case("correction"), query_code=None)

    sentences = lacking("correction", facts, DAY, own)

    assert len(sentences) == 1 and told in sentences[0]
    with pytest.raises(LetterIncomplete):
        compose("correction", facts, DAY, own)


def test_no_paragraph_with_the_decision_the_remedies_or_a_consequence_may_be_changed():
    kept = {
        "处理决定",
        "法律依据",
        "申请人复议诉讼的权利和期限",
        "救济途径",
        "逾期后果",
        "后果",
        "逾期的后果",
        "申请事实",
    }
    free = {"other"}  # what is done is the clerk's to say: only that it is said is fixed

    for template in kinds().values():
        for part in template.editable:
            assert not kept & set(part.elements) or template.key in free, (template.key, part.key)


def test_every_element_that_an_editable_paragraph_carries_must_still_be_said():
    for template in kinds().values():
        for part in template.editable:
            assert not part.elements or part.must_say, (template.key, part.key)


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


# Numbers of letters


def test_a_number_has_the_year_in_hexagonal_brackets_and_no_leading_zeros():
    assert format_number("{机关代字}公开〔{年}〕第{号}号", "虚工信", 2026, 12) == "虚工信公开〔2026〕第12号"
    assert format_number("{机关代字}〔{年}〕{号}号", "虚政公开", 2026, 3) == "虚政公开〔2026〕3号"


@pytest.mark.parametrize(
    ("pattern", "short", "year", "serial"),
    [
        ("{机关代字}[{年}]第{号}号", "虚工信", 2026, 1),
        ("{机关代字}〔{年}〕第{号}", "虚工信", 2026, 1),
        ("{机关代字}〔{年}〕第{号}号{号}号", "虚工信", 2026, 1),
        ("{机关代字}〔{年}〕第号", "虚工信", 2026, 1),
        ("{机关代字} 〔{年}〕第{号}号", "虚工信", 2026, 1),
        ("{机关代字}（试）〔{年}〕第{号}号", "虚工信", 2026, 1),
        ("{机关代字}〔{年}〕第{号}号", "", 2026, 1),
        ("{机关代字}〔{年}〕第{号}号", "虚工信1", 2026, 1),
        ("{机关代字}〔{年}〕第{号}号", "虚{年}", 2026, 1),
        ("{机关代字}〔{年}〕第{号}号", "虚工信", 26, 1),
        ("{机关代字}〔{年}〕第{号}号", "虚工信", 2026, 0),
    ],
)
def test_a_number_of_another_form_is_refused(pattern, short, year, serial):
    with pytest.raises(PaperError):
        format_number(pattern, short, year, serial)


# The files


def test_the_pdf_is_archival_named_and_the_same_each_time():
    letter = compose("duplicate", case("duplicate"), DAY)

    made = to_pdf(letter, FONTS)

    assert made == to_pdf(letter, FONTS)
    with pikepdf.open(io.BytesIO(made)) as opened, opened.open_metadata() as metadata:
        assert metadata.pdfa_status == "2B"
        assert metadata["dc:title"] == "虚城区工业和信息化局政府信息公开申请答复书"


def test_the_word_file_names_the_official_typefaces_and_is_the_same_each_time():
    letter = compose("duplicate", case("duplicate"), DAY)

    made = to_docx(letter)
    word = docx.Document(io.BytesIO(made))

    assert made == to_docx(letter)
    assert "方正小标宋简体" in word.element.body.xml and "仿宋_GB2312" in word.styles.element.xml
    section = word.sections[0]
    assert [round(side.mm) for side in (section.top_margin, section.bottom_margin, section.left_margin)] == [
        37,
        35,
        28,
    ]


def test_the_organ_is_red_over_the_sheet_only_where_that_is_set():
    letter = compose("duplicate", case("duplicate"), DAY)

    for plain, red in ((to_docx(letter), to_docx(letter, has_red_head=True)),):
        assert "C00000" not in docx.Document(io.BytesIO(plain)).element.body.xml
        assert "C00000" in docx.Document(io.BytesIO(red)).element.body.xml
    with pdfplumber.open(io.BytesIO(to_pdf(letter, FONTS, has_red_head=True))) as opened:
        colours = {char["non_stroking_color"] for char in opened.pages[0].chars if char["size"] > 24}
    assert len(colours) == 1 and colours != {(0,)} and colours != {(0, 0, 0)}


def test_the_signature_never_stands_on_a_page_alone():
    for kind in ("correction_lapsed", "excessive", "third_party_notice", "receipt"):
        with pdfplumber.open(io.BytesIO(to_pdf(compose(kind, case(kind), DAY), FONTS))) as opened:
            last = flat(opened.pages[-1].extract_text())
        assert len(last) > 40, kind


def test_the_page_says_what_the_letter_says_and_holds_no_markup_of_its_facts():
    from lxml import html

    facts = replace(
        case("receipt"), requesters=("<script>alert(1)</script>",), request_content="<b>&amp;\"'</b>"
    )
    letter = compose("receipt", facts, DAY)

    page = html.fromstring(to_html(letter))

    assert not page.xpath("//script | //b")
    said = flat("".join(page.itertext()))
    assert all(flat(words_) in said for words_ in letter.words())


def test_notes_and_copies_stand_below_the_date():
    facts = replace(case("assistance"), notes=("联系人：李四",), copies=("虚城区人民政府办公室",))

    letter = compose("assistance", facts, DAY)
    said = pdf_text(to_pdf(letter, FONTS))

    assert said.endswith("2026年11月23日（联系人：李四）抄送：虚城区人民政府办公室。")
    assert docx_text(to_docx(letter)).endswith("（联系人：李四）抄送：虚城区人民政府办公室。")


@pytest.mark.parametrize("kind", KINDS_OF_LETTER)
def test_what_is_put_before_a_clerk_and_left_as_it_is_changes_nothing(kind):
    facts = case(kind)
    put = offered(kind, facts, DAY)

    assert all("[" not in text for text in put.values())
    assert compose(kind, facts, DAY, put) == compose(kind, facts, DAY)


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
