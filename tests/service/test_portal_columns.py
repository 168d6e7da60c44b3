"""The columns of an organ's area when there is something in them: the guide, the rules; editions compared."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from gongkai.service.catalogue.models import GuideCheck
from gongkai.service.organs.models import Organ
from gongkai.service.organs.queries import disclosing_organs
from gongkai.service.portal.directory import by_kind
from tests.service.published import BEGAN, clerk_of, publish
from tests.service.test_pages import AREA, metas, page, text


def test_the_guide_is_shown_with_the_day_it_was_last_reviewed(client: Client, organ: Organ):
    row = publish(organ, title="青山区档案局政府信息公开指南", category="guide", body="<h2>工作机构</h2>")
    shown = page(client, f"{AREA}guide/")

    assert text(shown.xpath("//article")[0]) == "工作机构"
    assert "最近核对：2026-03-02" in text(shown)
    assert metas(shown)["ArticleTitle"] == "青山区档案局政府信息公开指南"
    GuideCheck.objects.create(
        document=row.edition.document, by=clerk_of(organ), at=BEGAN + timedelta(days=30)
    )
    assert "最近核对：2026-04-01" in text(page(client, f"{AREA}guide/"))


def test_a_guide_that_is_not_yet_shown_is_not_there(client: Client, organ: Organ):
    publish(organ, title="指南", category="guide", begins=timezone.now() + timedelta(hours=1))

    assert "尚未载入" in text(page(client, f"{AREA}guide/"))


def test_the_rules_of_an_organ_are_listed_with_the_law_of_the_country(client: Client, organ: Organ):
    row = publish(organ, title="青山区档案局公开审查制度", category="institutions")
    shown = page(client, f"{AREA}rules/")

    assert f"{AREA}documents/{row.edition.document_id}/" in shown.xpath("//main//a/@href")
    assert "/law/" in shown.xpath("//main//a/@href")
    assert "尚未载入" not in text(shown)


def test_two_editions_are_compared_word_by_word(client: Client, organ: Organ):
    change = BEGAN + timedelta(days=1)
    old = publish(organ, body="<p>主管工业。</p>", ends=change)
    publish(
        organ, title="新办法", body="<p>主管工业和信息化。</p>", begins=change, document=old.edition.document
    )
    address = f"{AREA}documents/{old.edition.document_id}/"
    shown = page(client, f"{address}editions/1/compare/")

    assert "和信息化" in text(shown.xpath("//ins")[0])
    assert "新办法" in text(shown.xpath("//table")[0])
    response = client.get(f"{address}editions/2/compare/")
    assert (response.status_code, response["Location"]) == (302, address)
    assert client.get(f"{address}editions/3/compare/").status_code == 404


def test_the_entry_for_requests_names_the_channels_of_the_guide(client: Client, organ: Organ):
    assert "向哪里申请" not in text(page(client, f"{AREA}request/"))
    publish(
        organ,
        title="指南",
        category="guide",
        form={"on_request_ways": "当面或者邮寄", "office_phone": "000-1234567", "classification": "按类别"},
    )
    said = text(page(client, f"{AREA}request/").xpath("//section[@aria-labelledby='channels']")[0])

    assert "当面或者邮寄" in said and "000-1234567" in said
    assert "按类别" not in said


@pytest.mark.django_db
def test_a_department_of_another_government_is_not_listed_among_ones_own(django_assert_num_queries):
    make = Organ.objects.create
    county = make(code="qingshan", name="青山县人民政府", kind="county")
    town = make(code="qingshan-zhen", name="青山镇人民政府", kind="township", parent=county)
    bureau = make(code="qingshan-caizhengju", name="青山县财政局", kind="department", parent=county)
    elsewhere = make(code="bishui", name="碧水县人民政府", kind="county", has_area=False)
    other = make(code="bishui-caizhengju", name="碧水县财政局", kind="department", parent=elsewhere)

    with django_assert_num_queries(1):
        groups = by_kind(disclosing_organs())

    assert [(g.key, list(g.organs)) for g in groups] == [
        ("governments", [county]),
        ("departments", [bureau]),
        ("townships", [town]),
        ("under-bishui", [other]),
    ]
