"""What goes to a requester with a letter: files made for it, looked through by a verifier that fails closed.

A partially disclosed file is a new file (`Paper.Kind.RELEASE`); the original is another paper, and nothing
here ever hands it out. A file is refused while the scan finds words under a covering shape, hidden content,
comments or tracked changes, a mark of secrecy, or any string listed as withheld, or while it cannot be read.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from gongkai.papers.errors import PaperError
from gongkai.papers.everything import everything
from gongkai.papers.intake import accept
from gongkai.papers.scan import HitKind, Part, scan
from gongkai.service.catalogue.scanning import settings_for
from gongkai.service.requests import grounds, keeping, vault
from gongkai.service.requests.models import Letter, Paper
from gongkai.service.requests.together import cases_of, decisions_of

MARK = re.compile(r"[\W_]+")  # all but letters and figures: what is not seen, or may stand between them
# What no file may go out with, whoever looked at it: the rest of a scan's finds are for the reviewer.
REFUSED = frozenset(
    {
        *(HitKind.SECRECY, HitKind.NOT_PUBLIC, HitKind.COVERED, HitKind.HIDDEN_TEXT, HitKind.HIDDEN_SHEET),
        *(HitKind.HIDDEN_ROWS, HitKind.HIDDEN_COLUMNS, HitKind.HIDDEN_CELLS, HitKind.HIDDEN_NAME),
        *(HitKind.COMMENT, HitKind.TRACKED_CHANGE, HitKind.PIVOT_CACHE, HitKind.LAYER, HitKind.EMBEDDED),
    }
)


def faults(letter: Letter) -> list[str]:
    """Return why the files of a letter may not go out, in sentences; nothing if the verifier passes them."""
    withheld = strings_of(letter)
    return [says for paper in letter.files.order_by("pk") for says in _faults(paper, withheld)]


def parts(letter: Letter) -> Iterator[Part]:
    """Yield what of a letter's files the scan before the review looks through."""
    for paper in letter.files.order_by("pk"):
        data = keeping.read(paper)
        yield Part(_("附件“%(name)s”的文件名") % {"name": paper.name}, paper.name)
        yield Part(_("附件“%(name)s”") % {"name": paper.name}, data=data, kind=accept(data, paper.name).kind)


def strings_of(letter: Letter) -> tuple[str, ...]:
    """Return the strings that nothing of a letter's files may have: those listed as withheld."""
    return tuple(
        text
        for _case, decision in decisions_of(letter)
        for part in decision.withheld
        for text in part.get("strings", ())
        if folded(text)
    )


def said(letter: Letter) -> list[str]:
    """Return, in sentences, where somebody wrote into a letter what is listed as withheld.

    What the requester herself wrote in her request may be said back to her.
    """
    hers = folded("".join(case.wish.description for case in cases_of(letter)))
    withheld = [(place, folded(text)) for place, text in enumerate(strings_of(letter), 1)]
    found: dict[str, None] = {}
    for where, text in _typed(letter):
        plain = folded(text)
        for place, kept in withheld:
            if kept in plain and kept not in hers:
                found[
                    _("%(where)s里有列为不予公开的文字（清单第%(place)s项），会随文书发给申请人。请改写。")
                    % {"where": where, "place": place}
                ] = None
    return list(found)


def _typed(letter: Letter) -> Iterator[tuple[str, str]]:
    """Yield what people wrote and a letter says: of itself, and of the decisions it tells."""
    for words in letter.facts.values():
        for text in words if isinstance(words, list) else [words]:
            yield _("填写的内容"), str(text)
    for text in letter.wording.values():
        yield _("改写的段落"), text
    for case, decision in decisions_of(letter):
        yield _("决定的理由"), decision.reasons
        searched = decision.article == grounds.NOT_HELD  # else no letter tells of a search
        for need, text in decision.given.items():
            if need != "search_record":
                yield _("决定所依据的情况"), str(text)
        for part in decision.withheld:
            yield _("不予公开内容的清单"), f"{part['what']}\n{part.get('reason', '')}"
        for search in case.searches.all() if searched else ():
            yield _("检索记录"), f"{search.where}\n{search.words}\n{search.says}"


def folded(text: str) -> str:
    """Return a text as it is compared: one width, one case, letters and figures alone.

    王_小_明, and 王小明 with signs of no width between, are the name that was withheld.
    """
    return MARK.sub("", unicodedata.normalize("NFKC", text)).casefold()


def _faults(paper: Paper, withheld: Iterable[str]) -> Iterator[str]:
    said = {"name": paper.name}
    if paper.kind != Paper.Kind.RELEASE:
        yield _("附件“%(name)s”不是拟提供的文件；原件、申请材料和内部材料不能随文书发出。") % said
        return
    if paper.erased_at is not None:
        yield _("附件“%(name)s”已经删除，请重新附上。") % said
        return
    try:
        data = keeping.read(paper)
        kind = accept(data, paper.name).kind
        hits = scan([Part(paper.name, data=data, kind=kind)], settings_for(paper.case.organ))
        words = folded(everything(data, kind))
    except (PaperError, OSError, keeping.Tampered, vault.Sealed) as fault:
        yield _("附件“%(name)s”不能核查，因此不能发出：%(why)s") % {**said, "why": fault}
        return
    for hit in hits:
        if hit.kind in REFUSED or hit.refuses:
            yield _("附件“%(name)s”%(place)s：%(says)s") % {**said, "place": hit.place, "says": hit.says}
    name = folded(paper.name)
    for place, text in enumerate(withheld, 1):
        if folded(text) in name:
            # The name is printed in the letter and shown to the requester.
            yield _(
                "附件“%(name)s”的文件名里有列为不予公开的文字（清单第%(place)s项）。请换一个文件名再附上。"
            ) % {**said, "place": place}
        if folded(text) in words:
            yield _(
                "附件“%(name)s”里仍有列为不予公开的文字（清单第%(place)s项）。请重新区分处理后再附上。"
            ) % {**said, "place": place}
