"""Appoint a person to a duty in an organ, from a day on."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.service.organs import policy
from gongkai.service.organs.actions.refusal import CannotDo, checked
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Duty, Organ, Person, Post


@transaction.atomic
def appoint(
    person: Person,
    organ: Organ,
    duty: Duty,
    *,
    since: date,
    by: Post | None,
    at: datetime,
    until: date | None = None,
    unit: str = "",
) -> Post:
    """Return the new post, in force from `since`, up to but without `until`.

    `by` is None for the command line. Raises NotAllowed (also for a duty that may not be held together
    with another, and for oneself), CannotDo with the field that is wrong.
    """
    if by is not None:
        on = timezone.localdate(at)
        policy.check_can_manage_posts(by, organ, on)
        if person.pk == by.person_id:
            raise policy.NotAllowed(_("不能给自己任职，请由另一位系统管理员办理。"))
    post = Post(person=person, organ=organ, duty=duty, since=since, until=until, unit=unit.strip())
    enter(post)
    record(
        "organs.appoint",
        by=by,
        at=at,
        kind="post",
        key=post.pk,
        organ=organ,
        person_key=person.pk,
        duty=str(duty),
        since=since,
        until=until,
    )
    return post


def enter(post: Post) -> None:
    """Save a new post if the days and the person's other posts allow it."""
    person = Person.objects.select_for_update().get(pk=post.person_id)  # two appointments take turns
    if not person.is_active:
        raise CannotDo({"person": [_("%(person)s的账号已停用，不能任职。") % {"person": person}]})
    if post.until is not None and post.until <= post.since:
        raise CannotDo({"until": [_("结束的日期应当晚于开始的日期。")]})
    policy.check_can_hold(person, Duty(post.duty), post.since, post.until)
    checked(post)
    for held in person.posts.filter(organ=post.organ, duty=post.duty, deputy_of=post.deputy_of):
        if policy.overlaps(held, post.since, post.until):
            raise CannotDo(
                {
                    "since": [
                        _("%(person)s在此期间已任%(organ)s%(title)s。")
                        % {"person": person, "organ": held.organ, "title": held.title}
                    ]
                }
            )
    post.save()
