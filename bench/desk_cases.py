"""Requests of a busy district, made up: the same for the same number and day in every run.

Each is a history of eight events or so (asked online or handed in, confirmed, corrected, third parties and
other organs consulted, extended, answered, sent, delivered), as the statute lets it happen; those of the last
weeks are still open. Half of all belong to one organ, the others to fifty. Nothing in them is true.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from gongkai.statute import events as e
from gongkai.statute.calendar import Calendar

SEED = 20190515
ORGANS = 51  # the first is the busy one
YEARS = 3
WISHES = (
    "征地补偿安置方案及其批复",
    "某某路旧城改造项目的规划许可",
    "2024年度部门决算的明细",
    "行政处罚决定书",
)


@dataclass(frozen=True, slots=True)
class Made:
    """One request: which organ, through which channel, what happened until today."""

    key: int
    organ: int
    channel: str
    wish: str
    events: tuple[e.Event, ...]


def cases(count: int, today: date, calendar: Calendar) -> Iterator[Made]:
    """Yield so many requests, the oldest first, spread evenly over the last years' working days."""
    first = calendar.place(today - timedelta(days=365 * YEARS))
    last = calendar.place(today)
    for key in range(1, count + 1):
        chance = random.Random(SEED + key)  # noqa: S311 - nothing secret
        day = calendar.day_at(first + (key - 1) * (last - first) // count)
        online = chance.random() < 0.7
        story = _story(chance, day, calendar, online)
        yield Made(
            key=key,
            organ=0 if key % 2 else 1 + key // 2 % (ORGANS - 1),
            channel="online" if online else "in_person",
            wish=chance.choice(WISHES),
            events=tuple(event for event in story if event.on <= today),
        )


def _story(chance: random.Random, day: date, calendar: Calendar, online: bool) -> list[e.Event]:
    """What happens to one request, if time enough is left to it."""
    channel = "online" if online else "in_person"
    found: list[e.Event] = [e.Received(on=day, channel=channel, evidence="" if online else "当面递交")]

    def after(most: int, least: int = 0) -> date:
        nonlocal day
        day = calendar.after(day, chance.randint(least, most)) if most else day
        return day

    if online:
        found.append(e.ReceiptConfirmed(on=after(1), by_whom="经办人", means="电话"))
    if chance.random() < 0.5:
        asked = after(5, 1)
        found.append(e.CorrectionAsked(on=asked, by=calendar.after(asked, 10), items="写明文件名称或者年份"))
        found.append(e.Corrected(on=after(8, 1), channel="in_person"))
    if chance.random() < 0.5:
        found.append(e.ThirdPartyConsulted(on=after(4, 1), whom="T1"))
        found.append(e.LetterDelivered(on=after(3, 1), whom="T1"))
        found.append(
            e.OpinionReceived(on=after(12, 2), whom="T1", agrees=chance.random() < 0.5, reasons="见附件")
        )
    if chance.random() < 0.3:
        found.append(e.OtherOrganConsulted(on=after(2, 1), whom="O1", delivered=None))
        found.append(e.OpinionReceived(on=after(8, 2), whom="O1"))
    if chance.random() < 0.6:
        told = after(3, 1)
        found.append(e.Extended(on=told, days=20, consented_by="负责人", notified=told))
    found.append(
        e.Answered(on=after(12, 2), outcome=chance.choice(("full_disclosure", "partial_disclosure")))
    )
    found.append(e.Sent(on=after(1), means="邮寄"))
    found.append(e.Delivered(on=after(4, 1)))
    return found
