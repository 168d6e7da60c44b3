"""X3: what was disclosed cannot be more than what there was to disclose."""

from __future__ import annotations

from collections.abc import Iterator

from gongkai.report.check.matter import Matter
from gongkai.report.model import Finding, Severity
from gongkai.report.naming import row_name
from gongkai.report.sums import Sum

ROWS = ("T2.gz", "T2.gfxwj")


def x3(matter: Matter) -> Iterator[Finding]:
    """本年新公开数量不大于本年新制作数量；对外公开总数量不小于本年新公开数量。

    Source: the meaning of the three columns of 60号 (2019), 第二十条第（一）项; our inference. Later
    forms have other columns there, and the rule does not apply to them.
    """
    for row in ROWS:
        made, new, total = f"{row}.made_new", f"{row}.disclosed_new", f"{row}.disclosed_total"
        if not matter.has(made, new, total):
            continue
        yield from _not_more(matter, new, made, "本年新公开数量大于本年新制作数量")
        yield from _not_more(matter, new, total, "对外公开总数量小于本年新公开数量")


def _not_more(matter: Matter, smaller: str, greater: str, says: str) -> Iterator[Finding]:
    left, right = matter.sum(smaller), matter.sum(greater)
    if surely_more(left, right) and matter.edition:
        sign = "＞" if says.startswith("本年") else "＜"
        shown = (left, right) if sign == "＞" else (right, left)
        row = row_name(matter.edition.place(smaller).row)
        yield Finding(
            "X3",
            Severity.WARN,
            f"{says}（{row}：{shown[0]} {sign} {shown[1]}）",
            (smaller, greater),
            shown[0].known,
            shown[1].known,
            hint="核对三栏的统计口径：往年制作、本年公开的，应当说明。",
        )


def surely_more(left: Sum, right: Sum) -> bool:
    """Say whether the left is more than the right however the missing parts are completed."""
    return not (left.open_down or right.open_up) and min(left.totals) > max(right.totals)
