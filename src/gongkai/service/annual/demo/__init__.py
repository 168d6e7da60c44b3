"""The demonstration: one real organ and the one report that it has published, and nothing invented.

The report is re-typed from the organ's published text: words and figures as printed, slips
included (「钩稽」, 「州市柳北区」), punctuation in one style. What the organ's entry says is what
that report and the page that carried it state.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import datetime
from importlib.resources import files

from gongkai.service.annual.actions.import_report import Imported, import_report
from gongkai.service.annual.downloads import offers
from gongkai.service.organs.actions.establish import establish_all
from gongkai.service.organs.queries import organ_of


def load(at: datetime) -> Iterator[Imported]:
    """Enter the organs and import their reports at that moment; what is there already stays."""
    folder = files("gongkai.service.annual.demo")
    data = tomllib.loads(folder.joinpath("demo.toml").read_text("utf-8"))
    establish_all(data["organs"])
    for entry in data["reports"]:
        done = import_report(
            organ=organ_of(entry["organ"]),
            year=entry["year"],
            data=folder.joinpath(entry["file"]).read_bytes(),
            name=entry["file"],
            by="演示数据",
            at=at,
            published_on=entry["published_on"],
            published_time=entry["published_time"],
            source_url=entry["source_url"],
            source_label=entry["source_label"],
        )
        offers(done.filed)  # written now, so that the first visitor need not wait
        yield done
