"""The requester fetches a letter with its one-time code: once, within its time; that day it was delivered."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.log import record
from gongkai.service.requests import codes, keeping, telling, together
from gongkai.service.requests.models import Case, Dispatch, Letter


def fetch(case: Case, dispatch: int, code: str, *, at: datetime) -> Letter:
    """Return the letter that a code opens, and enter its arrival the first time.

    `case` is that of a requester who came by number and query code. The code is good until its time is over;
    the first fetch is the delivery. Raises codes.TooManyTries, CannotDo for a wrong or expired code.
    """
    # Counted in a transaction of its own: a refusal takes nothing back of it.
    codes.count(f"{case.number}/{dispatch}", at)
    try:
        return _fetch(case, dispatch, code, at)
    except WrongCode:
        record("requests.wrong_code", by=None, at=at, kind="case", key=case.pk, organ=case.organ)
        raise


class WrongCode(CannotDo):
    """The code is not that of the dispatch, or there is none."""


@transaction.atomic
def _fetch(case: Case, dispatch: int, code: str, at: datetime) -> Letter:
    found = (
        Dispatch.objects.select_for_update(of=("self",))
        .select_related("letter__case__organ")
        .filter(pk=dispatch, letter__in=together.letters_to(case), means=Dispatch.Means.PORTAL)
        .first()
    )
    if found is None or not codes.is_right(code, found.code_digest):
        raise WrongCode({"code": [_("下载码不对，请核对通知里的下载码。")]})
    codes.clear(f"{case.number}/{dispatch}")
    if found.code_until is not None and at > found.code_until:
        raise CannotDo({"code": [_("下载码已经过期，请与本机关联系，重新取得。")]})
    if found.delivered_on is None:
        today = timezone.localdate(at)
        found.delivered_on, found.downloaded_at = today, at
        found.save()
        telling.arrived(found.letter, today, by=None, at=at)
        record("requests.fetch_letter", by=None, at=at, kind="letter", key=found.letter_id, organ=case.organ)
    return found.letter


def file_of(letter: Letter) -> bytes:
    """Return an issued letter as PDF."""
    return keeping.stored(letter.pdf)
