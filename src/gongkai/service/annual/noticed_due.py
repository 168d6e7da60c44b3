"""That a submitted report no longer says what is known, on the desks of those who set it right or judged it.

What the night noticed (`noticing.py`), with its day; the page a line leads to asks anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.service.annual.listed import Row
from gongkai.service.annual.models import Noticed
from gongkai.service.annual.named import named
from gongkai.service.annual.standing import Stage
from gongkai.service.organs.desk import Due

MOST = 5  # reports are named one by one; beyond, how many there are
OWN: dict[tuple[str, bool], str | Promise] = {  # of what, and whether it is public
    (Noticed.What.FIGURES, True): gettext_lazy("%(report)s公布以后，登记的事项有变，%(count)s个数与报告不同"),
    (Noticed.What.FIGURES, False): gettext_lazy(
        "%(report)s报送以后，登记的事项有变，%(count)s个数与报告不同"
    ),
    (Noticed.What.FAULTS, True): gettext_lazy("%(report)s公布以后，又有%(count)s项不能计入的事项"),
    (Noticed.What.FAULTS, False): gettext_lazy("%(report)s报送以后，又有%(count)s项不能计入的事项"),
    (Noticed.What.OPENING, True): gettext_lazy(
        "%(report)s公布以后，上一年度的报告有变，%(count)s处与它不再相符"
    ),
    (Noticed.What.OPENING, False): gettext_lazy(
        "%(report)s报送以后，上一年度的报告有变，%(count)s处与它不再相符"
    ),
}
WHAT_NOW: dict[str, str | Promise] = {
    Noticed.What.FIGURES: gettext_lazy(
        "%(day)s比对；打开后逐项核对，应当更正的，写明原因重新核定、编写更正的报告"
    ),
    Noticed.What.FAULTS: gettext_lazy(
        "%(day)s比对；打开后逐项补登或者更正登记，数有变化的，再重新核定、编写更正的报告"
    ),
    Noticed.What.OPENING: gettext_lazy("%(day)s比对；打开后逐处核对，更正本年度的报告，或者说明原因"),
}


def of_writers(rows: Iterable[Row], organ: int) -> Iterator[Due]:
    """Yield a line for each thing noticed of the reports that a post of an organ writes.

    One of an organ that it came after names that.
    """
    for row in rows:
        report = named(row.filing, organ)
        for each in row.noticed:
            is_public = row.stands.stage is Stage.PUBLISHED
            given = {"report": report, "count": each.count}
            yield Due(OWN[each.what, is_public] % given, _url(row), how=_how(each))


def of_authority(rows: Iterable[Row]) -> Iterator[Due]:
    """Yield the reports an authority has judged that no longer meet the year before: whoever judged is told.

    What an organ has learnt of its own year is its own until it submits an amendment.
    """
    judged = [row for row in rows if row.stands.stage is not Stage.SUBMITTED]
    found = [(row, each) for row in judged for each in row.noticed if each.what == Noticed.What.OPENING]
    if len(found) > MOST:
        says = _("审核过的年度报告与上一年度的报告不再相符")
        oldest = min((each for _row, each in found), key=lambda each: each.at)
        yield Due(says, reverse("desk-annual") + "#inbox", count=len(found), how=_of_day(oldest))
        return
    for row, each in found:
        given = {"report": named(row.filing, None), "count": each.count}
        says = _("%(report)s与上一年度的报告不再相符（%(count)s处）") % given
        yield Due(says, _url(row), how=_of_day(each))


def _how(each: Noticed) -> str:
    return WHAT_NOW[each.what] % {"day": timezone.localdate(each.at).isoformat()}


def _of_day(each: Noticed) -> str:
    return _("%(day)s比对") % {"day": timezone.localdate(each.at).isoformat()}


def _url(row: Row) -> str:
    return reverse("desk-annual-filing", args=[row.filing.pk])


__all__ = ["of_authority", "of_writers"]
