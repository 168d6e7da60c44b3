"""The files of cases: kept by random names, those that identify somebody sealed, and erased for good."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from gongkai.papers.errors import Refused
from gongkai.papers.intake import MEDIA_TYPES, accept
from gongkai.service.catalogue.viruses import refuse_infected
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.models import Post
from gongkai.service.organs.said import said
from gongkai.service.requests import vault
from gongkai.service.requests.models import Case, Paper, Party

ALIAS = "cases"
SEALED = frozenset({Paper.Kind.IDENTITY, Paper.Kind.AUTHORITY})
PAPERS = "p"  # with which the names of papers begin: what has one and no row was left by a refusal or a kill
UNFINISHED = timedelta(days=1)  # how long nothing is swept that somebody may still be entering
MOST_FILES = 20  # of one form: more is no description of what is wanted


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came in."""

    name: str
    data: bytes
    kind: str = Paper.Kind.APPLICATION


def check(uploads: Iterable[Upload]) -> None:
    """Refuse files that are too many or may not come in (CannotDo on `files`): each by name, with reason."""
    found = list(uploads)
    faults = []
    if len(found) > MOST_FILES:
        faults.append(
            _("一次最多附%(most)s个文件，您附了%(count)s个；请合并，或者只附说明所需信息的材料。")
            % {"most": MOST_FILES, "count": len(found)}
        )
    for upload in found[:MOST_FILES]:
        try:
            refuse_infected(upload.data)
            accept(upload.data, upload.name)
        except Refused as refusal:
            faults.append(f"{upload.name[:60]}：{said(str(refusal))}")
    if faults:
        raise CannotDo({"files": faults})


def keep(
    case: Case, uploads: Iterable[Upload], *, party: Party | None, by: Post | None, at: datetime
) -> list[Paper]:
    """Store files of a case and return their rows. Raises CannotDo as `check` does."""
    found = list(uploads)
    check(found)
    return [_keep(case, upload, party, by, at) for upload in found]


def as_kind(uploads: Iterable[Upload], kind: str) -> list[Upload]:
    """Return files that came with something as papers of its kind; those of a kind of their own stay so."""
    return [replace(up, kind=kind) if up.kind == Paper.Kind.APPLICATION else up for up in uploads]


def read(paper: Paper) -> bytes:
    """Return the bytes of a paper, proven to be those that were stored.

    Raises FileNotFoundError where they are gone, vault.Sealed, Tampered.
    """
    data = stored(paper.stored_as)
    if paper.is_sealed:
        data = vault.unseal(data)
    if hashlib.sha256(data).hexdigest() != paper.sha256:
        raise Tampered(_("文件“%(name)s”的内容与登记的摘要不符，请检查存储。") % {"name": paper.name})
    return data


def erase(paper: Paper, at: datetime) -> None:
    """Remove the bytes of a paper for good; its row stays, without its name."""
    discard(paper.stored_as)
    paper.name, paper.erased_at = "", at
    paper.save(update_fields=["name", "erased_at"])


def sweep(now: datetime) -> int:
    """Remove the files of papers whose registration did not come to its end; return how many.

    A file is written before the row that names it: where the row was refused, or the process killed, the
    file belongs to nobody, and may hold an identity paper that no term of keeping would ever end.
    """
    return sweep_of(PAPERS, Paper.objects.values_list("stored_as", flat=True), now)


def sweep_of(first: str, rows: QuerySet[Any, str], now: datetime) -> int:
    """Do so for the files whose names begin with `first`; `rows` are the names that are known."""
    store_of, removed = storages[ALIAS], 0
    if not store_of.exists(""):
        return 0
    for folder in [name for name in store_of.listdir("")[0] if name.startswith(first)]:
        names = store_of.listdir(folder)[1]
        known = set(rows.filter(stored_as__startswith=folder))
        for name in set(names) - known:
            path = f"{folder}/{name}"
            if name.startswith(folder) and store_of.get_modified_time(path) < now - UNFINISHED:
                store_of.delete(path)
                removed += 1
    return removed


def store(data: bytes, first: str = "") -> str:
    """Store bytes that belong to a case (a letter as issued), and return the name they are stored under."""
    stored_as = first + secrets.token_hex(20)
    storages[ALIAS].save(_path(stored_as), ContentFile(data))
    return stored_as


def discard(stored_as: str) -> None:
    """Remove bytes for good by the name they were stored under."""
    storages[ALIAS].delete(_path(stored_as))


def stored(stored_as: str) -> bytes:
    """Return bytes by the name they were stored under; FileNotFoundError where they are gone."""
    with storages[ALIAS].open(_path(stored_as), "rb") as file:
        data: bytes = file.read()
    return data


class Tampered(Exception):
    """Stored bytes are not those that were put there."""


def _keep(case: Case, upload: Upload, party: Party | None, by: Post | None, at: datetime) -> Paper:
    taken = accept(upload.data, upload.name)
    sealed = upload.kind in SEALED
    stored_as = store(vault.seal(upload.data) if sealed else upload.data, PAPERS)
    return Paper.objects.create(
        case=case,
        party=party,
        kind=upload.kind,
        name=taken.name,
        media_type=MEDIA_TYPES[taken.kind],
        size=len(upload.data),
        sha256=hashlib.sha256(upload.data).hexdigest(),
        stored_as=stored_as,
        is_sealed=sealed,
        added_by=by,
        added_at=at,
    )


def _path(stored_as: str) -> str:
    return f"{stored_as[:2]}/{stored_as}"
