"""The law of this installation, for the pages of the desk."""

from __future__ import annotations

from django.conf import settings

from gongkai.statute.law import Law, law


def law_here() -> Law:
    """Return the law with the notices and readings of this installation."""
    return law(settings.GONGKAI_DATA)
