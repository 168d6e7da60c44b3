"""Blanks of the calculators: what was typed, what it means, and what is wrong with it.

What a person typed is kept as it was typed, right or wrong, and shown again in its place.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from gongkai.statute.calendar import FIRST_YEAR, Calendar
from gongkai.statute.errors import StatuteError

Text = str | Promise
LONGEST = 100  # characters of a name
LONGEST_NUMBER = 12  # digits
_DAY = re.compile(r"(\d{4})(?:([-/.年])(\d{1,2})[-/.月](\d{1,2})日?|(\d{2})(\d{2}))")


class Option(NamedTuple):
    """One of the answers a blank offers."""

    value: str
    name: Text


@dataclass
class Blank:
    """One blank: `kind` is date, number, text, choice or check; `error` is in the reader's language."""

    name: str
    label: Text
    kind: str
    value: str = ""
    required: bool = False
    hint: Text = ""
    options: tuple[Option, ...] = ()
    groups: tuple[tuple[Text, tuple[Option, ...]], ...] = ()
    error: str = field(default="")
    said_by_law: bool = field(default=False)  # the error is the law's own sentence: Chinese everywhere

    @property
    def id(self) -> str:
        return self.name.replace(".", "-")

    @property
    def described_by(self) -> str:
        """The ids of what explains the blank, for aria-describedby."""
        return " ".join(
            f"{self.id}-{what}" for what, there in (("hint", self.hint), ("error", self.error)) if there
        )

    @property
    def is_readable_day(self) -> bool:
        """Whether a browser's own date field can show the value; it would hide any other."""
        return not self.value or bool(re.fullmatch(r"\d{4}-\d{2}-\d{2}", self.value) and not self.error)

    def refuse(self, fault: StatuteError) -> None:
        """Mark the blank with the law's own sentence on why it has no rule for what was typed."""
        self.error, self.said_by_law = str(fault), True

    def text(self) -> str:
        """Return the words of the blank; an error if they are lacking or too long."""
        self.value = self.value.strip()
        if not self.value and self.required:
            self.error = _("请填写。")
        if len(self.value) > LONGEST:
            self.error = _("最多%(longest)s个字，请写短些。") % {"longest": LONGEST}
        return self.value

    def choice(self) -> str:
        """Return the answer chosen; an error if it is none of those offered."""
        offered = [option.value for option in self.options]
        offered += [option.value for _name, options in self.groups for option in options]
        if not self.value:
            self.error = _("请选择一项。") if self.required else ""
        elif self.value not in offered:
            self.error = _("没有“%(typed)s”这一项，请从所列各项中选择。") % {"typed": self.value}
        return self.value

    def number(self, most: int) -> int | None:
        """Return the number typed, from 0 to `most`; None and an error if it is none."""
        typed = unicodedata.normalize("NFKC", self.value).strip().replace(",", "")
        if not typed:
            self.error = _("请填写一个整数。") if self.required else ""
            return None
        if not re.fullmatch(r"[-−]?\d+", typed):
            self.error = _("“%(typed)s”不是整数，请只写数字。") % {"typed": self.value}
            return None
        if len(typed) > LONGEST_NUMBER or not typed.isdecimal() or int(typed) > most:
            self.error = _("“%(typed)s”超出了0至%(most)s的范围，请核对。") % {
                "typed": self.value,
                "most": most,
            }
            return None
        self.value = typed
        return int(typed)

    def day(self, calendar: Calendar) -> date | None:
        """Return the day typed, if there is such a day and a calendar for it; else None and an error."""
        typed = unicodedata.normalize("NFKC", self.value).replace(" ", "")
        if not typed:
            self.error = _("请填写日期。") if self.required else ""
            return None
        found = _DAY.fullmatch(typed)
        if found is None:
            self.error = _("“%(typed)s”不是日期，请写作2025-09-01。") % {"typed": self.value}
            return None
        year, month, of_month = int(found[1]), int(found[3] or found[5]), int(found[4] or found[6])
        try:
            day = date(year, month, of_month)
        except ValueError:
            self.error = _("没有“%(typed)s”这一天，请核对。") % {"typed": self.value}
            return None
        if not FIRST_YEAR <= year <= calendar.last_year:
            self.error = _("工作日历只有%(first)s年至%(last)s年，%(typed)s不能计算，请核对年份。") % {
                "first": FIRST_YEAR,
                "last": calendar.last_year,
                "typed": self.value,
            }
            return None
        self.value = day.isoformat()
        return day


def options_of(names: Mapping[str, Text], only: Iterable[str] | None = None) -> tuple[Option, ...]:
    """Return the options of a table of names, all of them or those of some keys."""
    return tuple(Option(key, names[key]) for key in (names if only is None else only))
