"""Annul a wrong entry of a rectification: asked for with its reason, consented to by another.

The entry stays; from then on it never was. Once the letter is issued nothing is annulled: who asked has it.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.models import Post
from gongkai.service.redress import policy
from gongkai.service.redress.actions.rectify import entered, locked, refuse_overtaken
from gongkai.service.redress.records import RecordStep, Rectification
from gongkai.service.redress.rectifying import Stands, stands
from gongkai.service.requests import policy as consenting


@transaction.atomic
def ask_annulment(
    rectification: Rectification,
    *,
    annuls: int,
    says: str,
    by: Post,
    at: datetime,
    seen: int | None = None,
) -> RecordStep:
    """Ask for the entry at a place (0: the registration) to be annulled, with the reason; return the step.

    Raises NotAllowed, CannotDo (annuls, says), Overtaken.
    """
    row = locked(rectification)
    on = timezone.localdate(at)
    policy.check_can_handle(by, row.organ, on)
    before = list(row.steps.select_related("by"))
    refuse_overtaken(before, seen)
    found = stands(before)
    if found.asked is not None:
        raise CannotDo(_("已经有人提出撤销，尚待答复。"))
    _refuse(found, annuls)
    if len(says.strip()) < 4:
        raise CannotDo({"says": [_("请写明理由（至少4个字）：同意的人要看，日后也要查。")]})
    kind = RecordStep.Kind.ANNUL_ASKED
    return entered(row, before, kind=kind, on=on, says=says, by=by, at=at, annuls=annuls)


@transaction.atomic
def answer_annulment(
    rectification: Rectification,
    *,
    granted: bool,
    by: Post,
    at: datetime,
    says: str = "",
    seen: int | None = None,
) -> RecordStep:
    """Consent to the annulment that is asked for, or refuse it with the reason; return the step.

    By who may consent and did not ask for it. Raises NotAllowed, CannotDo (says), Overtaken.
    """
    row = locked(rectification)
    on = timezone.localdate(at)
    before = list(row.steps.select_related("by"))
    found = stands(before)
    consenting.check_can_consent(by, row.organ, on)
    if found.asked is None:
        raise CannotDo(_("现在没有等人答复的撤销提议。"))
    consenting.check_can_answer(by, row.organ, found.asked.by, on)
    refuse_overtaken(before, seen)
    annuls = found.asked.annuls
    assert annuls is not None  # noqa: S101 - the database holds it so
    if not granted and len(says.strip()) < 4:
        raise CannotDo({"says": [_("请写明不同意的理由（至少4个字）。")]})
    if granted:
        _refuse(found, annuls)
    kind = RecordStep.Kind.ANNULLED if granted else RecordStep.Kind.ANNUL_DECLINED
    return entered(row, before, kind=kind, on=on, says=says, by=by, at=at, annuls=annuls)


def _refuse(found: Stands, annuls: int) -> None:
    if found.told is not None:
        raise CannotDo(
            {"annuls": [_("告知书已经编号发出，登记的事项不再撤销；需要改变的，另行作出并告知申请人。")]}
        )
    if annuls not in found.annullable:
        raise CannotDo({"annuls": [_("这一条不能撤销：没有这一条，已经撤销，或者后面的登记以它为前提。")]})
