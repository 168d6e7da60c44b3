"""Check the identities of an edition: within a report, against last year's, against those it sums.

The sums of complete reports are taken over a plain dictionary of numbers; only a balance with a
blank, ambiguous or unreadable cell, or with a unit of its own, takes the slower way of sums.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from gongkai.report.check.matter import Matter, not_assessed
from gongkai.report.check.plan import Balance, Part, plan
from gongkai.report.edition import Source
from gongkai.report.gather import gather
from gongkai.report.loader import edition
from gongkai.report.model import STATISTICS, Finding, Number, Report, Status
from gongkai.report.naming import listed
from gongkai.report.sums import Sum, plain

Reckon = Callable[[Sequence[Part]], Sum]
"""What the sum of some cells, of this report or of others, can be."""


def own(matter: Matter) -> Iterator[Finding]:
    """Yield a finding for every balance within the report that does not hold.

    N1 is printed in the form itself (表三：第一项加第二项之和，等于第三项加第四项之和); A1 to A5
    are what 总计 means.
    """
    if matter.edition is None:
        return
    numbers = _numbers(matter.report)
    for balance in plan(matter.report.edition, matter.folded).own:
        try:
            found = balance.numbers(numbers)
        except KeyError:  # a cell without a plain number
            yield from _compared(balance, lambda parts: matter.sum(*(address for _, address in parts)))
            continue
        middle = len(balance.left)
        left, right = sum(found[:middle]), sum(found[middle:])
        if left != right:
            yield _finding(balance, left, right, f"{plain(left)} ≠ {plain(right)}")


def last_year(matter: Matter) -> Iterator[Finding]:
    """Yield what the identities across years find (X1, X2), or why they are not assessed."""
    if matter.edition is None:
        return
    previous = matter.previous
    for code, balances in plan(matter.report.edition, matter.folded).last_year.items():
        why = matter.no_last_year
        if previous is None or (why := why or _lacking(balances, previous)):
            yield not_assessed(code, balances[0].identity.says, why, "给出上一年度的报告后再查。")
            continue
        form = edition(previous.edition)
        cells = previous.cells

        def reckon(parts: Sequence[Part]) -> Sum:
            total = matter.sum(*(address for source, address in parts if source is Source.OWN))
            for source, address in parts:
                if source is Source.LAST_YEAR:
                    total.add_cell(cells.get(address), form.place(address))  # noqa: B023
            return total

        yield from _all(matter, code, balances, reckon, "本年度或上一年度报告的这些格空白或不能确定")


def children(matter: Matter) -> Iterator[Finding]:
    """Yield what the identities of an aggregate find (G1, 逐级汇总), or why they are not assessed."""
    if matter.edition is None:
        return
    given = matter.children or matter.children_unread
    if not given and matter.organ_kind and not matter.organ_kind.sums_others:
        return
    for code, balances in plan(matter.report.edition, matter.folded).children.items():
        if why := _no_children(matter):
            hint = "给出所汇总的全部报告后再查；本报告不是汇总报告的，不必理会。"
            yield not_assessed(code, balances[0].identity.says, why, hint)
            continue
        gathered = gather(matter.children, matter.edition, matter.folded)
        yield from gathered.folded_findings()

        def reckon(parts: Sequence[Part]) -> Sum:
            total = matter.sum(*(address for source, address in parts if source is Source.OWN))
            for source, address in parts:
                if source is Source.CHILDREN:
                    total.add_sum(gathered.sum(address))  # noqa: B023
            return total

        yield from _all(matter, code, balances, reckon, "本报告或所汇总报告的这些格空白或不能确定")


def _all(
    matter: Matter, code: str, balances: Sequence[Balance], reckon: Reckon, why: str
) -> Iterator[Finding]:
    """Yield what balances with other reports find, and once which could not be assessed."""
    undecided: list[str] = []
    for balance in balances:
        left, right = reckon(balance.left), reckon(balance.right)
        if not left.meets(right):
            yield from _compared(balance, reckon)
        elif not (left.is_known and right.is_known):
            undecided += balance.own
    if undecided and matter.edition:
        says = balances[0].identity.says
        where = listed(matter.edition, undecided)
        yield not_assessed(code, says, f"{why}：{where}", cells=tuple(undecided))


def _compared(balance: Balance, reckon: Reckon) -> Iterator[Finding]:
    left, right = reckon(balance.left), reckon(balance.right)
    if not left.meets(right):
        yield _finding(balance, left.known, right.known, f"{left} ≠ {right}")


def _finding(balance: Balance, left: Number, right: Number, numbers: str) -> Finding:
    identity = balance.identity
    return Finding(
        rule=identity.code,
        severity=identity.severity,
        message=f"{identity.says}（{balance.where}：{numbers}）",
        cells=balance.own,
        left=left,
        right=right,
        hint=identity.hint,
    )


def _numbers(report: Report) -> dict[str, Number]:
    """Return the numbers that may be summed as they stand; a cell that does not apply counts 0."""
    numbers: dict[str, Number] = {}
    for address, cell in report.cells.items():
        value = cell.value
        if value is not None:
            if cell.unit is None:
                numbers[address] = value
        elif cell.status is Status.NA:
            numbers[address] = 0
    return numbers


def _lacking(balances: Sequence[Balance], previous: Report) -> str:
    """Say why last year's report has not the cells of these balances; empty if it has them."""
    if previous.edition == STATISTICS:
        return "上一年度报送的是政府信息公开情况统计表，没有相应的格"
    places = edition(previous.edition).places
    for balance in balances:
        for source, address in (*balance.left, *balance.right):
            if source is Source.LAST_YEAR and address not in places:
                return f"上一年度报告用的是{previous.edition}年格式，没有与本报告相应的格"
    return ""


def _no_children(matter: Matter) -> str:
    """Say why the sum over the children cannot be taken; empty if it can."""
    report = matter.report
    if matter.children_unread:
        return f"所汇总的报告有读不出的：{'、'.join(matter.children_unread)}"
    if not matter.children:
        return "没有给出所汇总的报告"
    if report.year is None:
        return "本报告的年度不明"
    odd = [
        f"{child.organ or child.source}（{child.year or '年度不明'}年度，{child.edition}）"
        for child in matter.children
        if child.edition != report.edition or child.year != report.year
    ]
    return f"这些报告的年度或格式与本报告不同：{'、'.join(odd)}" if odd else ""
