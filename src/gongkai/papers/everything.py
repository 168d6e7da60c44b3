"""All the words that a file holds, seen or unseen: for whoever must be sure that something is not in it.

`text.text_of` gives what a reader sees. Here comes also what only a program finds: hidden, deleted and
covered words, comments, properties, formulas, names, links. Too much is right here, too little never is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from gongkai.papers.archives import Archive, open_archive
from gongkai.papers.errors import Refused, refusing_damage
from gongkai.papers.intake import Kind, decode
from gongkai.papers.limits import Limits

_TAG = re.compile(r"<[^>]*>")
_VALUE = re.compile(r"=\"([^\"]*)\"|='([^']*)'")
_DEPTH = 3  # files within files
_NESTED = 60  # objects within objects of a PDF


def everything(data: bytes, kind: Kind, limits: Limits | None = None) -> str:
    """Return every word in a file; Refused if it cannot be read to its end, or is a picture.

    A picture holds words that no program here reads: whoever must be sure is told so.
    """
    with refusing_damage():
        return "\n".join(_words(data, kind, limits or Limits(), 0))


def _words(data: bytes, kind: Kind, limits: Limits, depth: int) -> Iterator[str]:
    if depth > _DEPTH:
        raise Refused("deep", "文件里层层嵌套，不能核查到底。请拆开后分别上传。")
    if kind in (Kind.TEXT, Kind.CSV):
        yield decode(data) or ""
    elif kind is Kind.PDF:
        yield from _of_pdf(data)
    elif kind.is_image:
        return
    else:
        yield from _of_archive(open_archive(data, limits), limits, depth)


def _of_archive(archive: Archive, limits: Limits, depth: int) -> Iterator[str]:
    for name in archive.members:
        yield name
        member = archive.read(name)
        if name.endswith((".xml", ".rels", ".vml", ".txt", ".csv")):
            text = decode(member) or ""
            # Runs of one word are cut apart by tags: put together without a blank, and once more with one.
            yield unescape(_TAG.sub("", text))
            yield unescape(_TAG.sub(" ", text))
            yield "\n".join(unescape(a or b) for a, b in _VALUE.findall(text))
        elif member[:4] == b"PK\x03\x04":
            yield from _of_archive(open_archive(member, limits), limits, depth + 1)
        elif member[:5] == b"%PDF-":
            yield from _words(member, Kind.PDF, limits, depth + 1)


def _of_pdf(data: bytes) -> Iterator[str]:
    import io

    import pikepdf
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    try:
        for page in document:
            yield page.get_textpage().get_text_bounded()
    finally:
        document.close()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for thing in pdf.objects:
            yield from _strings(thing, 0)


def _strings(thing: Any, depth: int) -> Iterator[str]:
    """Every string in an object of a PDF: titles, comments, fields, outlines; streams of XML as text."""
    import pikepdf

    if depth > _NESTED:
        raise Refused("deep", "PDF内部嵌套过深，不能核查到底。请重新生成后上传。")
    if isinstance(thing, pikepdf.String):
        yield str(thing)
    elif isinstance(thing, pikepdf.Array):
        for item in list(thing):
            if not getattr(item, "is_indirect", False):
                yield from _strings(item, depth + 1)
    elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        for _key, item in thing.items():
            if not getattr(item, "is_indirect", False):
                yield from _strings(item, depth + 1)
        if isinstance(thing, pikepdf.Stream) and thing.get("/Type") == pikepdf.Name("/Metadata"):
            yield _TAG.sub(" ", thing.read_bytes().decode("utf-8", "replace"))
