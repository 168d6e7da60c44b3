"""Whether the ledger is as it was written: every chain link by link, every day against its anchors.

A changed row breaks its own hash; a row taken from the middle breaks the next; one taken from the end, or a
chain rewritten whole, no longer gives the day's anchor; an anchor rewritten too differs from the line in the
file, which lies outside the database.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Min, QuerySet
from django.utils import timezone

from gongkai.service.requests import chain
from gongkai.service.requests.models import Anchor, Entry

START = "0" * 64  # before the first anchor


@dataclass(frozen=True, slots=True)
class Fault:
    """The first thing found that is not as it was written."""

    where: str
    says: str


def verify(file: Path | None = None) -> Fault | None:
    """Return the first altered row of the ledger, None if everything is as it was written."""
    rows = Entry.objects.select_related("case", "said").order_by("case", "place")
    return next(chains(rows), None) or next(_anchors(), None) or next(_lines(_file(file)), None)


@transaction.atomic
def anchor(now: datetime, file: Path | None = None) -> list[Anchor]:
    """Anchor every day that is over and has no anchor yet; return the new ones.

    A day without entries has one too, over none: nothing can be put into it later. A line for each that the
    file lacks is added to it, also for one made by a run that was killed before it could write.
    """
    made = []
    last = Anchor.objects.select_for_update().order_by("day").last()
    begin = last.day + timedelta(days=1) if last else _first_day()
    previous = last.digest if last else START
    day = begin
    while day is not None and day < timezone.localdate(now):
        hashes = _hashes(day)
        made.append(
            Anchor.objects.create(
                day=day,
                entries=len(hashes),
                digest=chain.anchor(day, hashes, previous),
                previous=previous,
                made_at=now,
            )
        )
        previous = made[-1].digest
        day += timedelta(days=1)
    transaction.on_commit(lambda: _write(_file(file)))
    return made


def line(row: Anchor) -> str:
    """Return what the file says of a day."""
    return f"{row.day.isoformat()} {row.entries} {row.digest}"


def chains(rows: QuerySet[Entry]) -> Iterator[Fault]:
    """Yield what is not as it was written in the chains of these rows, in the order of cases and places."""
    before: tuple[int, int, str] | None = None
    last = date.min
    for row in rows.iterator(chunk_size=2000):
        if before is None or before[0] != row.case_id:
            before = (row.case_id, 0, chain.first(row.case.number))
        _, place, previous = before
        if row.place != place + 1:
            yield Fault(str(row), f"{row.case}缺少第{place + 1}条记录：有人删除了它。")
        if row.previous != previous:
            yield Fault(str(row), f"{row}与它前一条记录不相连：前一条被改动或者替换。")
        if _own(row) != row.hash:
            yield Fault(str(row), f"{row}（{row.kind}，{row.on.isoformat()}）登记以后被改动。")
        said = getattr(row, "said", None)
        if row.words and said is None:
            yield Fault(str(row), f"{row}的文字不见了，又没有删除的记录。")
        if said is not None and said.erased_at is None and chain.words(said.texts, said.salt) != row.words:
            yield Fault(str(row), f"{row}的文字登记以后被改动。")
        day = timezone.localdate(row.recorded_at)
        if row.place > 1 and day < last:
            yield Fault(str(row), f"{row}的登记日期{day.isoformat()}早于它前一条记录：事后补进去的。")
        before, last = (row.case_id, row.place, row.hash), day


def _own(row: Entry) -> str:
    return chain.link(
        case=row.case.number,
        place=row.place,
        kind=row.kind,
        on=row.on,
        recorded_at=row.recorded_at,
        by=row.by_id,
        particulars=row.particulars,
        words=row.words,
        previous=row.previous,
    )


def _anchors() -> Iterator[Fault]:
    previous = START
    first, begun = Anchor.objects.order_by("day").first(), _first_day()
    if first is not None and begun is not None and begun < first.day:
        yield Fault(f"{begun}", f"{begun.isoformat()}有记录而没有锚点，早于第一个锚点：事后塞进了记录。")
    for row in Anchor.objects.order_by("day").iterator():
        hashes = _hashes(row.day)
        if len(hashes) != row.entries:
            yield Fault(
                f"{row.day}",
                f"{row.day.isoformat()}登记过{row.entries}条，现在只找到{len(hashes)}条。"
                if len(hashes) < row.entries
                else f"{row.day.isoformat()}登记过{row.entries}条，现在有{len(hashes)}条：事后塞进了记录。",
            )
        if row.previous != previous or chain.anchor(row.day, hashes, previous) != row.digest:
            yield Fault(f"{row.day}", f"{row.day.isoformat()}的记录与当日的锚点不符：有人整段改写过。")
        previous = row.digest


def _lines(file: Path) -> Iterator[Fault]:
    kept = _read(file)
    for row in Anchor.objects.order_by("day").iterator():
        said = kept.pop(row.day.isoformat(), None)
        if said is None:
            yield Fault(str(file), f"{file}里没有{row.day.isoformat()}这一行，请查明这个文件是否被改动。")
        elif said != line(row):
            yield Fault(str(file), f"{file}里{row.day.isoformat()}这一行与数据库的锚点不符：两者之一被改动。")
    for day in kept:
        yield Fault(str(file), f"{file}里有{day}这一行，数据库里却没有这一天的锚点：有人删除了它。")


def _hashes(day: date) -> list[str]:
    zone = timezone.get_default_timezone()
    begin = datetime(day.year, day.month, day.day, tzinfo=zone)
    rows = Entry.objects.filter(recorded_at__gte=begin, recorded_at__lt=begin + timedelta(days=1))
    return list(rows.order_by("case__number", "place").values_list("hash", flat=True))


def _first_day() -> date | None:
    first = Entry.objects.aggregate(first=Min("recorded_at"))["first"]
    return None if first is None else timezone.localdate(first)


def _file(given: Path | None) -> Path:
    chosen: Path = given or settings.GONGKAI_ANCHORS_FILE
    return chosen


def _write(file: Path) -> None:
    kept = _read(file)
    lacking = [row for row in Anchor.objects.order_by("day") if row.day.isoformat() not in kept]
    if lacking:
        with file.open("a", encoding="ascii") as out:
            out.writelines(line(row) + "\n" for row in lacking)


def _read(file: Path) -> dict[str, str]:
    try:
        lines = file.read_text("ascii").splitlines()
    except FileNotFoundError:
        return {}
    return {text.split(" ", 1)[0]: text for text in lines if text.strip()}
