"""OFD (GB/T 33190-2016), the country's format for fixed pages: checked, and its text and author found."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import Any

from gongkai.papers.archives import Archive, open_archive, shown
from gongkai.papers.errors import Refused
from gongkai.papers.limits import Limits
from gongkai.papers.office import local, parse_part

_PICTURES = (".png", ".jpg", ".jpeg", ".bmp", ".gif", ".tif", ".tiff", ".jb2", ".gbig2", ".jp2")
_FONTS = (".ttf", ".otf", ".ttc", ".cff", ".pfb")
_SEALS = (".esl", ".dat", ".asn1", ".cer", ".sig")


def check_ofd(data: bytes, limits: Limits) -> Archive:
    """Return the archive of an OFD. Refused for encryption, attachments, media, scripts and foreign files."""
    archive = open_archive(data, limits, limits.office_members)
    for name in archive.members:
        lower = name.lower()
        base = posixpath.basename(lower)
        if base in ("encryptions.xml", "decryptseed.dat") or lower.endswith(".enc"):
            raise Refused("encrypted", "OFD加了密，无法检查。请去掉密码后另存，再上传。")
        if lower.endswith(".xml"):
            _check_part(parse_part(archive, name, limits))
        elif not lower.endswith((*_PICTURES, *_FONTS, *_SEALS)):
            raise Refused(
                "embedded",
                f"OFD里的“{shown(name)}”不是文字、图片或字体，无法检查。请删去附带的文件后另存，再上传。",
            )
    if not list(pages(archive, limits)):
        raise Refused("broken", "OFD里没有页面，可能已损坏。请重新取得文件，再上传。")
    return archive


def _check_part(root: Any) -> None:
    for element in root.iter():
        kind = local(element)
        if kind == "Attachment" and (element.get("Name") or element.get("ID")):
            raise Refused("embedded", "OFD里附带了其他文件，无法检查。请删去附带的文件后另存，再上传。")
        if kind in ("Sound", "Movie", "GotoA"):
            raise Refused("active", "OFD里有播放媒体或打开附件的动作。请删去后另存，再上传。")
        if kind == "URI" and re.match(r"\s*(?!https?:|mailto:)[a-z][a-z-]+:", element.get("URI", ""), re.I):
            raise Refused("active", "OFD里有会运行程序的链接。请删去这个链接后另存，再上传。")


def pages(archive: Archive, limits: Limits) -> Iterator[tuple[str, str]]:
    """Yield each page's part and its text, in the order of the document: a line an object of text."""
    for document in (name for name in archive.members if posixpath.basename(name) == "Document.xml"):
        root = parse_part(archive, document, limits)
        for page in (e for e in root.iter() if local(e) == "Page" and e.get("BaseLoc")):
            loc = page.get("BaseLoc")
            folder = "" if loc.startswith("/") else posixpath.dirname(document)
            part = archive.find(posixpath.normpath(posixpath.join(folder, loc.lstrip("/"))))
            if part:
                yield part, text_of_part(parse_part(archive, part, limits))


def text_of_part(root: Any) -> str:
    """Return the text of a page, a template or an annotation: its objects top to bottom, left to right."""
    lines: list[tuple[float, float, str]] = []
    for thing in (e for e in root.iter() if local(e) == "TextObject"):
        words = "".join("".join(code.itertext()) for code in thing if local(code) == "TextCode")
        box = (thing.get("Boundary") or "0 0 0 0").split()
        try:
            lines.append((round(float(box[1])), float(box[0]), words))
        except (ValueError, IndexError):
            lines.append((0.0, 0.0, words))
    lines.sort(key=lambda line: line[:2])
    out: list[str] = []
    for place, (y, _, words) in enumerate(lines):
        if place and abs(y - lines[place - 1][0]) < 1.5:
            out[-1] += words
        else:
            out.append(words)
    return "\n".join(out)


def author_fields(archive: Archive, limits: Limits) -> dict[str, str]:
    """Return the fields of an OFD's information that tell of people and programs, with what they say."""
    found: dict[str, str] = {}
    for element in parse_part(archive, archive.find("OFD.xml"), limits).iter():
        if local(element) in PERSONAL and "".join(element.itertext()).strip():
            found[local(element)] = "".join(element.itertext()).strip()
    return found


PERSONAL = (
    "Author",
    "Creator",
    "CreatorVersion",
    "CustomData",
    "Subject",
    "Abstract",
    "Keyword",
    "ModDate",
    "Cover",
)
