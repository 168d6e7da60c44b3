"""What the page of a document shows: its card, its force, its files, what belongs to it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.urls import get_script_prefix, reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from gongkai.service.catalogue import schemes
from gongkai.service.catalogue.models import Attachment, Edition, Showing, ValidityChange
from gongkai.service.catalogue.pictures import with_pictures
from gongkai.service.catalogue.validity import Validity, force_on
from gongkai.service.catalogue.visibility import showing
from gongkai.service.portal.answers import minute

# Not the pictures of the body itself: `with_pictures` gives those their whole address.
_WITHIN = re.compile(r'(<(?:img|a)\b[^>]*?\b(?:src|href)=")/(?!/|attachments/)')
_TABLE = re.compile(r"<(/?)table\b")


@dataclass(frozen=True, slots=True)
class Fact:
    """A row of the card: what gov.cn prints there, in its order."""

    key: str
    label: str
    value: str
    url: str = ""
    is_chinese: bool = True


@dataclass(frozen=True, slots=True)
class Change:
    """What later happened to the document, or what it did to another, and that one where it shows."""

    row: ValidityChange
    other: Showing | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One wording of a document as its page shows it."""

    row: Showing
    editions: list[Showing]  # newest first
    attachments: list[Attachment]
    validity: Validity
    changes: list[Change]
    made: list[Change]  # to other documents
    interprets: list[Showing]
    interpreted_by: list[Showing]

    @property
    def edition(self) -> Edition:
        """The wording shown."""
        return self.row.edition

    @property
    def is_current(self) -> bool:
        """Whether it is the one in force on the page, and not an earlier wording."""
        return self.row == self.editions[0]

    @property
    def url(self) -> str:
        """The address of the document."""
        return url_of(self.row)

    @property
    def issuers(self) -> str:
        """Who issued it, as printed."""
        return "、".join(self.edition.issuers) or self.row.organ.name

    @property
    def body(self) -> SafeString:
        """The body, with what only a page needs: wide tables scroll on their own, pictures are found."""
        given = [self.row.organ.code, self.edition.document_id, self.edition.number]
        files = {f.name: reverse("attachment", args=[*given, f.place, f.name]) for f in self.attachments}
        return wide_tables(with_pictures(_prefixed(self.edition.body), files))

    @property
    def asks_force(self) -> bool:
        """Whether one asks of this text if it is in force."""
        return self.validity.is_asked

    def facts(self) -> list[Fact]:
        """Return the card: that of gov.cn, then what local portals add; what is not known has no row."""
        edition = self.edition
        rows = [
            Fact("index", _("索引号"), edition.document.index_number, is_chinese=False),
            Fact("topic", _("主题分类"), *_topic(edition)),
            Fact("issuer", _("发文机关"), self.issuers),
            Fact("formed", _("成文日期"), _day(edition.formed_on), is_chinese=False),
            Fact("title", _("标题"), edition.title),
            Fact("number", _("发文字号"), edition.document_number),
            Fact("published", _("发布日期"), self.row.began, is_chinese=False),
            Fact("keywords", _("主题词"), " ".join(edition.keywords)),
        ]
        if self.asks_force:
            rows.append(Fact("force", _("有效性"), str(self.validity.force.label), is_chinese=False))
        place = schemes.category(edition.category)
        rows += [
            Fact("effective", _("施行日期"), _day(edition.effective_on), is_chinese=False),
            Fact("expires", _("有效期至"), _day(edition.expires_on), is_chinese=False),
            Fact("genre", _("体裁"), edition.genre),
            Fact("category", _("公开类别"), place.name, category_url(self.row)),
            Fact("attribute", _("公开属性"), str(edition.get_attribute_display()), is_chinese=False),
            Fact("source", _("信息来源"), edition.source or self.row.organ.name),
            Fact("unit", _("责任科室"), edition.unit),
            Fact("summary", _("内容概述"), edition.summary),
        ]
        if (brought := self.row.brought_over_at) is not None:
            rows.insert(7, Fact("brought", _("由旧站迁入"), minute(brought), is_chinese=False))
        if self.row.first_begins != self.row.begins:
            first = minute(self.row.first_begins)
            rows.insert(7, Fact("first", _("首次发布"), first, is_chinese=False))
        return [row for row in rows if row.value]


def sheet_of(row: Showing, editions: list[Showing], at: datetime) -> Sheet:
    """Return what the page of a showing needs; `editions` are all that may be read (`visibility.history`)."""
    document, today = row.edition.document, timezone.localdate(at)
    known = list(
        ValidityChange.objects.filter(Q(document=document) | Q(by_document=document), annulled_by=None)
        .exclude(kind=ValidityChange.Kind.ANNULLED)
        .order_by("on", "pk")
    )
    marks = [mark for mark in known if mark.document_id == document.pk]
    noted = [mark for mark in marks if mark.on <= today]
    made = [mark for mark in known if mark.by_document_id == document.pk and mark.on <= today]
    validity = force_on(row.edition, marks, today)
    others = {c.by_document_id for c in noted} | {c.document_id for c in made}
    shown = {s.edition.document_id: s for s in seen(others - {None}, at)}
    return Sheet(
        row=row,
        editions=editions,
        attachments=list(row.edition.attachments.defer("text")),
        validity=validity,
        changes=[Change(c, shown.get(c.by_document_id or 0)) for c in noted],
        made=[Change(c, shown[c.document_id]) for c in made if c.document_id in shown],
        interprets=list(_light(showing(at).filter(edition__document__interpretations=row.edition))),
        interpreted_by=list(_light(showing(at).filter(edition__interprets=document))),
    )


def seen(documents: Iterable[int | None], at: datetime) -> Iterable[Showing]:
    """Return the showings of those documents that the public sees."""
    wanted = list(documents)
    return _light(showing(at).filter(edition__document__in=wanted)) if wanted else ()


def url_of(row: Showing, number: int | None = None) -> str:
    """Return the address of a document, or of one of its editions."""
    given = [row.organ.code, row.edition.document_id]
    return reverse("document", args=given) if number is None else reverse("wording", args=[*given, number])


def category_url(row: Showing) -> str:
    """Return the address of the column in which a document stands."""
    if row.category in schemes.FIXED:
        name = "guide" if row.category == schemes.GUIDE else "rules"
        return reverse(name, args=[row.organ.code])
    return reverse("category", args=[row.organ.code, row.category])


def body_of(edition: Edition) -> SafeString:
    """Return the body of an edition as a page shows it; it was cleaned before it was reviewed."""
    return wide_tables(_prefixed(edition.body))


def _prefixed(clean: str) -> str:
    """Return a body whose addresses within this site begin with what the site stands under."""
    prefix = get_script_prefix()
    return clean if prefix == "/" else _WITHIN.sub(rf"\g<1>{prefix}", clean)


def wide_tables(clean: str) -> SafeString:
    """Return clean HTML in which a wide table scrolls on its own, and can be reached by the keyboard."""

    def table(found: re.Match[str]) -> str:
        if found[1]:
            return found[0]
        return f'<div class="scroll" tabindex="0" role="region" aria-label="{_("表格")}"><table'

    wide = _TABLE.sub(table, clean).replace("</table>", "</table></div>")
    return mark_safe(wide)  # noqa: S308 - cleaned by papers.html


def _light(rows: QuerySet[Showing]) -> QuerySet[Showing]:
    return rows.defer("edition__body", "edition__text", "edition__form")


def _topic(edition: Edition) -> tuple[str, str]:
    if not edition.topic:
        return "", ""
    found = schemes.topic(edition.topic)
    names = [schemes.topic(found.under).name, found.name] if found.under else [found.name]
    return "\\".join(names), reverse("topic", args=[found.code])


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
