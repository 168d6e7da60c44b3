"""The requester fetches a letter with its one-time code: once, within its time; that day it was delivered.

The first time the code is given the letter is open for GRACE, in which a transfer that broke is begun again,
also with the code: whether a file came whole no server knows. After that the code opens nothing, whoever
found it; the organ sends the letter again, with another code, to whoever lost it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.log import record
from gongkai.service.requests import codes, keeping, revoking, telling, together
from gongkai.service.requests.models import Case, Dispatch, Letter

GRACE = timedelta(hours=1)


def fetch(case: Case, dispatch: int, code: str, *, at: datetime) -> Letter:
    """Return the letter that a code opens, and enter its arrival the first time.

    `case` is that of a requester who came by number and query code. The code is good until its time is over,
    and once; the first fetch is the delivery. Raises codes.TooManyTries, CannotDo (code) for one
    that is wrong, used or expired, or of a reply that was revoked or in whose place another was ordered.
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
    if found.downloaded_at is not None:
        if not is_open(found, at):
            says = _("下载码只能用一次，已经用过了。没有存下文书的，请与本机关联系，重新取得。")
            raise CannotDo({"code": [says]})
        return found.letter
    if (revoked := revoking.revoked_on(found.letter, case)) is not None:
        says = _("这份答复已于%(on)s由本机关撤销，不再提供下载；请看撤销原答复或者重新答复的文书。")
        raise CannotDo({"code": [says % {"on": revoked.isoformat()}]})
    if (ordered := revoking.ordered_anew_on(found.letter, case)) is not None:
        says = _("这件申请已于%(on)s被责令重新答复，原来的答复不再提供下载；请等候重新作出的答复。")
        raise CannotDo({"code": [says % {"on": ordered.isoformat()}]})
    if found.code_until is not None and at > found.code_until:
        raise CannotDo({"code": [_("下载码已经过期，请与本机关联系，重新取得。")]})
    found.downloaded_at = at
    today = timezone.localdate(at)
    found.delivered_on = found.delivered_on or today
    found.save()
    telling.arrived(found.letter, today, by=None, at=at)
    record("requests.fetch_letter", by=None, at=at, kind="letter", key=found.letter_id, organ=case.organ)
    return found.letter


def is_open(dispatch: Dispatch, at: datetime) -> bool:
    """Say whether a letter whose code was given may be fetched at a moment: within GRACE of that."""
    return dispatch.downloaded_at is not None and at <= dispatch.downloaded_at + GRACE


def file_of(letter: Letter) -> bytes:
    """Return an issued letter as PDF."""
    return keeping.stored(letter.pdf)
