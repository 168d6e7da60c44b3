"""The law of this installation, for the pages of the desk."""

from __future__ import annotations

from django.conf import settings
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe
from django.utils.translation import gettext

from gongkai.service.catalogue.due import Item
from gongkai.service.organs.templatetags.desk_words import marked
from gongkai.statute.law import Law, law


def law_here() -> Law:
    """Return the law with the notices and readings of this installation."""
    return law(settings.GONGKAI_DATA)


def counted(item: Item) -> str:
    """Say how a last day was counted: from when, how many days, by which article."""
    if item.due is None:
        return ""
    limit = item.due.limit
    words = {
        "from": conditional_escape(marked(limit.runs_from)),
        "day": item.edition.arose_on.isoformat(),
        "days": limit.days,
        "article": conditional_escape(marked(limit.force.article)),
    }
    if limit.unit == "working_day":
        says = gettext("自%(from)s%(day)s的次日起%(days)s个工作日（%(article)s）")
    elif limit.unit == "day":
        says = gettext("自%(from)s%(day)s的次日起%(days)s日（%(article)s）")
    else:
        says = gettext("%(from)s%(day)s（%(article)s）")
    return mark_safe(says % words)  # noqa: S308 - the words of the law are escaped above
