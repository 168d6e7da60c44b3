"""What stands beside the words of a section: last year's, how long they are, how like last year's."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gongkai.report.check.p6 import COMPARED, characters
from gongkai.report.check.settings import DEFAULT
from gongkai.report.edition import Edition
from gongkai.service.annual import queries
from gongkai.service.annual.composing import PREAMBLE
from gongkai.service.annual.models import FiledReport, Filing
from gongkai.service.annual.whose import division


@dataclass(frozen=True, slots=True)
class LastYear:
    """The words of a section in a published report of the year before."""

    filed: FiledReport
    text: str


@dataclass(frozen=True, slots=True)
class Measure:
    """How long words are, against the limit of the form, and how like last year's in percent."""

    length: int
    limit: int | None
    alike: int | None

    @property
    def is_long(self) -> bool:
        return self.limit is not None and self.length > self.limit

    @property
    def is_alike(self) -> bool:
        return self.alike is not None and self.alike >= DEFAULT.alike_percent


def last_year(filing: Filing, section: int) -> list[LastYear]:
    """Return a section of last year's published reports of the organ, and of those it came after."""
    whose = division([filing.organ_id], filing.year).each[filing.organ_id]
    rows = FiledReport.objects.filter(
        filing__organ__in=whose.alone, filing__year=filing.year - 1, filing__scope=filing.scope
    )
    newest: dict[int, FiledReport] = {}
    for row in rows.select_related("filing__organ").defer("source").order_by("filing__organ", "-number"):
        newest.setdefault(row.filing_id, row)
    found = []
    for row in newest.values():
        report = queries.report_of(row)
        told = report.section(section)
        text = report.preamble if section == PREAMBLE else told.text if told else ""
        if text.strip():
            found.append(LastYear(row, text.strip()))
    return found


def measure(text: str, section: int, form: Edition, before: list[LastYear]) -> Measure:
    """Return the length of a text and how like it is to the words of last year, figures left out."""
    limit = next((each.length_limit for each in form.sections if each.number == section), None)
    alike = None
    if before and text.strip() and section != PREAMBLE:
        from rapidfuzz.fuzz import ratio  # only here: the command line must start quickly

        alike = max(int(ratio(_bare(text), _bare(each.text))) for each in before)
    return Measure(characters(text), limit, alike)


def _bare(text: str) -> str:
    return re.sub(r"[\s\d]", "", text)[:COMPARED]
