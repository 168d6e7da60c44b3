"""What imports add to the desk (organs/desk.py): menu, batches that wait for a post, names of acts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gongkai.service.catalogue.imports.batches import with_something_left
from gongkai.service.catalogue.reviewed import BATCH_KIND
from gongkai.service.clearance.queries import waiting_for
from gongkai.service.clearance.standing import State, of_subject, standings
from gongkai.service.organs.desk import Due, Entry
from gongkai.service.organs.models import Post
from gongkai.service.organs.policy import Power, has
from gongkai.service.organs.queries import forebears

ENTRIES = (Entry(_("批量导入"), "desk-imports", (Power.SEE,)),)
ACTS = {
    "imports.open": _("上传批量导入的表格"),
    "imports.agree": _("确认批量录入"),
    "imports.submit": _("成批送审"),
}


MOST = 20  # batches of one kind on the first page of the desk


def due(post: Post, now: datetime) -> Iterator[Due]:
    """Yield the batches in whose review the post may speak now, or enter what an authority answered.

    To who drafts, the batches that were returned or have passed, while something of them is as it was.
    """
    if not has(post, Power.SEE) or has(post, Power.SUPERVISE):
        return
    on = timezone.localdate(now)
    for found in waiting_for(post, on, BATCH_KIND):
        url = reverse("desk-import-batch", args=[found.review.subject_key])
        says = (
            gettext("已报请确定，收到答复后请登记：成批导入的信息")
            if found.referral
            else gettext("等您审查：成批导入的信息")
        )
        yield Due(says, url)
    if has(post, Power.DRAFT):
        yield from _over(post, on)


def _over(post: Post, on: date) -> Iterator[Due]:
    organs = {post.organ_id} | forebears(post.organ_id, on)
    batches = {batch.pk: batch for batch in with_something_left(organs)[:MOST]}
    for stands in standings(of_subject(BATCH_KIND, batches)).values():
        batch = batches[stands.review.subject_key]
        if stands.state is State.RETURNED:
            says, url = (
                gettext("成批导入的信息退回修改：%(name)s"),
                reverse("desk-import-batch", args=[batch.pk]),
            )
        elif stands.state is State.CLEARED:
            says = gettext("成批导入的信息审查通过，可以发布：%(name)s")
            url = reverse("desk-import", args=[batch.run_id])
        else:
            continue
        yield Due(says % {"name": batch.run.name}, url)
