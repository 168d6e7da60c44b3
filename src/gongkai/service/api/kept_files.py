"""Files made of everything that is public: written once after each change, handed out as long as they hold.

What a file was made from has a stamp: the last change, what time has brought since, the day. The same stamp,
the same file, for every worker; another stamp, and it is written anew before anybody gets it. So what is
withdrawn is not in the next download either.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path
from threading import Lock

from django.conf import settings
from django.db.models import Max
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response

from gongkai.service.catalogue.models import Change
from gongkai.service.catalogue.visibility import last_change
from gongkai.service.organs import revision

PIECE = 64 * 1024  # bytes read at a time
_lock = Lock()


def stamp(host: str) -> str:
    """Return the stamp of what is public now, as `host` names its addresses."""
    now = timezone.now()
    last = Change.objects.aggregate(last=Max("number"))["last"]
    told = (host, last, revision.current(), last_change(now), timezone.localdate(now))
    return hashlib.sha256(repr(told).encode()).hexdigest()[:24]


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
        handle, unfinished = tempfile.mkstemp(dir=folder, prefix=".unfinished-")
        try:
            with os.fdopen(handle, "wb") as out, gzip.GzipFile("", "wb", 6, out, mtime=0) as packed:
                for piece in written():
                    packed.write(piece.encode())
            Path(unfinished).replace(found)  # whole or not at all, for every worker that looks
        except BaseException:
            Path(unfinished).unlink(missing_ok=True)
            raise
    for old in folder.glob(f"{name}.*.gz"):
        if old != found:
            old.unlink(missing_ok=True)  # who is reading it reads on
    return found


def handed_out(request: HttpRequest, path: Path, media_type: str, name: str = "") -> HttpResponseBase:
    """Return a kept file as the visitor's program takes it; as a download where `name` is given."""
    etag = f'"{path.name.split(".")[-2]}"'
    packs = "gzip" in request.headers.get("Accept-Encoding", "")
    known = get_conditional_response(request, etag=etag)
    response: HttpResponseBase
    if known is not None:
        response = known
    elif request.method == "HEAD":
        response = HttpResponse(content_type=media_type)
    elif packs:
        response = FileResponse(path.open("rb"), content_type=media_type)
        response["Content-Encoding"] = "gzip"
    else:
        response = StreamingHttpResponse(_unpacked(path), content_type=media_type)
    if name:
        response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["ETag"] = f"W/{etag}"  # the same content, packed or not
    response["Vary"] = "Accept-Encoding"
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _unpacked(path: Path) -> Iterator[bytes]:
    with closing(gzip.open(path, "rb")) as file:
        while piece := file.read(PIECE):
            yield piece
