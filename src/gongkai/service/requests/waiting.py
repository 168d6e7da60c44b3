"""Files of a form that is not sent yet: sealed, for an hour, known by a token that only the form has.

So a form that came back with a mistake keeps its files, and what is never sent is gone by itself. The folder
is bounded: when it is full, whoever attaches is told to attach again, and nothing else is lost.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import storages

from gongkai.service.requests import vault
from gongkai.service.requests.keeping import ALIAS, Upload

FOLDER = "waiting"
LONGEST = timedelta(hours=1)
MOST_BYTES = 500 * 1024 * 1024  # of all forms together, sealed


class Full(Exception):
    """No more can be kept just now."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file that waits, and the token by which its form finds it."""

    token: str
    upload: Upload


def keep(upload: Upload, at: datetime) -> Waiting:
    """Seal a file and keep it for an hour; raises Full, vault.Sealed."""
    held = _sweep(at)
    sealed = vault.seal(json.dumps({"name": upload.name, "kind": upload.kind}).encode() + b"\n" + upload.data)
    if held + len(sealed) > MOST_BYTES:
        raise Full
    token = secrets.token_hex(16)
    storages[ALIAS].save(f"{FOLDER}/{token}", ContentFile(sealed))
    return Waiting(token, upload)


def read(token: str) -> Waiting | None:
    """Return the file of a token; None where it is no longer kept, or never was."""
    if len(token) != 32 or not token.isalnum():
        return None
    try:
        with storages[ALIAS].open(f"{FOLDER}/{token}", "rb") as file:
            head, _newline, data = vault.unseal(file.read()).partition(b"\n")
    except FileNotFoundError:
        return None
    known = json.loads(head)
    return Waiting(token, Upload(known["name"], data, known["kind"]))


def drop(token: str) -> None:
    """Remove the file of a token, if it is still there."""
    if len(token) == 32 and token.isalnum():
        storages[ALIAS].delete(f"{FOLDER}/{token}")


def _sweep(at: datetime) -> int:
    """Remove what has waited too long, and return how many bytes still wait."""
    store = storages[ALIAS]
    if not store.exists(FOLDER):
        return 0
    held = 0
    for name in store.listdir(FOLDER)[1]:
        path = f"{FOLDER}/{name}"
        try:
            if store.get_modified_time(path) < at - LONGEST:
                store.delete(path)
            else:
                held += store.size(path)
        except FileNotFoundError:  # another form's sweep, or its own drop, was quicker
            continue
    return held
