"""Split a request that asks for several things: each part is a request with its own number (109号).

The first part stays in the request itself. The others begin as it did: what had happened until then has
happened to them too, so each has the same day of receipt and the same clock. Whether the parts count as one
request or each for itself in the annual report is reading L-0025 (`splitting.counts`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Post
from gongkai.service.requests import intake, ledger, numbering, policy, resemblance
from gongkai.service.requests.actions.correct import BEFORE
from gongkai.service.requests.actions.entering import enter
from gongkai.service.requests.models import Case, EntryWords, Identity, Link, Party, Wish
from gongkai.statute.events import EntryAnnulled, Event, FeeNoticed, Joined, RedoOrdered, Split
from gongkai.statute.fold import in_force

MOST = 50  # parts of one request
_ITS_OWN = (Joined, Split, EntryAnnulled)  # of the file itself, not of what happened to the request


@transaction.atomic
def split(
    case: Case,
    parts: Sequence[str],
    *,
    says: str,
    on: date,
    by: Post,
    at: datetime,
    seen: int | None = None,
) -> list[Case]:
    """Split a request into parts, what each asks for, and return the new requests: all parts but the first.

    `says` is why they are several matters. Raises NotAllowed, CannotDo (parts, says; a fee was asked for, it
    is handled anew, a correction or an opinion is awaited; Overtaken).
    """
    policy.check_can_handle(by, case.organ, timezone.localdate(at))
    wished = [part.strip() for part in parts if part.strip()]
    faults = {}
    if not 2 <= len(wished) <= MOST:
        faults["parts"] = [_("请分别写明每一件要什么，2至%(most)s件。") % {"most": MOST}]
    elif any(len(part) > intake.LONGEST for part in wished):
        faults["parts"] = [_("每一件的描述不超过%(most)s字。") % {"most": intake.LONGEST}]
    if len(says.strip()) < 4:
        faults["says"] = [_("请写明为什么是几件不同的事项。")]
    if faults:
        raise CannotDo(faults)
    case = ledger.locked(case)
    past = [event for _, event in in_force(ledger.events_of(case)) if not isinstance(event, _ITS_OWN)]
    if any(isinstance(event, FeeNoticed) for event in past):
        raise CannotDo(_("已经发出收费通知，不能再拆分：收费是按一件申请计算的。"))
    if any(isinstance(event, RedoOrdered) for event in past):
        raise CannotDo(_("正在按判决或者决定重新答复，不能拆分。"))
    if why := _unsettled(case):
        raise CannotDo(why)
    numbers = [numbering.take(case.organ, "case", timezone.localdate(at)) for _ in wished[1:]]
    wish = Wish.objects.get(case=case)
    said = {f"{BEFORE}description": wish.description, "says": says.strip()}
    event = Split(on=on, requests=(case.number, *numbers))
    enter(case, event, by=by, at=at, seen=seen, said=said)
    made = [_part(case, number, part, past, by, at) for number, part in zip(numbers, wished[1:], strict=True)]
    wish.description = wished[0]
    wish.save(update_fields=["description"])
    resemblance.note(case)
    return made


def _unsettled(case: Case) -> str:
    """Say what is open that was asked of the whole and will be answered once; "" where nothing is.

    The answer would come in under one number, and the other parts would go on as if it had not come.
    """
    clock = ledger.clock_of(case)
    if clock.halted == "correction":
        return _(
            "正在等待申请人补正，不能拆分：补正通知是对整件申请发出的。"
            "请在收到补正，或者认定逾期不补正以后再办理（《条例》第三十条）。"
        )
    if any(consultation.open for consultation in clock.consultations):
        return _(
            "正在征求意见，不能拆分：征求意见书是就整件申请发出的，对方只答复一次。"
            "请在登记收到意见，或者确认没有提出意见以后再拆分（《条例》第三十二条）。"
        )
    return ""


def _part(whole: Case, number: str, description: str, past: Sequence[Event], by: Post, at: datetime) -> Case:
    """A new case that begins as the whole did."""
    case = Case.objects.create(
        organ=whole.organ,
        number=number,
        channel=whole.channel,
        opened_at=at,
        opened_by=by,
        code_digest=whole.code_digest,  # the requester asks with the code she has
    )
    _copy_parties(whole, case)
    wish = Wish.objects.get(case=whole)
    Wish.objects.create(
        case=case, description=description, medium=wish.medium, way=wish.way, purpose=wish.purpose
    )
    resemblance.note(case)
    Link.objects.create(case=case, other=whole, kind=Link.Kind.SPLIT, by=by, at=at)
    texts: dict[int, dict[str, str]] = dict(
        EntryWords.objects.filter(entry__case=whole, erased_at=None).values_list("entry__place", "texts")
    )
    ledger.append_all(
        case,
        [(dataclasses.replace(event, recorded=None), texts.get(event.entry, {})) for event in past],
        by=by,
        at=at,
    )
    record(
        "requests.received",
        by=by,
        at=at,
        kind="case",
        key=case.pk,
        organ=case.organ,
        channel=case.channel,
        split_from=whole.pk,
    )
    return case


def _copy_parties(whole: Case, case: Case) -> None:
    for party in Party.objects.filter(case=whole):
        identity = Identity.objects.filter(party=party).first()
        copied = Party.objects.create(**{**_values(party), "case": case})
        if identity is not None:
            Identity.objects.create(**{**_values(identity), "party": copied})


def _values(row: Party | Identity) -> dict[str, Any]:
    """The fields of a row but its key."""
    return {f.name: getattr(row, f.name) for f in row._meta.concrete_fields if not f.primary_key}  # noqa: SLF001
