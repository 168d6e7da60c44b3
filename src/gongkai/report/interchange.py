"""The JSON form of one report: what `gongkai report read` prints and `write` takes.

Numbers stand as JSON numbers written from exact decimals (never through a float); only addresses
whose status is not "value" appear in `status`. Unknown keys are refused by name, so that a
misspelt key never loses a figure.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

import simplejson as json

from gongkai.report.edition import Kind
from gongkai.report.loader import edition
from gongkai.report.model import (
    STATISTICS,
    Cell,
    Finding,
    Indicator,
    NoEdition,
    Number,
    Report,
    Section,
    Severity,
    Status,
    UnreadableReport,
)

KEYS = frozenset(
    (
        *("file", "organ", "year", "edition", "title", "published", "cells", "status", "candidates"),
        *("units", "prose", "sections", "preamble", "indicators", "findings"),
    )
)
CELLS_LIMIT = 10_000  # more than any form has; a larger object is not a report


def to_json(report: Report) -> dict[str, Any]:
    """Return the report as the JSON object of the command line; exact decimals stay `Decimal`."""
    cells = report.cells
    return {
        "file": report.source,
        "organ": report.organ,
        "year": report.year,
        "edition": report.edition,
        "title": report.title,
        "published": report.published.isoformat() if report.published else None,
        "cells": {address: cell.value for address, cell in cells.items()},
        "status": {a: str(c.status) for a, c in cells.items() if c.status is not Status.VALUE},
        "candidates": {a: list(c.candidates) for a, c in cells.items() if c.candidates},
        "units": {a: c.unit for a, c in cells.items() if c.unit},
        "prose": dict(report.prose),
        "preamble": report.preamble,
        "sections": [{"number": s.number, "title": s.title, "text": s.text} for s in report.sections],
        "indicators": [_indicator_json(i) for i in report.indicators],
        "findings": [finding_json(f) for f in report.findings],
    }


def dumps(value: Any, indent: int | None = None) -> str:
    """Return JSON text of a value that may hold `Decimal`, digit for digit."""
    return str(json.dumps(value, ensure_ascii=False, indent=indent, use_decimal=True))


def finding_json(finding: Finding) -> dict[str, Any]:
    """Return a finding as the object `gongkai report check --json` prints, without its file."""
    return {
        "rule": finding.rule,
        "severity": str(finding.severity),
        "cells": list(finding.cells),
        "left": finding.left,
        "right": finding.right,
        "message": finding.message,
        "hint": finding.hint,
    }


def _indicator_json(indicator: Indicator) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": indicator.name,
        "unit": indicator.unit,
        "value": indicator.value,
        "cumulative": indicator.cumulative,
    }
    if indicator.candidates:
        found["candidates"] = [list(pair) for pair in indicator.candidates]
    return found


def loads(text: str) -> Any:
    """Parse JSON text with exact decimals; UnreadableReport with the place if it is malformed."""
    try:
        return json.loads(text, use_decimal=True, allow_nan=False)
    except json.JSONDecodeError as fault:
        raise UnreadableReport(
            f"不是有效的JSON：第{fault.lineno}行第{fault.colno}列附近有误。请检查该处或重新导出。"
        ) from fault
    except (RecursionError, ValueError) as fault:
        raise UnreadableReport("JSON嵌套过深或含有无效的数。请重新导出。") from fault


def from_json(data: Any, source: str = "") -> Report:
    """Return the report of a JSON object as `to_json` makes it.

    Raises UnreadableReport naming the key, if one is unknown, missing, of a wrong kind, or an
    address is none of the edition's.
    """
    if not isinstance(data, Mapping) or "cells" not in data:
        raise UnreadableReport("这个JSON不是年度报告：没有“cells”。请用 gongkai report read 的输出。")
    if unknown := sorted(set(data) - KEYS):
        raise UnreadableReport(f"这个JSON有不认识的键：{'、'.join(map(str, unknown))}。")
    key = _text(data, "edition")
    try:
        form = None if key == STATISTICS else edition(key)
    except NoEdition as fault:
        raise UnreadableReport(str(fault)) from fault
    year = data.get("year")
    if year is not None and (not isinstance(year, int) or isinstance(year, bool)):
        raise UnreadableReport(f"“year”应为四位年份或null，实为{year!r}。")
    report = Report(
        organ=_text(data, "organ"),
        year=year,
        edition=key,
        title=_text(data, "title", ""),
        published=_day(data.get("published")),
        preamble=_text(data, "preamble", ""),
        prose={k: _count(v, f"prose·{k}") for k, v in _mapping(data, "prose").items()},
        sections=[_section(item) for item in _list(data, "sections")],
        indicators=[_indicator(item) for item in _list(data, "indicators")],
        findings=[_finding(item) for item in _list(data, "findings")],
        source=source or _text(data, "file", ""),
    )
    if form is not None:
        report.cells = _cells(data, {**form.places, **form.folded_places}, list(form.places))
    return report


def _cells(data: Mapping[str, Any], places: Mapping[str, Any], form: list[str]) -> dict[str, Cell]:
    given, status = _mapping(data, "cells"), _mapping(data, "status")
    candidates, units = _mapping(data, "candidates"), _mapping(data, "units")
    if len(given) > CELLS_LIMIT:
        raise UnreadableReport(f"“cells”有{len(given)}格，超过任何年度报告。")
    for name, keys in (("cells", given), ("status", status), ("candidates", candidates), ("units", units)):
        if unknown := [a for a in keys if a not in places]:
            raise UnreadableReport(f"“{name}”中有表格没有的格：{'、'.join(map(str, unknown[:5]))}。")
    found = {}
    for address in [*form, *(a for a in given if a not in set(form))]:
        try:
            state = Status(
                status.get(address, Status.VALUE if given.get(address) is not None else Status.BLANK)
            )
            found[address] = Cell(
                value=_number(given.get(address), address, places[address].kind),
                status=state,
                unit=units.get(address),
                candidates=tuple(_number(c, address, None) for c in candidates.get(address, ())),  # type: ignore[misc]
            )
        except ValueError as fault:
            raise UnreadableReport(
                f"{address}：数与状态不符（有数的格状态为value，没有数的格不得为value）。"
            ) from fault
    return found


def _number(value: Any, where: str, kind: Kind | None) -> Number | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise UnreadableReport(f"{where}：应为数或null，实为{value!r}。")
    if isinstance(value, Decimal) and kind is not Kind.AMOUNT and value == value.to_integral_value():
        return int(value)
    return value


def _text(data: Mapping[str, Any], key: str, *default: str) -> str:
    value = data.get(key, *default)
    if not isinstance(value, str):
        raise UnreadableReport(f"“{key}”应为文字，实为{value!r}。")
    return value


def _mapping(data: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = data.get(key) or {}
    if not isinstance(value, Mapping):
        raise UnreadableReport(f"“{key}”应为对象。")
    return value


def _list(data: Mapping[str, Any], key: str) -> list[Any]:
    value = data.get(key) or []
    if not isinstance(value, list):
        raise UnreadableReport(f"“{key}”应为数组。")
    return value


def _count(value: Any, where: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise UnreadableReport(f"{where}：应为整数，实为{value!r}。")
    return value


def _day(value: Any) -> date | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError) as fault:
        raise UnreadableReport(f"“published”应为YYYY-MM-DD，实为{value!r}。") from fault


def _section(item: Any) -> Section:
    if not isinstance(item, Mapping):
        raise UnreadableReport("“sections”的每一项应有number、title、text。")
    return Section(
        _count(item.get("number"), "sections·number"), _text(item, "title"), _text(item, "text", "")
    )


def _indicator(item: Any) -> Indicator:
    if not isinstance(item, Mapping):
        raise UnreadableReport("“indicators”的每一项应有name、unit、value、cumulative。")
    name = _text(item, "name")
    unit = item.get("unit")
    return Indicator(
        name=name,
        unit=None if unit is None else str(unit),
        value=_number(item.get("value"), name, Kind.AMOUNT),
        cumulative=_number(item.get("cumulative"), name, Kind.AMOUNT),
    )


def _finding(item: Any) -> Finding:
    if not isinstance(item, Mapping):
        raise UnreadableReport("“findings”的每一项应为对象。")
    try:
        return Finding(
            rule=_text(item, "rule"),
            severity=Severity(_text(item, "severity")),
            message=_text(item, "message"),
            cells=tuple(item.get("cells") or ()),
            left=_number(item.get("left"), "left", Kind.AMOUNT),
            right=_number(item.get("right"), "right", Kind.AMOUNT),
            hint=_text(item, "hint", ""),
        )
    except (ValueError, InvalidOperation) as fault:
        raise UnreadableReport(f"“findings”有误：{fault}。") from fault
