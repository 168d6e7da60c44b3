"""B2: something stands in a cell that is not a number."""

from __future__ import annotations

from collections.abc import Iterator

from gongkai.report.check.matter import Matter
from gongkai.report.model import Finding, Severity, Status
from gongkai.report.naming import listed


def b2(matter: Matter) -> Iterator[Finding]:
    """格内所印不是数，不能计算。

    Source: the form asks for numbers. For the identities such a cell is as good as blank.
    """
    if matter.edition is None:
        return
    addresses = tuple(matter.report.of_status(Status.UNREADABLE))
    if addresses:
        yield Finding(
            "B2",
            Severity.WARN,
            f"{len(addresses)}格所印不是数：{listed(matter.edition, addresses)}",
            addresses,
            hint="改填数字；说明文字写在表外。",
        )
