"""Register that somebody asks for a record about herself to be put right (条例 art. 41)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.log import record as log
from gongkai.service.organs.models import Organ, Post
from gongkai.service.redress import policy
from gongkai.service.redress.actions.add_record_papers import add_record_papers
from gongkai.service.redress.records import Rectification
from gongkai.service.requests import numbering
from gongkai.service.requests.keeping import Upload


@transaction.atomic
def receive_rectification(
    organ: Organ,
    *,
    name: str,
    record: str,
    wanted: str,
    evidence: str,
    received_on: date,
    by: Post,
    at: datetime,
    contact: str = "",
    is_person: bool = True,
    papers: Iterable[Upload] = (),
) -> Rectification:
    """Register a rectification and return it; `papers` are sealed. Raises NotAllowed, CannotDo by field."""
    today = timezone.localdate(at)
    policy.check_can_handle(by, organ, today)
    if received_on > today:
        raise CannotDo({"received_on": [_("收到之日还没有到，请核对日期。")]})
    given = {"name": name, "record": record, "wanted": wanted, "evidence": evidence}
    asks = {
        "name": _("请填写申请人。"),
        "record": _("请写明哪一条记录不准确。"),
        "wanted": _("请写明要求更正为什么。"),
        "evidence": _("请写明提供了什么证据：要求更正的，应当有证据证明记录不准确（《条例》第四十一条）。"),
    }
    if lacking := {key: [asks[key]] for key, value in given.items() if not value.strip()}:
        raise CannotDo(lacking)
    made = Rectification.objects.create(
        organ=organ,
        number=numbering.take(organ, "rectification", received_on),
        is_person=is_person,
        contact=contact.strip(),
        received_on=received_on,
        opened_by=by,
        opened_at=at,
        **{key: value.strip() for key, value in given.items()},
    )
    log("redress.rectification", by=by, at=at, kind="rectification", key=made.pk, organ=organ)
    if given_papers := list(papers):
        add_record_papers(made, given_papers, by=by, at=at)
    return made
