"""Next year's notice needs no release: an installation stores it under its own data folder."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from gongkai.statute.calendar import Calendar, notices, stored_notices
from gongkai.statute.entry import toml
from gongkai.statute.errors import UnsoundLaw


def add_notices(file: Path, installation: Path) -> list[str]:
    """Store a file of notices for an installation; return in sentences what is stored and changed.

    The file is checked whole, alone and together with what is stored, before anything is written.
    A file of a year already stored by the installation replaces it only if it keeps its notices
    and adds to them (a change in mid-year). Raises UnsoundLaw and leaves everything as it was.
    """
    if not file.is_file():
        raise UnsoundLaw(f"没有文件“{file}”，请核对路径。")
    added = notices(toml(file))
    year, region = added[0].year, added[0].region
    if region and not (region.isascii() and region.replace("_", "").isalnum()):
        raise UnsoundLaw(f"{file.name}：region 应为读法L-0007所列的地区名（如 guangxi）。")
    folder = installation / "holidays"
    if region:
        folder = folder / "regions" / region
    target = folder / f"{year}.toml"
    known = stored_notices(installation)
    before = Calendar(known, region)
    if not region and year > before.last_announced + 1:
        raise UnsoundLaw(f"{file.name}：{before.last_announced + 1}年的放假安排还没有录入，请先录入。")
    by_number = {(n.region, n.number): n for n in known}
    if target.is_file():
        kept = {(n.region, n.number) for n in added}
        if lost := [n.number for n in notices(toml(target), region) if (region, n.number) not in kept]:
            raise UnsoundLaw(
                f"{file.name}：{year}年已录入{'、'.join(lost)}，新文件没有包含；"
                f"请在原文件后面加一个 [[notices]]，再整份录入。"
            )
    for notice in added:
        same = by_number.get((region, notice.number))
        if same is not None and same.holidays != notice.holidays:
            raise UnsoundLaw(f"{file.name}：{notice.number}与已有的数据不同，请与通知原文核对。")
    fresh = [n for n in added if (region, n.number) not in by_number]
    after = Calendar((*known, *fresh), region)  # refuses what does not fit together
    _write(target, file.read_bytes())
    changed = _changed(before, after)
    return [
        *(f"已录入{notice.number}（{notice.title}）。" for notice in fresh),
        *(["没有新的通知，日历不变。"] if not fresh else []),
        f"放假安排现在公布到{after.last_announced}年。",
        f"共有{changed}天由工作日变为休息日或者相反；涉及这些日期的期限须重新计算。",
    ]


def _changed(before: Calendar, after: Calendar) -> int:
    """How many days both calendars cover and see differently."""
    from datetime import date, timedelta

    first, last = date(2008, 1, 1), date(before.last_year, 12, 31)
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return sum(before.is_working(day) != after.is_working(day) for day in days)


def _write(target: Path, content: bytes) -> None:
    """Write whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
        Path(name).replace(target)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
