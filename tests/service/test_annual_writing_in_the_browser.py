"""The pages of what an organ declares and writes for its report, in a real browser, also on a telephone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, sync_playwright

from gongkai.service.annual.actions.declare import declare
from gongkai.service.annual.actions.record_occasion import record_none, record_occasion
from gongkai.service.annual.actions.write_section import write_section
from tests.components import require
from tests.service.barriers import barriers
from tests.service.cases import Bureau, at
from tests.service.desk import sign_in
from tests.service.filings import Reporting
from tests.service.reporting import asked, became, contested

pytestmark = [pytest.mark.own_database, pytest.mark.django_db(transaction=True)]

NARROW = {"width": 320, "height": 640}
SIZES = ({"width": 1280, "height": 900}, {"width": 390, "height": 844})
NOW = at("2026-01-06")
PERMITS = "T2.xzxk.decisions"


@pytest.fixture
def browser() -> Iterator[Browser]:
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # the test and the browser share a thread
    chromium = require("chromium")
    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        opened = playwright.chromium.launch(executable_path=str(chromium), args=options)
        yield opened
        opened.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def bureau() -> Reporting:
    made = Reporting()
    given = {"year": 2025, "evidence": "行政审批系统统计", "by": made.clerk, "at": NOW}
    row = declare(made.organ, month=1, address=PERMITS, value=12, **given)
    declare(made.organ, month=1, address=PERMITS, value=13, replaces=row, why="漏计一件", **given)
    declare(made.organ, month=2, address=PERMITS, value=7, **given)
    declare(made.organ, month=None, address="T2.xzcf.decisions", value=0, **given)
    declare(
        made.organ, month=None, address="T2.xzsyxsf.amount_wan", value=Decimal("12500"), unit="元", **given
    )
    facts = {"kind": "training", "says": "举办政府信息公开业务培训", "by": made.clerk, "at": NOW}
    record_occasion(made.organ, on=date(2025, 5, 6), number=Decimal(2), unit="场", **facts)
    record_none(made.organ, year=2025, kind="clarification", by=made.clerk, at=NOW)
    made.closed(2025, {PERMITS: 20, "T3.R1.C1": 3, "T3.R1.C7": 3, "T3.R4.C1": 3, "T3.R4.C7": 3})
    text = "2025年，青山区档案局收到申请4件，上年没有结转。\n全年举办培训2场，新增栏目3个。"
    write_section(made.filing(), 1, text, by=made.clerk, at=NOW)
    return made


def test_the_pages_are_accessible_and_fit_a_desk_and_a_telephone(
    browser: Browser, live_server, bureau: Reporting, client: Client
) -> None:
    row = bureau.organ.declarations.order_by("-pk").first()
    year = [bureau.organ.code, 2025]
    pages = {
        "grid": f"{reverse('desk-declared')}?year=2025",
        "item": reverse("desk-declared-item", args=[2025, PERMITS]),
        "number": reverse("desk-declared-number", args=[row.pk]),
        "import": reverse("desk-declared-import", args=[2025]),
        "occasions": f"{reverse('desk-occasions')}?year=2025",
        "sections": reverse("desk-annual-sections", args=year),
        "section": reverse("desk-annual-section", args=[*year, 1]),
    }
    looked_at(browser, live_server, sign_in(client, bureau.clerk), pages)


def looked_at(browser: Browser, live_server, client: Client, pages: dict[str, str]) -> None:  # type: ignore[no-untyped-def]
    """Open pages as who is signed in, on a desk and a telephone: no barrier, and none wider than it."""
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    for size in SIZES:
        window = browser.new_context(viewport=size)  # type: ignore[arg-type]
        window.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}])
        tab = window.new_page()
        for name, path in pages.items():
            tab.goto(f"{live_server.url}{path}")
            if folder := os.environ.get("SHOTS"):
                tab.screenshot(path=f"{folder}/{name}-{size['width']}.png", full_page=True)
            assert barriers(tab) == [], (name, size)
            assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth"), (name, size)
        window.close()


def split_in_two(bureau: Reporting) -> Bureau:
    """Split a bureau in July, without a keeper, so that everything it left is to be given; return an heir."""
    open_, done = asked(bureau, "2025-03-03"), asked(bureau, "2025-03-04", "2025-03-20")
    contested(bureau, done, "2025-05-06", "2025-06-10")
    contested(bureau, None, "2025-05-06", over="publication")
    declare(
        bureau.organ, month=3, address=PERMITS, value=1, year=2025, evidence="台账", by=bureau.clerk, at=NOW
    )
    heirs = (Bureau("qingshan-dangan", "青山区档案馆"), Bureau("qingshan-shizhi", "青山区史志馆"))
    became("split", [bureau.organ], [each.organ for each in heirs], "2025-07-01")
    assert open_.organ_id == bureau.organ.pk
    return heirs[0]


def test_what_a_split_left_undivided_is_given_on_pages_without_barriers(
    browser: Browser, live_server, bureau: Reporting, client: Client
) -> None:
    heir = split_in_two(bureau)
    year, old = [heir.organ.code, 2025], f"organ={bureau.organ.code}"
    pages = {
        "allotment": reverse("desk-annual-allotment", args=year),
        "faults": reverse("desk-annual-figures", args=year),
        "close-faults": reverse("desk-annual-close", args=year),
        "grid-of-old": f"{reverse('desk-declared')}?year=2025",
        "import-of-old": reverse("desk-declared-import", args=[2025]),
    }
    assert old not in pages["grid-of-old"]  # of a split nobody declares for what was there before
    looked_at(browser, live_server, sign_in(client, heir.clerk), pages)


def test_no_page_is_wider_than_its_window_in_either_language(
    browser: Browser, live_server, bureau: Reporting, client: Client
) -> None:
    year = [bureau.organ.code, 2025]
    of_the_clerk = [
        reverse("desk-annual"),
        reverse("desk-annual-filing", args=[bureau.filing().pk]),
        f"{reverse('desk-declared')}?year=2025",
        reverse("desk-declared-item", args=[2025, PERMITS]),
        f"{reverse('desk-occasions')}?year=2025",
        reverse("desk-annual-sections", args=year),
        reverse("desk-annual-figures", args=year),
        reverse("desk-annual-close", args=year),
    ]
    of_the_authority = [
        f"{reverse('desk-annual-register')}?year=2025",
        f"{reverse('desk-annual-deadlines')}?year=2025",
        f"{reverse('desk-annual-sum')}?year=2025",
        reverse("desk-annual-reporter", args=[bureau.organ.code]),
        reverse("desk-annual-compare"),
        reverse("desk-annual-keys"),
    ]
    wide = []
    for post, pages in ((bureau.clerk, of_the_clerk), (bureau.supervisor, of_the_authority)):
        key = sign_in(client, post).cookies[settings.SESSION_COOKIE_NAME].value
        window = browser.new_context()
        window.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}])
        tab = window.new_page()
        for path in (way for page in pages for way in (page, f"/en{page}")):
            answer = tab.goto(f"{live_server.url}{path}")
            assert answer is not None
            assert answer.ok, path
            for size in (*SIZES, NARROW):
                tab.set_viewport_size(size)  # type: ignore[arg-type]
                if tab.evaluate("document.documentElement.scrollWidth > innerWidth"):
                    wide.append((path, size["width"]))
        window.close()
    assert wide == []
