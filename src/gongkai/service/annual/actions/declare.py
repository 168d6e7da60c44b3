"""Declare a number that no ledger here holds, correct it, or take it back. Earlier ones stay to be read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.papers.errors import Refused
from gongkai.papers.intake import accept
from gongkai.report.loader import edition_for
from gongkai.service.annual import declaring, policy
from gongkai.service.annual.declared import was_there
from gongkai.service.annual.filings import Overtaken, filing_of, locked
from gongkai.service.annual.models import Declaration
from gongkai.service.catalogue import store
from gongkai.service.catalogue.viruses import refuse_infected
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Organ, Post

KIND = "declaration"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A file that shows the number, as it came in."""

    name: str
    data: bytes


@transaction.atomic
def declare(
    organ: Organ,
    *,
    year: int,
    month: int | None,
    address: str,
    value: Decimal | int,
    unit: str = "",
    evidence: str,
    by: Post,
    at: datetime,
    file: Evidence | None = None,
    replaces: Declaration | None = None,
    why: str = "",
    imported_as: str = "",
) -> Declaration:
    """Declare a number of a month, or of the whole year (None), and return its row.

    The number that stands already, with the same evidence, changes nothing and is returned. Another is
    entered only over the one it `replaces`, with the reason. Raises NotAllowed, CannotDo, Overtaken.
    """
    on = timezone.localdate(at)
    policy.check_can_write(by, organ, year, on)
    filing = filing_of(organ, year)
    locked(filing)
    place = declaring.places(edition_for(year)).get(address)
    if place is None:
        raise CannotDo(
            _("“%(address)s”不是%(year)s年度报告中须填报的格。") % {"address": address[:40], "year": year}
        )
    number, evidence, why = Decimal(value), evidence.strip(), why.strip()
    faults = {"value": declaring.faults_of(place, month, number, unit, year, on)}
    if month is not None and not was_there(organ, year, month):
        faults["value"].append(
            _("%(organ)s在%(year)s年%(month)s月还没有成立，或者已经变更、撤销，这个月的数由当时的机关填报。")
            % {"organ": organ, "year": year, "month": month}
        )
    if not evidence:
        faults["evidence"] = [_("请写明依据：数取自哪个台账、系统或者统计表。")]
    have = declaring.standing(organ, year, address)
    before = have.get((address, month or 0))
    if faults := {field: said for field, said in faults.items() if said}:
        raise CannotDo(faults)
    if before is not None and file is None and _is_same(before, number, unit, evidence):
        return before
    _check_place(have, address, month, before, replaces, why)
    name, digest = _kept(file)
    row = Declaration.objects.create(
        organ=organ,
        year=year,
        month=month,
        address=address,
        value=number,
        unit=unit,
        evidence=evidence,
        file_name=name,
        file_sha256=digest,
        imported_as=imported_as[:200],
        replaces=before,
        why=why if before is not None else "",
        by=by,
        at=at,
    )
    _log("annual.declare" if before is None else "annual.declare_again", row)
    return row


@transaction.atomic
def take_back_declaration(row: Declaration, *, why: str, by: Post, at: datetime) -> Declaration:
    """Take a declared number back, and return the row that does so; the place is blank after it.

    Raises NotAllowed, CannotDo without a reason, Overtaken if another stands there by now.
    """
    policy.check_can_write(by, row.organ, row.year, timezone.localdate(at))
    locked(filing_of(row.organ, row.year))
    _check_stands(
        declaring.standing(row.organ, row.year, row.address).get((row.address, row.month or 0)), row
    )
    if not why.strip():
        raise CannotDo({"why": [_("请写明作废的原因。")]})
    gone = Declaration.objects.create(
        organ=row.organ,
        year=row.year,
        month=row.month,
        address=row.address,
        value=row.value,
        unit=row.unit,
        evidence=row.evidence,
        replaces=row,
        withdrawn=True,
        why=why.strip(),
        by=by,
        at=at,
    )
    _log("annual.take_back_declaration", gone)
    return gone


def _check_place(
    have: dict[tuple[str, int], Declaration],
    address: str,
    month: int | None,
    before: Declaration | None,
    replaces: Declaration | None,
    why: str,
) -> None:
    if before is None and replaces is None:
        if month is None and have:
            said = "、".join(_("%(month)s月") % {"month": of} for _address, of in sorted(have))
            raise CannotDo(
                {
                    "month": [
                        _("已经填报了%(months)s的数，不能再填全年的数；先作废各月的。") % {"months": said}
                    ]
                }
            )
        if month is not None and (address, 0) in have:
            raise CannotDo({"month": [_("已经填报了全年的数，不能再填某一月的数；先作废全年的。")]})
        return
    if replaces is None:
        raise CannotDo({"month": [_("这一项这一期已经填报过。要更正的，请打开原来的数，写明原因后更正。")]})
    _check_stands(before, replaces)
    if not why:
        raise CannotDo({"why": [_("请写明更正的原因。")]})


def _check_stands(before: Declaration | None, seen: Declaration) -> None:
    if before is None or before.pk != seen.pk:
        raise Overtaken(
            _("您打开以后，这个数已由别人更正或者作废。没有登记您的更正，请看过现在的数后再办理。")
        )


def _is_same(before: Declaration, value: Decimal, unit: str, evidence: str) -> bool:
    return (before.value, before.unit, before.evidence) == (value, unit, evidence)


def _kept(file: Evidence | None) -> tuple[str, str]:
    if file is None:
        return "", ""
    try:
        refuse_infected(file.data)
        taken = accept(file.data, file.name)
    except Refused as refusal:
        raise CannotDo({"file": [str(refusal)]}) from refusal
    return taken.name, store.keep(file.data)


def _log(act: str, row: Declaration) -> None:
    record(
        act,
        by=row.by,
        at=row.at,
        kind=KIND,
        key=row.pk,
        organ=row.organ,
        year=row.year,
        month=row.month or 0,
        address=row.address,
        value=row.value.normalize(),
        unit=row.unit,
    )
