"""Files of a form as they come in: bounded while they come, kept sealed while the form has mistakes.

What is too large is left out, file by file, so that everything else of the form arrives; what was left out is
named. Files that arrived wait for an hour (`requests/waiting.py`) under tokens that only the form has.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.files.uploadhandler import (
    FileUploadHandler,
    MemoryFileUploadHandler,
    SkipFile,
    TemporaryFileUploadHandler,
)
from django.http import HttpRequest
from django.utils.translation import gettext as _

from gongkai.papers.errors import Refused
from gongkai.papers.intake import accept
from gongkai.papers.limits import MEGABYTE
from gongkai.service.organs.said import said
from gongkai.service.requests import waiting
from gongkai.service.requests.keeping import MOST_FILES, Upload
from gongkai.service.requests.models import Paper
from gongkai.service.requests.waiting import Waiting

EACH, ALL = 20 * MEGABYTE, 60 * MEGABYTE
KINDS = {  # the fields of the form that take files
    "identity_file": Paper.Kind.IDENTITY,
    "authority_file": Paper.Kind.AUTHORITY,
    "files": Paper.Kind.APPLICATION,
}
MOST_KEPT = 60  # tokens of one form that are looked at


class Bounded(FileUploadHandler):
    """Let no file be larger than EACH, nor all together than ALL: the rest of the form still comes in."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.total = self.current = 0
        self.left_out: list[str] = []

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.current = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:  # noqa: ARG002
        self.current += len(raw_data)
        self.total += len(raw_data)
        if self.current > EACH or self.total > ALL:
            self.total -= self.current  # what is left out takes no room from the next
            self.left_out.append(str(self.file_name)[:60])
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:  # noqa: ARG002
        return None


@dataclass(slots=True)
class Files:
    """The files of a filling of the form, and what is wrong with those that did not come in."""

    waiting: list[Waiting] = field(default_factory=list)
    faults: dict[str, list[str]] = field(default_factory=dict)

    @property
    def uploads(self) -> tuple[Upload, ...]:
        return tuple(one.upload for one in self.waiting)

    def of(self, kind: str) -> list[Waiting]:
        """Return those of one kind."""
        return [one for one in self.waiting if one.upload.kind == kind]

    def say(self, name: str, sentence: str) -> None:
        self.faults.setdefault(name, []).append(sentence)

    def forget(self) -> None:
        """Remove what waited, once it is part of a request."""
        for one in self.waiting:
            waiting.drop(one.token)


def bounded(request: HttpRequest) -> Bounded:
    """Have the files of a request come in bounded; called before anything of its body is read."""
    first = Bounded(request)
    request.upload_handlers = [
        first,
        MemoryFileUploadHandler(request),
        TemporaryFileUploadHandler(request),
    ]
    return first


def read(
    request: HttpRequest, handler: Bounded, at: datetime, fields: dict[str, Paper.Kind] | None = None
) -> Files:
    """Return the files that came before and still wait, without those dropped, and those that come now."""
    found = Files()
    dropped = set(request.POST.getlist("drop"))
    for token in request.POST.getlist("kept")[:MOST_KEPT]:
        if token in dropped:
            waiting.drop(token)
        elif one := waiting.read(token):
            found.waiting.append(one)
        else:
            found.say("files", _("先前附的文件已超过一小时，没有保留，请重新附上。"))
    found.faults = {name: [*dict.fromkeys(said)] for name, said in found.faults.items()}
    for name, kind in (KINDS if fields is None else fields).items():
        for file in request.FILES.getlist(name):
            _take(found, name, Upload(str(file.name), file.read(), kind), at)
    for name in handler.left_out:
        found.say(
            "files",
            _("“%(name)s”没有收下：一个文件最大%(each)s MB，合计最大%(all)s MB。请压缩后重新附上。")
            % {"name": name, "each": EACH // MEGABYTE, "all": ALL // MEGABYTE},
        )
    if len(found.waiting) > MOST_FILES:
        found.say(
            "files",
            _("一次最多附%(most)s个文件，您附了%(count)s个；请勾去不需要的。")
            % {"most": MOST_FILES, "count": len(found.waiting)},
        )
    return found


def _take(found: Files, name: str, upload: Upload, at: datetime) -> None:
    if len(found.waiting) >= MOST_KEPT:
        found.say(name, _("“%(name)s”没有收下：文件太多。") % {"name": upload.name[:60]})
        return
    try:
        accept(upload.data, upload.name)
    except Refused as refusal:
        found.say(name, f"{upload.name[:60]}：{said(str(refusal))}")
        return
    try:
        found.waiting.append(waiting.keep(upload, at))
    except waiting.Full:
        found.say(
            name,
            _("“%(name)s”暂时不能保存，请稍后重新附上；其他填写的内容都在。") % {"name": upload.name[:60]},
        )
