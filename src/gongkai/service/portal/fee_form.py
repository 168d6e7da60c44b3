"""The fee calculator: what is asked, and the answer with the tiers it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice

from django.utils.translation import gettext_lazy as _

from gongkai.service.portal.blanks import Blank, Option
from gongkai.statute.errors import StatuteError, UnsoundLaw
from gongkai.statute.fees import MOST, Fee, Scale, fee, in_use, pay_by
from gongkai.statute.law import Law

STANDARDS = {"pages": _("按量：一件申请提供的页数"), "items": _("按件：同一申请人一个自然月内的申请件数")}
UNITS = {"pages": _("页"), "items": _("件")}
SHOWN = 6  # tiers of a scale without end


@dataclass(frozen=True)
class Tier:
    """One tier of a scale, and how many units of the case fall into it."""

    first: int
    last: int | None  # None: without end
    yuan_each: int
    count: int

    @property
    def yuan(self) -> int:
        return self.count * self.yuan_each


class FeeForm:
    """The form, read from the parameters of an address."""

    def __init__(self, query: Mapping[str, str], law: Law, today: date) -> None:
        self.law = law
        self.asked = "units" in query
        self.standard = Blank("standard", _("计收标准"), "radio", query.get("standard") or "pages")
        self.standard.options = tuple(Option(key, name) for key, name in STANDARDS.items())
        self.units = Blank("units", _("数量"), "number", query.get("units", ""), True)
        self.on = Blank("on", _("适用哪一天的标准"), "date", query.get("on", ""))
        self.on.hint = _("不填为今天")
        self.noticed = Blank("noticed", _("收到收费通知的日期（选填）"), "date", query.get("noticed", ""))
        self.noticed.hint = _("填写后算出最迟哪一天缴费")
        self.fee: Fee | None = None
        self.pay_by: date | None = None
        self.tiers: tuple[Tier, ...] = ()
        self.in_use = in_use(law, today)
        if self.asked:
            self._compute(today)

    @property
    def blanks(self) -> tuple[Blank, ...]:
        return self.standard, self.units, self.on, self.noticed

    @property
    def unit(self) -> str:
        """The unit of the standard chosen, in the reader's language."""
        return str(UNITS.get(self.standard.value, ""))

    @property
    def yuan(self) -> int:
        return self.fee.yuan if self.fee else 0

    @property
    def provisional(self) -> bool:
        return self.pay_by is not None and self.law.calendar.is_provisional(self.pay_by)

    def _compute(self, today: date) -> None:
        standard, units = self.standard.choice(), self.units.number(MOST)
        on, noticed = self.on.day(self.law.calendar) or today, self.noticed.day(self.law.calendar)
        if any(blank.error for blank in self.blanks) or units is None:
            return
        # What is asked about the day of the standard is refused there, what about the notice at the notice.
        try:
            self.fee = fee(standard, units, on)
        except UnsoundLaw:
            raise
        except StatuteError as fault:
            self.on.refuse(fault)
            return
        try:
            self.pay_by = None if noticed is None else pay_by(noticed, self.law)
        except UnsoundLaw:
            raise
        except StatuteError as fault:
            self.fee = None
            self.noticed.refuse(fault)
            return
        self.tiers = tiers_of(self.fee.scale, units)


def tiers_of(scale: Scale, units: int) -> tuple[Tier, ...]:
    """Return the tiers of a scale and how many of `units` each holds: all that are touched, and some more."""
    found = []
    steps = list(islice(scale.steps(), SHOWN))
    if scale.every:
        beyond = max(0, (units - scale.tiers[-1].over) // scale.every)
        steps = list(islice(scale.steps(), max(SHOWN, len(scale.tiers) + beyond + 1)))
    for n, step in enumerate(steps):
        last = steps[n + 1].over if n + 1 < len(steps) else None
        if last is None and scale.every:
            last = step.over + scale.every
        inside = min(units, units if last is None else last) - step.over
        found.append(Tier(step.over + 1, last, step.yuan, max(0, inside)))
    return tuple(found)
