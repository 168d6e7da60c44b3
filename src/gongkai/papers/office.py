"""An Office file (OOXML): its parts, how they relate, and what may not be in one that is published."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import unquote

from lxml import etree

from gongkai.papers.archives import Archive, open_archive, shown
from gongkai.papers.errors import Refused
from gongkai.papers.limits import Limits

CONTENT_TYPES = "[Content_Types].xml"
DAMAGED = "文件已损坏或不完整，无法打开。请用Word或WPS打开后另存，再上传。"
_ODD_XML = "文件内部含有正常Office文件没有的XML声明（DTD、实体）。请用Word或WPS打开后另存，再上传。"

_MAIN = (  # the end of the main part's content type, and what such a file is
    ("wordprocessingml.document.main+xml", "docx"),
    ("spreadsheetml.sheet.main+xml", "xlsx"),
    ("wordprocessingml.template.main+xml", "template"),
    ("spreadsheetml.template.main+xml", "template"),
    ("presentationml.presentation.main+xml", "pptx"),
    ("presentationml.slideshow.main+xml", "pptx"),
    ("presentationml.template.main+xml", "pptx"),
)
_MACRO = "文件里有宏（能自动运行的程序），不能公开发布。请用Word或WPS打开，另存为不含宏的.docx或.xlsx。"
_HARMFUL = (  # what a part's content type or name says, with the reason
    (re.compile(r"vba|macro", re.I), "macro", _MACRO),
    (
        re.compile(r"activex|\.ocx\b|webextension", re.I),
        "active",
        "文件里有控件或加载项（能运行的内容），不能公开发布。请删去控件后另存，再上传。",
    ),
    (
        re.compile(r"oleObject", re.I),
        "embedded",
        "文件里嵌有其他软件的对象（如公式、图表对象），里面的内容无法检查。"
        "请把它复制后“选择性粘贴”为图片，或改用Word自带的公式、表格，再上传。",
    ),
)
_FIELD = re.compile(r"\b(?:DDEAUTO|DDE|DATABASE)\b", re.I)
_REMOTE = re.compile(r"^(?:https?:|ftp:|mhtml:|//|\\\\|file:(?://[^/\\]|/{4,}|\\\\))", re.I)
_RUNS = re.compile(r"^\s*(?:javascript|vbscript|data|ms-[a-z-]+|mhtml|x-usc|search-ms)\s*:", re.I)


class Relation(NamedTuple):
    """One part leads to another part, or out of the file."""

    key: str
    kind: str  # the last word of the relation's type: "officeDocument", "hyperlink", …
    target: str  # the name of the part ("" if there is none), or the address
    external: bool


@dataclass(frozen=True, slots=True)
class Package:
    """The parts of an Office file by name."""

    kind: str  # docx · xlsx
    main: str
    archive: Archive
    _defaults: dict[str, str]
    _overrides: dict[str, str]
    _limits: Limits

    @property
    def names(self) -> list[str]:
        """The names of all parts, in the order of the file."""
        return list(self.archive.members)

    def has(self, name: str) -> bool:
        """Say whether there is such a part."""
        return name in self.archive.members

    def raw(self, name: str) -> bytes:
        """Return the bytes of a part."""
        return self.archive.read(name)

    def content_type(self, name: str) -> str:
        """Return what the file says a part is, "" if it does not say."""
        return self._overrides.get(name.lower()) or self._defaults.get(
            posixpath.splitext(name)[1].lstrip(".").lower(), ""
        )

    def is_xml(self, name: str) -> bool:
        """Say whether a part is XML, by what the file says it is and by its extension."""
        return name.endswith((".xml", ".rels", ".vml")) or self.content_type(name).endswith(("+xml", "/xml"))

    def part(self, name: str) -> Any:
        """Return the root element of an XML part. Refused if it is damaged or too large."""
        return parse_part(self.archive, name, self._limits)

    def relations(self, name: str) -> list[Relation]:
        """Return where a part ("" is the file itself) leads."""
        return _relations(self.archive, name, self._limits)

    def reachable(self) -> dict[str, str]:
        """Return every part that the file leads to → the kind of relation that leads there."""
        found: dict[str, str] = {}
        waiting = [""]
        while waiting:
            for relation in self.relations(waiting.pop()):
                if relation.external or not relation.target or relation.target in found:
                    continue
                found[relation.target] = relation.kind
                waiting.append(relation.target)
        return found


def local(element: Any) -> str:
    """Return an element's name without its namespace, so that strict and transitional files read alike."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Any, name: str) -> str | None:
    """Return an attribute by its local name, whatever its namespace."""
    plain = element.get(name)
    if plain is not None:
        return str(plain)
    return next((str(v) for k, v in element.attrib.items() if k.rpartition("}")[2] == name), None)


def is_on(element: Any | None) -> bool:
    """Say whether a switch of WordprocessingML, present as an element, is on."""
    return element is not None and (attribute(element, "val") or "1").lower() not in ("0", "false", "off")


def open_office(data: bytes, limits: Limits) -> Package:
    """Open an Office file.

    Raises Refused if it is damaged, locked or too large, or is neither a document nor a workbook; what
    may not be inside it is `check_office`'s to say.
    """
    archive = open_archive(data, limits, limits.office_members)
    if CONTENT_TYPES not in archive.members:
        raise Refused("broken", DAMAGED)
    defaults, overrides = {}, {}
    for element in parse_part(archive, CONTENT_TYPES, limits):
        says = element.get("ContentType", "")
        if local(element) == "Default":
            defaults[element.get("Extension", "").lower()] = says
        elif local(element) == "Override":
            overrides[element.get("PartName", "").lstrip("/").lower()] = says
    main = next(
        (
            relation.target
            for relation in _relations(archive, "", limits)
            if relation.kind == "officeDocument" and not relation.external
        ),
        "",
    )
    if main not in archive.members:
        raise Refused("broken", DAMAGED)
    package = Package("", main, archive, defaults, overrides, limits)
    says = package.content_type(main)
    if re.search(r"macroEnabled|vba|binary", says, re.I):
        raise Refused("macro", _MACRO)
    kind = next((kind for end, kind in _MAIN if says.endswith(end)), "")
    if kind == "template":
        raise Refused("kind", "这是模板文件（.dotx、.xltx）。请用Word或WPS打开，另存为.docx或.xlsx。")
    if kind == "pptx":
        raise Refused("kind", "这是演示文稿。请另存为PDF后上传：演示文稿里的备注和隐藏页不便检查。")
    if not kind:
        raise Refused("broken", DAMAGED)
    return Package(kind, main, archive, defaults, overrides, limits)


def check_office(package: Package) -> None:
    """Raise Refused for what runs, or cannot be looked into: macros, controls, objects, fields that fetch."""
    for name in package.names:
        for words, code, says in _HARMFUL:
            if words.search(posixpath.basename(name)) or words.search(package.content_type(name)):
                raise Refused(code, says)
        if name.startswith(("xl/macrosheets/", "xl/dialogsheets/", "xl/dialogSheets/")):
            raise Refused("macro", _MACRO)
        if re.search(r"dialogsheet|macrosheet", package.content_type(name), re.I):
            raise Refused("macro", _MACRO)
        if package.is_xml(name):
            _check_part(package, name)
        elif not _known(package, name):
            raise Refused(
                "embedded",
                f"文件里的“{shown(name)}”不是文字、表格或图片，无法检查。请删去嵌入的文件、音频、视频后另存，再上传。",
            )


_PICTURES = (
    ".png",
    ".jpg",
    ".jpeg",
    ".jpe",
    ".jfif",
    ".gif",
    ".bmp",
    ".dib",
    ".tif",
    ".tiff",
    ".emf",
    ".wmf",
)
_CARRIED = (*_PICTURES, ".odttf", ".fntdata", ".wdp", ".docx", ".xlsx")
_SETTINGS = re.compile(r"printerSettings|^\[trash\]/|\.sigs$|^_xmlsignatures/|^docProps/thumbnail", re.I)


def _known(package: Package, name: str) -> bool:
    """Say whether a part that is not XML is one that is looked into, or removed, before release."""
    return (
        name.lower().endswith(_CARRIED)
        or _SETTINGS.search(name) is not None
        or "printerSettings" in (package.content_type(name))
    )


def _check_part(package: Package, name: str) -> None:
    for relation in package.relations(name):
        if relation.kind in ("aFChunk", "afChunk"):
            raise Refused(
                "active", "文件里嵌有网页或其他文档（altChunk），无法检查。请用Word打开后另存，再上传。"
            )
        if not relation.external:
            continue
        if _RUNS.match(relation.target):
            raise Refused(
                "active", f"文件里的链接“{shown(relation.target)}”会运行程序。请删去这个链接后再上传。"
            )
        if relation.kind in ("attachedTemplate", "oleObject", "frame", "subDocument") and _REMOTE.match(
            relation.target
        ):
            raise Refused(
                "active",
                f"文件打开时会从“{shown(relation.target)}”取用内容。请用Word打开，断开这个链接或模板后另存，再上传。",
            )
    _check_elements(package, name)


def _check_elements(package: Package, name: str) -> None:
    for element in package.part(name).iter("{*}p", "{*}fldSimple", "{*}ddeLink", "{*}script"):
        if local(element) in ("ddeLink", "script"):
            raise Refused("active", "文件里有会运行程序的内容（DDE或脚本）。请删去后另存，再上传。")
        code = "".join(child.text or "" for child in element.iter("{*}instrText"))  # cut into several runs
        if found := _FIELD.search(attribute(element, "instr") or code):
            raise Refused(
                "active",
                f"文件里有会取用外部内容的域（{found.group().upper()}）。"
                "请选中它，按Ctrl+Shift+F9变为普通文字后再上传。",
            )


def parse_part(archive: Archive, name: str, limits: Limits) -> Any:
    """Return the root element of an XML part of an archive. Refused if it is damaged or too large."""
    data = archive.read(name)
    if len(data) > limits.part_bytes or data.count(b"<") > limits.part_elements:
        raise Refused(
            "bomb", f"文件里的“{shown(name)}”大得不正常，没有打开。请用Word或Excel打开后另存，再上传。"
        )
    return parse_xml(data)


def parse_xml(data: bytes) -> Any:
    """Return the root of an XML text; declarations of entities are refused, nothing is fetched."""
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as fault:
        if b"<!ENTITY" in data[:65_536]:
            raise Refused("odd", _ODD_XML) from fault
        raise Refused("broken", DAMAGED) from fault
    if root.getroottree().docinfo.internalDTD is not None:
        raise Refused("odd", _ODD_XML)
    return root


def _relations(archive: Archive, part: str, limits: Limits) -> list[Relation]:
    return list(_iter_relations(archive, part, limits))


def _iter_relations(archive: Archive, part: str, limits: Limits) -> Iterator[Relation]:
    folder, name = posixpath.split(part)
    where = archive.find(posixpath.join(folder, "_rels", f"{name}.rels"))
    if not where:
        return
    for relation in parse_part(archive, where, limits):
        if local(relation) != "Relationship":
            continue
        external = relation.get("TargetMode", "").lower() == "external"
        target = relation.get("Target", "")
        if not external:
            target = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
            target = archive.find(posixpath.normpath(target)) or archive.find(
                posixpath.normpath(unquote(target))
            )
        kind = relation.get("Type", "").rpartition("/")[2]
        yield Relation(relation.get("Id", ""), kind, target, external)
