"""What a person changes of her own account, besides the password."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from gongkai.service.organs import lockout, second_factor
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Person


@transaction.atomic
def turn_on_second_factor(person: Person, code: str, *, at: datetime) -> list[str] | None:
    """Put the secret begun into use if the code is right; return the recovery codes, or None.

    Other sessions of the person end: they began without it.
    """
    codes = second_factor.confirm(person, code, at)
    if codes is not None:
        person.sign_outs += 1
        person.save()
        record("organs.second_factor_on", by=person, at=at, kind="person", key=person.pk)
    return codes


def turn_off_second_factor(person: Person, password: str, *, at: datetime) -> None:
    """Sign in without a second step from now on. Raises CannotDo for a wrong password."""
    try:
        lockout.count(person.username, at)
    except lockout.LockedOut as fault:
        raise CannotDo({"password": [str(fault)]}) from None
    if not person.check_password(password):
        raise CannotDo({"password": [_("口令不正确。")]})
    lockout.clear(person.username, at)
    with transaction.atomic():  # not around the count of failures, which outlasts a refusal
        second_factor.remove(person)
        record("organs.second_factor_off", by=person, at=at, kind="person", key=person.pk)


@transaction.atomic
def sign_out_elsewhere(person: Person, *, at: datetime) -> None:
    """End every session of the person; the caller renews the one at hand."""
    person.sign_outs += 1
    person.save()
    record("organs.sign_out_elsewhere", by=person, at=at, kind="person", key=person.pk)
