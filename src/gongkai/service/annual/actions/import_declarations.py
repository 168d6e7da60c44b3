"""Enter declared numbers from a table: first what it would change, row by row; then all of it, or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.service.annual import declaring, policy
from gongkai.service.annual.actions.declare import declare
from gongkai.service.annual.declared_table import Row
from gongkai.service.annual.models import Declaration
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.models import Organ, Post
from gongkai.service.organs.planned import CHANGED, NEW, REFUSED, UNCHANGED, Planned


@dataclass
class Line:
    """What becomes of one number of the table."""

    row: Row
    outcome: str
    before: str = ""
    after: str = ""
    reasons: list[str] = field(default_factory=list)

    def said(self) -> tuple[Any, ...]:
        """Return all of it that was shown."""
        row = self.row
        return row.number, row.address, row.month, self.outcome, self.before, self.after, self.reasons


Plan = Planned[Line]


class NotImported(Exception):
    """Nothing was entered; `plan` says why, row by row."""

    def __init__(self, says: str, plan: Plan) -> None:
        super().__init__(says)
        self.plan = plan


def plan(organ: Organ, year: int, rows: Sequence[Row], *, name: str, by: Post, at: datetime) -> Plan:
    """Return what the rows would change, and change nothing. Raises NotAllowed."""
    with transaction.atomic():
        found = _run(organ, year, rows, name, by, at)
        transaction.set_rollback(True)
    return found


def import_declarations(
    organ: Organ, year: int, rows: Sequence[Row], *, name: str, by: Post, at: datetime, agreed: str
) -> Plan:
    """Enter all rows of the file `name`, if they still change what was looked at, and return what changed.

    Raises NotAllowed; NotImported, with nothing entered, if one is refused or the changes are others by now.
    """
    with transaction.atomic():
        found = _run(organ, year, rows, name, by, at)
        if found.refused:
            raise NotImported(
                _("有%(refused)s个数不能录入，所以一个也没有录入。") % {"refused": found.refused}, found
            )
        if found.digest != agreed:
            raise NotImported(_("预览之后，填报的数又有变化，请重新核对。"), found)
    return found


def _run(organ: Organ, year: int, rows: Sequence[Row], name: str, by: Post, at: datetime) -> Plan:
    policy.check_can_write(by, organ, year, timezone.localdate(at))
    have = declaring.standing(organ, year)
    seen: dict[tuple[str, int], int] = {}
    lines = []
    for row in rows:
        line = Line(row, REFUSED, reasons=list(row.faults))
        lines.append(line)
        key = (row.address, row.month or 0)
        before = have.get(key)
        if row.address and key in seen:
            line.reasons.append(_("与第%(seen)s行是同一项同一期。") % {"seen": seen[key]})
        seen.setdefault(key, row.number)
        value = declaring.read_number(row.value)
        if value is None:
            line.reasons.append(_("“%(value)s”不是一个数。") % {"value": row.value[:20]})
        if line.reasons or value is None:
            continue
        try:
            with transaction.atomic():
                made = declare(
                    organ,
                    year=year,
                    month=row.month,
                    address=row.address,
                    value=value,
                    unit=row.unit,
                    evidence=row.evidence,
                    replaces=before,
                    why=row.why,
                    imported_as=name,
                    by=by,
                    at=at,
                )
        except CannotDo as refusal:
            line.reasons += [sentence for said in refusal.faults.values() for sentence in said]
            continue
        line.before, line.after = _said(before), _said(made)
        is_same = before is not None and made.pk == before.pk
        line.outcome = UNCHANGED if is_same else NEW if before is None else CHANGED
    return Plan(lines)


def _said(row: Declaration | None) -> str:
    return "" if row is None else f"{row.value.normalize():f}{row.unit}"
