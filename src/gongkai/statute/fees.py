"""The information processing fee (条例42; 109号): two standards, progressive tiers, one chosen a request.

The fee is off until an organ switches it on (reading L-0023). Charging by item counts the requests
of one requester in one calendar month; charging by page counts the pages of one request.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import count

from gongkai.statute import dated
from gongkai.statute.dated import Force
from gongkai.statute.entry import Entry
from gongkai.statute.errors import NoRule, StatuteError, UnsoundLaw
from gongkai.statute.law import Law

MOST = 1_000_000  # pages or items; more is a slip of the hand


@dataclass(frozen=True)
class Tier:
    """What each unit over `over` costs, in yuan."""

    over: int
    yuan: int


@dataclass(frozen=True)
class Scale:
    """One standard of charging; `every` and `more` continue the tiers without end, 0 if they do not."""

    key: str
    name: str
    unit: str
    tiers: tuple[Tier, ...]
    every: int
    more: int
    force: Force

    def steps(self) -> Iterator[Tier]:
        """Return the tiers one after the other, for ever where the scale goes on."""
        yield from self.tiers
        last = self.tiers[-1]
        for n in count(1) if self.every else ():
            yield Tier(last.over + n * self.every, last.yuan + n * self.more)


@dataclass(frozen=True)
class Part:
    """The units of one tier and what they cost: 31—100页 70×10=700."""

    first: int
    last: int
    yuan_each: int

    @property
    def count(self) -> int:
        """How many units the part has."""
        return self.last - self.first + 1

    @property
    def yuan(self) -> int:
        """What it costs in all."""
        return self.count * self.yuan_each


@dataclass(frozen=True)
class Fee:
    """A fee in yuan and the parts it consists of."""

    scale: Scale
    parts: tuple[Part, ...]

    @property
    def yuan(self) -> int:
        """What it costs in all."""
        return sum(part.yuan for part in self.parts)

    def says(self) -> list[str]:
        """Return one sentence a tier."""
        unit = self.scale.unit
        return [
            f"第{part.first}至{part.last}{unit}：{part.count}{unit}×{part.yuan_each}元/{unit}＝{part.yuan}元"
            for part in self.parts
        ]


@cache
def _scales() -> dict[str, tuple[Scale, ...]]:
    return dict(dated.blocks("fees.toml", _scale))


def _scale(key: str, entry: Entry) -> Scale:
    tiers = []
    for tier in entry.entries("tiers"):
        tiers.append(Tier(tier.number("over"), tier.number("yuan")))
        tier.done()
    every = more = 0
    if "beyond" in entry:
        beyond = entry.entry("beyond")
        every, more = beyond.number("every"), beyond.number("more")
        beyond.done()
    scale = Scale(key, entry.text("name"), entry.text("unit"), tuple(tiers), every, more, dated.force(entry))
    entry.done()
    overs = [tier.over for tier in tiers]
    if not tiers or overs[0] != 0 or overs != sorted(set(overs)):
        raise UnsoundLaw(f"{entry.where}：tiers 应自0起、由小到大。")
    return scale


def fee(standard: str, units: int, day: date) -> Fee:
    """Return the fee for `units` units by a standard ("pages" or "items") in force on `day`.

    109号, articles 4 and 5. Raises NoRule before 2021-01-01, StatuteError for a count out of range.
    """
    if not 0 <= units <= MOST:
        raise StatuteError(f"数量{units}不在0至{MOST}之间，请核对。")
    scale = dated.on(_scales()[standard], day, "信息处理费")
    parts = []
    steps = scale.steps()
    tier = next(steps)
    while tier.over < units:
        above = next(steps, None)
        ceiling = units if above is None else min(units, above.over)
        parts.append(Part(tier.over + 1, ceiling, tier.yuan))
        if above is None:
            break
        tier = above
    return Fee(scale, tuple(parts))


def page_fee(pages: int, day: date) -> int:
    """Return the fee in yuan for providing `pages` pages for one request (109号, article 5).

    >>> [page_fee(n, date(2025, 1, 1)) for n in (30, 31, 150, 250)]
    [0, 10, 1700, 4700]
    """
    return fee("pages", pages, day).yuan


def item_fee(items: int, day: date) -> int:
    """Return the fee in yuan for `items` requests of one requester in one month (109号, article 4).

    >>> [item_fee(n, date(2025, 1, 1)) for n in (10, 11, 35, 41)]
    [0, 100, 3000, 4300]
    """
    return fee("items", items, day).yuan


def fee_of_next_item(before: int, day: date) -> int:
    """Return what one more request costs after `before` requests in the same month."""
    return item_fee(before + 1, day) - item_fee(before, day)


def monthly_counts(
    requests: Iterable[tuple[str, str, date]], law: Law, governments: Mapping[str, str]
) -> Counter[tuple[str, str, int, int]]:
    """Count requests for charging by item: (requester, organ or government, year, month) → number.

    A request is (requester, organ, day of receipt). The count is per organ, or over all organs of
    one government where reading L-0024 says so on the day of receipt; `governments` names the
    government of each organ. Raises NoRule for an organ whose government is then not named.
    """
    counts: Counter[tuple[str, str, int, int]] = Counter()
    for requester, organ, day in requests:
        scope = organ
        if law.reads("fee_count_scope", day) == "government":
            if organ not in governments:
                raise NoRule(
                    f"按决定L-0024由同一政府所属各机关合并计件，但没有登记“{organ}”属于哪一级政府；"
                    f"请先登记（《条例》第四十二条）。"
                )
            scope = governments[organ]
        counts[requester, scope, day.year, day.month] += 1
    return counts


@dataclass(frozen=True)
class Choice:
    """Both standards for one request; the organ chooses one, never both (109号, article 3)."""

    by_pages: int
    by_items: int


def compare(pages: int, requests_before: int, day: date) -> Choice:
    """Return what one request would cost by either standard."""
    return Choice(page_fee(pages, day), fee_of_next_item(requests_before, day))


def pay_by(notice_received: date, law: Law) -> date:
    """Return the last day for payment: 20 working days from the day after receiving the notice (109号)."""
    term = law.term("fee_payment", notice_received)
    return law.calendar.after(notice_received, term.count)


def in_use(law: Law, day: date) -> bool:
    """Return whether the organ has switched the fee on (reading L-0023)."""
    return law.reads("fees_in_use", day) == "on"
