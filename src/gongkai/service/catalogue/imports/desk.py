"""What imports add to the desk (organs/desk.py): menu, batches that wait for a post, names of acts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gongkai.service.catalogue.reviewed import BATCH_KIND
from gongkai.service.clearance.queries import waiting_for
from gongkai.service.organs.desk import Due, Entry
from gongkai.service.organs.models import Post
from gongkai.service.organs.policy import Power, has

ENTRIES = (Entry(_("批量导入"), "desk-imports", (Power.SEE,)),)
ACTS = {
    "imports.open": _("上传批量导入的表格"),
    "imports.agree": _("确认批量录入"),
    "imports.submit": _("成批送审"),
}


def due(post: Post, now: datetime) -> Iterator[Due]:
    """Yield the batches in whose review the post may speak now, or enter what an authority answered."""
    if not has(post, Power.SEE) or has(post, Power.SUPERVISE):
        return
    for found in waiting_for(post, timezone.localdate(now), BATCH_KIND):
        url = reverse("desk-import-batch", args=[found.review.subject_key])
        says = (
            gettext("已报请确定，收到答复后请登记：成批导入的信息")
            if found.referral
            else gettext("等您审查：成批导入的信息")
        )
        yield Due(says, url)
