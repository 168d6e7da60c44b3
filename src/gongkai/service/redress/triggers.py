"""Which tables of this room the database itself keeps from change (organs/triggers.py)."""

KEPT = {"redress_step": "a step of a proceeding is never changed or deleted"}
