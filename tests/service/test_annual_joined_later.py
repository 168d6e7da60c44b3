"""An organ that had nobody here gets people of its own: what was counted elsewhere still comes as a file."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from gongkai.service.annual.actions.close_year import close_year
from gongkai.service.annual.actions.judge import accept, send_back
from gongkai.service.annual.actions.make_version import make_version
from gongkai.service.annual.actions.publish import publish
from gongkai.service.annual.actions.receive_report import receive_report
from gongkai.service.annual.actions.review_version import send_to_review
from gongkai.service.annual.filings import filing_of
from gongkai.service.annual.from_elsewhere import is_from_elsewhere
from gongkai.service.annual.models import Filing, Version
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.models import Duty, Post
from tests.service.annual_children import County, Far, explain_all
from tests.service.cases import at
from tests.service.desk import a_post, sign_in
from tests.service.filings import a_report, as_json, pass_all
from tests.service.test_portal_without_area import county, received, released
from tests.service.test_portal_years import carrying, filed_as

pytestmark = pytest.mark.django_db

__all__ = ["county"]

JUNE = at("2026-06-10")
UPLOAD = reverse("desk-annual-upload", args=["far-ju"]) + "?year=2025"
ELSEWHERE = "这一年度的报告是在别处统计"
UNWORKED = "还没有在本平台办理申请"
JOINED = {"since": date(2026, 1, 5)}


@pytest.fixture
def clerk(county: Far) -> Post:
    a_post(county.far, Duty.OFFICE_HEAD)
    return a_post(county.far, Duty.CLERK)


@pytest.fixture
def filing(county: Far) -> Filing:
    return Filing.objects.get(organ=county.far, year=2025)


def upload(client: Client, count: int, **more: str):  # type: ignore[no-untyped-def]
    file = SimpleUploadedFile("更正.json", as_json(a_report(count=count)))
    return client.post(UPLOAD, {"file": file, "do": "submit", "note": "更正新收件数。", **more})


def test_nothing_is_counted_anew_of_what_was_counted_elsewhere(clerk: Post, filing: Filing) -> None:
    with pytest.raises(CannotDo, match=ELSEWHERE):
        close_year(filing, by=clerk, at=JUNE, reason="更正")
    with pytest.raises(CannotDo, match=ELSEWHERE):
        make_version(filing, by=clerk, at=JUNE, note="更正")
    assert (filing.closings.count(), filing.versions.count()) == (1, 1)


def test_its_clerk_finds_the_way_of_the_file_and_the_amendment_goes_it_to_the_public(
    county: Far, clerk: Post, filing: Filing, client: Client
) -> None:
    sign_in(client, clerk)
    page = client.get(reverse("desk-annual-filing", args=[filing.pk])).content.decode()
    assert ELSEWHERE in page
    (way,) = set(re.findall(r'href="([^"]*/upload/[^"]*)"', page))
    assert way == UPLOAD
    assert client.get(way).status_code == 200

    sent = upload(client, 3)

    assert sent["Location"] == reverse("desk-annual-filing", args=[filing.pk])
    version: Version = filing.versions.get(number=2)
    assert (version.origin, version.by, version.note) == ("uploaded", clerk, "更正新收件数。")
    head = Post.objects.get(organ=county.far, duty=Duty.OFFICE_HEAD)
    explain_all(version, clerk, head)
    accept(filing, by=county.supervisor, at=JUNE)
    levels = (clerk, a_post(county.far, Duty.REVIEWER), a_post(county.far, Duty.LEADER))
    send_to_review(version, by=clerk, at=JUNE)
    pass_all(version, levels, JUNE)
    assert publish(filing, by=clerk, at=JUNE).number == 2


def test_its_authority_may_still_hand_it_in_and_finds_where(
    county: Far, clerk: Post, filing: Filing, client: Client
) -> None:
    sign_in(client, county.supervisor)
    register = client.get(reverse("desk-annual-register"), {"year": 2025}).content.decode()
    assert UPLOAD in register
    assert upload(client, 4).status_code == 302
    assert filing.versions.get(number=2).by == county.supervisor


def test_the_file_way_is_open_to_nobody_else_and_of_no_other_year(
    county: Far, clerk: Post, client: Client
) -> None:
    sign_in(client, clerk)
    assert client.get(UPLOAD.replace("2025", "2024")).status_code == 403
    sign_in(client, a_post(county.far, Duty.REVIEWER))
    assert client.get(UPLOAD).status_code == 403
    child = county.child("a-ju", "甲局")
    sign_in(client, child.clerk)
    assert client.get(UPLOAD).status_code == 403


def test_what_was_returned_before_it_was_public_may_be_counted_here_by_its_own_people(
    county: Far, client: Client
) -> None:
    given = {"source": b"x", "name": "far.json", "by": county.supervisor, "at": JUNE}
    version = receive_report(county.far, 2024, a_report(year=2024, count=1), **given)
    clerk = a_post(county.far, Duty.CLERK)
    sign_in(client, clerk)
    page = client.get(reverse("desk-annual-filing", args=[version.filing_id])).content.decode()
    assert ELSEWHERE not in page
    assert "上传更正的报告" not in page


def test_who_joins_in_january_hands_in_last_years_file_and_is_warned_of_counting_nothing(
    client: Client,
) -> None:
    county = Far()
    filing = filing_of(county.far, 2025)
    sign_in(client, a_post(county.far, Duty.CLERK, **JOINED))
    page = client.get(reverse("desk-annual-filing", args=[filing.pk])).content.decode()
    assert (UPLOAD in page, "上传报告文件" in page) == (True, True)
    close = client.get(reverse("desk-annual-close", args=["far-ju", 2025])).content.decode()
    assert UNWORKED in close
    assert UPLOAD in close
    assert upload(client, 9, note="").status_code == 302
    assert filing.versions.get().origin == "uploaded"


def test_who_joins_after_the_file_was_sent_back_sends_another_and_counts_nothing_over_it(
    client: Client,
) -> None:
    county = Far()
    version = received(county, moment=at("2026-01-20"))
    send_back(version.filing, by=county.supervisor, at=at("2026-01-21"), says="表四不对。")
    clerk = a_post(county.far, Duty.CLERK, **JOINED)
    with pytest.raises(CannotDo, match=ELSEWHERE):
        close_year(version.filing, by=clerk, at=at("2026-01-22"))
    with pytest.raises(CannotDo, match=ELSEWHERE):
        make_version(version.filing, by=clerk, at=at("2026-01-22"))
    for post, count in ((clerk, 9), (county.supervisor, 8)):
        sign_in(client, post)
        assert upload(client, count, note="").status_code == 302
        newest = version.filing.versions.order_by("-number").first()
        assert newest is not None
        assert newest.by == post
        send_back(version.filing, by=county.supervisor, at=at("2026-01-23"), says="再核。")


def test_an_edition_entered_as_it_was_is_counted_over_only_by_who_worked_here_in_the_year() -> None:
    county = County()
    child = county.child("jia-ju", "甲局")
    filed_as(child.organ, carrying(2025, out=0, organ="甲局"))
    filing = Filing.objects.get(organ=child.organ, year=2025)
    assert not is_from_elsewhere(filing)
    Post.objects.filter(organ=child.organ).update(since=date(2026, 1, 5))
    assert is_from_elsewhere(filing)
    child.received("2025-11-03")
    assert not is_from_elsewhere(filing)


def test_who_worked_here_in_the_year_counts_it_here_without_a_warning(client: Client) -> None:
    county = County()
    child = county.child("jia-ju", "甲局")
    filing_of(child.organ, 2025)
    sign_in(client, child.clerk)
    close = client.get(reverse("desk-annual-close", args=["jia-ju", 2025])).content.decode()
    assert UNWORKED not in close
    assert client.get(reverse("desk-annual-upload", args=["jia-ju"]) + "?year=2025").status_code == 403


def test_an_amendment_by_the_authority_of_an_organ_with_nobody_here_goes_as_before(county: Far) -> None:
    assert released(county, received(county, 3, "更正", JUNE), JUNE).number == 2
