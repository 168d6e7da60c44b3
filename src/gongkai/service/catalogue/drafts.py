"""A draft under its lock: what every action on one begins and ends with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.service.catalogue.fields import Note
from gongkai.service.catalogue.models import Document, Edition
from gongkai.service.catalogue.state import State, Where, states, whole
from gongkai.service.clearance.refusals import OutOfTurn
from gongkai.service.organs.models import Post


class Stale(OutOfTurn):
    """Somebody else has saved the draft since it was opened; nothing of hers is overwritten."""


class WouldVoidReview(OutOfTurn):
    """The change would void a review; asked again with `voids_review=True` it is made."""


@dataclass(frozen=True, slots=True)
class Saved:
    """A draft after it was saved, what is odd about it, and whether anything changed at all."""

    edition: Edition
    notes: Sequence[Note]
    is_changed: bool = True


def locked(edition: Edition) -> Edition:
    """Return an edition read anew, its document locked until the transaction ends.

    Every action on a document or one of its editions takes this lock first, so that two take turns.
    """
    Document.objects.select_for_update().get(pk=edition.document_id)
    return whole(Edition.objects.filter(pk=edition.pk)).get()


def writable(edition: Edition, at: datetime, *, voids_review: bool) -> Where:
    """Return where a locked draft stands, if it may still be written in.

    Raises OutOfTurn for what is released or discarded, and WouldVoidReview while a review is open or
    has passed, unless that is accepted.
    """
    where = states([edition], at)[edition.pk]
    if where.state is State.DISCARDED:
        raise OutOfTurn(_("这份草稿已经作废，不能修改。"))
    if where.showing is not None:
        raise OutOfTurn(
            _("第%(number)s版“%(says)s”，已发布的版本不能修改；请起草新的一版。")
            % {"number": edition.number, "says": where.says}
        )
    if where.state in (State.IN_REVIEW, State.REFERRED, State.CLEARED) and not voids_review:
        if where.batch is not None:
            raise WouldVoidReview(
                _(
                    "这份稿件随一批导入一起送审，现在是“%(says)s”。改动以后它退出这一批，"
                    "须单独送审；确实要改的，请确认。"
                )
                % {"says": where.says}
            )
        raise WouldVoidReview(
            _("这份稿件现在是“%(says)s”。改动会使这次审查作废，须重新送审；确实要改的，请确认。")
            % {"says": where.says}
        )
    return where


def check_version(edition: Edition, version: int) -> None:
    """Refuse to save over what somebody else has saved since; `version` is the one that was opened."""
    if edition.version != version:
        saved = timezone.localtime(edition.changed_at)
        raise Stale(
            _(
                "%(person)s在%(saved)s改过这份草稿，您打开的不是最新内容，没有保存。"
                "请重新打开，把您的改动补上。"
            )
            % {"person": edition.changed_by.person, "saved": f"{saved:%Y-%m-%d %H:%M}"}
        )


def written(edition: Edition, by: Post, at: datetime, *, of_fields: bool = True) -> None:
    """Note on a draft who wrote in it, and when; the caller saves it.

    The version counts the changes of the fields: who brings in a file beside an open form may still save it.
    """
    edition.changed_by, edition.changed_at = by, at
    edition.version += of_fields
    if by.person_id not in edition.writers:
        edition.writers = sorted({*edition.writers, by.person_id})
