"""The form of an edition: its metadata and its body, as a person fills them in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from gongkai.papers.errors import Refused
from gongkai.service.catalogue import guide, schemes, typed, visibility
from gongkai.service.catalogue.fields import LONGEST
from gongkai.service.catalogue.models import Document, Edition
from gongkai.service.organs.models import Organ
from gongkai.service.organs.people_forms import Day

_PARTS = re.compile(r"[、,，;；\n]+")
_WORDS = re.compile(r"[、,，;；\s\u3000]+")
_HAN = re.compile(r"[\u4e00-\u9fff]")
GUIDE_PREFIX = "guide_"
Choices = list[tuple[str, Any]]


def category_choices(organ: Organ, on: date, now: str = "") -> Choices:
    """Return the tree of categories of an organ as groups; one that an edition has already stays."""
    listed = schemes.categories(organ.kind, on)
    found: Choices = [("", _("请选择"))]
    found += [(c.key, c.name) for c in listed if c.key in schemes.FIXED]
    for top in (c for c in listed if not c.under and c.key not in schemes.FIXED):
        under = [c for c in listed if c.under == top.key]
        if under:
            whole = gettext("%(name)s（不再细分）") % {"name": top.name}
            found.append((top.name, [(top.key, whole), *((c.key, c.name) for c in under)]))
        else:
            found.append((top.key, top.name))
    if now and now not in {c.key for c in listed}:
        found.append((now, schemes.category(now).name))
    return found


def topic_choices() -> Choices:
    """Return the two levels of topics as groups: the class, and what is under it."""
    groups: dict[str, list[tuple[str, str]]] = {}
    names: dict[str, str] = {}
    for topic in schemes.topics():
        if topic.under:
            groups[topic.under].append((topic.code, topic.name))
        else:
            names[topic.code] = topic.name
            groups[topic.code] = [(topic.code, gettext("%(name)s（整类）") % {"name": topic.name})]
    return [("", _("不分类")), *((names[code], listed) for code, listed in groups.items())]


class LawWords(forms.Select):
    """A list of words of the law, which stay Chinese and are marked as such; the other choices are not."""

    def __init__(self, **more: Any) -> None:
        super().__init__(attrs={"lang": "zh-Hans"}, **more)

    def create_option(self, *given: Any, **more: Any) -> dict[str, Any]:
        """Name the language of a choice that is not Chinese."""
        option = super().create_option(*given, **more)
        if get_language() == "en" and not _HAN.search(str(option["label"])):
            option["attrs"]["lang"] = "en"
        return option


def _line(name: str, label: Any, *, required: bool = False, help_text: Any = "") -> forms.CharField:
    # One character more than fits comes in, so that the action can say how long it is.
    return forms.CharField(label=label, required=required, max_length=LONGEST[name] * 5, help_text=help_text)


class EditionForm(forms.Form):
    """An edition to be written: required first, the rest in groups; `values()` is what an action takes."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    title = _line("title", _("标题"), required=True)
    category = forms.ChoiceField(
        label=_("法定主动公开类别"),
        widget=LawWords,
        help_text=_("按条例第二十条、第二十一条逐项列出，决定读者在哪一栏找到它。"),
    )
    formed_on = forms.DateField(
        label=_("成文日期"), required=False, widget=Day, help_text=_("一般是签发日期。送审前必填。")
    )
    arose_on = forms.DateField(
        label=_("形成或者变更之日"),
        required=False,
        widget=Day,
        help_text=_("公开期限自这一天的次日起算；不填的，与成文日期相同。"),
    )
    summary = forms.CharField(
        label=_("内容概述"),
        required=False,
        max_length=LONGEST["summary"] * 5,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("一般不超过100字。送审前必填。"),
    )
    document_number = _line(
        "document_number", _("发文字号"), help_text=_("例如“云政办发〔2025〕3号”；没有的不填。")
    )
    issuers = forms.CharField(
        label=_("发文机关"),
        required=False,
        max_length=5000,
        help_text=_("不填的，是本机关。联合发文的，用顿号分开，牵头机关写在最前。"),
    )
    topic = forms.ChoiceField(label=_("主题分类"), required=False, widget=LawWords)
    genre = forms.ChoiceField(label=_("体裁"), required=False, widget=LawWords)
    keywords = forms.CharField(
        label=_("主题词"), required=False, max_length=5000, help_text=_("用空格或者顿号分开，最多10个。")
    )
    attribute = forms.ChoiceField(label=_("公开属性"), widget=forms.RadioSelect)
    ground = _line(
        "ground",
        _("不主动公开的依据"),
        help_text=_("不主动公开的必填：条例第几条，或者哪部法律、行政法规的规定。"),
    )
    norm = forms.ChoiceField(
        label=_("规章或者行政规范性文件"),
        required=False,
        help_text=_("登记为规章或者行政规范性文件的，进入文件库，计入年度报告表二。"),
    )
    effective_on = forms.DateField(label=_("施行日期"), required=False, widget=Day)
    expires_on = forms.DateField(
        label=_("有效期至"), required=False, widget=Day, help_text=_("含当日。没有期限的不填。")
    )
    source = _line("source", _("信息来源"), help_text=_("不填的，是本机关。"))
    unit = _line("unit", _("责任科室"))
    change_note = _line("change_note", _("本版改动"), help_text=_("一句话，发布后读者在“历次版本”中看到。"))
    interprets = forms.MultipleChoiceField(
        label=_("解读的文件"), required=False, widget=forms.CheckboxSelectMultiple
    )
    interprets_q = forms.CharField(
        label=_("按标题或者索引号查找"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    body = forms.CharField(
        label=_("正文"),
        required=False,
        strip=False,
        widget=forms.Textarea(
            attrs={"rows": 18, "spellcheck": "false", "class": "body-source", "lang": "zh-Hans"}
        ),
        help_text=_(
            "可以直接输入或者粘贴文字：一行一段，“一、”“（一）”开头的短行成为标题，用制表符分列的连续几行成为表格。也可以写HTML。"
        ),
    )

    def __init__(
        self,
        organ: Organ,
        on: date,
        data: Any = None,
        *,
        edition: Edition | None = None,
        initial: dict[str, Any] | None = None,
        found: Iterable[tuple[str, str]] = (),
        category: str = "",
    ) -> None:
        begin = {"attribute": "proactive", **(initial_of(edition) if edition else {}), **(initial or {})}
        super().__init__(data, initial=begin)
        self.organ = organ
        asked = (data.get("category") if data is not None else None) or begin.get("category") or category
        self.is_guide = asked == schemes.GUIDE
        fields: dict[str, Any] = self.fields
        fields["category"].choices = category_choices(organ, on, edition.category if edition else "")
        fields["topic"].choices = topic_choices()
        fields["genre"].choices = [("", _("不填")), *((g, g) for g in schemes.GENRES)]
        fields["attribute"].choices = [
            ("proactive", _("主动公开")),
            ("on_request", _("依申请公开")),
            ("withheld", _("不予公开")),
        ]
        fields["norm"].choices = [
            ("", _("不是规章、行政规范性文件")),
            ("rule", _("规章")),
            ("normative", _("行政规范性文件")),
        ]
        fields["interprets"].choices = self._interprets_choices(data, begin, found)
        if edition is None or edition.number == 1:
            del fields["change_note"]
        if self.is_guide:
            del fields["body"]
            for part in guide.parts():
                fields[GUIDE_PREFIX + part.key] = _part_field(part)
            filled = (edition.form if edition else None) or {}
            self.initial.update({GUIDE_PREFIX + key: words for key, words in filled.items()})

    def _interprets_choices(
        self, data: Any, begin: dict[str, Any], found: Iterable[tuple[str, str]]
    ) -> Sequence[tuple[str, str]]:
        chosen = data.getlist("interprets") if hasattr(data, "getlist") else begin.get("interprets", [])
        listed = dict(found)
        missing = [number for number in chosen if number not in listed]
        titles = titles_of(missing, self.organ)
        return [*((number, titles.get(number, number)) for number in missing), *listed.items()]

    def clean(self) -> dict[str, Any]:
        """Let the date of change follow the date of the document where it is not given."""
        given = super().clean() or self.cleaned_data
        if not given.get("arose_on") and "arose_on" not in self.errors:
            given["arose_on"] = given.get("formed_on")
        return given

    def clean_body(self) -> str:
        """Return the body as HTML that may be published."""
        try:
            return typed.html_of(self.cleaned_data["body"])
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from refused

    def values(self) -> dict[str, Any]:
        """Return what was filled in as the fields of an edition."""
        given = self.cleaned_data
        plain = (
            *("title", "category", "formed_on", "arose_on", "summary", "document_number", "topic", "genre"),
            *("attribute", "ground", "norm", "effective_on", "expires_on", "source", "unit", "change_note"),
            "interprets",
        )
        values = {name: given[name] for name in plain if name in given}
        values["issuers"] = [w for w in _PARTS.split(given["issuers"]) if w.strip()] or [self.organ.name]
        values["keywords"] = [w for w in _WORDS.split(given["keywords"]) if w]
        if self.is_guide:
            values["form"] = {part.key: given[GUIDE_PREFIX + part.key] for part in guide.parts()}
        else:
            values["body"] = given["body"]
        return values

    def first(self) -> list[forms.BoundField]:
        """The fields without which nothing goes to review."""
        return self._named("title", "category", "formed_on", "arose_on", "summary", "change_note")

    def card(self) -> list[forms.BoundField]:
        """The fields of the document's card."""
        return self._named("document_number", "issuers", "topic", "genre", "keywords")

    def openness(self) -> list[forms.BoundField]:
        """Whether it is disclosed at all, and why not."""
        return self._named("attribute", "ground")

    def force(self) -> list[forms.BoundField]:
        """Its force."""
        return self._named("norm", "effective_on", "expires_on")

    def origin(self) -> list[forms.BoundField]:
        """Where it comes from."""
        return self._named("source", "unit")

    def guide_sections(self) -> Iterator[tuple[str, list[tuple[forms.BoundField, guide.Part]]]]:
        """The parts of the guide, section by section."""
        listed: dict[str, list[tuple[forms.BoundField, guide.Part]]] = {}
        for part in guide.parts():
            listed.setdefault(part.section, []).append((self[GUIDE_PREFIX + part.key], part))
        yield from listed.items()

    def opens(self, *names: str) -> bool:
        """Whether a folded group holds something: a fault, or what was filled in."""
        return any(self[n].errors or self[n].value() not in (None, "", [], "proactive") for n in names)

    def opens_card(self) -> bool:
        """Whether the card is unfolded."""
        return self.opens("document_number", "issuers", "topic", "genre", "keywords")

    def opens_openness(self) -> bool:
        """Whether disclosure is unfolded."""
        return self.opens("attribute", "ground")

    def opens_force(self) -> bool:
        """Whether force is unfolded."""
        return self.opens("norm", "effective_on", "expires_on")

    def opens_origin(self) -> bool:
        """Whether the origin is unfolded."""
        return self.opens("source", "unit")

    def opens_interprets(self) -> bool:
        """Whether what it interprets is unfolded."""
        return self.opens("interprets", "interprets_q")

    def _named(self, *names: str) -> list[forms.BoundField]:
        return [self[name] for name in names if name in self.fields]


def _part_field(part: guide.Part) -> forms.CharField:
    widget: forms.Widget = forms.TextInput() if part.kind == "line" else forms.Textarea(attrs={"rows": 4})
    says = " ".join(words for words in (part.help, f"（{part.basis}）" if part.basis else "") if words)
    return forms.CharField(label=part.name, required=False, strip=False, widget=widget, help_text=says)


def initial_of(edition: Edition) -> dict[str, Any]:
    """Return an edition as its form begins."""
    names = (
        *("version", "title", "category", "formed_on", "arose_on", "summary", "document_number", "topic"),
        *("genre", "attribute", "ground", "norm", "effective_on", "expires_on", "source", "unit"),
        "change_note",
    )
    return {
        **{name: getattr(edition, name) for name in names},
        "issuers": "、".join(edition.issuers),
        "keywords": " ".join(edition.keywords),
        "interprets": [document.index_number for document in edition.interprets.all()],
        "body": typed.lines_of(edition.body),
    }


def titles_of(numbers: Iterable[str], organ: Organ) -> dict[str, str]:
    """Return index numbers with the newest title of each document, of those the organ may know of."""
    rows = _known_to(organ).filter(document__index_number__in=list(numbers))
    return _named(rows.order_by("document", "-number"))


def interpretable(
    words: str, organ: Organ, without: Document | None, most: int = 20
) -> list[tuple[str, str]]:
    """Return documents that may be interpreted, by words of title, number or index number, newest first."""
    words = words.strip()
    if not words:
        return []
    rows = _known_to(organ).filter(
        Q(title__icontains=words)
        | Q(document__index_number__icontains=words)
        | Q(document_number__icontains=words)
    )
    if without is not None:
        rows = rows.exclude(document=without)
    return list(_named(rows.order_by("-pk")[: most * 3]).items())[:most]


def _known_to(organ: Organ) -> QuerySet[Edition]:
    """Return the editions an organ may know of: its own, drafts too; of others what the public sees."""
    public = visibility.showing(timezone.now()).order_by().values("edition")
    rows = Edition.objects.filter(Q(document__organ=organ) | Q(pk__in=public), discarded_at=None)
    return rows.select_related("document")


def _named(rows: Iterable[Edition]) -> dict[str, str]:
    found: dict[str, str] = {}
    for edition in rows:
        number = edition.document.index_number
        found.setdefault(number, f"{edition.title}（{number}）")
    return found
