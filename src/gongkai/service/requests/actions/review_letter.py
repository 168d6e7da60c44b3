"""Take a letter through its approval: the levels of the review before release, bound to its digest."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.papers.errors import PaperError
from gongkai.papers.scan import Part
from gongkai.service.catalogue.scanning import look_through
from gongkai.service.clearance.actions import answer_hit, give_opinion, record_referral_answer
from gongkai.service.clearance.actions.open_review import open_review
from gongkai.service.clearance.models import Hit, HitAnswer, Opinion, ReferralAnswer, Review
from gongkai.service.clearance.refusals import OutOfTurn
from gongkai.service.clearance.standing import Standing
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Post
from gongkai.service.organs.said import said
from gongkai.service.requests import lettering, policy, preflight, releasing
from gongkai.service.requests.actions.draft_letter import locked
from gongkai.service.requests.letter_state import Where, where
from gongkai.service.requests.models import Letter
from gongkai.statute.errors import StatuteError


def submit(letter: Letter, *, by: Post, at: datetime) -> Review:
    """Look through the words and files of a letter and open its review.

    What the pre-flight says blocks is refused here already: nobody is asked to approve what may not go out.
    Raises NotAllowed, CannotDo (all that blocks, in sentences), OutOfTurn.
    """
    on = timezone.localdate(at)
    policy.check_can_handle(by, letter.case.organ, on)
    refuse_blocked(letter, on, anew=True)
    # Outside the lock: a long file takes its time.
    digest = lettering.digest_of(letter, on)
    words = lettering.written(letter, on)
    said = Part(_("文书"), "\n".join(words.words()))
    public = {letter.to.phone, letter.to.email} if letter.to else set()
    found = [
        hit
        for hit in look_through([said, *releasing.parts(letter)], letter.case.organ)
        if not any(number and number in hit.excerpt for number in public)
    ]
    with transaction.atomic():
        letter = locked(letter)
        if letter.issued_on is not None or letter.discarded_at is not None:
            raise OutOfTurn(_("这份文书已经编号发出或者作废，不再送审。"))
        if lettering.digest_of(letter, on) != digest:
            raise OutOfTurn(_("送审的时候文书有改动，没有送审。请重新打开，看过以后再送审。"))
        review = open_review(
            organ=letter.case.organ,
            kind=lettering.KIND,
            key=letter.pk,
            digest=digest,
            writers=letter.writers,
            hits=found,
            by=by,
            at=at,
        )
        record("requests.submit_letter", by=by, at=at, kind="letter", key=letter.pk, organ=letter.case.organ)
    return review


def refuse_blocked(letter: Letter, on: date, *, anew: bool = False) -> None:
    """Raise CannotDo with everything that blocks the letter (preflight).

    Put forward `anew`, a change since the last review does not block: it is reviewed now.
    """
    blocking = [
        f"{doubt.says}（{doubt.cited}）"
        for doubt in preflight.doubts(letter, on)
        if doubt.blocks and not (anew and doubt.code == preflight.CHANGED)
    ]
    if blocking:
        raise CannotDo({"": blocking})
    try:
        lettering.written(letter, on)
    except (PaperError, StatuteError) as fault:
        raise CannotDo(said(str(fault))) from fault


@transaction.atomic
def speak(
    letter: Letter,
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
    stands, review = _under_review(letter, at)
    if digest != stands.digest:
        raise OutOfTurn(_("您打开以后，这份文书或者案件有变化。请重新打开，看过现在的内容再发表意见。"))
    return give_opinion.give_opinion(
        review.review, verdict=verdict, digest=stands.digest, by=by, at=at, says=says, refer_to=refer_to
    )


@transaction.atomic
def answer(letter: Letter, hit: Hit, *, reason: str, by: Post, at: datetime) -> HitAnswer:
    """Answer one find of the scan: why it may stand. Raises NotAllowed, OutOfTurn, WrongFields."""
    _stands, review = _under_review(letter, at)
    if hit.review_id != review.review.pk:
        raise OutOfTurn(_("这一处属于以前的审查，现在的审查里没有它。"))
    return answer_hit.answer_hit(hit, reason=reason, by=by, at=at)


@transaction.atomic
def enter_referral_answer(
    letter: Letter, *, result: str, reference: str, by: Post, at: datetime, says: str = ""
) -> ReferralAnswer:
    """Enter what the authority determined on a letter referred. NotAllowed, OutOfTurn, WrongFields."""
    _stands, review = _under_review(letter, at)
    if review.referral is None:
        raise OutOfTurn(_("这份文书没有在等候答复的报请。"))
    return record_referral_answer.record_referral_answer(
        review.referral, result=result, reference=reference, by=by, at=at, says=says
    )


def _under_review(letter: Letter, at: datetime) -> tuple[Where, Standing]:
    letter = locked(letter)
    stands = where(letter, timezone.localdate(at))
    if stands.review is None:
        raise OutOfTurn(_("这份文书还没有送审。"))
    if not stands.is_bound or letter.issued_on is not None or letter.discarded_at is not None:
        raise OutOfTurn(
            _("这份文书现在是“%(state)s”，送审的内容已有变化或者已经了结，不再发表意见。")
            % {"state": stands.says}
        )
    return stands, stands.review
