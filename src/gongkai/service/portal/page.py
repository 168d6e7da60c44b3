"""What every page has: its place in the area, its way back, and the tags the norms require."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gongkai.service.organs.models import Organ, Website

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
    """The tags of a page with content of its own: ArticleTitle, PubDate, ContentSource."""

    title: str
    published: str  # YYYY-MM-DD HH:MM, without the time where none was printed
    source: str


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
    demonstration: bool = field(default=False)


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
