"""An organ's own words for the paragraphs of its letters, each from a day on; the newest counts."""

from __future__ import annotations

from datetime import date

from gongkai.papers.letters import Facts, Template, lacking
from gongkai.service.organs.models import Organ
from gongkai.service.requests.models import LetterWording


def wording_of(organ: Organ, template: Template, on: date) -> dict[str, str]:
    """Return an organ's own words for a kind of letter on a day, by paragraph; no others.

    A paragraph that the template of the day no longer lets rewrite is left out.
    """
    editable = {part.key for part in template.editable}
    rows = LetterWording.objects.filter(organ=organ, kind=template.key, since__lte=on).order_by("since", "pk")
    newest = {row.paragraph: row.text for row in rows}
    return {key: text for key, text in newest.items() if text and key in editable}


def faults(template: Template, paragraph: str, text: str, on: date) -> list[str]:
    """Return what an organ's own words for a paragraph leave out or name wrongly; places may stay open."""
    without = set(lacking(template.key, Facts(), on))
    must = {said for said in lacking(template.key, Facts(), on, {paragraph: text}) if said not in without}
    return sorted(said for said in must if not said.startswith("缺少"))


def versions(organ: Organ, kind: str) -> list[LetterWording]:
    """Return everything an organ set for a kind of letter, the newest first."""
    rows = LetterWording.objects.filter(organ=organ, kind=kind).select_related("by__person")
    return list(rows.order_by("-since", "-pk"))
