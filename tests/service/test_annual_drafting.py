"""The words of a report: drafted from figures and records, and every number in them held against its cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from gongkai.report.check.p6 import characters
from gongkai.report.loader import edition
from gongkai.report.model import BLANK, Cell, Number, Section
from gongkai.service.annual import checking
from gongkai.service.annual.actions.explain import answer_explanation, explain
from gongkai.service.annual.actions.judge import accept
from gongkai.service.annual.actions.publish import publish as publish_report
from gongkai.service.annual.actions.record_occasion import record_none, record_occasion, withdraw_occasion
from gongkai.service.annual.actions.review_version import send_to_review
from gongkai.service.annual.actions.source_number import source_number
from gongkai.service.annual.actions.submit import submit, take_back
from gongkai.service.annual.actions.write_section import write_section
from gongkai.service.annual.composing import cells_of, report_of
from gongkai.service.annual.deciding import verdicts_of
from gongkai.service.annual.drafting import records as recorded
from gongkai.service.annual.drafting.beside import last_year, measure
from gongkai.service.annual.drafting.numbers import Known, State, numbers
from gongkai.service.annual.drafting.prose import draft
from gongkai.service.annual.models import Closing, Occasion
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.redress.actions.open_proceeding import open_proceeding
from gongkai.statute.events import Answered, FeeNoticed, FeePaid, Received, Sent
from tests.service.annual_children import explain_all
from tests.service.cases import at
from tests.service.filings import Reporting
from tests.service.histories import History, enter
from tests.service.published import publish
from tests.service.reporting import asked, became, contested

NOW = at("2026-01-06")
YEAR = {
    "T2.gfxwj.made": 3,
    "T2.gfxwj.repealed": 1,
    "T2.gfxwj.in_force": 20,
    "T2.xzxk.decisions": 198,
    "T2.xzsyxsf.amount_wan": 0,
    "T3.R1.C1": 120,
    "T3.R1.C2": 34,
    "T3.R1.C7": 154,
    "T3.R2.C1": 2,
    "T3.R2.C7": 2,
    "T3.R3_1.C7": 80,
    "T3.R3_2.C7": 10,
    "T3.R3_3_6.C7": 8,
    "T3.R3_4_1.C7": 52,
    "T3.R3_7.C7": 150,
    "T3.R4.C7": 6,
    "T4.V.A_upheld": 5,
    "T4.V.A_pending": 1,
    "T4.V.A_total": 6,
    "T4.V.B_upheld": 1,
    "T4.V.B_total": 1,
    "T4.V.C_upheld": 2,
    "T4.V.C_total": 2,
}


def cells(given: Mapping[str, Number] | None = None, key: str = "2021") -> dict[str, Cell]:
    return {a: Cell((given or YEAR).get(a, 0)) for a in edition(key).places}


def found(
    text: str, given: Mapping[str, Number] | None = None, known: Known | None = None, key: str = "2021"
):
    read = numbers(text, cells(given, key), edition(key), *([known] if known else []))
    return [(each.text, str(each.state)) for each in read]


def tied(*words: str) -> list[tuple[str, str]]:
    return [(word, "tied") for word in words]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("全年新收政府信息公开申请154件，上年结转申请2件。", [("154", "tied"), ("2", "tied")]),
        ("收到申请一百五十四件", [("一百五十四", "tied")]),
        ("收到申请１５４件", [("１５４", "tied")]),
        ("共受理政府信息公开申请 154 件", [("154", "tied")]),
        ("收到申请155件", [("155", "wrong")]),
        ("收到申请156件（含上年结转2件）", [("156", "tied"), ("2", "tied")]),
        (
            "办结申请150件，其中予以公开80件、部分公开10件、不予公开8件、无法提供52件。",
            tied("150", "80", "10", "8", "52"),
        ),
        ("予以公开及部分公开 90 件", [("90", "tied")]),
        ("新收申请154件，其中自然人120件、法人或者其他组织34件", tied("154", "120", "34")),
        ("结转下年度继续办理申请7件", [("7", "wrong")]),
        (
            "被申请行政复议6件，其中结果维持5件、尚未审结1件；被提起行政诉讼3件，其中结果维持3件。",
            tied("6", "5", "1", "3", "3"),
        ),
        (
            "行政复议案件，全年审结5件，其中结果维持5件，年末尚未审结1件。行政诉讼案件审结4件。",
            [*tied("5", "5", "1"), ("4", "wrong")],
        ),
        ("作出行政许可决定1万件", [("1万", "wrong")]),
        ("举办培训2场，培训30人次", [("2", "untied"), ("30", "untied")]),
        ("2025年1月1日至12月31日，依据《条例》第二十条第（一）项和国办公开办函〔2021〕30号", []),
        ("（一）主动公开。一是规范管理；二是抓好一个平台，涉及“三安全一稳定”。", []),
        ("1.加强学习\n一、总体情况\n电话0000-1234567，邮政编码000000，www.example.gov.cn/a1", []),
        ("新增栏目三个", [("三", "untied")]),
    ],
)
def test_a_number_is_held_against_the_cell_its_words_name(text: str, said: list[tuple[str, str]]) -> None:
    assert found(text) == said


def test_money_is_held_in_whichever_unit_it_is_written() -> None:
    given = {"T2.xzsyxsf.amount_wan": Decimal("1.25")}
    assert found("行政事业性收费1.25万元", given) == [("1.25万", "tied")]
    assert found("行政事业性收费12,500元", given) == [("12,500", "tied")]
    assert found("行政事业性收费1.25元", given) == [("1.25", "wrong")]


def test_a_blank_cell_is_held_against_nothing_and_a_form_without_the_cell_neither() -> None:
    blank = {**cells(), "T2.xzxk.decisions": BLANK}
    (one,) = numbers("行政许可决定5件", blank, edition("2021"))
    assert one.state is State.UNTIED
    assert found("废止规范性文件5件", {}, key="2019") == [("5", "untied")]


def test_a_source_holds_while_exactly_these_words_stand() -> None:
    known = Known({}, (("举办培训2场", "2", "培训签到表"),))
    assert found("举办培训2场。", known=known) == [("2", "sourced")]
    assert found("举办培训3场。", known=known) == [("3", "untied")]
    assert found("再举办培训2场。", known=known) == [("2", "untied")]


def test_no_source_makes_a_number_right_that_is_not_its_cells() -> None:
    assert found("收到申请155件", known=Known({}, (("收到申请155件", "155", "台账"),))) == [("155", "wrong")]


# --- with a filing ------------------------------------------------------------------------------


@pytest.fixture
def bureau(db: None) -> Reporting:
    return Reporting()


def closed(bureau: Reporting, given: Mapping[str, int] | None = None, year: int = 2025) -> Closing:
    return bureau.closed(year, given)


def happened(bureau: Reporting, kind: str, says: str, on: str = "2025-05-06", **facts: object) -> Occasion:
    given = {"on": date.fromisoformat(on), "kind": kind, "says": says, "by": bureau.clerk, "at": NOW, **facts}
    return record_occasion(bureau.organ, **given)


def drafted(bureau: Reporting, closing: Closing) -> dict[int, str]:
    return {section: each.text for section, each in draft(closing.filing, closing).items()}


def test_the_draft_tells_the_figures_and_every_number_in_it_is_tied(bureau: Reporting) -> None:
    publish(bureau.organ, "青山区档案局公开目录", begins=at("2025-05-06"))
    happened(bureau, "training", "举办政府信息公开业务培训", number=Decimal(2), unit="场")
    closing = closed(bureau, YEAR)
    found_ = recorded.records(closing.filing)
    for section, each in draft(closing.filing, closing).items():
        known = recorded.known(closing.filing, section, found_)
        read = numbers(each.text, cells_of(closing), edition("2021"), known)
        assert [n.text for n in read if n.state in (State.WRONG, State.UNTIED)] == [], each.text
    text = drafted(bureau, closing)[1]
    assert "新收政府信息公开申请154件，其中自然人120件、法人或者其他组织34件，上年结转申请2件。" in text
    assert "5月，举办政府信息公开业务培训，共2场。" in text
    assert "主动公开政府信息1条" in text
    assert characters(text) < 1000


def test_each_paragraph_remembers_the_cells_it_tells(bureau: Reporting) -> None:
    closing = closed(bureau, YEAR)
    requests = draft(closing.filing, closing)[1].paragraphs[2]
    assert requests.text.startswith("（二）依申请公开")
    assert {"T3.R1.C7", "T3.R2.C7", "T3.R3_7.C7", "T4.V.A_total"} <= set(requests.cells)


def test_a_year_of_nothing_reads_like_one(bureau: Reporting) -> None:
    text = drafted(bureau, closed(bureau))
    assert "全年没有收到政府信息公开申请，也没有上年结转的申请。" in text[1]
    assert "没有因政府信息公开工作被申请行政复议、被提起行政诉讼。" in text[1]
    assert "没有作出行政许可、行政处罚、行政强制决定。" in text[1]
    assert [line[:3] for line in text[1].split("\n")[1:]] == ["（一）", "（二）"]
    assert text[6] == "本年度没有发出收费通知，没有收取政府信息公开信息处理费。"


def test_that_nothing_was_received_is_not_said_while_a_receipt_waits_to_be_confirmed(
    bureau: Reporting,
) -> None:
    bureau.received("2025-12-30", channel="ordinary_mail")
    closing = closed(bureau)
    found = draft(closing.filing, closing)[1]
    assert "没有收到" not in found.text
    assert any("1件申请收到之日尚未确认" in lack for lack in found.lacks)


def applied(bureau: Reporting, day: str) -> None:
    """Enter a reconsideration that was applied for, and not accepted yet."""
    case = asked(bureau, "2025-03-03", "2025-03-20")
    given = {"kind": "reconsideration", "over": "reply", "body": "青山区人民政府"}
    open_proceeding(bureau.organ, case=case, by=bureau.clerk, at=at(day), **given)


def test_that_nobody_applied_for_reconsideration_is_not_said_while_one_is_entered(bureau: Reporting) -> None:
    applied(bureau, "2025-12-20")
    closing = closed(bureau)
    found_ = draft(closing.filing, closing)[1]
    assert "行政复议" not in found_.text
    assert any("1件因政府信息公开工作引起的复议、诉讼，不在表四中" in lack for lack in found_.lacks)
    version = bureau.drafted()
    text = "没有因政府信息公开工作被申请行政复议、被提起行政诉讼。"
    write_section(version.filing, 1, text, by=bureau.clerk, at=NOW)
    version = bureau.drafted_again(NOW)
    (wrong,) = [each for each in checking.blocking(verdicts_of(version)) if each.finding.rule == "P8"]
    assert (wrong.finding.left, wrong.finding.right, "行政复议件数" in wrong.finding.message) == (0, 1, True)


def test_a_reconsideration_entered_after_the_year_is_none_of_the_year(bureau: Reporting) -> None:
    applied(bureau, "2026-01-04")
    assert "没有因政府信息公开工作被申请行政复议" in drafted(bureau, closed(bureau))[1]


def test_a_reconsideration_of_the_year_before_is_told_as_decided_and_not_as_applied_for(
    bureau: Reporting,
) -> None:
    case = asked(bureau, "2024-03-04", "2024-03-20")
    contested(bureau, case, "2024-10-08", "2025-02-03")
    given = {"T4.V.A_upheld": 1, "T4.V.A_total": 1}
    assert (
        "因政府信息公开工作引起的行政复议案件，全年审结1件，其中结果维持1件，年末尚未审结0件。"
        in drafted(bureau, closed(bureau, given))[1]
    )
    assert "没有因政府信息公开工作被申请行政复议" in drafted(bureau, closed(bureau, {}, 2026))[1]


def test_what_nobody_recorded_is_not_said(bureau: Reporting) -> None:
    closing = closed(bureau)
    drafts = draft(closing.filing, closing)
    assert (drafts[5].text, len(drafts[5].lacks)) == ("", 2)
    assert "需要澄清" not in drafts[1].text
    record_none(bureau.organ, year=2025, kind="clarification", by=bureau.clerk, at=NOW)
    record_none(bureau.organ, year=2025, kind="other", by=bureau.clerk, at=NOW)
    text = drafted(bureau, closing)
    assert "没有发现需要澄清的虚假或者不完整信息。" in text[1]
    assert text[6].endswith("没有其他需要报告的事项。")
    happened(bureau, "clarification", "澄清关于馆藏档案的不实信息一则")
    assert "没有发现需要澄清" not in drafted(bureau, closing)[1]


def test_that_there_was_nothing_is_recorded_once_the_year_is_over(bureau: Reporting) -> None:
    for moment in ("2025-01-06", "2025-12-31"):
        with pytest.raises(CannotDo, match="2025年还没有过完"):
            record_none(bureau.organ, year=2025, kind="clarification", by=bureau.clerk, at=at(moment))
    row = record_none(bureau.organ, year=2025, kind="clarification", by=bureau.clerk, at=at("2026-01-01"))
    assert (row.on, row.number) == (date(2025, 12, 31), 0)


def test_what_was_recorded_in_the_year_itself_says_nothing_of_the_whole_year(bureau: Reporting) -> None:
    given = {"organ": bureau.organ, "on": date(2025, 1, 6), "kind": "clarification", "says": "没有"}
    early = Occasion.objects.create(**given, number=Decimal(0), by=bureau.clerk, at=at("2025-01-06"))
    closing = closed(bureau)
    assert "没有发现需要澄清" not in drafted(bureau, closing)[1]
    row = record_none(bureau.organ, year=2025, kind="clarification", by=bureau.clerk, at=NOW)
    assert row.replaces == early
    assert "没有发现需要澄清" in drafted(bureau, closing)[1]


def test_that_there_was_nothing_in_a_merged_organ_is_not_said_by_one_that_was_merged(
    bureau: Reporting,
) -> None:
    other = Reporting("qingshan-fangzhi", "青山区方志办")
    became("merged", [other.organ], [bureau.organ], "2025-07-01")
    record_none(other.organ, year=2025, kind="clarification", by=bureau.clerk, at=NOW)
    closing = closed(bureau)
    assert "没有发现需要澄清" not in drafted(bureau, closing)[1]
    record_none(bureau.organ, year=2025, kind="clarification", by=bureau.clerk, at=NOW)
    assert "没有发现需要澄清" in drafted(bureau, closing)[1]


def test_problems_and_improvements_are_told_as_they_were_recorded(bureau: Reporting) -> None:
    happened(bureau, "problem", "公开目录更新不够及时。")
    happened(bureau, "problem", "政策解读形式单一")
    happened(bureau, "improvement", "明确各科室责任，按月核对目录")
    text = drafted(bureau, closed(bureau))[5]
    assert text == (
        "存在的主要问题：一是公开目录更新不够及时；二是政策解读形式单一。\n"
        "改进情况：明确各科室责任，按月核对目录。"
    )


def test_a_government_tells_of_assessment_and_accountability_and_a_department_does_not(
    bureau: Reporting,
) -> None:
    happened(bureau, "assessment", "对所属部门开展政府信息公开工作考核")
    record_none(bureau.organ, year=2025, kind="accountability", by=bureau.clerk, at=NOW)
    closing = closed(bureau)
    assert "考核" not in drafted(bureau, closing)[1]
    bureau.organ.kind = "county"
    bureau.organ.save()
    closing.filing.organ.refresh_from_db()
    text = drafted(bureau, closing)[1]
    assert "5月，对所属部门开展政府信息公开工作考核。" in text
    assert "没有因政府信息公开工作追究责任的情形。" in text


def test_a_government_is_asked_for_assessment_evaluation_and_accountability_until_they_are_recorded(
    bureau: Reporting,
) -> None:
    closing = closed(bureau)
    wanted = (
        "没有登记政府信息公开工作考核情况。",
        "没有登记社会评议情况。",
        "没有登记有无责任追究及其结果。",
    )

    def asked_for() -> list[str]:
        return [lack for lack in draft(closing.filing, closing)[1].lacks if lack in wanted]

    assert asked_for() == []
    bureau.organ.kind = "county"
    bureau.organ.save()
    closing.filing.organ.refresh_from_db()
    assert asked_for() == [*wanted]
    happened(bureau, "assessment", "对所属部门开展政府信息公开工作考核")
    record_none(bureau.organ, year=2025, kind="accountability", by=bureau.clerk, at=NOW)
    assert asked_for() == [wanted[1]]


def test_the_form_of_2019_is_drafted_in_its_own_words_and_has_no_fees(bureau: Reporting) -> None:
    closing = closed(bureau, {"T2.gfxwj.made_new": 2, "T2.gfxwj.disclosed_total": 9, "T3.R3_6.C7": 1}, 2020)
    text = drafted(bureau, closing)
    assert "〔2019〕60号" in text[0]
    assert "新制作规范性文件2件" in text[1]
    assert "收费" not in text[6]


def test_a_recorded_occasion_is_replaced_withdrawn_and_never_twice(bureau: Reporting) -> None:
    first = happened(bureau, "training", "培训一次")
    second = happened(bureau, "training", "培训两次", replaces=first)
    with pytest.raises(CannotDo):
        happened(bureau, "training", "培训三次", replaces=first)
    with pytest.raises(CannotDo, match="原因"):
        withdraw_occasion(second, why="", by=bureau.clerk, at=NOW)
    withdraw_occasion(second, why="记错了", by=bureau.clerk, at=NOW)
    assert recorded.occasions(frozenset({bureau.organ.pk}), 2025) == []


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"says": " "}, "写明内容"),
        ({"on": date(2026, 1, 7)}, "还没有发生"),
        ({"number": Decimal(0)}, "没有发生"),
        ({"kind": "party"}, "party"),
    ],
)
def test_an_occasion_that_cannot_be_is_refused_in_words(
    bureau: Reporting, facts: dict[str, object], words: str
) -> None:
    given = {"on": date(2025, 5, 6), "kind": "training", "says": "培训", **facts}
    with pytest.raises(CannotDo, match=words):
        record_occasion(bureau.organ, **given, by=bureau.clerk, at=NOW)


def test_a_wrong_number_in_the_words_keeps_a_report_from_being_filed_until_set_right_or_explained(
    bureau: Reporting,
) -> None:
    version = bureau.drafted()
    assert [each for each in verdicts_of(version) if each.finding.rule == "P8"] == []
    text = "2025年收到申请3件，举办培训2场。"
    write_section(version.filing, 1, text, by=bureau.clerk, at=NOW)
    version = bureau.drafted_again(NOW)
    (wrong,) = [each for each in verdicts_of(version) if each.finding.rule == "P8"]
    assert (wrong.finding.left, wrong.finding.right, wrong.blocks) == (3, 0, True)
    assert "写“3”" in wrong.finding.message
    said = explain(
        version,
        rule="P8",
        address=wrong.address,
        kind="other",
        amount=wrong.difference,
        says="这里说的是收到其他机关转来的申请。",
        by=bureau.clerk,
        at=NOW,
    )
    answer_explanation(said, approves=True, by=bureau.head, at=NOW)
    assert not [each for each in checking.blocking(verdicts_of(version)) if each.finding.rule == "P8"]


@pytest.mark.parametrize(
    ("words", "states"),
    [
        ("全年未收到政府信息公开申请。", 0),
        ("共收到公民、法人和其他组织提出的政府信息公开申请40件。", 40),
        ("全年收到政府信息公开申请 4 0 件。", 40),
    ],
)
def test_what_the_words_of_a_report_written_here_state_is_held_against_its_tables(
    bureau: Reporting, words: str, states: int
) -> None:
    version = bureau.drafted(2025, YEAR)
    write_section(version.filing, 1, words, by=bureau.clerk, at=NOW)
    version = bureau.drafted_again(NOW)
    (wrong,) = [each for each in verdicts_of(version) if each.finding.rule in ("P1", "P8") and each.blocks]
    assert (wrong.finding.left, wrong.finding.right) == (states, 154)
    assert report_of(version).prose["received"] == states


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("没有收到政府信息公开申请，也没有上年结转的申请。", [("没有", "wrong"), ("没有", "wrong")]),
        ("未收到公民、法人或者其他组织提出的政府信息公开申请", [("未", "wrong")]),
        ("没有因政府信息公开工作被申请行政复议、被提起行政诉讼。", [("没有", "wrong"), ("没有", "wrong")]),
        ("未发生行政诉讼", [("未", "wrong")]),
        ("没有作出行政许可、行政处罚决定。", [("没有", "wrong"), ("没有", "tied")]),
        ("没有收取信息处理费", []),  # nothing is known to hold it against
        ("没有收到复议机关的意见，没有书面申请", []),
        ("行政许可198件，行政处罚10件", [("198", "tied"), ("10", "wrong")]),
        ("已在七个工作日内公开，每月2次", [("2", "untied")]),
    ],
)
def test_that_there_was_none_is_the_number_0(text: str, said: list[tuple[str, str]]) -> None:
    assert found(text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("本年度没有发出收费通知，没有收取政府信息公开信息处理费。", [("没有", "wrong"), ("没有", "wrong")]),
        ("全年未收取信息处理费", [("未", "wrong")]),
        ("没有其他需要报告的事项；全年没有收取信息处理费", [("没有", "wrong")]),
        ("其中3件没有收取信息处理费", [("3", "untied")]),
        ("实际收取信息处理费300元", [("300", "wrong")]),
        ("收取政府信息公开信息处理费共计500元", [("500", "tied")]),
    ],
)
def test_what_is_said_of_fees_is_held_against_the_fee_events(text: str, said: list[tuple[str, str]]) -> None:
    assert found(text, known=Known({"notices": 1, "noticed_yuan": 500, "paid_yuan": 500})) == said


def paid(bureau: Reporting) -> None:
    """Enter a request for which 500元 were asked and paid in 2025."""
    day = date.fromisoformat
    events = (
        Received(on=day("2025-04-01"), channel="in_person"),
        FeeNoticed(on=day("2025-04-02"), delivered=day("2025-04-02"), yuan=500),
        FeePaid(on=day("2025-04-10")),
        Answered(on=day("2025-04-20"), outcome="full_disclosure"),
        Sent(on=day("2025-04-20"), means="post"),
    )
    enter(bureau.organ, bureau.clerk, [History("natural_person", events)])


@pytest.mark.parametrize(
    ("six", "says"),
    [
        ("本年度没有收取政府信息公开信息处理费。", "没有"),
        ("本年度发出收费通知1件，总金额500元，实际收取信息处理费300元。", "300"),
    ],
)
def test_a_statement_on_fees_that_the_fee_events_contradict_is_not_filed(
    bureau: Reporting, six: str, says: str
) -> None:
    paid(bureau)
    version = bureau.drafted()
    write_section(version.filing, 6, six, by=bureau.clerk, at=NOW)
    version = bureau.drafted_again(NOW)
    wrong = [each.finding for each in checking.blocking(verdicts_of(version)) if each.finding.rule == "P8"]
    assert [(each.right, f"写“{says}”" in each.message) for each in wrong] == [(500, True)]
    assert "收费" in wrong[0].message
    six = draft(version.filing, version.closing)[6].text
    write_section(version.filing, 6, six, by=bureau.clerk, at=NOW)
    version = bureau.drafted_again(NOW)
    assert [each for each in verdicts_of(version) if each.finding.rule in ("P8", "P9")] == []


@pytest.mark.parametrize("is_taken_back", [False, True])
def test_what_is_entered_after_a_report_was_submitted_is_for_an_amendment_unless_it_comes_back(
    bureau: Reporting, is_taken_back: bool
) -> None:
    version = bureau.drafted()
    explain_all(version, bureau.clerk, bureau.head)
    bureau.cleared(version, NOW)
    submit(version.filing, by=bureau.clerk, at=NOW)
    paid(bureau)  # while its section six says that nothing was

    if is_taken_back:
        take_back(version.filing, by=bureau.clerk, at=NOW, says="核对收费。")
        with pytest.raises(CannotDo, match="P8"):
            submit(version.filing, by=bureau.clerk, at=NOW)
        return
    accept(version.filing, by=bureau.supervisor, at=NOW)
    assert publish_report(version.filing, by=bureau.clerk, at=NOW).number == 1


def test_two_wrong_numbers_of_one_cell_are_explained_each_by_itself(bureau: Reporting) -> None:
    version = bureau.drafted()
    write_section(version.filing, 1, "新收到申请5件。其中网上收到申请4件。", by=bureau.clerk, at=NOW)
    version = bureau.drafted_again(NOW)
    wrong = [each for each in verdicts_of(version) if each.finding.rule == "P8"]
    assert [each.finding.left for each in wrong] == [5, 4]
    assert len({each.address for each in wrong}) == 2
    for each in reversed(wrong):
        assert each.difference is None
        given = {"kind": "other", "amount": None, "says": "指其他机关转来的。", "by": bureau.clerk, "at": NOW}
        said = explain(version, rule="P8", address=each.address, **given)
        answer_explanation(said, approves=True, by=bureau.head, at=NOW)
    assert not [each for each in checking.blocking(verdicts_of(version)) if each.finding.rule == "P8"]


def test_a_number_that_nothing_ties_is_told_with_its_place_until_its_source_is_entered(
    bureau: Reporting,
) -> None:
    version = bureau.drafted()
    write_section(version.filing, 5, "举办培训2场，走访企业40余家。", by=bureau.clerk, at=NOW)
    version = bureau.drafted_again(NOW)
    (told,) = [each for each in verdicts_of(version) if each.finding.rule == "P9"]
    assert told.blocks and told.may_be_explained
    assert "五、" in told.finding.message and "2个数" in told.finding.message
    assert "“2”（举办培训2场" in told.finding.message
    for number in ("2", "40"):
        context = "举办培训2场，走访企业40余家"
        source_number(version.filing, 5, context=context, number=number, source="表", by=bureau.clerk, at=NOW)
    assert [each for each in verdicts_of(version) if each.finding.rule == "P9"] == []


def test_what_a_report_says_of_its_own_words_is_not_believed(bureau: Reporting) -> None:
    version = bureau.drafted(2025, YEAR)
    words = [Section(1, "一、总体情况", "全年未收到政府信息公开申请。")]
    sent = replace(report_of(version), sections=words, prose={"received": 154})
    found_ = checking.findings(sent, version.filing, None)
    assert [each.left for each in found_ if each.rule in ("P1", "P8") and each.cells] == [0]


@pytest.mark.parametrize("section", [0, 1, 5, 6])
@pytest.mark.parametrize("number", ["3", "三"])
def test_a_number_that_contradicts_its_cell_blocks_wherever_it_stands_and_is_named_with_its_place(
    bureau: Reporting, section: int, number: str
) -> None:
    bureau.drafted()
    write_section(bureau.filing(), section, f"全年收到申请{number}件。", by=bureau.clerk, at=NOW)
    version = bureau.drafted_again(NOW)
    (wrong,) = [each for each in verdicts_of(version) if each.finding.rule == "P8"]
    title = {each.number: f"“{each.title}”" for each in edition("2021").sections}.get(section, "前言")
    assert wrong.finding.message.startswith(f"{title}写“{number}”，")
    assert f"全年收到申请{number}件" in wrong.finding.message
    assert wrong.finding.cells == ("T3.R1.C7",)
    with pytest.raises(CannotDo, match=f"P8：{title}写“{number}”"):
        send_to_review(version, by=bureau.clerk, at=NOW)


def test_a_source_is_entered_for_words_that_stand_in_the_section(bureau: Reporting) -> None:
    filing = bureau.filing()
    write_section(filing, 1, "举办培训2场。", by=bureau.clerk, at=NOW)
    with pytest.raises(CannotDo, match="那句话已经没有了"):
        source_number(filing, 1, context="举办培训3场", number="3", source="表", by=bureau.clerk, at=NOW)
    source_number(filing, 1, context="举办培训2场", number="2", source="签到表", by=bureau.clerk, at=NOW)
    known = recorded.known(filing, 1, recorded.records(filing))
    assert found("举办培训2场。", known=known) == [("2", "sourced")]


def test_last_years_words_stand_beside_and_words_like_them_are_told(bureau: Reporting) -> None:
    from gongkai.service.annual.actions.publish import publish as make_public

    last = bureau.drafted(2024)
    for each in verdicts_of(last):
        if each.blocks:
            said = explain(
                last,
                rule=each.finding.rule,
                address=each.address,
                kind="other",
                amount=each.difference,
                says="首次编制",
                by=bureau.clerk,
                at=at("2025-01-07"),
            )
            answer_explanation(said, approves=True, by=bureau.head, at=at("2025-01-07"))
    bureau.accepted(last, at("2025-01-08"))
    make_public(last.filing, by=bureau.clerk, at=at("2025-01-08"))
    filing = bureau.filing()
    (before,) = last_year(filing, 5)
    assert measure(before.text, 5, edition("2021"), [before]).is_alike
    assert not measure("完全不同的话", 5, edition("2021"), [before]).is_alike
    assert measure("字" * 1001, 1, edition("2021"), []).is_long
