"""Check, decide and answer the rectification of a record (条例 art. 41).

Who may consent decides, and never who checked it; who handles it issues the letter of what was decided, once
exactly these words passed their review.
"""

from __future__ import annotations

from datetime import date, datetime
from importlib.resources import as_file, files
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.papers.errors import PaperError
from gongkai.papers.letters import to_docx, to_pdf
from gongkai.papers.typeset import CannotTypeset
from gongkai.service.clearance.check import check_cleared
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Post
from gongkai.service.organs.policy import NotAllowed, Power, check_can
from gongkai.service.organs.said import said
from gongkai.service.redress import policy
from gongkai.service.redress.records import RecordStep, RecordStepWords, Rectification
from gongkai.service.redress.rectifying import ANNULLING, DECIDED, KIND, digest_of, letter, stands
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

    Raises NotAllowed, CannotDo by field (NotCleared for a letter that did not pass its review as it reads
    now); Overtaken where something else was entered since `seen`.
    """
    row = locked(rectification)
    today = timezone.localdate(at)
    before = list(row.steps.select_related("by", "said"))
    found = stands(before)
    if kind in DECIDED:
        _check_decides(by, row, found.checked, today)
    else:
        policy.check_can_handle(by, row.organ, today)
    refuse_overtaken(before, seen)
    if kind not in found.next:
        raise CannotDo(_("现在不能登记这一项，请看过最新情况后再办理。"))
    if found.asked is not None:
        raise CannotDo(_("有一项撤销登记的提议等人答复，答复以后再办理。"))
    if kind == RecordStep.Kind.TOLD:
        on = today  # a letter bears the day on which it is issued
    ledger.check_day(on, today)
    kept = [step.on for step in before if step.place not in found.gone and step.kind not in ANNULLING]
    if on < max([row.received_on, *kept]):
        raise CannotDo({"on": [_("不能早于收到之日和已经登记的事项。")]})
    if kind != RecordStep.Kind.TOLD and not says.strip():
        raise CannotDo({"says": [_("请写明情况和理由。")]})
    if kind == RecordStep.Kind.PASSED_ON and not competent.strip():
        raise CannotDo({"competent": [_("请写明有权更正的机关。")]})
    facts: dict[str, Any] = {"competent": competent.strip()}
    if kind == RecordStep.Kind.TOLD:
        assert found.decided is not None  # noqa: S101 - told comes after a decision alone
        facts |= _issued(row, found.decided, on)
    return entered(row, before, kind=kind, on=on, says=says, by=by, at=at, **facts)


def locked(rectification: Rectification) -> Rectification:
    """Return a rectification under its lock: what is entered in it is entered one after the other."""
    rows = Rectification.objects.select_for_update(of=("self",)).select_related("organ__parent")
    found: Rectification = rows.get(pk=rectification.pk)
    return found


def refuse_overtaken(before: list[RecordStep], seen: int | None) -> None:
    """Raise Overtaken where something was entered since the page was opened."""
    if seen is not None and seen != len(before):
        raise ledger.Overtaken(_("您打开页面以后，这件申请又登记了新的事项，请看过最新情况后再办理。"))


def entered(
    row: Rectification,
    before: list[RecordStep],
    *,
    kind: str,
    on: date,
    says: str,
    by: Post,
    at: datetime,
    **facts: Any,
) -> RecordStep:
    """Add a step and its words, and log it; the caller holds the lock and has asked whether it may."""
    says, salt = says.strip(), new_salt()
    step = RecordStep.objects.create(
        rectification=row,
        place=len(before) + 1,
        kind=kind,
        on=on,
        words=digest(says, salt),
        by=by,
        at=at,
        **facts,
    )
    if says:
        RecordStepWords.objects.create(step=step, text=says, salt=salt)
    record("redress.rectify", by=by, at=at, kind="rectification", key=row.pk, organ=row.organ, step=kind)
    return step


def _check_decides(by: Post, row: Rectification, checked: RecordStep | None, on: date) -> None:
    check_can(by, Power.CONSENT, row.organ, on)
    if checked is not None and checked.by.person_id == by.person_id:
        raise NotAllowed(_("这是您自己审核的，请由另一位有权决定的人决定。"))


def _issued(row: Rectification, decided: RecordStep, on: date) -> dict[str, str]:
    """Return the number and the files of the letter, if exactly this passed its review (条例 art. 17)."""
    try:
        check_cleared(KIND, row.pk, digest_of(row, decided, on), {decided.by.person_id})
        number = numbering.take(row.organ, "letter", on)
        words = letter(row, decided, on, number)
        with as_file(files("gongkai.report.write").joinpath("fonts")) as fonts:
            pdf = to_pdf(words, fonts)
    except (PaperError, CannotTypeset) as fault:
        raise CannotDo(said(str(fault))) from fault
    return {"number": number, "pdf": keeping.store(pdf), "docx": keeping.store(to_docx(words))}
