"""What somebody had typed when her session was over: carried through signing in, and hers alone.

The fields of the form that came too late go into the sign-in page, sealed with the installation's key, and
come back with it; whoever cannot open the seal learns nothing from it, and nothing of them is in an address,
a log or a cookie. After signing in they are in her new session, until she has sent them again or given them
up. They are for the person of the ended session: the sign-in of anybody else leaves them unread.

Whose a session was is known from it; where it is gone already (signed out in another window, password changed
elsewhere), from a sealed cookie that the browser keeps.
"""

from __future__ import annotations

import json
import zlib
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponseBase

FIELD = "carried"  # of the sign-in form: the seal; of the form that is sent again: what is wanted of it
IN_SESSION = "organs.carried"
COOKIE = "gongkai_whose"
KNOWN = timedelta(days=180)
LASTS = timedelta(days=1)  # from the end of the session to signing in again
MOST = 12_000_000  # characters of a seal: a body has five million at most
AGAIN, LOOK = "again", "look"
_OWN = frozenset({"csrfmiddlewaretoken", FIELD})


@dataclass(frozen=True)
class Carried:
    """The fields of one form: for which address, whose, and whether files were among them."""

    path: str
    fields: list[tuple[str, str]]
    had_files: bool
    person: int
    session: dict[str, Any]
    """What else the ended session knew: the post chosen, what had been uploaded and was not yet saved."""


def taken(request: HttpRequest, person: int | None) -> Carried | None:
    """Return what a form that came too late had in it; None if nothing, or if it is not known whose it is."""
    if request.method != "POST" or request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate":
        return None
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in _OWN
        for value in values
        if isinstance(value, str)
    ]
    person = person or whose(request)
    if person is None or not any(value.strip() for _name, value in fields):
        return None
    kept = {key: value for key, value in request.session.items() if not key.startswith("_")}
    kept.pop(IN_SESSION, None)
    return Carried(request.path, fields, bool(request.FILES), person, kept)


def sealed(carried: Carried) -> str:
    """Return it as a word for a hidden field, which only this installation opens; "" if it is too long."""
    data = zlib.compress(json.dumps(_plain(carried)).encode())
    seal = _box("form").encrypt(data).decode()
    return seal if len(seal) <= MOST else ""


def opened(seal: str) -> dict[str, Any] | None:
    """Return what was sealed here within the last day, as a session keeps it; None for anything else."""
    if not seal or len(seal) > MOST:
        return None
    try:
        data = _box("form").decrypt(seal.encode(), ttl=int(LASTS.total_seconds()))
    except (InvalidToken, UnicodeEncodeError):
        return None
    found: dict[str, Any] = json.loads(zlib.decompress(data))
    return found


def hold(session: SessionBase, carried: Carried) -> None:
    """Keep it in the session of a person who is signed in."""
    session[IN_SESSION] = {key: value for key, value in _plain(carried).items() if key != "session"}


def hand_over(session: SessionBase, seal: str, person: int) -> bool:
    """Put what was sealed into the session of who has signed in; say whether it was hers and is there now."""
    found = opened(seal)
    if found is None or found["person"] != person:
        return False
    for key, value in found.pop("session").items():
        session.setdefault(key, value)
    session[IN_SESSION] = found
    return True


def held(session: SessionBase) -> Mapping[str, Any] | None:
    """Return what waits in a session to be sent again."""
    found: Mapping[str, Any] | None = session.get(IN_SESSION)
    return found


def let_go(session: SessionBase) -> None:
    """Forget it: it was sent again, or given up."""
    session.pop(IN_SESSION, None)


def is_only_shown(request: HttpRequest) -> bool:
    """Say whether a form was sent back only to be on the page again, and nothing is to be done by it."""
    return request.POST.get(FIELD) == LOOK


def whose(request: HttpRequest) -> int | None:
    """Return the key of the person who last signed in with this browser, if that is still known."""
    try:
        return int(_box("whose").decrypt(request.COOKIES.get(COOKIE, "").encode()))
    except (InvalidToken, UnicodeEncodeError, ValueError):
        return None


def remember(response: HttpResponseBase, person: int) -> None:
    """Let the browser keep, sealed, who signed in last: what she types is kept for her, and nobody who only
    knows her name can lock her out of it (`lockout.py`)."""
    response.set_cookie(
        COOKIE,
        _box("whose").encrypt(str(person).encode()).decode(),
        max_age=KNOWN,
        path=settings.SESSION_COOKIE_PATH,
        secure=bool(settings.SESSION_COOKIE_SECURE),
        httponly=True,
        samesite="Strict",
    )


def is_from_here(request: HttpRequest) -> bool:
    """Say whether a form was sent from a page of this site: asked where its own token no longer says so."""
    here = f"{request.scheme}://{request.get_host()}"
    return request.headers.get("Origin") in (here, *settings.CSRF_TRUSTED_ORIGINS)


def _plain(carried: Carried) -> dict[str, Any]:
    return {
        "path": carried.path,
        "fields": carried.fields,
        "had_files": carried.had_files,
        "person": carried.person,
        "session": carried.session,
    }


def _box(purpose: str) -> Fernet:
    key = sha256(f"gongkai carried {purpose} {settings.SECRET_KEY}".encode()).digest()
    return Fernet(urlsafe_b64encode(key))
