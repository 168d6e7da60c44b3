"""The calculators of fees and remedies, and the pages of the law."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.test import Client

from gongkai.service.organs.models import Organ
from gongkai.service.portal import law_views, tool_views
from gongkai.service.portal.fee_form import tiers_of
from gongkai.service.portal.templatetags.law import linked
from gongkai.statute.articles import articles
from gongkai.statute.fees import fee
from gongkai.statute.law import law
from gongkai.statute.readings import Reading, package_readings
from gongkai.statute.remedies import organ_kinds
from gongkai.statute.rulebook import readings_of, rules_of
from tests.service.test_deadline import english_only, faults
from tests.service.test_pages import AREA, page, text

pytestmark = pytest.mark.django_db
REFUSED = {"organ": "department", "outcome": "refused_third_party"}
SILENT = {"organ": "local_government", "outcome": "silence", "decided": "2025-09-28"}


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tool_views, "_today", lambda: date(2026, 3, 2))


def url(path: str, asked: dict[str, str]) -> str:
    return f"{path}?{urlencode(asked)}"


# Fees.


@pytest.mark.parametrize(
    ("standard", "units", "yuan"),
    [("items", 35, 3000), ("pages", 150, 1700), ("pages", 250, 4700), ("pages", 30, 0), ("items", 0, 0)],
)
def test_the_examples_of_fees_stand_on_the_page_with_tiers_that_add_up(
    client: Client, standard: str, units: int, yuan: int
):
    shown = page(client, url("/tools/fee/", {"standard": standard, "units": str(units)}))

    assert text(shown.xpath("//p[@class='due']")[0]) == f"{yuan}元"
    rows = [[text(cell) for cell in row] for row in shown.xpath("//table[@class='tiers']/tbody/tr")]
    assert sum(int(row[2]) for row in rows) == units
    assert sum(int(row[3]) for row in rows) == yuan
    assert all(int(each) * int(count) == int(amount) for _tier, each, count, amount in rows)
    assert text(shown.xpath("//tfoot//td[last()]")[0]) == str(yuan)


@pytest.mark.parametrize("units", [0, 1, 10, 11, 30, 40, 41, 60, 61, 1000])
def test_the_tiers_shown_are_the_parts_of_the_fee(units: int):
    for standard in ("pages", "items"):
        found = fee(standard, units, date(2026, 3, 2))
        touched = [(t.first, t.yuan_each, t.count) for t in tiers_of(found.scale, units) if t.count]
        assert touched == [(part.first, part.yuan_each, part.count) for part in found.parts]


def test_the_last_day_for_payment_is_20_working_days_after_the_notice(client: Client):
    shown = page(client, url("/tools/fee/", {"units": "150", "noticed": "2025-09-01"}))

    assert "2025年9月28日（星期日，调休上班）" in text(shown.xpath("//dl[@class='facts']")[0])


def test_a_fee_nobody_has_switched_on_is_called_an_estimate(client: Client):
    assert "仅供测算" in client.get("/tools/fee/?units=1").content.decode()


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"units": ""}, "请填写一个整数。"),
        ({"units": "许多"}, "“许多”不是整数"),
        ({"units": "2.5"}, "“2.5”不是整数"),
        ({"units": "-1"}, "“-1”超出了0至1000000的范围"),
        ({"units": "9" * 23}, "超出了0至1000000的范围"),
        ({"units": "9" * 6000}, "超出了0至1000000的范围"),
        ({"units": "1000001"}, "超出了0至1000000的范围"),
        ({"units": "1", "standard": "weight"}, "没有“weight”这一项"),
        ({"units": "1", "on": "2020-12-31"}, "2020年12月31日没有关于信息处理费的规定"),
    ],
)
def test_a_fee_that_cannot_be_computed_says_why(client: Client, asked: dict[str, str], sentence: str):
    shown = page(client, url("/tools/fee/", asked))

    assert sentence in faults(shown)[0]
    assert not shown.xpath("//p[@class='due']")


# Remedies.


def ways(client: Client, asked: dict[str, str]) -> dict[str, str]:
    """Return each remedy shown with its last day, "" where it has none yet."""
    shown = page(client, url("/tools/remedy/", asked))
    return {
        text(way.xpath("./h3")[0]): "".join(way.xpath(".//time/@datetime"))
        for way in shown.xpath("//ol[@class='ways']/li")
    }


def test_a_refusal_since_2024_goes_to_reconsideration_first(client: Client):
    found = ways(client, {**REFUSED, "decided": "2025-09-01", "served": "2025-09-03"})

    # The sixtieth day is Sunday, 2 November: it moves to Monday.
    assert found == {"申请行政复议": "2025-11-03", "复议以后提起行政诉讼": "", "投诉、举报": ""}


def test_a_refusal_before_2024_leaves_the_choice(client: Client):
    found = ways(client, {**REFUSED, "decided": "2023-05-04", "served": "2023-05-04"})

    assert found["申请行政复议"] == "2023-07-03"
    assert found["直接提起行政诉讼"] == "2023-11-06"  # 4 November is a Saturday


def test_against_silence_one_may_choose_and_the_term_runs_from_the_due_date(client: Client):
    found = ways(client, SILENT)

    assert found["申请行政复议"] == "2025-11-27"
    assert found["直接提起行政诉讼"] == "2026-03-30"  # 28 March is a Saturday


def test_after_reconsideration_the_last_day_for_a_suit_is_computed(client: Client):
    asked = {**REFUSED, "decided": "2025-09-01", "served": "2025-09-03", "reconsidered": "2025-12-01"}

    assert ways(client, asked)["复议以后提起行政诉讼"] == "2025-12-16"


def test_the_body_that_reconsiders_is_that_of_the_kind_of_organ(client: Client):
    for organ, body in (("department", "本级人民政府"), ("vertical_line", "上一级主管部门")):
        shown = page(client, url("/tools/remedy/", {**SILENT, "organ": organ}))
        assert text(shown.xpath("//ol[@class='ways']/li[1]//dd")[0]) == body


def test_a_provincial_government_reconsiders_itself_and_the_state_council_may_rule(client: Client):
    asked = {**REFUSED, "organ": "provincial_government", "decided": "2025-09-01", "served": "2025-09-03"}
    shown = page(client, url("/tools/remedy/", asked))
    ruling = next(
        way for way in shown.xpath("//ol[@class='ways']/li") if text(way[0]) == "复议以后申请最终裁决"
    )

    assert [text(dd) for dd in ruling.xpath(".//dd")] == [
        "国务院",
        "没有规定期限",
        "《行政复议法》第二十六条",
    ]
    letter = text(shown.xpath("//*[@class='letter']")[0])
    assert "先向本机关申请行政复议" in letter
    assert "也可以向国务院申请裁决" in letter


def test_the_page_says_how_long_a_suit_is_open_after_reconsideration(client: Client):
    asked = {**REFUSED, "decided": "2025-09-01", "served": "2025-09-03"}

    assert "自收到行政复议决定书之日起15日" in text(page(client, url("/tools/remedy/", asked)))


def test_the_deadline_leads_on_to_the_remedies_against_silence(client: Client):
    shown = page(client, "/tools/deadline/?received=2025-09-01&channel=in_person")
    link = next(a for a in shown.xpath("//main//a/@href") if a.startswith("/tools/remedy/?"))

    assert link == "/tools/remedy/?outcome=silence&decided=2025-09-28"
    answered = page(client, link)
    assert answered.xpath("//*[@id='outcome']//option[@selected]/@value") == ["silence"]
    assert answered.xpath("//*[@id='decided']/@value") == ["2025-09-28"]
    assert faults(answered) == []


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({**REFUSED, "decided": "2025-09-01"}, "收到答复的日期：请填写日期。"),
        ({**REFUSED, "decided": "2025-09-05", "served": "2025-09-01"}, "收到答复不能早于作出答复"),
        ({**REFUSED, "decided": "2018-09-05", "served": "2018-09-05"}, "2018年9月5日没有关于"),
        ({**SILENT, "organ": "court"}, "没有“court”这一项"),
        ({**SILENT, "decided": ""}, "答复的日期：请填写日期。"),
    ],
)
def test_remedies_that_cannot_be_told_say_why(client: Client, asked: dict[str, str], sentence: str):
    shown = page(client, url("/tools/remedy/", asked))

    assert sentence in faults(shown)[0]
    assert not shown.xpath("//ol[@class='ways']")


@pytest.mark.parametrize(
    ("tool", "asked", "blank"),
    [
        ("fee", {"units": "3", "on": "2019-01-01"}, "on"),
        ("fee", {"units": "3", "noticed": "2008-01-02"}, "noticed"),
        ("fee", {"units": "3", "noticed": "2027-12-20"}, "noticed"),
        ("remedy", {**REFUSED, "decided": "2018-09-05", "served": "2018-09-05"}, "decided"),
        (
            "remedy",
            {"organ": "department", "outcome": "fee_unpaid", "decided": "2020-09-28", "served": "2020-09-28"},
            "decided",
        ),
        ("remedy", {**REFUSED, "decided": "2025-09-01", "served": "2027-12-20"}, "served"),
        ("remedy", {**SILENT, "decided": "2027-12-20"}, "decided"),
        ("remedy", {**SILENT, "reconsidered": "2027-12-20"}, "reconsidered"),
    ],
)
def test_a_day_without_a_rule_is_marked_at_its_blank(
    client: Client, tool: str, asked: dict[str, str], blank: str
):
    shown = page(client, url(f"/tools/{tool}/", asked))
    marked = shown.xpath("//*[@aria-invalid='true']")

    assert [field.get("id") for field in marked] == [blank]
    said = text(shown.get_element_by_id(f"{blank}-error"))
    assert said and faults(shown) == [f"{text(shown.xpath('//label[@for=$id]', id=blank)[0])}：{said}"]
    assert shown.xpath("//*[@class='faults']//a/@href") == [f"#{blank}"]
    english_only(page(client, url(f"/en/tools/{tool}/", asked)))


PARTIAL = {
    "organ": "department",
    "outcome": "partial_disclosure",
    "decided": "2025-09-01",
    "served": "2025-09-02",
}


def test_a_partial_disclosure_has_a_way_for_what_is_kept_back_and_one_for_the_rest(client: Client):
    found = ways(client, PARTIAL)

    assert found["申请行政复议"] == "2025-11-03"
    assert found["只就其余部分（如所提供的内容与申请不符）直接提起行政诉讼"] == "2026-03-02"
    letter = text(page(client, url("/tools/remedy/", PARTIAL)).xpath("//*[@class='letter']")[0])
    assert "对本答复中不予公开的部分不服的，应当" in letter
    assert "对本答复的其余部分（包括所提供的内容与申请不符）不服的，可以" in letter


def test_a_part_that_is_no_government_information_leaves_the_choice(client: Client):
    found = ways(client, {**PARTIAL, "withheld": "not_information"})
    both = page(client, url("/tools/remedy/", {**PARTIAL, "withheld": "both"}))

    assert found["直接提起行政诉讼"] == "2026-03-02"
    assert "依照《条例》第十四条、第十五条、第十六条不予公开的部分" in text(
        both.xpath("//*[@class='letter']")[0]
    )
    # What is kept back is asked of a partial disclosure alone; it does not spoil the other answers.
    assert ways(client, {**REFUSED, "decided": "2025-09-01", "served": "2025-09-03", "withheld": "both"})
    for kept_back in ("exempt", "not_information", "both"):
        english_only(page(client, url("/en/tools/remedy/", {**PARTIAL, "withheld": kept_back})))


def test_the_page_tells_the_last_days_of_all_where_the_answer_told_of_no_remedy(client: Client):
    def limits(asked: dict[str, str]) -> list[str]:
        shown = page(client, url("/tools/remedy/", asked))
        return shown.xpath("//details[starts-with(summary, '答复没有告知')]//time/@datetime")

    assert limits(PARTIAL) == ["2026-09-02", "2030-09-02", "2030-09-02"]
    assert limits(SILENT) == []


def test_against_silence_nobody_is_told_what_an_answer_should_say(client: Client):
    silent = text(page(client, url("/tools/remedy/", SILENT)).xpath("//main")[0])
    refused = {**REFUSED, "decided": "2025-09-01", "served": "2025-09-03"}

    assert "答复书上应当这样写" not in silent
    assert "没有写明救济途径的答复书" in silent
    assert "答复书上应当这样写" in text(page(client, url("/tools/remedy/", refused)).xpath("//main")[0])


def test_every_kind_of_organ_and_every_outcome_has_its_remedies_in_both_languages(client: Client):
    shown = page(client, "/tools/remedy/")
    outcomes = [value for value in shown.xpath("//*[@id='outcome']//option/@value") if value]
    organs = [organ for organ, _name in organ_kinds()]

    for n, outcome in enumerate(outcomes):
        organ = organs[n % len(organs)]
        asked = {"organ": organ, "outcome": outcome, "decided": "2026-02-02", "served": "2026-02-03"}
        assert ways(client, asked)["申请行政复议"]
        english_only(page(client, url("/en/tools/remedy/", asked)))


# The law.


@pytest.mark.parametrize("number", articles())
def test_the_page_of_an_article_has_its_words_and_what_applies_it(client: Client, number: int):
    found = articles()[number]
    shown = page(client, f"/law/{number}/")

    assert text(shown.xpath("//h1")[0]) == f"{found.name} {found.title}"
    assert text(shown.xpath("//p[@class='words']")[0]) == found.words
    rules = shown.xpath("//table[@class='rules']/tbody/tr")
    readings = shown.xpath("//article[@class='reading']/@id")
    assert len(rules) + len(readings) == len(found.applied.rules)
    functions = shown.xpath("//dl[@class='functions']//code")
    assert [text(code) for code in functions] == list(found.applied.functions)
    assert [text(test) for test in shown.xpath("//ul[@class='tests']/li")] == list(found.applied.tests)
    english_only(page(client, f"/en/law/{number}/"))


def test_the_rules_of_an_article_are_those_generated_for_the_docs():
    for number, found in articles().items():
        generated = found.applied.rules
        mine = [f"{rule.file}·{rule.key}" for rule in rules_of(number)]
        assert [re.split("[（， ]", rule)[0] for rule in generated[: len(mine)]] == mine
        assert [rule.split(" ")[0] for rule in generated[len(mine) :]] == [
            reading.number for reading in readings_of(number)
        ]


def test_article_33_shows_its_term_since_when_and_the_reading_of_its_first_day(client: Client):
    shown = page(client, "/law/33/")

    term = text(shown.xpath("//table[@class='rules']/tbody/tr")[0])
    assert "答复期限 20个工作日" in term and "2019年5月15日起" in term
    assert "《条例》第三十三条第二款" in term and "国务院令第711号" in term
    reading = text(shown.xpath("//article[@id='L-0001']")[0])
    assert "自发出征求意见书的次日起不计算" in reading and "自发出征求意见书的当日起不计算" in reading
    assert "docs/decisions/L-0001-suspension-start.md" in reading
    assert "Fold the legal events of one request" in text(shown.xpath("//dl[@class='functions']")[0])


def test_a_reading_chosen_here_is_shown_beside_the_default(
    client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "readings.toml").write_text(
        '[[choices]]\nreading = "suspension_start"\nvalue = "on_sent"\nfrom = 2026-01-01\n'
        'decided_by = "张三"\nreason = "本地惯例"\n',
        "utf-8",
    )
    monkeypatch.setattr(law_views, "law_here", lambda: law(tmp_path))

    reading = text(page(client, "/law/33/").xpath("//article[@id='L-0001']")[0])

    assert "本网所选自发出征求意见书的当日起不计算（2026-01-01起）" in reading
    assert "本地惯例" in reading and "张三" not in reading


@pytest.mark.parametrize("reading", package_readings().values(), ids=lambda reading: reading.number)
def test_every_decision_is_a_page_a_citizen_can_open(client: Client, reading: Reading):
    shown = page(client, f"/law/decisions/{reading.number}/")
    said = text(shown.xpath("//main")[0])

    assert text(shown.xpath("//h1")[0]) == f"{reading.number} {reading.title}"
    assert reading.known in said and reading.because in said
    assert [says for says in reading.values.values() if says not in said] == []
    english_only(page(client, f"/en/law/decisions/{reading.number}/"))


def test_the_list_of_decisions_leads_to_every_one_and_nowhere_else(client: Client):
    links = page(client, "/law/decisions/").xpath("//ol[@class='law']//a/@href")

    assert links == [
        f"/law/decisions/{number}/" for number in sorted(r.number for r in package_readings().values())
    ]
    assert client.get("/law/decisions/L-9999/").status_code == 404
    english_only(page(client, "/en/law/decisions/"))


def test_every_reading_a_result_names_is_a_link_that_opens(client: Client):
    deadline = {
        "received": "2025-09-01",
        "channel": "in_person",
        "e2": "third_party_consulted",
        "e2.on": "2025-09-10",
        "e2.whom": "甲",
        "e2.delivered": "2025-09-12",
        "e3": "fee_noticed",
        "e3.on": "2025-09-15",
        "e3.delivered": "2025-09-15",
    }
    pages = [url("/tools/deadline/", deadline), url("/tools/remedy/", SILENT), "/law/30/", "/law/33/"]
    for address in pages:
        for shown in (page(client, address), page(client, f"/en{address}")):
            main = shown.xpath("//main")[0]
            for program in main.xpath(".//dl[@class='functions']"):  # these speak for programmers
                program.drop_tree()
            links = {text(a): a.get("href") for a in main.xpath(".//a") if text(a).startswith("L-")}
            said = " ".join(main.itertext())
            assert set(re.findall(r"(?<![A-Za-z0-9/])L-\d{4}(?![\d-])", said)) == set(links)
            assert links
            assert all(client.get(link).status_code == 200 for link in links.values())
            inside = [link for link in main.xpath(".//a/@href") if "/law/" in link]
            assert all(client.get(link).status_code == 200 for link in inside)


def test_the_list_of_the_law_leads_to_every_article(client: Client):
    links = page(client, "/law/").xpath("//ol[@class='law']//a/@href")

    assert links == [f"/law/{number}/" for number in articles()]
    assert client.get("/law/57/").status_code == client.get("/law/0/").status_code == 404


def test_every_article_a_sentence_names_is_a_link():
    assert linked("依《条例》第二十九条、第三十一条第一项和《行政复议法》第二十条<b>") == (
        '依<a href="/law/29/">《条例》第二十九条</a>、<a href="/law/31/">第三十一条第一项</a>'
        "和《行政复议法》第二十条&lt;b&gt;"
    )
    assert linked("期限（2008年《条例》第二十四条第二款）") == "期限（2008年《条例》第二十四条第二款）"
    assert linked("没有条文") == "没有条文"
    assert linked("没有启用<（决定L-0023）") == (
        '没有启用&lt;（决定<a href="/law/decisions/L-0023/">L-0023</a>）'
    )


def test_the_tools_are_reached_from_the_front_page_and_from_requesting(client: Client, organ: Organ):
    tools = {"/tools/deadline/", "/tools/fee/", "/tools/remedy/", "/law/"}

    for start in ("/", f"{AREA}request/", "/tools/"):
        assert tools <= set(page(client, start).xpath("//main//a/@href")), start


@pytest.mark.parametrize("path", ["/tools/", "/tools/deadline/", "/tools/fee/", "/tools/remedy/", "/law/"])
def test_the_english_of_every_tool_is_whole_and_leads_to_the_chinese(client: Client, path: str):
    shown = page(client, f"/en{path}")

    assert shown.xpath("//a[@hreflang='zh-Hans']/@href") == [path]
    english_only(shown)


def test_the_tools_name_no_website_over_a_demonstration(client: Client, organ: Organ):
    assert "青山区人民政府网" in client.get("/tools/").content.decode()
    Organ.objects.update(demonstration=True)
    assert "青山区人民政府网" not in client.get("/tools/").content.decode()


def test_the_tools_stand_on_the_law_of_this_installation():
    assert tool_views.law_here() is law(settings.GONGKAI_DATA)
