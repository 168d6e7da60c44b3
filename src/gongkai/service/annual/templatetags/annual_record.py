"""How pages of annual reports say numbers."""

from __future__ import annotations

from decimal import Decimal

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

register = template.Library()
MONTHS = (
    _("1月"),
    _("2月"),
    _("3月"),
    _("4月"),
    _("5月"),
    _("6月"),
    _("7月"),
    _("8月"),
    _("9月"),
    _("10月"),
    _("11月"),
    _("12月"),
)


@register.filter
def plain(number: int | Decimal | None) -> str:
    """Return a number digit for digit: no zeros after the point that nobody typed, no exponent."""
    if number is None:
        return ""
    return f"{number.normalize():f}" if isinstance(number, Decimal) else str(number)


@register.filter
def month_name(month: int) -> str | Promise:
    """Return a month as the head of a narrow column."""
    return MONTHS[month - 1]
