"""Who may accept a report that an organ submitted: the authority, in the person of somebody else."""

from __future__ import annotations

from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.service.annual import policy
from gongkai.service.annual.judges import goes_to_public
from gongkai.service.annual.models import Step
from gongkai.service.annual.releasing import writers_of
from gongkai.service.annual.standing import WITH_ORGAN, Stage, Stands
from gongkai.service.organs.models import Post
from gongkai.service.organs.policy import NotAllowed

TO_PUBLIC = gettext_lazy("审查通过，待公布")


def published_from(found: Stands, on: date) -> Stage:
    """Return where a filing may be published from: accepted, or cleared where nobody accepts it."""
    if found.stage is Stage.CLEARED and goes_to_public(found.filing, on):
        return Stage.CLEARED
    return Stage.ACCEPTED


def says(found: Stands, on: date) -> str | Promise:
    """Return where a filing stands in words; of what nobody accepts, that it waits for its publication."""
    return TO_PUBLIC if published_from(found, on) is Stage.CLEARED else found.says


def says_above(found: Stands, on: date) -> str | Promise:
    """Return where a filing that was once submitted stands in the words of its authority.

    What was taken back, or follows a return, is its organ's until it is submitted again.
    """
    return says(found, on) if found.is_seen_above else WITH_ORGAN


def check_can_accept(post: Post, found: Stands, on: date) -> None:
    """Refuse whoever may not judge, or has written or submitted for the organ what she would accept.

    A person may hold a post in the organ and another in its authority; 30号 asks the authority to look the
    report over, which nobody does with her own. What the authority took in for an organ that has nobody here
    is not written by it: a review before release by others stands before its publication. Raises NotAllowed.
    """
    filing = found.filing
    policy.check_can_judge(post, filing.organ, filing.year, on)
    if found.version is None or policy.is_looked_after(post, filing.organ, filing.year, on):
        return
    hands = writers_of(found.version)
    hands |= {step.by.person_id for step in found.steps if step.kind == Step.Kind.SUBMITTED and step.by}
    if post.person_id in hands:
        raise NotAllowed(_("这份报告是您编写或者报送的，请由主管部门的另一位同志审核。"))
