"""The search: what was typed and the filters, the results, and what to do when there are none."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from gongkai.service.annual import addresses
from gongkai.service.annual.models import Filing
from gongkai.service.annual.queries import reporting_in_public, reports_of
from gongkai.service.catalogue import schemes
from gongkai.service.catalogue.finding import Counts, counts, find
from gongkai.service.catalogue.forces import with_force
from gongkai.service.catalogue.search.entry import SearchUnavailable
from gongkai.service.catalogue.search.find import PER_PAGE, Found, Query, Result, Sort
from gongkai.service.catalogue.validity import Force
from gongkai.service.catalogue.visibility import showing
from gongkai.service.organs.models import Organ, Succession
from gongkai.service.portal.answers import page_of_all, show
from gongkai.service.portal.document import url_of
from gongkai.service.portal.lists import HEAVY
from gongkai.service.portal.page import Column, Text
from gongkai.service.portal.templatetags.portal import published

RETRY_AFTER = 60  # seconds
FIELDS = ("q", "organ", "kind", "topic", "category", "validity", "from", "to", "sort", "page")
FACETS = FIELDS[1:6]  # of which several values may be chosen: each is enough
FILTERS = FIELDS[1:8]
MOST_VALUES = 20  # of one of them
LONGEST = 10_000  # characters of an address that are looked at; the search says if it used fewer
KINDS = (("document", _("文件和信息")), ("report", _("年度报告")))
FORCES = (
    (Force.IN_FORCE, _("现行有效")),
    (Force.AMENDED, _("已修改")),
    (Force.NOT_YET, _("尚未施行")),
    (Force.LAPSED, _("失效")),
    (Force.REPEALED, _("废止")),
)
# What the search says when it cannot be used, for the reader in either language.
DOWN = _("搜索暂时不能使用，这不表示所找的信息没有公开。请稍后再试，或者按栏目浏览。")
REBUILDING = _("搜索索引正在重建，这不表示所找的信息没有公开。请稍后再试，或者按栏目浏览。")


@dataclass(frozen=True, slots=True)
class Asked:
    """A search as its address has it: only what is asked, in one order, so that one search is one address."""

    given: dict[str, str]
    chosen: dict[str, tuple[str, ...]]  # by facet

    def url(self, **changed: str) -> str:
        """Return the address of this search with something changed; what is empty is left out."""
        kept = Asked({**self.given, **changed}, self.chosen).kept
        return reverse("search") + (f"?{urlencode(kept)}" if kept else "")

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What stands in the address; the first page needs no number."""
        several = {key: (value,) for key, value in self.given.items()} | self.chosen
        pairs = [(key, value) for key in FIELDS for value in several.get(key, ())]
        return [(key, value) for key, value in pairs if value and (key, value) != ("page", "1")]

    @property
    def page(self) -> int:
        """The page asked for, from 1."""
        return number(self.given.get("page", "")) or 1

    @property
    def filters(self) -> int:
        """How many conditions are set besides the words."""
        return sum(key in FILTERS for key, _value in self.kept)

    @property
    def is_filtered(self) -> bool:
        """Whether any filter is set."""
        return self.filters > 0

    def query(self) -> Query:
        """Return it as the search takes it."""
        given = self.given
        chosen = {key: frozenset(self.chosen.get(key, ())) for key in FACETS}
        return Query(
            text=given.get("q", ""),
            organs=chosen["organ"],
            kinds=chosen["kind"],
            topics=chosen["topic"],
            categories=chosen["category"],
            validities=chosen["validity"],
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
class Choice:
    """A value of a facet; `count` is None where it was not counted."""

    value: str
    name: Text
    count: int | None
    is_chosen: bool
    is_below: bool = False  # under the one before it


@dataclass(frozen=True, slots=True)
class Facet:
    """A filter with the values that may be chosen."""

    key: str
    name: Text
    choices: tuple[Choice, ...]
    in_chinese: bool  # its values have no English

    @property
    def chosen(self) -> int:
        """How many are chosen."""
        return sum(choice.is_chosen for choice in self.choices)


@dataclass(frozen=True, slots=True)
class PageLink:
    """A page of the results; without address it is the one shown."""

    name: str
    url: str = ""


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show what is found; 503 with a sentence if the search cannot be used, never an empty page instead."""
    asked = _asked(request)
    given = [(key, value) for key, values in request.GET.lists() for value in values]
    if asked.kept != given:
        return HttpResponseRedirect(asked.url())
    at = timezone.now()
    title: Text = _("搜索")
    column = Column("搜索", "搜索", "搜索本网公开的政府信息", "搜索,政府信息公开")
    organs = list(_organs(timezone.localdate(at)))
    page = page_of_all(title, organs=organs, listed=column, canonical=asked.url())
    context: dict[str, object] = {
        "asked": asked,
        "given": asked.given,
        "facets": _facets(asked, organs, None),
    }
    told = None
    try:
        found = find(asked.query(), at) if asked.given.get("q") else None
        if found is not None:
            lasting = {organ.code for organ in organs if not getattr(organ, "ended", True)}
            told = counts(asked.query(), found, at, lasting)
    except SearchUnavailable as fault:
        says = next((text for text in (DOWN, REBUILDING) if str(fault) == _untranslated(text)), str(fault))
        response = show(request, "search_down", page, says=says, **context)
        response.status_code = 503
        response["Retry-After"] = str(RETRY_AFTER)
        response["Cache-Control"] = "no-store"
        return response
    if found is None:
        return show(request, "search", page, found=None, **context)
    if told is not None:
        context["facets"] = _facets(asked, organs, told)
    return show(
        request,
        "search",
        page,
        found=found,
        is_counted=told is not None,
        hits=list(_hits(found, at, asked.chosen.get("organ", ()))),
        pages=_pages(asked, found),
        meant=[(text, asked.url(q=text, page="")) for text in found.did_you_mean],
        unfiltered=Asked({"q": asked.given["q"]}, {}).url(),
        by_date=asked.url(sort=Sort.NEWEST, page=""),
        by_relevance=asked.url(sort="", page=""),
        **context,
    )


def number(text: str) -> int | None:
    """Return a whole number of at most four digits, or None for anything else."""
    return int(text) if text.isdecimal() and text.isascii() and len(text) <= 4 else None


def _asked(request: HttpRequest) -> Asked:
    given = {key: request.GET.get(key, "")[:LONGEST].strip() for key in FIELDS if key not in FACETS}
    chosen = {key: {value.strip() for value in request.GET.getlist(key)} - {""} for key in FACETS}
    chosen["validity"] &= set(Force.values)
    chosen["kind"] &= set(dict(KINDS))
    if given["sort"] != Sort.NEWEST:
        given["sort"] = ""
    for key in ("from", "to", "page"):
        given[key] = str(number(given[key]) or "")
    return Asked(
        {key: value for key, value in given.items() if value},
        {key: tuple(sorted(values)[:MOST_VALUES]) for key, values in chosen.items() if values},
    )


def _organs(on: date) -> QuerySet[Organ]:
    """Return the organs whose documents or reports may be looked for, and whether each has `ended`."""
    ends = Succession.objects.filter(predecessors=OuterRef("pk"), on__lte=on)
    rows = reporting_in_public().select_related(None).only("code", "name", "demonstration", "fictitious")
    return rows.annotate(ended=Exists(ends))


def _facets(asked: Asked, organs: Iterable[Organ], told: Counts | None) -> list[Facet]:
    """Return the filters: where it was counted, with the values that something found has, or are chosen."""
    categories = [(c.key, c.name, False) for c in schemes.all_categories() if not c.under]
    topics = [(t.code, t.name, bool(t.under)) for t in schemes.topics()]
    return [
        _facet("organ", _("公开机关"), [(o.code, o.name, False) for o in organs], asked, told),
        _facet("kind", _("种类"), [(key, name, False) for key, name in KINDS], asked, told),
        _facet("category", _("公开类别"), categories, asked, told),
        _facet("topic", _("主题分类"), topics, asked, told),
        _facet("validity", _("有效性"), [(force, name, False) for force, name in FORCES], asked, told),
    ]


def _facet(
    key: str, name: Text, values: Iterable[tuple[str, Text, bool]], asked: Asked, told: Counts | None
) -> Facet:
    chosen = asked.chosen.get(key, ())
    choices = (
        Choice(value, said, None if told is None else told[key][value], value in chosen, is_below)
        for value, said, is_below in values
    )
    kept = tuple(choice for choice in choices if choice.is_chosen or choice.count != 0)
    return Facet(key, name, kept, in_chinese=key in ("organ", "category", "topic"))


def _hits(found: Found, at: datetime, of: Collection[str]) -> Iterable[Hit]:
    """Yield the results that the public sees; the search is asked what, the one predicate whether.

    Where organs were asked for (`of`), what another published that one of them came after says so.
    """

    def named(organ: Organ) -> str:
        return organ.name if not of or organ.code in of else f"原{organ.name}发布"

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
                row.began,
                row.edition.document_number,
                force,
            )
        elif result.kind == "report" and (filed := reports.get(result.key)):
            organ = filed.filing.organ
            url = addresses.newest(filed)
            scope = "汇总" if filed.filing.scope == Filing.Scope.AGGREGATE else ""
            yield Hit(result, url, named(organ), published(filed), scope)


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
