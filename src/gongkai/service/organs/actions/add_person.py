"""Add a person who can sign in. She may do nothing until she is appointed to a post."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.service.organs import policy
from gongkai.service.organs.actions.refusal import CannotDo, checked
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Person, Post
from gongkai.service.organs.passwords import first_password
from gongkai.service.organs.policy import Power

__all__ = ["CannotDo", "add_person"]


@transaction.atomic
def add_person(
    username: str, name: str, *, by: Post | None, at: datetime, password: str | None = None
) -> tuple[Person, str]:
    """Return the new person and her first password, which she must replace when she signs in.

    `by` is None for the command line of the machine. A `password` given is kept instead and need not be
    replaced. Raises NotAllowed, CannotDo with the field that is wrong, ValidationError for the password.
    """
    if by is not None:
        policy.check_has(by, Power.MANAGE_PEOPLE, timezone.localdate(at))
    person = Person(username=username.strip().lower(), name=name.strip(), added_at=at)
    given = password if password is not None else first_password()
    if password is not None:
        check_password(given, person)
    person.must_change_password = password is None
    person.set_password(given)
    if Person.objects.filter(username=person.username).exists():
        raise CannotDo(
            {"username": [_("用户名“%(username)s”已经有人使用，请换一个。") % {"username": person.username}]}
        )
    checked(person)
    person.save()
    record("organs.add_person", by=by, at=at, kind="person", key=person.pk)
    return person, given


def check_password(password: str, person: Person) -> None:
    """Raise CannotDo under `password`, unless the password may be used by this person."""
    from django.contrib.auth.password_validation import validate_password

    try:
        validate_password(password, person)
    except ValidationError as fault:
        raise CannotDo({"password": fault.messages}) from fault
