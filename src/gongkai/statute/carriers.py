"""Who may carry the official papers of a state organ: the postal enterprise, no courier (邮政法55; 235号)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from gongkai.statute import dated
from gongkai.statute.dated import Force
from gongkai.statute.entry import Entry
from gongkai.statute.errors import NoRule, UnsoundLaw


@dataclass(frozen=True)
class Carrier:
    """An enterprise, or a kind of them, that takes letters; and whether it may carry official papers."""

    key: str
    name: str
    carries: bool
    force: Force


def carrier(key: str, day: date) -> Carrier:
    """Return a carrier as it stands on a day; NoRule for one that is unknown."""
    if key not in package_carriers():
        raise NoRule(f"没有“{key}”这一寄递企业；可用：{'、'.join(package_carriers())}。")
    return dated.on(package_carriers()[key], day, "公文的寄递")


@cache
def package_carriers() -> Mapping[str, tuple[Carrier, ...]]:
    """Return the carriers of the package by key, oldest first."""
    return dated.blocks("carriers.toml", _carrier)


def _carrier(key: str, entry: Entry) -> Carrier:
    name, answer = entry.text("name"), entry.text("carries")
    if answer not in ("yes", "no"):
        raise UnsoundLaw(f"{entry.where}：carries 只能是 yes 或者 no。")
    found = Carrier(key, name, answer == "yes", dated.force(entry))
    entry.done()
    return found
