"""Set an organ's own words for its letters, and its address for reconsideration online."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.papers.letters import template_of
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Organ, Post
from gongkai.service.organs.said import said
from gongkai.service.requests import policy, worded
from gongkai.service.requests.models import LetterWording, RemedyAddress
from gongkai.statute.errors import StatuteError


@transaction.atomic
def set_letter_wording(
    organ: Organ, kind: str, *, wording: Mapping[str, str], since: date, by: Post, at: datetime
) -> list[LetterWording]:
    """Add what of a kind of letter is said otherwise from a day on; "" takes the template's words again.

    Letters drafted before stay as they are. Raises NotAllowed; CannotDo (wording by paragraph: what must be
    said and is not; since).
    """
    today = timezone.localdate(at)
    policy.check_can_consent(by, organ, today)
    try:
        template = template_of(kind, since)
    except StatuteError as fault:
        raise CannotDo({"since": [said(str(fault))]}) from fault
    if since < today:
        raise CannotDo({"since": [_("不能早于今天（%(today)s）。") % {"today": today.isoformat()}]})
    faults = {}
    for key, text in wording.items():
        if text.strip() and (says := worded.faults(template, key, text.strip(), since)):
            faults[key] = says
    if faults:
        raise CannotDo(faults)
    now = worded.wording_of(organ, template, since)
    rows = [
        LetterWording.objects.create(
            organ=organ, kind=kind, paragraph=key, since=since, text=text.strip(), by=by, at=at
        )
        for key, text in wording.items()
        if text.strip() != now.get(key, "")
    ]
    record("requests.letter_wording", by=by, at=at, kind="organ", key=organ.pk, organ=organ, letter=kind)
    return rows


@transaction.atomic
def set_remedy_address(organ: Organ, *, online: str, since: date, by: Post, at: datetime) -> RemedyAddress:
    """Set where an organ's letters say that reconsideration is sought online, "" for nowhere (复议法22(2)).

    Raises NotAllowed, CannotDo (since).
    """
    today = timezone.localdate(at)
    policy.check_can_consent(by, organ, today)
    if since < today:
        raise CannotDo({"since": [_("不能早于今天（%(today)s）。") % {"today": today.isoformat()}]})
    row = RemedyAddress.objects.create(organ=organ, online=online.strip(), since=since, by=by, at=at)
    record("requests.remedy_address", by=by, at=at, kind="organ", key=organ.pk, organ=organ, on=since)
    return row
