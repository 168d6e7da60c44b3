"""The files of the catalogue, kept by the digest of their bytes: the same bytes once."""

from __future__ import annotations

import hashlib
from typing import IO

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils.translation import gettext as _

ALIAS = "files"


def keep(data: bytes) -> str:
    """Store bytes, if they are not there yet, and return their SHA-256 in hexadecimal."""
    digest = hashlib.sha256(data).hexdigest()
    store = storages[ALIAS]
    if not store.exists(_path(digest)):
        store.save(_path(digest), ContentFile(data))
    return digest


def open_file(digest: str) -> IO[bytes]:
    """Return the stored bytes as an open file; FileNotFoundError if they are gone."""
    opened: IO[bytes] = storages[ALIAS].open(_path(digest), "rb")
    return opened


def read(digest: str) -> bytes:
    """Return stored bytes, proven to be those of the digest.

    Raises FileNotFoundError if they are gone, and Tampered if they are not what was stored.
    """
    with open_file(digest) as file:
        data = file.read()
    if hashlib.sha256(data).hexdigest() != digest:
        raise Tampered(_("文件 %(digest)s… 的内容与登记的摘要不符，请检查存储。") % {"digest": digest[:12]})
    return data


class Tampered(Exception):
    """Stored bytes are not those whose digest names them."""


def _path(digest: str) -> str:
    if len(digest) != 64 or not digest.isalnum():
        raise ValueError(f"not a digest: {digest[:80]!r}")
    return f"{digest[:2]}/{digest}"
