"""Kept pages: what is served is what would be made anew, in every process, as soon as it has changed."""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any

import pytest
from django.conf import settings
from django.db.utils import OperationalError
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from gongkai.service.catalogue.changes import changed
from gongkai.service.catalogue.models import Change
from gongkai.service.config import cache, cache_freshness
from gongkai.service.config.cache_pages import Kept, Pages, accepts_gzip
from gongkai.service.organs.actions.establish import establish
from gongkai.service.organs.models import Organ
from tests.service.published import publish

AREA = "/organs/qingshan-danganju/"
REPORTS = f"{AREA}reports/"


@pytest.fixture(autouse=True)
def keeping(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep pages, and ask at every request whether they hold."""
    settings.GONGKAI_PAGE_MEMORY = 1_000_000
    monkeypatch.setattr(cache_freshness, "EVERY", -1.0)


@pytest.fixture
def worker() -> Callable[[], Client]:
    """Return a function that starts a worker: a client with kept pages of its own."""
    return Client


def caches(client: Client) -> Pages:
    """Return the pages a worker keeps."""
    if client.handler._middleware_chain is None:
        client.handler.load_middleware()
    chain: Any = client.handler._middleware_chain
    while not isinstance(chain, cache.PageCache):
        chain = chain.__wrapped__
    return chain.pages


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Return a function that lets time pass, for views and kept pages alike."""
    passed = timedelta()

    def advance(**by: float) -> None:
        nonlocal passed
        passed += timedelta(**by)

    now = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: now() + passed)
    yield advance


def test_a_kept_page_costs_no_query_but_the_one_whether_it_holds(
    client: Client, file_report: Callable[..., Any], django_assert_num_queries: DjangoAssertNumQueries
):
    file_report()
    first = client.get(REPORTS)

    with django_assert_num_queries(1):
        again = client.get(REPORTS)

    assert again.content == first.content
    assert dict(again.items()) == dict(first.items())


def test_within_a_moment_the_database_is_not_asked_at_all(
    client: Client, organ: Organ, django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(cache_freshness, "EVERY", 0.4)
    client.get(AREA)

    with django_assert_num_queries(0):
        assert client.get(AREA).status_code == 200


def test_a_report_filed_in_one_process_stands_in_every_other_at_once(
    worker: Callable[[], Client], file_report: Callable[..., Any]
):
    one, other = worker(), worker()
    pages = ("/", AREA, REPORTS, f"/en{REPORTS}")
    for each in (one, other):
        for path in pages:
            assert "2024年政府信息公开工作年度报告" not in each.get(path).content.decode()

    file_report()

    for each in (one, other):
        for path in pages:
            assert "2024年政府信息公开工作年度报告" in each.get(path).content.decode(), path


def test_a_changed_organ_is_named_anew_on_every_page(client: Client, organ: Organ):
    assert "000-1234567" in client.get(f"{AREA}request/").content.decode()

    establish({"code": organ.code, "phone": "000-7654321"})

    said = client.get(f"{AREA}request/").content.decode()
    assert "000-7654321" in said
    assert "000-1234567" not in said


def test_entering_the_same_facts_again_leaves_what_is_kept(
    client: Client, organ: Organ, django_assert_num_queries: Any
):
    client.get(AREA)
    establish({"code": organ.code, "phone": organ.phone})

    with django_assert_num_queries(1):
        client.get(AREA)


def test_at_midnight_every_page_is_made_anew(
    client: Client, organ: Organ, clock: Callable[..., None], django_assert_num_queries: Any
):
    today = timezone.localtime()
    passed = today.hour * 3600 + today.minute * 60 + today.second
    clock(seconds=24 * 3600 - passed - 1800)  # half an hour before the country's midnight
    client.get(AREA)
    with django_assert_num_queries(1):
        client.get(AREA)

    clock(hours=1)
    kept = caches(client)
    before = next(iter(kept._pages.values())).step
    client.get(AREA)

    assert next(iter(kept._pages.values())).step > before


def test_where_it_cannot_be_known_what_holds_nothing_kept_is_served(
    client: Client, organ: Organ, monkeypatch: pytest.MonkeyPatch
):
    assert client.get(AREA).status_code == 200

    def out_of_reach() -> tuple[int, int]:
        raise OperationalError("gone")

    monkeypatch.setattr(cache_freshness, "_numbers", out_of_reach)
    monkeypatch.setattr(
        "gongkai.service.portal.views.disclosing_organs",
        lambda: (_ for _ in ()).throw(OperationalError("gone")),
    )
    answer = client.get("/")
    assert answer.status_code == 503
    assert answer["Cache-Control"] == "no-store"


def test_the_desk_errors_and_somebodys_case_are_not_kept(client: Client, organ: Organ):
    for path in ("/desk/", "/desk/sign-in/", "/organs/nobody/", "/tools/deadline/deadline.json?k1=received"):
        client.get(path)

    assert caches(client)._pages == {}


def test_the_installations_own_files_are_read_each_time(
    client: Client, db: None, settings: Any, tmp_path: Any
):
    settings.GONGKAI_DATA = tmp_path
    (tmp_path / "site").mkdir()
    for color in ("red", "blue"):
        (tmp_path / "site/own.css").write_text(f"a {{ color: {color} }}", "utf-8")
        assert color in client.get("/site/own.css").content.decode()


def test_an_address_with_a_word_nobody_asks_for_is_answered_and_not_kept(client: Client, organ: Organ):
    assert client.get(f"{AREA}?utm_source=x").status_code == 200

    assert caches(client).bytes == 0


def test_a_cookie_neither_changes_a_page_nor_keeps_it_from_being_kept(client: Client, organ: Organ):
    plain = client.get(AREA).content
    client.cookies["sessionid"] = "somebody"

    assert client.get(AREA).content == plain
    assert not client.get(AREA).cookies


def test_the_tag_is_that_of_the_bytes_compressed_or_not(client: Client, organ: Organ):
    plain = client.get(AREA)
    packed = client.get(AREA, headers={"Accept-Encoding": "br, gzip"})

    assert gzip.decompress(packed.content) == plain.content
    assert packed["Content-Encoding"] == "gzip"
    assert packed["ETag"] != plain["ETag"]
    assert int(packed["Content-Length"]) == len(packed.content) < len(plain.content)
    assert packed["Vary"] == plain["Vary"] == "Accept-Encoding"
    assert not packed["ETag"].startswith("W/")


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_who_has_these_bytes_is_told_so_kept_or_not(
    worker: Callable[[], Client], organ: Organ, encoding: str
):
    accept = {"Accept-Encoding": encoding}
    tag = worker().get(AREA, headers=accept)["ETag"]
    client = worker()  # of which nothing is kept: another process

    for given in (tag, f'"other", {tag}', f"W/{tag}", "*"):
        answer = client.get(AREA, headers={**accept, "If-None-Match": given})
        assert (answer.status_code, answer.content) == (304, b""), given
        assert answer["ETag"] == tag
        assert answer["Cache-Control"] == "no-cache"
        assert not answer.has_header("Content-Type")
    assert client.get(AREA, headers={**accept, "If-None-Match": '"other"'}).status_code == 200


def enter_change(organ: Organ, at: datetime) -> None:
    """Enter a change of what an organ publishes, as a release does."""
    row = publish(organ)
    changed(
        Change.Kind.BEGINS,
        row.edition.document,
        effective=at,
        at=at,
        categories=[row.category],
        showings=[row],
    )


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """Return what the server does before its workers part."""
    monkeypatch.setattr(cache_freshness, "_beginning", None)
    yield lambda: cache_freshness.begin(timezone.now())


def test_every_worker_tells_the_same_date_of_change(
    worker: Callable[[], Client], organ: Organ, clock: Callable[..., None], begun: Callable[[], None]
):
    begun()
    early = worker()
    early.get(AREA)
    clock(seconds=5)
    late = worker()
    assert early.get(AREA)["Last-Modified"] == late.get(AREA)["Last-Modified"]

    at = timezone.now()
    enter_change(organ, at)
    early.get(AREA)
    clock(seconds=1.5)
    late.get(AREA)  # which notices it later
    clock(seconds=3)

    told = early.get(AREA)["Last-Modified"]
    assert told == late.get(AREA)["Last-Modified"]
    assert parsedate_to_datetime(told) == at.replace(microsecond=0)


def test_two_changes_within_a_second_tell_no_date(
    client: Client, organ: Organ, clock: Callable[..., None], begun: Callable[[], None]
):
    begun()
    client.get(AREA)
    clock(seconds=5)
    at = timezone.now().replace(microsecond=0)
    for part in (100, 200):
        enter_change(organ, at + timedelta(milliseconds=part))
        client.get(AREA)
    clock(seconds=5)

    assert not client.get(AREA).has_header("Last-Modified")


def test_a_worker_that_begins_after_a_change_tells_no_date_of_its_own(
    worker: Callable[[], Client], organ: Organ, clock: Callable[..., None], begun: Callable[[], None]
):
    begun()
    clock(seconds=5)
    enter_change(organ, timezone.now())
    late = worker()
    late.get(AREA)
    clock(seconds=5)
    assert not late.get(AREA).has_header("Last-Modified")

    clock(days=1)
    late.get(AREA)
    assert parsedate_to_datetime(late.get(AREA)["Last-Modified"]) == timezone.localtime().replace(
        hour=0, minute=0, second=0, microsecond=0
    )


def test_the_date_of_change_is_told_once_it_cannot_deceive(
    client: Client, organ: Organ, clock: Callable[..., None], begun: Callable[[], None]
):
    begun()
    assert not client.get(AREA).has_header("Last-Modified")

    clock(seconds=3)
    told = client.get(AREA)["Last-Modified"]

    assert parsedate_to_datetime(told) <= timezone.now()
    assert client.get(AREA, headers={"If-Modified-Since": told}).status_code == 304
    long_ago = format_datetime(parsedate_to_datetime(told) - timedelta(days=1), usegmt=True)
    assert client.get(AREA, headers={"If-Modified-Since": long_ago}).status_code == 200
    # Where a tag is given the date says nothing.
    stale = {"If-Modified-Since": told, "If-None-Match": '"another"'}
    assert client.get(AREA, headers=stale).status_code == 200


def test_after_a_change_the_old_date_gets_the_new_page(
    client: Client, organ: Organ, clock: Callable[..., None], begun: Callable[[], None]
):
    begun()
    client.get(AREA)
    clock(seconds=3)
    told = client.get(AREA)["Last-Modified"]
    establish({"code": organ.code, "name": "青山区档案馆"})

    assert client.get(AREA, headers={"If-Modified-Since": told}).status_code == 200


@pytest.mark.parametrize("first", ["get", "head"])
def test_a_head_has_the_headers_of_the_page_and_no_body(client: Client, organ: Organ, first: str):
    getattr(client, first)(AREA)

    head, page = client.head(AREA), client.get(AREA)

    assert head.content == b""
    assert dict(head.items()) == dict(page.items())
    assert int(head["Content-Length"]) == len(page.content)


def test_every_kept_answer_has_the_headers_of_safety(client: Client, organ: Organ):
    client.get(AREA)
    kept = client.get(AREA)

    assert "default-src 'none'" in kept["Content-Security-Policy"]
    assert kept["X-Content-Type-Options"] == "nosniff"
    assert kept["X-Frame-Options"] == "DENY"
    assert kept["Cache-Control"] == "no-cache"


def test_each_host_and_language_has_its_own_pages(client: Client, organ: Organ, settings: Any):
    settings.ALLOWED_HOSTS = ["one.example", "two.example"]
    for host in ("one.example", "two.example"):
        assert client.get(AREA, headers={"Host": host}).status_code == 200
    assert len(caches(client)._pages) == 2
    assert client.get(AREA, headers={"Host": "evil.example"}).status_code == 400
    assert (
        client.get(f"/en{AREA}", headers={"Host": "one.example"}).content
        != client.get(AREA, headers={"Host": "one.example", "Accept-Language": "en"}).content
    )


def test_what_is_kept_stays_within_its_bytes_and_the_longest_unasked_goes():
    pages = Pages(20_000)

    def page(number: int) -> tuple[str, str, str, str]:
        return ("http", "host", f"/{number}/", "")

    for number in range(10):
        pages.put(page(number), Kept(b"x" * 3_000, False, 3_000, "tag", (), "", 1))
        pages.get(page(0))

    assert pages.bytes <= 20_000
    assert pages.get(page(0)) is not None
    assert pages.get(page(1)) is None
    assert pages.get(page(9)) is not None
    pages.put(page(99), Kept(b"x" * 19_000, False, 19_000, "tag", (), "", 1))
    assert pages.get(page(99)) is None  # one page does not drive out all the others
    for number in range(10):
        pages.drop(page(number))
    assert pages.bytes == 0


@pytest.mark.parametrize(
    ("header", "accepts"),
    [("gzip", True), ("br;q=1, GZIP;q=0.5", True), ("gzip;q=0", False), ("gzip; q=0.0", False), ("", False)],
)
def test_compression_is_asked_for_or_not(header: str, accepts: bool):
    assert accepts_gzip(header) is accepts


def test_the_real_settings_keep_pages():
    from gongkai.service.config import settings as real

    assert real.MIDDLEWARE[0] == settings.MIDDLEWARE[0] == "gongkai.service.config.cache.PageCache"
    assert real.GONGKAI_PAGE_MEMORY >= 1024 * 1024
    assert timedelta(seconds=1) < cache_freshness.SETTLED


def test_a_page_is_not_served_longer_than_the_law_of_the_installation(
    client: Client, organ: Organ, tmp_path: Any, settings: Any, django_assert_num_queries: Any
):
    """A notice of holidays stored while the service runs makes every page anew."""
    settings.GONGKAI_DATA = tmp_path
    client.get("/law/")
    with django_assert_num_queries(1):
        client.get("/law/")
    kept = caches(client)
    before = next(iter(kept._pages.values())).step

    (tmp_path / "holidays").mkdir()
    client.get("/law/")
    assert next(iter(kept._pages.values())).step == before
    time.sleep(0.01)
    (tmp_path / "readings.toml").write_text("", "utf-8")
    client.get("/law/")

    assert next(iter(kept._pages.values())).step > before
