"""An Office file (a ZIP of XML parts), opened within bounds and without trust in what it declares."""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import Any

from lxml import etree

from gongkai.report.model import UnreadableReport
from gongkai.report.read import limits

BOMB = "文件解压后大得不正常，没有读取。请用Word或Excel打开后另存，再试。"
DAMAGED = "文件已损坏或不完整，无法打开。请重新取得文件，或用Word、WPS打开后另存。"
ODD_XML = "文件内部含有正常Office文件没有的XML声明（DTD、实体），没有读取。请用Word或WPS打开后另存。"
_FAULTS = (  # what `zipfile` raises on damaged files
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, NotImplementedError),
    *(RuntimeError, ValueError, OverflowError, IndexError, KeyError),
)
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


@dataclass(slots=True)
class Package:
    """The parts of an Office file by name."""

    _file: zipfile.ZipFile

    def part(self, name: str) -> Any | None:
        """Return the root element of an XML part, or None if the file has no such part."""
        try:
            info = self._file.getinfo(name)
        except KeyError:
            return None
        try:
            with self._file.open(info) as stream:
                data = stream.read(limits.ZIP_PART_BYTES + 1)
        except _FAULTS as fault:
            raise UnreadableReport(DAMAGED) from fault
        if len(data) > limits.ZIP_PART_BYTES or data.count(b"<") > limits.XML_ELEMENTS:
            raise UnreadableReport(BOMB)
        return parse_xml(data)

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Return the relations of a part: id → (last word of the kind, name of the part meant)."""
        folder, name = posixpath.split(part)
        root = self.part(posixpath.join(folder, "_rels", f"{name}.rels"))
        found = {}
        for relation in () if root is None else root.iter(_RELATIONS):
            if relation.get("TargetMode") == "External":
                continue
            target = relation.get("Target", "")
            target = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
            kind = relation.get("Type", "").rpartition("/")[2]
            found[relation.get("Id", "")] = (kind, posixpath.normpath(target))
        return found

    def main_part(self, usual: str) -> str:
        """Return the name of the part that the file opens with."""
        for kind, target in self.relations("").values():
            if kind == "officeDocument":
                return target
        return usual

    def title(self) -> str:
        """Return the title in the file's properties, or ""."""
        root = self.part("docProps/core.xml")
        found = None if root is None else root.find("{http://purl.org/dc/elements/1.1/}title")
        return "" if found is None else " ".join((found.text or "").split())


def open_package(data: bytes) -> Package:
    """Open an Office file. UnreadableReport if it is damaged, locked, or unpacks beyond the bounds."""
    try:
        file = zipfile.ZipFile(io.BytesIO(data))
        members = file.infolist()
    except _FAULTS as fault:
        raise UnreadableReport(DAMAGED) from fault
    if len(members) > limits.ZIP_MEMBERS or sum(m.file_size for m in members) > limits.ZIP_BYTES:
        raise UnreadableReport(BOMB)
    for member in members:
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise UnreadableReport(DAMAGED)
        if member.flag_bits & 1:
            raise UnreadableReport("文件加了密码，无法读取。请去掉密码后另存，再试。")
        if member.file_size > limits.ZIP_RATIO_FROM and member.file_size > limits.ZIP_RATIO * max(
            member.compress_size, 1
        ):
            raise UnreadableReport(BOMB)
    return Package(file)


def parse_xml(data: bytes) -> Any:
    """Return the root of an XML part; entities are neither loaded nor expanded, and refused."""
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
            raise UnreadableReport(ODD_XML) from fault
        raise UnreadableReport(DAMAGED) from fault
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableReport(ODD_XML)
    return root
