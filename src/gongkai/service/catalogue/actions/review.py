"""Speak in the review of an edition: the clearance's own actions, on exactly what stands now."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.service.catalogue import policy
from gongkai.service.catalogue.drafts import locked
from gongkai.service.catalogue.models import Edition
from gongkai.service.catalogue.state import Where, states
from gongkai.service.clearance.actions import answer_hit, give_opinion, record_referral_answer
from gongkai.service.clearance.models import Hit, HitAnswer, Opinion, ReferralAnswer
from gongkai.service.clearance.refusals import OutOfTurn
from gongkai.service.clearance.standing import Standing
from gongkai.service.organs.models import Post


@transaction.atomic
def speak(
    edition: Edition,
    *,
    verdict: str,
    by: Post,
    at: datetime,
    digest: str,
    says: str = "",
    refer_to: str = "",
) -> Opinion:
    """Give the opinion of the level whose turn it is on an edition.

    `digest` is that of what the reviewer was shown (`Where.digest` of her page): if the edition has been
    changed since, she is told so and nothing is recorded. `verdict` pass, return, withhold or refer; all
    but pass need `says`, refer also `refer_to`. Raises NotAllowed (with who may), OutOfTurn, WrongFields.
    """
    where, review = _under_review(edition, by, at)
    if digest != where.digest:
        raise OutOfTurn(_("您打开以后，这份稿件有改动。请重新打开，看过现在的内容再发表意见。"))
    return give_opinion.give_opinion(
        review.review, verdict=verdict, digest=where.digest, by=by, at=at, says=says, refer_to=refer_to
    )


@transaction.atomic
def answer(edition: Edition, hit: Hit, *, reason: str, by: Post, at: datetime) -> HitAnswer:
    """Answer one find of the scan in an edition's review: why it may stand.

    By whoever may speak now and did not write in it. Raises NotAllowed, OutOfTurn, WrongFields (reason).
    """
    _where, review = _under_review(edition, by, at)
    if hit.review_id != review.review.pk:
        raise OutOfTurn(_("这一处属于以前的审查，现在的审查里没有它。"))
    return answer_hit.answer_hit(hit, reason=reason, by=by, at=at)


@transaction.atomic
def enter_referral_answer(
    edition: Edition, *, result: str, reference: str, by: Post, at: datetime, says: str = ""
) -> ReferralAnswer:
    """Enter what the authority determined on an edition that was referred: disclose or withhold.

    Raises NotAllowed, OutOfTurn if nothing waits, WrongFields (result, reference).
    """
    _where, review = _under_review(edition, by, at)
    if review.referral is None:
        raise OutOfTurn(_("这份稿件没有在等候答复的报请。"))
    return record_referral_answer.record_referral_answer(
        review.referral, result=result, reference=reference, by=by, at=at, says=says
    )


def _under_review(edition: Edition, by: Post, at: datetime) -> tuple[Where, Standing]:
    edition = locked(edition)
    policy.check_can_speak(by, edition.document.organ, timezone.localdate(at))
    where = states([edition], at)[edition.pk]
    if where.review is None:
        raise OutOfTurn(_("这份稿件还没有送审。"))
    if where.is_bound and where.batch is not None and where.showing is None:
        raise OutOfTurn(_("这份稿件随一批导入一起审查，请在那一批的审查页发表意见。"))
    if not where.is_bound or where.showing is not None or edition.discarded_at is not None:
        raise OutOfTurn(
            _("这份稿件现在是“%(says)s”，送审的内容已有改动或者已经了结，不再发表意见。")
            % {"says": where.says}
        )
    return where, where.review
