"""Name somebody whose opinion is asked: a third party, a co-producing organ, another organ."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Organ, Post
from gongkai.service.requests import ledger, policy
from gongkai.service.requests.intake import Who
from gongkai.service.requests.models import Case, Party

LETTERS = {Party.Role.THIRD_PARTY: "T", Party.Role.CO_PRODUCER: "C", Party.Role.OTHER_ORGAN: "O"}
FIELDS = ("legal_representative", "contact_person", "phone", "email", "fax", "address", "postcode")


@transaction.atomic
def add_party(
    case: Case, *, role: str, who: Who, by: Post, at: datetime, organ: Organ | None = None
) -> Party:
    """Add a party and return it; its key (T1, C1, O1 …) is what the ledger will say.

    `organ` is the organ itself where it is one of this installation. Raises NotAllowed, CannotDo (by field).
    """
    policy.check_can_handle(by, case.organ, timezone.localdate(at))
    if role not in LETTERS:
        raise CannotDo({"role": [_("请选择征求谁的意见：第三方、共同制作机关，或者其他机关。")]})
    if organ is not None and organ.pk == case.organ_id:
        raise CannotDo({"organ": [_("本机关不能向自己征求意见；内部科室的意见请用交办。")]})
    name = who.name.strip() or (organ.name if organ else "")
    if not name:
        raise CannotDo({"name": [_("请填写姓名或者名称。")]})
    case = ledger.locked(case)
    letter = LETTERS[Party.Role(role)]
    taken = Party.objects.filter(case=case, key__startswith=letter).count()
    party = Party(case=case, key=f"{letter}{taken + 1}", role=role, name=name, organ=organ)
    for field in FIELDS:
        setattr(party, field, getattr(who, field).strip())
    _check(party)
    party.save()
    record("requests.party_added", by=by, at=at, kind="case", key=case.pk, organ=case.organ, party=party.key)
    return party


def _check(party: Party) -> None:
    try:
        party.clean_fields(exclude=("organ", "erased_at"))
    except ValidationError as fault:
        raise CannotDo(fault.message_dict) from fault
