"""How every page of the desk over requests begins: the moment, the power, the door."""

from __future__ import annotations

from gongkai.service.catalogue.desk_ways import Visit, visit
from gongkai.service.organs.gate import DeskRequest
from gongkai.service.organs.policy import Power
from gongkai.service.requests import doors, policy
from gongkai.service.requests.models import Case

__all__ = ["Visit", "case_of", "case_to_handle", "visit"]


def case_of(request: DeskRequest, key: int) -> tuple[Visit, Case]:
    """Return a case to a post that may see it; 403 for a duty that sees none, 404 for another organ's."""
    who = visit(request)
    return who, doors.case_for(who.post, key, who.on)


def case_to_handle(request: DeskRequest, key: int) -> tuple[Visit, Case]:
    """Return a case to a post that handles requests there; 403 with the reason for one that only sees."""
    who = visit(request, Power.HANDLE)
    case = doors.case_for(who.post, key, who.on)
    policy.check_can_handle(who.post, case.organ, who.on)
    return who, case
