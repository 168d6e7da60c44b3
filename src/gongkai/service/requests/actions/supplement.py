"""Add to an entry what was not known when it was made: a day of delivery, a day of notice, who confirmed.

The ledger has no blanks to fill: the entry is annulled as incomplete and entered again with what was added,
both in one. Nothing that was said is changed, so nobody has to approve it; what is wrong is annulled with a
reason and an approver instead (`propose_annulment`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Post
from gongkai.service.requests import ledger, policy
from gongkai.service.requests.actions.entering import refuse_doubtful
from gongkai.service.requests.models import Case, Entry, EntryWords
from gongkai.service.requests.words import EVENTS
from gongkai.statute.events import (
    CorrectionAsked,
    EntryAnnulled,
    Event,
    Extended,
    FeeNoticed,
    PassedOn,
    ReceiptConfirmed,
    Received,
    RedoOrdered,
)
from gongkai.statute.fold import in_force

# What may be learnt after the entry was made, by the kind of event, and what it is called.
LEARNT: dict[str, dict[str, str | Promise]] = {
    Received.kind: {"evidence": _("收到的证据")},
    ReceiptConfirmed.kind: {"by_whom": _("何人确认"), "means": _("确认的方式")},
    CorrectionAsked.kind: {"by": _("补正期限"), "items": _("补正事项")},
    Extended.kind: {"notified": _("告知申请人之日")},
    FeeNoticed.kind: {"delivered": _("收费通知送达之日")},
    PassedOn.kind: {"to": _("负责公开的机关")},
    RedoOrdered.kind: {"served": _("送达之日"), "until": _("所定期限")},
}


def lacking(event: Event) -> dict[str, str]:
    """Return the fields of an event that can still be added, with their names."""
    fields = LEARNT.get(event.kind, {})
    return {name: str(label) for name, label in fields.items() if getattr(event, name) in (None, "")}


@transaction.atomic
def supplement(
    case: Case,
    place: int,
    facts: Mapping[str, date | str],
    *,
    by: Post,
    at: datetime,
    seen: int | None = None,
    although: str = "",
) -> Entry:
    """Add facts to the entry at a place, and return the new entry.

    Raises NotAllowed, CannotDo (what was known already, or is not learnt later; Doubted, Overtaken).
    """
    today = timezone.localdate(at)
    policy.check_can_handle(by, case.organ, today)
    case = ledger.locked(case)
    old = dict(in_force(ledger.events_of(case))).get(place)
    if old is None:
        raise CannotDo({"place": [_("没有第%(place)s条记录，或者它已经撤销。") % {"place": place}]})
    known = lacking(old)
    if not facts or set(facts) - set(known) or not all(facts.values()):
        can = str(_("、")).join(known.values()) or _("没有")
        raise CannotDo(
            _("第%(place)s条“%(name)s”可以补记的：%(can)s；已经写明而有误的，请提出撤销。")
            % {"place": place, "name": EVENTS[old.kind], "can": can}
        )
    for day in facts.values():
        if isinstance(day, date) and old.kind not in (CorrectionAsked.kind, RedoOrdered.kind):
            ledger.check_day(day, today)
    said = EntryWords.objects.filter(entry__case=case, entry__place=place, erased_at=None).first()
    beside = {**(said.texts if said else {}), **({"although": although.strip()} if although.strip() else {})}
    with override("zh-hans"):  # the ledger is written in one language, whoever acts
        named = "、".join(str(LEARNT[old.kind][name]) for name in facts)
    added: dict[str, Any] = dict(facts)
    annulment = EntryAnnulled(on=today, annuls=place, reason=f"补记{named}，另见下一条")
    rows = ledger.append_all(
        case,
        [(annulment, {}), (dataclasses.replace(old, **added), beside)],
        by=by,
        at=at,
        seen=seen,
    )
    refuse_doubtful(ledger.clock_of(case), rows[1].place, beside.get("although", ""))
    record(
        "requests.supplemented",
        by=by,
        at=at,
        kind="case",
        key=case.pk,
        organ=case.organ,
        place=rows[1].place,
        supplements=place,
    )
    return rows[1]
