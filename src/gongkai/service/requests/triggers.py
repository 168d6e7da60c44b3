"""Which tables of this room the database itself keeps from change (organs/triggers.py)."""

from gongkai.service.organs.triggers import Kept

KEPT = {
    "requests_entry": Kept("an entry of the ledger is never changed or deleted", ("case_id", "place")),
    "requests_anchor": Kept("an anchor of the ledger is never changed or deleted", ("day",)),
}
