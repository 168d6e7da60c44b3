"""Inside an existing site: its head and foot around our pages, and all of it below a path."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import set_script_prefix

from gongkai.service.organs.models import Organ
from gongkai.service.portal import surroundings
from tests.service.published import publish
from tests.service.test_pages import AREA, page, text


@pytest.fixture
def own(organ: Organ, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "header.html").write_text('<p>青山区门户</p><img src="/site/mark.png" alt="">', "utf-8")
    (folder / "footer.html").write_text("<p>青山区的页脚</p>", "utf-8")
    (folder / "own.css").write_text(".site-header { color: red }", "utf-8")
    (folder / "secret.html").write_text("no", "utf-8")
    monkeypatch.setattr(settings, "GONGKAI_DATA", tmp_path)
    surroundings._pieces.cache_clear()
    yield folder
    surroundings._pieces.cache_clear()


def test_the_head_and_foot_of_the_site_stand_around_every_page(client: Client, own: Path):
    shown = page(client, AREA)

    assert "青山区门户" in text(shown.xpath("//div[@class='site-header']")[0])
    assert "青山区的页脚" in text(shown.xpath("//footer")[0])
    assert "主办单位" not in text(shown.xpath("//footer")[0])
    assert "/site/own.css" in shown.xpath("//link[@rel='stylesheet']/@href")
    response = client.get("/site/own.css")
    assert response["Content-Type"] == "text/css; charset=utf-8"
    assert "unsafe" not in client.get(AREA)["Content-Security-Policy"]


@pytest.mark.parametrize(
    "name", ["secret.html", "header.html", "..", "%2e%2e%2fsecret-key", "none.css", ".css"]
)
def test_nothing_else_is_served_from_there(client: Client, own: Path, name: str):
    assert client.get(f"/site/{name}").status_code == 404


def test_below_a_path_every_link_and_file_is_below_it(client: Client, organ: Organ, settings):
    row = publish(organ, body='<p><a href="/organs/">机关</a></p>')
    settings.FORCE_SCRIPT_NAME = "/zwgk/xxgk"
    set_script_prefix("/zwgk/xxgk/")  # as the server's way in does, which the client goes round
    try:
        for url in ("/", AREA, f"{AREA}documents/{row.edition.document_id}/", f"/elder{AREA}"):
            shown = page(client, url)
            links = shown.xpath("//a/@href | //form/@action")
            assert links and all(link.startswith(("/zwgk/xxgk/", "#", "https://")) for link in links), [
                link for link in links if not link.startswith("/zwgk/xxgk/")
            ]
    finally:
        set_script_prefix("/")
