"""Take the letter of a rectification through its review: the levels before release, bound to its digest."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.papers.errors import PaperError
from gongkai.papers.scan import Part
from gongkai.service.catalogue.scanning import look_through
from gongkai.service.clearance.actions import answer_hit, give_opinion, record_referral_answer
from gongkai.service.clearance.actions.open_review import Found, open_review
from gongkai.service.clearance.models import Hit, HitAnswer, Opinion, ReferralAnswer, Review
from gongkai.service.clearance.refusals import OutOfTurn
from gongkai.service.clearance.standing import Standing
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Post
from gongkai.service.organs.said import said
from gongkai.service.redress import policy
from gongkai.service.redress.actions.rectify import locked
from gongkai.service.redress.record_review import Reviewed, reviewed
from gongkai.service.redress.records import RecordStep, Rectification
from gongkai.service.redress.rectifying import KIND, digest_of, letter, stands
from gongkai.service.requests.lettering import NO_NUMBER


@transaction.atomic
def submit(rectification: Rectification, *, by: Post, at: datetime) -> Review:
    """Look through the words of the letter of what was decided, and open its review.

    Its writers are who decided, whose words it tells, and who puts it forward. Raises NotAllowed, CannotDo
    (what it lacks, in sentences), OutOfTurn.
    """
    row, on = locked(rectification), timezone.localdate(at)
    policy.check_can_handle(by, row.organ, on)
    found = stands(row.steps.select_related("by", "said"))
    if found.decided is None or found.state != "decided":
        raise OutOfTurn(_("还没有决定，或者告知书已经发出，现在没有要送审的告知书。"))
    if found.asked is not None:
        raise CannotDo(_("有一项撤销登记的提议等人答复，答复以后再办理。"))
    digest, hits = _looked_through(row, found.decided, on)
    review = open_review(
        organ=row.organ,
        kind=KIND,
        key=row.pk,
        digest=digest,
        writers={found.decided.by.person_id, by.person_id},
        hits=hits,
        by=by,
        at=at,
    )
    record("redress.submit_record_letter", by=by, at=at, kind="rectification", key=row.pk, organ=row.organ)
    return review


def _looked_through(row: Rectification, decided: RecordStep, on: date) -> tuple[str, list[Found]]:
    try:
        digest = digest_of(row, decided, on)
        words = letter(row, decided, on, NO_NUMBER).words()
    except PaperError as fault:
        raise CannotDo(said(str(fault))) from fault
    return digest, look_through([Part(_("文书"), "\n".join(words))], row.organ)


@transaction.atomic
def speak(
    rectification: Rectification,
    *,
    verdict: str,
    digest: str,
    by: Post,
    at: datetime,
    says: str = "",
    refer_to: str = "",
) -> Opinion:
    """Give the opinion of the level whose turn it is. `digest` is that of what the reviewer was shown.

    Raises NotAllowed, OutOfTurn, WrongFields.
    """
    shown, standing = _under_review(rectification, at)
    if digest != shown.digest:
        raise OutOfTurn(_("您打开以后，这份告知书有变化。请重新打开，看过现在的内容再发表意见。"))
    return give_opinion.give_opinion(
        standing.review, verdict=verdict, digest=shown.digest, by=by, at=at, says=says, refer_to=refer_to
    )


@transaction.atomic
def answer(rectification: Rectification, hit: Hit, *, reason: str, by: Post, at: datetime) -> HitAnswer:
    """Answer one find of the scan: why it may stand. Raises NotAllowed, OutOfTurn, WrongFields."""
    _shown, standing = _under_review(rectification, at)
    if hit.review_id != standing.review.pk:
        raise OutOfTurn(_("这一处属于以前的审查，现在的审查里没有它。"))
    return answer_hit.answer_hit(hit, reason=reason, by=by, at=at)


@transaction.atomic
def enter_referral_answer(
    rectification: Rectification, *, result: str, reference: str, by: Post, at: datetime, says: str = ""
) -> ReferralAnswer:
    """Enter what the authority determined on a letter referred. NotAllowed, OutOfTurn, WrongFields."""
    _shown, standing = _under_review(rectification, at)
    if standing.referral is None:
        raise OutOfTurn(_("这份文书没有在等候答复的报请。"))
    return record_referral_answer.record_referral_answer(
        standing.referral, result=result, reference=reference, by=by, at=at, says=says
    )


def _under_review(rectification: Rectification, at: datetime) -> tuple[Reviewed, Standing]:
    row = locked(rectification)
    found = reviewed(row, list(row.steps.select_related("by", "said")), timezone.localdate(at))
    if found.review is None:
        raise OutOfTurn(_("这份文书还没有送审。"))
    if not found.is_bound:
        raise OutOfTurn(_("送审以后决定有改动或者告知书已经发出，不再发表意见。"))
    return found, found.review
