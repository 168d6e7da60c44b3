"""A document as a file: PDF, plain text, JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib.resources import as_file, files
from typing import Any

from django.utils import timezone, translation

from gongkai.papers.typeset import CannotTypeset, Paper, typeset
from gongkai.service.portal.document import Sheet, url_of

FORMS = {
    "pdf": "application/pdf",
    "txt": "text/plain; charset=utf-8",
    "json": "application/json; charset=utf-8",
}


class CannotWrite(Exception):
    """A document cannot be written in that form, or (`for_now`) not at the moment; the message says why."""

    def __init__(self, message: str, *, for_now: bool = False) -> None:
        super().__init__(message)
        self.for_now = for_now


def written(sheet: Sheet, form: str, site: str) -> bytes:
    """Return a document in a form of FORMS; `site` is what its address begins with. Raises CannotWrite."""
    with translation.override("zh-hans"):  # a file is the same whatever the language of the page
        return _WRITERS[form](sheet, site)


def _pdf(sheet: Sheet, site: str) -> bytes:
    row, edition = sheet.row, sheet.edition
    card = [(fact.label, fact.value) for fact in sheet.facts() if fact.key not in ("title", "number")]
    note = "" if sheet.is_current else "这是较早的版本，内容已经更新。"
    if sheet.asks_force and not sheet.validity.force.is_in_force:
        note += f"{sheet.validity.says}。"
    with as_file(files("gongkai.report.write").joinpath("fonts")) as fonts:
        paper = Paper(
            title=edition.title,
            organ=row.organ.name,
            published=timezone.localdate(row.begins),
            body=edition.body,
            fonts=fonts,
            number=edition.document_number,
            card=[*card, ("网址", site + _address(sheet))],
            files=[file.name for file in sheet.attachments],
            note=("演示：内容没有效力。" if row.organ.demonstration else "") + note,
        )
        try:
            return typeset(paper)
        except CannotTypeset as fault:
            raise CannotWrite(str(fault), for_now=fault.for_now) from fault


def _txt(sheet: Sheet, site: str) -> bytes:
    edition = sheet.edition
    card = [f"{fact.label}：{fact.value}" for fact in sheet.facts() if fact.key != "title"]
    names = [f"附件{n}：{file.name}" for n, file in enumerate(sheet.attachments, 1)]
    head = [edition.title, "", *card, f"网址：{site}{_address(sheet)}"]
    return "\r\n".join([*head, "", *edition.text.splitlines(), *([""] if names else []), *names, ""]).encode()


def _json(sheet: Sheet, site: str) -> bytes:
    row, edition = sheet.row, sheet.edition

    def day(value: Any) -> str | None:
        return value.isoformat() if value else None

    data = {
        "index_number": edition.document.index_number,
        "edition": edition.number,
        "title": edition.title,
        "document_number": edition.document_number,
        "organ": {"code": row.organ.code, "name": row.organ.name},
        "issuers": edition.issuers or [row.organ.name],
        "topic": edition.topic,
        "genre": edition.genre,
        "category": edition.category,
        "norm": edition.norm,
        "formed_on": day(edition.formed_on),
        "published_at": timezone.localtime(row.begins).isoformat(),
        "first_published_at": timezone.localtime(row.first_begins).isoformat(),
        "effective_on": day(edition.effective_on),
        "expires_on": day(edition.expires_on),
        "validity": str(sheet.validity.force) if sheet.asks_force else None,
        "keywords": edition.keywords,
        "summary": edition.summary,
        "attribute": edition.attribute,
        "source": edition.source,
        "unit": edition.unit,
        "url": site + _address(sheet),
        "body_html": edition.body,
        "text": edition.text,
        "attachments": [
            {"name": f.name, "media_type": f.media_type, "size": f.size, "sha256": f.sha256}
            for f in sheet.attachments
        ],
    }
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()


def _address(sheet: Sheet) -> str:
    return sheet.url if sheet.is_current else url_of(sheet.row, sheet.edition.number)


_WRITERS: dict[str, Callable[[Sheet, str], bytes]] = {"pdf": _pdf, "txt": _txt, "json": _json}
