"""Answer one find of the scan: it may stand, and why. What may not stand is returned instead."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.service.clearance import policy
from gongkai.service.clearance.models import Hit, HitAnswer, Review
from gongkai.service.clearance.refusals import OutOfTurn, WrongFields
from gongkai.service.clearance.standing import State, standing
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Post


@transaction.atomic
def answer_hit(hit: Hit, *, reason: str, by: Post, at: datetime) -> HitAnswer:
    """Add a reviewer's word on a find, and return it.

    By whoever may speak now and did not write what is reviewed. Raises NotAllowed, WrongFields
    (reason), and OutOfTurn if the find has its answer or the review waits or is over.
    """
    review = Review.objects.select_for_update(of=("self",)).select_related("organ").get(pk=hit.review_id)
    found = standing(review)
    if found.state is not State.OPEN:
        raise OutOfTurn(
            _("%(review)s现在是“%(says)s”，不能答复扫描发现的问题。") % {"review": review, "says": found.says}
        )
    policy.check_can_answer_hits(by, found, timezone.localdate(at))
    if hit.pk not in {waiting.pk for waiting in found.unanswered}:
        raise OutOfTurn(_("这一处已经有人答复。"))
    reason = reason.strip()
    if not reason:
        raise WrongFields({"reason": [_("请写明这一处为什么可以公开；不可以公开的，退回修改。")]})
    if len(reason) > 500:
        raise WrongFields({"reason": [_("理由有%(count)s字，请压缩到500字以内。") % {"count": len(reason)}]})
    answer = HitAnswer.objects.create(hit=hit, reason=reason, by=by, at=at)
    record(
        "clearance.answer_hit", by=by, at=at, kind="review", key=review.pk, organ=review.organ, hit=hit.key
    )
    return answer
