"""Correct the class of a requester: one proposes it with the reason, another consents (30号, 表三)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Post
from gongkai.service.requests import index, ledger, policy, reclassing
from gongkai.service.requests.models import Case, Party, Proposal


@transaction.atomic
def propose_class(case: Case, *, requester_class: str, says: str, by: Post, at: datetime) -> Proposal:
    """Propose another class for the requester of a case, with the reason.

    Nothing changes before somebody else consents (`consent.consent`). Of a part that was split off it is the
    whole that is corrected. Raises NotAllowed, CannotDo (requester_class, says; one that waits already).
    """
    today = timezone.localdate(at)
    policy.check_can_handle(by, case.organ, today)
    case = ledger.locked(reclassing.whole_of(case))
    policy.check_can_handle(by, case.organ, today)
    before = reclassing.requester_of(case).requester_class
    faults = {}
    if requester_class not in Party.Class.values:
        faults["requester_class"] = [_("请选择申请人的类别。")]
    elif requester_class == before:
        faults["requester_class"] = [_("现在登记的就是这一类别，不必更正。")]
    if len(says.strip()) < 4:
        faults["says"] = [_("请写明理由（至少4个字）：同意的人要看，日后也要查。")]
    if faults:
        raise CannotDo(faults)
    if waiting := Proposal.objects.filter(case=case, kind=reclassing.KIND, consent=None).first():
        raise CannotDo(_("已经有人在%(on)s提出过，尚待答复。") % {"on": timezone.localdate(waiting.at)})
    proposal = Proposal.objects.create(
        case=case,
        kind=reclassing.KIND,
        event=reclassing.written(before, requester_class, today),
        says=says.strip(),
        by=by,
        at=at,
    )
    record(
        "requests.proposed",
        by=by,
        at=at,
        kind="case",
        key=case.pk,
        organ=case.organ,
        proposed=reclassing.KIND,
        before=before,
        after=requester_class,
    )
    return proposal


def set_class(proposal: Proposal, *, by: Post, at: datetime, on: date) -> None:
    """Set the class that was consented to, of the request and all its parts, and count them anew.

    The caller's transaction holds the consent. Overtaken where another class is registered by now.
    """
    before, after = reclassing.classes_of(proposal)
    cases = reclassing.locked_with_parts(proposal.case)
    if reclassing.requester_of(proposal.case).requester_class != before:
        raise ledger.Overtaken(_("申请人类别在提出以后已经改过，请看过最新情况后再答复。"))
    parties = Party.objects.filter(case__in=cases, role=Party.Role.REQUESTER)
    parties.update(requester_class=after)
    index.refresh_all([case.pk for case in cases], timezone.localdate(at))
    for case in cases:
        record(
            "requests.class_corrected",
            by=by,
            at=at,
            kind="case",
            key=case.pk,
            organ=case.organ,
            before=before,
            after=after,
            on=on,
        )
