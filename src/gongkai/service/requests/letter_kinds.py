"""Which letters a case may have now, and why another may not: asked of the statute and of the file."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from gongkai.papers.letters import Template, kinds, template_of
from gongkai.service.requests import proposing, telling
from gongkai.service.requests.case_page import CasePage
from gongkai.service.requests.deciding_path import Cited, cited
from gongkai.service.requests.models import Link
from gongkai.service.requests.moves import moves_after
from gongkai.statute.errors import NoRule

Words = str | Promise
# Papers of other rooms: the rectification of records, the handing over of documents.
ELSEWHERE = frozenset({"rectified", "not_rectified", "rectification_elsewhere", "transfer_list"})
# What follows from the ledger and asks for no event of its own.
_NO_EVENT = frozenset({"", "received", "delivered"})


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of letter: its name, what it rests on, where it is drafted; why not now."""

    template: Template
    article: Cited
    url: str
    why: Words = ""
    mend: str = ""  # where what is missing is done first


def kinds_for(page: CasePage) -> tuple[list[Kind], list[Kind]]:
    """Return the letters that fit a case on the day of its page, and those that do not, with the reason."""
    found = []
    for key in kinds():
        try:
            template = template_of(key, page.who.on)
        except NoRule:
            continue
        if key not in ELSEWHERE and (not template.outcome or telling.ended_by(page.clock, template)):
            found.append(_kind(page, template))
    return [kind for kind in found if not kind.why], [kind for kind in found if kind.why]


def why_not(page: CasePage, template: Template) -> tuple[Words, str]:
    """Return why a kind of letter does not fit a case now, and where that is mended; "" if it fits."""
    if template.outcome and not telling.ended_by(page.clock, template):
        return _("答复书由决定生成，请先按步骤作出决定。"), reverse("desk-case-decide", args=[page.case.pk])
    if template.event in _NO_EVENT or template.outcome or page.clock is None:
        return "", ""
    if template.event == "joined":
        if (
            Link.objects.filter(case=page.case, kind=Link.Kind.JOINED).exists()
            or Link.objects.filter(other=page.case, kind=Link.Kind.JOINED).exists()
        ):
            return "", ""
        return _("还没有登记合并答复。"), reverse("desk-case-step", args=[page.case.pk, "joined"])
    if telling.untold_entry(page.case, page.clock, template.event) is not None:
        return "", ""
    if template.event in proposing.KINDS:
        if any(row.kind == template.event for row in proposing.untold(page.case)):
            return "", ""
        return (
            _("须先报请同意；同意以后再制作告知书。"),
            reverse("desk-case-step", args=[page.case.pk, template.event]),
        )
    moves = [move for move in moves_after(page.events, page.who.on, page.law) if move.key == template.event]
    if any(move.possible for move in moves):
        return "", ""
    return next((move.why for move in moves), ""), ""


def _kind(page: CasePage, template: Template) -> Kind:
    why, mend = why_not(page, template)
    url = reverse("desk-letter-new", args=[page.case.pk, template.key])
    return Kind(template, cited(template.force.article), url, why, mend)
