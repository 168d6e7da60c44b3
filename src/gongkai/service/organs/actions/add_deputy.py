"""Let somebody act for the holder of a post for some days (代行职务)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.service.organs import policy
from gongkai.service.organs.actions.appoint import enter
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Person, Post


@transaction.atomic
def add_deputy(
    principal: Post, person: Person, *, since: date, until: date, by: Post | None, at: datetime
) -> Post:
    """Return the deputy's post: same organ and duty, from `since` up to but without `until`.

    It is in force only while the principal's is, and whatever is done in it is recorded as done by the
    deputy (代). Raises NotAllowed, CannotDo with the field that is wrong.
    """
    if by is not None:
        policy.check_can_manage_posts(by, principal.organ, timezone.localdate(at))
        if person.pk == by.person_id:
            raise policy.NotAllowed(_("不能指定自己代行职务，请由另一位系统管理员办理。"))
    if principal.deputy_of_id is not None:
        raise CannotDo(_("%(title)s是代行的职务，不能再由他人代行。") % {"title": principal.title})
    if person.pk == principal.person_id:
        raise CannotDo({"person": [_("不能由本人代行自己的职务。")]})
    if since < principal.since or (principal.until is not None and until > principal.until):
        raise CannotDo(
            {"since": [_("代行的日期应当在原任期之内（%(days)s）。") % {"days": _days(principal)}]}
        )
    post = Post(
        person=person,
        organ=principal.organ,
        duty=principal.duty,
        unit=principal.unit,
        since=since,
        until=until,
        deputy_of=principal,
    )
    enter(post)
    record(
        "organs.add_deputy",
        by=by,
        at=at,
        kind="post",
        key=post.pk,
        organ=post.organ,
        person_key=person.pk,
        principal=principal.pk,
        since=since,
        until=until,
    )
    return post


def _days(post: Post) -> str:
    return (
        _("%(since)s起") % {"since": post.since}
        if post.until is None
        else _("%(since)s起，%(until)s止") % {"since": post.since, "until": post.until}
    )
