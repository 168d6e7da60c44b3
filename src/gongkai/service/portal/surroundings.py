"""The head and foot of an existing government site, around every page of this portal.

国办公开办函〔2019〕61号：the disclosure platform is a column of the government's site, never a site of its
own. What the installation puts into the folder `site` of its data stands around our pages as it is:
`header.html`, `footer.html`, and style sheets and pictures beside them, served under /site/. The policy of
content holds for it too: styles and pictures from here, no scripts within the page. Read once: a change shows
after a restart.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

TYPES = {
    "css": "text/css; charset=utf-8",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "svg": "image/svg+xml",
    "woff2": "font/woff2",
}
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


def piece(name: str) -> SafeString:
    """Return what the installation put into a piece (header, footer), "" where it put nothing."""
    return mark_safe(_pieces()[name])  # noqa: S308 - the installation's own


def style_sheets() -> list[str]:
    """Return the names of the style sheets that lie there."""
    folder = _folder()
    return sorted(file.name for file in folder.glob("*.css")) if folder.is_dir() else []


def file(name: str) -> tuple[bytes, str] | None:
    """Return a file that lies there with its content type; None if there is none that may be served."""
    kind = TYPES.get(name.rpartition(".")[2].lower())
    path = _folder() / name
    if kind is None or not NAME.fullmatch(name) or not path.is_file():
        return None
    return path.read_bytes(), kind


@cache
def _pieces() -> dict[str, str]:
    found = {}
    for name in ("header", "footer"):
        path = _folder() / f"{name}.html"
        found[name] = path.read_text("utf-8") if path.is_file() else ""
    return found


def _folder() -> Path:
    folder: Path = settings.GONGKAI_DATA / "site"
    return folder
