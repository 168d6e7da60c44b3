"""The addresses at which a citizen asks and follows: outside the desk, and hers alone by what she knows."""

from __future__ import annotations

from gongkai.service.portal.asking.urls import pages
from tests.service.walk import Rule, Way

RULES = [Rule(str(pattern.name), Way.PUBLIC) for pattern in pages]
