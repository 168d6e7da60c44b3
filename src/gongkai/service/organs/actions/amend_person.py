"""Correct the name of a person."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from gongkai.service.organs import policy
from gongkai.service.organs.actions.refusal import checked
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Person, Post


@transaction.atomic
def amend_person(person: Person, name: str, *, by: Post | None, at: datetime) -> None:
    """Give a person the name she has; the user name stays. Raises NotAllowed, CannotDo for the name."""
    if by is not None:
        policy.check_can_manage_person(by, person, timezone.localdate(at))
    person.name = name.strip()
    checked(person)
    person.save()
    record("organs.amend_person", by=by, at=at, kind="person", key=person.pk)
