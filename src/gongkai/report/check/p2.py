"""P2: only some organs make 规章."""

from __future__ import annotations

from collections.abc import Iterator

from gongkai.report.check.matter import Matter, not_assessed
from gongkai.report.model import Finding, Number, Severity
from gongkai.report.sums import numbers_of, plain

ROW = "gz"


def p2(matter: Matter) -> Iterator[Finding]:
    """只有国务院部门和省级、设区的市、自治州人民政府有规章制定权，其他机关的规章一行应当为0。

    Source: 规章制定程序条例第二条。
    """
    says = "没有规章制定权的机关，规章一行为0"
    form = matter.edition
    if form is None:
        return
    places = [p for p in form.places.values() if p.table == "T2" and p.row.code == ROW]
    if not places:
        return
    if matter.organ_kind is None:
        yield not_assessed("P2", says, "没有给出机关种类", "给出机关种类后再查。")
        return
    if matter.organ_kind.may_make_rules:
        return
    found: dict[str, Number] = {}
    for place in places:
        cell = matter.report.cells.get(place.address)
        choices = numbers_of(cell, place) if cell else ()
        if choices and 0 not in choices:
            found[place.address] = choices[0]
    if found:
        values = "、".join(f"{form.place(a).column.label}{plain(n)}" for a, n in found.items())
        yield Finding(
            "P2",
            Severity.WARN,
            f"{matter.organ_kind.says}没有规章制定权，规章一行却不为0（{values}）",
            tuple(found),
            hint="把所填的件数移到规范性文件一行，或改为0。",
        )
