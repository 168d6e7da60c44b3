"""An edition as the desk sees it; a document with its editions and what was said of them; a comparison."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongkai.papers.compare import compare, compare_metadata, summary
from gongkai.papers.compare_out import html_of_changes
from gongkai.service.catalogue import brought, due, policy, schemes
from gongkai.service.catalogue.desk_law import law_here
from gongkai.service.catalogue.desk_steps import may, steps
from gongkai.service.catalogue.desk_ways import document_of, edition_of, shown_body, where_of
from gongkai.service.catalogue.digest import in_order
from gongkai.service.catalogue.fields import lacking, notes
from gongkai.service.catalogue.models import Document, Edition, ValidityChange
from gongkai.service.catalogue.state import KIND, State, states, whole
from gongkai.service.catalogue.validity import validity
from gongkai.service.clearance.standing import of_subject, standings
from gongkai.service.organs.gate import DeskRequest
from gongkai.service.organs.policy import acts_for


@dataclass(frozen=True, slots=True)
class Compared:
    """Two editions compared."""

    old: Edition
    new: Edition
    fields: list[tuple[str, str, str]]
    files: list[tuple[str, str, str]]
    summary: str
    body: SafeString

    @property
    def is_same(self) -> bool:
        """Whether nothing differs but their numbers."""
        return not self.fields and not self.files and self.summary.startswith("两个版本的正文没有不同")


@require_safe
def edition(request: DeskRequest, number: int) -> HttpResponse:
    """Show an edition: where it stands, what comes next, its card, text and files."""
    who, found = edition_of(request, number)
    where = where_of(found, who)
    is_open = where.may_be_changed
    context = {
        "title": found.title,
        "edition": found,
        "where": where,
        "steps": steps(where, who),
        "item": due.item(found, who.on, law_here()) if is_open and found.attribute == "proactive" else None,
        "facts": facts(found),
        "body": shown_body(found),
        "files": in_order(found.attachments.all()),
        "notes": notes(found) if is_open else [],
        "lacking": lacking(found) if where.state in (State.DRAFT, State.RETURNED) else {},
        "reviewers_word": _last_word(where) if where.state is State.RETURNED else None,
        "is_own": acts_for(who.post, found.document.organ, who.on),
        "may_draft": may(policy.check_can_draft, who, found.document.organ),
        "force": validity(found, who.on) if where.showing else None,
    }
    return render(request, "catalogue/edition.html", context)


def _last_word(where: Any) -> Any:
    return where.review.opinions[-1] if where.review and where.review.opinions else None


def facts(found: Edition) -> list[tuple[str, str]]:
    """Return the card of an edition for the desk: what is filled in, in the order of the card."""
    rows = [
        (_("索引号"), found.document.index_number),
        (_("公开机关"), found.document.organ.name),
        (_("法定主动公开类别"), " › ".join(c.name for c in schemes.path_to(found.category))),
        (_("发文字号"), found.document_number),
        (_("发文机关"), "、".join(found.issuers)),
        (_("成文日期"), _day(found.formed_on)),
        (_("形成或者变更之日"), _day(found.arose_on)),
        (_("主题分类"), _topic(found.topic)),
        (_("体裁"), found.genre),
        (_("主题词"), " ".join(found.keywords)),
        (_("内容概述"), found.summary),
        (_("公开属性"), str(found.get_attribute_display())),
        (_("不主动公开的依据"), found.ground),
        (_("规章或者行政规范性文件"), str(found.get_norm_display()) if found.norm else ""),
        (_("施行日期"), _day(found.effective_on)),
        (_("有效期至"), _day(found.expires_on)),
        (_("迁入前的有效性"), brought.says(found)),
        (_("解读的文件"), "；".join(d.index_number for d in found.interprets.all())),
        (_("信息来源"), found.source),
        (_("责任科室"), found.unit),
        (_("本版改动"), found.change_note),
    ]
    return [(label, value) for label, value in rows if value]


def _topic(code: str) -> str:
    if not code:
        return ""
    topic = schemes.topic(code)
    return f"{schemes.topic(topic.under).name} › {topic.name}" if topic.under else topic.name


def _day(day: Any) -> str:
    return day.isoformat() if day else ""


@require_safe
def document(request: DeskRequest, number: int) -> HttpResponse:
    """Show a document through all its editions: reviews with every opinion, showings, marks of force."""
    who, found = document_of(request, number)
    listed = list(_editions(found))
    where = states(listed, who.at)
    reviews = list(of_subject(KIND, [e.pk for e in listed]))
    stands = standings(reviews)
    of_edition: dict[int, list[Any]] = {}
    for review in reviews:
        of_edition.setdefault(review.subject_key, []).append(stands[review.pk])
    current = next((w for w in where.values() if w.state is State.PUBLISHED), None)
    context = {
        "title": listed[0].title if listed else str(found),
        "document": found,
        "rows": [(where[e.pk], of_edition.get(e.pk, [])) for e in listed],
        "current": current,
        "force": validity(current.edition, who.on) if current else None,
        "marks": ValidityChange.objects.filter(document=found).select_related(
            "by__person", "by_document", "annuls"
        ),
        "may_next": may(policy.check_can_draft, who, found.organ)
        and any(w.showing and w.state in (State.PUBLISHED, State.WITHDRAWN) for w in where.values())
        and not any(w.may_be_changed for w in where.values()),
        "may_mark": current is not None and may(policy.check_can_mark_validity, who, found.organ),
        "numbers": [e.number for e in listed],
    }
    return render(request, "catalogue/document.html", context)


def _editions(document: Document) -> QuerySet[Edition]:
    return whole(Edition.objects.filter(document=document)).order_by("-number")


@require_safe
def compared(request: DeskRequest, number: int) -> HttpResponse:
    """Compare two editions of a document: text, metadata, files."""
    _who, found = document_of(request, number)
    listed = {e.number: e for e in _editions(found)}
    if len(listed) < 2:
        raise Http404(_("这份文件只有一版，没有可以比较的。"))
    newest = sorted(listed, reverse=True)
    old = _chosen(request.GET.get("old"), listed, newest[1])
    new = _chosen(request.GET.get("new"), listed, newest[0])
    context = {
        "title": _("比较两个版本"),
        "document": found,
        "compared": compared_editions(old, new),
        "numbers": newest,
    }
    return render(request, "catalogue/compare.html", context)


def _chosen(asked: str | None, listed: dict[int, Edition], otherwise: int) -> Edition:
    number = int(asked) if asked and asked.isdecimal() and len(asked) < 6 else otherwise
    return listed.get(number, listed[otherwise])


def compared_editions(old: Edition, new: Edition) -> Compared:
    """Return what differs between two editions."""
    changes = compare(old.body, new.body)
    body = mark_safe(html_of_changes(changes, context=1))  # noqa: S308 - escaped by papers.compare_out
    return Compared(
        old,
        new,
        compare_metadata(_card(old), _card(new)),
        compare_metadata(_files(old), _files(new)),
        summary(changes),
        body,
    )


def _card(found: Edition) -> dict[str, object]:
    return {_("标题"): found.title, **dict(facts(found))}


def _files(found: Edition) -> dict[str, object]:
    return {file.name: file.sha256[:12] for file in in_order(found.attachments.all())}
