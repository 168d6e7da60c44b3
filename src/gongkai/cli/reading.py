"""Reading the files that a command was given: one bad file does not stop the others."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from gongkai.report.model import Report, UnreadableReport


class Reader:
    """Reads files one after the other, says which cannot be read, and counts those."""

    def __init__(self, as_json: bool = False) -> None:
        self.as_json = as_json  # say it as the JSON line {"file","rule":"unreadable","message"}
        self.unreadable = 0

    def reports(self, names: Sequence[str], year: int | None = None) -> Iterator[tuple[str, Report]]:
        """Yield each file that can be read with its report; only one is held at a time."""
        from gongkai.cli.progress import progress
        from gongkai.report.interchange import dumps
        from gongkai.report.read import read

        # Where the results themselves appear on the terminal, they are the progress.
        for name in names if sys.stdout.isatty() else progress(names):
            try:
                report = read(Path(name), year)
            except UnreadableReport as refusal:
                self.unreadable += 1
                if self.as_json:
                    message = dumps({"file": name, "rule": "unreadable", "message": str(refusal)})
                else:
                    message = f"{name}\n  读不出：{refusal}\n"
                print(message, flush=True)  # noqa: T201
            else:
                yield name, report
