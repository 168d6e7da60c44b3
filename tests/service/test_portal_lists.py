"""Lists: their stretches, years, counts and libraries; the directory of organs; the map."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from gongkai.service.catalogue.forces import with_force
from gongkai.service.catalogue.models import ValidityChange
from gongkai.service.catalogue.validity import Force, validity
from gongkai.service.catalogue.visibility import showing
from gongkai.service.organs.models import Organ
from gongkai.service.portal import lists
from gongkai.service.portal.directory import letter, own_name
from tests.service.published import BEGAN, clerk_of, note_change, publish
from tests.service.test_pages import AREA, page, text

SHANGHAI = ZoneInfo("Asia/Shanghai")

ALL = f"{AREA}latest/"


def titles(shown) -> list[str]:
    return [text(a) for a in shown.xpath("//ul[contains(@class, 'documents')]//a")]


def follow(client: Client, url: str, way: str) -> str:
    return next(iter(page(client, url).xpath(f"//a[@rel='{way}']/@href")), "")


@pytest.fixture
def fifty(organ: Organ) -> None:
    for n in range(50):  # pairs published at the same moment
        publish(organ, title=f"第{n}号", begins=BEGAN + timedelta(hours=n // 2))


def test_a_list_is_read_to_its_end_and_back_again(client: Client, organ: Organ, fifty: None):
    seen, urls = [], [ALL]
    while urls[-1]:
        seen.append(titles(page(client, urls[-1])))
        urls.append(follow(client, urls[-1], "next"))

    assert [len(s) for s in seen] == [20, 20, 10]
    assert [t for s in seen for t in s] == [f"第{n}号" for n in range(49, -1, -1)]
    assert follow(client, urls[2], "prev") == urls[1]
    assert follow(client, urls[1], "prev") == ALL


def test_the_address_of_a_stretch_shows_the_same_when_newer_ones_come(
    client: Client, organ: Organ, fifty: None
):
    second = follow(client, ALL, "next")
    before = titles(page(client, second))
    for n in range(3):
        publish(organ, title=f"更新的{n}", begins=BEGAN + timedelta(days=9))

    assert titles(page(client, second)) == before


def test_a_year_shows_what_was_published_in_it_there(client: Client, organ: Organ):
    publish(organ, title="新年第一件", begins=datetime(2024, 12, 31, 16, 0, tzinfo=UTC))
    publish(organ, title="旧年最后一件", begins=datetime(2024, 12, 31, 15, 59, tzinfo=UTC))

    assert titles(page(client, f"{ALL}2025/")) == ["新年第一件"]
    assert titles(page(client, f"{ALL}2024/")) == ["旧年最后一件"]
    assert page(client, ALL).xpath("//nav[contains(@class, 'years-of')]//a/text()") == [
        "全部年份",
        "2025",
        "2024",
    ]


@pytest.mark.parametrize("place", ["x", "20260302013000000000", "20261332013000000000-1", "9" * 20 + "-1"])
def test_a_place_that_is_none_is_a_404(client: Client, organ: Organ, place: str):
    assert client.get(f"{ALL}before/{place}/").status_code == 404
    assert client.get(f"{ALL}99999/").status_code == 404


def test_no_column_without_content_is_a_link(client: Client, organ: Organ):
    publish(organ, category="20-01-normative")
    shown = page(client, f"{AREA}mandatory/")

    assert shown.xpath("//main//td//a/@href") == [f"{AREA}mandatory/20-01-normative/"]
    assert text(shown.xpath("//td[contains(@class, 'some')]")[0]) == "行政规范性文件 1"
    assert len(shown.xpath("//main//tbody/tr")) == 1
    assert re.search("另有[1-9][0-9]*项法定事项，本网还没有该机关公开的信息。", text(shown))


def test_a_category_has_what_stands_below_it_and_of_no_other_organ(client: Client, organ: Organ):
    other = Organ.objects.create(code="other", name="其他局", kind="department", parent=organ.parent)
    publish(organ, title="规范性文件", category="20-01-normative")
    publish(organ, title="规章", category="20-01-rules")
    publish(organ, title="预算", category="20-07-department")
    publish(other, title="别人的", category="20-01-rules")

    assert sorted(titles(page(client, f"{AREA}mandatory/20-01/"))) == ["规章", "规范性文件"]
    assert sorted(titles(page(client, "/categories/20-01/"))) == ["别人的", "规章", "规范性文件"]


def test_the_library_parts_what_is_in_force_from_what_is_over(client: Client, organ: Organ):
    publish(organ, title="有效的", norm="normative")
    publish(organ, title="规章不在这里", norm="rule")
    repealed = publish(organ, title="废止的", norm="normative")
    note_change(repealed, "repealed", date(2026, 3, 3))
    publish(organ, title="到期的", norm="normative", expires_on=date(2026, 3, 3))
    url = f"{AREA}library/normative/"

    assert titles(page(client, f"{url}?force=standing")) == ["有效的"]
    assert titles(page(client, f"{url}?force=repealed")) == ["废止的"]
    assert titles(page(client, f"{url}?force=lapsed")) == ["到期的"]
    assert len(titles(page(client, url))) == 3
    marks = page(client, url).xpath("//main//li//span[starts-with(@class, 'force')]")
    assert [text(mark) for mark in marks] == ["失效", "废止"]
    assert client.get(f"{url}?force=x").status_code == 404


def test_the_library_of_a_government_has_its_departments_texts(client: Client, organ: Organ):
    government = organ.parent
    assert government
    government.has_area = True
    government.save()
    publish(government, title="区政府的", norm="normative")
    publish(organ, title="局里的", norm="normative")
    url = "/organs/qingshan/library/normative/"

    assert sorted(titles(page(client, url))) == ["区政府的", "局里的"]
    assert titles(page(client, f"{url}?organ={organ.code}")) == ["局里的"]
    assert client.get(f"{url}?organ=nobody").status_code == 404


@pytest.mark.parametrize("day", [date(2026, 1, 1), date(2026, 3, 1), date(2026, 6, 1), date(2027, 6, 1)])
def test_force_is_the_same_in_sql_and_in_python(organ: Organ, day: date):
    notes = [(), ("amended",), ("lapsed",), ("repealed",), ("amended", "repealed"), ("lapsed", "amended")]
    for kinds in notes:
        for effective, expires in ((None, None), (date(2026, 5, 1), None), (None, date(2027, 1, 1))):
            row = publish(organ, norm="normative", effective_on=effective, expires_on=expires)
            for n, kind in enumerate(kinds):
                note_change(row, kind, date(2026, 2 + n, 15))
    wrong = publish(organ, norm="normative")
    noted = note_change(wrong, "repealed", date(2026, 1, 1))
    ValidityChange.objects.create(
        document=wrong.edition.document,
        kind="annulled",
        on=date(2026, 1, 1),
        annuls=noted,
        by_text="误标",
        by=clerk_of(organ),
        at=BEGAN,
    )

    rows = list(with_force(showing(BEGAN), day))
    assert len(rows) == 19
    found = {row.force for row in rows}
    for row in rows:
        assert row.force == validity(row.edition, day).force
    assert next(r.force for r in rows if r.pk == wrong.pk) == Force.IN_FORCE
    assert len(found) > 1


def test_the_directory_finds_an_organ_by_any_of_its_names(client: Client, organ: Organ):
    organ.other_names = ["青山档案局"]
    organ.save()

    assert AREA in page(client, "/organs/?q=青山档案局").xpath("//main//a/@href")
    assert AREA in page(client, "/organs/?q=档案 青山").xpath("//main//a/@href")
    assert AREA not in page(client, "/organs/?q=财政").xpath("//main//a/@href")
    assert AREA in page(client, "/organs/?by=letter").xpath("//section[@aria-labelledby='letter-D']//a/@href")


def test_the_letter_of_an_organ_is_that_of_its_own_name(organ: Organ):
    assert own_name(organ) == "档案局"
    letters = {
        name[0]: letter(name)
        for name in ["财政局", "发展局", "审计局", "综合局", "鑫局", "A局", "1局", "〇局"]
    }
    assert letters == dict(zip("财发审综鑫A1〇", "CFSZ#A##", strict=True))


def test_a_front_page_with_a_hundred_organs_stays_short_and_quick(
    client: Client, organ: Organ, django_assert_max_num_queries
):
    for n in range(100):
        Organ.objects.create(code=f"o{n}", name=f"第{n}局", kind="department", parent=organ.parent)
    with django_assert_max_num_queries(10):
        response = client.get("/")

    assert len(response.content) < 60_000
    assert len(page(client, "/").xpath("//ul[@class='grid']//a")) == 101


def test_the_map_leads_to_every_part_of_every_organ(client: Client, organ: Organ):
    links = page(client, "/map/").xpath("//main//a/@href")

    assert {
        f"{AREA}{part}" for part in ("", "guide/", "rules/", "mandatory/", "reports/", "request/")
    } <= set(links)


def test_a_name_on_the_map_is_text_and_nothing_more(client: Client, organ: Organ):
    organ.name = "档案局<b>&\ue000code-of-an-organ"
    organ.save()

    assert page(client, "/map/").xpath(f"//a[@href='{AREA}']/strong")[0].text == organ.name


def test_a_fictitious_organ_says_so_and_a_copied_one_says_that(client: Client, organ: Organ):
    organ.demonstration = True
    organ.save()
    assert "不是该机关的网站" in text(page(client, AREA).xpath("//body/aside")[0])
    organ.fictitious = True
    organ.save()
    assert "都是虚构的" in text(page(client, AREA).xpath("//body/aside")[0])
    Organ.objects.create(code="copy", name="真局", kind="department", demonstration=True)
    assert "有的机关和文件是虚构的" in text(page(client, "/").xpath("//body/aside")[0])


def test_a_library_of_rules_is_offered_only_where_rules_can_be_made(client: Client, organ: Organ):
    government = organ.parent
    assert government
    government.has_area = True
    government.save()
    url = "/organs/qingshan/library/rules/"
    assert url not in page(client, "/map/").xpath("//a/@href")
    assert url not in page(client, "/organs/qingshan/library/normative/").xpath("//a/@href")

    government.kind = "prefecture"
    government.save()
    assert url in page(client, "/map/").xpath("//a/@href")
    assert url in page(client, "/organs/qingshan/library/normative/").xpath("//a/@href")


def test_the_years_of_a_list_are_those_of_the_country_and_each_once():
    moments = [
        datetime(2026, 1, 1, 0, 0, tzinfo=SHANGHAI),
        datetime(2025, 12, 31, 23, 59, tzinfo=SHANGHAI),
        datetime(2025, 1, 1, 0, 0, tzinfo=SHANGHAI),
        datetime(2022, 6, 1, 0, 0, tzinfo=SHANGHAI),
    ]

    assert lists._years([m.astimezone(UTC) for m in moments]) == [2026, 2025, 2022]
    assert lists._years([]) == []
