"""The writing of a report: its sections, each with its draft, last year's words, and every number held.

The same pages write the sum of an authority (`?scope=aggregate`): of it there is no draft, for the records
here are not those of the organs it sums.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from gongkai.report.edition import Edition
from gongkai.report.loader import edition_for
from gongkai.report.model import Cell
from gongkai.service.annual import policy
from gongkai.service.annual.actions.source_number import source_number
from gongkai.service.annual.actions.write_section import write_section
from gongkai.service.annual.composing import PREAMBLE, cells_of, texts_of
from gongkai.service.annual.desk_years import year_known
from gongkai.service.annual.doors import is_own
from gongkai.service.annual.drafting import beside, numbers, prose, records
from gongkai.service.annual.drafting.numbers import FoundNumber, State
from gongkai.service.annual.filings import Overtaken, filing_at, filing_of
from gongkai.service.annual.models import Closing, Filing, SectionText
from gongkai.service.annual.obliged import SUMMING
from gongkai.service.annual.writing_forms import Write
from gongkai.service.catalogue.desk_ways import Visit, visit
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.doors import NotHere
from gongkai.service.organs.gate import DeskRequest
from gongkai.service.organs.models import Organ
from gongkai.service.organs.policy import Power, has

STATES = {
    State.TIED: (gettext_lazy("与表格一致"), "good"),
    State.WRONG: (gettext_lazy("与表格不一致"), "bad"),
    State.SOURCED: (gettext_lazy("有出处"), "plain"),
    State.UNTIED: (gettext_lazy("没有核对"), "warn"),
}


Place = tuple[str, str]  # of a number: the words it stands in, and itself
EARLIER = 20  # so many earlier words of a section are shown


@dataclass(frozen=True)
class Writing:
    """What is being written: the section of a filing, with its figures and records."""

    who: Visit
    filing: Filing
    form: Edition
    section: int
    closing: Closing | None

    @property
    def title(self) -> str:
        """The title of the section in the form."""
        return title_of(self.form, self.section)

    @property
    def present(self) -> SectionText | None:
        """The words as they stand."""
        return texts_of(self.filing).get(self.section)

    @property
    def opened(self) -> Filing:
        """The filing to write to: opened by the first words, never by looking."""
        return filing_of(self.filing.organ, self.filing.year, self.filing.scope)

    @property
    def cells(self) -> dict[str, Cell]:
        """The figures of the newest closing; none while nothing was closed."""
        return cells_of(self.closing) if self.closing else {}


def title_of(form: Edition, section: int) -> str:
    """Return the title of a section, 前言 of the preamble."""
    if section == PREAMBLE:
        return "前言"
    return next(each.title for each in form.sections if each.number == section)


@require_safe
def sections(request: DeskRequest, code: str, year: int) -> HttpResponse:
    """List the sections that are words, each with whether it is written and what its numbers say."""
    who = visit(request)
    filing, form, closing = _filing(request, who, code, year)
    texts = texts_of(filing)
    found = records.records(filing)
    cells = cells_of(closing) if closing else {}
    rows = []
    for section in (PREAMBLE, *(each.number for each in form.sections)):
        text = texts[section].text if section in texts else ""
        told = numbers.numbers(text, cells, form, records.known(filing, section, found))
        length = beside.measure(text, section, form, [])
        wrong = sum(each.state is State.WRONG for each in told)
        untied = sum(each.state is State.UNTIED for each in told)
        rows.append((section, title_of(form, section), texts.get(section), length, wrong, untied))
    context = {**_of(filing), "closing": closing, "rows": rows}
    return render(request, "annual/sections.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def section(request: DeskRequest, code: str, year: int, section: int) -> HttpResponse:
    """Write a section: look at what was typed, keep it with the sources given, or take the draft."""
    who = visit(request)
    writing = _writing(request, who, code, year, section)
    before = writing.present
    given = {"text": before.text if before else "", "seen": before.pk if before else 0}
    form = Write(request.POST or None, initial=given)
    overtaken = replaces = False
    if request.method == "POST":
        policy.check_can_write(who.post, writing.filing.organ, year, who.on)
        act = request.POST.get("act")
        if form.is_valid() and act != "look":
            try:
                replaces = act == "draft" and _replaces(writing, form.cleaned_data["text"])
                if not replaces:
                    _keep(writing, form, act or "", _sources(request.POST))
            except Overtaken as refusal:
                refusal.show(form)
                overtaken = True
                form.data = {**request.POST.dict(), "seen": str(before.pk if before else 0)}
            except CannotDo as refusal:
                refusal.show(form)
            else:
                if not replaces:
                    messages.success(request, _("已保存。"))
                    return redirect(_address(writing))
    typed = str(form.data.get("text", "")) if form.is_bound else given["text"]
    context = _context(writing, str(typed).replace("\r\n", "\n"), _sources(request.POST)) | {
        "form": form,
        "overtaken": before if overtaken else None,
        "replaces": replaces,
        "may_write": has(who.post, Power.DRAFT),
    }
    return render(request, "annual/section.html", context)


def _context(writing: Writing, text: str, sources: Mapping[Place, str]) -> dict[str, Any]:
    filing, closing, section = writing.filing, writing.closing, writing.section
    found = records.records(filing)
    known = records.known(filing, section, found)
    told = numbers.numbers(text, writing.cells, writing.form, known)
    before = beside.last_year(filing, section)
    drafts = prose.draft(filing, closing, found) if closing and is_drafted(filing) else {}
    return {
        **_of(filing),
        "section": section,
        "name": writing.title,
        "closing": closing,
        "draft": drafts.get(section),
        "last_year": before,
        "measure": beside.measure(text, section, writing.form, before),
        "numbers": [_shown(each, sources) for each in told],
        "earlier": _earlier(writing),
        "wrong": sum(each.state is State.WRONG for each in told),
        "untied": sum(each.state is State.UNTIED for each in told),
    }


def _shown(each: FoundNumber, sources: Mapping[Place, str]) -> dict[str, Any]:
    words, look = STATES[each.state]
    before, _number, after = each.context.partition(each.text)
    return {
        "found": each,
        "before": before[-24:],
        "after": after[:24],
        "says": words,
        "look": look,
        "may_be_sourced": each.state is State.UNTIED,
        "given": sources.get((each.context, each.text), ""),
    }


def is_drafted(filing: Filing) -> bool:
    """Whether its words are drafted from the ledgers: those of a sum are the authority's own to write."""
    return filing.scope == Filing.Scope.OWN


def _of(filing: Filing) -> dict[str, Any]:
    """Return of which report the pages are, and what their links carry on."""
    title = _("%(year)s年度报告的文字") if is_drafted(filing) else _("%(year)s年度汇总报告的文字")
    return {
        "title": title % {"year": filing.year},
        "filing": filing,
        "is_drafted": is_drafted(filing),
        "scope": "" if is_drafted(filing) else f"?scope={Filing.Scope.AGGREGATE}",
    }


def _address(writing: Writing) -> str:
    filing = writing.filing
    url = reverse("desk-annual-section", args=[filing.organ.code, filing.year, writing.section])
    return f"{url}{_of(filing)['scope']}"


def _drafted(writing: Writing) -> str:
    """Return the words that the records and figures give for the section; CannotDo where they give none."""
    if not is_drafted(writing.filing):
        raise CannotDo(_("汇总报告的文字由本机关编写，没有拟稿。"))
    if writing.closing is None:
        raise CannotDo(_("还没有核定数据，不能拟稿。"))
    drafted = prose.draft(writing.filing, writing.closing).get(writing.section)
    return drafted.text if drafted else ""


def _replaces(writing: Writing, typed: str) -> bool:
    """Say whether taking the draft would do away with words that somebody wrote: that is asked first."""
    present = writing.present
    is_machines = present is not None and present.drafted and present.text == typed
    return bool(typed) and not is_machines and typed != _drafted(writing)


@transaction.atomic
def _keep(writing: Writing, form: Write, act: str, sources: Mapping[Place, str]) -> None:
    """Keep what was typed with the sources of its numbers; or the draft, and what was typed before it."""
    typed, seen = form.cleaned_data["text"], form.cleaned_data["seen"] or 0
    who, section = writing.who, writing.section
    if act == "draft":
        draft = _drafted(writing)
        write_section(writing.opened, section, draft, by=who.post, at=who.at, seen=seen, drafted=True)
        return
    written = write_section(writing.opened, section, typed, by=who.post, at=who.at, seen=seen)
    for (context, number), source in sources.items():
        given = {"context": context, "number": number, "source": source}
        source_number(writing.opened, section, **given, by=who.post, at=who.at)
    if act == "replace":
        draft, seen = _drafted(writing), written.pk
        write_section(writing.opened, section, draft, by=who.post, at=who.at, seen=seen, drafted=True)


def _sources(data: QueryDict) -> dict[Place, str]:
    """Return the sources that were typed beside the numbers, each by the words and the number it is of."""
    found: dict[Place, str] = {}
    given = data.dict()
    for name, source in given.items():
        place = name.removeprefix("source-")
        if place != name and str(source).strip():
            words, number = given.get(f"context-{place}", ""), given.get(f"number-{place}", "")
            found[str(words), str(number)] = str(source)
    return found


def _earlier(writing: Writing) -> list[SectionText]:
    """Return the words that stood before those of now, newest first: nothing that was kept is lost."""
    rows = SectionText.objects.filter(filing=writing.filing.pk, section=writing.section)
    return list(rows.select_related("by__person").order_by("-pk")[1 : 1 + EARLIER])


def _writing(request: DeskRequest, who: Visit, code: str, year: int, section: int) -> Writing:
    filing, form, closing = _filing(request, who, code, year)
    if section != PREAMBLE and section not in {each.number for each in form.sections}:
        raise Http404
    return Writing(who, filing, form, section, closing)


def _filing(request: DeskRequest, who: Visit, code: str, year: int) -> tuple[Filing, Edition, Closing | None]:
    """Return the filing of a year to who works on it, its own or the sum (`scope`); NotHere for another's."""
    organ = Organ.objects.filter(code=code).first()
    if organ is None or not is_own(who.post, organ, who.on):
        raise NotHere
    scope = request.GET.get("scope", Filing.Scope.OWN)
    if scope not in Filing.Scope.values or (scope == Filing.Scope.AGGREGATE and organ.kind not in SUMMING):
        raise NotHere
    filing = filing_at(organ, year_known(year, who.on), scope)
    closing = Closing.objects.filter(filing=filing.pk).order_by("-number").first()
    return filing, edition_for(year), closing
