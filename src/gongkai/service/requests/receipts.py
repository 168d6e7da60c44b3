"""The receipt of a request as an official paper, for the requester to take with her (条例31).

Once the day of receipt is settled it is the 接收回执; before, there is none, and no paper that says one: the
收件证明 tells that the request came, and how its day is settled.
"""

from __future__ import annotations

from datetime import date

from gongkai.papers.letters import LetterIncomplete
from gongkai.papers.typeset import CannotTypeset
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.requests import ledger
from gongkai.service.requests.counter_papers import pdf_of, receipt_of
from gongkai.service.requests.models import Case
from gongkai.statute.errors import StatuteError


def receipt_pdf(case: Case, on: date, code: str = "") -> bytes:
    """Return the receipt of a request as PDF, dated `on`; with its query code where that is shown just now.

    Raises CannotDo where the paper lacks something, or cannot be set now.
    """
    try:
        return pdf_of(receipt_of(case, ledger.clock_of(case), on, code=code))
    except (LetterIncomplete, StatuteError, CannotTypeset) as fault:
        raise CannotDo(str(fault)) from fault
