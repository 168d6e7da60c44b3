"""Enter a tree of organs from a table: first what it would change, row by row; then all of it, or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from gongkai.service.organs.actions.establish import CannotEstablish, Change, change
from gongkai.service.organs.models import Organ, Post
from gongkai.service.organs.planned import CHANGED, NEW, REFUSED, UNCHANGED, Planned
from gongkai.service.organs.policy import NotAllowed
from gongkai.service.organs.tree_file import Row


@dataclass
class Line:
    """What becomes of one row."""

    number: int
    code: str
    name: str
    outcome: str
    changes: list[Change] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)

    def said(self) -> tuple[Any, ...]:
        """Return all of it that was shown."""
        changes = [(str(change.label), change.before, change.after) for change in self.changes]
        return self.number, self.code, self.outcome, changes, self.reasons


Plan = Planned[Line]


class NotLoaded(Exception):
    """Nothing was entered; `plan` says why, row by row."""

    def __init__(self, says: str, plan: Plan) -> None:
        super().__init__(says)
        self.plan = plan


def plan(rows: Sequence[Row], *, by: Post | None, at: datetime) -> Plan:
    """Return what the rows would change, and change nothing."""
    with transaction.atomic():
        found = _run(rows, by, at)
        transaction.set_rollback(True)
    return found


def load(rows: Sequence[Row], *, by: Post | None, at: datetime, agreed: str | None = None) -> Plan:
    """Enter all rows, and return what changed; with `agreed`, only if it is what that digest marks.

    Raises NotLoaded, with nothing entered, if one row is refused or the changes are others by now.
    """
    with transaction.atomic():
        found = _run(rows, by, at)
        if found.refused:
            raise NotLoaded(
                _("有%(refused)s行不能录入，所以一行也没有录入。") % {"refused": found.refused}, found
            )
        if agreed is not None and found.digest != agreed:
            raise NotLoaded(_("预览之后，有关机关的资料又有变化，请重新核对。"), found)
    return found


def _run(rows: Sequence[Row], by: Post | None, at: datetime) -> Plan:
    lines = {}
    seen: dict[str, int] = {}
    for row in _in_order(rows):
        code = str(row.facts.get("code", ""))
        found = Organ.objects.filter(code=code).first()
        name = str(row.facts.get("name") or (found.name if found else ""))
        line = lines[row.number] = Line(row.number, code, name, REFUSED, reasons=list(row.faults))
        if code and code in seen:
            line.reasons.append(_("代码与第%(seen)s行相同。") % {"seen": seen[code]})
        if not line.reasons:
            _enter(row, line, by, at, is_new=found is None)
        seen.setdefault(code, row.number)
    return Plan([lines[row.number] for row in rows])


def _enter(row: Row, line: Line, by: Post | None, at: datetime, *, is_new: bool) -> None:
    try:
        with transaction.atomic():
            _organ, line.changes = change(row.facts, by=by, at=at)
    except (CannotEstablish, NotAllowed) as fault:
        line.reasons.append(str(fault).removeprefix(f"{line.code}："))
    else:
        line.outcome = NEW if is_new else CHANGED if line.changes else UNCHANGED


def _in_order(rows: Sequence[Row]) -> list[Row]:
    """Return the rows so that an organ comes after those it names, wherever they stand in the file."""
    waiting = list(rows)
    ordered: list[Row] = []
    while waiting:
        codes = {row.facts.get("code") for row in waiting}
        ready = [
            row
            for row in waiting
            if not {row.facts.get(link) for link in ("parent", "supervisor")}
            & (codes - {row.facts.get("code")})
        ]
        ready = ready or waiting  # a circle: each is refused with its reason
        ordered += ready
        waiting = [row for row in waiting if row not in ready]
    return ordered
