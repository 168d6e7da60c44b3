"""Which tables of this room the database itself keeps from change (organs/triggers.py)."""

STEPS = {"redress_step": "a step of a proceeding is never changed or deleted"}
RECORDS = {"redress_recordstep": "a step of a rectification is never changed or deleted"}
KEPT = {**STEPS, **RECORDS}
