"""Enter what the authority determined on a referral."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.service.clearance import policy
from gongkai.service.clearance.models import Referral, ReferralAnswer, Review
from gongkai.service.clearance.refusals import OutOfTurn, WrongFields
from gongkai.service.clearance.standing import standing
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Post


@transaction.atomic
def record_referral_answer(
    referral: Referral, *, result: str, reference: str, by: Post, at: datetime, says: str = ""
) -> ReferralAnswer:
    """Add the authority's answer, and return it.

    `result` is a value of ReferralAnswer.Result: `disclose` lets the same level speak again, `withhold`
    ends the review. `reference` is the number of the authority's letter. Raises NotAllowed, WrongFields
    (result, reference), OutOfTurn if it was answered already.
    """
    review = (
        Review.objects.select_for_update(of=("self",))
        .select_related("organ")
        .get(pk=referral.opinion.review_id)
    )
    policy.check_can_record_answer(by, review, timezone.localdate(at))
    waiting = standing(review).referral
    if waiting is None or waiting.pk != referral.pk:
        raise OutOfTurn(_("这一报请已经登记过答复。"))
    reference, says = reference.strip(), says.strip()
    faults: dict[str, list[str]] = {}
    if result not in ReferralAnswer.Result.values:
        faults["result"] = [_("请选择答复的结果：可以公开，或者不得公开。")]
    if not reference:
        faults["reference"] = [_("请写明复函文号或者其他依据。")]
    elif len(reference) > 200:
        faults["reference"] = [_("复函文号或者依据不超过200字。")]
    if faults:
        raise WrongFields(faults)
    answer = ReferralAnswer.objects.create(
        referral=referral, result=result, reference=reference, says=says, by=by, at=at
    )
    record(
        "clearance.referral_answer",
        by=by,
        at=at,
        kind="review",
        key=review.pk,
        organ=review.organ,
        result=result,
    )
    return answer
