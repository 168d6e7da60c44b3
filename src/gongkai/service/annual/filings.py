"""The one way to the filing of an organ's year: opened by the first act on it, locked while it changes."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from gongkai.report.loader import editions
from gongkai.service.annual.models import Filing
from gongkai.service.annual.standing import Stands, stands
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.models import Organ


class Overtaken(CannotDo):
    """Somebody else did something to the filing meanwhile: look again before deciding."""


def filing_of(organ: Organ, year: int, scope: str = Filing.Scope.OWN) -> Filing:
    """Return the filing of an organ's year, opened if there is none; CannotDo for a year without a form."""
    if not any(form.covers(year) for form in editions()):
        raise CannotDo(_("%(year)s年度没有可用的报告格式，只能导入当时公布的报告。") % {"year": year})
    return Filing.objects.select_related("organ").get_or_create(organ=organ, year=year, scope=scope)[0]


def filing_at(organ: Organ, year: int, scope: str = Filing.Scope.OWN) -> Filing:
    """Return the filing of an organ's year; one that is not there yet is not opened by looking."""
    found = Filing.objects.select_related("organ").filter(organ=organ, year=year, scope=scope)
    return found.first() or Filing(organ=organ, year=year, scope=scope)


def check_is_over(year: int, today: date) -> None:
    """Refuse to fix a year's figures before it is over: they are as of 31 December (30号). CannotDo."""
    if today.year <= year:
        raise CannotDo(
            _("%(year)s年还没有结束，数据核定时间点是12月31日，次年1月1日起才能核定。") % {"year": year}
        )


def locked(filing: Filing, seen: str | None = None) -> Stands:
    """Lock a filing for the rest of the transaction, and return where it stands.

    `seen` is `Stands.seen` of the page on which the officer decided: if something was done to the filing
    since, Overtaken.
    """
    row = Filing.objects.select_for_update(of=("self",)).select_related("organ").get(pk=filing.pk)
    found = stands(row)
    if seen is not None and found.seen != seen:
        raise Overtaken(
            _("您打开页面以后，这份年度报告已有新的进展。没有登记您的操作，请看过最新情况后再办理。")
        )
    return found


def take_turns(*organs: Organ) -> None:
    """Let those who enter something of the same organs take turns, until the transaction ends.

    For what belongs to no filing. In the order of their keys, so that no two wait for each other.
    """
    keys = {organ.pk for organ in organs}
    list(Organ.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk").values_list("pk"))
