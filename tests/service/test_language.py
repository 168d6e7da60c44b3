"""The interface is whole in both languages."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from django.test import Client

from gongkai.service.organs.models import Organ
from tests.components import require
from tests.service.messages import CATALOGUES, in_catalogue, in_catalogues, in_sources
from tests.service.test_pages import AREA, page, text

HAN = re.compile(r"[\u4e00-\u9fff]")


def test_every_message_has_its_english():
    english = in_catalogues()

    assert in_sources() - set(english) == set()
    assert [key for key, words in english.items() if not words.strip()] == []


def test_no_english_is_kept_for_a_message_that_is_gone():
    assert set(in_catalogues()) - in_sources() == set()


def test_the_english_has_the_same_places_for_values():
    for message, english in in_catalogues().items():
        places = set(re.findall(r"%\(\w+\)s", message))
        assert set(re.findall(r"%\(\w+\)s", english)) <= places, message


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda file: file.parents[3].name)
def test_the_compiled_catalogue_is_that_of_its_source(catalogue: Path, tmp_path: Path):
    compiled = tmp_path / "django.mo"
    source = catalogue.with_suffix(".po")
    subprocess.run([require("gettext"), "-o", compiled, source], check=True, capture_output=True)

    assert in_catalogue(compiled) == in_catalogue(catalogue)


def test_no_two_rooms_have_different_english_for_the_same_words():
    english = in_catalogues()

    for file in CATALOGUES:
        assert {k: v for k, v in in_catalogue(file).items() if english[k] != v} == {}, file


def test_an_english_page_marks_whatever_stays_chinese(client: Client, organ: Organ):
    for part in ("", "guide/", "rules/", "mandatory/", "reports/", "request/"):
        shown = page(client, f"/en{AREA}{part}")
        for marked in shown.xpath("//*[@lang='zh-Hans']"):
            marked.drop_tree()
        assert not HAN.search(text(shown.xpath("//main")[0])), part


def test_each_language_leads_to_the_same_page_in_the_other(client: Client, organ: Organ):
    chinese, english = page(client, f"{AREA}guide/"), page(client, f"/en{AREA}guide/")

    assert chinese.xpath("//a[@hreflang='en']/@href") == [f"/en{AREA}guide/"]
    assert english.xpath("//a[@hreflang='zh-Hans']/@href") == [f"{AREA}guide/"]


def test_the_address_alone_decides_the_language(client: Client, organ: Organ):
    shown = client.get("/", headers={"Accept-Language": "en"})

    assert shown["Content-Language"] == "zh-hans"
    assert "以公开为常态" in shown.content.decode()
