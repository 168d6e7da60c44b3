"""Which tables of this room the database itself keeps from change (organs/triggers.py)."""

KEPT = {
    "requests_entry": "an entry of the ledger is never changed or deleted",
    "requests_anchor": "an anchor of the ledger is never changed or deleted",
}
