"""Stop a person from signing in, or let her again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.service.organs import policy
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Person, Post


@transaction.atomic
def deactivate(person: Person, *, by: Post | None, at: datetime) -> None:
    """Let the person sign in no more; open sessions end, her posts give no power. Raises NotAllowed."""
    _set(person, False, "organs.deactivate", by, at)


@transaction.atomic
def reactivate(person: Person, *, by: Post | None, at: datetime) -> None:
    """Let the person sign in again, in the posts that are still in force. Raises NotAllowed."""
    _set(person, True, "organs.reactivate", by, at)


def _set(person: Person, active: bool, act: str, by: Post | None, at: datetime) -> None:
    if by is not None:
        policy.check_can_manage_person(by, person, timezone.localdate(at))
    if person.is_active == active:
        raise CannotDo(_("这个账号没有停用。") if active else _("这个账号已经停用。"))
    person.is_active = active
    person.sign_outs += 1
    person.save()
    record(act, by=by, at=at, kind="person", key=person.pk)
