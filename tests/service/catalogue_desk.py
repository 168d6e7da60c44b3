"""People and papers for the tests of the review and the catalogue; all of them are invented."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from gongkai.service.catalogue.actions.draft_document import draft_document
from gongkai.service.catalogue.actions.draft_edition import draft_edition
from gongkai.service.catalogue.actions.release import release
from gongkai.service.catalogue.actions.review import speak
from gongkai.service.catalogue.actions.submit import submit
from gongkai.service.catalogue.models import Edition, Showing
from gongkai.service.catalogue.state import state_of
from gongkai.service.organs.models import Duty, Organ, Person, Post

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)  # a Monday, 9:30 in Beijing
TODAY = date(2026, 3, 2)
FIELDS: dict[str, Any] = {
    "title": "关于开放档案的通知",
    "category": "20-01-normative",
    "norm": "normative",
    "formed_on": date(2026, 2, 26),
    "arose_on": date(2026, 2, 26),
    "summary": "开放一批馆藏档案。",
    "document_number": "青档〔2026〕1号",
    "body": "<p>经研究，开放一批馆藏档案。</p>",
}


def later(minutes: int) -> datetime:
    """Return a moment that many minutes after NOW."""
    return NOW + timedelta(minutes=minutes)


def a_post(organ: Organ, duty: Duty, username: str, name: str = "张三", **others: Any) -> Post:
    """Return a post of a person of that user name, who is added if she is not there yet."""
    person = Person.objects.filter(username=username).first()
    if person is None:
        person = Person(username=username, name=name)
        person.set_unusable_password()
        person.save()
    return Post.objects.create(person=person, organ=organ, duty=duty, since=date(2020, 1, 1), **others)


class Desk:
    """The people of one organ, and the steps a paper takes there."""

    def __init__(self, organ: Organ) -> None:
        self.organ = organ
        code = organ.code.replace("-", ".")
        self.clerk = a_post(organ, Duty.CLERK, f"{code}.clerk", "张三")
        self.reviewer = a_post(organ, Duty.REVIEWER, f"{code}.reviewer", "李四")
        self.head = a_post(organ, Duty.OFFICE_HEAD, f"{code}.head", "王五")
        self.leader = a_post(organ, Duty.LEADER, f"{code}.leader", "赵六")

    def draft(self, **values: Any) -> Edition:
        """Return a draft of the clerk's."""
        return draft_document({**FIELDS, **values}, by=self.clerk, at=NOW).edition

    def submitted(self, **values: Any) -> Edition:
        """Return an edition that is in review."""
        edition = self.draft(**values)
        submit(edition, by=self.clerk, at=later(1))
        return edition

    def passes(self, edition: Edition, by: Post, at: datetime, **said: Any) -> None:
        """Let somebody pass an edition at the level whose turn it is."""
        digest = state_of(edition, at).digest
        speak(edition, **{"verdict": "pass", "by": by, "at": at, "digest": digest, **said})

    def cleared(self, **values: Any) -> Edition:
        """Return an edition that passed all three levels."""
        edition = self.submitted(**values)
        self.clear(edition, later(2))
        return edition

    def clear(self, edition: Edition, at: datetime) -> None:
        """Take an edition that was submitted through all three levels."""
        for post in (self.clerk, self.reviewer, self.leader):
            self.passes(edition, post, at)

    def published(self, **values: Any) -> Edition:
        """Return an edition that the public sees from minute 3 on."""
        edition = self.cleared(**values)
        release(edition, by=self.clerk, at=later(3))
        return Edition.objects.get(pk=edition.pk)

    def superseded(self, edition: Edition, minute: int) -> Edition:
        """Return a further edition of the document, that the public sees from that minute on."""
        at = later(minute)
        draft = draft_edition(edition.document, arose_on=TODAY, by=self.clerk, at=at).edition
        submit(draft, by=self.clerk, at=at)
        self.clear(draft, at)
        release(draft, by=self.clerk, at=at)
        return Edition.objects.get(pk=draft.pk)


def showing_of(edition: Edition) -> Showing:
    """Return the showing of an edition, read anew."""
    return Showing.objects.get(edition=edition)
