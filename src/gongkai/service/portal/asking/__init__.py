"""A citizen asks, and follows what was asked: form, receipt, tracking. Nothing here is kept by a cache.

No account and no session of the desk: what a visitor may see again (her receipt, her request) is sealed in a
cookie for half an hour (`sealed.py`). No address and no log says anything of her.
"""
