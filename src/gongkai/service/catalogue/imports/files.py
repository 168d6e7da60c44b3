"""Where the attachments of a table come from: a ZIP, or a folder beside the command line."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from gongkai.papers.archives import open_archive
from gongkai.papers.errors import Refused
from gongkai.papers.limits import MEGABYTE, Limits
from gongkai.service.clearance.refusals import WrongFields

ARCHIVE = Limits(file_bytes=200 * MEGABYTE, archive_members=20_000, archive_bytes=1_000 * MEGABYTE)
"""A ZIP of many papers. Each of them is looked at by itself, within the usual bounds, when it comes out."""


class NotFound(LookupError):
    """There is no such file, or more than one of that name; the message says which."""


@dataclass
class Source:
    """Files by their names; each is read when it is asked for."""

    read_one: Callable[[str], bytes]
    by_path: dict[str, str] = field(default_factory=dict)  # name without regard to case → the name to read by
    by_name: dict[str, list[str]] = field(default_factory=dict)

    def find(self, words: str) -> tuple[str, bytes]:
        """Return name and bytes of the file a cell names, by its path or by its name alone. NotFound."""
        asked = _plain(words)
        found = self.by_path.get(asked)
        if found is None:
            same = self.by_name.get(asked.rpartition("/")[2], [])
            if len(same) > 1:
                raise NotFound(f"有{len(same)}个附件都叫“{words[:60]}”，请写明所在的文件夹。")
            if not same:
                raise NotFound(f"附件里没有“{words[:60]}”，请核对文件名（包括扩展名）。")
            found = same[0]
        return found.replace("\\", "/").rpartition("/")[2], self.read_one(found)

    def add(self, name: str) -> None:
        """Let a file be found by its name."""
        self.by_path[_plain(name)] = name
        self.by_name.setdefault(_plain(name).rpartition("/")[2], []).append(name)

    def names(self) -> Iterator[str]:
        """Yield the names of all files."""
        yield from self.by_path.values()


def nothing() -> Source:
    """Return a source in which no file is."""

    def read(_name: str) -> bytes:
        raise NotFound("没有上传附件。")

    return Source(read)


def of_archive(data: bytes) -> Source:
    """Return the files of a ZIP. Raises WrongFields (archive) with a sentence."""
    if len(data) > ARCHIVE.file_bytes:
        most = ARCHIVE.file_bytes // MEGABYTE
        raise WrongFields({"archive": [f"压缩包超过{most}MB。请分成几次导入，或者用命令行从文件夹导入。"]})
    try:
        archive = open_archive(data, ARCHIVE)
    except Refused as refused:
        raise WrongFields({"archive": [str(refused)]}) from refused
    source = Source(archive.read)
    for name in archive.members:
        if not name.rpartition("/")[2].startswith(".") and not name.startswith("__MACOSX/"):
            source.add(name)
    return source


def of_folder(folder: Path) -> Source:
    """Return the files of a folder and those below it; what leads out of it is not followed."""
    root = folder.resolve()
    source = Source(lambda name: (root / name).read_bytes())
    for path in sorted(root.rglob("*")):
        if path.is_file() and not path.is_symlink() and path.resolve().is_relative_to(root):
            source.add(path.relative_to(root).as_posix())
    return source


def _plain(words: str) -> str:
    return unicodedata.normalize("NFC", words.strip().replace("\\", "/")).removeprefix("./").casefold()
