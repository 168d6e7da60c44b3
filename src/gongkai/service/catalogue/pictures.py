"""The pictures in a body: files of its edition, named there by `/attachments/` and the name of the file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape, unescape

_PICTURE = re.compile(r'src="/attachments/([^"]+)"')


def with_pictures(clean: str, addresses: Mapping[str, str]) -> str:
    """Return clean HTML in which each picture has the address given for its name."""

    def picture(found: re.Match[str]) -> str:
        url = addresses.get(unescape(found[1]))
        return f'src="{escape(url)}"' if url else found[0]

    return _PICTURE.sub(picture, clean)


def named(clean: str) -> list[str]:
    """Return the names of the files that are pictures in a body."""
    return [unescape(name) for name in _PICTURE.findall(clean)]
