"""第三十六条、第五十一条：申请的办理结果、各自的前提，以及不服时的救济。"""

from __future__ import annotations

import re
import shutil
from datetime import date

import pytest

from gongkai.statute import dated, deciding, entry, remedies
from gongkai.statute.citation import words
from gongkai.statute.errors import NoRule, OutOfTurn
from gongkai.statute.law import law
from gongkai.statute.outcomes import (
    conflicts,
    in_force,
    missing,
    outcomes_within,
    refuse_unknown,
    refuse_unready,
    tree,
)
from gongkai.statute.periods import add_months
from gongkai.statute.remedies import (
    SILENCE,
    comes_first,
    final_ruling,
    organ_kinds,
    outer_limits,
    period_end,
    period_length,
    reconsideration_bodies,
    remedy,
)

LAW = law()
DAY = date(2025, 9, 1)
CITY = ["某市人民政府"]
WITHHELD = [
    "refused_state_secret",
    "refused_prohibited",
    "refused_security_stability",
    "refused_third_party",
    "refused_internal_affairs",
    "refused_deliberative",
    "refused_enforcement_file",
]
OTHERS = [
    "register_query",
    "not_held",
    "requires_creation",
    "still_unclear",
    "duplicate",
    "excessive",
    "other",
]


def test_twenty_one_outcomes_are_in_force_since_2021():
    before, after = ({o.key for o in in_force(day)} for day in (date(2020, 12, 31), date(2021, 1, 1)))

    assert len(after) == 21
    assert after - before == {"fee_unpaid"}
    assert in_force(date(2019, 5, 14)) == ()


@pytest.mark.parametrize(
    ("first", "last", "has_fee_unpaid", "has_any"),
    [
        (date(2019, 1, 1), date(2020, 12, 31), False, True),
        (date(2019, 1, 1), date(2021, 1, 1), True, True),
        (date(2021, 1, 1), None, True, True),
        (date(2018, 1, 1), date(2019, 5, 14), False, False),
        (date(2018, 1, 1), date(2019, 5, 15), False, True),
    ],
)
def test_the_outcomes_within_some_time(first, last, has_fee_unpaid, has_any):
    found = outcomes_within(first, last)

    assert ("fee_unpaid" in found, "duplicate" in found) == (has_fee_unpaid, has_any)


def test_an_unknown_outcome_is_refused_with_the_known_ones():
    with pytest.raises(NoRule, match=r"没有“refused”这一办理结果.*full_disclosure（予以公开）"):
        refuse_unknown("refused", DAY)


def test_an_outcome_not_in_force_that_day_is_refused():
    with pytest.raises(NoRule, match="2020年12月31日没有关于办理结果"):
        refuse_unknown("fee_unpaid", date(2020, 12, 31))


@pytest.mark.parametrize(
    ("outcome", "article", "needs"),
    [
        ("not_held", "条例36(4)", "检索记录"),
        ("not_held", "条例36(5)", "负责机关的名称和联系方式"),
        ("refused_third_party", "条例15、32", "征求第三方意见的结果"),
        ("duplicate", "条例36(6)", "原答复的文号"),
        ("register_query", "条例36(7)", "专门查询办法"),
        ("refused_security_stability", "条例14", "风险评估报告"),
    ],
)
def test_what_an_outcome_needs_is_asked_for_before_it_is_chosen(outcome, article, needs):
    assert any(needs in lacking for lacking in missing(outcome, article, set(), DAY))
    with pytest.raises(OutOfTurn, match="还须备齐"):
        refuse_unready(outcome, article, set(), DAY)


def test_an_outcome_with_its_papers_may_be_chosen():
    refuse_unready("not_held", "条例36(4)", {"search_record"}, DAY)

    assert missing("not_held", "条例36(4)", {"search_record"}, DAY) == ()


def test_a_ground_an_outcome_does_not_have_is_refused():
    with pytest.raises(NoRule, match="没有依据条例14的情形"):
        missing("not_held", "条例14", set(), DAY)


def test_every_need_is_needed():
    outcomes = [outcome for blocks in tree().outcomes.values() for outcome in blocks]

    assert {need for o in outcomes for ground in o.grounds for need in ground.needs} == set(tree().needs)


@pytest.mark.parametrize(
    "considered",
    [
        {"refused_state_secret", "refused_internal_affairs"},
        {"refused_state_secret", "refused_third_party"},
        {"full_disclosure", "refused_third_party"},
        {"not_held", "refused_deliberative"},
        {"duplicate", "not_held"},
    ],
)
def test_exceptions_that_cannot_stand_together_are_put_to_the_reviewer(considered):
    assert len(conflicts(considered)) == 1
    for one in considered:
        assert conflicts({one}) == ()


@pytest.mark.parametrize("outcome", WITHHELD)
def test_refusals_under_articles_14_15_and_16_go_to_reconsideration_first_since_2024(outcome):
    assert comes_first(outcome, date(2023, 12, 31), LAW)[0] == "free"
    assert comes_first(outcome, date(2024, 1, 1), LAW)[:2] == ("reconsideration", "复议法23(1)(4)")
    assert comes_first(outcome, date(2025, 6, 1), LAW)[:2] == ("reconsideration", "法释〔2025〕8号 1(2)")


@pytest.mark.parametrize("outcome", OTHERS)
@pytest.mark.parametrize("day", [date(2023, 12, 31), date(2024, 1, 1), date(2025, 6, 1)])
def test_other_replies_leave_the_choice(outcome, day):
    assert comes_first(outcome, day, LAW)[0] == "free"


def test_every_ground_by_which_a_part_is_kept_back_has_its_remedies():
    exempts = {
        answer.exempts
        for blocks in deciding.steps().values()
        for block in blocks
        for answer in block.answers
        if answer.exempts
    }
    assert "refused_third_party" in exempts  # cited with the article on asking the third party
    for outcome in exempts:
        withheld = [deciding.article_of(outcome, DAY)]
        assert comes_first("partial_disclosure", DAY, LAW, withheld)[0] == "reconsideration", outcome
        found = remedy("partial_disclosure", DAY, DAY, CITY, LAW, withheld=[*withheld, "条例37"])
        assert words(withheld[0]) in found.letter[0]


def test_doubtful_points_name_their_reading():
    assert comes_first("partial_disclosure", DAY, LAW)[::2] == ("reconsideration", ("L-0017",))
    assert comes_first(SILENCE, DAY, LAW)[::2] == ("free", ("L-0018",))
    assert comes_first("not_held", date(2024, 5, 1), LAW)[2] == ("L-0019",)


def test_the_last_days_are_computed_and_a_rest_day_moves_to_the_next_working_day():
    found = remedy("not_held", DAY, DAY, CITY, LAW)

    assert found.reconsider_by == date(2025, 10, 31)  # sixty days after 1 September, a Friday
    assert found.sue_by == date(2026, 3, 2)  # 1 March 2026 is a Sunday
    assert period_end("reconsideration", date(2025, 8, 4), LAW) == date(
        2025, 10, 9
    )  # 3 October: National Day
    assert period_end("suit_after_reconsideration", date(2025, 9, 12), LAW) == date(2025, 9, 28)  # a Saturday


@pytest.mark.parametrize(
    ("received", "last"),
    [
        (date(2025, 9, 1), date(2025, 9, 16)),
        (date(2025, 11, 3), date(2025, 11, 18)),
        (date(2025, 9, 20), date(2025, 10, 9)),  # 5 October lies in the National Day break
        (date(2025, 12, 20), date(2026, 1, 4)),  # a Sunday that is a working day
    ],
)
def test_a_suit_after_reconsideration_is_open_for_fifteen_days(received, last):
    assert period_end("suit_after_reconsideration", received, LAW) == last


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2023, 8, 31), 6, date(2024, 2, 29)),
        (date(2025, 9, 1), 6, date(2026, 3, 1)),
        (date(2025, 12, 31), 12, date(2026, 12, 31)),
    ],
)
def test_months_end_on_the_same_number_or_on_the_last_day_of_a_shorter_month(start, months, end):
    assert add_months(start, months) == end


def test_the_letter_says_that_reconsideration_comes_first():
    found = remedy("refused_third_party", DAY, DAY, CITY, LAW)

    assert found.sue_by is None
    assert found.letter[0] == (
        "对本答复不服的，应当自收到本答复之日起60日内先向某市人民政府申请行政复议；"
        "对行政复议决定不服的，可以自收到行政复议决定书之日起15日内向有管辖权的人民法院提起行政诉讼。"
    )


def test_a_decision_served_online_names_the_address_for_filing_online():
    letter = remedy("not_held", DAY, DAY, CITY, LAW, online="https://fuyi.example.cn").letter

    assert "行政复议申请可以通过https://fuyi.example.cn在线提出。" in letter


def test_outcomes_without_a_suit_still_tell_every_remedy_and_the_desk_is_told():
    found = remedy("petition_or_complaint", DAY, DAY, CITY, LAW)
    before = remedy("petition_or_complaint", date(2025, 5, 31), DAY, CITY, LAW)

    assert "提起行政诉讼" in found.letter[0]
    assert "人民法院不予受理（法释〔2025〕8号第十条第二款第七项）" in found.desk[0]
    assert found.readings == ("L-0022",)
    assert "不予受理" not in before.desk[0]


def test_service_before_the_decision_is_refused():
    with pytest.raises(NoRule, match="早于决定之日"):
        remedy("not_held", DAY, date(2025, 8, 31), CITY, LAW)


@pytest.mark.parametrize(
    ("kind", "article", "bodies"),
    [
        ("department", "复议法24", ["本级人民政府"]),
        ("local_government", "复议法24", ["上一级人民政府"]),
        ("dispatched_organ", "复议法24", ["设立该派出机关的人民政府"]),
        ("field_office", "复议法24", ["设立该派出机构的部门的本级人民政府"]),
        (
            "field_office_by_area",
            "复议法24",
            ["设立该派出机构的部门的本级人民政府", "派出机构所在地的人民政府"],
        ),
        (
            "authorised_body",
            "复议法24",
            ["直接管理该组织的人民政府，或者管理该组织的部门的本级人民政府"],
        ),
        ("provincial_government", "复议法24", ["省级人民政府"]),
        ("state_council_department", "复议法25", ["国务院部门"]),
        ("vertical_line", "复议法27", ["上一级主管部门"]),
        ("justice_bureau", "复议法28", ["本级人民政府", "上一级司法行政部门"]),
    ],
)
def test_who_reconsiders_follows_the_kind_of_organ(kind, article, bodies):
    found = reconsideration_bodies(kind, DAY)

    assert found.force.article == article
    if kind in ("provincial_government", "state_council_department"):  # the organ itself
        assert [bodies[0] in body for body in found.bodies] == [True]
    else:
        assert list(found.bodies) == bodies


def test_the_table_of_who_reconsiders_has_these_ten_rows():
    assert [kind for kind, _ in organ_kinds()] == [
        "department",
        "local_government",
        "dispatched_organ",
        "field_office",
        "field_office_by_area",
        "authorised_body",
        "provincial_government",
        "state_council_department",
        "vertical_line",
        "justice_bureau",
    ]


def test_a_kind_of_organ_nobody_knows_is_refused():
    with pytest.raises(NoRule, match="没有“bureau”这类机关"):
        reconsideration_bodies("bureau", DAY)


def test_remedies_before_the_present_regulations_are_not_guessed():
    with pytest.raises(NoRule):
        comes_first("not_held", date(2019, 5, 14), LAW)
    with pytest.raises(NoRule, match="没有“forever”这一救济期限"):
        period_end("forever", DAY, LAW)


COMPLAINT = (
    "认为本机关未按照要求公开政府信息的，也可以向上一级行政机关或者政府信息公开工作主管部门投诉、举报。"
)
AFTER = "对行政复议决定不服的，可以自收到行政复议决定书之日起15日内向某区人民法院提起行政诉讼。"


@pytest.mark.parametrize(
    ("outcome", "letter"),
    [
        (
            "not_held",
            "对本答复不服的，可以自收到本答复之日起60日内向某市人民政府、某省财政厅申请行政复议，"
            "也可以自收到本答复之日起6个月内直接向某区人民法院提起行政诉讼。",
        ),
        (
            SILENCE,
            "对逾期不予答复不服的，可以自答复期限届满之日起60日内向某市人民政府、某省财政厅申请行政复议，"
            "也可以自答复期限届满之日起6个月内直接向某区人民法院提起行政诉讼。",
        ),
        (
            "refused_third_party",
            "对本答复不服的，应当自收到本答复之日起60日内先向某市人民政府、某省财政厅申请行政复议；" + AFTER,
        ),
    ],
)
def test_the_whole_paragraph_on_remedies(outcome, letter):
    found = remedy(outcome, DAY, DAY, [*CITY, "某省财政厅"], LAW, court="某区人民法院")

    assert found.letter == (letter, COMPLAINT)


def test_a_remedy_says_its_last_days_its_article_and_whether_they_are_certain():
    found = remedy("not_held", DAY, DAY, CITY, LAW)
    later = remedy("not_held", date(2026, 9, 1), date(2026, 9, 1), CITY, LAW)

    assert (found.first, found.article, found.readings) == ("free", "法释〔2025〕8号 1(1)", ())
    assert found.desk == ("复议至2025年10月31日，起诉至2026年3月2日。",)
    assert found.provisional is False
    assert later.sue_by == date(2027, 3, 1) and later.provisional is True
    assert remedy("refused_third_party", DAY, DAY, CITY, LAW).desk == ("复议至2025年10月31日。",)
    assert (
        remedy("not_held", DAY, DAY, CITY, LAW).letter[0].endswith("直接向有管辖权的人民法院提起行政诉讼。")
    )


def test_an_installation_may_tell_only_reconsideration_where_no_suit_is_taken(tmp_path):
    (tmp_path / "readings.toml").write_text(
        '[[choices]]\nreading = "no_suit_outcomes"\nvalue = "reconsideration_only"\nfrom = 2025-06-01\n'
        'decided_by = "甲"\nreason = "乙"\n',
        "utf-8",
    )
    found = remedy("duplicate", DAY, DAY, CITY, law(tmp_path))

    assert found.sue_by is None
    assert found.letter[0] == "对本答复不服的，可以自收到本答复之日起60日内向某市人民政府申请行政复议。"


@pytest.mark.parametrize(
    ("ask", "says"),
    [
        (
            lambda: reconsideration_bodies("bureau", DAY),
            "没有“bureau”这类机关；可用：department（县级以上",
        ),
        (lambda: reconsideration_bodies("department", date(2023, 12, 31)), "没有关于行政复议机关的规定"),
        (
            lambda: period_end("forever", DAY, LAW),
            "现有：reconsideration、direct_suit、",
        ),
        (lambda: period_end("direct_suit", date(2019, 5, 14), LAW), "没有关于救济期限的规定"),
        (lambda: comes_first("other", date(2018, 1, 1), LAW), "没有关于办理结果“其他”的规定"),
        (lambda: comes_first(SILENCE, date(2018, 1, 1), LAW), "没有关于救济途径的规定"),
        (
            lambda: remedy("other", DAY, date(2025, 8, 31), CITY, LAW),
            "送达之日2025-08-31早于决定之日",
        ),
        (lambda: missing("not_held", "条例14", set(), DAY), "可用：条例36(4)、条例36(5)。"),
        (
            lambda: refuse_unready("not_held", "条例36(4)", set(), DAY),
            "答复以前，还须备齐：检索记录",
        ),
        (lambda: refuse_unready("partial_disclosure", "条例37", set(), DAY), "；不予公开部分的依据"),
    ],
)
def test_a_question_without_an_answer_says_what_is_there(ask, says):
    with pytest.raises(ValueError) as refusal:
        ask()

    assert says in str(refusal.value)


RULED = ("provincial_government", "state_council_department")
RULING = "，也可以向国务院申请裁决，国务院的裁决为最终裁决。"


@pytest.mark.parametrize("kind", [kind for kind, _ in organ_kinds()])
def test_only_after_reconsideration_by_itself_is_there_a_final_ruling(kind):
    ruling = final_ruling(kind, DAY)

    assert (ruling is not None) == (kind in RULED)
    if ruling is not None:
        assert (ruling.by, ruling.force.article) == ("国务院", "复议法26")
        assert reconsideration_bodies(kind, DAY).in_letter == ("本机关",)
        assert final_ruling(kind, date(2023, 12, 31)) is None


@pytest.mark.parametrize("kind", RULED)
def test_the_letter_of_an_organ_that_reconsiders_itself_tells_of_the_ruling(kind):
    bodies = reconsideration_bodies(kind, DAY).in_letter
    first = remedy("refused_third_party", DAY, DAY, bodies, LAW, ruling="国务院")
    free = remedy("not_held", DAY, DAY, bodies, LAW, ruling="国务院")
    after = "对行政复议决定不服的，可以自收到行政复议决定书之日起15日内向有管辖权的人民法院提起行政诉讼"

    assert first.letter == (
        f"对本答复不服的，应当自收到本答复之日起60日内先向本机关申请行政复议；{after}{RULING}",
        COMPLAINT,
    )
    assert free.letter == (
        "对本答复不服的，可以自收到本答复之日起60日内向本机关申请行政复议，"
        "也可以自收到本答复之日起6个月内直接向有管辖权的人民法院提起行政诉讼。",
        f"{after}{RULING}",
        COMPLAINT,
    )


def test_where_no_suit_is_told_the_ruling_still_is(tmp_path):
    (tmp_path / "readings.toml").write_text(
        '[[choices]]\nreading = "no_suit_outcomes"\nvalue = "reconsideration_only"\nfrom = 2025-06-01\n'
        'decided_by = "甲"\nreason = "乙"\n',
        "utf-8",
    )
    found = remedy("duplicate", DAY, DAY, ["本机关"], law(tmp_path), ruling="国务院")

    assert found.letter[1] == "对行政复议决定不服的，可以向国务院申请裁决，国务院的裁决为最终裁决。"
    assert "诉讼" not in "".join(found.letter)


@pytest.mark.parametrize(
    ("key", "old", "new", "outcome", "says"),
    [
        (
            "reconsideration",
            'count = 60\nunit = "day"',
            'count = 45\nunit = "day"',
            "not_held",
            "之日起45日内向",
        ),
        (
            "direct_suit",
            'count = 6\nunit = "month"',
            'count = 8\nunit = "month"',
            "not_held",
            "之日起8个月内直接向",
        ),
        (
            "suit_after_reconsideration",
            'count = 15\nunit = "day"',
            'count = 1\nunit = "month"',
            "refused_third_party",
            "决定书之日起1个月内向",
        ),
    ],
)
def test_a_new_block_of_a_period_changes_the_sentence_of_the_letter(
    tmp_path, monkeypatch, key, old, new, outcome, says
):
    copy = tmp_path / "data"
    shutil.copytree(entry.DATA, copy)
    text = (copy / "remedy_periods.toml").read_text("utf-8")
    start = text.index(f"[[{key}]]")
    stop = text.index("confirmed", start)
    block = text[start:stop] + "confirmed = 2026-11-22\n\n"
    assert old in block
    closed = block.replace("from = 2019-05-15\n", "from = 2019-05-15\nuntil = 2025-08-31\n")
    opened = block.replace("from = 2019-05-15", "from = 2025-09-01").replace(old, new)
    rest = text[stop:].partition("\n")[2]
    (copy / "remedy_periods.toml").write_text(text[:start] + closed + opened + rest, "utf-8")
    monkeypatch.setattr(dated, "DATA", copy)
    monkeypatch.setattr(remedies, "_periods", remedies._periods.__wrapped__)
    before = remedy(outcome, date(2025, 8, 29), date(2025, 8, 29), CITY, LAW)

    assert says in remedy(outcome, DAY, DAY, CITY, LAW).letter[0]
    assert says not in before.letter[0]
    # The periods run from the service: those of its day count, though the decision is older.
    assert says in remedy(outcome, date(2025, 8, 29), DAY, CITY, LAW).letter[0]


KEPT_BACK = "对本答复中{}不服的，应当自收到本答复之日起60日内先向某市人民政府申请行政复议；" + AFTER
THE_REST = (
    "对本答复的其余部分（包括所提供的内容与申请不符）不服的，可以自收到本答复之日起60日内向某市人民政府申请行政复议，"
    "也可以自收到本答复之日起6个月内直接向某区人民法院提起行政诉讼。"
)


@pytest.mark.parametrize(
    ("withheld", "part"),
    [
        ((), "不予公开的部分"),
        (("条例15",), "不予公开的部分"),
        (("条例14", "条例16(2)"), "不予公开的部分"),
        (("条例16(2)", "条例37"), "依照《条例》第十六条第二款不予公开的部分"),
        (("条例37", "条例14", "条例15"), "依照《条例》第十四条、第十五条不予公开的部分"),
    ],
)
def test_a_partial_disclosure_tells_the_way_for_what_it_keeps_back_and_the_way_for_the_rest(withheld, part):
    found = remedy("partial_disclosure", DAY, DAY, CITY, LAW, court="某区人民法院", withheld=withheld)

    assert found.letter == (KEPT_BACK.format(part), THE_REST, COMPLAINT)
    assert (found.first, found.sue_by, found.rest_sue_by) == ("reconsideration", None, date(2026, 3, 2))
    assert (found.article, found.rest_article) == ("法释〔2025〕8号 1(2)", "法释〔2025〕8号 1(3)")
    assert found.readings == ("L-0017",)
    assert found.desk == ("复议至2025年10月31日，其余部分起诉至2026年3月2日。",)


def test_what_is_not_government_information_is_kept_back_without_reconsideration_first():
    found = remedy("partial_disclosure", DAY, DAY, CITY, LAW, withheld=["条例37"])

    assert (found.first, found.sue_by, found.rest_sue_by) == ("free", date(2026, 3, 2), None)
    assert found.letter == remedy("not_held", DAY, DAY, CITY, LAW).letter
    assert (found.article, found.rest_article, found.readings) == ("法释〔2025〕8号 1(1)", "", ())
    assert comes_first("partial_disclosure", DAY, LAW, ["条例37"])[0] == "free"


def test_the_suit_about_the_rest_makes_a_remedy_provisional():
    found = remedy("partial_disclosure", date(2026, 9, 1), date(2026, 9, 1), CITY, LAW)

    assert (found.reconsider_by, found.rest_sue_by) == (date(2026, 11, 2), date(2027, 3, 1))
    assert found.provisional is True
    assert remedy("refused_third_party", date(2026, 9, 1), date(2026, 9, 1), CITY, LAW).provisional is False


def test_before_the_interpretation_of_2025_the_way_for_the_rest_is_a_reading(tmp_path):
    day = date(2024, 9, 2)
    (tmp_path / "readings.toml").write_text(
        '[[choices]]\nreading = "interim_remedy"\nvalue = "reconsideration_first"\nfrom = 2020-01-01\n'
        'decided_by = "张三"\nreason = "试"\n',
        "utf-8",
    )
    free = remedy("partial_disclosure", day, day, CITY, LAW)
    strict = remedy("partial_disclosure", day, day, CITY, law(tmp_path))
    before = remedy("partial_disclosure", date(2023, 9, 1), date(2023, 9, 1), CITY, LAW)

    assert (free.readings, free.rest_article) == (("L-0017", "L-0019"), "复议法23(1)")
    assert (strict.rest_sue_by, strict.rest_article) == (None, "")
    assert strict.letter[0].startswith("对本答复不服的，应当")  # one way for all of it
    assert (before.first, before.rest_sue_by) == ("free", None)


@pytest.mark.parametrize(
    ("outcome", "withheld"),
    [
        ("partial_disclosure", ["条例36(7)"]),
        ("partial_disclosure", ["条例14", "条例140"]),
        ("not_held", ["条例14"]),
        (SILENCE, ["条例15"]),
    ],
)
def test_a_ground_that_keeps_nothing_back_is_refused(outcome, withheld):
    with pytest.raises(NoRule, match=f"“{re.escape(withheld[-1])}”不对：只有部分公开才填写"):
        remedy(outcome, DAY, DAY, CITY, LAW, withheld=withheld)


# The outer limits (复议法20(3), 21; 行诉法46).


def test_the_outer_limits_are_years_and_are_provisional_where_no_days_off_are_announced():
    found = outer_limits(date(2025, 8, 29), DAY, LAW)

    assert [(limit.key, limit.until, limit.provisional) for limit in found] == [
        ("untold_reconsideration", date(2026, 9, 1), False),  # from knowing the content
        ("longest_reconsideration", date(2030, 8, 29), True),  # from the act
        ("longest_suit", date(2030, 8, 29), True),
    ]
    assert [limit.article for limit in found] == ["复议法20(3)", "复议法21", "行诉法46"]


def test_a_limit_that_was_not_law_yet_is_left_out():
    found = outer_limits(date(2023, 12, 29), date(2024, 1, 2), LAW)

    assert [(limit.key, limit.until) for limit in found] == [
        ("untold_reconsideration", date(2025, 1, 2)),
        ("longest_suit", date(2028, 12, 29)),
    ]


@pytest.mark.parametrize(
    ("start", "last"),
    [
        (date(2020, 10, 1), date(2025, 10, 9)),  # in a year announced: the National Day break
        (date(2024, 9, 7), date(2029, 9, 7)),  # a Friday
        (date(2024, 9, 8), date(2029, 9, 10)),  # a Saturday, to Monday
        (date(2024, 9, 9), date(2029, 9, 10)),  # a Sunday
        (date(2024, 2, 29), date(2029, 2, 28)),
        (date(2022, 12, 31), date(2027, 12, 31)),  # the last day any calendar reaches
    ],
)
def test_five_years_end_on_the_same_day_and_beyond_the_calendar_only_a_weekend_moves_them(start, last):
    assert period_end("longest_suit", start, LAW) == last
    assert period_length("longest_suit", start) == (5, "year")
