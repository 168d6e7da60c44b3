"""The letter that a request is still owed after it ended without a reply: which, why, and where it is.

Not this organ's, not corrected in time, not paid for in time: until the requester was told so in writing the
request is not done (条例 art. 36(5), 30; 109号; reading L-0037). The same is owed of a reply
that was revoked: she holds one that counts no more (reading L-0038).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gongkai.papers.letters import Template, kinds, template_of
from gongkai.service.requests import revoking, telling
from gongkai.service.requests.models import Case, Letter
from gongkai.statute.clock import Clock
from gongkai.statute.errors import NoRule
from gongkai.statute.events import CorrectionLapsed, FeeLapsed, PassedOn, ReplyRevoked

Words = str | Promise

_WHY: dict[str, Words] = {
    PassedOn.kind: _("不属于本机关负责公开的，要告知申请人并说明理由（《条例》第三十六条第五项）"),
    CorrectionLapsed.kind: _("申请人还不知道申请因逾期不补正不再处理（《条例》第三十条）"),
    ReplyRevoked.kind: _("申请人还不知道原答复已经撤销，手里的答复不再有效（《条例》第三十三条）"),
    FeeLapsed.kind: _("申请人还不知道申请因逾期不缴费不再处理（国办函〔2020〕109号）"),
}
_MISSING = _("还没有拟制")
_DRAFTED = _("已拟稿，还没有编号发出")
_ISSUED = _("已编号，还没有送出")


@dataclass(frozen=True, slots=True)
class OwedLetter:
    """What is owed: the name of the letter, why, how far it is, and where that goes on."""

    name: str
    why: Words
    stage: Words
    url: str


def owed_letter(case: Case, clock: Clock, on: date, letters: Iterable[Letter]) -> OwedLetter | None:
    """Return the letter that a case is owed on a day because it ended without a reply, or its reply was
    revoked; None where none is.

    `letters` are those of the case that were not discarded.
    """
    ending, revoked = clock.ending, revoking.untold_place(clock)
    if revoked is not None:
        place, why, template = revoked, ReplyRevoked.kind, _template_if_any(ReplyRevoked.kind, on)
    elif clock.standing(on).state == "untold" and ending is not None:
        place, why, template = ending.entry, ending.event, template_telling(clock, on)
    else:
        return None
    made = [row for row in letters if template is not None and row.kind == template.key]
    # One that told of an earlier end, before an annulment or an order to redo, tells nothing of this one.
    made = [row for row in made if row.entry is None or row.entry.place == place]
    if revoked is not None and any(row.issued_on and row.dispatches.exists() for row in made):
        return None
    letter = made[-1] if made else None
    if letter is None:
        key = template.key if template else None
        url = (
            reverse("desk-letter-new", args=[case.pk, key])
            if key
            else reverse("desk-case-letters", args=[case.pk])
        )
        stage = _MISSING
    elif letter.issued_on is None:
        url, stage = reverse("desk-letter", args=[letter.pk]), _DRAFTED
    else:
        url, stage = reverse("desk-letter-send", args=[letter.pk]), _ISSUED
    return OwedLetter(template.name if template else "", _WHY[why], stage, url)


def _template_if_any(key: str, on: date) -> Template | None:
    try:
        return template_of(key, on)
    except NoRule:
        return None


def template_telling(clock: Clock, on: date) -> Template | None:
    """Return the kind of letter that tells of the end of a request without a reply; None where none does."""
    for key in kinds():
        try:
            template = template_of(key, on)
        except NoRule:
            continue
        if telling.ended_by(clock, template):
            return template
    return None
