"""What a post may do next with an edition, and why it may not do what one would expect."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from gongkai.service.catalogue import policy
from gongkai.service.catalogue.desk_ways import Visit
from gongkai.service.catalogue.state import State, Where
from gongkai.service.clearance import policy as reviewing
from gongkai.service.organs.models import Organ, Post
from gongkai.service.organs.policy import NotAllowed

_WRITABLE = (State.DRAFT, State.RETURNED, State.WITHHELD, State.IN_REVIEW, State.REFERRED, State.CLEARED)


@dataclass(frozen=True, slots=True)
class Step:
    """A way on: its words, where, and whether it is the one to take."""

    label: str
    url: str
    is_next: bool = False


def steps(where: Where, who: Visit) -> list[Step]:
    """Return what the post may do with an edition as it stands, the next thing first."""
    edition, organ = where.edition, where.edition.document.organ

    def url(name: str) -> str:
        return reverse(name, args=[edition.pk])

    drafts = may(policy.check_can_draft, who, organ)
    releases = may(policy.check_can_release, who, organ)
    decides = may(policy.check_can_withdraw, who, organ)
    found: list[Step] = []
    if where.review is not None and where.is_bound and where.state in (State.IN_REVIEW, State.REFERRED):
        speaks = not reviewing.why_not(who.post, where.review, who.on)
        found.append(Step(_("审查") if speaks else _("查看审查"), url("desk-review"), speaks))
    if drafts and where.state in (State.DRAFT, State.RETURNED):
        found.append(Step(_("修改"), url("desk-edit"), where.state is State.RETURNED))
        found.append(Step(_("附件"), url("desk-files")))
        found.append(Step(_("送审"), url("desk-submit"), where.state is State.DRAFT))
    if releases and where.state is State.CLEARED:
        found.append(Step(_("发布"), url("desk-release"), True))
    if releases and where.state is State.SCHEDULED:
        found.append(Step(_("取消定时发布"), url("desk-release")))
    if drafts and where.state in (State.IN_REVIEW, State.REFERRED, State.CLEARED, State.WITHHELD):
        found.append(Step(_("修改"), url("desk-edit")))
    if decides and where.state in (State.PUBLISHED, State.SUPERSEDED):
        found.append(Step(_("撤下"), url("desk-withdraw")))
    if drafts and where.state in (State.PUBLISHED, State.WITHDRAWN):
        found.append(Step(_("起草新的一版"), reverse("desk-next-edition", args=[edition.document_id])))
    if where.state is not State.DISCARDED:
        found.append(Step(_("预览"), url("desk-preview")))
    if drafts and where.state in _WRITABLE:
        found.append(Step(_("作废"), url("desk-discard")))
    return found


def may(check: Callable[[Post, Organ, date], None], who: Visit, organ: Organ) -> bool:
    """Say whether a policy lets the post."""
    try:
        check(who.post, organ, who.on)
    except NotAllowed:
        return False
    return True
