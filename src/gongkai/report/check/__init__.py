"""Check one report: what its identities and the plausibility rules find.

The one door is `check`. The rooms behind it:

    plan.py         the identities of an edition, laid out into lists of addresses
    identities.py   N1, A1–A5 within a report; X1, X2 with last year's; G1 with those it sums
    l1.py b1.py …   one rule a file, named by its code; the docstring is the rule and its source
    settings.py     what the rules leave to judgement
    matter.py       what a rule is given

    code     severity              rule
    N1       error                 第一项加第二项之和，等于第三项加第四项之和（逐栏）
    A1–A5    error                 总计等于各项之和（逐栏、逐行）
    X1       error_with_override   上年结转等于上一年度报告的结转下年度继续办理（逐栏）
    X2 X3    warn                  第二部分各数跨年度、栏与栏之间相符
    G1       error                 汇总报告的每一格等于所汇总各报告同一格之和
    H3       warn                  所给上一年度的报告写着另一机关的名称
    L1 L2    warn                  一行代替几行、格式与年度不符（读取时没有说的）
    B1–B4    warn, B4 error        空白、不是数、不止一种读法、不可能的数
    P1–P3, P5–P7  warn             正文与表格、规章、其他处理、收费、篇幅与雷同、历年累计

P4 (结转的都是年末尚在办理且未逾期的) is no rule over a report: only the ledgers know. The service
asks it of the reports it counts itself (service/annual/overdue.py). A rule that lacks an input gives a
finding of severity `not_assessed` that says which; it never passes in silence. A rule that is not about
the report's form at all (X3 for the form of 2021) gives none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import localcontext

from gongkai.report.check import identities
from gongkai.report.check.b1 import b1
from gongkai.report.check.b2 import b2
from gongkai.report.check.b3 import b3
from gongkai.report.check.b4 import b4
from gongkai.report.check.h3 import h3
from gongkai.report.check.l1 import l1
from gongkai.report.check.l2 import l2
from gongkai.report.check.matter import Matter, Previous
from gongkai.report.check.p1 import p1
from gongkai.report.check.p2 import p2
from gongkai.report.check.p3 import p3
from gongkai.report.check.p5 import p5
from gongkai.report.check.p6 import p6
from gongkai.report.check.p7 import p7
from gongkai.report.check.settings import DEFAULT, OrganKind, Settings
from gongkai.report.check.x3 import x3
from gongkai.report.loader import editions
from gongkai.report.model import Finding, Report
from gongkai.report.units import EXACT

__all__ = ["DEFAULT", "OrganKind", "Previous", "Settings", "check", "check_identities"]

Rule = Callable[[Matter], Iterator[Finding]]

RULES: tuple[Rule, ...] = (
    *(h3, l1, l2, b1, b2, b3, b4),
    *(identities.own, identities.last_year, identities.children),
    *(x3, p1, p2, p3, p5, p6, p7),
)
"""Every rule, in the order in which findings are shown."""

CODES = frozenset({"H3", "B1", "B2", "B3", "B4", "X3", "P1", "P2", "P3", "P5", "P6", "P7"})
"""The codes of the rules that are not identities."""


def check(
    report: Report,
    *,
    previous: Report | None = None,
    children: Sequence[Report] = (),
    children_unread: Sequence[str] = (),
    organ_kind: OrganKind | None = None,
    settings: Settings = DEFAULT,
    previous_is: Previous = Previous.GIVEN,
    previous_unread: str = "",
) -> list[Finding]:
    """Return what is to be said about a report, what its reader found included.

    `previous` is the report of the year before (`previous_is` says how sure it is that it is this
    organ's), `children` all the reports that an aggregate sums
    (`previous_unread`, `children_unread`: the files of those that could not be read). What is left out is not
    guessed: the rules that need it say so. Findings that an earlier check left in the report are
    made anew, those of the reader are kept.
    """
    matter = Matter(
        report,
        previous,
        children,
        children_unread,
        organ_kind,
        settings,
        previous_is,
        previous_unread,
    )
    ours = CODES | {identity.code for form in editions() for identity in form.identities}
    found = [finding for finding in report.findings if finding.rule not in ours]
    with localcontext(EXACT):
        for rule in RULES:
            found += rule(matter)
    return list(dict.fromkeys(found))  # each once, in order


def check_identities(report: Report) -> list[Finding]:
    """Return the balances within a report that do not hold (N1, A1–A5), and nothing else."""
    with localcontext(EXACT):
        return list(identities.own(Matter(report)))
