"""A county with organs that report to it, for tests of the register and of the sum; all invented."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from gongkai.service.annual.actions.explain import answer_explanation, explain
from gongkai.service.annual.actions.make_version import make_version
from gongkai.service.annual.actions.register_reporter import register_reporter
from gongkai.service.annual.actions.review_version import send_to_review
from gongkai.service.annual.actions.submit import submit
from gongkai.service.annual.actions.write_section import write_section
from gongkai.service.annual.deciding import verdicts_of
from gongkai.service.annual.models import Reporter, Version
from gongkai.service.organs.models import Duty, Organ, Post
from tests.service.cases import at
from tests.service.desk import a_person, a_post, an_organ
from tests.service.filings import Reporting, pass_all

WORDS = {
    1: "全区2025年政府信息公开工作平稳有序，各机关按期公布目录。",
    5: "主要问题是部分机关目录更新较慢，下一步将按月通报。",
    6: "全区没有收取信息处理费，没有其他需要报告的事项。",
}


class Child(Reporting):
    """An organ under a county that files."""

    def __init__(self, code: str, name: str, county: Organ, supervisor: Post) -> None:
        super().__init__(code, name)
        self.authority, self.supervisor = county, supervisor
        Organ.objects.filter(pk=self.organ.pk).update(supervisor=county, parent=county)
        self.organ.refresh_from_db()

    def drafted_whole(self, cells: Mapping[str, int] | None = None, note: str = "") -> Version:
        """Return a version of 2025 with what cannot be compared explained."""
        version = self.drafted(2025, cells, note)
        self.explained(version)
        return version

    def explained(self, version: Version) -> None:
        """Explain and approve whatever keeps a version back."""
        explain_all(version, self.clerk, self.head)

    def filed(self, moment: datetime, cells: Mapping[str, int] | None = None) -> Version:
        """Return a version that was submitted."""
        version = self.cleared(self.drafted_whole(cells), moment)
        submit(version.filing, by=self.clerk, at=moment)
        return version


def explain_all(version: Version, writer: Post, head: Post, day: str = "2026-01-07") -> None:
    """Explain whatever keeps a version back and may be explained, and approve it."""
    moment = at(day)
    for each in verdicts_of(version):
        if each.blocks and each.may_be_explained:
            said = explain(
                version,
                rule=each.finding.rule,
                address=each.address,
                kind="other",
                amount=each.missing,
                says="上一年度报告未录入本平台。",
                by=writer,
                at=moment,
            )
            answer_explanation(said, approves=True, by=head, at=moment)


class County:
    """A county's government, in charge of disclosure."""

    def __init__(self, code: str = "qingshan", name: str = "青山区人民政府") -> None:
        self.organ = an_organ(code, name, kind="county")
        self.supervisor = a_post(self.organ, Duty.SUPERVISOR)
        self.clerk = a_post(self.organ, Duty.CLERK)
        self.reviewer = a_post(self.organ, Duty.REVIEWER)
        self.head = a_post(self.organ, Duty.OFFICE_HEAD)
        self.leader = a_post(self.organ, Duty.LEADER)
        self.children: dict[str, Child] = {}

    def whole(self, version: Version, moment: datetime) -> Version:
        """Return the aggregate with its words, explained where it cannot be compared, and cleared."""
        for section in (1, 5, 6):
            write_section(version.filing, section, WORDS[section], by=self.clerk, at=moment)
        version = make_version(version.filing, by=self.clerk, at=moment)
        explain_all(version, self.clerk, self.head)
        send_to_review(version, by=self.clerk, at=moment)
        pass_all(version, (self.clerk, self.reviewer, self.leader), moment)
        return version

    def child(self, code: str, name: str) -> Child:
        """Return an organ under the county."""
        return Child(code, name, self.organ, self.supervisor)

    def register(self, organ: Organ, **facts: Any) -> Reporter:
        """Enter an organ as one that reports, unless told otherwise."""
        given = {
            "since": 2025,
            "kind": "organ",
            "administrative": True,
            "external": True,
            "independent": True,
            "basis": "“三定”规定",
            "by": self.supervisor,
            "at": at("2026-01-04"),
        }
        return register_reporter(organ, **{**given, **facts})


class Far(County):
    """A county with an organ that has nobody here."""

    def __init__(
        self,
        code: str = "qingshan",
        name: str = "青山区人民政府",
        far_code: str = "far-ju",
        far: str = "远郊局",
    ) -> None:
        super().__init__(code, name)
        self.far = an_organ(far_code, far, parent=code, supervisor=code)
        Organ.objects.filter(pk=self.far.pk).update(supervisor=self.organ)
        self.far.refresh_from_db()
        self.second = a_post(self.organ, Duty.SUPERVISOR, a_person(f"second-{code}", "另一位主管"))
        self.levels = (self.clerk, self.reviewer, self.leader)
