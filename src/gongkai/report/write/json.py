"""The report as JSON: the interchange form that `gongkai report read` prints and every reader takes."""

from __future__ import annotations

from gongkai.report.interchange import dumps, to_json
from gongkai.report.model import Report


def write(report: Report) -> bytes:
    """Return the report's JSON object, indented for people, UTF-8."""
    return (dumps(to_json(report), indent=2) + "\n").encode("utf-8", "replace")
