"""What a citizen's own browser keeps for half an hour, sealed: which receipt, which request it may show.

Neither the server nor its database keeps anything of it, and outside the desk nothing looks at a session.
"""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import datetime, timedelta
from typing import Any, Literal

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

Name = Literal["receipt", "tracking"]
LASTS = timedelta(minutes=30)


def put(response: HttpResponseBase, name: Name, held: dict[str, Any], at: datetime) -> None:
    """Seal something into a cookie of the answer; it can be read for LASTS from `at` on."""
    token = _box().encrypt_at_time(json.dumps({"of": name, **held}).encode(), int(at.timestamp()))
    response.set_cookie(
        _cookie(name),
        token.decode(),
        max_age=int(LASTS.total_seconds()),
        path=_path(),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def held_by(request: HttpRequest, name: Name, at: datetime) -> dict[str, Any] | None:
    """Return what was sealed for this visitor; None where it is gone, too old, or not ours."""
    token = request.COOKIES.get(_cookie(name), "")
    try:
        data = _box().decrypt_at_time(token.encode(), int(LASTS.total_seconds()), int(at.timestamp()))
    except InvalidToken:
        return None
    held: dict[str, Any] = json.loads(data)
    return held if held.pop("of") == name else None  # a receipt's seal opens no request


def ticket(held: dict[str, Any], at: datetime) -> str:
    """Seal something into a word that a form brings back, with the moment it was made."""
    token = _box().encrypt_at_time(json.dumps({"of": "ticket", **held}).encode(), int(at.timestamp()))
    return token.decode()


def brought(token: str, at: datetime, after: timedelta) -> dict[str, Any] | None:
    """Return what a form brought back; None where it is not ours, too old, or back before `after`."""
    try:
        data = _box().decrypt_at_time(token.encode(), int(LASTS.total_seconds()), int(at.timestamp()))
        made = _box().extract_timestamp(token.encode())
    except InvalidToken:
        return None
    held: dict[str, Any] = json.loads(data)
    soon = int(at.timestamp()) < made + int(after.total_seconds())
    return None if held.pop("of") != "ticket" or soon else held


def is_put(response: HttpResponseBase, name: Name) -> bool:
    """Say whether an answer sets it already."""
    return _cookie(name) in response.cookies


def drop(response: HttpResponseBase, name: Name) -> None:
    """Have the browser forget it."""
    response.delete_cookie(_cookie(name), path=_path(), samesite="Strict")


def personal(response: HttpResponse) -> HttpResponse:
    """Mark an answer as somebody's own: kept by no cache and no search engine."""
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _cookie(name: str) -> str:
    return f"gongkai_{name}"


def _path() -> str:
    return settings.FORCE_SCRIPT_NAME or "/"


def _box() -> Fernet:
    key = hashlib.sha256(b"gongkai.service.portal.asking\0" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
