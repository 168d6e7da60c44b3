"""The search: what was typed and the filters, the results, and what to do when there are none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy, override
from django.views.decorators.http import require_safe

from gongkai.service.annual.queries import reports_of
from gongkai.service.catalogue import schemes
from gongkai.service.catalogue.finding import find
from gongkai.service.catalogue.forces import with_force
from gongkai.service.catalogue.search.entry import SearchUnavailable
from gongkai.service.catalogue.search.find import PER_PAGE, Found, Query, Result, Sort
from gongkai.service.catalogue.validity import Force
from gongkai.service.catalogue.visibility import showing
from gongkai.service.organs.models import Organ
from gongkai.service.organs.queries import disclosing_organs
from gongkai.service.portal.answers import minute, page_of_all, show
from gongkai.service.portal.document import url_of
from gongkai.service.portal.lists import HEAVY
from gongkai.service.portal.page import Column, Text
from gongkai.service.portal.templatetags.portal import published

RETRY_AFTER = 60  # seconds
FIELDS = ("q", "organ", "kind", "topic", "category", "validity", "from", "to", "sort", "page")
FILTERS = FIELDS[1:8]
LONGEST = 10_000  # characters of an address that are looked at; the search says if it used fewer
KINDS = (("document", gettext_lazy("文件和信息")), ("report", gettext_lazy("年度报告")))
# What the search says when it cannot be used, for the reader in either language.
DOWN = gettext_lazy("搜索暂时不能使用，这不表示所找的信息没有公开。请稍后再试，或者按栏目浏览。")
REBUILDING = gettext_lazy("搜索索引正在重建，这不表示所找的信息没有公开。请稍后再试，或者按栏目浏览。")


@dataclass(frozen=True, slots=True)
class Asked:
    """A search as its address has it: only what is asked, in one order, so that one search is one address."""

    given: dict[str, str]

    def url(self, **changed: str) -> str:
        """Return the address of this search with something changed; what is empty is left out."""
        kept = Asked({**self.given, **changed}).kept
        return reverse("search") + (f"?{urlencode(kept)}" if kept else "")

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What stands in the address; the first page needs no number."""
        pairs = [(key, self.given.get(key, "")) for key in FIELDS]
        return [(key, value) for key, value in pairs if value and (key, value) != ("page", "1")]

    @property
    def page(self) -> int:
        """The page asked for, from 1."""
        return number(self.given.get("page", "")) or 1

    @property
    def is_filtered(self) -> bool:
        """Whether any filter is set."""
        return any(self.given.get(key) for key in FILTERS)

    def query(self) -> Query:
        """Return it as the search takes it."""
        given = self.given
        return Query(
            text=given.get("q", ""),
            organs=frozenset(filter(None, [given.get("organ", "")])),
            kinds=frozenset(filter(None, [given.get("kind", "")])),
            topic=given.get("topic", ""),
            category=given.get("category", ""),
            validity=given.get("validity", ""),
            year_from=number(given.get("from", "")),
            year_to=number(given.get("to", "")),
            sort=Sort.NEWEST if given.get("sort") == Sort.NEWEST else Sort.RELEVANCE,
            page=self.page,
        )


@dataclass(frozen=True, slots=True)
class Hit:
    """A result with what its page says of it."""

    result: Result
    url: str
    organ: str
    published: str
    number: str = ""
    force: str = ""


@dataclass(frozen=True, slots=True)
class PageLink:
    """A page of the results; without address it is the one shown."""

    name: str
    url: str = ""


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show what is found; 503 with a sentence if the search cannot be used, never an empty page instead."""
    asked = _asked(request)
    if asked.kept != list(request.GET.items()):
        return HttpResponseRedirect(asked.url())
    at = timezone.now()
    title: Text = gettext_lazy("搜索")
    column = Column("搜索", "搜索", "搜索本网公开的政府信息", "搜索,政府信息公开")
    page = page_of_all(title, listed=column, canonical=asked.url())
    context = {"asked": asked, "given": asked.given, **_choices()}
    try:
        found = find(asked.query(), at) if asked.given.get("q") else None
    except SearchUnavailable as fault:
        says = next((text for text in (DOWN, REBUILDING) if str(fault) == _untranslated(text)), str(fault))
        response = show(request, "search_down", page, says=says, **context)
        response.status_code = 503
        response["Retry-After"] = str(RETRY_AFTER)
        response["Cache-Control"] = "no-store"
        return response
    if found is None:
        return show(request, "search", page, found=None, **context)
    return show(
        request,
        "search",
        page,
        found=found,
        hits=list(_hits(found, at, asked.given.get("organ", ""))),
        pages=_pages(asked, found),
        meant=[(text, asked.url(q=text, page="")) for text in found.did_you_mean],
        unfiltered=Asked({"q": asked.given["q"]}).url(),
        by_date=asked.url(sort=Sort.NEWEST, page=""),
        by_relevance=asked.url(sort="", page=""),
        **context,
    )


def number(text: str) -> int | None:
    """Return a whole number of at most four digits, or None for anything else."""
    return int(text) if text.isdecimal() and text.isascii() and len(text) <= 4 else None


def _asked(request: HttpRequest) -> Asked:
    given = {key: request.GET.get(key, "")[:LONGEST].strip() for key in FIELDS}
    if given["validity"] not in Force.values:
        given["validity"] = ""
    if given["kind"] not in dict(KINDS):
        given["kind"] = ""
    if given["sort"] != Sort.NEWEST:
        given["sort"] = ""
    for key in ("from", "to", "page"):
        given[key] = str(number(given[key]) or "")
    return Asked({key: value for key, value in given.items() if value})


def _choices() -> dict[str, object]:
    tree = [
        (above, [t for t in schemes.topics() if t.under == above.code])
        for above in schemes.topics()
        if not above.under
    ]
    return {
        "organs": disclosing_organs().select_related(None).only("code", "name"),
        "topic_tree": tree,
        "categories": [c for c in schemes.all_categories() if not c.under],
        "forces": Force.values,
        "kinds": KINDS,
    }


def _hits(found: Found, at: datetime, of: str) -> Iterable[Hit]:
    """Yield the results that the public sees; the search is asked what, the one predicate whether.

    Where an organ was asked for (`of`), what another published that it came after says so.
    """

    def named(organ: Organ) -> str:
        return organ.name if of in ("", organ.code) else f"原{organ.name}发布"

    keys = {kind: [r.key for r in found.results if r.kind == kind] for kind in ("document", "report")}
    rows = showing(at).filter(edition__in=keys["document"]).defer(*HEAVY)
    shown = {row.edition_id: row for row in with_force(rows, timezone.localdate(at))}
    reports = {filed.pk: filed for filed in reports_of(keys["report"])}
    for result in found.results:
        if result.kind == "document" and (row := shown.get(result.key)):
            force = str(getattr(row, "force", "")) if row.norm else ""
            yield Hit(
                result,
                url_of(row),
                named(row.organ),
                minute(row.begins),
                row.edition.document_number,
                force,
            )
        elif result.kind == "report" and (filed := reports.get(result.key)):
            organ = filed.filing.organ
            url = reverse("report", args=[organ.code, filed.filing.year])
            yield Hit(result, url, named(organ), published(filed))


def _pages(asked: Asked, found: Found) -> list[PageLink]:
    """Return links to the first page, those around the one shown, and the last that can be reached."""
    last = -(-found.reachable // PER_PAGE)
    if last <= 1:
        return []
    at = min(asked.page, last)
    near = sorted({1, last, *range(max(1, at - 3), min(last, at + 3) + 1)})
    return [PageLink(str(n), "" if n == at else asked.url(page=str(n))) for n in near]


def _untranslated(text: Text) -> str:
    with override("zh-hans"):
        return str(text)
