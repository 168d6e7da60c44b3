"""How pages of annual reports say numbers."""

from __future__ import annotations

from decimal import Decimal

from django import template

register = template.Library()


@register.filter
def plain(number: int | Decimal | None) -> str:
    """Return a number digit for digit: no zeros after the point that nobody typed, no exponent."""
    if number is None:
        return ""
    return f"{number.normalize():f}" if isinstance(number, Decimal) else str(number)
