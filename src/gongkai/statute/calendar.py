"""Working days: which they are, and how to count them.

The days off of a year are announced by the State Council General Office in the autumn before
(放假办法 2, 4, 6); the notices stand in `data/holidays/`, a file a year. A year whose notice is
stored is certain. The year after the last of them is counted with plain weekends and is
*provisional*; any later year, and any year before 2008, raises.

Counting is done on a table of all the days, built once: a question costs two look-ups.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate, pairwise
from pathlib import Path

from gongkai.statute.entry import DATA, Entry, toml
from gongkai.statute.errors import NoCalendar, UnsoundLaw

FIRST_YEAR = 2008  # the Regulations came into force on 2008-05-01
_ONE_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True)
class Holiday:
    """One holiday of a notice: the first and last day off, and the weekend days worked for it."""

    name: str
    first: date
    last: date
    work: tuple[date, ...] = ()

    def days_off(self) -> Iterable[date]:
        """Return every day off, first to last."""
        for n in range((self.last - self.first).days + 1):
            yield self.first + timedelta(days=n)


@dataclass(frozen=True)
class Notice:
    """An announcement of days off; a later one overrides an earlier one day by day.

    `region` is "" for the whole country (放假办法 4: local holidays are set by local governments).
    """

    year: int
    number: str
    title: str
    published: date
    source: str
    confirmed: date
    holidays: tuple[Holiday, ...]
    region: str = ""


class Calendar:
    """The working days from 2008 to the year after the last one announced."""

    def __init__(
        self, notices: Iterable[Notice], region: str = "", beyond: int = 1, region_name: str = ""
    ) -> None:
        """Build the table; UnsoundLaw if a year between the first and the last lacks its notice.

        Notices of other regions than `region` are left aside. `beyond` is how many years after the
        last announced one are counted provisionally (1, or 0: reading L-0009). `region_name` is what
        sentences call the region; without one, 本地区.
        """
        self.region = region
        self.region_name = region_name
        self._beyond = beyond
        self.notices = tuple(
            sorted(
                (n for n in notices if n.region in ("", region)),
                key=lambda n: (n.region != "", n.published, n.number),
            )
        )
        announced = {n.year for n in self.notices if not n.region}
        if not announced:
            raise UnsoundLaw("没有任何年度的放假安排，无法计算工作日。")
        self.last_announced = max(announced)
        if missing := sorted(set(range(FIRST_YEAR, self.last_announced)) - announced):
            raise UnsoundLaw(f"缺少{'、'.join(map(str, missing))}年的放假安排。")
        self.last_year = self.last_announced + beyond
        self._regional_years = {n.year for n in self.notices if n.region}
        self._names: dict[date, str] = {}
        self._worked: dict[date, str] = {}
        self._build()

    def _build(self) -> None:
        for notice in self.notices:
            for holiday in notice.holidays:
                for day in holiday.days_off():
                    self._names[day] = holiday.name
                    self._worked.pop(day, None)
                for day in holiday.work:
                    self._worked[day] = holiday.name
                    self._names.pop(day, None)
        first, last = date(FIRST_YEAR, 1, 1), date(self.last_year, 12, 31)
        self._first = first.toordinal()
        span = last.toordinal() - self._first + 1
        offset = first.weekday()
        working = [(n + offset) % 7 < _SATURDAY for n in range(span)]
        for day in self._names:
            if first <= day <= last:
                working[day.toordinal() - self._first] = False
        for day in self._worked:
            if first <= day <= last:
                working[day.toordinal() - self._first] = True
        self._count = list(accumulate(working))  # day → how many working days up to and with it
        self._working = [self._first + n for n, works in enumerate(working) if works]
        self._certain_until = date(self.last_announced, 12, 31).toordinal()

    def is_working(self, day: date) -> bool:
        """Return whether `day` is a working day (make-up weekends are, holidays are not)."""
        place = self.place(day)
        return place > 0 and self._working[place - 1] == day.toordinal()

    def place(self, day: date) -> int:
        """Return how many working days there are from 2008-01-01 up to and including `day`.

        Raises NoCalendar outside the years covered.
        """
        n = day.toordinal() - self._first
        if n < 0:
            raise NoCalendar(
                f"{day}：工作日历自{FIRST_YEAR}年起，此前的日期不能计算（条例自2008年5月1日起施行）。"
            )
        try:
            return self._count[n]
        except IndexError:
            raise NoCalendar(self._too_late(f"{day}")) from None

    def day_at(self, place: int) -> date:
        """Return the working day with that place; NoCalendar if it lies beyond the years covered."""
        if place < 1:
            raise NoCalendar(f"{FIRST_YEAR}年以前没有工作日历，不能计算。")
        try:
            return date.fromordinal(self._working[place - 1])
        except IndexError:
            raise NoCalendar(self._too_late("所求的日期")) from None

    def _too_late(self, what: str) -> str:
        return (
            f"{what}在{self.last_year}年以后：放假安排只公布到{self.last_announced}年，不能计算。"
            f"国务院办公厅公布新的放假安排后，用 gongkai calendar add 录入。"
        )

    def after(self, day: date, count: int) -> date:
        """Return the `count`-th working day after `day`; `day` itself is day 0 (clock.md 4).

        Raises NoCalendar when the answer lies outside the years covered.
        """
        if count < 0:
            raise ValueError(f"工作日数不能是负数：{count}。")
        return self.day_at(self.place(day) + count) if count else day

    def between(self, start: date, end: date) -> int:
        """Return the number of working days in (start, end]; ValueError if end is before start."""
        if end < start:
            raise ValueError(f"起始日{start}晚于终止日{end}，请核对。")
        return self.place(end) - self.place(start)

    def on_or_after(self, day: date) -> date:
        """Return `day` if it is a working day, else the next one (民诉法85)."""
        return day if self.is_working(day) else self.after(day, 1)

    def on_or_before(self, day: date) -> date:
        """Return `day` if it is a working day, else the one before it."""
        return self.day_at(self.place(day))

    def is_provisional(self, day: date) -> bool:
        """Return whether the year of `day` is not announced yet, or not for the region."""
        if day.toordinal() > self._certain_until:
            return True
        return bool(self.region) and day.year not in self._regional_years

    def why_provisional(self, day: date) -> str:
        """Return the sentence that goes with a provisional date."""
        if day.toordinal() > self._certain_until:
            return f"{day.year}年的放假安排尚未公布，暂按周一至周五为工作日计算，公布后须重新计算。"
        return (
            f"{day.year}年{self.region_name or '本地区'}的放假安排没有录入，暂按全国安排计算；"
            f"请按当年的通知用 gongkai calendar add 录入，录入后须重新计算。"
        )

    def name(self, day: date) -> str:
        """Return why a day is a rest day or a make-up day: 国庆节, 星期日, 国庆节调休上班, or ""."""
        if day in self._worked:
            return f"{self._worked[day]}调休上班"
        if day in self._names:
            return self._names[day]
        return "星期" + "六日"[day.weekday() - _SATURDAY] if day.weekday() >= _SATURDAY else ""

    def known_on(self, day: date) -> Calendar:
        """Return the calendar as it was known on `day`: without the notices published later."""
        return self._with(n for n in self.notices if n.published <= day)

    def with_notices(self, more: Iterable[Notice]) -> Calendar:
        """Return the calendar with further notices (a new year, or a change in mid-year)."""
        return self._with((*self.notices, *more))

    def _with(self, notices: Iterable[Notice]) -> Calendar:
        return Calendar(notices, self.region, self._beyond, self.region_name)


def stored_notices(installation: Path | None = None) -> tuple[Notice, ...]:
    """Return the notices of the package and, after them, those an installation has added."""
    folders = [DATA / "holidays"]
    if installation is not None and (added := installation / "holidays").is_dir():
        folders.append(added)
    found: list[Notice] = []
    for folder in folders:
        found += _notices_in(folder, "")
        regions = folder / "regions"
        if regions.is_dir():
            for region in sorted(regions.iterdir(), key=lambda item: item.name):
                if region.is_dir():
                    found += _notices_in(region, region.name)
    by_number: dict[tuple[str, str], Notice] = {}
    for notice in found:
        # A notice that an installation added by hand may come again with the next release.
        known = by_number.setdefault((notice.region, notice.number), notice)
        if (known.year, known.holidays) != (notice.year, notice.holidays):
            raise UnsoundLaw(f"{notice.number}有两份不同的数据，请与通知原文核对后删去有误的一份。")
    return tuple(by_number.values())


def _notices_in(folder: Path, region: str) -> list[Notice]:
    names = sorted(item.name for item in folder.iterdir() if item.name.endswith(".toml"))
    return [notice for name in names for notice in notices(toml(folder / name), region)]


def notices(file: Entry, region: str = "") -> tuple[Notice, ...]:
    """Return the notices of one file of the form of `data/holidays/`, or raise UnsoundLaw."""
    year = file.number("year")
    region = file.text("region", region)
    found = tuple(_notice(entry, year, region) for entry in file.entries("notices"))
    file.done()
    if not found:
        raise UnsoundLaw(f"{file.where}：没有 [[notices]]。")
    if any(later.published < earlier.published for earlier, later in pairwise(found)):
        raise UnsoundLaw(f"{file.where}：[[notices]] 应按公布日期先后排列。")
    return found


def _notice(entry: Entry, year: int, region: str) -> Notice:
    notice = Notice(
        year=year,
        number=entry.text("number"),
        title=entry.text("title"),
        published=entry.day("published"),
        source=entry.text("source", ""),
        confirmed=entry.day("confirmed"),
        holidays=tuple(_holiday(holiday, year) for holiday in entry.entries("holidays")),
        region=region,
    )
    entry.done()
    if not notice.holidays:
        raise UnsoundLaw(f"{entry.where}：没有 [[notices.holidays]]。")
    _refuse_contradictions(notice.holidays, entry.where)
    return notice


def _holiday(entry: Entry, year: int) -> Holiday:
    span = entry.entry("off")
    holiday = Holiday(entry.text("name"), span.day("from"), span.day("to"), entry.days("work"))
    span.done()
    entry.done()
    if holiday.last < holiday.first or (holiday.last - holiday.first).days > 30:
        raise UnsoundLaw(f"{entry.where}：放假的起止日{holiday.first}至{holiday.last}不对。")
    for day in (holiday.first, holiday.last, *holiday.work):
        # The notice of a year may dispose of the last days of the year before.
        if day.year != year and not (day.year == year - 1 and day.month == 12):
            raise UnsoundLaw(f"{entry.where}：{day}不在{year}年。")
    if weekdays := [day for day in holiday.work if day.weekday() < _SATURDAY]:
        raise UnsoundLaw(f"{entry.where}：调休上班的{weekdays[0]}不是周末，请核对通知。")
    return holiday


def _refuse_contradictions(holidays: Sequence[Holiday], where: str) -> None:
    off = {day for holiday in holidays for day in holiday.days_off()}
    if both := sorted(off & {day for holiday in holidays for day in holiday.work}):
        raise UnsoundLaw(f"{where}：{both[0]}既放假又上班，请核对通知。")
