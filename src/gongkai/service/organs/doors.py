"""The guarded doors: an object is handed out only to whom it concerns; to anybody else it is not there.

A room above makes its own door of these: fetch the row, then `check_visible(post, row.organ, on)`.
"""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from gongkai.service.organs import policy
from gongkai.service.organs.continuity import kept_by, under
from gongkai.service.organs.models import Deed, Organ, Person, Post
from gongkai.service.organs.policy import Power


class NotHere(Http404):
    """There is no such thing for this post; it is not said whether there is one for another."""

    def __init__(self, says: str = "") -> None:
        super().__init__(says or _("没有这一项，或者它不归您所在的机关。"))


def check_visible(post: Post, organ: Organ, on: date) -> None:
    """Raise NotHere, unless the post may know of what an organ has not published.

    For an object of the post's own organ, or of one it came after, this passes whatever the duty; whether
    the duty carries the power is for the policy to say, with its reason. For one of another organ, only to
    its supervisor.
    """
    policy.check_in_force(post, on)
    if not policy.acts_for(post, organ, on) and not policy.supervises(post, organ, on):
        raise NotHere


def visible_organs(post: Post, on: date) -> QuerySet[Organ]:
    """Return the organs of which the post may see what is not published: for the lists of a desk."""
    if not policy.may_see(post, post.organ, on):
        return Organ.objects.none()
    own = kept_by([post.organ_id], on)
    if policy.has(post, Power.SUPERVISE):
        own |= under([post.organ_id], "supervisor_id", on)
    return Organ.objects.filter(pk__in=own)


def managed_organs(post: Post, on: date) -> QuerySet[Organ]:
    """Return the organs an administrator manages, or an auditor reads of: her own and those under it."""
    policy.check_in_force(post, on)
    return Organ.objects.filter(pk__in=kept_by([post.organ_id], on) | under([post.organ_id], "parent_id", on))


def managed_organ(post: Post, code: str, on: date) -> Organ:
    """Return the organ of a code to an administrator; NotHere if it is not under hers."""
    policy.check_has(post, Power.MANAGE_ORGANS, on)
    organ = managed_organs(post, on).select_related("parent", "supervisor").filter(code=code).first()
    if organ is None:
        raise NotHere(_("没有这个机关，或者它不归您管理。"))
    return organ


def managed_people(post: Post, on: date) -> QuerySet[Person]:
    """Return the people an administrator may know of: who served in her organs, or nowhere yet."""
    policy.check_has(post, Power.MANAGE_PEOPLE, on)
    served = Post.objects.filter(organ__in=managed_organs(post, on)).values("person")
    return Person.objects.filter(Q(pk__in=served) | ~Q(pk__in=Post.objects.values("person")))


def managed_person(post: Post, number: int, on: date) -> Person:
    """Return the person of a key to an administrator; NotHere if she serves elsewhere."""
    person = managed_people(post, on).filter(pk=number).first()
    if person is None:
        raise NotHere(_("没有这个人员，或者其账号不归您管理。"))
    return person


def managed_post(post: Post, number: int, on: date) -> Post:
    """Return a post to an administrator; NotHere if it is in an organ not under hers."""
    policy.check_has(post, Power.MANAGE_PEOPLE, on)
    held = (
        Post.objects.select_related("person", "organ")
        .filter(pk=number, organ__in=managed_organs(post, on))
        .first()
    )
    if held is None:
        raise NotHere(_("没有这项任职，或者它不归您管理。"))
    return held


def readable_deeds(post: Post, on: date) -> QuerySet[Deed]:
    """Return the deeds an auditor may read: of her organ and those under it, and of the people there.

    What has no organ (the command line, signing in of people without a post) is read at the top of the tree.
    """
    policy.check_has(post, Power.READ_LOG, on)
    organs = managed_organs(post, on)
    people = Post.objects.filter(organ__in=organs).values("person")
    concerned = Q(organ__in=organs) | Q(organ=None, person__in=people)
    if post.organ.parent_id is None:
        nowhere = ~Q(person__in=Post.objects.values("person"))
        concerned |= Q(organ=None) & (Q(person=None) | nowhere)
    return Deed.objects.filter(concerned).select_related("person", "post", "post__organ", "organ")
