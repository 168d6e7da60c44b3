"""Under which year and outcome a request is counted in the annual report.

Readings L-0027, L-0028, L-0035, L-0038.

Every request is received once and ends in exactly one row. One whose day of receipt is not
confirmed is in no cell while it is open, and cannot have ended so: what was handled is counted, and the
year it was received in has to be known. Request correction does not move its year.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from gongkai.statute.clock import Clock
from gongkai.statute.course import Ending
from gongkai.statute.dated import chinese_day
from gongkai.statute.errors import NoRule
from gongkai.statute.law import Law
from gongkai.statute.outcomes import first_day


@dataclass(frozen=True)
class Counted:
    """One request as table 3 counts it: the year it was received, and the year and outcome of its end."""

    received: int | None
    ended: int | None
    outcome: str | None


def counted(clock: Clock) -> tuple[Counted, ...]:
    """Return how a request is counted: once, or again after each order to redo if the reading says so.

    Raises NoRule for an ending without an outcome, which cannot stand in any row, and for an ending
    where the day of receipt is not confirmed, which has no year (条例31; 条例50(2)).
    """
    law = clock.law
    day = clock.received_on or clock.arrived_on
    if day is None:
        return ()
    by_arrival = law.reads("year_of_request", day) == "day_of_arrival"
    received = clock.arrived_on if by_arrival else clock.received_on
    if received is None and clock.endings:
        raise NoRule(
            f"申请已于{chinese_day(clock.endings[0].on)}办结，收到之日却没有确认，不能确定计入哪一年的表三；"
            f"请按实际确认之日补登确认收到（《条例》第三十一条）。"
        )
    if received is None:
        return ()
    # A reply in the place of a revoked one is of the same request: the first stands (reading L-0038).
    endings = [ending for ending in clock.endings if not ending.replaces]
    if law.reads("redone_requests", day) != "received_again":
        return (_counted(received, endings),)
    return tuple(_counted(begun, found) for begun, found in _handlings(received, endings, clock.ordered_on))


def _handlings(
    received: date, endings: Sequence[Ending], ordered: Sequence[date]
) -> list[tuple[date, list[Ending]]]:
    """Return each time a request is handled: from which day, and how that ended, by the days they happened.

    An order to answer anew begins another once the one before has ended; an order after silence calls for
    the reply that is still owed. An answer of the day of an order is the one it calls for.
    """
    found: list[tuple[date, list[Ending]]] = [(received, [])]
    steps = [*((day, 0, None) for day in ordered), *((ending.on, 1, ending) for ending in endings)]
    for day, _, ending in sorted(steps, key=lambda step: step[:2]):
        if ending is not None:
            found[-1][1].append(ending)
        elif found[-1][1]:
            found.append((day, []))
    return found


def _counted(received: date, endings: Sequence[Ending]) -> Counted:
    if not endings:
        return Counted(received.year, None, None)
    ending = endings[0]
    if ending.outcome is None and ending.on < first_day():
        raise NoRule(
            f"{ending.on}的办结早于{chinese_day(first_day())}，当时的办理结果没有收录，"
            f"不能计入年度报告表三；请按当时的统计口径填报（《条例》第五十条）。"
        )
    if ending.outcome is None:
        raise NoRule(
            f"{ending.on}的答复没有登记办理结果（outcome），不能计入年度报告表三；请补记（《条例》第五十条）。"
        )
    return Counted(received.year, ending.on.year, ending.outcome)


def counted_rectification(received: date, ended: date | None, law: Law) -> tuple[Counted, ...]:
    """Return how a request to correct a record about oneself (条例41) is counted in table 3.

    It is no request for disclosure and is not counted; by the other value of reading L-0035 it is,
    and its end is 其他 whatever it was. Raises NoRule for an end before the day of receipt.
    """
    if ended is not None and ended < received:
        raise NoRule(
            f"更正申请的办结之日{chinese_day(ended)}早于收到之日{chinese_day(received)}，请核对两个日期。"
        )
    if law.reads("record_rectification_counted", received) == "no":
        return ()
    return (
        Counted(received.year, None, None) if ended is None else Counted(received.year, ended.year, "other"),
    )
