"""What a person may do against a decision or against silence, until when, and before whom.

The last days are computed from the day of service: the first day is not counted, and a last day
that is a rest day moves to the next working day (`periods`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from gongkai.statute import dated
from gongkai.statute.citation import words
from gongkai.statute.dated import Force, chinese_day
from gongkai.statute.entry import Entry
from gongkai.statute.errors import NoRule, UnsoundLaw
from gongkai.statute.law import Law
from gongkai.statute.outcomes import refuse_unknown
from gongkai.statute.periods import add_days, add_months, last_day

SILENCE = "silence"  # no reply in time, in the place of an outcome
_UNITS = {"day": "日", "month": "个月"}


@dataclass(frozen=True)
class _Order:
    first: str
    reading: str
    force: Force


@dataclass(frozen=True)
class _Period:
    count: int
    unit: str
    force: Force


@dataclass(frozen=True)
class _NoSuit:
    says: str
    force: Force


@dataclass(frozen=True)
class Bodies:
    """Who reconsiders the acts of a kind of organ; more than one where the person may choose."""

    organ: str
    bodies: tuple[str, ...]
    letter: str  # what the organ's own letter calls it where the organ itself reconsiders; else ""
    force: Force

    @property
    def in_letter(self) -> tuple[str, ...]:
        """The bodies as the letter of the organ names them: itself as 本机关."""
        return (self.letter,) if self.letter else self.bodies


@dataclass(frozen=True)
class Ruling:
    """Who rules finally on a decision an organ made on reconsideration of its own act (复议法26)."""

    by: str
    force: Force


@dataclass(frozen=True)
class Remedy:
    """The remedies against one decision."""

    first: str  # "reconsideration": it must come before a suit; "free": the person chooses
    reconsider_by: date
    sue_by: date | None  # None where reconsideration comes first
    provisional: bool
    article: str
    readings: tuple[str, ...]
    letter: tuple[str, ...]  # the sentences for the letter
    desk: tuple[str, ...]  # notes for the legal desk, not for the letter


def _order(_key: str, entry: Entry) -> _Order:
    order = _Order(entry.text("first"), entry.text("reading", ""), dated.force(entry))
    entry.done()
    if order.first not in ("free", "reconsideration", "reading") or (order.first == "reading") != bool(
        order.reading
    ):
        raise UnsoundLaw(f"{entry.where}：first 或者 reading 不对。")
    return order


def _period(_key: str, entry: Entry) -> _Period:
    period = _Period(entry.number("count"), entry.text("unit"), dated.force(entry))
    entry.done()
    if period.unit not in _UNITS:
        raise UnsoundLaw(f"{entry.where}：unit 只能是 {' 或 '.join(_UNITS)}。")
    return period


def _no_suit(_key: str, entry: Entry) -> _NoSuit:
    found = _NoSuit(entry.text("says"), dated.force(entry))
    entry.done()
    return found


def _bodies(_key: str, entry: Entry) -> Bodies:
    found = Bodies(entry.text("organ"), entry.texts("bodies"), entry.text("letter", ""), dated.force(entry))
    entry.done()
    if not found.bodies or (found.letter and len(found.bodies) > 1):
        raise UnsoundLaw(f"{entry.where}：bodies 不能为空；有 letter 的只能有一个。")
    return found


def _ruling(key: str, entry: Entry) -> Ruling:
    found = Ruling(entry.text("by"), dated.force(entry))
    entry.done()
    if key not in _all_bodies():
        raise UnsoundLaw(f"{entry.where}：reconsideration_bodies.toml 里没有“{key}”这类机关。")
    return found


@cache
def _orders() -> dict[str, tuple[_Order, ...]]:
    return dict(dated.blocks("remedies.toml", _order))


@cache
def _periods() -> dict[str, tuple[_Period, ...]]:
    return dict(dated.blocks("remedy_periods.toml", _period))


@cache
def _no_suits() -> dict[str, tuple[_NoSuit, ...]]:
    return dict(dated.blocks("no_suit.toml", _no_suit))


@cache
def _all_bodies() -> dict[str, tuple[Bodies, ...]]:
    return dict(dated.blocks("reconsideration_bodies.toml", _bodies))


@cache
def _rulings() -> dict[str, tuple[Ruling, ...]]:
    return dict(dated.blocks("final_rulings.toml", _ruling))


def organ_kinds() -> tuple[tuple[str, str], ...]:
    """Return the kinds of organs and their names, in the order of 复议法24–28."""
    return tuple((key, blocks[-1].organ) for key, blocks in _all_bodies().items())


def reconsideration_bodies(organ_kind: str, day: date) -> Bodies:
    """Return who reconsiders the acts of a kind of organ (复议法24–28); NoRule if it is unknown."""
    blocks = _all_bodies().get(organ_kind)
    if blocks is None:
        known = "、".join(f"{key}（{found[-1].organ}）" for key, found in _all_bodies().items())
        raise NoRule(f"没有“{organ_kind}”这类机关；可用：{known}。")
    return dated.on(blocks, day, "行政复议机关")


def final_ruling(organ_kind: str, day: date) -> Ruling | None:
    """Return who may be asked for a final ruling in the place of a suit; None where there are only courts.

    复议法26: against what provincial governments and departments of the State Council decided on
    reconsideration of their own acts, a suit or a ruling of the State Council, which is final.
    """
    return dated.find(_rulings().get(organ_kind, ()), day)


def period_end(key: str, start: date, law: Law) -> date:
    """Return the last day of a remedy period that begins with `start` (the day of knowing or service).

    Keys: reconsideration, direct_suit, suit_after_reconsideration, untold_reconsideration,
    longest_reconsideration, longest_suit. Raises NoRule or NoCalendar.
    """
    period = _period_on(key, start)
    end = add_days(start, period.count) if period.unit == "day" else add_months(start, period.count)
    return last_day(end, law.calendar)


def period_length(key: str, start: date) -> tuple[int, str]:
    """Return how long a remedy period is: (60, "day"), (6, "month"); the keys are those of `period_end`."""
    period = _period_on(key, start)
    return period.count, period.unit


def period_rule(key: str, start: date) -> Force:
    """Return since when and by what article a remedy period stands; the keys are those of `period_end`."""
    return _period_on(key, start).force


def _period_on(key: str, start: date) -> _Period:
    blocks = _periods().get(key)
    if blocks is None:
        raise NoRule(f"没有“{key}”这一救济期限；现有：{'、'.join(_periods())}。")
    return dated.on(blocks, start, "救济期限")


def kind_of(outcome: str, day: date) -> str:
    """Return how an outcome stands for remedies: withheld, partial, other or silence.

    Reconsideration comes first for exactly the grounds of articles 14, 15 and 16; a register query
    stands among the refusals of the report and is none of these.
    """
    if outcome == SILENCE:
        return SILENCE
    found = refuse_unknown(outcome, day)
    if found.kind == "partial":
        return "partial"
    grounds = ("条例14", "条例15", "条例16")
    if any(ground.article.startswith(grounds) for ground in found.grounds):
        return "withheld"
    return "other"


def comes_first(outcome: str, day: date, law: Law) -> tuple[str, str, tuple[str, ...]]:
    """Return ("reconsideration" or "free", the article, the readings used) for a decision of `day`."""
    order = dated.on(_orders()[kind_of(outcome, day)], day, "救济途径")
    if order.first != "reading":
        return order.first, order.force.article, ()
    chosen = law.reads(order.reading, day)
    first = "reconsideration" if chosen == "reconsideration_first" else "free"
    return first, order.force.article, (law.readings.reading(order.reading).number,)


def remedy(
    outcome: str,
    decided_on: date,
    served_on: date,
    bodies: Sequence[str],
    law: Law,
    court: str = "有管辖权的人民法院",
    online: str = "",
    ruling: str = "",
) -> Remedy:
    """Return the remedies against a decision, or against silence (outcome `SILENCE`).

    `decided_on` chooses the law; the periods run from `served_on`, for silence the day on which the
    reply term ran out. `bodies` are the names of the reconsideration bodies, `online` the address for
    filing online where the decision is served online (复议法22(2)), `ruling` who may be asked for a
    final ruling after reconsideration (`final_ruling`). Raises NoRule before 2019-05-15.
    """
    if served_on < decided_on:
        raise NoRule(f"送达之日{served_on}早于决定之日{decided_on}，请核对。")
    first, article, readings = comes_first(outcome, decided_on, law)
    reconsider_by = period_end("reconsideration", served_on, law)
    sue_by = None if first == "reconsideration" else period_end("direct_suit", served_on, law)
    desk: list[str] = []
    no_suit = dated.find(_no_suits().get(outcome, ()), decided_on)
    if no_suit is not None:
        readings = (*readings, law.readings.reading("no_suit_outcomes").number)
        desk.append(f"{no_suit.says}（{words(no_suit.force.article)}）。")
        if law.reads("no_suit_outcomes", decided_on) == "reconsideration_only":
            sue_by = None
    last = max(reconsider_by, sue_by or reconsider_by)
    return Remedy(
        first=first,
        reconsider_by=reconsider_by,
        sue_by=sue_by,
        provisional=law.calendar.is_provisional(last),
        article=article,
        readings=readings,
        letter=_letter(
            outcome,
            first,
            sue_by is not None,
            _Wording("、".join(bodies), court, online, ruling, decided_on, served_on),
        ),
        desk=(
            *desk,
            f"复议至{chinese_day(reconsider_by)}" + (f"，起诉至{chinese_day(sue_by)}。" if sue_by else "。"),
        ),
    )


@dataclass(frozen=True)
class _Wording:
    """What the paragraph on remedies names: bodies, court, address; and the days that choose its law."""

    bodies: str
    court: str
    online: str
    ruling: str
    decided_on: date
    served_on: date

    def within(self, key: str) -> str:
        """A period as in force on the day of service: 60日内."""
        count, unit = period_length(key, self.served_on)
        return f"{count}{_UNITS[unit]}内"

    def afterwards(self, may_sue: bool) -> str:
        """What is open against the decision on reconsideration (行诉法45; 复议法26)."""
        since = f"自收到行政复议决定书之日起{self.within('suit_after_reconsideration')}"
        suit = f"可以{since}向{self.court}提起行政诉讼" if may_sue else ""
        ruling = f"可以向{self.ruling}申请裁决，{self.ruling}的裁决为最终裁决" if self.ruling else ""
        return f"对行政复议决定不服的，{'，也'.join(way for way in (suit, ruling) if way)}。"


def _letter(outcome: str, first: str, may_sue: bool, names: _Wording) -> tuple[str, ...]:
    """The paragraph on remedies, sentence by sentence (答复规范五; 复议法22(2), 23(2))."""
    against = "逾期不予答复" if outcome == SILENCE else "本答复"
    since = "答复期限届满之日起" if outcome == SILENCE else "收到本答复之日起"
    within, ask = names.within("reconsideration"), f"向{names.bodies}申请行政复议"
    if first == "reconsideration":
        part = "中不予公开的部分" if kind_of(outcome, names.decided_on) == "partial" else ""
        found = [f"对{against}{part}不服的，应当自{since}{within}先{ask}；{names.afterwards(may_sue=True)}"]
    elif not may_sue:
        found = [f"对{against}不服的，可以自{since}{within}{ask}。"]
    else:
        found = [
            f"对{against}不服的，可以自{since}{within}{ask}，"
            f"也可以自{since}{names.within('direct_suit')}直接向{names.court}提起行政诉讼。"
        ]
    if names.ruling and first != "reconsideration":
        found.append(names.afterwards(may_sue))
    if names.online:
        found.append(f"行政复议申请可以通过{names.online}在线提出。")
    found.append(
        "认为本机关未按照要求公开政府信息的，也可以向上一级行政机关或者政府信息公开工作主管部门投诉、举报。"
    )
    return tuple(found)
