"""What can be done to a filing next, by this post, and why what cannot be done cannot."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gongkai.service.annual import judging, policy
from gongkai.service.annual.deciding import why_within
from gongkai.service.annual.from_elsewhere import FROM_ELSEWHERE, comes_as_file, is_from_elsewhere
from gongkai.service.annual.judges import authorities_here
from gongkai.service.annual.judging import check_can_accept, published_from
from gongkai.service.annual.models import Filing
from gongkai.service.annual.releasing import check_released
from gongkai.service.annual.standing import WITH_AUTHORITY, Stage, Stands
from gongkai.service.annual.whose import division
from gongkai.service.clearance.refusals import NotCleared
from gongkai.service.organs.models import Post
from gongkai.service.organs.policy import NotAllowed

S = Stage
CLOSE = "close"  # has its own page, with what cannot be counted
JUDGED = "judged"  # has its own page: who said what elsewhere
UPLOAD = "upload"  # has its own page: the file that amends what came as a file
OWN_PAGES = (CLOSE, JUDGED, UPLOAD)
STILL_OURS = frozenset(S) - {S.IN_REVIEW, S.SUBMITTED}


@dataclass(frozen=True, slots=True)
class Act:
    """Something that can be done: at which stages, at which of them it is what comes next."""

    key: str
    label: str | Promise
    at: frozenset[Stage]
    next_at: frozenset[Stage] = frozenset()
    of_authority: bool = False
    basis: str = ""


ACTS = (
    Act(CLOSE, _("核定数据"), STILL_OURS, frozenset({S.OPEN})),
    Act(
        "version",
        _("成稿"),
        STILL_OURS - {S.OPEN},
        frozenset({S.GATHERED, S.SENT_BACK, S.RETURNED}),
    ),
    Act(UPLOAD, _("上传更正的报告"), STILL_OURS, frozenset({S.RETURNED})),
    Act("review", _("送审"), frozenset({S.DRAFTED, S.SENT_BACK}), frozenset({S.DRAFTED})),
    Act("submit", _("报送主管部门"), frozenset({S.CLEARED}), frozenset({S.CLEARED})),
    Act(JUDGED, _("登记上级的审核结果"), frozenset({S.SUBMITTED}), frozenset({S.SUBMITTED})),
    Act("take-back", _("撤回报送"), frozenset({S.SUBMITTED})),
    Act("publish", _("今天公布"), frozenset({S.ACCEPTED}), frozenset({S.ACCEPTED})),
    Act("plan", _("确定公布日期"), frozenset({S.ACCEPTED})),
    Act("unplan", _("取消公布日期"), frozenset({S.ACCEPTED})),
    Act(
        "accept",
        _("审核通过"),
        frozenset({S.SUBMITTED}),
        frozenset({S.SUBMITTED}),
        of_authority=True,
        basis="国办公开办函〔2021〕30号",
    ),
    Act(
        "return",
        _("退回修改"),
        frozenset({S.SUBMITTED, S.ACCEPTED}),
        of_authority=True,
        basis="国办公开办函〔2021〕30号",
    ),
)
OWN_ACTS = {act.key: act for act in ACTS if not act.of_authority}
JUDGEMENTS = {act.key: act for act in ACTS if act.of_authority}
FOR_OTHERS = {key: OWN_ACTS[key] for key in ("review", "publish", "plan", "unplan")}
"""What the authority does for an organ that it looks after, beside its judgement."""


RELEASING = ("publish", "plan", "unplan")
HELD = ("review", "submit", "accept", "publish")
"""What is refused while figures or words do not agree, and nobody has explained why."""


@dataclass(frozen=True, slots=True)
class Way:
    """One act as the page shows it: where to do it, or why it cannot be done now."""

    key: str
    label: str
    url: str = ""
    why: str = ""
    is_next: bool = False
    article: str = ""
    whom: str = ""  # these two are of the moves of a request, shown by the same template
    proposed: bool = False


def ways(found: Stands, post: Post, on: date, *, own: bool) -> list[Way]:
    """Return every act on a filing for a post of its own organ, or of the authority over it."""
    acts = OWN_ACTS if own else JUDGEMENTS
    if not own and policy.is_looked_after(post, found.filing.organ, found.filing.year, on):
        acts = JUDGEMENTS | FOR_OTHERS
    return [way for act in acts.values() if (way := _way(act, found, post, on, own=own)) is not None]


def why_not(act: Act, found: Stands, post: Post, on: date) -> str:
    """Return why an act cannot be done now by this post; "" if its page may be opened."""
    if found.stage not in _stages(act, found, on):
        words = judging.says_above if act.of_authority else judging.says
        return gettext("现在是“%(says)s”，不到这一步。") % {"says": words(found, on)}
    try:
        _check_may(act, found, post, on)
        if act.key == "accept":
            check_can_accept(post, found, on)
    except NotAllowed as refusal:
        return str(refusal)
    return next(_not_yet(act, found, on), "")


def _check_may(act: Act, found: Stands, post: Post, on: date) -> None:
    organ, year = found.filing.organ, found.filing.year
    if act.key == JUDGED:
        policy.check_can_consent(post, organ, on)
    elif act.of_authority:
        policy.check_can_judge(post, organ, year, on)
    else:
        policy.check_can_write(post, organ, year, on)


def _stages(act: Act, found: Stands, on: date) -> Collection[Stage]:
    """Return when an act is done: what was received is submitted first, and reviewed for release after.

    What nobody accepts is published once it is cleared.
    """
    if act.key in RELEASING:
        return (published_from(found, on),)
    return WITH_AUTHORITY if act.key == "review" and found.was_received else act.at


def _not_yet(act: Act, found: Stands, on: date) -> Iterator[str]:
    filing = found.filing
    if act.key in ("review", "submit", "publish", "plan") and (within := why_within(filing)):
        yield within
    if act.key == "review" and not found.may_go_to_review and found.review is not None:
        yield gettext("公开前审查现在是“%(says)s”，不必再送。") % {"says": found.review.says}
    if act.key in ("publish", "plan") and found.version is not None:
        try:
            check_released(found.version)
        except NotCleared as refusal:
            yield str(refusal)
    if act.key in (CLOSE, "version") and is_from_elsewhere(filing):
        yield str(FROM_ELSEWHERE)
    if act.key == CLOSE and filing.scope != Filing.Scope.OWN:
        yield gettext("汇总报告由下级报告相加，没有自己的数据可以核定。")
    if act.key in (CLOSE, UPLOAD) and on.year <= filing.year:
        yield gettext("%(year)s年还没有结束，次年1月1日起才能核定。") % {"year": filing.year}
    if act.key == CLOSE and filing.scope == Filing.Scope.OWN and _has_ended(filing):
        yield gettext(
            "%(organ)s在%(year)s年底以前已经变更或者撤销，不再以它的名义核定；"
            "这一年度的数需要改的，由承接的机关编制本年度的报告。"
        ) % {"organ": filing.organ, "year": filing.year}
    if act.key == "version" and found.closing is None:
        yield gettext("还没有核定数据。请先核定本年度的数据，再成稿。")
    if act.key == "unplan" and found.planned is None:
        yield gettext("没有确定公布日期。")


def _has_ended(filing: Filing) -> bool:
    """Say whether the organ of a filing was no more at the end of its year: what it did another counts."""
    return division([filing.organ_id], filing.year).each[filing.organ_id].has_ended


def _way(act: Act, found: Stands, post: Post, on: date, *, own: bool) -> Way | None:
    if act.key == "unplan" and found.planned is None:
        return None
    if act.key == UPLOAD and not comes_as_file(found.filing):
        return None
    if act.key == JUDGED and authorities_here(found.filing.organ, found.filing.year, on):
        return None
    why = why_not(act, found, post, on)
    label = _label(act, found)
    if why:
        return Way(act.key, label, why=why, article=act.basis)
    filing = found.filing
    name = "desk-annual-act" if own else "desk-annual-judge"
    url = reverse(name, args=[filing.pk, act.key])
    if act.key == CLOSE:
        url = reverse("desk-annual-close", args=[filing.organ.code, filing.year])
    if act.key == JUDGED:
        url = reverse("desk-annual-judged-elsewhere", args=[filing.pk])
    if act.key == UPLOAD:
        url = f"{reverse('desk-annual-upload', args=[filing.organ.code])}?year={filing.year}"
    return Way(act.key, label, url, is_next=_is_next(act, found, on))


def _is_next(act: Act, found: Stands, on: date) -> bool:
    if found.stage is Stage.CLEARED and published_from(found, on) is Stage.CLEARED:
        return act.key == "publish" and found.planned is None
    if act.key == "publish" and found.planned is not None:
        return False
    if act.key == "review" and found.was_received:
        return found.stage is Stage.ACCEPTED  # its figures first: what is returned need not be reviewed
    return found.stage in act.next_at


def _label(act: Act, found: Stands) -> str:
    if act.key == CLOSE and found.closing is not None:
        return gettext("重新核定数据")
    if act.key == UPLOAD and found.closing is None:
        return gettext("上传报告文件")
    if act.key == "review" and found.was_received:
        return gettext("送公开前审查")
    if act.key == "version" and found.published is not None and found.stage is Stage.PUBLISHED:
        return gettext("编写更正的报告")
    if act.key == "version" and found.version is not None:
        return gettext("另成一稿")
    if act.key == "plan" and found.planned is not None:
        return gettext("改变公布日期")
    return str(act.label)
