"""DOCX and XLSX are ZIP packages: the same content must be the same bytes, whenever it is written."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from datetime import date, datetime

EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest date a ZIP can hold


def moment(published: date | None) -> datetime:
    """Return what a package gives as the time of its making: the publication, never the clock."""
    day = published or date(*EPOCH[:3])
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 - OPC properties have no zone here


def repack(
    data: bytes,
    replace: Mapping[str, Callable[[bytes], bytes]] | None = None,
    drop: frozenset[str] = frozenset(),
) -> bytes:
    """Return the package with fixed times, `drop` left out and members changed by `replace`."""
    changes = replace or {}
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w") as new:
        for entry in old.infolist():
            if entry.filename in drop:
                continue
            content = old.read(entry)
            if change := changes.get(entry.filename):
                content = change(content)
            member = zipfile.ZipInfo(entry.filename, EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o600 << 16
            member.create_system = 3
            new.writestr(member, content)
    return target.getvalue()
