"""The numbers of table two on the desk: each opens the norms it counts."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from lxml import html

from gongkai.service.organs.models import Duty, Organ
from tests.service.desk import a_post, sign_in
from tests.service.published import publish


@pytest.mark.django_db
def test_a_number_of_table_two_opens_the_norms_it_counts(client: Client, organ: Organ) -> None:
    for title, formed in (
        ("甲办法", date(2025, 3, 1)),
        ("乙办法", date(2025, 5, 1)),
        ("丙办法", date(2024, 5, 1)),
    ):
        publish(organ, title, norm="normative", formed_on=formed)
    publish(organ, "一则通知", formed_on=date(2025, 5, 1))
    sign_in(client, a_post(organ, Duty.CLERK))
    answer = client.get(f"/desk/documents/norms/?organ={organ.code}&year=2025&late=on")
    page = html.fromstring(answer.content)
    numbers = {a.get("href"): a.text for a in page.xpath("//table//a")}
    assert numbers == {"#normative-made": "2", "#normative-in_force": "3"}
    for anchor, number in numbers.items():
        listed = page.xpath(f"//section[@aria-labelledby='{anchor[1:]}']//li")
        assert len(listed) == int(number)


@pytest.mark.django_db
def test_an_organ_that_is_not_hers_has_no_numbers_for_her(client: Client, organ: Organ) -> None:
    publish(organ, "甲办法", norm="normative", formed_on=date(2025, 3, 1))
    other = Organ.objects.create(code="qingshan-jiaoyuju", name="青山区教育局", kind="department")
    sign_in(client, a_post(other, Duty.CLERK))
    answer = client.get(f"/desk/documents/norms/?organ={organ.code}&year=2025&late=on")
    assert "甲办法" not in answer.content.decode()
