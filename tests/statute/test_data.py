"""The data of the law are read strictly: what is stored comes out whole, what is unsound is refused."""

from __future__ import annotations

import shutil

import pytest

from gongkai.statute import (
    articles,
    calendar,
    contests,
    dated,
    duties,
    ending,
    entry,
    fees,
    law,
    limits,
    outcomes,
    readings,
    remedies,
    unprovided,
)
from gongkai.statute.citation import articles as cited
from gongkai.statute.citation import numeral, words
from gongkai.statute.errors import UnsoundLaw

LOADERS = [
    articles.articles,
    contests.results,
    duties._all,
    ending._closings,
    fees._scales,
    law.package_channels,
    law.package_terms,
    limits.limits,
    outcomes.tree,
    readings.package_readings,
    remedies._all_bodies,
    remedies._no_suits,
    remedies._orders,
    remedies._periods,
    remedies._rulings,
    unprovided.matters,
]
STORED = [loader() for loader in LOADERS]


@pytest.mark.parametrize(
    ("loader", "stored"), list(zip(LOADERS, STORED, strict=True)), ids=lambda it: getattr(it, "__name__", "")
)
def test_what_is_stored_is_read_the_same_again(loader, stored):
    again = loader.__wrapped__()

    assert again == stored
    assert again


@pytest.fixture
def data(tmp_path, monkeypatch):
    """A copy of the data that may be spoiled."""
    copy = tmp_path / "data"
    shutil.copytree(entry.DATA, copy)
    for module in (articles, calendar, dated, outcomes, readings):
        monkeypatch.setattr(module, "DATA", copy)
    return copy


TERMS, CHANNELS, FEES, LIMITS = "terms.toml", "channels.toml", "fees.toml", "limits.toml"
OUTCOMES, REMEDIES, PERIODS, BODIES = (
    "outcomes.toml",
    "remedies.toml",
    "remedy_periods.toml",
    "reconsideration_bodies.toml",
)
READING = "readings/L-0004-day-zero.toml"
UNSOUND = {
    "an unknown term": (
        TERMS,
        "[[reply]]",
        "[[repli]]",
        law.package_terms,
        "terms.toml·repli第1项：没有“repli”这一期限",
    ),
    "a misspelt key": (
        TERMS,
        "days = 15",
        "dais = 15",
        law.package_terms,
        "terms.toml·reply第1项：不认识的键：dais",
    ),
    "a number that is a text": (
        TERMS,
        "days = 15",
        'days = "15"',
        law.package_terms,
        "“days”应为整数，实为'15'",
    ),
    "a number that is a truth": (TERMS, "days = 15", "days = true", law.package_terms, "“days”应为整数"),
    "a day that is a moment": (
        TERMS,
        "from = 2008-05-01",
        "from = 2008-05-01T00:00:00",
        law.package_terms,
        "“from”应为日期",
    ),
    "no article": (
        TERMS,
        'article = "2008年条例24(2)"\n',
        "",
        law.package_terms,
        "reply第1项：缺少“article”",
    ),
    "an unknown mark": (
        TERMS,
        'mark = "inferred"',
        'mark = "sure"',
        law.package_terms,
        "mark 只能是 inferred、read、unconfirmed",
    ),
    "an end before the beginning": (
        TERMS,
        "until = 2019-05-14",
        "until = 2007-05-14",
        law.package_terms,
        "terms.toml·reply第1项：until早于from",
    ),
    "two blocks on one day": (
        TERMS,
        "until = 2019-05-14",
        "until = 2019-05-15",
        law.package_terms,
        "terms.toml·reply：2019-05-15起的一段与前一段的施行时间重叠",
    ),
    "an open block before another": (TERMS, "until = 2019-05-14\n", "", law.package_terms, "施行时间重叠"),
    "a receipt fixed by nothing": (
        CHANNELS,
        'fixed_by = "arrival"',
        'fixed_by = "luck"',
        law.package_channels,
        "channels.toml·in_person第1项：fixed_by 只能是 arrival 或 confirmation",
    ),
    "no TOML": (CHANNELS, "name =", "name", law.package_channels, "channels.toml：不是有效的TOML文件"),
    "tiers out of order": (
        FEES,
        "over = 30, yuan = 10",
        "over = 300, yuan = 10",
        fees._scales,
        "tiers 应自0起、由小到大",
    ),
    "tiers that do not begin at nought": (
        FEES,
        "over = 0, yuan = 0",
        "over = 1, yuan = 0",
        fees._scales,
        "tiers 应自0起",
    ),
    "a tier that is a number": (FEES, "{ over = 0, yuan = 0 }", "0", fees._scales, "“tiers”应为一列表"),
    "a limit in moons": (
        LIMITS,
        'unit = "working_day"',
        'unit = "moon"',
        limits.limits,
        "unit 只能是 working_day、day、date、filing",
    ),
    "a rest day that goes where it will": (
        LIMITS,
        'rest_day = "next_working_day"',
        'rest_day = "sometimes"',
        limits.limits,
        "rest_day 只能是 stays、next_working_day",
    ),
    "a bound of neither kind": (
        LIMITS,
        'bound = "least"',
        'bound = "about"',
        limits.limits,
        "bound 只能是 most、least",
    ),
    "a duty without its words": (
        "duties.toml",
        'name = "行政法规、规章和规范性文件"\n',
        "",
        duties._all,
        "duties.toml·rules_and_documents第1项：缺少“name”",
    ),
    "a duty with a key nobody asked for": (
        "duties.toml",
        "from = 2019-05-15",
        "since = 2019-05-15\nfrom = 2019-05-15",
        duties._all,
        "不认识的键：since",
    ),
    "an ending by two ways at once": (
        "endings.toml",
        'outcome = "other"',
        'outcome = "other"\nreading = "passed_on_requests"',
        ending._closings,
        "outcome 和 reading 不能同时写",
    ),
    "an ending nobody enters": (
        "endings.toml",
        "[[withdrawn]]",
        "[[forgotten]]",
        ending._closings,
        "没有“forgotten”这种办结",
    ),
    "a limit without a length": (LIMITS, "days = 20\n", "", limits.limits, "期限和读法应当有且只有一个"),
    "an outcome of no class": (
        OUTCOMES,
        'class = "grant"',
        'class = "gift"',
        outcomes.tree,
        "class 不对或者没有 grounds",
    ),
    "a need nobody knows": (
        OUTCOMES,
        'needs = ["where_published"]',
        'needs = ["tea"]',
        outcomes.tree,
        "grounds第1项：没有“tea”这一材料",
    ),
    "a conflict with nothing": (
        OUTCOMES,
        'of = ["duplicate"]',
        'of = ["tea"]',
        outcomes.tree,
        "没有“tea”这一结果",
    ),
    "a remedy in no order": (
        REMEDIES,
        'first = "free"',
        'first = "perhaps"',
        remedies._orders,
        "first 或者 reading 不对",
    ),
    "a reading that is not named": (
        REMEDIES,
        'first = "free"',
        'first = "reading"',
        remedies._orders,
        "first 或者 reading 不对",
    ),
    "a period in moons": (
        PERIODS,
        'unit = "day"',
        'unit = "moon"',
        remedies._periods,
        "unit 只能是 day 或 month",
    ),
    "bodies that are a text": (
        BODIES,
        'bodies = ["本级人民政府"]',
        'bodies = "甲"',
        remedies._all_bodies,
        "“bodies”应为列表",
    ),
    "a letter that calls two bodies by one name": (
        BODIES,
        'bodies = ["本级人民政府", "上一级司法行政部门"]',
        'bodies = ["本级人民政府", "上一级司法行政部门"]\nletter = "本机关"',
        remedies._all_bodies,
        "有 letter 的只能有一个",
    ),
    "a ruling for nobody": (
        "final_rulings.toml",
        "[[provincial_government]]",
        "[[provincial_goverment]]",
        remedies._rulings,
        "没有“provincial_goverment”这类机关",
    ),
    "a result that counts as nothing": (
        "contest_results.toml",
        'counted = "corrected"',
        'counted = "mended"',
        contests.results,
        "counted 和 dismissals 只能是 upheld、corrected、other",
    ),
    "a proposal on a ground the outcome does not have": (
        "unprovided.toml",
        'not_held = "条例36(4)"',
        'not_held = "条例36(3)"',
        unprovided.matters,
        "not_government_information第1项：“本机关不掌握相关政府信息”没有依据条例36(3)的情形",
    ),
    "a proposal no reading makes": (
        "unprovided.toml",
        ', not_held = "条例36(5)" }',
        " }",
        unprovided.matters,
        "grounds 应当与读法“party_information”的各个值一致",
    ),
    "a default that is not allowed": (
        READING,
        'default = "excluded"',
        'default = "maybe"',
        readings.package_readings,
        "默认值“maybe”不在允许的值之内",
    ),
    "a file under another name": (
        READING,
        'number = "L-0004"',
        'number = "L-0099"',
        readings.package_readings,
        "文件名应为编号加键名",
    ),
}


@pytest.mark.parametrize("fault", UNSOUND)
def test_unsound_data_are_refused_by_file_and_place(data, fault):
    file, old, new, loader, says = UNSOUND[fault]
    text = (data / file).read_text("utf-8")
    assert old in text
    (data / file).write_text(text.replace(old, new, 1), "utf-8")

    with pytest.raises(UnsoundLaw) as refusal:
        loader.__wrapped__()

    assert says in str(refusal.value)
    assert str(refusal.value).startswith(file.rpartition("/")[2])


def test_a_missing_file_is_named(data):
    (data / TERMS).unlink()

    with pytest.raises(UnsoundLaw, match=r"没有文件terms\.toml"):
        law.package_terms.__wrapped__()


def test_a_file_in_another_encoding_is_named(data):
    (data / TERMS).write_bytes("# 期限".encode("gbk"))

    with pytest.raises(UnsoundLaw, match=r"terms\.toml：不是有效的TOML文件"):
        law.package_terms.__wrapped__()


def test_two_readings_under_one_number_are_refused(data):
    text = (data / READING).read_text("utf-8")
    (data / "readings" / "L-0004-day-one.toml").write_text(text.replace("day_zero", "day_one"), "utf-8")

    with pytest.raises(UnsoundLaw, match="键名或编号重复"):
        readings.package_readings.__wrapped__()


@pytest.mark.parametrize(
    ("citation", "read"),
    [
        ("条例33(3)", "《条例》第三十三条第三款"),
        ("条例31(1)", "《条例》第三十一条第一项"),
        ("条例36(5)", "《条例》第三十六条第五项"),
        ("条例29、31(1)", "《条例》第二十九条、第三十一条第一项"),
        ("条例20(10)", "《条例》第二十条第十项"),
        ("2008年条例24(2)", "2008年《条例》第二十四条第二款"),
        ("复议法23(1)(4)", "《行政复议法》第二十三条第一款第四项"),
        ("行诉法46", "《行政诉讼法》第四十六条"),
        ("法释〔2025〕8号 1(3)", "法释〔2025〕8号第一条第三项"),
        ("法释〔2025〕8号 10(2)(5)", "法释〔2025〕8号第十条第二款第五项"),
        ("109号", "国办函〔2020〕109号"),
        ("235号", "国办公开办函〔2016〕235号"),
        ("复议法", "《行政复议法》"),
        ("答复规范一（二）", "答复规范一（二）"),
        ("答复规范四（四）5", "答复规范四（四）5"),
        ("行政处罚法48、85", "《行政处罚法》第四十八条、第八十五条"),
    ],
)
def test_a_citation_is_read_as_people_read_it(citation, read):
    assert words.__wrapped__(citation) == read


@pytest.mark.parametrize(
    ("number", "read"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (56, "五十六"), (99, "九十九")]
)
def test_numbers_are_written_in_chinese(number, read):
    assert numeral(number) == read


@pytest.mark.parametrize(
    ("citation", "named"),
    [("条例33(3)", (33,)), ("条例29、31(1)", (29, 31)), ("2008年条例24", ()), ("复议法23", ()), ("条例", ())],
)
def test_a_citation_names_articles_of_the_present_regulations_only(citation, named):
    assert cited(citation) == named


def test_a_span_of_force_is_said():
    terms = law.package_terms()["reply"]

    assert [term.force.span() for term in terms] == ["2008年5月1日至2019年5月14日", "2019年5月15日起"]
