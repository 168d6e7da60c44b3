"""Units of money: an amount printed in 元 and one asked for in 万元 are the same amount."""

from __future__ import annotations

from decimal import Context, Decimal, Inexact

from gongkai.report.model import Number

MONEY = {"元": 0, "百元": 2, "千元": 3, "万元": 4, "百万元": 6, "千万元": 7, "亿元": 8}
"""Units of money by their power of ten over 元."""

EXACT = Context(prec=10_000, traps=[Inexact])
"""For sums of money: no sum of numbers that can be read in (interchange.py) is ever rounded."""


def convert(value: Number, printed: str | None, asked: str | None) -> Number | None:
    """Return `value` of the unit `printed` in the unit `asked`; None if the two cannot be compared.

    A cell without a printed unit is in the unit the form asks for (model.Cell). The conversion
    moves the decimal point, so it is exact.

    >>> convert(Decimal("251000"), "元", "万元"), convert(3, "万元", "元"), convert(3, "册", "元")
    (Decimal('25.1000'), Decimal('30000'), None)
    """
    if printed is None or printed == asked:
        return value
    if printed not in MONEY or asked not in MONEY:
        return None
    moved = EXACT.scaleb(Decimal(value), MONEY[printed] - MONEY[asked])
    return EXACT.add(moved, Decimal(0))  # written out: 30000, not 3E+4
