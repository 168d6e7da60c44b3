"""B4: a number that cannot stand where it stands."""

from __future__ import annotations

from collections.abc import Iterator

from gongkai.report.check.matter import Matter
from gongkai.report.edition import Kind
from gongkai.report.model import Finding, Severity
from gongkai.report.naming import cell_name
from gongkai.report.sums import plain


def b4(matter: Matter) -> Iterator[Finding]:
    """件数和金额不得为负；件数应当是整数。

    Source: what is counted in 件; only 本年增/减 has a sign.
    """
    if matter.edition is None:
        return
    for address, cell in matter.report.cells.items():
        value = cell.value
        if not value or (type(value) is int and value > 0):
            continue
        place = matter.edition.place(address)
        if value < 0 and place.kind is not Kind.CHANGE:
            fault = "不得为负数"
        elif value % 1 and place.kind is not Kind.AMOUNT:
            fault = "应当是整数"
        else:
            continue
        yield Finding(
            "B4",
            Severity.ERROR,
            f"{cell_name(place)}{fault}（所填为{plain(value)}）",
            (address,),
            hint="对照原件更正。",
        )
