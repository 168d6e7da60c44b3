"""Issue a letter: its number, its day, its files; and what it tells is entered in the ledger with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from importlib.resources import as_file, files

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.papers.letters import Letter as Written
from gongkai.papers.letters import to_docx, to_pdf
from gongkai.papers.typeset import CannotTypeset
from gongkai.service.clearance.check import check_cleared
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Post
from gongkai.service.requests import keeping, ledger, lettering, numbering, policy
from gongkai.service.requests.actions.draft_letter import locked
from gongkai.service.requests.actions.entering import enter
from gongkai.service.requests.actions.review_letter import refuse_blocked
from gongkai.service.requests.models import Letter
from gongkai.statute.events import Answered, CorrectionAsked, Event, ReasonsAsked


@transaction.atomic
def issue(letter: Letter, *, by: Post, at: datetime, seen: int | None = None) -> Letter:
    """Give a letter its number and day, write its PDF and DOCX, enter its event; return it.

    A letter with a number has to have passed its approval with exactly these words and files (NotCleared);
    a receipt or a sheet goes without. The pre-flight is run once more: what has come about since the approval
    blocks here. Raises NotAllowed, CannotDo, Overtaken.
    """
    letter = locked(letter)
    on = timezone.localdate(at)
    policy.check_can_handle(by, letter.case.organ, on)
    if letter.issued_on is not None or letter.discarded_at is not None:
        raise CannotDo(_("这份文书已经编号发出或者作废。"))
    case = ledger.locked(letter.case)
    if seen is not None and case.entries.count() != seen:
        raise ledger.Overtaken(_("您打开页面以后，这件申请又登记了新的事项，请看过最新情况后再发出。"))
    template = lettering.template_for(letter, on)
    refuse_blocked(letter, on)
    if template.has_number:
        digest = lettering.digest_of(letter, on)
        check_cleared(lettering.KIND, letter.pk, digest, letter.writers)
        letter.number = numbering.take(letter.case.organ, "letter", on)
    words = lettering.written(letter, on, letter.number or "")
    letter.pdf, letter.docx = _files(words)
    letter.issued_on, letter.issued_by = on, by
    if make := EVENTS.get(template.event):
        letter.entry = enter(case, make(letter, on), by=by, at=at)
    letter.save()
    record(
        "requests.issue_letter",
        by=by,
        at=at,
        kind="letter",
        key=letter.pk,
        organ=letter.case.organ,
        letter=letter.kind,
    )
    return letter


def _files(words: Written) -> tuple[str, str]:
    """Write the letter as PDF and DOCX into the files of cases; return the names they are stored under."""
    with as_file(files("gongkai.report.write").joinpath("fonts")) as fonts:
        try:
            pdf = to_pdf(words, fonts)
        except CannotTypeset as fault:
            raise CannotDo(str(fault)) from fault
    return keeping.store(pdf), keeping.store(to_docx(words))


def _answered(letter: Letter, on: date) -> Event:
    assert letter.decision is not None  # noqa: S101 - a reply is drafted from a decision alone
    return Answered(on=on, outcome=letter.decision.outcome)


def _correction_asked(letter: Letter, on: date) -> Event:
    facts = lettering.filled(letter.facts)
    return CorrectionAsked(
        on=on, by=facts.get("correct_by"), items="；".join(facts.get("correction_items", ()))
    )


def _reasons_asked(_letter: Letter, on: date) -> Event:
    return ReasonsAsked(on=on)


# What a letter tells of, entered when it is issued.
EVENTS: Mapping[str, Callable[[Letter, date], Event]] = {
    "answered": _answered,
    "correction_asked": _correction_asked,
    "reasons_asked": _reasons_asked,
}
