"""Record what became of organs: renamed, merged, split or abolished."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.service.organs import policy, revision
from gongkai.service.organs.actions.refusal import CannotDo, checked
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Organ, Post, Succession
from gongkai.service.organs.queries import heirs

K = Succession.Kind


@transaction.atomic
def succeed(
    kind: Succession.Kind,
    *,
    on: date,
    predecessors: Sequence[Organ],
    successors: Sequence[Organ],
    source: str,
    by: Post | None,
    at: datetime,
    note: str = "",
    carry_posts: bool = False,
    keeper: Organ | None = None,
    created: Sequence[Organ] = (),
) -> Succession:
    """Record that from a day on the successors stand for the predecessors, and return the record.

    The rows, codes and addresses of the predecessors stay. With `carry_posts` the posts in force that
    day end there and begin, with the same people and duties, in the one successor. `keeper` is the one of
    the successors of a split that answers for what the old organ left. `created` are the successors that
    the change set up: their day is entered, if it was not. Raises NotAllowed, CannotDo with the field that
    is wrong.
    """
    if by is not None:
        for organ in (*predecessors, *successors):
            policy.check_can_manage_organ(by, organ, timezone.localdate(at))
    _check(kind, on, predecessors, successors)
    if keeper is not None and (kind != K.SPLIT or keeper not in successors):
        raise CannotDo({"keeper": [_("只有拆分时可以指定，并且应当是承接的机关之一。")]})
    _set_up(created, successors, on)
    made = Succession(kind=kind, on=on, source=source.strip(), note=note.strip(), keeper=keeper)
    checked(made)
    made.save()
    made.predecessors.set(predecessors)
    made.successors.set(successors)
    carried = _carry(predecessors, successors[0], on) if carry_posts and len(successors) == 1 else 0
    record(
        "organs.succeed",
        by=by,
        at=at,
        kind="succession",
        key=made.pk,
        organ=predecessors[0],
        how=str(kind),
        on=on,
        predecessors=[organ.code for organ in predecessors],
        successors=[organ.code for organ in successors],
        posts_carried=carried,
        **({"keeper": keeper.code} if keeper else {}),
        **({"created": [organ.code for organ in created]} if created else {}),
    )
    revision.advance()
    return made


def _check(
    kind: Succession.Kind, on: date, predecessors: Sequence[Organ], successors: Sequence[Organ]
) -> None:
    """Refuse what does not fit the kind, or what has been recorded of the same organ."""
    if not predecessors:
        raise CannotDo({"predecessors": [_("请选择原机关。")]})
    if both := set(predecessors) & set(successors):
        raise CannotDo({"successors": [_("%(organ)s不能同时是原机关和承接的机关。") % {"organ": both.pop()}]})
    if kind == K.RENAMED and (len(predecessors), len(successors)) != (1, 1):
        raise CannotDo({"successors": [_("更名应当是一个原机关对一个新机关。")]})
    if kind == K.MERGED and len(successors) != 1:
        raise CannotDo({"successors": [_("合并应当有一个承接的机关。")]})
    if kind == K.SPLIT and (len(predecessors) != 1 or len(successors) < 2):
        raise CannotDo({"successors": [_("拆分应当是一个原机关对两个以上承接的机关。")]})
    for organ in predecessors:
        if ended := organ.endings.first():
            raise CannotDo(
                {
                    "predecessors": [
                        _("%(organ)s已于%(on)s%(kind)s。")
                        % {"organ": organ, "on": ended.on, "kind": ended.get_kind_display()}
                    ]
                }
            )
        if organ.established_on and organ.established_on >= on:
            raise CannotDo(
                {
                    "on": [
                        _("%(organ)s于%(established_on)s设立，变更日期应当在此之后。")
                        % {"organ": organ, "established_on": organ.established_on}
                    ]
                }
            )
    for organ in successors:
        if set(heirs(organ)) & set(predecessors):
            raise CannotDo(
                {"successors": [_("%(organ)s后来由原机关承接，不能再承接它。") % {"organ": organ}]}
            )
        if ended := organ.endings.filter(on__lte=on).first():
            raise CannotDo(
                {
                    "successors": [
                        _("%(organ)s已于%(on)s%(kind)s。")
                        % {"organ": organ, "on": ended.on, "kind": ended.get_kind_display()}
                    ]
                }
            )


def _set_up(created: Sequence[Organ], successors: Sequence[Organ], on: date) -> None:
    """Enter the day on which the change set up an organ; refuse one that does not come after."""
    for organ in created:
        if organ not in successors:
            raise CannotDo({"created": [_("%(organ)s不是承接的机关。") % {"organ": organ}]})
        if organ.established_on not in (None, on):
            raise CannotDo(
                {
                    "created": [
                        _("%(organ)s的设立日期是%(day)s，与变更日期不同，请核对。")
                        % {"organ": organ, "day": organ.established_on}
                    ]
                }
            )
        organ.established_on = on
        organ.save(update_fields=["established_on"])


def _carry(predecessors: Sequence[Organ], successor: Organ, on: date) -> int:
    """Let the posts of the day go on in the successor; a deputy's follows its principal's."""
    before = Post.objects.filter(organ__in=predecessors, since__lt=on).exclude(until__lte=on)
    carried: dict[int, Post] = {}
    for post in sorted(before, key=lambda post: (post.deputy_of_id is not None, post.pk)):
        until, post.until = post.until, on
        post.save()
        carried[post.pk] = Post(
            person=post.person,
            organ=successor,
            duty=post.duty,
            unit=post.unit,
            since=on,
            until=until,
            deputy_of=carried.get(post.deputy_of_id) if post.deputy_of_id else None,
        )
        carried[post.pk].save()
    return len(carried)
