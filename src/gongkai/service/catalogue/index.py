"""Index numbers (索引号): formed by the organ's pattern, unique, never given twice.

国办's own form is not public; what portals print is `9-digit organ code/year-5-digit serial`. A pattern has
`{organ}` (the nine characters of the credit code that name the organ), `{uscc}`, `{year}`, `{month}` and one
`{serial}` with the digits it has: "{organ}/{year}-{serial:05}".
"""

from __future__ import annotations

import re
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from gongkai.service.catalogue.models import Document, IndexCounter, IndexPattern
from gongkai.service.organs.models import Organ

DEFAULT = "{organ}/{year}-{serial:05}"
_FIELD = re.compile(r"\{([a-z]+)(?::0(\d))?\}")
_KNOWN = {"organ", "uscc", "year", "month", "serial"}
_LITERAL = re.compile(r"[A-Za-z0-9/\-_.]*")


class WrongPattern(ValueError):
    """A pattern that would not give unique numbers; the message says why."""


def check_pattern(pattern: str) -> None:
    """Refuse a pattern without year and serial, with unknown fields, or with signs no number has."""
    fields = [found.group(1) for found in _FIELD.finditer(pattern)]
    rest = _FIELD.sub("", pattern)
    if unknown := set(fields) - _KNOWN:
        raise WrongPattern(
            _("不认识的字段：%(which)s。可用 organ、uscc、year、month、serial。")
            % {"which": "、".join(sorted(unknown))}
        )
    if not _LITERAL.fullmatch(rest):
        raise WrongPattern(_("除字段外，只能有字母、数字和 / - _ . 。"))
    if fields.count("serial") != 1 or fields[-1] != "serial" or not pattern.endswith("}"):
        raise WrongPattern(_("格式应当以流水号 {serial:05} 结尾，并且只有一处。"))
    if "year" not in fields:
        raise WrongPattern(_("格式应当含年度 {year}，流水号按年度编。"))


def pattern_of(organ: Organ, on: date) -> str:
    """Return the pattern of an organ's numbers on that day."""
    chosen = IndexPattern.objects.filter(organ=organ, since__lte=on).order_by("-since", "-pk").first()
    return DEFAULT if chosen is None else chosen.pattern


@transaction.atomic
def take(organ: Organ, on: date) -> str:
    """Return the next index number of an organ; nobody else is ever given it.

    The counter's row is locked until the caller's transaction ends, so two at once wait for each other;
    a number that an older pattern or an import has used already is passed over.
    """
    series, digits = _series(organ, on)
    IndexCounter.objects.get_or_create(series=series, defaults={"last": 0})
    counter = IndexCounter.objects.select_for_update().get(series=series)
    while True:
        counter.last += 1
        number = f"{series}{counter.last:0{digits}}"
        if not Document.objects.filter(index_number=number).exists():
            counter.save()
            return number


def fronts(pattern: IndexPattern) -> set[str]:
    """Return what the numbers of a pattern have before their year, where that tells the organ."""
    front = pattern.pattern.partition("{year}")[0].partition("{month}")[0]
    organ = pattern.organ
    given = {"organ": organ.uscc[8:17] or organ.code, "uscc": organ.uscc or organ.code}
    words = _FIELD.sub(lambda found: given.get(found.group(1), ""), front)
    return {words} if words else set()


def _series(organ: Organ, on: date) -> tuple[str, int]:
    """Return what an organ's number of that day has before its serial, and the digits of the serial."""
    pattern = pattern_of(organ, on)
    check_pattern(pattern)
    given = {
        "organ": organ.uscc[8:17] or organ.code,
        "uscc": organ.uscc or organ.code,
        "year": f"{on.year:04}",
        "month": f"{on.month:02}",
    }
    last = list(_FIELD.finditer(pattern))[-1]
    front = _FIELD.sub(lambda found: given[found.group(1)], pattern[: last.start()])
    return front, int(last.group(2) or 5)
