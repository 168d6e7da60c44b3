"""The law on pages: days in words, and every article named in a sentence as a link to its page."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from django import template
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from gongkai.service.organs.said import said
from gongkai.service.portal import words
from gongkai.service.portal.blanks import Text
from gongkai.statute.articles import article
from gongkai.statute.calendar import Calendar
from gongkai.statute.citation import articles
from gongkai.statute.trace import day_in_words

register = template.Library()

# 《条例》第三十三条第二款: the name of the Regulations, and the articles that follow it.
# 2008年《条例》 is another law with other articles.
_ARTICLE = r"第[一二三四五六七八九十]+条(?:第[一二三四五六七八九十]+[款项])*"
_CITED = re.compile(rf"(?<!年)《条例》((?:{_ARTICLE}、?)+)")
_PLACE = re.compile(_ARTICLE)
_DECISION = re.compile(r"(?<![A-Za-z0-9])(L-\d{4})(?![\d-])")
_HAN = re.compile(r"([\u3000-\u303f\u4e00-\u9fff\uff00-\uffef〔〕“”]+)")


@register.filter
def linked(sentence: str) -> SafeString:
    """Return a sentence of the law floor in which every article and every decision leads to its page.

    In English the articles are links of their own beside it; the decisions it names lead to theirs.
    """
    if get_language() == "en":
        return _decisions_linked(said(sentence), mark=chinese_marked)
    parts: list[tuple[str | SafeString]] = []
    at = 0
    for found in _CITED.finditer(sentence):
        parts.append((_decisions_linked(sentence[at : found.start()]),))
        at = found.start()
        for n, place in enumerate(_PLACE.finditer(sentence, found.start(1), found.end(1))):
            parts.append((sentence[at if n else found.start() : place.start()] if n else "",))
            named = sentence[found.start() : place.end()] if n == 0 else place[0]
            number = article(place[0]).number
            parts.append((format_html('<a href="{}">{}</a>', reverse("article", args=[number]), named),))
            at = place.end()
    parts.append((_decisions_linked(sentence[at:]),))
    return format_html_join("", "{}", parts)


def _decisions_linked(words_only: str, mark: Callable[[str], str] = str) -> SafeString:
    named = _DECISION.split(words_only)
    links = (
        (format_html('<a href="{}">{}</a>', reverse("decision", args=[part]), part) if n % 2 else mark(part),)
        for n, part in enumerate(named)
    )
    return format_html_join("", "{}", links)


@register.filter
def chinese_marked(sentence: str) -> SafeString:
    """Return an English sentence with what is Chinese in it marked so: 条例33 in a docstring."""
    return format_html_join(
        "",
        "{}",
        (
            (format_html('<span lang="zh-Hans">{}</span>', part) if n % 2 else part,)
            for n, part in enumerate(_HAN.split(sentence))
        ),
    )


@register.filter
def articles_of(citation: str) -> tuple[int, ...]:
    """Return the numbers of the articles of the Regulations that a citation names."""
    return articles(citation)


@register.simple_tag
def first_article_in(sentence: str) -> int:
    """Return the number of the first article of the Regulations a sentence names, 0 if it names none."""
    found = _CITED.search(sentence)
    place = _PLACE.search(found[1]) if found else None
    return article(place[0]).number if place else 0


@register.simple_tag
def in_words(day: date, calendar: Calendar) -> str:
    """Return a day with its weekday and why it is worked or not, in the reader's language."""
    if get_language() != "en":
        return day_in_words(day, calendar)
    said = date_format(day, "l, j F Y")
    name = calendar.name(day)
    if name.endswith("调休上班"):
        return f"{said} ({_('调休上班')})"
    if name and not name.startswith("星期"):
        return f"{said} ({_('放假')})"
    return said


@register.filter
def event_name(kind: str) -> Text:
    """Return the name of what a line of the trace comes from, in the reader's language."""
    return words.EVENTS.get(kind, words.TRACED.get(kind, kind))


@register.filter
def step_name(parameter: str) -> Text:
    """Return what a line of the trace does to the term, "" where it does nothing by itself."""
    return words.STEPS.get(parameter, "")
