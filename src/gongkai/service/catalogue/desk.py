"""What the catalogue adds to the desk (organs/desk.py): its menu, what waits for a post, names of acts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gongkai.service.catalogue import due as limits
from gongkai.service.catalogue import guide
from gongkai.service.catalogue.desk_law import counted, law_here
from gongkai.service.catalogue.due import Item
from gongkai.service.catalogue.models import Edition
from gongkai.service.catalogue.state import KIND, State, states, whole
from gongkai.service.clearance.models import Opinion
from gongkai.service.clearance.queries import waiting_for
from gongkai.service.organs.desk import Due, Entry
from gongkai.service.organs.models import Post
from gongkai.service.organs.policy import Power, has
from gongkai.service.organs.queries import forebears
from gongkai.statute.law import Law

ENTRIES = (
    Entry(_("信息目录"), "desk-documents", (Power.SEE,)),
    Entry(_("公开指南"), "desk-guide", (Power.SEE,)),
    Entry(_("索引号格式"), "desk-index-pattern", (Power.SEE,)),
)

ACTS = {
    "catalogue.draft": _("起草信息"),
    "catalogue.draft_edition": _("起草新的一版"),
    "catalogue.save": _("保存草稿"),
    "catalogue.attach": _("上传附件"),
    "catalogue.remove_attachment": _("移除附件"),
    "catalogue.reorder": _("调整附件次序"),
    "catalogue.discard": _("作废草稿"),
    "catalogue.submit": _("送审"),
    "catalogue.refuse_secret": _("拒收带密级标志的内容"),
    "catalogue.release": _("发布"),
    "catalogue.unschedule": _("取消定时发布"),
    "catalogue.withdraw": _("撤下"),
    "catalogue.mark_validity": _("标注有效性"),
    "catalogue.confirm_guide": _("核对公开指南"),
    "catalogue.set_index_pattern": _("设定索引号格式"),
}

SOON = 10  # working days within which something is shown as due
MOST = 20  # lines of one kind on the first page of the desk
MOST_LOOKED_AT = 200  # of what was returned or has passed, however much of it lies about


def due(post: Post, now: datetime) -> Iterator[Due]:
    """Yield what waits for a post: reviews in which it may speak, its organ's drafts, limits, the guide."""
    if not has(post, Power.SEE) or has(post, Power.SUPERVISE):
        return
    law = law_here()
    on = timezone.localdate(now)
    yield from _reviews(post, now, law)
    if has(post, Power.DRAFT):
        items = {item.edition.pk: item for item in limits.waiting(post.organ, on, law)}
        told: set[int] = set()
        yield from _drafts(post, now, items, told)
        yield from _limits([item for pk, item in items.items() if pk not in told])
        alarm = guide.alarm(post.organ, now)
        if alarm.is_late:
            yield Due(alarm.says, reverse("desk-guide"))
    elif has(post, Power.APPROVE):
        late = limits.overdue(post.organ, on, law)
        if late:
            says = gettext("超过公开期限还没有发布的信息")
            yield Due(says, _listed("working"), late[0].due.day if late[0].due else None, True, len(late))


def _reviews(post: Post, now: datetime, law: Law) -> Iterator[Due]:
    on = timezone.localdate(now)
    waiting = waiting_for(post, on, KIND)
    editions = {
        edition.pk: edition
        for edition in whole(Edition.objects.filter(pk__in=[w.review.subject_key for w in waiting]))
    }
    found = states(editions.values(), now)
    bound = [
        w
        for w in waiting
        if w.review.subject_key in found
        and found[w.review.subject_key].is_bound
        and found[w.review.subject_key].may_be_changed
    ]
    for review in bound[:MOST]:
        edition = editions[review.review.subject_key]
        until = review.review_due(law)
        level = review.levels[review.level or 0].words
        says = (
            gettext("已报请确定，收到答复后请登记：《%(title)s》")
            if review.referral
            else gettext("等您审查（%(level)s）：《%(title)s》")
        ) % {"level": level, "title": edition.title}
        by = until.day if until else None
        yield Due(says, reverse("desk-review", args=[edition.pk]), by, by is not None and by < on)
    if len(bound) > MOST:
        yield Due(gettext("等您审查的还有"), _listed("in_review"), count=len(bound) - MOST)


def _drafts(post: Post, now: datetime, items: Mapping[int, Item], told: set[int]) -> Iterator[Due]:
    """Yield what was returned or can be released, with its last day; note in `told` what was told.

    Asked of what has a review of its own that ended, and of the latest of these, not of every draft: a
    batch of an import is told as one (imports/desk.py).
    """
    organs = {post.organ_id} | forebears(post.organ_id, timezone.localdate(now))
    ended = Opinion.objects.filter(review__subject_kind=KIND, review__subject_key=OuterRef("pk")).filter(
        Q(verdict=Opinion.Verdict.RETURN) | Q(verdict=Opinion.Verdict.PASS, level=F("review__last_level"))
    )
    rows = Edition.objects.filter(document__organ__in=organs, released_digest="", discarded_at=None)
    found = states(whole(rows.filter(Exists(ended))).order_by("-changed_at")[:MOST_LOOKED_AT], now)
    for state, words in (
        (State.RETURNED, gettext("退回修改：《%(title)s》")),
        (State.CLEARED, gettext("审查通过，可以发布：《%(title)s》")),
    ):
        listed = [where.edition for where in found.values() if where.state is state]
        for edition in listed[:MOST]:
            name = "desk-edition" if state is State.RETURNED else "desk-release"
            told.add(edition.pk)
            yield _with_day(words % {"title": edition.title}, name, edition, items.get(edition.pk))
        if len(listed) > MOST:
            yield Due(words % {"title": "……"}, _listed(state.value), count=len(listed) - MOST)


def _limits(items: Sequence[Item]) -> Iterator[Due]:
    soon = [item for item in items if item.left is not None and item.left <= SOON]
    for item in soon[:MOST]:
        says = gettext("应当公开：《%(title)s》") % {"title": item.edition.title}
        yield _with_day(says, "desk-edition", item.edition, item)
    if len(soon) > MOST:
        yield Due(gettext("应当公开的还有"), _listed("working"), count=len(soon) - MOST)


def _with_day(says: str, name: str, edition: Edition, item: Item | None) -> Due:
    url = reverse(name, args=[edition.pk])
    if item is None or item.due is None:
        return Due(says, url)
    return Due(says, url, item.due.day, item.is_late, how=counted(item))


def _listed(state: str) -> str:
    return f"{reverse('desk-documents')}?state={state}"
