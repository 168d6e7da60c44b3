"""What is released of a file: the same paper without what it tells of those who made it.

Only metadata go, silently but named in `removed`. What an editor must decide on (hidden sheets,
comments, tracked changes, layers) stays as it is and is a hit of the scan. What cannot be stripped
is refused, never passed.
"""

from __future__ import annotations

import codecs
import hashlib
import posixpath
from dataclasses import dataclass

from gongkai.papers.archives import open_archive, packed, shown
from gongkai.papers.errors import Refused, refusing_damage
from gongkai.papers.intake import Accepted, Kind, accept, decode
from gongkai.papers.limits import Limits
from gongkai.papers.naming import safe_name


@dataclass(frozen=True, slots=True)
class Released:
    """The bytes to release, and the names, in Chinese, of what was taken out of them."""

    data: bytes
    media_type: str
    sha256: str
    removed: tuple[str, ...]


def stripped(accepted: Accepted, data: bytes, limits: Limits | None = None, title: str = "") -> Released:
    """Return what is released of a file that has come in: the same input gives the same bytes.

    `title` is the public title of the document; a PDF carries it for screen readers and window titles.
    Raises Refused if the bytes are not those accepted, or something in them cannot be taken out.
    """
    limits = limits or Limits()
    if hashlib.sha256(data).hexdigest() != accepted.sha256:
        raise Refused("changed", "文件与收入时不一致，没有处理。请重新上传。")
    with refusing_damage():
        made, removed = _made(accepted.kind, data, limits, title)
    return Released(
        made, accepted.media_type, hashlib.sha256(made).hexdigest(), tuple(dict.fromkeys(removed))
    )


def _made(kind: Kind, data: bytes, limits: Limits, title: str) -> tuple[bytes, list[str]]:
    if kind in (Kind.TEXT, Kind.CSV):
        return _text(kind, data)
    if kind is Kind.PDF:
        from gongkai.papers.strip.pdf import strip_pdf

        return strip_pdf(data, limits, title)
    if kind in (Kind.DOCX, Kind.XLSX):
        from gongkai.papers.strip.office import strip_office

        return strip_office(data, limits, 0)
    if kind is Kind.OFD:
        from gongkai.papers.strip.ofd import strip_ofd

        return strip_ofd(data, limits)
    if kind is Kind.ZIP:
        return _archive(data, limits)
    from gongkai.papers.images import inside, rewritten

    hidden = inside(data, kind.value, limits).hidden
    return rewritten(data, kind.value, limits), [f"图片属性（{'、'.join(hidden)}）"] if hidden else []


def _text(kind: Kind, data: bytes) -> tuple[bytes, list[str]]:
    """Return a text in UTF-8; a CSV with its mark, without which Excel takes it for GBK."""
    text = decode(data)
    if text is None:
        raise Refused("broken", "文本的编码认不出来。请用记事本打开，另存为UTF-8编码后再上传。")
    return (codecs.BOM_UTF8 if kind is Kind.CSV else b"") + text.encode(), []


def _archive(data: bytes, limits: Limits) -> tuple[bytes, list[str]]:
    """Return an archive whose files are each stripped, under names that do no harm."""
    archive = open_archive(data, limits)
    members: dict[str, bytes] = {}
    removed: list[str] = ["压缩包里的时间、注释"]
    for name in archive.members:
        inner = archive.read(name)
        try:
            accepted = accept(inner, name, limits)
            made, gone = _made(accepted.kind, inner, limits, "")
        except Refused as refused:
            raise Refused(refused.code, f"压缩包里的“{shown(name)}”不能公开发布：{refused}") from refused
        folder = [safe_name(part) for part in posixpath.dirname(name.replace("\\", "/")).split("/") if part]
        place = "/".join([*folder, accepted.name])
        stem, _, extension = place.rpartition(".")
        number = 2
        while place in members:
            place, number = f"{stem}（{number}）.{extension}", number + 1
        members[place] = made
        removed += [f"{shown(name)}：{what}" for what in gone]
    return packed(members), removed
