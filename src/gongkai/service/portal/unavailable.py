"""When the database cannot be reached, say so: never a page that looks as if nothing were published."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.db.utils import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

RETRY_AFTER = 60  # seconds
NOT_MIGRATED = ("42P01", "42703")  # PostgreSQL: undefined table, undefined column

log = logging.getLogger(__name__)


class DatabaseUnavailable:
    """Answer 503 with an explanation when a view could not reach its rows."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Turn a failure of the database into a page; every other fault goes on to be a 500."""
        return answer(request, exception)


def answer(request: HttpRequest, fault: Exception) -> HttpResponse | None:
    """Return the page for a failure of the database; None for any other fault."""
    if not is_unavailable(fault):
        return None
    log.error("%s: the database cannot be used: %s", request.path, fault)
    response = render(request, "portal/503.html", status=503)
    response["Retry-After"] = str(RETRY_AFTER)
    response["Cache-Control"] = "no-store"
    return response


def is_unavailable(exception: BaseException) -> bool:
    """Say whether the database is out of reach, or not yet prepared (no tables)."""
    if isinstance(exception, OperationalError | InterfaceError):
        return True
    return (
        isinstance(exception, DatabaseError)
        and getattr(exception.__cause__, "sqlstate", None) in NOT_MIGRATED
    )
