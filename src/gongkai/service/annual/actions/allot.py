"""Give what a split left to one of the organs that came after: its requests, its other proceedings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.service.annual import policy
from gongkai.service.annual.models import Allotment
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.continuity import shares_of
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Organ, Post
from gongkai.service.redress.models import Proceeding
from gongkai.service.requests.models import Case


@transaction.atomic
def allot(
    *,
    to: Organ,
    basis: str,
    by: Post,
    at: datetime,
    cases: Sequence[Case] = (),
    proceedings: Sequence[Proceeding] = (),
) -> list[Allotment]:
    """Record to which organ each of these went, and return the rows; the newest of a thing counts.

    `basis` is the paper that says so. What has a keeper may be given to any other successor of the split,
    also where the organ had taken another name before it. Raises NotAllowed; CannotDo (to, basis; nothing
    was chosen; a thing whose organ was not split, or of which `to` is no successor).
    """
    today = timezone.localdate(at)
    faults = {}
    if not basis.strip():
        faults["basis"] = [_("请写明依据，如机构改革的文件、移交清单。")]
    if not cases and not proceedings:
        faults[""] = [_("请选择要划分的申请或者案件。")]
    if faults:
        raise CannotDo(faults)
    for organ in {*(case.organ for case in cases), *(each.organ for each in proceedings)}:
        policy.check_can_write(by, organ, today.year - 1, today)
        heirs = shares_of([organ.pk], today)[organ.pk]
        if not heirs:
            raise CannotDo(_("%(organ)s没有拆分，不必划分。") % {"organ": organ})
        if to.pk not in heirs:
            raise CannotDo({"to": [_("%(to)s不是承接%(organ)s的机关。") % {"to": to, "organ": organ}]})
    if followed := [each for each in proceedings if each.case_id is not None]:
        raise CannotDo(_("%(proceeding)s随申请划分，请划分它的申请。") % {"proceeding": followed[0]})
    given = {"to": to, "basis": basis.strip(), "by": by, "at": at}
    made = [Allotment.objects.create(case=case, **given) for case in cases]
    made += [Allotment.objects.create(proceeding=proceeding, **given) for proceeding in proceedings]
    record(
        "annual.allot",
        by=by,
        at=at,
        kind="organ",
        key=to.code,
        organ=to,
        cases=[case.pk for case in cases],
        proceedings=[proceeding.pk for proceeding in proceedings],
    )
    return made
