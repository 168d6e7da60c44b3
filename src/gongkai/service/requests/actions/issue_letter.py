"""Issue a letter: its number, its day, its files; and what it tells is entered in the ledger with it."""

from __future__ import annotations

from datetime import datetime
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
from gongkai.service.organs.said import said
from gongkai.service.requests import keeping, ledger, lettering, numbering, policy, telling, together
from gongkai.service.requests.actions.draft_letter import locked
from gongkai.service.requests.actions.review_letter import refuse_blocked
from gongkai.service.requests.models import Letter


@transaction.atomic
def issue(letter: Letter, *, by: Post, at: datetime, seen: int | None = None, although: str = "") -> Letter:
    """Give a letter its number and day, write its PDF and DOCX, enter its event; return it.

    A letter with a number has to have passed its approval with exactly these words and files (NotCleared);
    a receipt or a sheet goes without. The pre-flight is run once more: what has come about since the approval
    blocks here. `although` is why its event is entered though the statute finds fault with it. Raises
    NotAllowed, CannotDo (Doubted), Overtaken.
    """
    letter = locked(letter)
    on = timezone.localdate(at)
    policy.check_can_handle(by, letter.case.organ, on)
    if letter.issued_on is not None or letter.discarded_at is not None:
        raise CannotDo(_("这份文书已经编号发出或者作废。"))
    # In one order, so that two at once wait for each other.
    locked_cases = {case.pk: ledger.locked(case) for case in together.cases_of(letter)}
    case = locked_cases[letter.case_id]
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
    letter.entry = telling.enter_told(letter, template, on, by, at, although)
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
            raise CannotDo(said(str(fault))) from fault
    return keeping.store(pdf), keeping.store(to_docx(words))
