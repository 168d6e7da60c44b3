"""The report as a web page."""

import pytest
from lxml import html

from gongkai.report.loader import editions
from gongkai.report.model import Section
from gongkai.report.write import write
from gongkai.report.write.html import fragment
from gongkai.report.write.layout import printed
from tests.report.write.material import folded, mixed, numbered, report, statistics

KEYS = [form.key for form in editions()]


def page(made):
    return html.document_fromstring(write(made, "html").decode())


@pytest.mark.parametrize("key", KEYS)
def test_every_value_stands_under_its_address(key):
    made = numbered(key)
    form = next(form for form in editions() if form.key == key)
    ids = {cell.get("id"): cell.text_content() for cell in page(made).iter("td") if cell.get("id")}

    assert ids == {a: printed(made.cells[a], form.place(a).kind) for a in form.places}


@pytest.mark.parametrize("made", [report("2019"), report(), folded(), statistics()])
def test_every_value_names_headers_that_exist_and_every_id_is_unique(made):
    tree = page(made)
    ids = [element.get("id") for element in tree.iter() if element.get("id")]

    assert len(ids) == len(set(ids))
    for cell in tree.iter("td"):
        if cell.get("class") != "note":
            assert cell.get("headers")
            assert set(cell.get("headers").split()) <= set(ids)


@pytest.mark.parametrize("made", [report("2019"), report(), folded(), statistics()])
def test_tables_have_a_caption_scopes_and_a_region_that_the_keyboard_can_scroll(made):
    tree = page(made)

    assert tree.xpath("//table")
    for table in tree.xpath("//table"):
        region = table.getparent()
        assert table.xpath("./caption")[0].get("id") == region.get("aria-labelledby")
        assert (region.get("role"), region.get("tabindex")) == ("region", "0")
        assert all(head.get("scope") in ("col", "colgroup", "row", "rowgroup") for head in table.iter("th"))


def test_text_of_the_report_is_never_markup():
    made = report()
    made.organ = '<script>alert("1")</script>&'
    made.title = "</title><img src=x onerror=alert(1)>"
    made.sections = [Section(1, "一、<b>总体</b>情况", "<i>斜</i>体\n（一）<u>线</u>。后文&amp;")]

    tree = page(made)

    assert not tree.xpath("//script | //img | //i | //u | //h2/b")
    assert '<script>alert("1")</script>&' in tree.text_content()
    assert "&amp;" in tree.text_content()


def test_the_page_says_what_it_is_in_the_tags_of_a_government_page():
    tree = page(report("2019"))

    metas = {meta.get("name"): meta.get("content") for meta in tree.xpath("//meta[@name]")}
    assert metas["ArticleTitle"] == "测试县档案局2020年政府信息公开工作年度报告"
    assert metas["PubDate"] == "2021-01-15"
    assert metas["ContentSource"] == "测试县档案局"
    assert tree.get("lang") == "zh-CN"


def test_a_fragment_has_no_style_of_its_own_and_takes_its_place_among_the_headings():
    part = fragment(mixed(), level=2, prefix="r1-")
    tree = html.fragment_fromstring(part)

    assert "style" not in part
    assert [heading.tag for heading in tree.xpath(".//h2 | .//h1")] == ["h2"]
    assert tree.xpath(".//td[@id='r1-T3.R1.C1']")[0].text == "11398889"


def test_the_signature_gives_organ_and_date():
    foot = page(report("2019")).xpath("//footer")[0]

    assert foot.text_content().split() == ["测试县档案局", "2021年1月15日"]
