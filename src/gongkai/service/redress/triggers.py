"""Which tables of this room the database itself keeps from change (organs/triggers.py)."""

from gongkai.service.organs.triggers import Kept

STEPS = {
    "redress_step": Kept("a step of a proceeding is never changed or deleted", ("proceeding_id", "place"))
}
RECORDS = {
    "redress_recordstep": Kept(
        "a step of a rectification is never changed or deleted", ("rectification_id", "place")
    )
}
KEPT = {**STEPS, **RECORDS}
