"""Put a case into the archive once nothing is owed any more (条例 art. 45)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Post
from gongkai.service.requests import closing, ledger, objections, policy
from gongkai.service.requests.models import Case, Standing
from gongkai.service.requests.words import STATES


def why_not(case: Case, on: date) -> str:
    """Return why a case cannot be archived on a day, "" if it can."""
    if Standing.objects.filter(case=case).exclude(archived_on=None).exists():
        return _("这件申请已经归档。")
    clock = ledger.clock_of(case)
    letters = case.letters.filter(discarded_at=None).select_related("entry").order_by("pk")
    if letter := closing.owed_letter(case, clock, on, letters):
        return _(
            "还欠申请人“%(letter)s”（%(stage)s）：%(why)s。文书发出以后才能归档（《条例》第四十五条）。"
        ) % {
            "letter": letter.name,
            "stage": letter.stage,
            "why": letter.why,
        }
    if any(objected.is_to_be_told for objected in objections.all_of(case)):
        return _(
            "还没有把不顾异议决定公开的内容和理由书面告知第三方，告知以后才能归档（《条例》第三十二条、第四十五条）。"
        )
    state = clock.standing(on).state
    if state != "ended":
        return _("这件申请现在是“%(state)s”，办结（答复已经发出）以后才能归档（《条例》第四十五条）。") % {
            "state": STATES[state]
        }
    return ""


@transaction.atomic
def archive(case: Case, *, by: Post, at: datetime) -> None:
    """Archive a case that has ended. Raises NotAllowed, CannotDo."""
    on = timezone.localdate(at)
    policy.check_can_handle(by, case.organ, on)
    case = ledger.locked(case)
    if says := why_not(case, on):
        raise CannotDo(says)
    Standing.objects.filter(case=case).update(archived_on=on)
    record("requests.archived", by=by, at=at, kind="case", key=case.pk, organ=case.organ, on=on)
