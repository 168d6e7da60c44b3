"""The pages for older readers (长者模式): every public page a second time, under /elder/, larger and simpler.

The address alone decides, as it does for the language: no cookie, no memory of who reads, every link of such
a page stays within, and a page is kept for all who ask for it.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.urls import get_script_prefix, set_script_prefix

PREFIX = "/elder/"
# What has no second form: the desk, what programs read, and files of the site itself.
_ALONE = ("/desk/", "/en/desk/", "/api/v1/", "/feeds/", "/static/", PREFIX)


class ElderPages:
    """Show the page whose address follows /elder/, its links leading to pages under /elder/ again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        rest = request.path_info.removeprefix(PREFIX.rstrip("/"))
        if not request.path_info.startswith(PREFIX) or rest.startswith(_ALONE):
            return self.get_response(request)
        outside = get_script_prefix()
        request.path_info = rest
        set_script_prefix(outside.rstrip("/") + PREFIX)
        try:
            return self.get_response(request)
        finally:
            set_script_prefix(outside)


def is_elder(request: HttpRequest) -> bool:
    """Say whether the page at hand is one for older readers."""
    return request.path != request.path_info and _inside(request).startswith(PREFIX)


def other_form(request: HttpRequest) -> str:
    """Return the address of the page at hand in its other form."""
    script = request.META.get("SCRIPT_NAME", "")
    query = request.META.get("QUERY_STRING", "")
    inside = _inside(request)
    other = inside.removeprefix(PREFIX.rstrip("/")) if is_elder(request) else PREFIX.rstrip("/") + inside
    return f"{script}{other}" + (f"?{query}" if query else "")


def canonical(request: HttpRequest, address: str = "") -> str:
    """Return the one address by which search engines know the page at hand, or one of these addresses.

    Each language is a page of its own. That for older readers says what the common one says, and what an
    address asks beyond what a page answers (`?from=…`) makes no other page of it.
    """
    script: str = request.META.get("SCRIPT_NAME", "").rstrip("/")
    inside = (address or request.path).removeprefix(script)
    return script + (inside.removeprefix(PREFIX.rstrip("/")) if inside.startswith(PREFIX) else inside)


def _inside(request: HttpRequest) -> str:
    """Return the path below that of the application."""
    return request.path.removeprefix(request.META.get("SCRIPT_NAME", "").rstrip("/"))
