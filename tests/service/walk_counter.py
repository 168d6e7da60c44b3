"""The addresses of the counter, the queue of calls and of identity papers."""

from __future__ import annotations

from gongkai.service.organs.models import Duty
from tests.service.walk import Rule, Way
from tests.service.walk_requests import CONSENTING, HANDLING, SEEING, a_case, asked_of_another

RULES = [
    Rule("desk-request-new", Way.POST, HANDLING),
    Rule("desk-requests-unconfirmed", Way.POST, HANDLING, secret=asked_of_another),
    Rule("desk-case-registered", Way.POST, HANDLING, of=a_case),
    Rule("desk-case-receipt", Way.POST, HANDLING, of=a_case),
    Rule("desk-case-sheet", Way.POST, HANDLING, of=a_case),
    Rule(
        "desk-case-signed",
        Way.POST,
        HANDLING,
        of=a_case,
        method="post",
        answers=(302,),
        why="back to the receipt, with what is missing",
    ),
    Rule("desk-case-called", Way.POST, HANDLING, of=a_case, method="post"),
    Rule("desk-case-identity", Way.POST, SEEING, of=a_case),
    Rule(
        "desk-case-erase",
        Way.POST,
        CONSENTING,
        of=a_case,
        method="post",
        answers=(302,),
        why="back to the identity papers, with the reason why not",
    ),
    Rule("desk-reveals", Way.POST, (Duty.OFFICE_HEAD, Duty.LEADER, Duty.AUDIT_ADMIN)),
]
