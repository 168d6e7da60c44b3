"""The addresses of the public face: each the same for everybody."""

from __future__ import annotations

from tests.service.walk import Rule, Way

RULES = [
    Rule(name, Way.PUBLIC)
    for name in (
        "home",
        "area",
        "guide",
        "rules",
        "mandatory",
        "reports",
        "report",
        "edition",
        "request",
        "tools",
        "deadline",
        "fee",
        "remedy",
        "law",
        "article",
        "deadline-file",
        "report-style",
        "download",
        "decision",
        "decisions",
    )
]
