"""B1: a blank where a number is due."""

from __future__ import annotations

from collections.abc import Iterator

from gongkai.report.check.matter import Matter
from gongkai.report.model import BLANK, Finding, Severity, Status
from gongkai.report.naming import by_table, listed, table_name


def b1(matter: Matter) -> Iterator[Finding]:
    """应当填数的格没有填：没有发生的，填0；不适用的，填“/”。

    Source: practice; published reports print 0 throughout where nothing happened. One finding a
    table, whose `cells` has every blank cell of it. A blank is not taken for a zero: a sum with a
    blank part is called wrong only if its known parts exceed the total (sums.py).
    """
    form = matter.edition
    if form is None:
        return
    cells = matter.report.cells
    blank = [a for a in form.places if cells.get(a, BLANK).status is Status.BLANK]
    blank += [a for a in form.folded_places if a in cells and cells[a].status is Status.BLANK]
    for table, addresses in by_table(form, blank).items():
        yield Finding(
            "B1",
            Severity.WARN,
            f"{table_name(table)}有{len(addresses)}格空白：{listed(form, addresses, name_table=False)}",
            tuple(addresses),
            hint="没有发生的填0，不适用的填“/”。空白没有按0计：只有已知各数之和超过合计，才判合计有误。",
        )
