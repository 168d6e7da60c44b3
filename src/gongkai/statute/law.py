"""The law of an installation: its calendar, the terms, the channels and the readings in force."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path

from gongkai.statute import dated
from gongkai.statute.calendar import Calendar, stored_notices
from gongkai.statute.dated import Force
from gongkai.statute.entry import Entry
from gongkai.statute.errors import NoRule, UnsoundLaw
from gongkai.statute.readings import CHOICES_FILE, Readings, readings

TERM_NAMES = {
    "reply": "答复期限",
    "extension": "延长答复期限",
    "receipt": "收到申请",
    "correcting": "告知补正",
    "correction_restart": "补正后重新计算答复期限",
    "correction_notice": "补正告知期限",
    "correction": "补正期限",
    "third_party_opinion": "征求第三方意见",
    "co_producer_opinion": "征求共同制作机关意见",
    "organ_opinion": "征求其他机关意见",
    "suspension_third_party": "征求第三方意见的时间不计入期限",
    "suspension_organ": "征求其他机关意见的时间不计入期限",
    "reasons": "要求说明理由、另定答复日期",
    "dispatch": "答复的发出",
    "fee_payment": "信息处理费缴纳期限",
    "court_order": "判决责令公开的期限",
}


@dataclass(frozen=True)
class Term:
    """A term in working days; `days` is None where the law names the matter and sets no number."""

    key: str
    days: int | None
    force: Force

    @property
    def count(self) -> int:
        """The number of working days; NoRule where the law sets none."""
        if self.days is None:
            raise NoRule(f"{self.article}没有规定{TERM_NAMES[self.key]}的天数。")
        return self.days

    @property
    def article(self) -> str:
        """The article that sets the term, as the project cites it."""
        return self.force.article


@dataclass(frozen=True)
class Channel:
    """A way in which a request reaches the organ, and what fixes the day of receipt (条例31)."""

    key: str
    name: str
    fixed_by: str  # "arrival" or "confirmation"
    evidence: str
    force: Force


@dataclass(frozen=True)
class Law:
    """What the clock asks: working days, terms, channels and readings, all by day."""

    calendar: Calendar
    terms: Mapping[str, tuple[Term, ...]]
    channels: Mapping[str, tuple[Channel, ...]]
    readings: Readings

    def term(self, key: str, day: date) -> Term:
        """Return the term in force on `day`; NoRule if the law had none."""
        return dated.on(self.terms[key], day, TERM_NAMES[key])

    def term_if_any(self, key: str, day: date) -> Term | None:
        """Return the term in force on `day`, or None where the law set none."""
        return dated.find(self.terms[key], day)

    def channel(self, key: str, day: date) -> Channel:
        """Return how the day of receipt was fixed on `day` for a channel; NoRule if it is unknown."""
        if key not in self.channels:
            known = "、".join(f"{key}（{blocks[-1].name}）" for key, blocks in self.channels.items())
            raise NoRule(f"没有“{key}”这一提交渠道；可用：{known}。")
        return dated.on(self.channels[key], day, f"{self.channels[key][-1].name}的收到之日")

    def reads(self, key: str, day: date) -> str:
        """Return the value of a reading for a request received on `day`."""
        return self.readings.value(key, day)


def _term(key: str, entry: Entry) -> Term:
    if key not in TERM_NAMES:
        raise UnsoundLaw(f"{entry.where}：没有“{key}”这一期限。")
    term = Term(key, entry.optional_number("days"), dated.force(entry))
    entry.done()
    return term


def _channel(key: str, entry: Entry) -> Channel:
    channel = Channel(
        key, entry.text("name"), entry.text("fixed_by"), entry.text("evidence"), dated.force(entry)
    )
    entry.done()
    if channel.fixed_by not in ("arrival", "confirmation"):
        raise UnsoundLaw(f"{entry.where}：fixed_by 只能是 arrival 或 confirmation。")
    return channel


@cache
def package_terms() -> Mapping[str, tuple[Term, ...]]:
    """Return the terms of the package by key, oldest first."""
    return dated.blocks("terms.toml", _term)


@cache
def package_channels() -> Mapping[str, tuple[Channel, ...]]:
    """Return the channels of the package by key, oldest first."""
    return dated.blocks("channels.toml", _channel)


def law(installation: Path | None = None) -> Law:
    """Return the law as an installation applies it; without one, the package's own.

    Read again when the installation's notices or readings have changed, so that a service that is
    running counts by a notice from the moment it is added. Raises UnsoundLaw if a data file is not
    in order.
    """
    return _law(installation, () if installation is None else _seen(installation))


def _seen(installation: Path) -> tuple[tuple[str, int, int, int], ...]:
    """The installation's own files of law, with what changes when one of them is written."""
    holidays = installation / "holidays"
    files = [installation / CHOICES_FILE, *holidays.glob("*.toml"), *holidays.glob("regions/*/*.toml")]
    seen = []
    for file in files:
        try:
            stat = file.stat()
        except FileNotFoundError:  # no choices made; or taken away since the folder was listed
            continue
        seen.append((str(file), stat.st_mtime_ns, stat.st_ino, stat.st_size))
    return tuple(sorted(seen))


@lru_cache(maxsize=8)
def _law(installation: Path | None, _seen: tuple[tuple[str, int, int, int], ...]) -> Law:
    chosen = readings(installation)
    # The calendar is one for all requests of an installation: the latest choice counts.
    region = chosen.value("regional_calendar", date.max)
    named = region not in ("none", "local")  # what an installation enters for itself has no name here
    return Law(
        calendar=Calendar(
            stored_notices(installation),
            region="" if region == "none" else region,
            beyond=1 if chosen.value("unannounced_year", date.max) == "provisional" else 0,
            region_name=chosen.reading("regional_calendar").says(region) if named else "",
        ),
        terms=package_terms(),
        channels=package_channels(),
        readings=chosen,
    )
