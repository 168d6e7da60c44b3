"""The query code of a request just registered: sealed in the clerk's session, for half an hour."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from django.contrib.sessions.backends.base import SessionBase

from gongkai.service.requests import vault

KEY = "requests.code"
LASTS = timedelta(minutes=30)


def hold(session: SessionBase, case: int, code: str, at: datetime) -> None:
    """Keep the code of one request, so that its receipt can be shown and printed; the one before is gone."""
    held = json.dumps({"case": case, "code": code, "at": at.timestamp()})
    session[KEY] = vault.seal(held.encode()).decode()


def of_case(session: SessionBase, case: int, at: datetime) -> str:
    """Return the code of a request while it may be shown, else ""."""
    sealed = session.get(KEY)
    if not sealed:
        return ""
    held = json.loads(vault.unseal(sealed.encode()))
    if held["case"] != case or at.timestamp() - held["at"] > LASTS.total_seconds():
        return ""
    return str(held["code"])
