"""The live figures of an organ. Every number is a number of cases, and opens them: one rule makes both.

What was received and how it ended is counted as table 3 of the annual report does (`counting.py`): what was
split off counts where the reading says so, what was ordered anew is there once more. Whether a reply was in
time is asked of what was sent in the year.

The index is brought up first where a day has passed; each list that a number opens computes its rows from
the ledger, and mends what differs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from statistics import median

from django.db.models import Case as Choice
from django.db.models import CharField, Count, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gongkai.service.organs.models import Organ
from gongkai.service.requests import index, worklist
from gongkai.service.requests.counting import FAULTY
from gongkai.service.requests.models import CountedAgain, Standing
from gongkai.service.requests.words import CLASSES, OPEN, OUTCOMES, STATES
from gongkai.statute.calendar import Calendar

Words = str | Promise

# Working days from the day of receipt to the day the reply was sent: at most so many.
BUCKETS: tuple[tuple[str, int | None, Words], ...] = (
    ("0", 0, _("当日")),
    ("5", 5, _("1至5个工作日")),
    ("10", 10, _("6至10个工作日")),
    ("15", 15, _("11至15个工作日")),
    ("20", 20, _("16至20个工作日")),
    ("40", 40, _("21至40个工作日")),
    ("more", None, _("40个工作日以上")),
)
KEPT: dict[str, Words] = {
    "in_time": _("按期办结"),
    "late": _("逾期办结"),
    "no_term": _("没有答复期限的（如逾期不补正）"),
}
PARTS: dict[str, tuple[Words, dict[str, Words]]] = {
    "received": (
        _("收到的申请，按申请人类别"),
        {**CLASSES, "": _("没有登记类别")},
    ),
    "open": (_("现在未办结的，按办理阶段"), {state: STATES[state] for state in OPEN}),
    "ended": (_("办结的，按结果"), dict(OUTCOMES)),
    "kept": (_("办结的，是否按期"), KEPT),
    "days": (_("办结的，从收到到发出的工作日数"), {key: label for key, _most, label in BUCKETS}),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """One number: its key (`ended.partial_disclosure`), its words, how many cases, its share of the most."""

    key: str
    label: Words
    count: int
    share: int = 0  # percent of the largest of its part: how long its bar is


@dataclass(frozen=True, slots=True)
class Part:
    """The numbers of one question, which add up to its total."""

    key: str
    title: Words
    figures: tuple[Figure, ...]
    total: int


def parts(organ: Organ, year: int, on: date, calendar: Calendar) -> list[Part]:
    """Return all figures of an organ: of what was received and what ended in a year, and what is open now."""
    worklist.bring_up(Standing.objects.filter(organ=organ), on)
    index.bring_up_counts(Standing.objects.filter(organ=organ), on)
    found = []
    for key, (title, labels) in PARTS.items():
        counts = _days(organ, year, calendar)[0] if key == "days" else _grouped(organ, year, key)
        total, most = sum(counts.values()), max(counts.values(), default=0)
        figures = tuple(
            Figure(f"{key}.{name}", label, n, round(100 * n / most))
            for name, label in labels.items()
            if total and ((n := counts.get(name, 0)) or key in ("kept", "days"))
        )
        found.append(Part(key, title, figures, total))
    return found


def middle(organ: Organ, year: int, calendar: Calendar) -> float | None:
    """Return the median of the working days to the reply, None where nothing ended."""
    spent = list(_spent(organ, year, calendar).values())
    return median(spent) if spent else None


def keys(organ: Organ, year: int, key: str, calendar: Calendar) -> list[int]:
    """Return the cases behind a number, the newest first; KeyError for a number there is not.

    A part without more (`ended`) is its total.
    """
    part, dot, name = key.partition(".")
    if part not in PARTS or (dot and name not in PARTS[part][1]):
        raise KeyError(key)
    if part == "days":
        by_bucket = _days(organ, year, calendar)[1]
        return sorted((pk for pk, at in by_bucket.items() if not dot or at == name), reverse=True)
    rows = _rows(organ, year, part).annotate(group=_GROUP[part])
    grouped = [*rows.values_list("pk", "group"), *_again(organ, year, part)]
    return sorted((pk for pk, at in grouped if not dot or at == name), reverse=True)


def title(key: str) -> str:
    """Return the words of a number."""
    part, dot, name = key.partition(".")
    whole, labels = PARTS[part]
    return f"{whole}：{labels[name]}" if dot else str(whole)


def years(organ: Organ, on: date) -> list[int]:
    """Return the years in which something was received or ended, the newest first; this year always."""
    rows = Standing.objects.filter(organ=organ)
    first = (
        rows.exclude(received_on=None).order_by("received_on").values_list("received_on", flat=True).first()
    )
    return list(range(on.year, (first or on).year - 1, -1))


def _rows(organ: Organ, year: int, part: str) -> QuerySet[Standing]:
    rows = Standing.objects.filter(organ=organ)
    within = (date(year, 1, 1), date(year, 12, 31))
    if part == "open":
        return rows.filter(state__in=OPEN)
    if part == "received":
        return rows.filter(counted_received=year).exclude(counted_outcome=FAULTY)
    if part == "ended":
        return rows.filter(counted_ended=year).exclude(counted_outcome=FAULTY)
    # What was split off and counts with the whole is in no cell, nor here.
    return rows.filter(state="ended", sent_on__range=within).exclude(counted_received=None)


def _again(organ: Organ, year: int, part: str) -> list[tuple[int, str]]:
    """Return the requests that are counted once more after an order, each with its group."""
    rows = CountedAgain.objects.filter(organ=organ)
    if part == "received":
        kind = Coalesce(F("case__indexed__requester_class"), Value(""))
        return list(rows.filter(received=year).values_list("case_id", kind))
    if part == "ended":
        return list(rows.filter(ended=year).values_list("case_id", "outcome"))
    return []


_GROUP = {
    "received": F("requester_class"),
    "open": F("state"),
    "ended": F("counted_outcome"),
    "kept": Choice(
        When(Q(due=None), then=Value("no_term")),
        When(Q(sent_on__lte=F("due")), then=Value("in_time")),
        default=Value("late"),
        output_field=CharField(),
    ),
}


def _grouped(organ: Organ, year: int, part: str) -> dict[str, int]:
    rows = _rows(organ, year, part).annotate(group=_GROUP[part]).order_by()
    counts: Counter[str] = Counter(dict(rows.values_list("group").annotate(n=Count("pk"))))
    counts.update(group for _case, group in _again(organ, year, part))
    return dict(counts)


def _spent(organ: Organ, year: int, calendar: Calendar) -> dict[int, int]:
    """Return the working days from receipt to sending, by case; what has no day of receipt is left out."""
    rows = _rows(organ, year, "days").exclude(received_on=None)
    found = rows.values_list("pk", "received_on", "sent_on")
    return {pk: max(0, calendar.between(begun, sent)) for pk, begun, sent in found if begun and sent}


def _days(organ: Organ, year: int, calendar: Calendar) -> tuple[dict[str, int], dict[int, str]]:
    """Return how many cases are in each bucket, and the bucket of each."""
    by_case = {pk: next(_bucket(spent)) for pk, spent in _spent(organ, year, calendar).items()}
    counts = dict.fromkeys((key for key, _most, _label in BUCKETS), 0)
    for key in by_case.values():
        counts[key] += 1
    return counts, by_case


def _bucket(spent: int) -> Iterator[str]:
    return (key for key, most, _label in BUCKETS if most is None or spent <= most)
