"""Tables of invented documents, and the steps of an import, for its tests."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from gongkai.service.catalogue.imports.actions.check import check
from gongkai.service.catalogue.imports.actions.enter import agree, enter
from gongkai.service.catalogue.imports.actions.open_run import open_run
from gongkai.service.catalogue.imports.files import Source, nothing
from gongkai.service.catalogue.imports.models import ImportRow, ImportRun
from gongkai.service.organs.models import Post
from tests.service.catalogue_desk import NOW

ROW = {
    "标题": "关于开放档案的通知",
    "类别": "其他政策文件",
    "成文日期": "2024-02-26",
    "内容概述": "开放一批馆藏档案。",
    "正文": "经研究，开放一批馆藏档案。",
}


def now() -> datetime:
    """Return the moment of the tests."""
    return NOW


def a_table(*rows: Mapping[str, str], encoding: str = "utf-8-sig") -> bytes:
    """Return a CSV of rows, each ROW with what it has otherwise."""
    whole = [{**ROW, **row} for row in rows]
    head = list(dict.fromkeys(name for row in whole for name in row))
    out = io.StringIO()
    writer = csv.DictWriter(out, head)
    writer.writeheader()
    writer.writerows(whole)
    return out.getvalue().encode(encoding)


def files_of(**named: bytes) -> Source:
    """Return a source of files; two underlines stand for the dot."""
    known = {name.replace("__", "."): data for name, data in named.items()}
    source = Source(known.__getitem__)
    for name in known:
        source.add(name)
    return source


def tried(by: Post, *rows: Mapping[str, str], source: Source | None = None, **given: Any) -> ImportRun:
    """Return a run whose rows were looked at."""
    run = open_run(data=a_table(*rows), name="目录.csv", by=by, at=NOW, **given)
    return check(run, by=by, now=now, source=source or (None if given.get("archive") else nothing()))


def entered(by: Post, *rows: Mapping[str, str], **given: Any) -> ImportRun:
    """Return a run whose rows were entered."""
    run = tried(by, *rows, **given)
    return enter(agree(run, by=by, at=NOW), by=by, now=now)


def row_of(run: ImportRun, place: int = 0) -> ImportRow:
    """Return a row of a run, the first being 0."""
    return list(run.rows.order_by("number"))[place]
