"""Content that no ending of article 36 speaks of: which ending is proposed for it (readings L-0020, L-0021).

That something is no government information (条例2), or falls under the rules of the Party, is not a kind
of reply and has no row in the annual report. The officer chooses an ending; one is proposed, with a note.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from gongkai.statute import dated
from gongkai.statute.citation import words
from gongkai.statute.dated import Force
from gongkai.statute.entry import Entry
from gongkai.statute.errors import NoRule, UnsoundLaw
from gongkai.statute.law import Law
from gongkai.statute.outcomes import Ground, Outcome, ground, refuse_unknown
from gongkai.statute.readings import package_readings


@dataclass(frozen=True)
class Matter:
    """One such content: what it is, the reading that proposes an outcome, and the ground of each."""

    key: str
    name: str
    reading: str
    grounds: Mapping[str, str]  # outcome → article of its ground
    letter: str
    force: Force


@dataclass(frozen=True)
class Proposal:
    """What is proposed to the officer, who may choose otherwise; `note` goes into the file."""

    outcome: Outcome
    ground: Ground
    note: str
    letter: str  # the fixed sentence of the reply, "" where there is none
    readings: tuple[str, ...]


@cache
def matters() -> Mapping[str, tuple[Matter, ...]]:
    """Return the contents without an ending of their own, by key; UnsoundLaw if the data are not in order."""
    return dated.blocks("unprovided.toml", _matter)


def _matter(key: str, entry: Entry) -> Matter:
    table = entry.entry("grounds")
    matter = Matter(
        key=key,
        name=entry.text("name"),
        reading=entry.text("reading"),
        grounds={outcome: table.text(outcome) for outcome in table.keys()},  # noqa: SIM118
        letter=entry.text("letter", ""),
        force=dated.force(entry),
    )
    entry.done()
    reading = package_readings().get(matter.reading)
    if reading is None or set(matter.grounds) != set(reading.values):
        raise UnsoundLaw(f"{entry.where}：grounds 应当与读法“{matter.reading}”的各个值一致。")
    for outcome, article in matter.grounds.items():
        try:
            ground(outcome, article, matter.force.since)
        except NoRule as fault:
            raise UnsoundLaw(f"{entry.where}：{fault}") from fault
    return matter


def proposed(matter: str, received: date, decided: date, law: Law) -> Proposal:
    """Return the ending proposed for content that article 36 has none for (条例2, 36; 答复规范二).

    The reading is that of the day the request was received, the outcome that of the day of the reply.
    Raises NoRule for another matter, or on a day without a rule.
    """
    blocks = matters().get(matter)
    if blocks is None:
        known = "、".join(f"{key}（{found[-1].name}）" for key, found in matters().items())
        raise NoRule(f"没有“{matter}”这种情形；可用：{known}。")
    found = dated.on(blocks, decided, f"“{blocks[-1].name}”的答复")
    chosen = law.reads(found.reading, received)
    number = law.readings.reading(found.reading).number
    return Proposal(
        outcome=refuse_unknown(chosen, decided),
        ground=ground(chosen, found.grounds[chosen], decided),
        note=f"{found.name}（{words(found.force.article)}）；{law.readings.reading(found.reading).says(chosen)}"
        f"（决定{number}），由经办人选定。",
        letter=found.letter,
        readings=(number,),
    )
