"""Until when a reply, or the silence of the organ, may still be challenged: terms of the statute."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from gongkai.service.redress.course import Course
from gongkai.service.redress.models import Proceeding
from gongkai.service.requests.letter_remedies import bodies_of
from gongkai.service.requests.models import Case
from gongkai.statute.clock import Clock
from gongkai.statute.events import Delivered, Sent
from gongkai.statute.law import Law
from gongkai.statute.remedies import SILENCE, Remedy, period_end, period_rule, remedy


@dataclass(frozen=True, slots=True)
class Open:
    """A way that is open: what, until which day, whether that day has passed, and how it was counted."""

    says: str | Promise
    until: date
    over: bool
    article: str
    how: str = ""
    whom: str = ""  # who reconsiders (复议法24); "" where that is not known, or for a suit


def open_to_requester(case: Case, clock: Clock, on: date, law: Law) -> list[Open]:
    """Return until when the reply of a case, or its want, may be challenged; none while it is in time.

    The terms run from the service of the reply (`Delivered`), and where that is not entered from its
    dispatch, which is said: the last day may then be later. Raises StatuteError for a day without a rule.
    """
    found = _against(case, clock, on, law)
    if found is None:
        return []
    what, how, bodies = found
    first = what.first == "reconsideration"
    ways = [
        Open(
            _("申请行政复议（起诉以前应当先申请）") if first else _("申请行政复议"),
            what.reconsider_by,
            what.reconsider_by < on,
            what.article,
            how,
            "、".join(bodies),
        )
    ]
    if sue_by := what.sue_by or what.rest_sue_by:
        says = _("直接起诉") if what.sue_by else _("就其余部分直接起诉")
        ways.append(Open(says, sue_by, sue_by < on, what.rest_article or "行诉法46", how))
    return ways


def suit_after(found: Course, on: date, law: Law) -> Open | None:
    """Return until when the requester may sue after a reconsideration that ended; None for anything else.

    Her term runs from the day the decision reached her (行诉法 45); the organ knows when it got its own copy,
    and the day is counted from that one. Raises StatuteError for a day without a rule.
    """
    end = found.end
    if found.proceeding.kind != Proceeding.Kind.RECONSIDERATION or end is None:
        return None
    served = end.order_served or end.on
    until = period_end("suit_after_reconsideration", served, law)
    article = period_rule("suit_after_reconsideration", served).article
    how = _("自本机关收到决定书之日（%(day)s）推算；申请人收到较晚的，期限随之较晚") % {
        "day": served.isoformat()
    }
    return Open(_("不服行政复议决定，起诉"), until, until < on, article, how)


def _against(case: Case, clock: Clock, on: date, law: Law) -> tuple[Remedy, str, tuple[str, ...]] | None:
    """Return the remedies against the last ending or silence, from when they run, and before whom."""
    ending = clock.ending
    if ending is None:
        if clock.due is None or clock.due >= on:
            return None
        how = _("答复期限%(day)s届满") % {"day": clock.due.isoformat()}
        bodies = bodies_of(case.organ, clock.due)
        return remedy(SILENCE, clock.due, clock.due, bodies, law), how, bodies
    if not ending.outcome:
        return None
    events = [event for _place, event in clock.entries if event.on >= ending.on]
    served = next((event.on for event in reversed(events) if isinstance(event, Delivered)), None)
    sent = next((event.on for event in reversed(events) if isinstance(event, Sent)), None)
    start = served or sent or ending.on
    how = (
        _("自送达之日（%(day)s）起算") % {"day": start.isoformat()}
        if served
        else _("送达之日尚未登记，暂按%(day)s推算，实际期限可能更晚") % {"day": start.isoformat()}
    )
    decision = case.decisions.filter(outcome=ending.outcome).order_by("-pk").first()
    withheld = sorted({part["article"] for part in decision.withheld}) if decision else []
    bodies = bodies_of(case.organ, ending.on)
    return remedy(ending.outcome, ending.on, start, bodies, law, withheld=withheld), how, bodies
