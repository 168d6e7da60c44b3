"""The JSON form of one report: what `gongkai report read` prints and `write` takes.

Numbers stand as JSON numbers written from exact decimals (never through a float); only addresses
whose status is not "value" appear in `status`. Unknown and repeated keys are refused by name, so
that a misspelt key never loses a figure. An address of the form that is not given is blank.
Provenance is not part of this form: it names places in a file that the reader of the JSON lacks.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

import simplejson as json

from gongkai.report.edition import Kind, Place
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
PROSE = frozenset(("received", "closed", "carried_over", "reconsideration", "litigation"))
SECTION = ("number", "title", "text")
INDICATOR = ("name", "unit", "value", "cumulative", "candidates")
FINDING = ("rule", "severity", "cells", "left", "right", "message", "hint")
CELLS_LIMIT = 10_000  # more than any form has; a larger object is not a report
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
HALF_SIGN = re.compile(r"\\u[dD][89a-fA-F]")  # half of a pair: alone it is no sign at all
DIGITS_LIMIT = 1_000  # 1e999999999 is nine characters of JSON and gigabytes as an integer


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
        found = json.loads(text, use_decimal=True, allow_nan=False, object_pairs_hook=_object)
        if HALF_SIGN.search(text):
            dumps(found).encode()
        return found
    except json.JSONDecodeError as fault:
        if fault.msg.startswith("Extra data"):
            raise UnreadableReport(
                f"文件里有不止一个JSON对象（第{fault.lineno}行第{fault.colno}列起是另一个；"
                "report read 每份报告输出一行）。请每份报告存成一个文件。"
            ) from fault
        raise UnreadableReport(
            f"不是有效的JSON：第{fault.lineno}行第{fault.colno}列附近有误。请检查该处或重新导出。"
        ) from fault
    except UnicodeEncodeError as fault:
        raise UnreadableReport(
            "JSON中有残缺的字（只有半个的“\\ud800”一类），不是文字。请重新导出。"
        ) from fault
    except (RecursionError, ValueError, InvalidOperation) as fault:
        raise UnreadableReport("JSON嵌套过深或含有无效的数。请重新导出。") from fault


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Make an object of its pairs; one of two equal keys would be lost, and with it a figure."""
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = Counter(key for key, _ in pairs).most_common(1)[0][0]
        twice = twice.encode(errors="replace").decode()
        raise UnreadableReport(f"JSON中的键“{twice}”出现两次。请核对后只留一个。")
    return found


def from_json(data: Any, source: str = "") -> Report:
    """Return the report of a JSON object as `to_json` makes it.

    Raises UnreadableReport naming the key, if one is unknown, missing, of a wrong kind, or an
    address is none of the edition's.
    """
    if not isinstance(data, Mapping) or "cells" not in data:
        raise UnreadableReport("这个JSON不是年度报告：没有“cells”。请用 gongkai report read 的输出。")
    _refuse_unknown(data, KEYS, "这个JSON")
    key = _text(data, "edition")
    try:
        form = None if key == STATISTICS else edition(key)
    except NoEdition as fault:
        raise UnreadableReport(str(fault)) from fault
    report = Report(
        organ=_text(data, "organ"),
        year=_year(data.get("year")),
        edition=key,
        title=_text(data, "title", ""),
        published=_day(data.get("published")),
        preamble=_text(data, "preamble", ""),
        prose=_prose(_mapping(data, "prose")),
        sections=[_section(item) for item in _objects(data, "sections", SECTION)],
        indicators=[_indicator(item) for item in _objects(data, "indicators", INDICATOR)],
        findings=[finding_from_json(item) for item in _objects(data, "findings", FINDING)],
        source=source or _text(data, "file", ""),
    )
    places = {} if form is None else {**form.places, **form.folded_places}
    report.cells = _cells(data, places, () if form is None else tuple(form.places))
    return report


def _cells(data: Mapping[str, Any], places: Mapping[str, Place], form: Sequence[str]) -> dict[str, Cell]:
    given, status = _mapping(data, "cells"), _mapping(data, "status")
    candidates, units = _mapping(data, "candidates"), _mapping(data, "units")
    if len(given) > CELLS_LIMIT:
        raise UnreadableReport(f"“cells”有{len(given)}格，超过任何年度报告。")
    for name, keys in (("cells", given), ("status", status), ("candidates", candidates), ("units", units)):
        if unknown := [address for address in keys if address not in places]:
            raise UnreadableReport(f"“{name}”中有表格没有的格：{'、'.join(map(str, unknown[:5]))}。")
    # A cell of the form that nobody names is blank; one of a folded row is there only if it is named.
    addresses = dict.fromkeys((*form, *given, *status, *candidates, *units))
    return {
        address: Cell(
            value=(value := _number(given.get(address), address, places[address].kind)),
            status=_status(status.get(address), value, address),
            unit=_unit(units.get(address), address),
            candidates=_candidates(candidates.get(address), address, places[address].kind),
        )
        for address in addresses
    }


def _status(given: Any, value: Number | None, address: str) -> Status:
    if given is None:
        return Status.BLANK if value is None else Status.VALUE
    if given not in (known := [str(status) for status in Status]):
        raise UnreadableReport(f"{address}：status只能是{'、'.join(known)}，实为{given!r}。")
    if (given == Status.VALUE) != (value is not None):
        raise UnreadableReport(f"{address}：数与状态不符（有数的格状态为value，没有数的格不得为value）。")
    return Status(given)


def _unit(given: Any, address: str) -> str | None:
    if given is not None and not (isinstance(given, str) and given.strip()):
        raise UnreadableReport(f"{address}：单位应为文字，实为{given!r}。")
    return given


def _candidates(given: Any, where: str, kind: Kind | None) -> tuple[Number, ...]:
    if given is None:
        return ()
    if not isinstance(given, list):
        raise UnreadableReport(f"{where}：candidates应为一列数，实为{given!r}。")
    return tuple(_some_number(value, where, kind) for value in given)


def _some_number(value: Any, where: str, kind: Kind | None) -> Number:
    number = _number(value, where, kind)
    if number is None:
        raise UnreadableReport(f"{where}：此处应为数，实为null。")
    return number


def _number(value: Any, where: str, kind: Kind | None) -> Number | None:
    """Return an exact number; a count written 3.0 is 3. What is no number is refused."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise UnreadableReport(f"{where}：应为数或null，实为{value!r}。")
    if isinstance(value, int):
        return value
    if not value.is_finite() or abs(value.adjusted()) > DIGITS_LIMIT:
        raise UnreadableReport(f"{where}：“{value}”不是年度报告中会有的数。")
    if kind is not Kind.AMOUNT and value == value.to_integral_value():
        return int(value)
    return value


def _refuse_unknown(data: Mapping[str, Any], known: Collection[str], where: str) -> None:
    if unknown := sorted(str(key) for key in data if key not in known):
        raise UnreadableReport(f"{where}有不认识的键：{'、'.join(unknown)}。")


def _text(data: Mapping[str, Any], key: str, *default: str) -> str:
    value = data.get(key, *default)
    if not isinstance(value, str):
        raise UnreadableReport(f"“{key}”应为文字，实为{value!r}。")
    return value


def _mapping(data: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = data.get(key)
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise UnreadableReport(f"“{key}”应为对象，实为{value!r}。")
    return value


def _list(data: Mapping[str, Any], key: str) -> list[Any]:
    value = data.get(key)
    if value is None:
        return []
    if not isinstance(value, list):
        raise UnreadableReport(f"“{key}”应为数组，实为{value!r}。")
    return value


def _objects(data: Mapping[str, Any], key: str, known: Collection[str]) -> list[Mapping[str, Any]]:
    """Return a list of objects that have no other keys than the known ones."""
    items = _list(data, key)
    for number, item in enumerate(items, 1):
        if not isinstance(item, Mapping):
            raise UnreadableReport(f"“{key}”第{number}项应为对象，实为{item!r}。")
        _refuse_unknown(item, known, f"“{key}”第{number}项")
    return items


def _count(value: Any, where: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise UnreadableReport(f"{where}：应为整数，实为{value!r}。")
    return value


def _year(value: Any) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 1000 <= value <= 9999:
        raise UnreadableReport(f"“year”应为四位年份或null，实为{value!r}。")
    return value


def _day(value: Any) -> date | None:
    if value is None:
        return None
    try:
        # fromisoformat alone would also take 20210115 and 2021-W03-5.
        return date.fromisoformat(value) if DAY.fullmatch(value) else _refuse_day(value)
    except (TypeError, ValueError):
        return _refuse_day(value)


def _refuse_day(value: Any) -> NoReturn:
    raise UnreadableReport(f"“published”应为YYYY-MM-DD，实为{value!r}。")


def _prose(data: Mapping[str, Any]) -> dict[str, int]:
    _refuse_unknown(data, PROSE, "“prose”")
    return {key: _count(value, f"prose·{key}") for key, value in data.items()}


def _section(item: Mapping[str, Any]) -> Section:
    number = _count(item.get("number"), "sections·number")
    return Section(number, _text(item, "title"), _text(item, "text", ""))


def _indicator(item: Mapping[str, Any]) -> Indicator:
    name = _text(item, "name")
    pairs = _list(item, "candidates")
    if not all(isinstance(pair, list) and len(pair) == 2 for pair in pairs):
        raise UnreadableReport(f"{name}：candidates应为一列〔本年度，历年累计〕。")
    return Indicator(
        name=name,
        unit=None if item.get("unit") is None else _text(item, "unit"),
        value=_number(item.get("value"), name, Kind.AMOUNT),
        cumulative=_number(item.get("cumulative"), name, Kind.AMOUNT),
        candidates=tuple(
            (_some_number(value, name, Kind.AMOUNT), _some_number(total, name, Kind.AMOUNT))
            for value, total in pairs
        ),
    )


def finding_from_json(item: Mapping[str, Any]) -> Finding:
    """Return the finding of an object as `finding_json` makes it; UnreadableReport if it is none."""
    severity = _text(item, "severity")
    if severity not in (known := [str(one) for one in Severity]):
        raise UnreadableReport(f"“findings”：severity只能是{'、'.join(known)}，实为“{severity}”。")
    cells = _list(item, "cells")
    if not all(isinstance(address, str) for address in cells):
        raise UnreadableReport("“findings”：cells应为一列地址。")
    return Finding(
        rule=_text(item, "rule"),
        severity=Severity(severity),
        message=_text(item, "message"),
        cells=tuple(cells),
        left=_number(item.get("left"), "findings·left", Kind.AMOUNT),
        right=_number(item.get("right"), "findings·right", Kind.AMOUNT),
        hint=_text(item, "hint", ""),
    )
