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
from gongkai.statute.periods import add_days, add_months, last_day, last_day_of_years

SILENCE = "silence"  # no reply in time, in the place of an outcome
_UNITS = {"day": "日", "month": "个月", "year": "年"}
# Reconsideration comes first for exactly these; 37 is the content that is not government information.
_EXEMPT = ("条例14", "条例15", "条例16")
_NOT_INFORMATION = "条例37"


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
class Outer:
    """The last day of all on which a remedy may be sought, if the answer did not tell of it."""

    key: str
    until: date
    provisional: bool
    article: str


@dataclass(frozen=True)
class Remedy:
    """The remedies against one decision."""

    first: str  # "reconsideration": it must come before a suit; "free": the person chooses
    reconsider_by: date
    sue_by: date | None  # None where reconsideration comes first
    rest_sue_by: date | None  # for the rest of a partial disclosure, where it has a way of its own
    provisional: bool
    article: str
    rest_article: str  # that of `rest_sue_by`; "" where the rest has no way of its own
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
    longest_reconsideration, longest_suit. Raises NoRule, and NoCalendar for periods of days and months:
    those of years end where no calendar reaches and are provisional there.
    """
    return _end(_period_on(key, start), start, law)


def _end(period: _Period, start: date, law: Law) -> date:
    if period.unit == "year":
        return last_day_of_years(add_months(start, 12 * period.count), law.calendar)
    end = add_days(start, period.count) if period.unit == "day" else add_months(start, period.count)
    return last_day(end, law.calendar)


def outer_limits(decided_on: date, served_on: date, law: Law) -> tuple[Outer, ...]:
    """Return the last days of all where the answer told of no remedy, or they were learned of late.

    复议法20(3): untold, the term for reconsideration runs from learning of the right, the body and the
    term, at most a year from knowing the content of the act (`served_on`). 复议法21, 行诉法46(2): nothing
    is taken later than five years after the act (`decided_on`). A limit not yet law on that day is left out.
    """
    found = []
    for key, start in (
        ("untold_reconsideration", served_on),
        ("longest_reconsideration", decided_on),
        ("longest_suit", decided_on),
    ):
        period = dated.find(_periods()[key], start)
        if period is not None:
            until = _end(period, start, law)
            found.append(Outer(key, until, law.calendar.is_provisional(until), period.force.article))
    return tuple(found)


def period_length(key: str, start: date) -> tuple[int, str]:
    """Return how long a remedy period is: (60, "day"), (6, "month"), (1, "year"); keys of `period_end`."""
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


def kind_of(outcome: str, day: date, withheld: Sequence[str] = ()) -> str:
    """Return how an outcome stands for remedies: withheld, partial, other or silence.

    Reconsideration comes first for exactly the grounds of articles 14, 15 and 16; a register query
    stands among the refusals of the report and is none of these. `withheld` are the grounds of what a
    partial disclosure keeps back, none meaning one of those three: where it only keeps back what is not
    government information (条例37), it stands as any other reply. Raises NoRule for another ground.
    """
    if outcome == SILENCE:
        _refuse_grounds(withheld)
        return SILENCE
    found = refuse_unknown(outcome, day)
    if found.kind == "partial":
        _refuse_grounds([each for each in withheld if not _is_ground(each, (*_EXEMPT, _NOT_INFORMATION))])
        kept_back = not withheld or any(_is_ground(each, _EXEMPT) for each in withheld)
        return "partial" if kept_back else "other"
    _refuse_grounds(withheld)
    if any(ground.article.startswith(_EXEMPT) for ground in found.grounds):
        return "withheld"
    return "other"


def _is_ground(given: str, articles: Sequence[str]) -> bool:
    """Whether 条例16(2) is one of 条例14, 条例15, 条例16, with or without its paragraph.

    A ground may be cited with the article on how it is established (条例15、32): the first counts.
    """
    return given.partition("、")[0].partition("(")[0] in articles


def _refuse_grounds(withheld: Sequence[str]) -> None:
    if withheld:
        raise NoRule(
            f"不予公开部分的依据“{withheld[0]}”不对：只有部分公开才填写，"
            f"且只能是{'、'.join(_EXEMPT)}或者{_NOT_INFORMATION}（不属于政府信息的内容）。"
        )


def comes_first(
    outcome: str, day: date, law: Law, withheld: Sequence[str] = ()
) -> tuple[str, str, tuple[str, ...]]:
    """Return ("reconsideration" or "free", the article, the readings used) for a decision of `day`.

    For a partial disclosure this is the way against what it keeps back on the grounds `withheld`.
    """
    return _order_of(kind_of(outcome, day, withheld), day, law)


def _order_of(kind: str, day: date, law: Law) -> tuple[str, str, tuple[str, ...]]:
    order = dated.on(_orders()[kind], day, "救济途径")
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
    withheld: Sequence[str] = (),
) -> Remedy:
    """Return the remedies against a decision, or against silence (outcome `SILENCE`).

    `decided_on` chooses the law; the periods run from `served_on`, for silence the day on which the
    reply term ran out. `bodies` are the names of the reconsideration bodies, `online` the address for
    filing online where the decision is served online (复议法22(2)), `ruling` who may be asked for a
    final ruling after reconsideration (`final_ruling`), `withheld` the grounds of what a partial
    disclosure keeps back (`kind_of`). Where reconsideration comes first for that part alone, the rest has
    a way of its own, and the letter tells both. Raises NoRule before 2019-05-15.
    """
    if served_on < decided_on:
        raise NoRule(f"送达之日{served_on}早于决定之日{decided_on}，请核对。")
    first, article, readings = comes_first(outcome, decided_on, law, withheld)
    reconsider_by = period_end("reconsideration", served_on, law)
    sue_by = None if first == "reconsideration" else period_end("direct_suit", served_on, law)
    rest_sue_by, rest_article = None, ""
    if first == "reconsideration" and kind_of(outcome, decided_on, withheld) == "partial":
        rest_first, rest_article, rest_readings = _order_of("rest", decided_on, law)
        readings = (*readings, *rest_readings)
        rest_sue_by = None if rest_first == "reconsideration" else period_end("direct_suit", served_on, law)
    desk: list[str] = []
    no_suit = dated.find(_no_suits().get(outcome, ()), decided_on)
    if no_suit is not None:
        readings = (*readings, law.readings.reading("no_suit_outcomes").number)
        desk.append(f"{no_suit.says}（{words(no_suit.force.article)}）。")
        if law.reads("no_suit_outcomes", decided_on) == "reconsideration_only":
            sue_by = None
    suit = sue_by or rest_sue_by
    last = max(reconsider_by, suit or reconsider_by)
    return Remedy(
        first=first,
        reconsider_by=reconsider_by,
        sue_by=sue_by,
        rest_sue_by=rest_sue_by,
        provisional=law.calendar.is_provisional(last),
        article=article,
        rest_article=rest_article if rest_sue_by else "",
        readings=readings,
        letter=_letter(
            outcome,
            first,
            suit is not None,
            _part(withheld) if rest_sue_by else "",
            _Wording("、".join(bodies), court, online, ruling, served_on),
        ),
        desk=(
            *desk,
            f"复议至{chinese_day(reconsider_by)}"
            + (f"，{'其余部分' if rest_sue_by else ''}起诉至{chinese_day(suit)}。" if suit else "。"),
        ),
    )


@dataclass(frozen=True)
class _Wording:
    """What the paragraph on remedies names: bodies, court, address; and the days that choose its law."""

    bodies: str
    court: str
    online: str
    ruling: str
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


def _part(withheld: Sequence[str]) -> str:
    """What the letter calls the part for which reconsideration comes first.

    Where something else is kept back as well, its articles are named: only they have this way.
    """
    named = [each for each in withheld if _is_ground(each, _EXEMPT)]
    if len(named) == len(withheld):
        return "中不予公开的部分"
    return f"中依照{words('条例' + '、'.join(each.removeprefix('条例') for each in named))}不予公开的部分"


def _letter(outcome: str, first: str, may_sue: bool, part: str, names: _Wording) -> tuple[str, ...]:
    """The paragraph on remedies, sentence by sentence (答复规范五; 复议法22(2), 23(2)).

    `part` is what the answer keeps back, where the rest of it has a way of its own; else "".
    """
    against = "逾期不予答复" if outcome == SILENCE else "本答复"
    since = "答复期限届满之日起" if outcome == SILENCE else "收到本答复之日起"
    within, ask = names.within("reconsideration"), f"向{names.bodies}申请行政复议"
    found: list[str] = []
    if first == "reconsideration":
        found += [f"对{against}{part}不服的，应当自{since}{within}先{ask}；{names.afterwards(may_sue=True)}"]
    elif not may_sue:
        found += [f"对{against}不服的，可以自{since}{within}{ask}。"]
    if part or (first != "reconsideration" and may_sue):
        rest = "的其余部分（包括所提供的内容与申请不符）" if part else ""
        found += [
            f"对{against}{rest}不服的，可以自{since}{within}{ask}，"
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
