"""Whether the figures that would be filed are still those of the ledgers.

A year closes on a date, and what is learnt later is a restatement with its reason, never a silent change. So
until a report is submitted, what changes a figure of it, or cannot be counted at all, is taken in by closing
the year again with that reason; what leaves every figure as it was is told and holds nothing up. What is
learnt after a report was submitted is for an amendment, and told as well (条例50; 30号：统得出、报得准).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from gongkai.report.compute import parts
from gongkai.report.edition import Edition
from gongkai.report.model import BLANK, Number
from gongkai.report.naming import cell_name
from gongkai.report.sums import plain
from gongkai.service.annual import changes
from gongkai.service.annual.changes import Difference
from gongkai.service.annual.facts import Facts, gather, report_of
from gongkai.service.annual.models import Closing, Filing
from gongkai.service.annual.standing import Stands
from gongkai.service.organs.actions.refusal import CannotDo

SAID = 10  # so many cells are named


@dataclass(frozen=True, slots=True)
class Figure:
    """A cell whose number is another now than it was when the year was closed."""

    address: str
    name: str
    closed: Number | None
    now: Number | None

    @property
    def says(self) -> str:
        """What it was, and what it is."""
        given = {"cell": self.name, "closed": _plain(self.closed), "now": _plain(self.now)}
        return _("%(cell)s核定时是%(closed)s，现在是%(now)s") % given


def figures(facts: Facts, closing: Closing, learnt: Iterable[Difference]) -> list[Figure]:
    """Return the cells that what was learnt since a closing makes another, in the order of the form.

    With the sums of which they are part.
    """
    touched = {address for each in learnt for address in (*each.before, *each.after)}
    if not touched:
        return []
    touched = _with_sums(facts.form, touched)
    closed = report_of(closing).cells
    found = []
    for address, place in facts.form.places.items():
        was, now = closed.get(address, BLANK).value, facts.cells.get(address, BLANK).value
        if address in touched and was != now:
            found.append(Figure(address, cell_name(place), was, now))
    return found


def _with_sums(form: Edition, touched: set[str]) -> set[str]:
    sums = parts(form)
    found = set(touched)
    while more := {address for address, of in sums.items() if address not in found and found & set(of)}:
        found |= more
    return found


def uncounted(facts: Facts) -> list[str]:
    """Return what came since a closing and cannot be counted, in sentences."""
    return [_("核定以后又有不能计入的事项：%(says)s") % {"says": fault.says} for fault in facts.faults]


def changed(facts: Facts, closing: Closing, learnt: Iterable[Difference]) -> list[str]:
    """Return, as one sentence, which figures of a closing are others now; empty if none is."""
    found = figures(facts, closing, learnt)
    if not found:
        return []
    cells = _("；").join(each.says for each in found[:SAID]) + ("……" if len(found) > SAID else "")
    says = _(
        "核定以后又知道的事项改变了报告的%(count)s个数：%(cells)s。请写明原因重新核定，另成一稿，再送审、报送。"
    )
    return [says % {"count": len(found), "cells": cells}]


def refuse_outdated(found: Stands, at: datetime) -> None:
    """Raise CannotDo where the newest version would file other figures than the ledgers have by now.

    Of an organ's own report that was drawn up here: a sum is held to its parts, and what was received was
    counted elsewhere.
    """
    closing = found.closing
    if closing is None or found.was_received or found.filing.scope != Filing.Scope.OWN:
        return
    facts = gather(found.filing, at)
    said = uncounted(facts) + changed(facts, closing, changes.differences(facts, closing))
    if said:
        raise CannotDo({"": said})


def _plain(value: Number | None) -> str:
    return _("空白") if value is None else plain(value)


__all__ = ["Figure", "changed", "figures", "refuse_outdated", "uncounted"]
