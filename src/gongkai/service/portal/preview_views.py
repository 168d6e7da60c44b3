"""An edition that is not public yet, on the page the public will see; for those who may see the draft."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from gongkai.service.catalogue import schemes
from gongkai.service.catalogue.brought import mark_of
from gongkai.service.catalogue.desk_ways import edition_of, pictures_of
from gongkai.service.catalogue.digest import in_order
from gongkai.service.catalogue.models import Edition, Showing
from gongkai.service.catalogue.pictures import with_pictures
from gongkai.service.catalogue.validity import validity
from gongkai.service.catalogue.visibility import history
from gongkai.service.organs.gate import DeskRequest
from gongkai.service.portal.answers import organ_page, show
from gongkai.service.portal.document import Change, Sheet, category_url, seen
from gongkai.service.portal.page import Column, Crumb, part


@require_safe
def preview(request: DeskRequest, number: int) -> HttpResponse:
    """Show an edition as the public will see it, told to be a preview."""
    who, edition = edition_of(request, number)
    edition.body = with_pictures(edition.body, pictures_of(edition))  # on this page only, never saved
    row = _as_if_shown(edition)
    mark = mark_of(edition)
    sheet = Sheet(
        row=row,
        editions=[row, *(s for s in history(edition.document, who.at) if s.edition_id != edition.pk)],
        attachments=in_order(edition.attachments.all()),
        validity=validity(edition, who.on),
        changes=[] if edition.is_released or mark is None or mark.on > who.on else [Change(mark, None)],
        made=[],
        interprets=list(seen([d.pk for d in edition.interprets.all()], who.at)),
        interpreted_by=[],
    )
    fixed = {schemes.GUIDE: "guide", schemes.INSTITUTIONS: "rules"}.get(edition.category)
    place = schemes.category(edition.category)
    page = organ_page(
        row.organ,
        edition.title,
        *(() if fixed else (Crumb(place.name, category_url(row), lang="zh-Hans"),)),
        lang="zh-Hans",
        part=part(fixed or "mandatory"),
        listed=Column(place.name, place.name, place.name, place.name),
    )
    files = [(file, reverse("desk-file", args=[file.pk])) for file in sheet.attachments]
    return show(
        request,
        "preview",
        page,
        sheet=sheet,
        row=row,
        edition=edition,
        originals=[f for f in files if f[0].is_original],
        files=[f for f in files if not f[0].is_original],
        forms=[],
        json_ld="{}",
        back=reverse("desk-edition", args=[edition.pk]),
    )


def _as_if_shown(edition: Edition) -> Showing:
    """Return the showing of an edition, or one that is not saved, as if it began now."""
    showing: Showing | None = getattr(edition, "showing", None)
    if showing is not None:
        return showing
    now = timezone.now()
    earlier = Showing.objects.filter(edition__document=edition.document_id).order_by("begins").first()
    return Showing(
        edition=edition,
        organ=edition.document.organ,
        category=edition.category,
        topic=edition.topic,
        norm=edition.norm,
        first_begins=earlier.first_begins if earlier else now,
        begins=now,
        released_at=now,
    )
