"""L2: the form of another year."""

from __future__ import annotations

from collections.abc import Iterator

from gongkai.report.check.matter import Matter
from gongkai.report.model import Finding


def l2(matter: Matter) -> Iterator[Finding]:
    """报告应当用报告年度所适用的格式。

    Source: 国办公开办函〔2019〕60号, 〔2021〕30号. The reader says so of what it has read; here it is
    said of a report that comes as data (JSON, from our own service), once.
    """
    if any(finding.rule == "L2" for finding in matter.report.findings):
        return
    # Imported only here: with it comes the whole reader.
    from gongkai.report.read.report import edition_finding

    yield from edition_finding(matter.report.edition, matter.report.year)
