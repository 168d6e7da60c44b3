"""The requester tells where she is reached now; what has been sent already keeps the address it went to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.log import record
from gongkai.service.requests import intake, ledger
from gongkai.service.requests.intake import Application, Who
from gongkai.service.requests.models import Case, Party

FIELDS = ("phone", "email", "address", "postcode", "fax")


@transaction.atomic
def change_contact(case: Case, facts: Mapping[str, str], *, at: datetime) -> Party:
    """Set the facts given (of FIELDS, those that are not empty) by which the requester is reached.

    The log says which of them changed, never what they are. Raises CannotDo by field.
    """
    case = ledger.locked(case)
    party = Party.objects.select_for_update().get(case=case, role=Party.Role.REQUESTER)
    who = Who(**{name: facts.get(name, "") for name in FIELDS})
    given = {name: getattr(who, name) for name in FIELDS if getattr(who, name)}
    changed = {name: value for name, value in given.items() if value != getattr(party, name)}
    if not changed:
        raise CannotDo(_("请至少填写一项与现在登记的不同的联系方式。"))
    faults = intake.wrong(Application(Who(**changed), ""))
    if faults:
        raise CannotDo(faults)
    for name, value in changed.items():
        setattr(party, name, value)
    party.save(update_fields=list(changed))
    record(
        "requests.contact_changed",
        by=None,
        at=at,
        kind="case",
        key=case.pk,
        organ=case.organ,
        fields=sorted(changed),
    )
    return party
