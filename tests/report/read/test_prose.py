"""The totals that prose states: taken where certain, left out where not."""

import time

import pytest

from gongkai.report.model import Section
from gongkai.report.read.prose import prose


def stated(
    text: str, number: int = 1, title: str = "一、总体情况", year: int | None = 2021
) -> dict[str, int]:
    return prose([Section(number, title, text)], year)


@pytest.mark.parametrize(
    "sentence",
    [
        "全年收到政府信息公开申请15件。",
        "2021年，全区共收到政府信息公开申请15件，涉及自然人12件、商业企业3件。",
        "市政府共受理政府信息公开申请 15 件。",
        "全年新收政府信息公开申请15宗。",
        "接到公民、法人和其他组织提出的政府信息公开申请共计15份。",
        "本年度我局共收到依申请信息公开15件，及时回复申请人。",
        "（二）依申请公开方面。本年度全区共收到15件申请。",
        "收到15件政府信息公开申请。",
        "收到政府信息公开申请１５件。",
        "收到政府信息公开申请十五件。",
        "收到政府信息公开申请15件，较上年增加20件。",
        "收到政府信息公开申请15件，其中：自然人申请12件，法人申请3件。",
        "全年收到政府信息公\n开申请15件。",
        "2020年收到政府信息公开申请9件，2021年收到政府信息公开申请15件。",
        "截至2021年12月31日，共收到政府信息公开申请15件。",
        "收到网民留言200条。收到政府信息公开申请15件。",
    ],
)
def test_the_requests_received_are_read(sentence):
    assert stated(sentence) == {"received": 15}


@pytest.mark.parametrize(
    "sentence",
    [
        "2021年未收到有关政府信息公开申请。",
        "全年未收到政府信息公开申请，无结转。",
        "本年度没有收到公民、法人和其他组织的政府信息公开申请。",
        "2021年，我局无依申请公开事项。",
        "收到政府信息公开申请0件。",
    ],
)
def test_no_requests_received_is_zero(sentence):
    assert stated(sentence) == {"received": 0}


@pytest.mark.parametrize(
    "sentence",
    [
        "全年受理网络问政182件。",
        "收到信访件15件，办结15件。",
        "全年受理行政许可申请15件，办结15件。",
        "全年主动公开政府信息15条。",
        "收到行政复议申请15件。",
        "通过网络收到政府信息公开申请15件。",
        "收到书面政府信息公开申请15件。",
        "未收到书面政府信息公开申请。",
        "收到自然人政府信息公开申请15件。",
        "去年收到政府信息公开申请15件。",
        "2020年收到政府信息公开申请15件。",
        "自2008年以来共收到政府信息公开申请15件。",
        "上半年收到政府信息公开申请15件。",
        "1至6月收到政府信息公开申请15件。",
        "收到政府信息公开申请近15件。",
        "收到政府信息公开申请15余件。",
        "收到政府信息公开申请15件（含上年结转3件）。",
        "收到政府信息公开申请15件，其中上年结转3件。",
        "收到政府信息公开申请15件。市局收到政府信息公开申请12件。",
        "受理政府信息公开申请15件，其中新收12件，上年结转3件。",
        "受理政府信息公开申请15件（新收12件，上年结转3件）。",
        "近三年共收到政府信息公开申请15件。",
        "自然资源局收到政府信息公开申请15件，占全县的一半。",
        "收到征地拆迁申请15件。",
        "未发生因依申请公开收费的情况。",
        "收到网民留言200条，答复200条。",
        "办结人大代表建议15件。",
        "延期答复政府信息公开申请15件。",
        "上年结转政府信息公开申请15件。",
        "2020年结转至2021年政府信息公开申请15件。",
    ],
)
def test_what_is_not_this_years_total_is_left_out(sentence):
    assert stated(sentence) == {}


@pytest.mark.parametrize(
    ("sentence", "numbers"),
    [
        (
            "全区共收到政府信息公开申请154件，共办结148件，结转至2022年6件。",
            {"received": 154, "closed": 148, "carried_over": 6},
        ),
        (
            "（二）依申请公开方面。全区共收到70件申请，及时依法依规办结69件，1件结转下年度继续办理。",
            {"received": 70, "closed": 69, "carried_over": 1},
        ),
        (
            "共受理政府信息公开申请 1295 件，办结 1191 件（含上年结转 189 件），均在法定期限内答复。"
            "其中，予以公开208件，不予公开20件。",
            {"received": 1295, "closed": 1191},
        ),
        (
            "共受理政府信息公开申请3,119件，答复3,050件（含上年度结转申请34件，另有103件顺延到下年度答复）。",
            {"received": 3119, "closed": 3050, "carried_over": 103},
        ),
        ("收到政府信息公开申请5件，5件均已办结。", {"received": 5, "closed": 5}),
        ("收到政府信息公开申请5件，咨询20件，答复25件。", {"received": 5}),
        ("收到政府信息公开申请5件，作出告知类答复3件。", {"received": 5}),
        ("收到政府信息公开申请5件，答复3件不予公开。", {"received": 5}),
        ("收到政府信息公开申请5件，其中及时答复3件。", {"received": 5}),
        ("收到政府信息公开申请5件，按时办结4件，延期办结1件。", {"received": 5}),
        (
            "收到政府信息公开申请5件，办结5件，无结转下年度办理的申请。",
            {"received": 5, "closed": 5, "carried_over": 0},
        ),
        ("收到政府信息公开申请5件。收到群众信件9件，办结9件。", {"received": 5}),
    ],
)
def test_what_was_closed_and_carried_over_is_read_behind_what_was_received(sentence, numbers):
    assert stated(sentence) == numbers


@pytest.mark.parametrize(
    ("sentence", "numbers"),
    [
        (
            "全年办理因政府信息公开申请引发的行政复议36起，行政诉讼9起。",
            {"reconsideration": 36, "litigation": 9},
        ),
        (
            "政府信息公开工作方面共有行政诉讼案件1件、行政复议案件2件。",
            {"reconsideration": 2, "litigation": 1},
        ),
        ("政府信息公开行政复议3件行政诉讼1件。", {"reconsideration": 3, "litigation": 1}),
        (
            "政府信息公开行政复议 351 件，其中结果维持 72 件；政府信息公开行政诉讼 46 件，其中维持 25 件。",
            {"reconsideration": 351, "litigation": 46},
        ),
        ("因政府信息公开收到2件行政复议申请。", {"reconsideration": 2}),
        ("因政府信息公开引发的行政复议、行政诉讼各1件。", {"reconsideration": 1, "litigation": 1}),
        ("政府信息公开行政复议、行政诉讼均为0件。", {"reconsideration": 0, "litigation": 0}),
        ("未收到有关政府信息公开行政复议、提起行政诉讼的申请。", {"reconsideration": 0, "litigation": 0}),
        ("没有因政府信息公开申请行政复议、提起行政诉讼的情况。", {"reconsideration": 0, "litigation": 0}),
        ("全年未发生因政府信息公开引发的行政复议案件。", {"reconsideration": 0}),
        ("因政府信息公开引发的行政复议、行政诉讼案件3件。", {}),
        ("全年未发生因依申请公开被行政复议纠错或行政诉讼败诉情形。", {}),
        ("政府信息公开行政复议维持2件，行政诉讼败诉1件。", {}),
        ("全市办理行政复议案件500件，其中涉及政府信息公开的30件。", {}),
        ("（二）依申请公开方面。办理行政复议案件500件，其中涉及政府信息公开的30件。", {}),
        ("全年办理行政复议案件500件。", {}),
        ("政府信息公开行政复议尚未审结2件。", {}),
        ("上年结转政府信息公开行政复议2件。", {}),
        ("政府信息公开行政复议约2件。", {}),
    ],
)
def test_reconsiderations_and_suits_are_read_where_they_are_totals_about_disclosure(sentence, numbers):
    assert stated(sentence) == numbers


def test_in_section_four_reconsiderations_need_not_say_that_they_are_about_disclosure():
    assert stated("全年行政复议2件，行政诉讼0件。", 4, "四、政府信息公开行政复议、行政诉讼情况") == {
        "reconsideration": 2,
        "litigation": 0,
    }


def test_sections_that_contradict_each_other_say_nothing():
    sections = [
        Section(1, "一、总体情况", "收到政府信息公开申请5件，办结5件。"),
        Section(3, "三、收到和处理政府信息公开申请情况", "收到政府信息公开申请6件。"),
    ]

    assert prose(sections, 2021) == {"closed": 5}


def test_a_year_to_carry_into_is_not_taken_without_the_reports_own_year():
    assert stated("收到政府信息公开申请5件，结转至2022年1件。", year=None) == {"received": 5}


@pytest.mark.parametrize(
    "piece",
    ["共计", "收到申请", "行政复议", "、或者行政诉讼", "（", "1", "依申请公开", "无申请", "结转至", "及"],
)
def test_a_wreck_of_a_text_costs_no_time(piece):
    text = "行政复议" + piece * (200_000 // len(piece)) + "。" + (piece * 300 + "。") * 100

    began = time.process_time()
    stated(text)

    assert time.process_time() - began < 3
