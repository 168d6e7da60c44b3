"""The people of the demonstration: invented, appointed to their posts, with passwords made anew."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from gongkai.service.organs.actions.add_person import add_person
from gongkai.service.organs.actions.appoint import appoint
from gongkai.service.organs.models import Duty, Organ, Person, Post
from gongkai.service.organs.passwords import first_password

SINCE = date(2016, 1, 4)  # before the oldest document of the demonstration


def appoint_all(entries: Sequence[Mapping[str, Any]], *, at: datetime) -> dict[str, str]:
    """Enter the people and their posts; return the passwords of those who are new, by user name."""
    made: dict[str, str] = {}
    for entry in entries:
        if Person.objects.filter(username=entry["username"]).exists():
            continue
        password = first_password()
        person, _ = add_person(entry["username"], entry["name"], by=None, at=at, password=password)
        for post in entry["posts"]:
            organ = Organ.objects.get(code=post["organ"])
            appoint(
                person,
                organ,
                Duty(post["duty"]),
                since=SINCE,
                by=None,
                at=at,
                unit=post.get("unit", ""),
            )
        made[person.username] = password
    return made


def post_of(organ: Organ, *duties: str) -> Post:
    """Return a post held in an organ, of the first of the duties that anybody there holds."""
    for duty in duties:
        found = Post.objects.filter(organ=organ, duty=duty).select_related("person", "organ").first()
        if found is not None:
            return found
    raise LookupError(f"{organ}: nobody there is {' or '.join(duties)}")


def write_down(passwords: Mapping[str, str], file: Path) -> None:
    """Write the passwords where the owner of the data folder alone can read them."""
    lines = [f"{username}  {password}" for username, password in passwords.items()]
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write("\n".join(lines) + "\n")
