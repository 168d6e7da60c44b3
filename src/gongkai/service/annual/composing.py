"""A report put together: the cells of its closing and the words of its sections, bound to a digest."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from gongkai.report import interchange
from gongkai.report.loader import edition
from gongkai.report.model import Cell, Finding, Report, Section
from gongkai.report.read.prose import prose
from gongkai.service.annual.models import Closing, Filing, SectionText, Version

PREAMBLE = 0


def texts_of(filing: Filing) -> dict[int, SectionText]:
    """Return the newest words of each section of a filing, 0 for the preamble; none of one not yet opened."""
    newest: dict[int, SectionText] = {}
    for row in SectionText.objects.filter(filing=filing.pk).order_by("-pk"):
        newest.setdefault(row.section, row)
    return newest


def cells_of(closing: Closing) -> dict[str, Cell]:
    """Return the cells that a closing froze."""
    return interchange.from_json(interchange.loads(closing.cells)).cells


def compose(filing: Filing, form_key: str, cells: Mapping[str, Cell], texts: Mapping[int, str]) -> Report:
    """Return the report of a filing: these cells, these words, under the titles of the form."""
    form = edition(form_key)
    sections = [
        Section(section.number, section.title, texts.get(section.number, "")) for section in form.sections
    ]
    return Report(
        organ=filing.organ.name,
        year=filing.year,
        edition=form.key,
        title=form.title(filing.organ.name, filing.year),
        cells={address: cells[address] for address in form.places},
        sections=sections,
        prose=prose(sections, filing.year),
        preamble=texts.get(PREAMBLE, ""),
    )


def content_of(report: Report) -> str:
    """Return a report as it is kept."""
    return interchange.dumps(interchange.to_json(report))


def findings_text(found: list[Finding]) -> str:
    """Return findings as they are kept."""
    return interchange.dumps([interchange.finding_json(finding) for finding in found])


def digest(content: str, note: str = "", parts: Sequence[str] = ()) -> str:
    """Return the digest a review is bound to: of every cell, every word, the visible note, what it sums."""
    return hashlib.sha256("\n".join((content, note, *parts)).encode()).hexdigest()


def report_of(version: Version) -> Report:
    """Return the report of a version."""
    return interchange.from_json(interchange.loads(version.content), source=str(version))
