"""How reconsiderations and suits are counted in table 4 of the annual report (readings L-0029, L-0030).

A case is one case through all its instances and counts with the result that took effect (D14). The
table has a column for each way and result: 结果维持, 结果纠正, 其他结果, 尚未审结 (条例50(3); 30号).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from gongkai.statute import dated
from gongkai.statute.dated import Force, chinese_day
from gongkai.statute.entry import Entry
from gongkai.statute.errors import NoRule, UnsoundLaw
from gongkai.statute.law import Law

RESULTS = ("upheld", "corrected", "other")
PENDING = "pending"


@dataclass(frozen=True)
class Result:
    """One result of a case, and what it is in table 4 by either value of reading L-0030."""

    key: str
    name: str
    counted: str
    dismissals: str
    force: Force


@dataclass(frozen=True)
class Contest:
    """A reconsideration or a suit over one act: accepted on a day, ended with a result or still open.

    Where the day of acceptance is not known, `accepted_on` is the first day by which it must have been.
    `ended_on` and `result` are those that took effect: where there was an appeal, those of the appeal.
    """

    accepted_on: date
    ended_on: date | None = None
    result: str | None = None


@dataclass(frozen=True)
class CountedContest:
    """In which year's table 4 a case stands, and under which result."""

    year: int
    result: str  # upheld, corrected, other or pending


@cache
def results() -> dict[str, tuple[Result, ...]]:
    """Return the results a case may have, by key; UnsoundLaw if the data are not in order."""
    return dict(dated.blocks("contest_results.toml", _result))


def _result(key: str, entry: Entry) -> Result:
    counted = entry.text("counted")
    result = Result(key, entry.text("name"), counted, entry.text("dismissals", counted), dated.force(entry))
    entry.done()
    if result.counted not in RESULTS or result.dismissals not in RESULTS:
        raise UnsoundLaw(f"{entry.where}：counted 和 dismissals 只能是 {'、'.join(RESULTS)}。")
    return result


def counted_contest(contest: Contest, until: date, law: Law) -> tuple[CountedContest, ...]:
    """Return where a case stands in table 4 of the years that ended by `until` (条例50(3)).

    By the default of L-0029 it counts in the year it ended, and as pending at each 31 December while
    it was open; by the other value once, in the year it was accepted, pending if it did not end in
    that year. Raises NoRule for an end without a result, an unknown result, or an end before the
    acceptance.
    """
    ended = contest.ended_on
    if (ended is None) != (contest.result is None):
        raise NoRule("复议、诉讼案件的审结日期和结果应当同时登记，请补记（《条例》第五十条第三项）。")
    if ended is not None and ended < contest.accepted_on:
        raise NoRule(
            f"审结之日{chinese_day(ended)}早于受理之日{chinese_day(contest.accepted_on)}，请核对两个日期。"
        )
    counted: list[CountedContest] = []
    first = contest.accepted_on.year
    last_year = until.year if (until.month, until.day) == (12, 31) else until.year - 1
    by_filing = law.reads("table4_year", contest.accepted_on) == "year_filed"
    for year in range(first, (first if by_filing else last_year) + 1):
        if year > last_year or (ended is not None and ended.year < year):
            break
        if ended is None or contest.result is None or ended.year > year:
            counted.append(CountedContest(year, PENDING))
        else:
            counted.append(CountedContest(year, counted_as(contest.result, ended, contest.accepted_on, law)))
    return tuple(counted)


def counted_as(result: str, ended: date, accepted: date, law: Law) -> str:
    """Return what a result is in table 4: upheld, corrected or other (reading L-0030)."""
    blocks = results().get(result)
    if blocks is None:
        known = "、".join(f"{key}（{found[-1].name}）" for key, found in results().items())
        raise NoRule(f"没有“{result}”这一复议、诉讼结果；可用：{known}。")
    found = dated.on(blocks, ended, "复议、诉讼结果的归类")
    dismissal_upholds = law.reads("table4_results", accepted) == "dismissal_upholds"
    return found.dismissals if dismissal_upholds else found.counted
