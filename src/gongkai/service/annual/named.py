"""How a line of the desk names a report: by its year, and by its organ where that is not the reader's own.

Whoever came after an organ has its reports beside its own; two lines that say the same are no lines.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from gongkai.service.annual.models import Filing


def named(filing: Filing, organ: int | None) -> str:
    """Return the name of a report for a reader of an organ (its key); with None the organ is always named."""
    given = {"year": filing.year}
    name = _("%(year)s年度报告") % given
    if filing.scope == Filing.Scope.AGGREGATE:
        name = _("%(year)s年度汇总报告") % given
    if filing.organ_id == organ:
        return name
    return _("%(organ)s的%(report)s") % {"organ": filing.organ, "report": name}


__all__ = ["named"]
