"""The last days of proceedings for an organ: its answer with the evidence, told of as a reply is.

An order to answer anew stands in the ledger of its request, and is told from there.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator
from datetime import date

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.redress.models import Proceeding
from gongkai.service.redress.queries import courses, maybe_open
from gongkai.service.redress.record_due import open_records
from gongkai.service.redress.rectifying import due
from gongkai.service.redress.words import KINDS
from gongkai.service.requests.reminding.owed import Term
from gongkai.statute.errors import StatuteError
from gongkai.statute.law import Law

log = logging.getLogger(__name__)


def terms(law: Law, _on: date, organs: Collection[int] | None = None) -> Iterator[Term]:
    """Yield by when organs owe their answer and evidence (复议法 48, 54; 行诉法 67, 85), while owed."""
    rows = maybe_open(Proceeding.objects.select_related("case").order_by("pk"))
    for row in rows if organs is None else rows.filter(organ__in=list(organs)):
        try:
            found = courses([row], law)[0]
        except (StatuteError, CannotDo) as fault:  # its page shows it; the others are told all the same
            log.warning("No day can be told of proceeding %s: %s", row.pk, fault)
            continue
        if found.state != "answer_owed" or found.answer_due is None:
            continue
        yield Term(
            row.organ_id,
            "evidence",
            f"z{row.pk}",
            _number(row),
            found.answer_due.day,
            ("desk-proceeding", row.pk),
            found.answer_due.provisional,
        )


def record_terms(law: Law, _on: date, organs: Collection[int] | None = None) -> Iterator[Term]:
    """Yield by when rectifications should be dealt with (条例41; reading L-0039), while they are open."""
    rows = open_records()
    for row in rows if organs is None else rows.filter(organ__in=list(organs)):
        try:
            found = due(row, law)
        except StatuteError as fault:  # its page shows it; the others are told all the same
            log.warning("No day can be told of rectification %s: %s", row.pk, fault)
            continue
        way = ("desk-record", row.pk)
        yield Term(row.organ_id, "record", f"g{row.pk}", row.number, found.day, way, found.provisional)


def _number(row: Proceeding) -> str:
    """Its own number, else that of the request: nobody's name."""
    number = row.number or (row.case.number if row.case else "")
    return f"{KINDS[row.kind]} {number}".strip()
