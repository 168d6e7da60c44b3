"""From a number of a published report to the requests it counts: for those entitled, and nobody else."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from gongkai.service.annual import queries
from gongkai.service.annual.actions.close_year import close_year
from gongkai.service.annual.actions.make_version import make_version
from gongkai.service.annual.actions.publish import publish
from gongkai.service.annual.actions.write_section import write_section
from gongkai.service.annual.models import Closing
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
    closing: Closing = close_year(bureau.filing(), by=bureau.clerk, at=JANUARY)
    for section, words in WORDS.items():
        text = words.format(year=2025, last=2024)
        write_section(bureau.filing(), section, text, by=bureau.clerk, at=JANUARY)
    version = make_version(bureau.filing(), by=bureau.clerk, at=JANUARY)
    bureau.accepted(version, at("2026-01-15"))
    filed = publish(bureau.filing(), by=bureau.clerk, at=at("2026-01-16"))
    printed = queries.report_of(filed).values()
    places = {address: number for address, number in printed.items() if address.startswith("T3.") and number}
    assert len(places) == 12
    stranger = a_post(an_organ("qingshan-kong", "青山区空局"), Duty.CLERK)
    for post, entitled in ((bureau.clerk, True), (bureau.supervisor, True), (stranger, False)):
        sign_in(client, post)
        for address, number in places.items():
            where = reverse("desk-annual-cell", args=[bureau.organ.code, 2025, address])
            opened = client.get(f"{where}?closing={closing.number}")
            assert opened.status_code == (200 if entitled else 404), (post, address)
            if entitled and not opened.context["is_sum"]:
                assert opened.context["page"].paginator.count == number, address
