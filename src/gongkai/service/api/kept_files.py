"""Files made of everything that is public: written once after each change, handed out as long as they hold.

What a file was made from has a stamp: the last change, what time has brought since, the day. The same stamp,
the same file, for every worker; another stamp, and it is written anew before anybody gets it. So what is
withdrawn is not in the next download either.

A large body of data is kept in parts, each with a stamp of its own: after a change only the part in which it
lies is written anew. What is handed out begins at once, part after part (gzip allows members in a row).
"""

from __future__ import annotations

import gzip
import hashlib
import os
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock

from django.conf import settings
from django.db.models import Max
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response

from gongkai.service.catalogue.models import Change
from gongkai.service.catalogue.visibility import last_change
from gongkai.service.organs import revision

PIECE = 64 * 1024  # bytes read at a time
GZIP = 16 + zlib.MAX_WBITS
FOR_EVER = "99999999999"  # the end of a part that has none
_lock = Lock()


def stamp(host: str) -> str:
    """Return the stamp of what is public now, as `host` names its addresses."""
    now = timezone.now()
    last = Change.objects.aggregate(last=Max("number"))["last"]
    told = (host, last, revision.current(), last_change(now), timezone.localdate(now))
    return hashlib.sha256(repr(told).encode()).hexdigest()[:24]


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a body of data: its key, and the stamp of what it is made from.

    `until` says when its lines will be others though nothing it is made from changes.
    """

    key: str
    mark: str
    until: Callable[[], datetime | None] = lambda: None


Written = Callable[[Sequence[str]], Iterator[Iterable[str]]]
"""Yields the lines of parts of these keys: of each in turn, though all are asked for together."""


def streamed(
    name: str, head: str, parts: Sequence[Part], written: Written, at_once: int = 1
) -> Iterator[bytes]:
    """Yield a body of data compressed: its head and its parts, each written where it is not kept.

    No more than `at_once` parts are asked for, and are in memory, at a time.
    """
    folder = Path(settings.GONGKAI_DATA) / "open-data" / name
    folder.mkdir(parents=True, exist_ok=True)
    if head:
        yield gzip.compress(head.encode(), mtime=0)
    for first in range(0, len(parts), at_once):
        yield from _kept_parts(folder, parts[first : first + at_once], written)
    keys = {part.key for part in parts}
    for old in folder.glob("*.gz"):
        if old.name.split(".")[0] not in keys:
            old.unlink(missing_ok=True)


def _kept_parts(folder: Path, parts: Sequence[Part], written: Written) -> list[bytes]:
    """Return what is kept of some parts; what is not is written first.

    All are read at once: whoever takes them slowly gets them whole, though they are written anew meanwhile.
    """
    with _lock:  # of two who ask at once in this worker, one writes
        there = _standing(folder)
        whole = {part.key: at.read_bytes() for part in parts if (at := there.get((part.key, part.mark)))}
        lacking = [part for part in parts if part.key not in whole]
        newest: dict[str, Path] = {}
        for part, lines in _written(lacking, written) if lacking else ():
            until = part.until()  # asked before what is written is read
            ends = f"{until.timestamp():.0f}" if until else FOR_EVER
            newest[part.key] = folder / f"{part.key}.{part.mark}.{ends}.gz"
            _write(newest[part.key], lines)
            whole[part.key] = newest[part.key].read_bytes()
    for old in folder.glob("*.gz") if newest else ():
        if newest.get(old.name.split(".")[0], old) != old:
            old.unlink(missing_ok=True)
    return [whole[part.key] for part in parts]


def _written(lacking: Sequence[Part], written: Written) -> Iterator[tuple[Part, Iterable[str]]]:
    return zip(lacking, written([part.key for part in lacking]), strict=True)


def _standing(folder: Path) -> dict[tuple[str, str], Path]:
    """Return the parts that are kept and hold now, by key and stamp."""
    now = timezone.now().timestamp()
    found = {}
    for file in folder.glob("*.gz"):
        key, mark, ends, _packed = file.name.split(".")
        if float(ends) > now:
            found[key, mark] = file
    return found


def _write(path: Path, lines: Iterable[str]) -> None:
    """Write a file, compressed: whole or not at all, for every worker that looks."""
    handle, unfinished = tempfile.mkstemp(dir=path.parent, prefix=".unfinished-")
    try:
        with os.fdopen(handle, "wb") as out, gzip.GzipFile("", "wb", 6, out, mtime=0) as packed:
            for piece in lines:
                packed.write(piece.encode())
        Path(unfinished).replace(path)
    except BaseException:
        Path(unfinished).unlink(missing_ok=True)
        raise


def kept(name: str, mark: str, written: Callable[[], Iterable[str]]) -> Path:
    """Return the file of that name and stamp, compressed; write it if it is not there."""
    folder = Path(settings.GONGKAI_DATA) / "open-data"
    found = folder / f"{name}.{mark}.gz"
    if found.is_file():
        return found
    with _lock:  # of two who ask at once in this worker, one writes
        if found.is_file():
            return found
        folder.mkdir(parents=True, exist_ok=True)
        _write(found, written())
    for old in folder.glob(f"{name}.*.gz"):
        if old != found:
            old.unlink(missing_ok=True)  # who is reading it reads on
    return found


def handed_out(request: HttpRequest, path: Path, media_type: str) -> HttpResponseBase:
    """Return a kept file as the visitor's program takes it."""
    return _handed_out(request, path.name.split(".")[-2], media_type, lambda: _read(path))


def handed_out_in_parts(
    request: HttpRequest, mark: str, media_type: str, name: str, packed: Callable[[], Iterator[bytes]]
) -> HttpResponseBase:
    """Return what is `streamed`, under the stamp of the whole, as a download of that name."""
    response = _handed_out(request, mark, media_type, packed)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _handed_out(
    request: HttpRequest, mark: str, media_type: str, packed: Callable[[], Iterator[bytes]]
) -> HttpResponseBase:
    etag = f'"{mark}"'
    packs = "gzip" in request.headers.get("Accept-Encoding", "")
    known = get_conditional_response(request, etag=etag)
    response: HttpResponseBase
    if known is not None:
        response = known
    elif request.method == "HEAD":
        response = HttpResponse(content_type=media_type)
    elif packs:
        response = StreamingHttpResponse(packed(), content_type=media_type)
        response["Content-Encoding"] = "gzip"
    else:
        response = StreamingHttpResponse(_unpacked(packed()), content_type=media_type)
    response["ETag"] = f"W/{etag}"  # the same content, packed or not
    response["Vary"] = "Accept-Encoding"
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _read(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def _unpacked(packed: Iterable[bytes]) -> Iterator[bytes]:
    """Yield what compressed pieces hold, of several members in a row too."""
    member = zlib.decompressobj(wbits=GZIP)
    for piece in packed:
        left = piece
        while left:
            yield member.decompress(left)
            left = member.unused_data
            if member.eof:
                member = zlib.decompressobj(wbits=GZIP)
