"""Lists of documents: of an organ and its columns, and over all organs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from gongkai.service.catalogue import schemes
from gongkai.service.catalogue.forces import count_by_force, of_force
from gongkai.service.catalogue.models import Edition, Showing
from gongkai.service.catalogue.places import WrongCursor
from gongkai.service.catalogue.validity import Force
from gongkai.service.catalogue.visibility import showing, showing_of
from gongkai.service.organs.continuity import kept_by
from gongkai.service.organs.models import Organ
from gongkai.service.organs.queries import disclosing_organs, forebears
from gongkai.service.portal.answers import ending_of, organ_named, organ_page, page_of_all, show
from gongkai.service.portal.lists import Place, Stretch, stretch
from gongkai.service.portal.page import Column, Crumb, Page, Text, part
from gongkai.statute.citation import words

STANDING = (Force.IN_FORCE, Force.AMENDED, Force.NOT_YET)
"""What a library calls in force: the rest is over."""

COLUMN_OF = {schemes.GUIDE: "guide", schemes.INSTITUTIONS: "rules"}
"""The columns that are parts of the area themselves, beside the tree."""

LIBRARIES = {
    "rules": (Edition.Norm.RULE, "规章库", gettext_lazy("规章库")),
    "normative": (Edition.Norm.NORMATIVE, "行政规范性文件库", gettext_lazy("行政规范性文件库")),
}


@require_safe
def organ_documents(
    request: HttpRequest, code: str, year: int | None = None, before: str = ""
) -> HttpResponse:
    """List everything an organ has published, latest first."""
    organ, at = organ_named(code), timezone.now()
    rows = showing_of(organ, at)
    title = _("全部公开信息")
    column = Column(
        "全部公开信息", "政府信息公开", f"{organ.name}公开的全部信息", f"政府信息公开,{organ.name}"
    )
    page = organ_page(organ, title, listed=column)
    ending = ending_of(organ, timezone.localdate(at))
    place = Place("organ-documents", (code,))
    former = forebears(organ, timezone.localdate(at))
    return _listing(request, page, rows, place, at, year, before, ending=ending, former=former)


@require_safe
def category(
    request: HttpRequest, code: str, key: str, year: int | None = None, before: str = ""
) -> HttpResponse:
    """List what an organ has published in one category of 法定主动公开内容."""
    organ, at = organ_named(code), timezone.now()
    found = _category(key)
    rows = showing_of(organ, at).filter(category__in=schemes.below(key))
    above = [
        Crumb(c.name, Place("category", (code, c.key)).url(), lang="zh-Hans")
        for c in schemes.path_to(key)[:-1]
    ]
    page = organ_page(
        organ,
        found.name,
        *above,
        lang="zh-Hans",
        part=part(COLUMN_OF.get(key, "mandatory")),
        listed=Column(
            found.name,
            f"法定主动公开内容,{found.name}" if key not in COLUMN_OF else found.name,
            f"{organ.name}公开的{found.name}",
            f"政府信息公开,{found.name},{organ.name}",
        ),
    )
    place, former = Place("category", (code, key)), forebears(organ, timezone.localdate(at))
    return _listing(request, page, rows, place, at, year, before, basis=_basis(key), former=former)


@require_safe
def documents(request: HttpRequest, year: int | None = None, before: str = "") -> HttpResponse:
    """List what all organs have published, latest first."""
    page = _list_page(gettext_lazy("最近公开"), "最近公开", "本网各机关最近公开的政府信息")
    at = timezone.now()
    return _listing(request, page, showing(at), Place("documents"), at, year, before, of_all=True)


@require_safe
def topic(request: HttpRequest, code: str, year: int | None = None, before: str = "") -> HttpResponse:
    """List what all organs have published on one topic (国务院公文主题分类)."""
    try:
        found = schemes.topic(code)
    except KeyError:
        raise Http404(_("没有这个主题分类。")) from None
    at = timezone.now()
    codes = [code] if found.under else [code, *(t.code for t in schemes.topics() if t.under == code)]
    above = [Crumb(gettext_lazy("主题分类"), Place("topics").url())]
    if found.under:
        over = schemes.topic(found.under)
        above.append(Crumb(over.name, Place("topic", (over.code,)).url(), lang="zh-Hans"))
    says = f"主题分类为{found.name}的政府信息"
    page = _list_page(found.name, found.name, says, *above, lang="zh-Hans")
    rows = showing(at).filter(topic__in=codes) if len(codes) > 1 else showing(at).filter(topic=code)
    return _listing(request, page, rows, Place("topic", (code,)), at, year, before, of_all=True)


@require_safe
def topics(request: HttpRequest) -> HttpResponse:
    """Show the 22 classes of topics and those under them that have something."""
    counted = _counts(showing(timezone.now()), "topic")
    tree = []
    for above in (t for t in schemes.topics() if not t.under):
        under = [
            (t, counted[t.code]) for t in schemes.topics() if t.under == above.code and t.code in counted
        ]
        total = counted.get(above.code, 0) + sum(count for _topic, count in under)
        tree.append((above, total, under))
    title = gettext_lazy("主题分类")
    page = _list_page(title, "主题分类", "按国务院公文主题分类查找政府信息")
    return show(request, "topics", page, tree=tree)


@require_safe
def all_of_category(
    request: HttpRequest, key: str, year: int | None = None, before: str = ""
) -> HttpResponse:
    """List what all organs have published in one category."""
    found, at = _category(key), timezone.now()
    above = [
        Crumb(c.name, Place("all-of-category", (c.key,)).url(), lang="zh-Hans")
        for c in schemes.path_to(key)[:-1]
    ]
    page = _list_page(found.name, found.name, f"本网各机关公开的{found.name}", *above, lang="zh-Hans")
    keys = schemes.below(key)
    rows = showing(at).filter(category__in=keys) if len(keys) > 1 else showing(at).filter(category=key)
    place = Place("all-of-category", (key,))
    return _listing(request, page, rows, place, at, year, before, of_all=True, basis=_basis(key))


@require_safe
def library(
    request: HttpRequest, code: str, kind: str, year: int | None = None, before: str = ""
) -> HttpResponse:
    """Show the library of an organ's rules or normative documents; a government's has its departments' too.

    The address may ask for one organ (`?organ=`) and for what is in force or no longer (`?force=`).
    """
    organ, at = organ_named(code), timezone.now()
    if kind not in LIBRARIES:
        raise Http404(_("没有这个文件库。"))
    norm, name, title = LIBRARIES[kind]
    members = [organ, *disclosing_organs().filter(parent=organ)]
    chosen = next((m for m in members if m.code == request.GET.get("organ")), None)
    if request.GET.get("organ") and chosen is None:
        raise Http404(_("本网没有这个机关。"))
    force = request.GET.get("force", "")
    if force and force not in (*Force.values, "standing"):
        raise Http404(_("没有这种有效性。"))
    of = showing(at).filter(norm=norm)
    today = timezone.localdate(at)
    keepers = {chosen.pk} if chosen else {m.pk for m in members}
    kept = kept_by(keepers, today)
    of = of.filter(organ__in=kept)
    counted = count_by_force(of, today)
    rows = of_force(of, today, STANDING if force == "standing" else [force]) if force else of
    page = organ_page(
        organ,
        title,
        listed=Column(name, f"政策文件,{name}", f"{organ.name}的{name}", f"{name},{organ.name}"),
    )
    asked = {"organ": chosen.code if chosen else "", "force": force}
    place = Place("library", (code, kind), urlencode({k: v for k, v in asked.items() if v}))
    in_force = sum(counted.get(value, 0) for value in STANDING)
    states = [("", _("全部"), sum(counted.values())), ("standing", _("有效"), in_force)]
    states += [(value, str(label), counted[value]) for value, label in Force.choices if counted.get(value)]
    return _listing(
        request,
        page,
        rows,
        place,
        at,
        year,
        before,
        template="library",
        former=kept - keepers,
        of_all=len(members) > 1,
        members=members,
        chosen=chosen,
        force=force,
        states=states,
        kind=kind,
        kinds=[(key, label) for key, (_norm, _name, label) in LIBRARIES.items()],
    )


def count_by_category(organ: Organ, at: datetime) -> dict[str, int]:
    """Return how many documents of an organ each category has; a category without any is left out."""
    return _counts(showing_of(organ, at), "category")


def columns_of(
    duty: str, organ: Organ, day: date, counted: dict[str, int]
) -> list[tuple[schemes.Category, int]]:
    """Return the categories under one duty in which an organ has something, and how much.

    What stands directly under the duty goes by the duty's own category.
    """
    of_duty = [c for c in schemes.categories(organ.kind, day) if _duty(c.key) == duty]
    return [(c, counted[c.key]) for c in of_duty if counted.get(c.key)]


def _counts(rows: QuerySet[Showing], field: str) -> dict[str, int]:
    return {
        str(value): int(count)
        for value, count in rows.select_related(None).order_by().values_list(field).annotate(Count("pk"))
    }


def _listing(
    request: HttpRequest,
    page: Page,
    rows: QuerySet[Showing],
    place: Place,
    at: datetime,
    year: int | None,
    before: str,
    template: str = "documents",
    **context: Any,
) -> HttpResponse:
    if year is not None and not 1949 <= year <= 9998:
        raise Http404(_("没有这一年的信息。"))
    try:
        found: Stretch = stretch(rows, place, at, year, before)
    except WrongCursor:
        raise Http404(_("列表里没有这个位置。")) from None
    page = replace(page, canonical=place.url(year, before))
    return show(request, template, page, stretch=found, **context)


def _list_page(title: Text, name: str, says: str, *above: Crumb, lang: str = "") -> Page:
    column = Column(name, f"政府信息公开,{name}", says, f"政府信息公开,{name}")
    return page_of_all(title, *above, lang=lang, listed=column)


def _category(key: str) -> schemes.Category:
    try:
        return schemes.category(key)
    except KeyError:
        raise Http404(_("没有这个类别。")) from None


def _duty(key: str) -> str:
    """Return the item of the Regulations a category serves, as the law's data cites it: 条例20(1)."""
    return next((c.duty for c in reversed(schemes.path_to(key)) if c.duty), "")


def _basis(key: str) -> str:
    """Return the same in words: 《条例》第二十条第一项."""
    duty = _duty(key)
    return words(duty) if duty else ""
