"""第二十条、第二十一条：what is published without being asked."""

from __future__ import annotations

import shutil
from datetime import date

import pytest

from gongkai.statute import dated, duties, entry, rulebook
from gongkai.statute.articles import article
from gongkai.statute.citation import numeral
from gongkai.statute.duties import duties_on
from gongkai.statute.errors import NoRule

DAY = date(2025, 9, 1)


def test_article_20_has_fifteen_items_that_bind_every_organ():
    items = duties_on(DAY).of("office")

    assert [item.article for item in items] == [f"《条例》第二十条第{numeral(n)}项" for n in range(1, 16)]


def test_article_21_adds_to_them_by_the_kind_of_organ():
    township = duties_on(DAY).of("township")
    county = duties_on(DAY).of("county")

    assert len(township) == len(county) == 16
    assert "宅基地使用情况审核" in township[-1].text
    assert "治安管理" in county[-1].text
    assert township[-1].article == county[-1].article == "《条例》第二十一条"


def test_the_items_are_in_force_since_the_present_regulations():
    source = "《中华人民共和国政府信息公开条例》第二十条、第二十一条（国务院令第711号，2019年5月15日起）"

    assert duties_on(date(2019, 5, 15)).source == source
    with pytest.raises(NoRule, match=r"2019年5月14日没有收录法定主动公开事项.*2019年5月15日起"):
        duties_on(date(2019, 5, 14))


def test_an_item_whose_block_is_closed_binds_on_its_last_day_and_not_after_it(tmp_path, monkeypatch):
    copy = tmp_path / "data"
    shutil.copytree(entry.DATA, copy)
    text = (copy / "duties.toml").read_text("utf-8")
    closed = text.replace("from = 2019-05-15\n", "from = 2019-05-15\nuntil = 2025-09-01\n", 1)
    (copy / "duties.toml").write_text(closed, "utf-8")
    monkeypatch.setattr(dated, "DATA", copy)
    monkeypatch.setattr(duties, "_all", duties._all.__wrapped__)

    assert len(duties_on(DAY).items) == 17
    assert len(duties_on(date(2025, 9, 2)).items) == 16


@pytest.mark.parametrize(("number", "least"), [(20, 15), (21, 2)])
def test_the_article_lists_its_items_among_what_applies_it(number, least):
    assert sum(rule.file == "duties" for rule in rulebook.rules_of(number)) == least
    applied = article(str(number)).applied
    assert sum(rule.startswith("duties·") for rule in applied.rules) == least
    assert "gongkai.statute.duties.duties_on" in applied.functions
