"""The five forms in which a filed report is handed out, written once and kept by hash.

A rendition is derived from the filed content alone; the folder that keeps them may be emptied at
any time. Its key covers the content and the writer's own code, so that a mended writer never
serves what its predecessor wrote.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from django.conf import settings

from gongkai.report.model import ReportError
from gongkai.report.write import FORMATS, MEDIA_TYPES, write
from gongkai.service.annual.models import FiledReport, Filing
from gongkai.service.annual.queries import report_of


@dataclass(frozen=True, slots=True)
class Rendition:
    """A filed report in one format."""

    form: str
    data: bytes
    name: str  # of the file, in Chinese

    @property
    def media_type(self) -> str:
        """The content type to serve it with."""
        return MEDIA_TYPES[self.form]

    @property
    def etag(self) -> str:
        """A strong validator: the hash of the bytes, quoted."""
        return f'"{hashlib.sha256(self.data).hexdigest()[:32]}"'


@dataclass(frozen=True, slots=True)
class Offer:
    """What a page says of one format: how large the file is, or why there is none."""

    form: str
    size: int = 0  # bytes
    refusal: str = ""


def offers(filed: FiledReport) -> list[Offer]:
    """Return every format, writing those that are not in the store yet."""
    found = []
    for form in FORMATS:
        try:
            found.append(Offer(form, size=_size(filed, form)))
        except ReportError as fault:  # this format cannot hold this report faithfully
            found.append(Offer(form, refusal=str(fault)))
    return found


def _size(filed: FiledReport, form: str) -> int:
    try:
        return _path(filed, form).stat().st_size
    except FileNotFoundError:
        return len(rendition(filed, form).data)


def rendition(filed: FiledReport, form: str) -> Rendition:
    """Return the report in a format of write.FORMATS, from the store or newly written.

    Raises KeyError for another format, ReportError if this report cannot be written in it.
    """
    if form not in FORMATS:
        raise KeyError(form)
    path = _path(filed, form)
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        data = write(report_of(filed), form)
        _keep(path, data)
    scope = "（汇总）" if filed.filing.scope == Filing.Scope.AGGREGATE else ""
    name = f"{filed.filing.organ.name}{filed.filing.year}年政府信息公开工作年度报告{scope}.{form}"
    return Rendition(form, data, name)


def _path(filed: FiledReport, form: str) -> Path:
    key = hashlib.sha256(f"{_writer()}\0{form}\0{filed.content}".encode()).hexdigest()
    return Path(settings.GONGKAI_RENDITIONS) / key[:2] / f"{key}.{form}"


def _keep(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, unfinished = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as out:
        out.write(data)
    Path(unfinished).replace(path)  # whole or not at all, for every process that looks


@cache
def _writer() -> str:
    """Return a hash over the writer's code and its editions."""
    digest = hashlib.sha256()
    for room in ("write", "editions"):
        for entry in _files(files("gongkai.report").joinpath(room)):
            digest.update(entry.read_bytes())
    return digest.hexdigest()


def _files(folder: Traversable) -> list[Traversable]:
    found: list[Traversable] = []
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        if entry.is_dir() and entry.name != "__pycache__":
            found += _files(entry)
        elif entry.is_file():
            found.append(entry)
    return found
