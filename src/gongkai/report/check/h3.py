"""H3: last year's report names another organ."""

from __future__ import annotations

from collections.abc import Iterator

from gongkai.report.check.matter import Matter, Previous
from gongkai.report.model import Finding, Severity
from gongkai.report.naming import same_organ


def h3(matter: Matter) -> Iterator[Finding]:
    """所给上一年度的报告，应当是同一机关的；机关更名、合并的，名称可以不同。

    Source: X1 compares 上年结转 with the same organ's report. Organs are renamed and merged, so the two
    are compared all the same; where a report is given for several, matter.py decides.
    """
    report, previous = matter.report, matter.previous
    if previous is None or matter.previous_is is not Previous.GIVEN:
        return
    if report.organ and previous.organ and not same_organ(report.organ, previous.organ):
        yield Finding(
            "H3",
            Severity.WARN,
            f"所给上一年度的报告写的是“{previous.organ}”，本报告写的是“{report.organ}”，仍作了比对",
            hint="核对给出的是不是本机关上一年度的报告；机关更名、合并的，不必理会。",
        )
