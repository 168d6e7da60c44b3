"""What was written in proceedings over a request goes with its requester (requests/erasing.py)."""

from __future__ import annotations

from datetime import datetime

from gongkai.service.redress.models import StepWords
from gongkai.service.requests.models import Case


def erase_words(case: Case, names: set[str], at: datetime) -> None:  # noqa: ARG001 - all of it is about her
    """Erase the texts of proceedings over a request: what happened, its days and results stay."""
    for said in StepWords.objects.filter(step__proceeding__case=case, erased_at=None):
        said.erase(at)
