"""The addresses of the public face: each the same for everybody."""

from __future__ import annotations

from tests.service.walk import Rule, Way

LISTS = ("all-of-category", "category", "documents", "library", "organ-documents", "topic")
"""Lists by pages: each also of a year, and from a place on."""

RULES = [
    *(
        Rule(f"{name}{part}", Way.PUBLIC)
        for name in LISTS
        for part in ("", "-before", "-year", "-year-before")
    ),
    *(
        Rule(name, Way.PUBLIC)
        for name in (
            "all-reports",
            "all-reports-file",
            "all-reports-year",
            "area",
            "article",
            "attachment",
            "compare",
            "compare-file",
            "comparison",
            "deadline",
            "deadline-file",
            "decision",
            "decisions",
            "document",
            "document-file",
            "download",
            "edition",
            "fee",
            "guide",
            "home",
            "law",
            "mandatory",
            "map",
            "one-of-all",
            "organs",
            "remedy",
            "report",
            "aggregate",
            "aggregate-data",
            "aggregate-download",
            "aggregate-edition",
            "report-data",
            "report-style",
            "reports",
            "request",
            "rules",
            "search",
            "site-file",
            "tools",
            "topics",
            "wording",
        )
    ),
]
