"""第二十条、第二十一条：what is published without being asked."""

from __future__ import annotations

from datetime import date

import pytest

from gongkai.statute import duties
from gongkai.statute.duties import duties_on

DAY = date(2025, 9, 1)


def test_article_20_has_fifteen_items_that_bind_every_organ():
    items = duties_on(DAY).of("office")

    assert [item.article for item in items] == [
        f"第二十条第（{n}）项"
        for n in (
            "一",
            "二",
            "三",
            "四",
            "五",
            "六",
            "七",
            "八",
            "九",
            "十",
            "十一",
            "十二",
            "十三",
            "十四",
            "十五",
        )
    ]


def test_article_21_adds_to_them_by_the_kind_of_organ():
    township = duties_on(DAY).of("township")
    county = duties_on(DAY).of("county")

    assert len(township) == len(county) == 16
    assert "宅基地使用情况审核" in township[-1].text
    assert "治安管理" in county[-1].text


def test_the_items_are_in_force_since_the_present_regulations():
    assert duties_on(date(2019, 5, 15)).since == date(2019, 5, 15)
    assert "第二十条、第二十一条" in duties_on(DAY).source
    assert duties_on(DAY).until is None
    with pytest.raises(LookupError, match="2019-05-14"):
        duties_on(date(2019, 5, 14))


def test_they_are_read_the_same_again():
    assert duties._all.__wrapped__() == duties._all()
