"""From a number of a published report to the requests it counts: for those entitled, and nobody else."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client

from gongkai.service.annual import queries
from gongkai.service.annual.actions.close_year import close_year
from gongkai.service.annual.actions.make_version import make_version
from gongkai.service.annual.actions.publish import publish
from gongkai.service.annual.actions.write_section import write_section
from gongkai.service.organs.models import Duty
from tests.service.cases import at
from tests.service.desk import a_post, an_organ, sign_in
from tests.service.filings import WORDS, Reporting
from tests.service.reporting import JANUARY, asked, declare

pytestmark = pytest.mark.django_db


def test_every_number_that_was_published_opens_its_requests_for_those_entitled(client: Client) -> None:
    bureau = Reporting()
    nothing = bureau.drafted(2024)
    assert nothing.filing.year == 2024  # last year's closing of zeros: what this year opens with
    asked(bureau, "2025-03-03", "2025-03-20")
    asked(bureau, "2025-03-04", "2025-03-20", "not_held", requester_class="business")
    asked(bureau, "2025-12-22")
    for address in ("T2.xzxk.decisions", "T2.xzcf.decisions", "T2.xzqz.decisions"):
        declare(bureau, address, 3)
    declare(bureau, "T2.xzsyxsf.amount_wan", 0, unit="万元")
    close_year(bureau.filing(), by=bureau.clerk, at=JANUARY)
    for section, words in WORDS.items():
        text = words.format(year=2025, last=2024)
        write_section(bureau.filing(), section, text, by=bureau.clerk, at=JANUARY)
    version = make_version(bureau.filing(), by=bureau.clerk, at=JANUARY)
    bureau.accepted(version, at("2026-01-15"))
    filed = publish(bureau.filing(), by=bureau.clerk, at=at("2026-01-16"))
    printed = queries.report_of(filed).values()
    places = {address: number for address, number in printed.items() if address.startswith("T3.") and number}
    assert len(places) == 12
    ways: dict[str, str] = {}
    for post in (bureau.clerk, bureau.supervisor):
        sign_in(client, post)
        ways = links_of_cells(client, f"/desk/annual/{filed.filing_id}/")
        assert set(places) <= set(ways), post
        for address, number in places.items():
            opened = client.get(ways[address])
            assert opened.status_code == 200, (post, address)
            if not opened.context["is_sum"]:
                assert opened.context["page"].paginator.count == number, address
    sign_in(client, a_post(an_organ("qingshan-kong", "青山区空局"), Duty.CLERK))
    assert {client.get(ways[address]).status_code for address in places} == {404}


def links_of_cells(client: Client, start: str) -> dict[str, str]:
    """Return where each number of a filing's newest version leads, by its cell, as its pages offer it."""
    filing = client.get(start).content.decode()
    found = re.search(r'href="(/desk/annual/versions/\d+/)"', filing)
    assert found is not None, "no link to a version"
    page = client.get(found[1]).content.decode()
    paper = page[page.index('class="paper"') :]
    cells = re.findall(r'<td id="([^"]+)"[^>]*><a href="([^"]+)">', paper)
    return {address: unescape(url) for address, url in cells}
