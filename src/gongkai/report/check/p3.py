"""P3: 其他处理 is for rare cases."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from gongkai.report.check.matter import Matter, not_assessed
from gongkai.report.gather import folds
from gongkai.report.model import Finding, Severity

TOTAL = "T3.R3_7.C7"
ROWS = ("R3_6", "R3_6_1", "R3_6_2", "R3_6_3")


def p3(matter: Matter) -> Iterator[Finding]:
    """（六）其他处理只用于极少数情形；数量较多的，主管部门应当调查了解。

    Source: 国办公开办函〔2019〕60号 一（三）. The notice gives no number: more than half of
    （七）总计 where that is at least 10 is the project's measure (settings.py).
    """
    form = matter.edition
    if form is None or not matter.has(TOTAL):
        return
    replaced = {code for _, _, row in folds(form) if row.code in matter.folded for code in row.stands_for}
    printed = {place.row.code for place in form.places.values() if place.table == "T3"} | matter.folded
    cells = tuple(f"T3.{code}.C7" for code in ROWS if code in printed - replaced)
    other, total = matter.sum(*cells), matter.sum(TOTAL)
    least, share = matter.settings.other_handling_minimum, matter.settings.other_handling_share
    lowest = min(other.totals)
    highest = max(total.totals)
    if not total.open_up and highest < least:
        return
    if not total.open_up and min(total.totals) >= least and Decimal(lowest) > share * highest:
        yield Finding(
            "P3",
            Severity.WARN,
            f"（六）其他处理占（七）总计的比例过高（{other}件，总计{total}件）",
            (*cells, TOTAL),
            other.known,
            total.known,
            hint="（六）只用于极少数情形：核对每一件能否归入（一）至（五），并说明原因。",
        )
    elif not (other.is_known and total.is_known):
        says = "（六）其他处理的比例不过高"
        why = f"（六）{other}件，（七）总计{total}件"
        if other.open_up or Decimal(max(other.totals)) > share * min(total.totals):
            yield not_assessed("P3", says, why, cells=(*cells, TOTAL))
