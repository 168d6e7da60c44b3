"""The annual reports of the fictitious district: two years as they were published, the last one filed here.

The year filed is the last that is over when the demonstration is loaded. Its requests, proceedings and norms
are those in the ledgers; what its organs declare and say is in `data/reports.toml`. Everything happens in the
first ten weeks of the year after; on a day before their end, in so much of them as is over.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from importlib.resources import files
from typing import Any

from django.utils import timezone

from gongkai.report.compute import Request, compute
from gongkai.report.loader import edition_for
from gongkai.report.model import Cell, Number, Severity
from gongkai.report.write import write
from gongkai.service.annual import composing
from gongkai.service.annual.actions.aggregate import aggregate
from gongkai.service.annual.actions.close_year import close_year
from gongkai.service.annual.actions.declare import declare
from gongkai.service.annual.actions.explain import answer_explanation, explain
from gongkai.service.annual.actions.import_report import import_report
from gongkai.service.annual.actions.judge import accept, send_back
from gongkai.service.annual.actions.judged_elsewhere import judged_elsewhere
from gongkai.service.annual.actions.make_version import make_version
from gongkai.service.annual.actions.publish import publish
from gongkai.service.annual.actions.register_reporter import register_reporter
from gongkai.service.annual.actions.review_version import answer, send_to_review, speak
from gongkai.service.annual.actions.source_number import source_number
from gongkai.service.annual.actions.submit import submit
from gongkai.service.annual.actions.write_section import write_section
from gongkai.service.annual.checking import Verdict
from gongkai.service.annual.deciding import verdicts_of
from gongkai.service.annual.facts import Facts, gather
from gongkai.service.annual.filings import filing_of
from gongkai.service.annual.models import Explanation, Filing, Version
from gongkai.service.clearance.models import Opinion
from gongkai.service.demonstration.people import post_of
from gongkai.service.organs.models import Duty, Organ

DISTRICT, OFFICE = "xugou", "xugou-zhengfuban"
WEEKS = timedelta(weeks=10)  # of the year after: from the first closing to the last publication
YEARS_BEFORE = 2
DECLARED = {
    "T2.xzxk.decisions": ("", "行政审批系统统计表（演示）"),
    "T2.xzcf.decisions": ("", "行政处罚案件台账（演示）"),
    "T2.xzqz.decisions": ("", "行政强制文书登记簿（演示）"),
    "T2.xzsyxsf.amount_wan": ("万元", "非税收入系统年度对账单（演示）"),
}
CARRIED_OUT_TOO_MANY = 1  # by the report whose opening differs
WHY = (
    "上年度报告把一件年底前已经答复、次年1月才登记送达的申请计入了结转数。核对登记簿，该件上年度已经办结，"
    "本年度的上年结转数以登记簿为准。"
)
FIRST_SUM = "本区首次在本平台汇总，上一年度的汇总报告没有录入，各单位的上年结转数已逐份与其上年度报告核对。"
NOT_IN_SUM = "该单位的报告至汇总时没有报送或者没有审核通过，已经催报；审核通过以后重新汇总，更正本报告。"
MOSTLY_WITHDRAWN = "申请人自行撤回和告知向其他机关申请的较多，按表格口径计入“其他处理”，已逐件核对。"
BEFORE = (
    "年初设置的栏目偏多，更新责任没有落实到科室，个别栏目长期没有内容。已经合并栏目，并按季度抽查。",
    "答复书的格式不统一，有的没有写明法律依据。今年编写了答复书范本，办公室逐件核稿。",
    "公开指南里的联系电话变更后没有及时修改，群众打不通。已经指定专人每月核对指南的各项内容。",
)


@dataclass(frozen=True, slots=True)
class Weeks:
    """The weeks in which a year is filed: days of them as moments, none after the moment of loading."""

    year: int
    now: datetime

    @property
    def begin(self) -> datetime:
        """The first working morning after the year, or midnight if that is still to come."""
        return timezone.make_aware(datetime.combine(date(self.year + 1, 1, 1), time()))

    def at(self, day: float, minutes: int = 0) -> datetime:
        """Return a moment so many days in, at ten and some minutes; moved up if the weeks are not over."""
        planned = timedelta(days=day, hours=10, minutes=minutes)
        passed = self.now - self.begin
        return self.begin + (planned if passed >= WEEKS else planned * (passed / WEEKS))


def load(now: datetime) -> int:
    """File the last year and what came before it, and sum it up; return how many organs have submitted."""
    year = timezone.localdate(now).year - 1
    weeks = Weeks(year, now)
    data = _data()
    _registered(data["reports"], weeks)
    filed = sum([_Reporting(entry, place, weeks).tell() for place, entry in enumerate(data["reports"])])
    _Summing(data["sum"], weeks).tell()
    return filed


def _registered(entries: Sequence[Mapping[str, Any]], weeks: Weeks) -> None:
    """Enter in the register who reports to the district, by the three elements; its office does so for it."""
    district = Organ.objects.get(code=DISTRICT)
    by, at = post_of(district, Duty.SUPERVISOR), weeks.begin - timedelta(days=61)
    elements: dict[str, Any] = {
        "administrative": True,
        "external": True,
        "basis": "“三定”规定（演示）",
        "by": by,
        "at": at,
    }
    since = weeks.year - YEARS_BEFORE
    for entry in entries:
        organ = Organ.objects.get(code=entry["organ"])
        kind = entry.get("kind") or ("township" if organ.kind == Organ.Kind.TOWNSHIP else "organ")
        register_reporter(organ, since=since, kind=kind, independent=True, to=district, **elements)
    office = Organ.objects.get(code=OFFICE)
    kind = "government_office_own"  # 本政府机关: the office reports the work in the government's name
    register_reporter(district, since=since, kind=kind, independent=False, under=office, **elements)


class _Way:
    """A filing on its way through the desk of its organ."""

    def __init__(self, organ: Organ, filing: Filing, weeks: Weeks, day: int) -> None:
        self.organ, self.filing, self.weeks, self.day = organ, filing, weeks, day
        self.year = weeks.year
        self.clerk = post_of(organ, Duty.CLERK)

    def at(self, day: int = 0, minutes: int = 0) -> datetime:
        """Return a moment so many days after the organ began."""
        return self.weeks.at(self.day + day, minutes)

    def submitted(self, version: Version) -> bool:
        """Explain, review and submit a version, unless something is found that nobody foresaw."""
        self.explains(version)
        if any(verdict.blocks for verdict in verdicts_of(version)):
            return False
        self.reviewed(version)
        submit(self.filing, by=self.clerk, at=self.at(4))
        return True

    def explains(self, version: Version) -> None:
        """Explain what does not agree with the year before; another person approves it."""
        leader = post_of(self.organ, Duty.LEADER)
        for verdict in verdicts_of(version):
            if (said := _story_of(verdict)) is not None:
                kind, says = said
                written = explain(
                    version,
                    rule=verdict.finding.rule,
                    address=verdict.address,
                    kind=kind,
                    amount=verdict.difference,
                    says=says,
                    by=self.clerk,
                    at=self.at(1, 20),
                )
                answer_explanation(written, approves=True, by=leader, at=self.at(2))

    def reviewed(self, version: Version) -> None:
        """Let every level pass the report: the clerk the first, others those above."""
        review = send_to_review(version, by=self.clerk, at=self.at(2, 30))
        for place, level in enumerate(review.levels):
            by = self.clerk if place == 0 else post_of(self.organ, *level["duties"])
            moment = self.at(3, 20 * place)
            if place:
                for hit in review.hits.filter(answer__isnull=True):
                    answer(version, hit, reason="经核对，属于应当公开的内容。", by=by, at=moment)
            speak(version, verdict=Opinion.Verdict.PASS, digest=review.digest, by=by, at=moment)


class _Reporting(_Way):
    """One organ on the way to its report."""

    def __init__(self, entry: Mapping[str, Any], place: int, weeks: Weeks) -> None:
        organ = Organ.objects.get(code=entry["organ"])
        super().__init__(organ, filing_of(organ, weeks.year), weeks, 4 + place)  # one organ a day
        self.entry, self.place = entry, place

    def tell(self) -> int:
        """File the year as far as the organ comes; return 1 if its report was submitted."""
        self.declares()
        self.published_before(gather(self.filing, self.at()))
        if self.entry.get("fate") == "late":
            return 0
        close_year(self.filing, by=self.clerk, at=self.at())
        self.writes()
        version = make_version(self.filing, by=self.clerk, at=self.at(1))
        if not self.submitted(version):
            return 0
        self.judged()
        return 1

    def declares(self) -> None:
        """Declare what no ledger holds: month by month, or for the whole year."""
        for number, (address, (unit, evidence)) in zip(self.entry["declared"], DECLARED.items(), strict=True):
            for month, part in self._months(Decimal(number)):
                declare(
                    self.organ,
                    year=self.year,
                    month=month,
                    address=address,
                    value=part,
                    unit=unit,
                    evidence=evidence,
                    by=self.clerk,
                    at=self.at(-1) if self.place else self.at(-1, month or 0),
                )

    def _months(self, number: Decimal) -> Iterator[tuple[int | None, Decimal]]:
        if not self.entry.get("monthly") or number != number.to_integral_value():
            yield None, number
            return
        each, rest = divmod(int(number), 12)
        for month in range(1, 13):
            yield month, Decimal(each + (month <= rest))

    def published_before(self, facts: Facts) -> None:
        """Import the reports of the years before, as they were published: each opens with the one before."""
        numbers = {address: cell.value or 0 for address, cell in facts.cells.items()}
        years: list[
            tuple[int, dict[str, Number]]
        ] = []  # reckoned back from the newest, published from the oldest
        for back in range(1, YEARS_BEFORE + 1):
            numbers = self._before(numbers, self.year - back, back)
            years.insert(0, (back, numbers))
        for back, numbers in years:
            year = self.year - back
            words = {
                1: f"{year}年，本机关按照《中华人民共和国政府信息公开条例》开展政府信息公开工作。",
                5: BEFORE[(self.place + back) % len(BEFORE)],
                6: "没有收取信息处理费，没有其他需要报告的事项。",
            }
            filing = Filing(organ=self.organ, year=year)
            cells = {address: Cell(number) for address, number in numbers.items()}
            report = composing.compose(filing, edition_for(year).key, cells, words)
            import_report(
                organ=self.organ,
                year=year,
                data=write(report, "html"),
                name=f"{self.organ.code}-{year}.html",
                by="演示数据",
                at=self.weeks.begin - timedelta(days=60),
                published_on=date(year + 1, 1, 20 + self.place % 10),
                source_label=f"{self.organ.name}（演示）",
            )

    def _before(self, after: Mapping[str, Number], year: int, back: int) -> dict[str, Number]:
        """Return the cells of a year that carried out what the year after opened with."""
        form = edition_for(year)
        (block,) = form.table("T3").blocks
        requests: Counter[Request] = Counter()
        for column in block.columns:
            if not column.derived:
                requests[Request(column.key, False)] = int(after[f"T3.R2.{column.code}"])
        if back == 1 and self.entry.get("opens_otherwise"):
            requests[Request("natural_person", False)] += CARRIED_OUT_TOO_MANY
        received = int(self.entry["received"][-back])
        for outcome, share in (("partial_disclosure", 6), ("not_held", 4), ("full_disclosure", 1)):
            ended = received // share
            requests[Request("natural_person", False, outcome)] = ended
            received -= ended
        were = int(after["T2.gfxwj.in_force"] - after["T2.gfxwj.made"] + after["T2.gfxwj.repealed"])
        norms: dict[str, Number] = {
            "T2.gfxwj.made": min(back % 2, were),
            "T2.gfxwj.repealed": 0,
            "T2.gfxwj.in_force": were,
        }
        declared = dict(zip(DECLARED, map(Decimal, self.entry["before"][-back]), strict=True))
        given: dict[str, Number] = {
            **{a: 0 for a in form.places if a.startswith("T2.gz.")},
            **norms,
            **declared,
        }
        computed = compute(form, requests, {}, given).cells
        return {address: cell.value or 0 for address, cell in computed.items()}

    def writes(self) -> None:
        """Write the sections; every number in them is a cell's, or has its source."""
        cells = composing.cells_of(self.filing.closings.get())
        total = {row: cells[f"T3.{row}.C7"].value or 0 for row in ("R1", "R2", "R3_7", "R4")}
        for section, key in ((1, "work"), (5, "problems"), (6, "other")):
            text = self.entry[key].format(**total)
            write_section(self.filing, section, text, by=self.clerk, at=self.at(0, 30 + section))
        for section, context, number, source in self.entry.get("sources", ()):
            given = {"context": context, "number": number, "source": source}
            source_number(self.filing, section, **given, by=self.clerk, at=self.at(0, 40))

    def judged(self) -> None:
        """Let the authority in charge look at it; what it accepts is published some days after."""
        by = post_of(Organ.objects.get(code=DISTRICT), Duty.SUPERVISOR)
        if self.entry.get("fate") == "returned":
            send_back(self.filing, says=self.entry["returned"], by=by, at=self.at(8))
            return
        accept(self.filing, by=by, at=self.at(7))
        publish(self.filing, by=self.clerk, at=self.at(10))


class _Summing(_Way):
    """The district on the way to its aggregate: the sum of what it accepted, judged by the city."""

    def __init__(self, words: Mapping[str, str], weeks: Weeks) -> None:
        organ = Organ.objects.get(code=DISTRICT)
        super().__init__(organ, filing_of(organ, weeks.year, Filing.Scope.AGGREGATE), weeks, 32)
        self.words = words

    def tell(self) -> None:
        """Sum, write, explain, review, submit to the city, and publish what it accepted."""
        for section, key in ((1, "work"), (5, "problems"), (6, "other")):
            write_section(self.filing, section, self.words[key], by=self.clerk, at=self.at())
        if not self.submitted(aggregate(self.organ, self.year, by=self.clerk, at=self.at(1))):
            return
        judged_elsewhere(
            self.filing,
            accepts=True,
            authority="演示市人民政府办公室",
            reference=f"演政办函〔{self.year + 1}〕9号（演示）",
            day=timezone.localdate(self.at(8)),
            by=post_of(self.organ, Duty.LEADER),
            at=self.at(8),
        )
        publish(self.filing, by=self.clerk, at=self.at(12))


def _story_of(verdict: Verdict) -> tuple[str, str] | None:
    """Return what the organs say to a finding; None where nothing is to be said, or nobody knows."""
    if not verdict.blocks or not verdict.may_be_explained:
        return None
    match verdict.finding.rule:
        case "X1" if verdict.finding.severity is Severity.NOT_ASSESSED:
            return Explanation.Kind.OTHER, FIRST_SUM
        case "X1":
            return Explanation.Kind.LAST_YEAR_WRONG, WHY
        case "G2":
            return Explanation.Kind.OTHER, NOT_IN_SUM
        case "P3":
            return Explanation.Kind.OTHER, MOSTLY_WITHDRAWN
        case _:
            return None


def _data() -> dict[str, Any]:
    found = files("gongkai.service.demonstration").joinpath("data/reports.toml").read_text("utf-8")
    return tomllib.loads(found)
