"""How every page of the desk over requests begins: the moment, the power, the door."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from gongkai.service.organs.gate import DeskRequest
from gongkai.service.organs.models import Post
from gongkai.service.organs.policy import Power, check_has
from gongkai.service.requests import doors, policy
from gongkai.service.requests.models import Case


@dataclass(frozen=True, slots=True)
class Visit:
    """Who asks, and when."""

    post: Post
    at: datetime
    on: date


def visit(request: DeskRequest, power: Power = Power.SEE) -> Visit:
    """Return who asks and when, after the power was asked of her post (NotAllowed: 403 with the reason)."""
    at = timezone.now()
    found = Visit(request.acting, at, timezone.localdate(at))
    check_has(found.post, power, found.on)
    return found


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
