"""A file that was uploaded to have its words taken, until they are saved as a draft: a day at most.

Nothing here belongs to a document yet. Whoever uploaded it has its token in her session; nobody else can
come by it. What is never saved is removed by the next upload after a day.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.core.files.base import ContentFile, File
from django.core.files.storage import storages

from gongkai.service.catalogue.store import ALIAS

FOLDER = "pending"
LONGEST = timedelta(days=1)


class Gone(LookupError):
    """The file is no longer kept."""


def keep(data: bytes | File[bytes], at: datetime) -> str:
    """Keep bytes for a day, and return the token by which they are found again."""
    _sweep(at)
    token = secrets.token_hex(16)
    storages[ALIAS].save(f"{FOLDER}/{token}", data if isinstance(data, File) else ContentFile(data))
    return token


def read(token: str) -> bytes:
    """Return the bytes of a token; raises Gone."""
    try:
        with storages[ALIAS].open(_path(token), "rb") as file:
            data: bytes = file.read()
    except FileNotFoundError:
        raise Gone(token) from None
    return data


def drop(token: str) -> None:
    """Remove the bytes of a token, if they are still there."""
    storages[ALIAS].delete(_path(token))


def _path(token: str) -> str:
    if len(token) != 32 or not token.isalnum():
        raise Gone(token[:80])
    return f"{FOLDER}/{token}"


def _sweep(at: datetime) -> None:
    store = storages[ALIAS]
    if not store.exists(FOLDER):
        return
    for name in store.listdir(FOLDER)[1]:
        if store.get_modified_time(f"{FOLDER}/{name}") < at - LONGEST:
            store.delete(f"{FOLDER}/{name}")
