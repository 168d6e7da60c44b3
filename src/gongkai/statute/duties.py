"""What must be disclosed without being asked: the items of articles 20 and 21, as dated data."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Duty:
    """One item that an organ discloses on its own initiative.

    `organs` is empty where the item binds every organ, else the kinds of organ it speaks of.
    """

    article: str  # 「第二十条第（一）项」
    text: str
    organs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Duties:
    """The items in force from one day on, with the text they come from."""

    since: date
    until: date | None
    source: str
    items: tuple[Duty, ...]

    def of(self, kind: str) -> tuple[Duty, ...]:
        """Return the items that bind an organ of that kind ("department", "township", …)."""
        return tuple(item for item in self.items if not item.organs or kind in item.organs)


@cache
def _all() -> tuple[Duties, ...]:
    data = tomllib.loads(files("gongkai.statute").joinpath("data/duties.toml").read_text("utf-8"))
    return tuple(
        Duties(
            since=block["since"],
            until=block.get("until"),
            source=block["source"],
            items=tuple(
                Duty(item["article"], item["text"], tuple(item.get("organs", ()))) for item in block["items"]
            ),
        )
        for block in data["duties"]
    )


def duties_on(day: date) -> Duties:
    """Return the items of proactive disclosure in force on a day.

    Regulations on Open Government Information (State Council Order 711), articles 20 and 21.
    Raises LookupError for a day before the present Regulations: their predecessor is not recorded here.
    """
    for block in _all():
        if block.since <= day and (block.until is None or day < block.until):
            return block
    raise LookupError(f"{day.isoformat()}：没有这一天施行的主动公开事项。")
