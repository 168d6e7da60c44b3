"""People, posts and the way in, for tests of pages of the desk; everybody here is invented."""

from __future__ import annotations

from datetime import UTC, date, datetime

from django.test import Client
from django.utils import timezone

from gongkai.service.organs import gate
from gongkai.service.organs.actions.establish import establish
from gongkai.service.organs.models import Duty, Organ, Person, Post

LONG_AGO = date(2020, 1, 1)
AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)  # 09:30 in China
PASSWORD = "Qing-shan_2026"  # noqa: S105


def an_organ(code: str, name: str, **facts: object) -> Organ:
    """Return an organ entered through the action; a department unless `kind` says otherwise."""
    made, _ = establish({"code": code, "name": name, "kind": "department", **facts})
    return made


def a_person(username: str = "zhangsan", name: str = "张三") -> Person:
    """Return a person who can sign in with PASSWORD."""
    found = Person.objects.filter(username=username).first()
    return found or Person.objects.create_user(username, name, PASSWORD, added_at=AT)


def a_post(organ: Organ, duty: Duty = Duty.CLERK, person: Person | None = None, **facts: object) -> Post:
    """Return a post in force since long ago, of a person named after the duty unless one is given."""
    person = person or a_person(f"{organ.code}-{duty}"[:32].replace("_", "-"), f"{duty.label}某")
    return Post.objects.create(**{"person": person, "organ": organ, "duty": duty, "since": LONG_AGO, **facts})


def sign_in(client: Client, post: Post, now: datetime | None = None) -> Client:
    """Let the client be signed in as the holder of a post, acting in it, as the pages do."""
    client.force_login(post.person)
    now = now or timezone.now()
    session = client.session
    session[gate.SINCE] = session[gate.SEEN] = now.timestamp()
    session[gate.POST] = post.pk
    session.save()
    return client
