"""A sum that was made elsewhere, held against the reports it adds up that are here (G1, 逐级汇总).

Of which reports it is the sum nobody here can say, so its numbers are held against theirs: where the reports
of all who must report are here, every cell is their sum; where some are elsewhere, none is below those here.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from gongkai.report.edition import Kind
from gongkai.report.loader import edition
from gongkai.report.model import Number, Report
from gongkai.report.naming import cell_name
from gongkai.report.sums import plain
from gongkai.service.annual import composing, summing
from gongkai.service.annual.models import Filing, Version
from gongkai.service.annual.summing import Pieces

SAID = 10  # so many cells that differ are named


def outdated(version: Version, now: Pieces | None = None) -> list[str]:
    """Return why a sum may go no further as things stand, in sentences; empty while it may.

    One made here is no longer the sum of what was accepted (`summing.stale`); one from elsewhere disagrees.
    """
    if version.filing.scope != Filing.Scope.AGGREGATE:
        return []
    if version.was_received:
        return not_held(composing.report_of(version), now or summing.pieces_now(version))
    return [_("汇总已过期：%(why)s请重新汇总。") % {"why": why} for why in summing.stale(version, now)]


def not_held(report: Report, now: Pieces) -> list[str]:
    """Return in what a sum from elsewhere disagrees with the reports here, in sentences; else nothing.

    `now` is what a sum could be made of here. What has no number on either side is not compared.
    """
    if not now.pieces:
        return []
    is_whole = _is_whole(now)
    differing = _differing(report, now, is_whole=is_whole)
    if not differing:
        return []
    organs = "、".join(summing.names_of(piece.row for piece in now.pieces))
    given = {"organs": organs, "cells": "；".join(differing[:SAID]) + ("……" if len(differing) > SAID else "")}
    if is_whole:
        says = _(
            "须编制报告的机关的报告都在本平台（%(organs)s），汇总报告的每一格应当等于它们之和，下列各格不等：%(cells)s。"
            "还有别的机关须报送的，请主管部门先在报送机关登记里登记。"
        )
        return [says % given]
    says = _("汇总报告的数比已在本平台的报告（%(organs)s）之和还小：%(cells)s。")
    return [says % given]


def _is_whole(now: Pieces) -> bool:
    """Say whether the reports of everybody who must report are here, the authority's own not alone."""
    others = [piece for piece in now.pieces if not piece.row.is_own]
    return bool(others) and not now.missing and not now.register.unregistered


def _differing(report: Report, now: Pieces, *, is_whole: bool) -> list[str]:
    organ, year = now.register.authority.name, now.register.year
    here = summing.add_up(summing.reports_of(now.pieces), organ=organ, year=year)
    given = summing.add_up([report], organ=organ, year=year)
    found = []
    for address, place in edition(here.edition).places.items():
        told, known = given.cells[address].value, here.cells[address].value
        if told is None or known is None:
            continue
        # A change may be below zero: that of the others may outweigh what is here.
        if told != known if is_whole else told < known and place.kind is not Kind.CHANGE:
            found.append(_says(cell_name(place), told, known))
    return found


def _says(name: str, told: Number, known: Number) -> str:
    given = {"cell": name, "told": plain(told), "known": plain(known)}
    return _("%(cell)s是%(told)s，之和是%(known)s") % given


__all__ = ["not_held", "outdated"]
