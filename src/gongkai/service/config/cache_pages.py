"""Pages as they are kept: compressed once, bounded in bytes, the one asked for longest ago going first."""

from __future__ import annotations

import gzip
import hashlib
import re
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

from django.http import HttpRequest, HttpResponse
from django.utils.http import http_date, parse_etags, parse_http_date_safe

COMPRESSIBLE = re.compile(r"text/|application/(?:[a-z.-]+\+)?(?:json|xml)|application/javascript|image/svg")
OVERHEAD = 600  # bytes that a page takes besides its body and its address, roughly
LEVEL = 6  # of gzip

Key = tuple[str, str, str, str]  # scheme, host, path, query


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer that may be given again as long as nothing it speaks of has changed."""

    body: bytes  # compressed where `packed`
    packed: bool
    length: int  # of the body as it was written
    tag: str  # of these bytes: the ETag without its quotes
    headers: tuple[tuple[str, str], ...]
    organ: str  # whose changes it follows; "" for those of all
    step: int  # of Freshness, when its making began


def keep(response: HttpResponse, organ: str, step: int) -> Kept:
    """Return a whole answer in the form in which it is kept and sent."""
    content = response.content
    tag = response.headers.get("ETag", "").strip('"')
    if not tag or tag.startswith("W/"):
        tag = hashlib.sha256(content).hexdigest()[:32]
    dropped = ("ETag", "Last-Modified", "Content-Length", "Vary")
    headers = tuple((name, value) for name, value in response.items() if name not in dropped)
    packed = bool(COMPRESSIBLE.match(response.get("Content-Type", ""))) and len(content) > 400
    return Kept(
        body=gzip.compress(content, LEVEL, mtime=0) if packed else content,
        packed=packed,
        length=len(content),
        tag=tag,
        headers=headers,
        organ=organ,
        step=step,
    )


def answer(request: HttpRequest, kept: Kept, modified: float | None) -> HttpResponse:
    """Return what is kept as this request wants it: compressed or not, whole, its head, or "not modified".

    `modified` is when it last changed, in seconds of the epoch; None where that is too near to be told.
    """
    packs = kept.packed and accepts_gzip(request.META.get("HTTP_ACCEPT_ENCODING", ""))
    tags = {f'"{kept.tag}"', f'"{kept.tag}-gzip"'} if kept.packed else {f'"{kept.tag}"'}
    response = HttpResponse()
    del response.headers["Content-Type"]  # Django's own: that of the page follows
    response.headers["ETag"] = f'"{kept.tag}-gzip"' if packs else f'"{kept.tag}"'
    if modified is not None:
        response.headers["Last-Modified"] = http_date(modified)
    for name, value in kept.headers:
        response.headers[name] = value
    if kept.packed:
        response.headers["Vary"] = "Accept-Encoding"
    if _is_known(request, tags, modified):
        response.status_code = 304
        for name in ("Content-Type", "Content-Language", "Content-Disposition"):
            del response.headers[name]
        return response
    if packs:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Content-Length"] = str(len(kept.body) if packs else kept.length)
    if request.method != "HEAD":
        response.content = kept.body if packs or not kept.packed else gzip.decompress(kept.body)
    return response


def accepts_gzip(header: str) -> bool:
    """Say whether an Accept-Encoding has gzip, and not with a weight of nothing."""
    for offer in header.split(","):
        coding, _, weight = offer.partition(";")
        if coding.strip().lower() in ("gzip", "x-gzip"):
            return not re.fullmatch(r"\s*q=0(\.0{0,3})?\s*", weight)
    return False


def _is_known(request: HttpRequest, tags: set[str], modified: float | None) -> bool:
    """Say whether the visitor has these bytes already (RFC 9110, 13.1); a tag decides alone."""
    if given := request.META.get("HTTP_IF_NONE_MATCH"):
        known = {tag.removeprefix("W/") for tag in parse_etags(given)}
        return "*" in known or bool(known & tags)
    since = parse_http_date_safe(request.META.get("HTTP_IF_MODIFIED_SINCE", ""))
    return since is not None and modified is not None and int(modified) <= since


class Pages:
    """The pages one process keeps, within a number of bytes."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.bytes = 0
        self._lock = Lock()
        self._pages: OrderedDict[Key, Kept] = OrderedDict()

    def get(self, key: Key) -> Kept | None:
        """Return what is kept under a key."""
        with self._lock:
            if (found := self._pages.get(key)) is not None:
                self._pages.move_to_end(key)
            return found

    def put(self, key: Key, kept: Kept) -> None:
        """Keep a page; what has not been asked for longest makes room."""
        size = _size(key, kept)
        if size > self.most // 4:
            return
        with self._lock:
            self._drop(key)
            self._pages[key] = kept
            self.bytes += size
            while self.bytes > self.most:
                self._drop(next(iter(self._pages)))

    def drop(self, key: Key) -> None:
        """Let a page go."""
        with self._lock:
            self._drop(key)

    def _drop(self, key: Key) -> None:
        if (gone := self._pages.pop(key, None)) is not None:
            self.bytes -= _size(key, gone)


def _size(key: Key, kept: Kept) -> int:
    return len(kept.body) + 2 * sum(map(len, key)) + sum(len(n) + len(v) for n, v in kept.headers) + OVERHEAD
