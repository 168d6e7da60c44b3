"""Organs and years side by side: what is public, how each number is made, and files of it."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client
from openpyxl import load_workbook

from gongkai.service.organs.actions.establish import establish
from gongkai.service.organs.models import Organ
from tests.service.test_language import HAN
from tests.service.test_pages import page, text
from tests.service.test_portal_years import carrying, filed_as, lines

COMPARE = "/reports/compare/"


@pytest.fixture
def two(organ: Organ) -> tuple[Organ, Organ]:
    """Two organs with reports of two years; one has none of the second."""
    other, _ = establish(
        {"code": "qingshan-minzhengju", "name": "青山区民政局", "kind": "department", "parent": "qingshan"}
    )
    filed_as(organ, carrying(2023, out=1))
    filed_as(organ, carrying(2024, into=1, out=3))
    filed_as(other, carrying(2023, out=0, organ="青山区民政局"))
    return organ, other


def rows(client: Client, asked: str) -> list[str]:
    return lines(page(client, f"{COMPARE}?{asked}").xpath("//table//tr"))


def test_organs_stand_in_rows_and_years_in_columns(client: Client, two: tuple[Organ, Organ]):
    assert rows(client, "what=received") == [
        "机关 2023 2024",
        "青山区档案局 2 4",
        "青山区民政局 1 —本网没有这一年度的报告",
    ]


def test_only_what_was_chosen_is_compared(client: Client, two: tuple[Organ, Organ]):
    assert rows(client, "what=T3.R4&organ=qingshan-danganju&year=2024&column=C2") == [
        "机关 2024",
        "青山区档案局 0",
    ]


def test_a_share_is_told_with_how_it_is_made_and_of_nothing_there_is_none(
    client: Client, two: tuple[Organ, Organ]
):
    shown = page(client, f"{COMPARE}?what=carried-share&organ=qingshan-danganju")

    assert lines(shown.xpath("//table//tr"))[1] == "青山区档案局 50 60"
    assert "计算方法：表三“四、结转下年度继续办理”÷本年新收与上年结转之和" in text(shown)
    assert (
        rows(client, "what=corrected-share&year=2024&organ=qingshan-danganju")[1] == "青山区档案局 —分母为零"
    )


def test_small_counts_of_the_form_are_shown_whole(client: Client, two: tuple[Organ, Organ]):
    assert "青山区档案局 1 3" in rows(client, "what=carried-out")


def test_a_single_year_is_one_plot_and_several_are_one_for_each_organ(
    client: Client, two: tuple[Organ, Organ]
):
    one = page(client, f"{COMPARE}?year=2023").xpath("//svg")
    several = page(client, COMPARE).xpath("//svg")

    assert len(one) == 1 and len(several) == 2


@pytest.mark.parametrize(
    "asked",
    ["year=2023", "what=received", "what=T3.R4&year=2023", "what=T2.xzsyxsf.amount_wan", "what=T3.R4"],
)
def test_in_english_whatever_a_plot_says_in_chinese_is_marked(
    client: Client, two: tuple[Organ, Organ], asked: str
):
    shown = page(client, f"/en{COMPARE}?{asked}")
    figures = shown.xpath("//section[@aria-labelledby='result']")[0]
    assert figures.xpath(".//svg") and figures.xpath(".//*[@class='unseen']|.//desc")
    for marked in figures.xpath(".//*[@lang='zh-Hans']"):
        marked.drop_tree()

    assert not HAN.search(text(figures)), text(figures)


def test_a_plot_of_organs_names_the_least_and_the_most_beside_the_picture(
    client: Client, two: tuple[Organ, Organ]
):
    (figure,) = page(client, f"{COMPARE}?year=2023").xpath("//figure")

    assert figure.xpath(".//svg//desc") == []
    assert text(figure.xpath("./p[@class='unseen']")[0]) == (
        "本年新收申请：最少1（青山区民政局），最多2（青山区档案局）。"
    )
    assert figure.xpath("./p/span[@lang='zh-Hans']/text()") == ["青山区民政局", "青山区档案局"]
    (named_by,) = figure.xpath(".//svg/@aria-labelledby")
    assert named_by == figure.xpath(".//svg/title/@id")[0]


def test_the_files_have_the_table_and_what_each_number_is_made_of(client: Client, two: tuple[Organ, Organ]):
    asked = "?what=granted-share&year=2024"
    table = client.get(f"{COMPARE}table.csv{asked}").content.decode("utf-8-sig")
    data = list(
        csv.DictReader(io.StringIO(client.get(f"{COMPARE}data.csv{asked}").content.decode("utf-8-sig")))
    )
    sheet = load_workbook(
        io.BytesIO(b"".join(client.get(f"{COMPARE}table.xlsx{asked}").streaming_content))  # type: ignore[attr-defined]
    ).active

    assert table.splitlines() == ["机关,2024", "青山区档案局,100.0", "青山区民政局,"]
    assert (data[0]["part"], data[0]["whole"], data[0]["part_cells"]) == ("2", "2", "T3.R3_1.C7")
    assert data[0]["url"] == "/organs/qingshan-danganju/reports/2024/1/"
    assert [cell.value for cell in sheet[2]] == ["青山区档案局", 100]
    assert client.get(f"{COMPARE}people.csv").status_code == 404


@pytest.mark.parametrize(
    "asked", ["what=nothing", "year=9999", "year=x", "column=C99", "organ=nobody", "scope=x"]
)
def test_what_cannot_be_asked_is_answered_with_what_can(client: Client, two: tuple[Organ, Organ], asked: str):
    assert client.get(f"{COMPARE}?{asked}").status_code == 200
