"""How much one address may ask of the API: so many requests a minute (organs/visitors.py counts)."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from ninja.throttling import BaseThrottle

from gongkai.service.organs.visitors import Counter

WINDOW = 60  # seconds


class PerAddress(BaseThrottle):
    """Count requests by address."""

    def __init__(self) -> None:
        self._counter = Counter(WINDOW)

    def allow_request(self, request: HttpRequest) -> bool:
        """Count this request, and say whether it is still within the number."""
        return self._counter.count(request) <= int(settings.GONGKAI_API_RATE)

    def wait(self) -> float:
        """Return the seconds to the next minute."""
        return self._counter.wait()
