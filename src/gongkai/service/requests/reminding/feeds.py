"""The calendar of a desk, fetched by a secret address: numbers and days, no names."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from gongkai.service.catalogue.desk_law import law_here
from gongkai.service.organs.models import Post
from gongkai.service.organs.policy import Power, has, in_force
from gongkai.service.organs.queries import forebears
from gongkai.service.requests import chasing, icalendar, index, ledger, urgency
from gongkai.service.requests.icalendar import Entry
from gongkai.service.requests.models import Standing
from gongkai.service.requests.reminding import gathering
from gongkai.service.requests.reminding.models import Feed
from gongkai.service.requests.words import OPEN
from gongkai.service.requests.worklist import of_post
from gongkai.statute import clock
from gongkai.statute.errors import StatuteError
from gongkai.statute.law import Law

MOST = 1_000  # entries: the nearest days
# What the last day of a room above is, by the kind of its term.
TERMS = {
    "evidence": gettext_lazy("提交答复和证据最迟"),
    "record": gettext_lazy("办结更正申请最迟"),
    "report": gettext_lazy("报送年度报告最迟"),
    "publish": gettext_lazy("公布年度报告最迟"),
}


class NoFeed(LookupError):
    """The address opens nothing, or nothing any more."""


@transaction.atomic
def make(post: Post, at: datetime) -> str:
    """Make a new secret address for the calendar of a post, in place of any before; return the secret."""
    Feed.objects.filter(post=post, revoked_at=None).update(revoked_at=at)
    secret = secrets.token_urlsafe(24)
    Feed.objects.create(post=post, digest=_digest(secret), made_at=at)
    return secret


def revoke(post: Post, at: datetime) -> int:
    """Let the address open nothing any more; return how many there were."""
    return Feed.objects.filter(post=post, revoked_at=None).update(revoked_at=at)


def current(post: Post) -> Feed | None:
    """Return the calendar a post has."""
    return Feed.objects.filter(post=post, revoked_at=None).first()


def calendar(secret: str, now: datetime) -> bytes:
    """Return the calendar of a secret; NoFeed where it is wrong, revoked, or its post not in force."""
    on = timezone.localdate(now)
    rows = Feed.objects.select_related("post__person", "post__organ", "post__deputy_of")
    feed = rows.filter(digest=_digest(secret), revoked_at=None).first()
    if feed is None or not in_force(feed.post, on) or not has(feed.post, Power.SEE):
        raise NoFeed
    return icalendar.calendar_of_all(_entries(feed.post, on), now)


def _entries(post: Post, on: date) -> list[Entry]:
    """What is due in the cases of a post: what it was given, and what nobody was given; a head's, all."""
    organs = {post.organ_id} | forebears(post.organ_id, on)
    rows = Standing.objects.filter(organ__in=organs, state__in=OPEN).exclude(next_on=None)
    if not has(post, Power.CONSENT):
        own = Q(handler__in=of_post(post))
        rows = rows.filter(own | Q(handler=None) if has(post, Power.HANDLE) else own)
    found = list(rows.select_related("case").order_by("next_on", "pk")[:MOST])
    histories = ledger.events_of_all(row.pk for row in found)
    law = law_here()
    entries = []
    for row in found:
        try:
            stands = clock.read(histories[row.pk], law).standing(on)
        except StatuteError:
            continue  # no day can be told; the work list shows it
        day = index.next_day(stands.clock, stands)
        if day is None:
            continue
        place = law.calendar.place(law.calendar.on_or_before(day))
        says = _what(day, stands.clock)
        unsure = gettext("（暂定）") if stands.clock.provisional else ""
        entries.append(
            Entry(
                uid=f"case-{row.pk}@{settings.GONGKAI_MAIL_DOMAIN}",
                day=day,
                remind_on=law.calendar.day_at(place - urgency.SOON),
                summary=f"{says}{unsure} {row.case.number}",
                description=gettext("以工作台显示的日期为准。"),
                url=f"{settings.GONGKAI_SITE}{reverse('desk-case', args=[row.pk])}"
                if settings.GONGKAI_SITE
                else "",
            )
        )
    return [*entries, *_beside(post, organs, law, on)]


def _beside(post: Post, organs: set[int], law: Law, on: date) -> Iterator[Entry]:
    """What the rooms above have to do by a day: of whoever handles requests, and of the head."""
    if not has(post, Power.HANDLE) and not has(post, Power.CONSENT):
        return
    for term in gathering.terms(law, on, organs):
        place = law.calendar.place(term.day)
        unsure = gettext("（暂定）") if term.provisional else ""
        name, *keys = term.url
        yield Entry(
            uid=f"{term.about}@{settings.GONGKAI_MAIL_DOMAIN}",
            day=term.day,
            remind_on=law.calendar.day_at(place - urgency.SOON),
            summary=f"{TERMS[term.kind]}{unsure} {term.number}",
            description=f"{term.how}。".lstrip("。") + gettext("以工作台显示的日期为准。"),
            url=f"{settings.GONGKAI_SITE}{reverse(name, args=keys)}" if settings.GONGKAI_SITE else "",
        )


def _what(day: date, read: clock.Clock) -> str:
    """What a day is: the reply's, one on which to ask after an opinion without a last day, or somebody's."""
    if day == read.due:
        return gettext("答复最迟")
    if any(day == chasing.first_day(asked, read) for asked in chasing.without_day(read)):
        return gettext("查问征求意见的送达和回复")
    return gettext("对方期限至")


def _digest(secret: str) -> str:
    return hashlib.sha256(b"gongkai desk calendar " + secret.encode()).hexdigest()
