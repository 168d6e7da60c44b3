"""Requests split from one another while something was open: what they were all still waiting for.

A third party got one letter and answers once; a requester was told once what to correct. Requests are not
split any more while either is open (`actions/split.py`); of those that were, the answer to what a part
inherited is looked for in all of them, whichever number it came in under.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from django.utils.translation import gettext as _

from gongkai.service.requests import ledger
from gongkai.service.requests.models import Case, Entry, Link, Party
from gongkai.statute.clock import Clock
from gongkai.statute.events import (
    Corrected,
    CorrectionAsked,
    Event,
    OpinionReceived,
    ThirdPartyConsulted,
)
from gongkai.statute.fold import in_force

Asked = ThirdPartyConsulted | CorrectionAsked


def sharing(case: Case, asked: Asked) -> list[Case]:
    """Return the other requests to which the same letter went: copied with a split, and in force still."""
    found, new = {case.pk: case}, [case]
    while new:
        one = new.pop()
        links = Link.objects.filter(kind=Link.Kind.SPLIT).select_related("case__organ", "other__organ")
        for link in [*links.filter(case=one), *links.filter(other=one)]:
            other = link.other if link.case_id == one.pk else link.case
            if other.pk not in found and _inherited(link, asked) and _last_asked(other, asked) is not None:
                found[other.pk] = other
                new.append(other)
    return [other for key, other in sorted(found.items()) if key != case.pk]


def consulted(case: Case, whom: str) -> ThirdPartyConsulted | None:
    """Return the last letter in force that asked a third party of a request, None where none did."""
    asked = [event for event in _events(case) if isinstance(event, ThirdPartyConsulted)]
    return next((event for event in reversed(asked) if event.whom == whom), None)


def correction_asked(case: Case) -> CorrectionAsked | None:
    """Return the last notice in force that asked for a correction of a request."""
    asked = [event for event in _events(case) if isinstance(event, CorrectionAsked)]
    return asked[-1] if asked else None


def unheard(case: Case, party: Party) -> str:
    """Say that a third party objected under the number of a kindred request, and nobody has entered it here;
    "" where it did not.
    """
    asked = consulted(case, party.key) if party.role == Party.Role.THIRD_PARTY else None
    if asked is None or any(_opinions(case, party.key, asked)):
        return ""
    for other in sharing(case, asked):
        objected = [event for event in _opinions(other, party.key, asked) if event.agrees is False]
        if objected:
            return _(
                "第三方已于%(on)s在%(number)s提出不同意公开：征求意见书是拆分以前发出的，对本件同样有效。"
                "请先在本件登记收到的意见。"
            ) % {"on": objected[-1].on.isoformat(), "number": other.number}
    return ""


def uncorrected(case: Case) -> str:
    """Say that the correction awaited here came in under the number of a kindred request; "" where it did
    not.
    """
    asked = correction_asked(case)
    if asked is None:
        return ""
    for other in sharing(case, asked):
        came = [event for event in _events(other) if isinstance(event, Corrected) and event.on >= asked.on]
        if came:
            return _(
                "申请人已于%(on)s在%(number)s补正：补正通知是拆分以前发出的，对本件同样有效，不能认定没有补正。"
                "请先在本件登记收到补正。"
            ) % {"on": came[-1].on.isoformat(), "number": other.number}
    return ""


def waiting(cases: Sequence[Case], waits: Callable[[Clock], bool]) -> Iterator[Case]:
    """Yield those of the requests, locked, of which no reply left and whose clock still waits."""
    for case in cases:
        one = ledger.locked(case)
        clock = ledger.clock_of(one)
        if (clock.ending is None or clock.ending.sent is None) and waits(clock):
            yield one


def _opinions(case: Case, whom: str, asked: ThirdPartyConsulted) -> Iterator[OpinionReceived]:
    for event in _events(case):
        if isinstance(event, OpinionReceived) and event.whom == whom and event.on >= asked.on:
            yield event


def _events(case: Case) -> list[Event]:
    return [event for _place, event in in_force(ledger.events_of(case))]


def _last_asked(case: Case, asked: Asked) -> Asked | None:
    """What was asked, where it is the last of its kind in a request too."""
    if isinstance(asked, CorrectionAsked):
        last: Asked | None = correction_asked(case)
    else:
        last = consulted(case, asked.whom)
    return last if last is not None and last.on == asked.on else None


def _inherited(link: Link, asked: Asked) -> bool:
    """Whether a part began with what was asked: entered for it at the moment of the split."""
    rows = Entry.objects.filter(case=link.case, kind=asked.kind, on=asked.on, recorded_at=link.at)
    whom = getattr(asked, "whom", None)
    return any(whom is None or row.particulars.get("whom") == whom for row in rows)
