"""The pages as a folder of files: all that can be reached, every link relative, nothing that is not shown."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.core.wsgi import get_wsgi_application
from django.utils import timezone

from gongkai.service.organs.models import Organ
from gongkai.service.portal.export import Answer, CannotExport, ask_of, export
from tests.service.published import BEGAN, publish, withdraw

LIVE = "https://xxgk.example"
LOCAL = re.compile(r'\b(?:href|src|action)="([^"]*)"')


@pytest.mark.django_db(transaction=True)
def test_every_link_of_the_folder_leads_to_a_file_of_it_or_to_the_service(organ: Organ, tmp_path: Path):
    publish(organ, files={"附件 一.pdf": b"%PDF- invented"})
    done = export(tmp_path / "out", LIVE, ask_of(get_wsgi_application(), "localhost"))

    # Nothing of /static/ is gathered in tests: its links lead to the service.
    assert [url for url in done.faults if not url.startswith("/static/")] == []
    assert (tmp_path / "out/index.html").is_file() and (tmp_path / "out/en/index.html").is_file()
    assert [file.read_bytes() for file in (tmp_path / "out").rglob("附件 一.pdf")] == [b"%PDF- invented"]
    for page in (tmp_path / "out").rglob("*.html"):
        for link in LOCAL.findall(page.read_text("utf-8")):
            address = unquote(html.unescape(link).partition("#")[0])
            assert not address.startswith("/"), (page, link)
            if address and "://" not in address:
                assert (page.parent / address).resolve().is_file(), (page, link)
            elif address:
                assert address.startswith((LIVE, "http")), (page, link)


@pytest.mark.django_db(transaction=True)
def test_what_is_not_shown_is_not_in_the_folder(organ: Organ, tmp_path: Path):
    publish(organ, title="公开的办法")
    publish(organ, title="将来的办法", begins=timezone.now() + timedelta(days=1))
    gone = publish(organ, title="撤下的办法")
    withdraw(gone, BEGAN + timedelta(days=1))
    export(tmp_path / "out", LIVE, ask_of(get_wsgi_application(), "localhost"))

    said = "".join(page.read_text("utf-8") for page in (tmp_path / "out").rglob("*.html"))
    assert "公开的办法" in said
    assert "将来的办法" not in said and "撤下的办法" not in said


@pytest.mark.django_db(transaction=True)
def test_whole_addresses_in_the_folder_are_those_of_the_service(organ: Organ, tmp_path: Path, settings):
    settings.ALLOWED_HOSTS = ["xxgk.example"]
    row = publish(organ)
    export(tmp_path / "out", LIVE, ask_of(get_wsgi_application(), "xxgk.example", "https"))

    at = f"{LIVE}/organs/{organ.code}/documents/{row.edition.document_id}/"
    (text,) = (tmp_path / "out").rglob("document.txt")
    assert at in text.read_text("utf-8")
    page = tmp_path / f"out/organs/{organ.code}/documents/{row.edition.document_id}/index.html"
    assert at in page.read_text("utf-8") and "http://" not in text.read_text("utf-8")


def answers(pages: dict[str, Answer]):
    return lambda url: pages.get(url, Answer(404, "text/html", b""))


def page_with(*links: str) -> Answer:
    return Answer(200, "text/html", "".join(f'<a href="{link}">x</a>' for link in links).encode())


def test_a_link_that_has_moved_leads_to_where_it_is_and_one_to_nothing_is_told(tmp_path: Path):
    pages = {
        "/": page_with("/old/", "/none/", "/search/?q=1"),
        "/en/": page_with(),
        "/new/": page_with("/#x"),
    }
    pages["/old/"] = Answer(301, "", b"", "/new/")
    done = export(tmp_path / "out", LIVE, answers(pages))

    assert done.faults == {"/none/": 404}
    home = (tmp_path / "out/index.html").read_text("utf-8")
    assert LOCAL.findall(home) == ["new/index.html", f"{LIVE}/none/", f"{LIVE}/search/?q=1"]
    assert LOCAL.findall((tmp_path / "out/new/index.html").read_text("utf-8")) == ["../index.html#x"]


@pytest.mark.parametrize("link", ["/../x/", "/a/%2e%2e/b", "/a\\b"])
def test_no_address_is_written_outside_the_folder(tmp_path: Path, link: str):
    pages = {"/": page_with(link), "/en/": page_with(), link: page_with()}

    with pytest.raises(CannotExport):
        export(tmp_path / "out", LIVE, answers(pages))


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path):
    (tmp_path / "mine").write_text("x")

    with pytest.raises(CannotExport, match="空目录"):
        export(tmp_path, LIVE, answers({}))
