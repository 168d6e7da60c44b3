"""The numbers of cases and letters: per organ and year, without gaps, without races.

A number is taken inside the transaction that writes the row which has it: either both are kept or neither.
Patterns are those of index numbers (catalogue.index), and the serial may go without zeros: `{serial}`.
"""

from __future__ import annotations

import re
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from gongkai.service.organs.models import Organ
from gongkai.service.requests.models import NumberPattern, Series

DEFAULTS = {
    "case": "{organ}-{year}-{serial:04}",
    "letter": "{name}依申请公开〔{year}〕{serial}号",
    "rectification": "{organ}-GZ-{year}-{serial:03}",
}
_FIELD = re.compile(r"\{([a-z]+)(?::0(\d))?\}")
_KNOWN = frozenset({"organ", "name", "year", "serial"})


class WrongPattern(ValueError):
    """A pattern that would not give unique numbers; the message says why."""


def check_pattern(pattern: str) -> None:
    """Refuse a pattern without organ, year and one serial, or with fields nobody knows.

    In the place of the organ's field a prefix of its own may stand (青档公开〔{year}〕{serial}号), which no
    other organ has (`refuse_taken`).
    """
    fields = [found.group(1) for found in _FIELD.finditer(pattern)]
    if unknown := set(fields) - _KNOWN:
        raise WrongPattern(
            _("不认识的字段：%(fields)s。可用 organ、name、year、serial。")
            % {"fields": "、".join(sorted(unknown))}
        )
    named = {"organ", "name"} & set(fields) or len(_prefix(pattern)) >= 2
    if fields.count("serial") != 1 or "year" not in fields or not named:
        raise WrongPattern(
            _(
                "格式应当含年度 {year}、一处流水号 {serial}，并且含机关 {organ}、{name}"
                "或者以本机关代字开头（至少两个字）。"
            )
        )
    if "{" in _FIELD.sub("", pattern) or len(pattern) > 60:
        raise WrongPattern(_("格式不超过60字，花括号只用于字段。"))


def _prefix(pattern: str) -> str:
    """The letters before the first field and the brackets: what names the organ where no field does."""
    return re.sub(r"[^\w]", "", _FIELD.split(pattern, maxsplit=1)[0])


def refuse_taken(organ: Organ, pattern: str) -> None:
    """Refuse a pattern that names the organ by a prefix another organ's numbers begin with."""
    if {found.group(1) for found in _FIELD.finditer(pattern)} & {"organ", "name"}:
        return
    prefix = _prefix(pattern)
    for row in NumberPattern.objects.exclude(organ=organ).select_related("organ"):
        theirs = _prefix(row.pattern)
        if theirs and (theirs.startswith(prefix) or prefix.startswith(theirs)):
            raise WrongPattern(
                _("%(organ)s的编号已经以“%(theirs)s”开头，请用本机关自己的代字。")
                % {"organ": row.organ, "theirs": theirs}
            )
    for other in Organ.objects.exclude(pk=organ.pk):
        if any(name.startswith(prefix) for name in (other.name, *(other.other_names or ()))):
            raise WrongPattern(
                _("“%(prefix)s”与%(other)s的名称相同，请用本机关自己的代字。")
                % {"prefix": prefix, "other": other}
            )


def pattern_of(organ: Organ, of: str, on: date) -> str:
    """Return the pattern of an organ's numbers (`case` or `letter`) on a day."""
    chosen = NumberPattern.objects.filter(organ=organ, of=of, since__lte=on).order_by("-since", "-pk").first()
    return DEFAULTS[of] if chosen is None else chosen.pattern


def take(organ: Organ, of: str, on: date) -> str:
    """Return the next number of a series of an organ and year; the caller's transaction keeps or drops it."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a number is taken inside the transaction that writes what has it")
    pattern = pattern_of(organ, of, on)
    check_pattern(pattern)
    series = _series(organ, of, on, pattern)
    rows = Series.objects.select_for_update().filter(name=series)
    row = rows.first()
    if row is None:
        Series.objects.get_or_create(name=series)
        row = rows.get()
    row.last += 1
    row.save()
    return _written(organ, on, pattern, row.last)


def next_number(organ: Organ, of: str, on: date, pattern: str = "") -> str:
    """Return the number a series would give next, by the pattern of the day or another; none is taken."""
    pattern = pattern or pattern_of(organ, of, on)
    check_pattern(pattern)
    row = Series.objects.filter(name=_series(organ, of, on, pattern)).first()
    return _written(organ, on, pattern, (row.last if row else 0) + 1)


def _given(organ: Organ, on: date) -> dict[str, str]:
    return {
        "organ": organ.uscc[8:17] or organ.code.upper(),
        "name": (organ.other_names or [organ.name])[0],
        "year": f"{on.year:04}",
    }


def _series(organ: Organ, of: str, on: date, pattern: str) -> str:
    given = _given(organ, on)
    return f"{of}:{organ.pk}:{_FIELD.sub(lambda found: given.get(found.group(1), '#'), pattern)}"


def _written(organ: Organ, on: date, pattern: str, serial: int) -> str:
    given = _given(organ, on)

    def one(found: re.Match[str]) -> str:
        if found.group(1) == "serial":
            return f"{serial:0{found.group(2) or 1}}"
        return given[found.group(1)]

    numbered: str = _FIELD.sub(one, pattern)
    return numbered
