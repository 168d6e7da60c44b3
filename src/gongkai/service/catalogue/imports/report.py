"""The report of a run: every row that was not taken, with the reason, as a table to correct by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gongkai.service.catalogue.imports.models import ImportRow, ImportRun
from gongkai.service.catalogue.imports.table import csv_of

HEAD = ("行", "标题", "结果", "列", "原因")


def refused(run: ImportRun) -> bytes:
    """Return a CSV with a line for each reason for which a row was refused or could not be entered."""
    return csv_of(_lines(run, with_warnings=False))


def everything(run: ImportRun) -> bytes:
    """Return a CSV of all rows: what became of each, with reasons and what to look at."""
    return csv_of(_lines(run, with_warnings=True))


def _lines(run: ImportRun, *, with_warnings: bool) -> Iterator[Sequence[str]]:
    yield (*HEAD, "索引号", "原索引号") if with_warnings else HEAD
    rows = run.rows.select_related("edition__document").defer("values").order_by("number")
    for row in rows.iterator(chunk_size=500):
        result = str(row.get_outcome_display())
        listed = [(label, says) for label, says in row.reasons]
        if row.failure:
            result, listed = "没有录入", [*listed, ("", row.failure)]
        if not with_warnings:
            for label, says in listed:
                yield str(row.number), row.title, result, label, says
            continue
        listed += [(label, f"提示：{says}") for label, says in row.warnings]
        number = row.edition.document.index_number if row.edition else row.index_number
        says = "；".join(f"{label}：{words}" if label else words for label, words in listed)
        yield str(row.number), row.title, result, "", says, number, row.old_index_number


def counts(run: ImportRun) -> dict[str, int]:
    """Return how many rows have each outcome, how many are entered, and how many could not be."""
    outcomes = list(run.rows.order_by().values_list("outcome", "entered_at", "failure"))
    found = dict.fromkeys(ImportRow.Outcome.values, 0)
    found |= {"all": len(outcomes), "entered": 0, "failed": 0}
    for outcome, entered_at, failure in outcomes:
        found[outcome] += 1
        found["entered"] += entered_at is not None
        found["failed"] += bool(failure)
    found["to_enter"] = found["new"] + found["changed"]
    found["left"] = found["to_enter"] - found["entered"] - found["failed"]
    return found
