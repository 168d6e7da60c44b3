"""L1: a row of an older form printed in place of several."""

from __future__ import annotations

from collections.abc import Iterator

from gongkai.report.check.matter import Matter
from gongkai.report.gather import folds
from gongkai.report.model import Finding, Severity
from gongkai.report.sums import plain


def l1(matter: Matter) -> Iterator[Finding]:
    """（六）其他处理印为一行的，分项数不明；（七）总计只计这一行一次。

    Source: the 2021 form asks for three rows where the 2019 form had one; published reports of
    2021 and later still print the one. If the reader has said so already, it is not said again.
    """
    if matter.edition is None or any(finding.rule == "L1" for finding in matter.report.findings):
        return
    for table, block, row in folds(matter.edition):
        if row.code not in matter.folded:
            continue
        cells = tuple(f"{table.code}.{row.code}.{column.code}" for column in block.columns)
        yield Finding(
            "L1",
            Severity.WARN,
            f"“{row.label}”印为一行，本格式应当分为{len(row.stands_for)}行，分项数不明",
            cells,
            hint="按现行格式分项填写；不能分项的，汇总时计入最后一项“其他”。",
        )
        for column, cell in zip(block.columns, cells, strict=True):
            yield from _parts_too(matter, cell, [f"{table.code}.{c}.{column.code}" for c in row.stands_for])


def _parts_too(matter: Matter, whole: str, parts: list[str]) -> Iterator[Finding]:
    """Say so if the parts are printed beside the whole row and do not add up to it."""
    values = matter.report.values()
    if not any(part in values for part in parts):
        return
    left, right = matter.sum(whole), matter.sum(*parts)
    if not left.meets(right):
        yield Finding(
            "L1",
            Severity.WARN,
            f"同时印有整行和分项，两者不等（{plain(left.known)} ≠ {plain(right.known)}），按整行计",
            (whole, *parts),
            left.known,
            right.known,
            hint="核对分项数。",
        )
