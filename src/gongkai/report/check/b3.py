"""B3: a cell can be read in several ways."""

from __future__ import annotations

from collections.abc import Iterator

from gongkai.report.check.matter import Matter
from gongkai.report.model import Finding, Severity, Status
from gongkai.report.naming import cell_name
from gongkai.report.sums import plain


def b3(matter: Matter) -> Iterator[Finding]:
    """格内的数有不止一种读法，勾稽关系也不能定。

    Source: reports whose numbers run together in the text. An identity over such a cell is called
    wrong only if none of its candidates satisfies it (sums.py).
    """
    if matter.edition is None:
        return
    addresses = tuple(matter.report.of_status(Status.AMBIGUOUS))
    if addresses:
        words = []
        for address in addresses[:6]:
            candidates = [plain(c) for c in matter.report.cells[address].candidates]
            readings = f"（{'或'.join(candidates)}）" if 0 < len(candidates) <= 6 else ""
            words.append(f"{cell_name(matter.edition.place(address))}{readings}")
        more = "等" if len(addresses) > len(words) else ""
        yield Finding(
            "B3",
            Severity.WARN,
            f"{len(addresses)}格的数有不止一种读法：{'；'.join(words)}{more}",
            addresses,
            hint="对照原件填定这些数；只有各种读法都不能使等式成立，才判等式有误。",
        )
