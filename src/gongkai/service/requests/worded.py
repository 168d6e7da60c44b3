"""An organ's own words for the paragraphs of its letters, each from a day on; the newest counts."""

from __future__ import annotations

from datetime import date

from gongkai.papers.letters import Template
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
