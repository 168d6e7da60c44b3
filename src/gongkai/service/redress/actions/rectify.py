"""Check, decide and answer the rectification of a record (条例 art. 41).

Who may consent decides, and never who checked it; who handles it issues the letter of what was decided.
"""

from __future__ import annotations

from datetime import date, datetime
from importlib.resources import as_file, files

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.papers.errors import PaperError
from gongkai.papers.letters import to_docx, to_pdf
from gongkai.papers.typeset import CannotTypeset
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Post
from gongkai.service.organs.policy import NotAllowed, Power, check_can
from gongkai.service.organs.said import said
from gongkai.service.redress import policy
from gongkai.service.redress.records import RecordStep, RecordStepWords, Rectification
from gongkai.service.redress.rectifying import DECIDED, letter, stands
from gongkai.service.redress.saying import digest, new_salt
from gongkai.service.requests import keeping, ledger, numbering


@transaction.atomic
def rectify(
    rectification: Rectification,
    *,
    kind: str,
    on: date,
    by: Post,
    at: datetime,
    says: str = "",
    competent: str = "",
    seen: int | None = None,
) -> RecordStep:
    """Enter a step and return it; `told` issues the letter under the next number of the organ's letters.

    Raises NotAllowed, CannotDo by field; Overtaken where something else was entered since `seen`.
    """
    row = (
        Rectification.objects.select_for_update(of=("self",)).select_related("organ").get(pk=rectification.pk)
    )
    today = timezone.localdate(at)
    before = list(row.steps.select_related("by"))
    found = stands(before)
    if kind in DECIDED:
        _check_decides(by, row, found.checked, today)
    else:
        policy.check_can_handle(by, row.organ, today)
    if seen is not None and seen != len(before):
        raise ledger.Overtaken(_("您打开页面以后，这件申请又登记了新的事项，请看过最新情况后再办理。"))
    if kind not in found.next:
        raise CannotDo(_("现在不能登记这一项，请看过最新情况后再办理。"))
    if kind == RecordStep.Kind.TOLD:
        on = today  # a letter bears the day on which it is issued
    ledger.check_day(on, today)
    if on < max([row.received_on, *(step.on for step in before)]):
        raise CannotDo({"on": [_("不能早于收到之日和已经登记的事项。")]})
    if kind != RecordStep.Kind.TOLD and not says.strip():
        raise CannotDo({"says": [_("请写明情况和理由。")]})
    if kind == RecordStep.Kind.PASSED_ON and not competent.strip():
        raise CannotDo({"competent": [_("请写明有权更正的机关。")]})
    says, salt = says.strip(), new_salt()
    step = RecordStep(
        rectification=row,
        place=len(before) + 1,
        kind=kind,
        on=on,
        words=digest(says, salt),
        competent=competent.strip(),
        by=by,
        at=at,
    )
    if kind == RecordStep.Kind.TOLD:
        assert found.decided is not None  # noqa: S101 - told comes after a decision alone
        _issue(step, row, found.decided)
    step.save()
    if says:
        RecordStepWords.objects.create(step=step, text=says, salt=salt)
    record("redress.rectify", by=by, at=at, kind="rectification", key=row.pk, organ=row.organ, step=kind)
    return step


def _check_decides(by: Post, row: Rectification, checked: RecordStep | None, on: date) -> None:
    check_can(by, Power.CONSENT, row.organ, on)
    if checked is not None and checked.by.person_id == by.person_id:
        raise NotAllowed(_("这是您自己审核的，请由另一位有权决定的人决定。"))


def _issue(step: RecordStep, row: Rectification, decided: RecordStep) -> None:
    step.number = numbering.take(row.organ, "letter", step.on)
    try:
        words = letter(row, decided, step.on, step.number)
        with as_file(files("gongkai.report.write").joinpath("fonts")) as fonts:
            pdf = to_pdf(words, fonts)
    except (PaperError, CannotTypeset) as fault:
        raise CannotDo(said(str(fault))) from fault
    step.pdf, step.docx = keeping.store(pdf), keeping.store(to_docx(words))
