"""Say that the organ's guide was looked at and still holds (条例 art. 12: 及时更新)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.service.catalogue import policy, schemes, visibility
from gongkai.service.catalogue.changes import changed
from gongkai.service.catalogue.models import Change, Document, GuideCheck
from gongkai.service.clearance.refusals import OutOfTurn
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Post


@transaction.atomic
def confirm_guide(document: Document, *, by: Post, at: datetime) -> GuideCheck:
    """Record that the guide was reviewed, and return the row. Raises NotAllowed, OutOfTurn."""
    policy.check_can_confirm_guide(by, document.organ, timezone.localdate(at))
    showing = visibility.shown(document, at)
    if showing is None or showing.category != schemes.GUIDE:
        raise OutOfTurn(_("这不是正在公开的政府信息公开指南。"))
    check = GuideCheck.objects.create(document=document, by=by, at=at)
    record("catalogue.confirm_guide", by=by, at=at, kind="document", key=document.pk, organ=document.organ)
    changed(Change.Kind.GUIDE, document, effective=at, at=at, categories=[showing.category])
    return check
