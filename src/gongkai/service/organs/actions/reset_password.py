"""Passwords given anew by an administrator, or changed by the person herself."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.service.organs import lockout, policy, second_factor
from gongkai.service.organs.actions.add_person import check_password
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Person, Post
from gongkai.service.organs.passwords import first_password


@transaction.atomic
def reset_password(person: Person, *, by: Post | None, at: datetime) -> str:
    """Give a new first password and return it; the old one, open sessions and the second factor end.

    Raises NotAllowed.
    """
    if by is not None:
        policy.check_can_manage_person(by, person, timezone.localdate(at))
    made = first_password()
    person.set_password(made)
    person.must_change_password = True
    person.save()
    had_factor = second_factor.remove(person)
    lockout.clear(person.username, at)
    record(
        "organs.reset_password", by=by, at=at, kind="person", key=person.pk, second_factor_removed=had_factor
    )
    return made


def change_password(person: Person, old: str, new: str, *, at: datetime) -> None:
    """Replace one's own password; other sessions end. Raises CannotDo with the field that is wrong."""
    try:
        lockout.count(person.username, at)
    except lockout.LockedOut as fault:
        raise CannotDo({"old": [str(fault)]}) from None
    if not person.check_password(old):
        raise CannotDo({"old": [_("现在的口令不正确。")]})
    if old == new:
        raise CannotDo({"password": [_("新口令应当与现在的不同。")]})
    check_password(new, person)
    lockout.clear(person.username, at)
    person.set_password(new)
    person.must_change_password = False
    with transaction.atomic():  # not around the count of failures, which outlasts a refusal
        person.save()
        record("organs.change_password", by=person, at=at, kind="person", key=person.pk)
