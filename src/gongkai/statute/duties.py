"""What must be disclosed without being asked: the items of articles 20 and 21, as dated data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from gongkai.statute import dated
from gongkai.statute.citation import articles, numeral, words
from gongkai.statute.dated import Force
from gongkai.statute.entry import Entry
from gongkai.statute.errors import NoRule


@dataclass(frozen=True)
class Duty:
    """One item that an organ discloses on its own initiative.

    `organs` is empty where the item binds every organ, else the kinds of organ it speaks of.
    """

    key: str
    text: str
    organs: tuple[str, ...]
    force: Force

    @property
    def article(self) -> str:
        """The item as people cite it: 《条例》第二十条第一项."""
        return words(self.force.article)


@dataclass(frozen=True)
class Duties:
    """The items in force on one day, in the order of the law."""

    items: tuple[Duty, ...]

    @property
    def source(self) -> str:
        """The articles and norms the items come from, and since when they are in force."""
        numbers = sorted({n for item in self.items for n in articles(item.force.article)})
        cited = "、".join(f"第{numeral(n)}条" for n in numbers)
        norms = "、".join(dict.fromkeys(item.force.norm for item in self.items))
        spans = "、".join(dict.fromkeys(item.force.span() for item in self.items))
        return f"《中华人民共和国政府信息公开条例》{cited}（{norms}，{spans}）"

    def of(self, kind: str) -> tuple[Duty, ...]:
        """Return the items that bind an organ of that kind ("department", "township", …)."""
        return tuple(item for item in self.items if not item.organs or kind in item.organs)


@cache
def _all() -> dict[str, tuple[Duty, ...]]:
    return dict(dated.blocks("duties.toml", _duty))


def _duty(key: str, entry: Entry) -> Duty:
    duty = Duty(key, entry.text("name"), entry.texts("organs"), dated.force(entry))
    entry.done()
    return duty


def duties_on(day: date) -> Duties:
    """Return the items of proactive disclosure in force on a day (条例20, 21).

    Raises NoRule for a day before the present Regulations: their predecessor's are not recorded here.
    """
    found = [dated.find(blocks, day) for blocks in _all().values()]
    items = tuple(duty for duty in found if duty is not None)
    if not items:
        spans = "；".join(dict.fromkeys(duty.force.span() for blocks in _all().values() for duty in blocks))
        raise NoRule(
            f"{dated.chinese_day(day)}没有收录法定主动公开事项（现有规定的施行时间：{spans}）。请核对日期。"
        )
    return Duties(items)
