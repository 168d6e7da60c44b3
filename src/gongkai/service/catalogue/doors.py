"""The guarded doors of the catalogue, for the desk: an organ's own, and those of the organs it supervises.

To anybody else a draft, a document, a file is not there (NotHere, a 404). The administrators of the
system and of its log see none. What the public sees is not asked here but of `visibility.py`.
"""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from gongkai.service.catalogue.models import Attachment, Document, Edition
from gongkai.service.catalogue.state import whole
from gongkai.service.organs.doors import NotHere, visible_organs
from gongkai.service.organs.models import Organ, Post
from gongkai.service.organs.policy import may_see


def edition_for(post: Post, key: int, on: date) -> Edition:
    """Return an edition, whatever its state, with its document, organ and files; NotHere."""
    found = whole(Edition.objects.filter(pk=key)).first()
    if found is None or not may_see(post, found.document.organ, on):
        raise NotHere
    return found


def document_for(post: Post, key: int, on: date) -> Document:
    """Return a document with its organ; NotHere."""
    found = Document.objects.select_related("organ").filter(pk=key).first()
    if found is None or not may_see(post, found.organ, on):
        raise NotHere
    return found


def attachment_for(post: Post, key: int, on: date) -> Attachment:
    """Return a file of an edition, with edition, document and organ; NotHere."""
    found = Attachment.objects.select_related("edition__document__organ").filter(pk=key).first()
    if found is None or not may_see(post, found.edition.document.organ, on):
        raise NotHere
    return found


def documents_of(post: Post, on: date, organ: Organ | None = None) -> QuerySet[Document]:
    """Return the documents a post may see on its desk, of one organ or of all; administrators none."""
    rows = Document.objects.select_related("organ").filter(organ__in=visible_organs(post, on))
    return rows if organ is None else rows.filter(organ=organ)


def editions_of(post: Post, on: date, organ: Organ | None = None) -> QuerySet[Edition]:
    """Return the editions a post may see on its desk, newest first, with all that `state.states` needs."""
    rows = whole(Edition.objects.filter(document__organ__in=visible_organs(post, on)))
    if organ is not None:
        rows = rows.filter(document__organ=organ)
    return rows.order_by("-changed_at", "-pk")
