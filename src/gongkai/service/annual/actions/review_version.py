"""Take a version through the review before release: levels of the organ, or of the authority for it.

It is bound to the digest of the version and of what is published beside it.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.service.annual import policy, releasing
from gongkai.service.annual.deciding import refuse_blocked
from gongkai.service.annual.filings import locked
from gongkai.service.annual.models import HeldBack, ReviewedWords, Version
from gongkai.service.annual.outdated import refuse_outdated
from gongkai.service.annual.standing import KIND, Stands
from gongkai.service.catalogue.scanning import look_through
from gongkai.service.clearance.actions import answer_hit, give_opinion, record_referral_answer
from gongkai.service.clearance.actions.open_review import open_review
from gongkai.service.clearance.models import Hit, HitAnswer, Opinion, ReferralAnswer, Review
from gongkai.service.clearance.policy import check_can_speak
from gongkai.service.clearance.refusals import OutOfTurn, WrongFields
from gongkai.service.clearance.standing import Standing
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Post
from gongkai.service.organs.policy import Power, acts_for


@transaction.atomic
def send_to_review(version: Version, *, by: Post, at: datetime, seen: str | None = None) -> Review:
    """Open the review of the newest version. What blocks its filing is refused here already.

    Raises NotAllowed, CannotDo (all that blocks, in sentences), OutOfTurn, Overtaken.
    """
    policy.check_can_write(by, version.filing.organ, version.filing.year, timezone.localdate(at))
    found = _newest(version, seen)
    if not found.may_go_to_review:
        raise OutOfTurn(_not_now(found))
    refuse_blocked(found)
    refuse_outdated(found, at)
    words = releasing.words_to_review(version)
    own = acts_for(by, found.filing.organ, timezone.localdate(at))
    review = open_review(
        organ=found.filing.organ if own else by.organ,  # who looks after an organ reviews for it
        kind=KIND,
        key=version.pk,
        digest=releasing.digest_of(version, words),
        writers=releasing.writers_of(version, words),
        hits=look_through(releasing.parts_of(version, words), found.filing.organ),
        by=by,
        at=at,
        power=Power.DRAFT if own else Power.SUPERVISE,
    )
    for each in words:
        each.review = review
        each.save(force_insert=True)
    record(
        "annual.send_to_review",
        by=by,
        at=at,
        kind="filing",
        key=found.filing.pk,
        organ=found.filing.organ,
        version=version.number,
    )
    return review


@transaction.atomic
def speak(
    version: Version,
    *,
    verdict: str,
    digest: str,
    by: Post,
    at: datetime,
    says: str = "",
    refer_to: str = "",
) -> Opinion:
    """Give the opinion of the level whose turn it is. Raises NotAllowed, OutOfTurn, WrongFields."""
    review = _under_review(version)
    if digest != review.review.digest:
        raise OutOfTurn(_("您看的不是现在送审的这一稿。请重新打开，看过以后再发表意见。"))
    return give_opinion.give_opinion(
        review.review, verdict=verdict, digest=digest, by=by, at=at, says=says, refer_to=refer_to
    )


@transaction.atomic
def answer(version: Version, hit: Hit, *, reason: str, by: Post, at: datetime) -> HitAnswer:
    """Answer one find of the scan: why it may stand. Raises NotAllowed, OutOfTurn, WrongFields."""
    if hit.review_id != _under_review(version).review.pk:
        raise OutOfTurn(_("这一处属于以前的审查，现在的审查里没有它。"))
    return answer_hit.answer_hit(hit, reason=reason, by=by, at=at)


@transaction.atomic
def enter_referral_answer(
    version: Version, *, result: str, reference: str, by: Post, at: datetime, says: str = ""
) -> ReferralAnswer:
    """Enter what the authority determined. Raises NotAllowed, OutOfTurn, WrongFields."""
    review = _under_review(version)
    if review.referral is None:
        raise OutOfTurn(_("这份报告没有在等候答复的报请。"))
    return record_referral_answer.record_referral_answer(
        review.referral, result=result, reference=reference, by=by, at=at, says=says
    )


@transaction.atomic
def hold_back(
    version: Version, words: ReviewedWords, *, reason: str, by: Post, at: datetime
) -> list[HeldBack]:
    """Let the words of an explanation, wherever they are said, stay unpublished: only its kind is told.

    By whoever may give the next opinion. Raises NotAllowed, OutOfTurn, WrongFields (reason).
    """
    standing = _under_review(version)
    if words.review_id != standing.review.pk:
        raise OutOfTurn(_("这段文字属于以前的审查，现在的审查里没有它。"))
    if standing.referral is not None:
        raise OutOfTurn(_("已经报请确定，收到答复并登记以后再继续审查。"))
    check_can_speak(by, standing, timezone.localdate(at))
    reason = reason.strip()
    if not reason:
        raise WrongFields({"reason": [_("请写明这段文字为什么不公开。")]})
    if len(reason) > LONGEST:
        raise WrongFields({"reason": [_("理由有%(count)s字，请压缩到500字以内。") % {"count": len(reason)}]})
    same = ReviewedWords.objects.filter(review=standing.review, says=words.says, held_back=None)
    made = [HeldBack.objects.create(words=each, reason=reason, by=by, at=at) for each in same]
    if not made:
        raise OutOfTurn(_("这段文字已经定为不公开。"))
    filing = version.filing
    record(
        "annual.hold_back", by=by, at=at, kind="filing", key=filing.pk, organ=filing.organ, words=len(made)
    )
    return made


LONGEST = 500  # characters of a reason


def _not_now(found: Stands) -> str:
    if found.was_received and found.review is not None:
        return _("这份报告的公开前审查现在是“%(says)s”，不再送审。") % {"says": found.review.says}
    return _("这份报告现在是“%(says)s”，不再送审。") % {"says": found.says}


def _newest(version: Version, seen: str | None = None) -> Stands:
    found = locked(version.filing, seen)
    if found.version is None or found.version.pk != version.pk:
        raise OutOfTurn(_("这一稿之后又有新稿，请办理最新的一稿。"))
    return found


def _under_review(version: Version) -> Standing:
    found = _newest(version)
    if found.review is None or not found.is_in_review:
        raise OutOfTurn(_("这份报告现在是“%(says)s”，不在审查当中。") % {"says": found.says})
    return found.review
