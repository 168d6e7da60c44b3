"""Under which year and outcome a request is counted in the annual report.

Readings L-0025, L-0027, L-0028, L-0038, L-0040.

Every request is received once and ends in exactly one row. One whose day of receipt is not
confirmed is in no cell while it is open, and cannot have ended so: what was handled is counted, and the
year it was received in has to be known. Request correction does not move its year. What one request was
split into is one request still (L-0025): over when its last part is over, with one result of all of them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from gongkai.statute import outcomes
from gongkai.statute.clock import Clock
from gongkai.statute.course import Ending
from gongkai.statute.dated import chinese_day
from gongkai.statute.errors import NoRule
from gongkai.statute.events import Answered
from gongkai.statute.outcomes import Outcome, first_day

Chosen = Mapping[frozenset[str], str]
"""What a person settled on: the outcomes that do not make one together → the one that is counted."""


@dataclass(frozen=True)
class Counted:
    """One request as table 3 counts it: the year it was received, and the year and outcome of its end."""

    received: int | None
    ended: int | None
    outcome: str | None


class Undecided(NoRule):
    """What the facts do not say: which one result is counted. `choices` are those a person may settle on."""

    def __init__(self, says: str, of: frozenset[str], choices: tuple[str, ...]) -> None:
        """`of` are the outcomes that make no one together; none where what was recorded has no outcome."""
        super().__init__(says)
        self.of = of
        self.choices = choices


def counted(clock: Clock, parts: Sequence[Clock] = (), chosen: Chosen | None = None) -> tuple[Counted, ...]:
    """Return how a request is counted: once, or again after each order to redo if the reading says so.

    `parts` were split off it and count with it (reading L-0025). Raises NoRule for an ending without an
    outcome, which cannot stand in any row, and for an ending where the day of receipt is not confirmed,
    which has no year (条例31; 条例50(2)); Undecided where a person has to settle on a result and has not.
    """
    day = clock.received_on or clock.arrived_on
    if day is None:
        return ()
    law, clocks = clock.law, (clock, *parts)
    by_arrival = law.reads("year_of_request", day) == "day_of_arrival"
    days = [one.arrived_on if by_arrival else one.received_on for one in clocks]
    received = min((each for each in days if each is not None), default=None)
    ended = [ending.on for one in clocks for ending in one.endings]
    if received is None and ended:
        raise NoRule(
            f"申请已于{chinese_day(ended[0])}办结，收到之日却没有确认，不能确定计入哪一年的表三；"
            f"请按实际确认之日补登确认收到（《条例》第三十一条）。"
        )
    if received is None:
        return ()
    endings = [_endings(one, day) for one in clocks]
    if law.reads("redone_requests", day) != "received_again":
        return (_counted(received, endings, chosen or {}),)
    handled = [
        _handlings(received, found, one.ordered_on) for one, found in zip(clocks, endings, strict=True)
    ]
    again: dict[date, list[list[End]]] = {}
    for begun, found in (each for handlings in handled for each in handlings[1:]):
        again.setdefault(begun, []).append(found)
    first = [handlings[0][1] for handlings in handled]
    times = [(received, first), *sorted(again.items())]
    return tuple(_counted(begun, found, chosen or {}) for begun, found in times)


End = tuple[date, Ending]
"""An ending with the day on which it counts."""


def _endings(clock: Clock, day: date) -> list[End]:
    """Return the endings of a clock that count, by the readings of the day the request was received.

    A reply in the place of a revoked one is of the same request: the first stands (L-0038). One that has not
    left ends nothing yet (L-0040; 235号); what ends without a reply ends on its day (L-0037).
    """
    by_sending = clock.law.reads("year_of_ending", day) == "when_sent"
    found = []
    for ending in clock.endings:
        on = ending.sent if by_sending and ending.event == Answered.kind else ending.on
        if on is not None and not ending.replaces:
            found.append((on, ending))
    return found


def _handlings(
    received: date, endings: Sequence[End], ordered: Sequence[date]
) -> list[tuple[date, list[End]]]:
    """Return each time a request is handled: from which day, and how that ended, by the days they happened.

    An order to answer anew begins another once the one before has ended; an order after silence calls for
    the reply that is still owed. An answer of the day of an order is the one it calls for.
    """
    found: list[tuple[date, list[End]]] = [(received, [])]
    steps = [*((day, 0, None) for day in ordered), *((on, 1, ending) for on, ending in endings)]
    for day, _, ending in sorted(steps, key=lambda step: step[:2]):
        if ending is not None:
            found[-1][1].append((day, ending))
        elif found[-1][1]:
            found.append((day, []))
    return found


def _counted(received: date, endings: Sequence[Sequence[End]], chosen: Chosen) -> Counted:
    """Count what was received on a day, with the endings of each of its parts: open while one of them is."""
    if not all(endings):
        return Counted(received.year, None, None)
    firsts = [found[0] for found in endings]
    last = max(on for on, _ in firsts)
    results = frozenset(_outcome(ending, chosen) for _, ending in firsts)
    return Counted(received.year, last.year, together(results, chosen))


def _outcome(ending: Ending, chosen: Chosen) -> str:
    if ending.outcome is not None:
        return ending.outcome
    if ending.on >= first_day():
        raise NoRule(
            f"{ending.on}的答复没有登记办理结果（outcome），不能计入年度报告表三；请补记（《条例》第五十条）。"
        )
    nothing: frozenset[str] = frozenset()
    if nothing in chosen:
        return chosen[nothing]
    says = (
        f"{ending.on}的办结早于{chinese_day(first_day())}，当时的办理结果没有收录，"
        f"要由人按实际结果确定计入年度报告表三的哪一行；请在这件申请的页面上确定（《条例》第五十条）。"
    )
    raise Undecided(says, nothing, tuple(one.key for one in outcomes.in_force(first_day())))


def together(results: Collection[str], chosen: Chosen | None = None) -> str:
    """Return the one result of a request whose parts ended with these.

    All alike, it is that. What was disclosed to some part and withheld in another is a partial disclosure,
    and is counted as nothing else (30号：区分处理的，只计这一情形). Of any other the law says nothing: raises
    Undecided unless a person chose.
    """
    of = frozenset(results)
    if len(of) == 1:
        return next(iter(of))
    found = [_of(key) for key in sorted(of)]
    kinds = {one.kind for one in found}
    if kinds & _DISCLOSED and kinds <= {*_DISCLOSED, "refusal"}:
        return PARTIAL
    choices = [*sorted(of), *([PARTIAL] if kinds & _DISCLOSED and PARTIAL not in of else [])]
    if chosen is not None and chosen.get(of) in choices:
        return chosen[of]
    says = (
        f"拆分办理的各部分结果不同（{'、'.join(f'“{one.name}”' for one in found)}），合起来只计一件，"
        f"要由人确定计入表三的哪一种结果（决定L-0025）；请在这件申请的页面上确定。"
    )
    raise Undecided(says, of, tuple(choices))


PARTIAL = "partial_disclosure"
_DISCLOSED = {"grant", "partial"}


def _of(key: str) -> Outcome:
    return outcomes.tree().outcomes[key][-1]
