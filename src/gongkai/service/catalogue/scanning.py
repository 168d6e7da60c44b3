"""The scan before the first review: everything that would leave the house, for what people must look at.

The platform holds no state secret: what bears a mark of one is refused, nothing of it is kept, and that
it happened is in the log (保密法 art. 35; 条例 art. 14, 17).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from html import unescape

from django.db import transaction
from django.utils.translation import gettext as _

from gongkai.papers.errors import Refused
from gongkai.papers.intake import Kind
from gongkai.papers.scan import Hit, Part, ScanSettings, scan
from gongkai.service.catalogue import store
from gongkai.service.catalogue.digest import in_order
from gongkai.service.catalogue.models import Attachment, Edition
from gongkai.service.clearance.actions.open_review import Found
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Organ, Post
from gongkai.service.organs.said import said

WORDS = (
    *(("title", "标题"), ("document_number", "发文字号"), ("summary", "内容概述"), ("ground", "依据")),
    *(("source", "信息来源"), ("unit", "责任科室"), ("change_note", "本版改动"), ("text", "正文")),
)
_ATTRIBUTE = re.compile(r'\b(?:alt|href|src)="([^"]*)"')


class SecrecyMarked(CannotDo):
    """What was brought in bears a mark of state secrecy: refused, not kept, to be handled outside."""


def parts_of(edition: Edition) -> Iterator[Part]:
    """Yield the words of an edition that would be released: fields, body, what a link or picture says."""
    for name, label in WORDS:
        if words := getattr(edition, name):
            yield Part(label, words)
    for label, listed in (("发文机关", edition.issuers), ("主题词", edition.keywords)):
        if listed:
            yield Part(label, "\n".join(listed))
    if edition.brought_mark:
        yield Part("废止、失效或者修改的依据", edition.brought_mark["basis"])
    inside = [unescape(found) for found in _ATTRIBUTE.findall(edition.body)]
    if inside:
        yield Part("正文里的链接和图片说明", "\n".join(inside))


def files_of(files: Iterable[Attachment]) -> Iterator[Part]:
    """Yield the files of an edition as they would be released, each after its name."""
    for file in in_order(files):
        yield Part(f"附件“{file.name}”的文件名", file.name)
        yield Part(f"附件“{file.name}”", data=store.read(file.sha256), kind=Kind(file.kind))


def look_through(parts: Iterable[Part], organ: Organ) -> list[Found]:
    """Return what a reviewer must look at in these parts.

    Raises SecrecyMarked if one bears a mark of secrecy, CannotDo if one cannot be read at all.
    """
    try:
        hits = scan(parts, settings_for(organ))
    except Refused as refused:
        raise CannotDo(said(str(refused))) from refused
    refuse_marked(hits)
    return [Found(hit.key, hit.kind.value, hit.part, hit.says, hit.place, hit.excerpt) for hit in hits]


def refuse_marked(hits: Sequence[Hit]) -> None:
    """Raise SecrecyMarked for the first find that the platform may not hold."""
    marked = next((hit for hit in hits if hit.refuses), None)
    if marked is not None:
        where = f"{marked.part}，{marked.place}" if marked.place else marked.part
        raise SecrecyMarked(f"{where}：{marked.says}")


def settings_for(organ: Organ) -> ScanSettings:
    """Return the settings of a scan for an organ: its own published telephone is public on purpose."""
    digits = re.sub(r"\D", "", organ.phone)
    return ScanSettings(public_numbers=frozenset({digits} if digits else ()))


def unfit(words: str) -> str:
    """Return why a short text for the public may not stand as it is; "" if it may.

    For notes that are shown without a review of their own: they hold nothing that a review would ask about.
    """
    hit = next(iter(scan([Part("", words)])), None)
    return (
        ""
        if hit is None
        else _("%(says)s（%(excerpt)s）这里的文字直接对外显示，不能含有这样的内容。")
        % {"says": hit.says, "excerpt": hit.excerpt}
    )


@contextmanager
def refusals_logged(
    by: Post | None,
    at: datetime,
    key: object,
    act: str = "catalogue.refuse_secret",
    kind: str = "edition",
    organ: Organ | None = None,
) -> Iterator[None]:
    """Enter it into the log if what is done inside is refused for a mark of secrecy: as an act on a thing.

    Nothing else of it stays. Not inside a transaction: the deed is to stand though the rest is rolled back.
    """
    try:
        yield
    except SecrecyMarked:
        with transaction.atomic():
            record(act, by=by, at=at, kind=kind, key=key, organ=organ)
        raise
