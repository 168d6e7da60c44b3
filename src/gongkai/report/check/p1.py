"""P1: the numbers of the prose are those of the tables."""

from __future__ import annotations

from collections.abc import Iterator

from gongkai.report.check.matter import Matter, not_assessed
from gongkai.report.model import Finding, Severity
from gongkai.report.sums import Sum

STATED = {
    "received": ("收到申请", ("T3.R1.C7",)),
    "closed": ("办结申请", ("T3.R3_7.C7",)),
    "carried_over": ("结转下年度", ("T3.R4.C7",)),
    "reconsideration": ("行政复议", ("T4.V.A_total",)),
    "litigation": ("行政诉讼", ("T4.V.B_total", "T4.V.C_total")),
}


def p1(matter: Matter) -> Iterator[Finding]:
    """正文所写收到、办结、结转的件数和复议、诉讼的件数，与表中的总计一致。

    Source: practice. Only numbers that the prose states are compared.
    """
    says = "正文的数与表格一致"
    if matter.edition is None:
        return
    stated = {key: matter.report.prose[key] for key in STATED if key in matter.report.prose}
    if not stated:
        yield not_assessed("P1", says, "正文中没有读到可与表格核对的数")
    for key, number in stated.items():
        name, cells = STATED[key]
        left, right = Sum({number}), matter.sum(*cells)
        if not left.meets(right):
            yield Finding(
                "P1",
                Severity.WARN,
                f"正文的数与表格不一致（{name}：正文{left}件，表格{right}件）",
                cells,
                left.known,
                right.known,
                hint=_hint(matter, key, left),
            )
        elif not right.is_known:
            yield not_assessed("P1", says, f"{name}：正文{left}件，表格空白或不能确定", cells=cells)


def _hint(matter: Matter, key: str, stated: Sum) -> str:
    """Say what the prose may have meant, if the numbers show it."""
    with_last_year = matter.sum("T3.R1.C7", "T3.R2.C7")
    if key == "received" and with_last_year.is_known and stated.meets(with_last_year):
        return "正文可能把上年结转的也算作收到；请写明“其中上年结转几件”，或改为本年新收的件数。"
    return "核对正文和表格，改正写错的一处；统计口径不同的，在正文写明。"
