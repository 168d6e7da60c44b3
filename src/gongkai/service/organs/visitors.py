"""How much one address may ask: counted in memory, and forgotten with the stretch of time it was counted in.

An address is never kept: what is counted is its hash under a key that this process drew when it began.
Each worker counts on its own, so that all of them together let through at most so many times more.
"""

from __future__ import annotations

import hashlib
import ipaddress
import secrets
import time
from threading import Lock

from django.conf import settings
from django.http import HttpRequest

MOST = 50_000  # addresses that are told apart within a stretch


class Counter:
    """Count what each address does within a stretch of so many seconds."""

    def __init__(self, window: int) -> None:
        self.window = window
        self._key = secrets.token_bytes(16)
        self._lock = Lock()
        self._current = 0
        self._counts: dict[bytes, int] = {}

    def count(self, request: HttpRequest) -> int:
        """Count one of an address, and return how many that makes in this stretch."""
        window = int(time.time() // self.window)
        who = hashlib.blake2b(address_of(request).encode(), key=self._key, digest_size=8).digest()
        with self._lock:
            if window != self._current:
                self._current, self._counts = window, {}
            if who not in self._counts and len(self._counts) >= MOST:
                who = b"others"  # bounded whatever comes: the rest share one count
            found = self._counts[who] = self._counts.get(who, 0) + 1
        return found

    def wait(self) -> float:
        """Return the seconds to the next stretch."""
        return self.window - time.time() % self.window


def address_of(request: HttpRequest) -> str:
    """Return the address a request came from; of IPv6 the network of one subscriber (/64).

    Behind our own proxies (`GONGKAI_PROXIES`, their number) it is the one the outermost of them saw.
    """
    given = request.META.get("REMOTE_ADDR", "")
    proxies = settings.GONGKAI_PROXIES
    if proxies and (forwarded := request.META.get("HTTP_X_FORWARDED_FOR")):
        seen = [part.strip() for part in forwarded.split(",")]
        given = seen[-min(proxies, len(seen))]
    try:
        found = ipaddress.ip_address(given)
    except ValueError:
        return "unknown"
    if isinstance(found, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)


def counted_address(request: HttpRequest) -> str:
    """Return the address by which failures may be counted; "" where it would be everybody's.

    The machine's own address is that of a proxy before the service of which nobody told it.
    """
    found = address_of(request)
    try:
        own = ipaddress.ip_network(found, strict=False).is_loopback
    except ValueError:
        return ""
    return "" if own else found
