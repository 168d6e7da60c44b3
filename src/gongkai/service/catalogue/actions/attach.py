"""The files of a draft: bring one in, take one out, put them in order, mark the original."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.papers.errors import Refused
from gongkai.papers.intake import Accepted, accept
from gongkai.papers.scan import Part
from gongkai.papers.strip import Released, stripped
from gongkai.papers.text import Text, text_of
from gongkai.service.catalogue import policy, store
from gongkai.service.catalogue.digest import in_order
from gongkai.service.catalogue.drafts import locked, writable, written
from gongkai.service.catalogue.models import Attachment, Edition
from gongkai.service.catalogue.scanning import look_through, refusals_logged
from gongkai.service.catalogue.viruses import refuse_infected
from gongkai.service.clearance.actions.open_review import Found
from gongkai.service.clearance.refusals import OutOfTurn, WrongFields
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Post
from gongkai.service.organs.said import said

MOST_FILES = 100  # of one edition


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that has come in: what of it was removed, what a reviewer will ask, what could not be read.

    `found` is what the scan sees in the bytes that would be released; `warnings` are sentences.
    """

    attachment: Attachment
    edition: Edition
    removed: tuple[str, ...]
    found: tuple[Found, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Ready:
    """A file made ready outside the lock: looking through a long one takes its time."""

    accepted: Accepted
    released: Released
    words: Text
    found: tuple[Found, ...]


def attach(
    edition: Edition,
    *,
    data: bytes,
    name: str,
    by: Post,
    at: datetime,
    is_original: bool = False,
    voids_review: bool = False,
) -> Attached:
    """Bring a file into a draft, and return it with what was found in it.

    What it is is told by its bytes. Both the bytes as they came and those that will be released (the same
    without what they tell of their author) are kept, by digest. `is_original` marks the Word file from which
    the body was taken. Raises NotAllowed; WrongFields (file) for a file that is not taken in, with the
    reason; SecrecyMarked for one with a mark of secrecy, of which nothing is kept but that it happened;
    OutOfTurn as for a change of the text.
    """
    policy.check_can_draft(by, edition.document.organ, timezone.localdate(at))
    writable(Edition.objects.get(pk=edition.pk), at, voids_review=voids_review)
    with refusals_logged(by, at, edition.pk):
        ready = made_ready(edition, data, name)
    store.keep(data)
    store.keep(ready.released.data)
    return _enter(edition, ready, by, at, is_original=is_original, voids_review=voids_review)


def made_ready(edition: Edition, data: bytes, name: str) -> _Ready:
    """Return a file as it would be attached, nothing kept; raises WrongFields (file), SecrecyMarked."""
    organ = edition.document.organ
    try:
        refuse_infected(data)
        accepted = accept(data, name)
        # As it came: a mark in a comment or a property is a mark, though stripping would take it away.
        look_through(_parts(accepted, data), organ)
        released = stripped(accepted, data, title=edition.title)
        found = look_through(_parts(accepted, released.data), organ)
        words = text_of(released.data, accepted.kind)
    except Refused as refused:
        raise WrongFields({"file": [said(str(refused))]}) from refused
    return _Ready(accepted, released, words, tuple(found))


def _parts(accepted: Accepted, data: bytes) -> list[Part]:
    label = f"附件“{accepted.name}”"
    return [Part(f"{label}的文件名", accepted.name), Part(label, data=data, kind=accepted.kind)]


@transaction.atomic
def _enter(
    edition: Edition, ready: _Ready, by: Post, at: datetime, *, is_original: bool, voids_review: bool
) -> Attached:
    edition = locked(edition)
    writable(edition, at, voids_review=voids_review)
    files = in_order(edition.attachments.all())
    if len(files) >= MOST_FILES:
        raise OutOfTurn(
            _("已有%(count)s个附件，最多%(most)s个。请合并，或者打成压缩包。")
            % {"count": len(files), "most": MOST_FILES}
        )
    if same := next((f for f in files if f.original_sha256 == ready.accepted.sha256), None):
        raise WrongFields({"file": [_("这个文件已经附上，名为“%(name)s”。") % {"name": same.name}]})
    if is_original:
        edition.attachments.filter(is_original=True).update(is_original=False)
    place = 1 + (edition.attachments.aggregate(last=Max("place"))["last"] or 0)
    attachment = Attachment.objects.create(
        edition=edition,
        place=place,
        name=_free_name(ready.accepted.name, {f.name for f in files}),
        kind=ready.accepted.kind.value,
        media_type=ready.released.media_type,
        is_original=is_original,
        size=len(ready.released.data),
        original_sha256=ready.accepted.sha256,
        sha256=ready.released.sha256,
        removed=list(ready.released.removed),
        text=ready.words.text,
        text_is_complete=ready.words.complete,
        added_by=by,
        added_at=at,
    )
    _written(edition, by, at)
    record(
        "catalogue.attach",
        by=by,
        at=at,
        kind="edition",
        key=edition.pk,
        attachment=attachment.pk,
        sha256=attachment.sha256,
        original_sha256=attachment.original_sha256,
    )
    return Attached(attachment, edition, ready.released.removed, ready.found, ready.words.warnings)


@transaction.atomic
def remove_attachment(
    attachment: Attachment, *, by: Post, at: datetime, voids_review: bool = False
) -> Edition:
    """Take a file out of a draft, and return the edition. Raises NotAllowed, OutOfTurn."""
    edition = locked(attachment.edition)
    policy.check_can_draft(by, edition.document.organ, timezone.localdate(at))
    writable(edition, at, voids_review=voids_review)
    row = edition.attachments.filter(pk=attachment.pk).first()
    if row is None:
        raise OutOfTurn(_("这个附件已经移除。"))
    row.delete()
    _written(edition, by, at)
    record(
        "catalogue.remove_attachment",
        by=by,
        at=at,
        kind="edition",
        key=edition.pk,
        sha256=attachment.sha256,
    )
    return edition


@transaction.atomic
def reorder(
    edition: Edition, keys: Sequence[int], *, by: Post, at: datetime, voids_review: bool = False
) -> Edition:
    """Put the files of a draft in the order of their keys, and return the edition.

    Raises NotAllowed, OutOfTurn, CannotDo if the keys are not those of its files, each once.
    """
    edition = locked(edition)
    policy.check_can_draft(by, edition.document.organ, timezone.localdate(at))
    writable(edition, at, voids_review=voids_review)
    files = {file.pk: file for file in edition.attachments.all()}
    if sorted(keys) != sorted(files):
        raise CannotDo(_("附件有增减，请重新打开以后再排序。"))
    above = 1 + max((file.place for file in files.values()), default=0)
    for base in (above, 1):  # first out of the way: no two may have one place
        for place, key in enumerate(keys, base):
            edition.attachments.filter(pk=key).update(place=place)
    _written(edition, by, at)
    record("catalogue.reorder", by=by, at=at, kind="edition", key=edition.pk)
    return edition


def _written(edition: Edition, by: Post, at: datetime) -> None:
    """Note who changed the files; the version is that of the fields, and stays."""
    written(edition, by, at, of_fields=False)
    edition.save(update_fields=["changed_by", "changed_at", "writers"])


def _free_name(name: str, taken: set[str]) -> str:
    stem, dot, extension = name.rpartition(".")
    number, free = 2, name
    while free in taken:
        free, number = f"{stem}（{number}）{dot}{extension}", number + 1
    return free
