"""The sum of an authority, from nothing to its publication, by the links and forms of the pages alone."""

from __future__ import annotations

import hashlib
from datetime import date

import pytest
from django.test import Client

from gongkai.report.loader import edition_for
from gongkai.report.model import Cell
from gongkai.service.annual import composing
from gongkai.service.annual.actions.judge import accept
from gongkai.service.annual.filings import filing_of
from gongkai.service.annual.models import FiledReport, Filing, SectionText
from gongkai.service.annual.standing import Stage, stands
from gongkai.service.organs.models import Duty, Post
from tests.service.annual_children import WORDS, County, explain_all
from tests.service.cases import at
from tests.service.clicking import Clicking
from tests.service.desk import sign_in
from tests.service.filings import pass_all

pytestmark = pytest.mark.django_db
THEN = at("2026-01-20")
ONE = {"T3.R1.C1": 1, "T3.R1.C7": 1, "T3.R3_1.C1": 1, "T3.R3_1.C7": 1, "T3.R3_7.C1": 1, "T3.R3_7.C7": 1}
TITLES = {
    1: "一、总体情况",
    5: "五、存在的主要问题及改进情况",
    6: "六、其他需要报告的事项",
}


def a_county() -> County:
    """Return a county of which one organ's report was accepted."""
    county = County()
    child = county.child("a-ju", "甲局")
    county.register(child.organ)
    accept(child.filed(THEN, ONE).filing, by=county.supervisor, at=THEN)
    return county


def test_the_sum_is_written_and_filed_by_the_links_of_the_pages_from_nothing_to_publication(
    client: Client,
) -> None:
    county = a_county()
    sign_in(client, county.clerk)
    desk = Clicking(client, "/desk/annual/register/?year=2025")
    desk.follow("汇总").send("汇总")
    desk.follow("报告的文字")
    for section, words in WORDS.items():
        desk.follow(TITLES[section])
        assert "由数据拟稿" not in desk.text, "the records here are not those of the organs it sums"
        desk.send("保存", text=words)
        desk.follow("2025年度汇总报告的文字")
    assert {text.filing.scope for text in SectionText.objects.filter(by=county.clerk)} == {"aggregate"}
    desk.follow("打开这份报告").follow("另成一稿").send("成稿")
    filing = Filing.objects.get(organ=county.organ, scope=Filing.Scope.AGGREGATE)
    version = stands(filing).version
    assert version is not None and WORDS[1] in version.content
    explain_all(version, county.clerk, county.head)
    desk.open(desk.url).follow("送审").send("送审")
    pass_all(version, (county.clerk, county.reviewer, county.leader), THEN)
    desk.open(desk.url).follow("报送主管部门").send("报送主管部门")
    sign_in(client, county.head)
    above = {"authority": "青山市人民政府", "reference": "青政公开〔2026〕3号", "accepts": "yes"}
    desk.open(desk.url).follow("汇总报告").follow("登记上级的审核结果").send("登记", **above)
    assert stands(filing).stage is Stage.ACCEPTED
    sign_in(client, county.clerk)
    desk.open(desk.url).follow("今天公布").send("今天公布")
    assert WORDS[5] in FiledReport.objects.get(filing=filing).content


def test_of_the_words_of_a_sum_each_number_is_held_against_its_cells_and_has_a_source(client: Client) -> None:
    county = a_county()
    sign_in(client, county.clerk)
    desk = Clicking(client, "/desk/annual/register/sum/?year=2025").send("汇总")
    desk.follow("报告的文字").follow(TITLES[1])
    said = "全区2025年新收政府信息公开申请7件。召开调度会3次。"
    desk.send("保存", text=said)
    assert "有1个数与表格不一致" in desk.text
    (place,) = desk.page.xpath("//input[starts-with(@name, 'source-')]/@name")
    desk.send("保存文字，记下出处", **{place: "会议记录"})
    assert "会议记录" in desk.text
    assert "7" in desk.text and "scope=aggregate" in desk.url
    assert not Filing.objects.filter(organ=county.organ, scope=Filing.Scope.OWN).exists()


def test_the_words_of_a_sum_stand_beside_those_of_last_years_sum_and_not_of_the_own_report(
    client: Client,
) -> None:
    county = a_county()
    for scope, words in (("aggregate", "去年全区的情况。"), ("own", "去年本机关的情况。")):
        _published(county, scope, words)
    sign_in(client, county.clerk)
    desk = Clicking(client, "/desk/annual/register/sum/?year=2025").follow("报告的文字").follow(TITLES[1])
    assert "去年全区的情况。" in desk.text
    assert "去年本机关的情况。" not in desk.text


def test_an_organ_to_which_nobody_reports_has_no_words_of_a_sum(client: Client) -> None:
    a_county()
    sign_in(client, Post.objects.get(organ__code="a-ju", duty=Duty.CLERK))
    assert client.get("/desk/annual/a-ju/2025/sections/").status_code == 200
    assert client.get("/desk/annual/a-ju/2025/sections/?scope=aggregate").status_code == 404
    assert client.get("/desk/annual/a-ju/2025/sections/1/?scope=aggregate").status_code == 404


def _published(county: County, scope: str, words: str) -> None:
    """Enter a report of last year as it became public."""
    filing = filing_of(county.organ, 2024, scope)
    form = edition_for(2024)
    cells = dict.fromkeys(form.places, Cell(0))
    content = composing.content_of(composing.compose(filing, form.key, cells, {1: words}))
    FiledReport.objects.create(
        filing=filing,
        number=1,
        form=form.key,
        title="上一年度的报告",
        published_on=date(2025, 2, 1),
        source_name="报告.json",
        source_sha256=hashlib.sha256(content.encode()).hexdigest(),
        source=content.encode(),
        content=content,
        findings="[]",
        imported_at=THEN,
        imported_by="张三",
    )
