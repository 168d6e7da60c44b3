"""Serve public pages from memory, exactly as long as they hold.

Outermost of the middleware, so that a kept page costs nothing of what stands below. Public pages are the same
for everybody (`organs/gate.py`): neither the session nor any cookie is looked at. What is not kept: the desk,
what a cookie or a header decides, what is streamed, what carries somebody's case, every answer but 200.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any, cast
from urllib.parse import parse_qsl

from django.conf import settings
from django.db.utils import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response

from gongkai.service.config.cache_freshness import SETTLED, Freshness
from gongkai.service.config.cache_pages import Kept, Key, Pages, answer, keep
from gongkai.service.organs.gate import is_desk

# What addresses of public pages may ask. Others are answered, but not kept: nobody can fill the memory with
# the same page under a thousand addresses.
QUERY = frozenset(
    {
        *("after", "before", "by", "category", "cursor", "force", "form", "from", "genre", "kind", "limit"),
        *("number", "order", "organ", "page", "q", "since", "size", "sort", "topic", "until", "validity"),
        "year",
    }
)
LONGEST = 300  # characters of an address
CONDITIONS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE")
# The routes of what belongs to one organ. What a page of it shows of others (a document that repeals one of
# its own, its departments' texts in a government's library) is followed too: catalogue/beside.py.
OF_ORGAN = re.compile(r"(?:^|/)organs/<slug:code>/")
# The installation's own style sheets and pictures: changed by whoever keeps the folder, told to nobody.
OF_INSTALLATION = ("/site/", "/elder/site/")
# Files are streamed, and know their own tag: what stands below tells whether the visitor has one already.
FILE = re.compile(r"/documents/\d+/editions/\d+/files/")
# Asked with one of these, an address is answered by what stands below.
PASSING = ("HTTP_AUTHORIZATION", "HTTP_RANGE", "HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE")


class PageCache:
    """Answer from what is kept, or keep what is answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.freshness = Freshness()
        self.pages = Pages(settings.GONGKAI_PAGE_MEMORY)
        self.asked = Pages(settings.GONGKAI_PAGE_MEMORY // 4)  # what searches fill does not push out pages

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not _is_public(request):
            return self.get_response(request)
        now = timezone.now()
        try:
            step = self.freshness.look(now)
        except (DatabaseError, InterfaceError, OSError):
            # Nothing is known to hold: what stands below says that the database cannot be reached.
            return self.get_response(request)
        key, pages = _key(request), self.asked if request.META.get("QUERY_STRING") else self.pages
        kept = pages.get(key)
        if kept is not None and kept.step >= self.freshness.last(kept.organ).step:
            return self._answer(request, kept, now)
        conditions = {name: request.META.pop(name) for name in CONDITIONS if name in request.META}
        method, request.method = request.method, "GET"  # a head is that of the page
        response = self.get_response(request)
        request.method = method
        request.META.update(conditions)
        if not _may_be_kept(request, response):
            pages.drop(key)
            return _passed_on(request, response)
        kept = keep(cast("HttpResponse", response), _organ(request), step)
        if pages.most and _is_plain(request):
            pages.put(key, kept)
        return self._answer(request, kept, now)

    def _answer(self, request: HttpRequest, kept: Kept, now: datetime) -> HttpResponse:
        turn = self.freshness.last(kept.organ)  # which may have come since the page was found
        told = turn.at if kept.step >= turn.step else None
        return answer(request, kept, told.timestamp() if told and now - told >= SETTLED else None)


def _is_public(request: HttpRequest) -> bool:
    path = request.path_info
    return (
        request.method in ("GET", "HEAD")
        and not is_desk(path)
        and not path.startswith(settings.STATIC_URL)
        and not FILE.search(path)
        and not path.startswith(OF_INSTALLATION)
        and not any(name in request.META for name in PASSING)
    )


def _key(request: HttpRequest) -> Key:
    meta = request.META
    host = meta.get("HTTP_HOST", meta.get("SERVER_NAME", ""))
    return str(request.scheme), host, request.path, meta.get("QUERY_STRING", "")


def _is_plain(request: HttpRequest) -> bool:
    """Say whether an address is one that pages lead to."""
    query = request.META.get("QUERY_STRING", "")
    if len(request.path) + len(query) > LONGEST:
        return False
    return not query or all(name in QUERY for name, _ in parse_qsl(query, keep_blank_values=True))


def _organ(request: HttpRequest) -> str:
    """Return the code of the organ to which the address belongs; "" where it belongs to none."""
    found = request.resolver_match
    return str(found.kwargs.get("code", "")) if found and OF_ORGAN.search(found.route) else ""


def _may_be_kept(request: HttpRequest, response: HttpResponseBase) -> bool:
    if response.status_code != 200 or response.streaming or response.cookies:
        return False
    if request.resolver_match is None or response.has_header("Content-Encoding"):
        return False
    if "cookie" in response.get("Vary", "").lower():
        return False
    control = {part.strip().lower() for part in response.get("Cache-Control", "").split(",")}
    return not control & {"private", "no-store"}


def _passed_on(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Return an answer that is not kept, with what was left out of the request taken into account again."""
    if response.status_code == 200 and (tag := response.get("ETag")):
        whole = cast("HttpResponse", response)
        response = cast("HttpResponseBase", get_conditional_response(request, tag, None, whole))
    if request.method != "HEAD":
        return response
    head = HttpResponse(status=response.status_code, headers=dict(response.items()))
    if not response.streaming:
        head.headers.setdefault("Content-Length", str(len(cast("HttpResponse", response).content)))
    head.cookies = response.cookies
    for closer in cast("Any", response)._resource_closers:  # noqa: SLF001 - the files a stream has opened
        closer()
    return head
