"""Say, at one level of a review, whether what is reviewed may be released."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.service.clearance import policy
from gongkai.service.clearance.models import Opinion, Referral, Review
from gongkai.service.clearance.refusals import OutOfTurn, WrongFields
from gongkai.service.clearance.standing import Standing, State, newest, standing
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Post


@transaction.atomic
def give_opinion(
    review: Review,
    *,
    verdict: str,
    digest: str,
    by: Post,
    at: datetime,
    says: str = "",
    refer_to: str = "",
) -> Opinion:
    """Add the opinion of the level whose turn it is, and return it.

    `verdict` is a value of Opinion.Verdict; all but `pass` need words, `refer` also the authority it is
    referred to. `digest` is that of the thing as it stands now: the caller computes it under the thing's
    lock, and an opinion on what has since been changed is refused. A pass by somebody who did not write
    it needs every find answered; a writer may pass the first level and leave them to the next.

    Raises NotAllowed (with who may), OutOfTurn, WrongFields (verdict, says, refer_to).
    """
    Review.objects.select_for_update().get(pk=review.pk)  # two opinions at once take turns
    on = timezone.localdate(at)
    found = standing(review)
    if found.state is State.REFERRED:
        raise OutOfTurn(_("已经报请确定，收到答复并登记以后再继续审查。"))
    policy.check_can_speak(by, found, on)
    level = found.level
    assert level is not None  # noqa: S101 - check_can_speak refuses a review that is over
    last = newest(review.subject_kind, review.subject_key)
    if digest != review.digest or (last is not None and last.pk != review.pk):
        raise OutOfTurn(
            _("%(review)s送审以后，内容有改动，这次审查已经作废。请由拟稿人重新送审。") % {"review": review}
        )
    says, refer_to = says.strip(), refer_to.strip()
    _check_fields(verdict, says, refer_to)
    if verdict == Opinion.Verdict.PASS:
        _check_answered(found, by)
    opinion = Opinion.objects.create(
        review=review,
        place=len(found.opinions) + 1,
        level=level,
        verdict=verdict,
        says=says,
        by=by,
        at=at,
    )
    if verdict == Opinion.Verdict.REFER:
        Referral.objects.create(opinion=opinion, to=refer_to)
    record(
        "clearance.opinion",
        by=by,
        at=at,
        kind="review",
        key=review.pk,
        organ=review.organ,
        level=level,
        verdict=verdict,
    )
    return opinion


def _check_fields(verdict: str, says: str, refer_to: str) -> None:
    faults: dict[str, list[str]] = {}
    if verdict not in Opinion.Verdict.values:
        faults["verdict"] = [_("请选择：同意公开、退回修改、不予公开，或者不能确定、报请确定。")]
    elif verdict != Opinion.Verdict.PASS and not says:
        faults["says"] = [
            _("请写明理由：退回的写清改什么，不予公开的写清依据，报请确定的写清不能确定的是什么。")
        ]
    if len(says) > 2000:
        faults["says"] = [_("说明有%(count)s字，请压缩到2000字以内。") % {"count": len(says)}]
    if verdict == Opinion.Verdict.REFER and not refer_to:
        faults["refer_to"] = [_("请写明报请哪个机关确定：有关主管部门或者保密行政管理部门（条例第十七条）。")]
    if len(refer_to) > 100:
        faults["refer_to"] = [_("机关名称不超过100字。")]
    if faults:
        raise WrongFields(faults)


def _check_answered(found: Standing, by: Post) -> None:
    if found.unanswered and not policy.is_writer(by, found.review):
        raise OutOfTurn(
            _("扫描发现的问题还有%(count)s处没有答复。请逐处写明可以公开的理由；不可以公开的，退回修改。")
            % {"count": len(found.unanswered)}
        )
