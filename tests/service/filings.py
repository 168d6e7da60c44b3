"""Annual reports for the tests of their way: an organ, its authority, a year with figures; all invented."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from gongkai.report import interchange
from gongkai.report.loader import edition_for
from gongkai.report.model import Cell, Report, Section
from gongkai.service.annual import composing
from gongkai.service.annual.actions.explain import answer_explanation, explain
from gongkai.service.annual.actions.judge import accept
from gongkai.service.annual.actions.make_version import make_version
from gongkai.service.annual.actions.review_version import send_to_review, speak
from gongkai.service.annual.actions.submit import submit
from gongkai.service.annual.actions.write_section import write_section
from gongkai.service.annual.deciding import verdicts_of
from gongkai.service.annual.filings import filing_of
from gongkai.service.annual.models import Closing, Filing, Version
from gongkai.service.annual.standing import stands
from gongkai.service.organs.models import Duty, Organ, Post
from tests.service.cases import Bureau, at
from tests.service.desk import a_post, an_organ

WORDS = {
    1: "{year}年，本机关认真落实政府信息公开各项工作，推进主动公开。",
    5: "{last}年提出的改进已经完成。{year}年的主要问题是目录更新不够及时，下一步将明确责任科室，按月核对。",
    6: "本机关没有收取信息处理费，没有其他需要报告的事项。",
}
OTHER_WORDS = "申请件的补正告知偏多。已经在网上申请页面加了填写提示，补正由六成降到两成。"


class Reporting(Bureau):
    """A bureau that reports, under an authority in charge of disclosure with a supervisor."""

    def __init__(self, code: str = "qingshan-danganju", name: str = "青山区档案局") -> None:
        self.authority = an_organ(f"{code}-authority", f"{name}的主管部门", kind="county")
        super().__init__(code, name)
        self.organ.supervisor = self.authority
        self.organ.save()
        self.supervisor = a_post(self.authority, Duty.SUPERVISOR)

    def filing(self, year: int = 2025) -> Filing:
        """Return the filing of a year."""
        return filing_of(self.organ, year)

    def closed(self, year: int = 2025, cells: Mapping[str, int] | None = None) -> Closing:
        """Return another closing of the year, zero in every cell but these; written as it is kept."""
        return a_closing(self.filing(year), self.clerk, cells)

    def drafted(self, year: int = 2025, cells: Mapping[str, int] | None = None, note: str = "") -> Version:
        """Return a version of a closed year with its words."""
        self.closed(year, cells)
        for section, words in WORDS.items():
            text = OTHER_WORDS if section == 5 and year % 2 == 0 else words.format(year=year, last=year - 1)
            write_section(self.filing(year), section, text, by=self.clerk, at=at(f"{year + 1}-01-06"))
        return make_version(self.filing(year), by=self.clerk, at=at(f"{year + 1}-01-06", "10:00"), note=note)

    def drafted_again(self, moment: datetime, year: int = 2025) -> Version:
        """Return another version, of the words as they stand now."""
        return make_version(self.filing(year), by=self.clerk, at=moment)

    def cleared(self, version: Version, moment: datetime) -> Version:
        """Take a version through the whole review."""
        send_to_review(version, by=self.clerk, at=moment)
        pass_all(version, (self.clerk, self.reviewer, self.leader), moment)
        return version

    def accepted(self, version: Version, moment: datetime) -> Version:
        """Take a version to the acceptance by the authority."""
        self.cleared(version, moment)
        submit(version.filing, by=self.clerk, at=moment)
        accept(version.filing, by=self.supervisor, at=moment)
        return version


def a_closing(filing: Filing, by: Post, cells: Mapping[str, int] | None = None) -> Closing:
    """Return another closing of a filing, zero in every cell but these; written as it is kept."""
    form = edition_for(filing.year)
    numbers = {**dict.fromkeys(form.places, 0), **(cells or {})}
    report = composing.compose(filing, form.key, {a: Cell(n) for a, n in numbers.items()}, {})
    number = filing.closings.count() + 1
    return Closing.objects.create(
        filing=filing,
        number=number,
        form=form.key,
        cells=interchange.dumps(interchange.to_json(report)),
        reason="补登一件" if number > 1 else "",
        by=by,
        at=at(f"{filing.year + 1}-01-05"),
    )


def a_version(organ: Organ, by: Post, year: int = 2024) -> Version:
    """Return a version of zeros of an organ's year, without a year before it."""
    filing = filing_of(organ, year)
    a_closing(filing, by)
    return make_version(filing, by=by, at=at(f"{year + 1}-01-06"))


def explain_the_first_year(bureau: Reporting, version: Version) -> None:
    """Let everything that cannot be compared for want of a year before be explained and agreed."""
    for each in verdicts_of(version):
        if each.blocks:
            said = explain(
                version,
                rule=each.finding.rule,
                address=each.address,
                kind="other",
                amount=each.difference,
                says="本机关首次在本平台编制报告，上一年度报告未录入。",
                by=bureau.clerk,
                at=at("2025-01-07"),
            )
            answer_explanation(said, approves=True, by=bureau.head, at=at("2025-01-07"))


def pass_all(version: Version, posts: tuple[Post, ...], moment: datetime) -> None:
    """Let everybody pass their level, the first for the first."""
    for post in posts:
        review = stands(version.filing).review
        if review is None or review.level is None:
            return
        speak(version, verdict="pass", digest=review.review.digest, by=post, at=moment)


def a_report(
    name: str = "远郊局", year: int = 2025, count: int = 0, words: str = "无。", **cells: Cell
) -> Report:
    """Return a report as another system has it: so many requests, all received and answered in the year."""
    form = edition_for(year)
    found = dict.fromkeys(form.places, Cell(0))
    for address in ("T3.R1.C1", "T3.R1.C7", "T3.R3_1.C1", "T3.R3_1.C7", "T3.R3_7.C1", "T3.R3_7.C7"):
        found[address] = Cell(count)
    sections = [Section(each.number, each.title, words) for each in form.sections]
    return Report(name, year, form.key, form.title(name, year), cells={**found, **cells}, sections=sections)


def as_json(report: Report) -> bytes:
    """Return a report as another system sends it."""
    return interchange.dumps(interchange.to_json(report)).encode()
