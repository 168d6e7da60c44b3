"""Requests whose day of receipt waits for both sides to confirm: whom to call today (条例 art. 31).

The index finds them, the ledger says whether they still wait. Who was not tried today stands first, the one
that came longest ago before the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from gongkai.service.catalogue.desk_law import law_here
from gongkai.service.organs.said import said
from gongkai.service.requests import index, ledger, policy, worklist
from gongkai.service.requests.case_ways import Visit
from gongkai.service.requests.models import Case, Contact, Party, Standing
from gongkai.statute import clock
from gongkai.statute.errors import StatuteError
from gongkai.statute.law import Law

WAITS = "receipt_awaited"
MOST = 200  # of one page: nobody calls more people in a day


@dataclass(frozen=True, slots=True)
class Called:
    """A request that waits to be confirmed."""

    case: Case
    name: str
    phone: str
    email: str
    channel: str
    arrived: date
    days: int  # working days since it came: 0 today
    tried: list[Contact]
    seen: int
    tried_today: bool

    @property
    def means(self) -> str:
        """What she would be reached by first."""
        return "电话" if self.phone or not self.email else "电子邮件"


def queue(who: Visit, channel: str = "") -> tuple[list[Called], dict[str, int], int]:
    """Return whom to reach, how many wait by channel (its name as in the law), and how many in all."""
    law = law_here()
    own = worklist.Seen(who).own
    waiting = Standing.objects.filter(organ__in=own, state=WAITS)
    cases = {
        case.pk: case
        for case in Case.objects.select_related("organ", "wish").filter(
            pk__in=waiting.order_by("case").values("case")
        )
    }
    found, differ = [], []
    histories = ledger.events_of_all(cases)
    tried = _tried(list(cases))
    parties = _requesters(list(cases))
    by_channel: dict[str, int] = {}
    for key, case in cases.items():
        try:
            read = clock.read(histories[key], law)
        except StatuteError:
            differ.append(key)  # a history today's law cannot read stands on the work list as such
            continue
        if read.standing(who.on).state != WAITS or read.arrived_on is None:
            differ.append(key)
            continue
        by_channel[case.channel] = by_channel.get(case.channel, 0) + 1
        if channel and case.channel != channel:
            continue
        found.append(
            _called(
                case, parties.get(key), read.arrived_on, tried.get(key, []), len(histories[key]), who, law
            )
        )
    if differ:
        index.refresh_all(differ, who.on, law)
    found.sort(key=lambda one: (one.tried_today, one.arrived, one.case.pk))
    return found[:MOST], by_channel, sum(by_channel.values())


def _called(
    case: Case,
    party: Party | None,
    arrived: date,
    tried: list[Contact],
    seen: int,
    who: Visit,
    law: Law,
) -> Called:
    shows = policy.sees_contacts(who.post, case.organ, who.on)
    return Called(
        case=case,
        name=party.name if party and shows else "",
        phone=party.phone if party and shows else "",
        email=party.email if party and shows else "",
        channel=said(law.channel(case.channel, arrived).name),
        arrived=arrived,
        days=law.calendar.between(arrived, who.on),
        tried=tried,
        seen=seen,
        tried_today=any(contact.on == who.on for contact in tried),
    )


def _tried(cases: Sequence[int]) -> dict[int, list[Contact]]:
    found: dict[int, list[Contact]] = {}
    for contact in Contact.objects.filter(case__in=cases).select_related("by__person").order_by("pk"):
        found.setdefault(contact.case_id, []).append(contact)
    return found


def _requesters(cases: Sequence[int]) -> dict[int, Party]:
    rows = Party.objects.filter(case__in=cases, role=Party.Role.REQUESTER).order_by("-pk")
    return {party.case_id: party for party in rows}
