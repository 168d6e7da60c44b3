"""Who may do what with what an organ publishes. Whose it is to see is asked at the doors."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from gongkai.service.organs.continuity import last_keepers
from gongkai.service.organs.models import Organ, Post
from gongkai.service.organs.policy import NotAllowed, Power, acts_for, check_can, check_in_force, has


def check_can_draft(post: Post, organ: Organ, on: date) -> None:
    """Write and change drafts, with their files, submit them for review, discard them, import."""
    check_can(post, Power.DRAFT, organ, on)


def check_can_begin(post: Post, on: date) -> None:
    """Begin a new document of the post's organ: one that is no more makes none, its heir does."""
    check_can(post, Power.DRAFT, post.organ, on)
    ended = post.organ.endings.filter(on__lte=on).first()
    if ended is not None:
        keepers = Organ.objects.filter(pk__in=last_keepers([post.organ_id], on))
        raise NotAllowed(
            _("%(organ)s已于%(on)s%(kind)s，不再制作新的信息；由承接的机关起草：%(heirs)s。")
            % {
                "organ": post.organ,
                "on": ended.on,
                "kind": ended.get_kind_display(),
                "heirs": _("、").join(map(str, keepers)) or _("还没有登记，请系统管理员登记"),
            }
        )


def check_can_speak(post: Post, organ: Organ, on: date) -> None:
    """Review what the organ would publish; at which level, the review asks for itself."""
    _check_any(post, organ, on, (Power.REVIEW_FIRST, Power.REVIEW, Power.APPROVE), _("审查"))


def check_can_release(post: Post, organ: Organ, on: date) -> None:
    """Release what has passed the review, or undo a time set for it: whoever drafts, or approves.

    The decision was made in the review; this carries it out.
    """
    _check_any(post, organ, on, (Power.DRAFT, Power.APPROVE), _("发布"))


def check_can_withdraw(post: Post, organ: Organ, on: date) -> None:
    """Take from the public what it could read: a decision of the office's head or the leader."""
    check_can(post, Power.APPROVE, organ, on)


def check_can_mark_validity(post: Post, organ: Organ, on: date) -> None:
    """Say that a text was amended, lapsed or was repealed: a public statement, so by who approves."""
    check_can(post, Power.APPROVE, organ, on)


def check_can_confirm_guide(post: Post, organ: Organ, on: date) -> None:
    """Say that the guide still holds: whoever keeps it."""
    check_can(post, Power.DRAFT, organ, on)


def check_can_set_pattern(post: Post, organ: Organ, on: date) -> None:
    """Choose how index numbers are formed: the office's head or the leader."""
    check_can(post, Power.APPROVE, organ, on)


def _check_any(post: Post, organ: Organ, on: date, powers: tuple[Power, ...], what: str) -> None:
    check_in_force(post, on)
    if not any(has(post, power) for power in powers):
        raise NotAllowed(_("%(title)s无权%(what)s。") % {"title": post.title, "what": what})
    if not acts_for(post, organ, on):
        raise NotAllowed(
            _("这是%(organ)s的事项，不由%(post_organ)s办理。") % {"organ": organ, "post_organ": post.organ}
        )
