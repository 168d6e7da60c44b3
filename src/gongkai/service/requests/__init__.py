"""Requests for information: the ledger of what happened to each, and the desk that handles them."""
