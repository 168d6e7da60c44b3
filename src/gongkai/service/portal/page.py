"""What every page has: its place in the area, its way back, and the tags the norms require."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gongkai.service.organs.models import Organ, Website
from gongkai.service.organs.queries import disclosing_organs, website_of

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the 政府信息公开 area; the four fixed ones and the entry for requests.

    国办公开办函〔2019〕61号：the parts and their names are the same on every platform.
    """

    key: str
    law_name: str  # as the norm names it, for the tags, whatever the language of the page
    name: Text
    says: Text
    description: str  # of the column, for the tags


PARTS = (
    Part(
        "guide",
        "政府信息公开指南",
        _("政府信息公开指南"),
        _("公开什么、由谁公开、怎样获取"),
        "政府信息的分类、编排体系、获取方式和政府信息公开工作机构的联系方式",
    ),
    Part(
        "rules",
        "政府信息公开制度",
        _("政府信息公开制度"),
        _("法规、规章和本机关的工作制度"),
        "政府信息公开的法规、规章和工作制度",
    ),
    Part(
        "mandatory",
        "法定主动公开内容",
        _("法定主动公开内容"),
        _("《条例》第二十条、第二十一条列明的事项"),
        "《政府信息公开条例》第二十条、第二十一条规定主动公开的政府信息",
    ),
    Part(
        "reports",
        "政府信息公开工作年度报告",
        _("政府信息公开年报"),
        _("历年的政府信息公开工作年度报告"),
        "历年的政府信息公开工作年度报告",
    ),
    Part(
        "request",
        "依申请公开",
        _("依申请公开"),
        _("没有主动公开的信息，可以申请获取"),
        "向本机关申请获取政府信息的途径、内容和时限",
    ),
)


@dataclass(frozen=True, slots=True)
class Crumb:
    """A step of the way back. The last has no address: it is the page itself."""

    name: Text
    url: str = ""
    lang: str = ""  # where the name stays Chinese on an English page


@dataclass(frozen=True, slots=True)
class Article:
    """The tags of a page with content: ArticleTitle, PubDate, ContentSource, and those one may add."""

    title: str
    published: str  # YYYY-MM-DD HH:MM, without the time where none was printed
    source: str
    keywords: str = ""
    description: str = ""
    author: str = ""
    styled: bool = False  # with the style sheet of annual reports


@dataclass(frozen=True, slots=True)
class Column:
    """The tags of a list and of what stands in it: ColumnName, ColumnType, …Description, …Keywords."""

    name: str
    kind: str
    description: str
    keywords: str


class Notice(StrEnum):
    """What a page says before anything else where it is a demonstration."""

    NONE = ""
    COPY = "copy"  # of what a real organ has published
    FICTION = "fiction"  # the organ and everything of it is invented
    MIXED = "mixed"  # one page with both


def notice_of(organs: Iterable[Organ]) -> Notice:
    """Return the notice that a page with these organs needs."""
    found = {Notice.FICTION if o.fictitious else Notice.COPY for o in organs if o.demonstration}
    return found.pop() if len(found) == 1 else Notice.MIXED if found else Notice.NONE


@dataclass(frozen=True, slots=True)
class Page:
    """One page of an organ's area, or of the portal where `organ` is None."""

    title: Text
    crumbs: Sequence[Crumb]
    website: Website | None = None
    organ: Organ | None = None
    part: Part | None = None
    article: Article | None = None
    lang: str = ""  # of the title, where it stays Chinese on an English page
    notice: Notice = Notice.NONE
    listed: Column | None = None  # where the column is not the part of the area
    canonical: str = ""  # its address among several that show it; empty for its path without what is asked

    @property
    def demonstration(self) -> bool:
        """Whether what the page shows is a demonstration."""
        return self.notice is not Notice.NONE

    @property
    def column(self) -> Column | None:
        """The column in whose name the page is tagged; None on the front page."""
        if self.listed or not self.organ:
            return self.listed
        name = self.organ.name
        if self.part:
            law_name = self.part.law_name
            return Column(
                law_name, law_name, f"{name}{self.part.description}", f"政府信息公开,{law_name},{name}"
            )
        says = f"{name}的政府信息公开专栏：指南、制度、法定主动公开内容、年度报告和依申请公开"
        return Column("政府信息公开", "政府信息公开", says, f"政府信息公开,{name}")


@dataclass(frozen=True, slots=True)
class Tool:
    """A page that computes what the law says for one case, or shows the law itself."""

    key: str  # the name of its address
    name: Text
    says: Text


TOOLS = (
    Tool("track", _("申请查询"), _("凭登记号和查询码，看申请到了哪一步、该谁办、为什么")),
    Tool("deadline", _("答复期限计算"), _("从收到申请到答复，哪一天届满、为什么，逐条写明依据")),
    Tool("fee", _("信息处理费计算"), _("按页或者按件，逐档算出应缴多少")),
    Tool("remedy", _("救济途径查询"), _("不服答复或者逾期没有答复，向谁提出、最迟哪一天")),
    Tool("law", _("条例逐条说明"), _("每一条的白话、施行时间，以及本软件怎样适用")),
)


def tool(key: str) -> Tool:
    """Return the tool of that key; KeyError if there is none."""
    return {t.key: t for t in TOOLS}[key]


def site_page(title: Text, *crumbs: Crumb, lang: str = "") -> Page:
    """Return a page that belongs to no organ, under the website of the first organ here.

    Over a demonstration no website is named: what the law says is no copy of anybody's page.
    """
    first = disclosing_organs().first()
    website = None if first is None or first.demonstration else website_of(first)
    return Page(title, (home_crumb(), *crumbs, Crumb(title, lang=lang)), website=website, lang=lang)


def part(key: str) -> Part:
    """Return the part of that key; KeyError if there is none."""
    return {p.key: p for p in PARTS}[key]


def home_crumb() -> Crumb:
    """Return the first step of every way back."""
    return Crumb(_("首页"), reverse("home"))


def area_crumb(organ: Organ) -> Crumb:
    """Return the step to an organ's area."""
    return Crumb(organ.name, reverse("area", args=[organ.code]), lang="zh-Hans")


def part_crumb(organ: Organ, found: Part) -> Crumb:
    """Return the step to a part of an organ's area."""
    return Crumb(found.name, reverse(found.key, args=[organ.code]))
