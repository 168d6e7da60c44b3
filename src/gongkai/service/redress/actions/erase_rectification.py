"""Erase who asked for a record to be put right, where she wants it (个保法 art. 47): the case stays."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Post
from gongkai.service.redress.record_papers import erase_all
from gongkai.service.redress.records import RecordStepWords, Rectification
from gongkai.service.redress.rectifying import stands
from gongkai.service.requests import policy

FACTS = ("name", "contact", "record", "wanted", "evidence")


@transaction.atomic
def erase_rectification(rectification: Rectification, *, grounds: str, by: Post, at: datetime) -> None:
    """Erase who asked, what she wrote, and what was written of it at each step.

    That it was asked, the days, what was decided and the letter as issued stay. Raises NotAllowed; CannotDo
    before she was told, without grounds, or where it was done.
    """
    policy.check_can_consent(by, rectification.organ, timezone.localdate(at))
    row = Rectification.objects.select_for_update(of=("self",)).get(pk=rectification.pk)
    if len(grounds.strip()) < 4:
        raise CannotDo({"grounds": [_("请写明申请人的请求和删除的理由（至少4个字）。")]})
    if stands(row.steps.all()).is_open:
        raise CannotDo(_("这件更正申请还没有办结，身份和联系方式还要用来办理和送达。"))
    if row.erased_at is not None:
        raise CannotDo(_("申请人的个人信息已经删除。"))
    for name in FACTS:
        setattr(row, name, "")
    row.erased_at, row.erased_for = at, grounds.strip()[:500]
    row.save()
    erase_all(row, at)
    for said in RecordStepWords.objects.filter(step__rectification=row, erased_at=None):
        said.erase(at)
    record("redress.record_erased", by=by, at=at, kind="rectification", key=row.pk, organ=row.organ)
