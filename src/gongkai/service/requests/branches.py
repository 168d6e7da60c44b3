"""What runs beside a request, each with its own clock: opinions, a correction, a payment, the office."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from gongkai.service.requests import chasing
from gongkai.service.requests.models import Assignment, Proposal
from gongkai.service.requests.words import PROPOSED, WAITING
from gongkai.statute.calendar import Calendar
from gongkai.statute.clock import Standing
from gongkai.statute.consultation import Consultation

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Branch:
    """Something that runs beside the reply: what, with whom, where it stands, by which day.

    `shape` is one of the keys of urgency.GROUPS, as of a request.
    """

    what: Words
    whom: Words
    shape: str
    says: Words
    since: date | None = None
    delivered: date | None = None
    until: date | None = None
    provisional: bool = False
    is_named: bool = False  # `whom` is a name, and stays Chinese

    @property
    def is_over(self) -> bool:
        """Whether nothing is waited for any more."""
        return self.shape == "ended"


def branches(
    stands: Standing,
    names: Mapping[str, str],
    assignment: Assignment | None,
    proposals: Sequence[Proposal],
) -> list[Branch]:
    """Return all that runs beside a request on a day, what is open first."""
    found = [*_consultations(stands, names), *_requester(stands)]
    found += [_proposal(row) for row in proposals if not hasattr(row, "consent")]
    if assignment is not None and assignment.finish_by and stands.state != "ended":
        found.append(_internal(assignment, stands))
    return sorted(found, key=lambda branch: branch.is_over)


def _consultations(stands: Standing, names: Mapping[str, str]) -> Iterator[Branch]:
    for asked in stands.clock.consultations:
        shape, says = _opinion(asked, stands)
        until = asked.lapses_on if asked.open else asked.until
        calendar = stands.clock.law.calendar
        yield Branch(
            what=WAITING[asked.kind],
            whom=names.get(asked.whom, asked.whom),
            shape=shape,
            says=says,
            since=asked.since,
            delivered=asked.delivered,
            until=until,
            provisional=bool(asked.open and until and calendar.is_provisional(until)),
            is_named=True,
        )


def _opinion(asked: Consultation, stands: Standing) -> tuple[str, Words]:
    if not asked.open:
        if asked.agrees is None:
            return "ended", _("已结束，没有提出意见")
        return "ended", _("已同意公开") if asked.agrees else _("已提出意见：不同意公开")
    if asked.lapses_on is None:
        since = chasing.owed_since(asked, stands.clock, stands.on)
        if asked.kind == "other_organ" or asked.delivered:
            return ("chase", _("没有期限，请催问")) if since else ("waiting", _("没有规定答复期限"))
        if since:
            return "chase", _("送达没有登记，请登记送达或者查问")
        return "waiting", _("征求意见书尚未送达，期限还没有开始")
    if asked.lapsed(stands.on):
        return "lapsed", _("期限已过，没有收到意见，请登记")
    return "waiting", _left(stands.on, asked.lapses_on, stands.clock.law.calendar)


def _requester(stands: Standing) -> Iterator[Branch]:
    clock, calendar = stands.clock, stands.clock.law.calendar
    for kind, what, by in (
        ("correction", _("申请人补正"), clock.correct_by),
        ("payment", _("申请人缴费"), clock.pay_by),
    ):
        if clock.halted != kind or stands.state == "ended":
            continue
        if by is None:
            yield Branch(what, WAITING["requester"], "waiting", _("没有写明期限"))
        elif stands.on > by:
            yield Branch(what, WAITING["requester"], "lapsed", _("期限已过，请认定结果"), until=by)
        else:
            yield Branch(what, WAITING["requester"], "waiting", _left(stands.on, by, calendar), until=by)


def _proposal(row: Proposal) -> Branch:
    what = _("报请同意：%(what)s") % {"what": PROPOSED.get(row.kind, row.kind)}
    return Branch(what, _("机关负责人或者工作机构负责人"), "waiting", _("等待答复"), since=row.at.date())


def _internal(assignment: Assignment, stands: Standing) -> Branch:
    by = assignment.finish_by
    whom = str(assignment.to.person) if assignment.to else assignment.unit
    calendar = stands.clock.law.calendar
    if by is not None and stands.on > by:
        return Branch(_("内部办理"), whom, "overdue", _("内部期限已过"), until=by, is_named=True)
    says = _left(stands.on, by, calendar) if by else ""
    return Branch(_("内部办理"), whom, "later", says, until=by, is_named=True)


def _left(on: date, by: date, calendar: Calendar) -> str:
    days = calendar.between(on, by)
    return _("今天是最后一日") if on == by else _("还有%(days)s个工作日") % {"days": days}
