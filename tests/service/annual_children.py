"""A county with organs that report to it, for tests of the register and of the sum; all invented."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from gongkai.service.annual.actions.explain import answer_explanation, explain
from gongkai.service.annual.actions.register_reporter import register_reporter
from gongkai.service.annual.actions.submit import submit
from gongkai.service.annual.deciding import verdicts_of
from gongkai.service.annual.models import Reporter, Version
from gongkai.service.organs.models import Duty, Organ, Post
from tests.service.cases import at
from tests.service.desk import a_post, an_organ
from tests.service.filings import Reporting


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
        for each in verdicts_of(version):
            if each.blocks:
                moment = at("2026-01-07")
                said = explain(
                    version,
                    rule=each.finding.rule,
                    address=each.address,
                    kind="other",
                    amount=each.missing,
                    says="上一年度报告未录入本平台。",
                    by=self.clerk,
                    at=moment,
                )
                answer_explanation(said, approves=True, by=self.head, at=moment)

    def filed(self, moment: datetime, cells: Mapping[str, int] | None = None) -> Version:
        """Return a version that was submitted."""
        version = self.cleared(self.drafted_whole(cells), moment)
        submit(version.filing, by=self.clerk, at=moment)
        return version


class County:
    """A county's government, in charge of disclosure."""

    def __init__(self, code: str = "qingshan", name: str = "青山区人民政府") -> None:
        self.organ = an_organ(code, name, kind="county")
        self.supervisor = a_post(self.organ, Duty.SUPERVISOR)
        self.clerk = a_post(self.organ, Duty.CLERK)
        self.reviewer = a_post(self.organ, Duty.REVIEWER)
        self.head = a_post(self.organ, Duty.OFFICE_HEAD)
        self.leader = a_post(self.organ, Duty.LEADER)

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
