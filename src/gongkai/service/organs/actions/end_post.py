"""End a post: from a day on it gives no power any more."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.service.organs import policy
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Post


@transaction.atomic
def end_post(post: Post, *, until: date, by: Post | None, at: datetime) -> Post:
    """Let the post end: `until` is the first day on which it is in force no more; today ends it at once.

    A deputy's post ends with it, for it is in force only while its principal's is. Raises NotAllowed,
    CannotDo for a day before the post began or one that has passed.
    """
    on = timezone.localdate(at)
    if by is not None:
        policy.check_can_manage_posts(by, post.organ, on)
        if post.person_id == by.person_id:
            raise policy.NotAllowed(_("不能结束自己的任职，请由另一位系统管理员办理。"))
    post = Post.objects.select_for_update().get(pk=post.pk)
    if post.until is not None and post.until <= on:
        raise CannotDo(_("这项任职已于%(until)s结束。") % {"until": post.until})
    if until < post.since:
        raise CannotDo({"until": [_("不能早于任职开始的日期（%(since)s）。") % {"since": post.since}]})
    if until < on:
        raise CannotDo({"until": [_("不能早于今天（%(on)s）：此前所做的事，是在任期内做的。") % {"on": on}]})
    before = post.until
    post.until = until
    post.save()
    record(
        "organs.end_post",
        by=by,
        at=at,
        kind="post",
        key=post.pk,
        organ=post.organ,
        person_key=post.person_id,
        until=until,
        before=before,
    )
    return post
