"""The one question that stands before every release: has exactly this passed the review?"""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext as _

from gongkai.service.clearance.models import Review
from gongkai.service.clearance.refusals import NotCleared
from gongkai.service.clearance.standing import State, newest, standing


def check_cleared(kind: str, key: int, digest: str, writers: Collection[int] = ()) -> Review:
    """Return the review that cleared a thing with this digest; NotCleared with the reason otherwise.

    Only the newest review of the thing counts: what was cleared once and then returned is not cleared.
    `writers` are the keys of the people who wrote it: a person the review did not know as a writer may
    have approved her own words. That two people at least passed it, and the last of them not a writer,
    is asked again here whatever the rules said when they spoke.
    """
    review = newest(kind, key)
    if review is None:
        raise NotCleared(_("尚未送审。先审查，后公开：请先送审（条例第十七条）。"))
    if review.digest != digest:
        raise NotCleared(
            _("%(review)s通过以后或者进行当中，内容或者附件有改动，与所审的不一致。请重新送审。")
            % {"review": review}
            if standing(review).state is State.CLEARED
            else _("%(review)s所审的不是现在的内容：送审以后有改动。请重新送审。") % {"review": review}
        )
    found = standing(review)
    if found.state is not State.CLEARED:
        raise NotCleared(
            _("尚未通过审查：%(review)s现在是“%(says)s”。") % {"review": review, "says": found.says}
        )
    people = found.people
    if len(set(people)) < max(2, len(found.levels)) or people[-1] in {*review.drafted_by, *writers}:
        raise NotCleared(
            _("%(review)s不是由不同的人逐级作出，或者由拟稿人自己批准，不能作为发布的依据。")
            % {"review": review}
        )
    if not set(writers) <= set(review.drafted_by):
        raise NotCleared(_("%(review)s之后又有人参与改稿，请重新送审。") % {"review": review})
    if found.unanswered:
        raise NotCleared(
            _("%(review)s还有%(count)s处扫描发现没有答复，不能发布。")
            % {"review": review, "count": len(found.unanswered)}
        )
    return review
