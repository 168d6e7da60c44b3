"""Kept pages of documents: whatever an action changes, each address says what it would say made anew."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from gongkai.service.catalogue.actions.mark_validity import mark_validity
from gongkai.service.catalogue.actions.release import show
from gongkai.service.catalogue.actions.unschedule import unschedule
from gongkai.service.catalogue.actions.withdraw import withdraw
from gongkai.service.catalogue.digest import digest_of
from gongkai.service.catalogue.models import Edition, Showing, ValidityChange
from gongkai.service.config import cache_freshness
from gongkai.service.organs.models import Duty, Organ, Succession
from tests.service.desk import a_post, an_organ
from tests.service.published import publish

NOW = datetime.fromisoformat("2026-03-02T09:30:00+08:00")


class Passing:
    """A worker that keeps pages and one that makes each anew, at a time that we let pass."""

    def __init__(self, settings: Any) -> None:
        settings.GONGKAI_PAGE_MEMORY = 4_000_000
        self.now = NOW
        self.worker = self._client()
        settings.GONGKAI_PAGE_MEMORY = 0
        self.fresh = self._client()
        county = an_organ("wushan", "乌山区人民政府", kind="county", demonstration=True, fictitious=True)
        self.own = an_organ("wushan-danganju", "乌山区档案局", parent="wushan")
        self.other = an_organ("wushan-minzhengju", "乌山区民政局", parent="wushan")
        self.county = county
        self.clerk = {o.code: a_post(o) for o in (county, self.own, self.other)}
        self.head = {o.code: a_post(o, Duty.OFFICE_HEAD) for o in (county, self.own, self.other)}

    def _client(self) -> Client:
        client = Client()
        client.handler.load_middleware()
        return client

    def addresses(self) -> list[str]:
        """Every address that a change of a document may touch, of two organs and of the government above."""
        found = [
            "/",
            "/documents/",
            "/topics/",
            "/topics/02/",
            "/topics/02-01/",
            "/categories/20-01/",
            "/map/",
        ]
        found += ["/categories/20-01-normative/", "/organs/", "/api/v1/documents", "/api/v1/rules", "/en/"]
        for organ in (self.county, self.own, self.other):
            area = f"/organs/{organ.code}/"
            found += [area + part for part in ("", "mandatory/", "latest/2026/", "library/normative/")]
            found += [f"/api/v1/documents?organ={organ.code}"]
        for edition in Edition.objects.select_related("document__organ"):
            document = f"/organs/{edition.document.organ.code}/documents/{edition.document_id}/"
            wording = f"{document}editions/{edition.number}/"
            found += [document, wording, f"{wording}document.json"]
            found += [f"/api/v1/documents/{edition.document_id}"]
        return found

    def check(self) -> None:
        """Ask for every address, kept or not, and compare with what it says made anew."""
        for address in self.addresses():
            wanted = self.fresh.get(address)
            got = self.worker.get(address)
            assert (got.status_code, got.content) == (wanted.status_code, wanted.content), address

    def edition(self, organ: Organ, title: str, **given: Any) -> Edition:
        """Return an edition that is written and not shown."""
        row = publish(organ, title, begins=NOW - timedelta(days=10), norm="normative", **given)
        edition = row.edition
        Showing.objects.filter(pk=row.pk).delete()
        Edition.objects.filter(pk=edition.pk).update(released_digest="")
        return Edition.objects.get(pk=edition.pk)

    def show(self, edition: Edition, begins: datetime | None = None) -> Showing:
        """Let the public see it, as the last step of a release does."""
        by = self.clerk[edition.document.organ.code]
        return show(edition, digest_of(edition), begins=begins or self.now, by=by, at=self.now)

    def withdraw(self, edition: Edition, **given: Any) -> None:
        """Take it back through the action."""
        by = self.head[edition.document.organ.code]
        withdraw(edition, reason="测试", public_note="已经撤下。", by=by, at=self.now, **given)


@pytest.fixture
def passing(db: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Passing]:
    monkeypatch.setattr(cache_freshness, "EVERY", -1.0)
    settings.GONGKAI_API_RATE = 99_999
    made = Passing(settings)
    monkeypatch.setattr(timezone, "now", lambda: made.now)
    yield made


def says(passing: Passing, address: str, words: str) -> bool:
    return words in passing.worker.get(address).content.decode()


def test_a_document_stands_everywhere_from_the_moment_of_its_release(passing: Passing):
    passing.check()
    passing.show(passing.edition(passing.own, "开放档案办法"))

    passing.check()
    for address in ("/documents/", "/organs/wushan-danganju/", "/organs/wushan/library/normative/"):
        assert says(passing, address, "开放档案办法"), address


def test_a_scheduled_document_appears_at_its_moment_without_anybody_acting(passing: Passing):
    edition = passing.edition(passing.own, "开放档案办法")
    passing.show(edition, begins=NOW + timedelta(hours=1))
    passing.check()
    assert not says(passing, "/documents/", "开放档案办法")

    passing.now = NOW + timedelta(minutes=59, seconds=59)
    passing.check()
    assert not says(passing, "/documents/", "开放档案办法")
    passing.now = NOW + timedelta(hours=1)
    passing.check()
    assert says(passing, "/documents/", "开放档案办法")


def test_a_worker_that_starts_after_the_scheduling_knows_of_it(passing: Passing, settings: Any):
    passing.show(passing.edition(passing.own, "开放档案办法"), begins=NOW + timedelta(hours=1))
    settings.GONGKAI_PAGE_MEMORY = 4_000_000
    passing.worker = passing._client()
    passing.check()

    passing.now = NOW + timedelta(hours=1)
    passing.check()
    assert says(passing, "/", "开放档案办法")


def test_what_was_scheduled_and_undone_does_not_appear(passing: Passing):
    edition = passing.edition(passing.own, "开放档案办法")
    passing.show(edition, begins=NOW + timedelta(hours=1))
    passing.check()
    unschedule(edition, by=passing.head[passing.own.code], at=passing.now)

    passing.now = NOW + timedelta(hours=2)
    passing.check()
    assert not says(passing, "/documents/", "开放档案办法")


def test_a_new_edition_takes_the_place_of_the_old_at_its_moment(passing: Passing):
    first = passing.edition(passing.own, "第一版办法")
    passing.show(first)
    second = passing.edition(passing.own, "第二版办法", document=first.document)
    passing.check()
    passing.show(second, begins=NOW + timedelta(hours=1))
    passing.check()

    passing.now = NOW + timedelta(hours=1)
    passing.check()
    assert says(passing, f"/organs/wushan-danganju/documents/{first.document_id}/", "第二版办法")


def test_what_is_withdrawn_is_gone_from_every_address(passing: Passing):
    edition = passing.edition(passing.own, "开放档案办法")
    passing.show(edition)
    passing.check()
    passing.withdraw(edition)

    passing.check()
    for address in passing.addresses():
        assert not says(passing, address, "开放档案办法") or "/documents/" in address, address
    assert passing.worker.get(f"/organs/wushan-danganju/documents/{edition.document_id}/").status_code == 410


def test_the_pages_of_who_came_after_its_organ_follow_a_document_however_many_ends_ago(passing: Passing):
    last = an_organ("qingshan-danganguan", "青山区档案馆")  # under no government of the others
    a_day = timezone.localdate(NOW) - timedelta(days=3)
    for old, new in ((passing.own, passing.other), (passing.other, last)):
        what = Succession.objects.create(kind="merged", on=a_day, source="乌编〔2026〕1号")
        what.predecessors.add(old)
        what.successors.add(new)
    passing.county = last  # whose addresses are asked instead
    passing.check()
    edition = passing.edition(passing.own, "开放档案办法")
    passing.show(edition)
    passing.check()
    assert says(passing, "/organs/qingshan-danganguan/latest/2026/", "原乌山区档案局发布")

    withdraw(edition, reason="误", public_note="已经撤下。", by=a_post(last, Duty.LEADER), at=passing.now)
    passing.check()
    assert not says(passing, "/organs/qingshan-danganguan/latest/2026/", "开放档案办法")


def test_an_interpretation_by_another_organ_is_named_on_the_page_of_what_it_explains(passing: Passing):
    explained = passing.edition(passing.own, "开放档案办法")
    passing.show(explained)
    page = f"/organs/wushan-danganju/documents/{explained.document_id}/"
    passing.check()

    explaining = passing.edition(
        passing.other, "一图读懂", category="20-15-interpretation", interprets=explained.document
    )
    passing.show(explaining, begins=NOW + timedelta(hours=1))
    passing.check()
    assert not says(passing, page, "一图读懂")
    passing.now = NOW + timedelta(hours=1)
    passing.check()
    assert says(passing, page, "一图读懂")

    passing.withdraw(explaining)
    passing.check()
    assert not says(passing, page, "一图读懂")


def test_a_mark_of_force_shows_on_both_documents_whichever_organ_they_are_of(passing: Passing):
    old = passing.edition(passing.own, "开放档案办法")
    passing.show(old)
    new = passing.edition(passing.other, "废止决定")
    passing.show(new)
    passing.check()

    mark_validity(
        old.document,
        kind=ValidityChange.Kind.REPEALED,
        on=timezone.localdate(NOW) + timedelta(days=1),
        by_document=new.document,
        by=passing.head[passing.own.code],
        at=passing.now,
    )
    passing.check()
    passing.now = NOW + timedelta(days=1)
    passing.check()
    assert says(passing, f"/organs/wushan-danganju/documents/{old.document_id}/", "废止")

    passing.withdraw(new)
    passing.check()


def test_a_mark_made_while_its_ground_is_scheduled_is_followed_when_that_appears(passing: Passing):
    old = passing.edition(passing.own, "开放档案办法")
    passing.show(old)
    new = passing.edition(passing.other, "废止决定")
    passing.show(new, begins=NOW + timedelta(hours=1))
    passing.check()
    ValidityChange.objects.create(
        document=old.document,
        kind="repealed",
        on=timezone.localdate(NOW),
        by_document=new.document,
        by=passing.head[passing.own.code],
        at=NOW,
    )  # told nobody of: only what comes with time may bring it

    passing.now = NOW + timedelta(hours=1)
    passing.check()


def test_a_change_of_one_organ_leaves_the_kept_pages_of_another(
    passing: Passing, django_assert_num_queries: Any
):
    kept = passing.edition(passing.other, "别处的办法")
    passing.show(kept)
    page = f"/organs/wushan-minzhengju/documents/{kept.document_id}/"
    worker = passing.worker
    worker.get(page)
    worker.get("/organs/wushan-danganju/")

    passing.show(passing.edition(passing.own, "开放档案办法"))
    worker.get("/")  # which asks what has changed

    with django_assert_num_queries(1):
        worker.get(page)
    with pytest.raises(pytest.fail.Exception), django_assert_num_queries(1):
        worker.get("/organs/wushan-danganju/")
