"""Files of the counter's form: those that came with it, and those that waited while it was put right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.http import HttpRequest
from django.utils.translation import gettext as _

from gongkai.papers.errors import Refused
from gongkai.papers.intake import accept
from gongkai.service.organs.said import said
from gongkai.service.requests import waiting
from gongkai.service.requests.keeping import MOST_FILES, Upload
from gongkai.service.requests.models import Paper
from gongkai.service.requests.waiting import Waiting

KINDS = {
    "files": Paper.Kind.SCAN,
    "identity_file": Paper.Kind.IDENTITY,
    "authority_file": Paper.Kind.AUTHORITY,
}


@dataclass(slots=True)
class Files:
    """The files of a filling of the form, and what is to be attached again."""

    before: list[Waiting] = field(default_factory=list)
    fresh: list[Upload] = field(default_factory=list)
    faults: dict[str, list[str]] = field(default_factory=dict)

    @property
    def uploads(self) -> list[Upload]:
        """All of them, those that waited first."""
        return [*(one.upload for one in self.before), *self.fresh]

    def stay(self, at: datetime) -> None:
        """Let those that came now wait for the form to be put right; what cannot wait is named."""
        for upload in self.fresh:
            try:
                self.before.append(waiting.keep(upload, at))
            except waiting.Full:
                self.miss(upload.kind, upload.name)
        self.fresh = []

    def forget(self) -> None:
        """Let go what waited: it is part of a request now."""
        for one in self.before:
            waiting.drop(one.token)

    def shown(self) -> Iterator[tuple[Waiting, str]]:
        """What waits, each with what it is, for the page."""
        for one in self.before:
            yield one, str(Paper.Kind(one.upload.kind).label)

    def miss(self, kind: str, name: str) -> None:
        """Say that a file has to be attached again."""
        place = next((place for place, known in KINDS.items() if known == kind), "files")
        says = _("“%(name)s”没有保留下来，请重新附上。") % {"name": name[:60]}
        self.faults.setdefault(place, []).append(says)


def read(request: HttpRequest) -> Files:
    """Return the files of a form: what waited and was not dropped, and what came with it now."""
    found = Files()
    dropped = set(request.POST.getlist("drop"))
    for token, name, kind in zip(
        *(request.POST.getlist(key) for key in ("kept", "kept_name", "kept_kind")), strict=False
    ):
        if token in dropped:
            waiting.drop(token)
        elif one := waiting.read(token):
            found.before.append(one)
        else:
            found.miss(kind, name)
    for place, kind in KINDS.items():
        for file in request.FILES.getlist(place):
            _take(found, place, Upload(str(file.name), file.read(), kind))
    if len(found.uploads) > MOST_FILES:
        found.faults.setdefault("files", []).append(
            _("一次最多附%(most)s个文件，您附了%(count)s个；请勾去不需要的。")
            % {"most": MOST_FILES, "count": len(found.uploads)}
        )
    return found


def _take(found: Files, place: str, upload: Upload) -> None:
    try:
        accept(upload.data, upload.name)
    except Refused as refusal:
        found.faults.setdefault(place, []).append(f"{upload.name[:60]}：{said(str(refusal))}")
    else:
        found.fresh.append(upload)
