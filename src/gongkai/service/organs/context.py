"""What every template of the desk is given."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from gongkai.service.organs.desk import entries_for
from gongkai.service.organs.gate import is_desk


def desk(request: HttpRequest) -> dict[str, Any]:
    """Return the menu and the way to the other language; nothing outside the desk."""
    if not is_desk(request.path_info):
        return {}
    acting = getattr(request, "acting", None)
    path = request.get_full_path()
    english = path.startswith("/en/")
    entries = entries_for(acting) if acting else []
    # One address may lie within another's: the page belongs to the innermost alone.
    within = [entry.url for entry in entries if request.path.startswith(entry.url)]
    return {
        "acting": acting,
        "desk_entries": entries,
        "desk_within": max(within, key=len, default=""),
        "desk_other_language": path.removeprefix("/en") if english else f"/en{path}",
    }
