"""The articles of the Regulations, each with what in this software applies it."""

from __future__ import annotations

import re
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from gongkai.service.portal.page import Crumb, site_page, tool
from gongkai.service.portal.tool_views import law_here
from gongkai.statute.articles import articles
from gongkai.statute.citation import words
from gongkai.statute.readings import Reading
from gongkai.statute.rulebook import Rule, functions_named, readings_of, rules_of

_HAN = re.compile(r"[\u4e00-\u9fff]")
# How sure a block of the law's data is, where it was not simply read in the text.
MARKS = {"read": "", "inferred": "（推定）", "unconfirmed": "（待核实）"}


@require_safe
def law(request: HttpRequest) -> HttpResponse:
    """List the fifty-six articles with their words, and how much here applies each."""
    found = tool("law")
    page = site_page(found.name, _tools_crumb())
    context = {"page": page, "parts": (), "tool": found, "articles": _listed()}
    return render(request, "portal/law.html", context)


@require_safe
def article(request: HttpRequest, number: int) -> HttpResponse:
    """Show one article: its rule in our words, the data, the readings, the functions and the tests."""
    found = articles().get(number)
    if found is None:
        raise Http404(_("《政府信息公开条例》没有这一条。"))
    page = site_page(f"{found.name} {found.title}", _tools_crumb(), _law_crumb(), lang="zh-Hans")
    applied = found.applied
    context = {
        "page": page,
        "parts": (),
        "article": found,
        "rules": [_rule(rule) for rule in rules_of(number)],
        "readings": [_reading(reading) for reading in readings_of(number)],
        "functions": [
            {"name": f.name, "says": f.says, "lang": "zh-Hans" if _HAN.search(f.says[:4]) else "en"}
            for f in functions_named(applied.functions)
        ],
        "tests": applied.tests,
        "before": articles().get(number - 1),
        "after": articles().get(number + 1),
    }
    return render(request, "portal/article.html", context)


@require_safe
def decisions(request: HttpRequest) -> HttpResponse:
    """List the readings: where the law is silent or doubtful, and what is done here."""
    page = site_page(gettext_lazy("法律没有写明的地方"), _tools_crumb(), _law_crumb())
    context = {"page": page, "parts": (), "readings": [_reading(reading) for reading in _in_order()]}
    return render(request, "portal/decisions.html", context)


@require_safe
def decision(request: HttpRequest, number: str) -> HttpResponse:
    """Show the decision on one reading: what is known, what is done and what else is allowed."""
    found = next((reading for reading in _in_order() if reading.number == number), None)
    if found is None:
        raise Http404(_("没有这一页决定。"))
    all_of_them = Crumb(gettext_lazy("法律没有写明的地方"), reverse("decisions"))
    crumbs = (_tools_crumb(), _law_crumb(), all_of_them)
    page = site_page(f"{found.number} {found.title}", *crumbs, lang="zh-Hans")
    context = {"page": page, "parts": (), "item": _reading(found), "basis": words(found.article)}
    return render(request, "portal/decision.html", context)


def _in_order() -> list[Reading]:
    return sorted(law_here().readings.all.values(), key=lambda reading: reading.number)


def _listed() -> list[dict[str, Any]]:
    found = []
    for each in articles().values():
        applied = each.applied
        is_applied = any((applied.rules, applied.functions, applied.tests))
        found.append({"number": each.number, "name": each.name, "title": each.title, "words": each.words})
        found[-1]["is_applied"] = is_applied
    return found


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "file": rule.file,
        "key": rule.key,
        "name": rule.name,
        "measure": rule.measure,
        "force": rule.force,
        "article": words(rule.force.article),
        "mark": MARKS[rule.force.mark],
    }


def _tools_crumb() -> Crumb:
    return Crumb(gettext_lazy("办事工具"), reverse("tools"))


def _law_crumb() -> Crumb:
    return Crumb(tool("law").name, reverse("law"))


def _reading(reading: Reading) -> dict[str, Any]:
    """Return a reading with its answers in words and what this installation chose instead."""
    choices = [
        {"choice": choice, "says": reading.says(choice.value)}
        for choice in law_here().readings.choices
        if choice.reading == reading.key
    ]
    others = [(value, says) for value, says in reading.values.items() if value != reading.default]
    return {
        "reading": reading,
        "default": reading.says(reading.default),
        "others": others,
        "choices": choices,
    }
