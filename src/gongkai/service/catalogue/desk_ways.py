"""How every page of the catalogue's desk begins: the moment, the power, the door; what a body looks like."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from html import escape

from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from gongkai.service.catalogue import doors
from gongkai.service.catalogue.models import Document, Edition
from gongkai.service.catalogue.pictures import with_pictures
from gongkai.service.catalogue.state import Where, state_of
from gongkai.service.organs.gate import DeskRequest
from gongkai.service.organs.models import Post
from gongkai.service.organs.policy import Power, check_has

_TABLE = re.compile(r"<table\b")


@dataclass(frozen=True, slots=True)
class Visit:
    """Who asks, and when."""

    post: Post
    at: datetime
    on: date


def visit(request: DeskRequest, power: Power = Power.SEE) -> Visit:
    """Return who asks and when, after the power was asked of her post (NotAllowed: 403 with the reason)."""
    at = timezone.now()
    found = Visit(request.acting, at, timezone.localdate(at))
    check_has(found.post, power, found.on)
    return found


def edition_of(request: DeskRequest, key: int) -> tuple[Visit, Edition]:
    """Return an edition to a post that may see it; 403 for a duty that sees none, 404 for another organ's."""
    who = visit(request)
    return who, doors.edition_for(who.post, key, who.on)


def document_of(request: DeskRequest, key: int) -> tuple[Visit, Document]:
    """Return a document to a post that may see it; 403 for a duty that sees none, 404 for another organ's."""
    who = visit(request)
    return who, doors.document_for(who.post, key, who.on)


def where_of(edition: Edition, who: Visit) -> Where:
    """Return where an edition stands now."""
    return state_of(edition, who.at)


def pictures_of(edition: Edition) -> dict[str, str]:
    """Return the address on the desk of every file of an edition, by its name."""
    return {file.name: reverse("desk-file", args=[file.pk]) for file in edition.attachments.all()}


def shown_body(edition: Edition, pictures: dict[str, str] | None = None) -> SafeString:
    """Return the body of an edition as a page of the desk shows it: its pictures are files of the desk."""
    return shown_html(edition.body, pictures_of(edition) if pictures is None else pictures)


def shown_html(clean: str, pictures: dict[str, str]) -> SafeString:
    """Return clean HTML for a page of the desk: wide tables scroll on their own, pictures are found."""
    label = escape(_("表格"))
    wide = _TABLE.sub(f'<div class="scroll" tabindex="0" role="region" aria-label="{label}"><table', clean)
    wide = with_pictures(wide.replace("</table>", "</table></div>"), pictures)
    return mark_safe(wide)  # noqa: S308 - cleaned by papers.html
