"""The addresses of the machine face: each the same for everybody."""

from __future__ import annotations

from gongkai.service.api.urls import addresses, pages
from gongkai.service.api.v1 import api
from tests.service.walk import Rule, Way

_PATTERNS = [*(p for p in addresses if hasattr(p, "name")), *pages, *api.urls[0]]
RULES = [Rule(name, Way.PUBLIC) for name in sorted({str(pattern.name) for pattern in _PATTERNS})]
