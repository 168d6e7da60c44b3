"""Take a version through the review before release: the levels of the organ, bound to its digest."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.papers.scan import Part
from gongkai.service.annual import composing, policy
from gongkai.service.annual.deciding import refuse_blocked
from gongkai.service.annual.filings import locked
from gongkai.service.annual.models import SectionText, Version
from gongkai.service.annual.standing import KIND, Stage, Stands
from gongkai.service.catalogue.scanning import look_through
from gongkai.service.clearance.actions import answer_hit, give_opinion, record_referral_answer
from gongkai.service.clearance.actions.open_review import open_review
from gongkai.service.clearance.models import Hit, HitAnswer, Opinion, ReferralAnswer, Review
from gongkai.service.clearance.refusals import OutOfTurn
from gongkai.service.clearance.standing import Standing
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Post


@transaction.atomic
def send_to_review(version: Version, *, by: Post, at: datetime, seen: str | None = None) -> Review:
    """Open the review of the newest version. What blocks its filing is refused here already.

    Raises NotAllowed, CannotDo (all that blocks, in sentences), OutOfTurn, Overtaken.
    """
    policy.check_can_write(by, version.filing.organ, timezone.localdate(at))
    found = _newest(version, seen)
    if found.stage not in (Stage.DRAFTED, Stage.SENT_BACK):
        raise OutOfTurn(_("这份报告现在是“%(says)s”，不再送审。") % {"says": found.says})
    refuse_blocked(found)
    review = open_review(
        organ=found.filing.organ,
        kind=KIND,
        key=version.pk,
        digest=version.digest,
        writers=writers_of(version),
        hits=look_through(_parts(version), found.filing.organ),
        by=by,
        at=at,
    )
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
    if digest != version.digest:
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


def writers_of(version: Version) -> set[int]:
    """Return the keys of the people who wrote it: who put it together, closed its year, wrote its words."""
    people = SectionText.objects.filter(filing=version.filing, at__lte=version.at).values_list("by__person")
    found = {key for (key,) in people}
    if version.by is not None:
        found.add(version.by.person_id)
    if version.closing is not None:
        found.add(version.closing.by.person_id)
    return found


def _newest(version: Version, seen: str | None = None) -> Stands:
    found = locked(version.filing, seen)
    if found.version is None or found.version.pk != version.pk:
        raise OutOfTurn(_("这一稿之后又有新稿，请办理最新的一稿。"))
    return found


def _under_review(version: Version) -> Standing:
    found = _newest(version)
    if found.review is None or found.stage is not Stage.IN_REVIEW:
        raise OutOfTurn(_("这份报告现在是“%(says)s”，不在审查当中。") % {"says": found.says})
    return found.review


def _parts(version: Version) -> list[Part]:
    report = composing.report_of(version)
    parts = [Part(section.title, section.text) for section in report.sections if section.text]
    if report.preamble:
        parts.append(Part(str(_("前言")), report.preamble))
    if version.note:
        parts.append(Part(str(_("更正说明")), version.note))
    return parts
