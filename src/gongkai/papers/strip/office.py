"""An Office file without what it tells of its makers: written anew from the parts that belong to it."""

from __future__ import annotations

import posixpath
from typing import Any

from lxml import etree

from gongkai.papers.archives import packed, shown
from gongkai.papers.documents import properties
from gongkai.papers.errors import Refused
from gongkai.papers.images import inside, rewritten
from gongkai.papers.intake import sniff
from gongkai.papers.limits import Limits
from gongkai.papers.office import CONTENT_TYPES, Package, Relation, check_office, local, open_office

_DROPPED = {  # kinds of part that tell of people and machines → what they are
    "core-properties": "作者、最后修改者、时间等文件属性",
    "extended-properties": "单位、主管、模板、编辑时间等文件属性",
    "custom-properties": "自定义属性",
    "thumbnail": "缩略图",
    "customXml": "附加数据（customXml）",
    "printerSettings": "打印机设置",
    "people": "批注者名单",
    "attachedTemplate": "模板路径",
    "origin": "数字签名（文件改动后不再有效）",
    "classificationlabels": "分类标签",
    "keyMapCustomizations": "键盘设置",
    "attachedToolbars": "工具栏设置",
    "extensibility": "界面设置",
    "mailMergeSource": "邮件合并的数据源",
    "recipientData": "邮件合并的数据源",
    "mailMergeHeaderSource": "邮件合并的数据源",
}
_SETTINGS = {  # elements of settings and workbook → what they are
    "rsids": "修订标识（rsid）",
    "attachedTemplate": "模板路径",
    "docVars": "文档变量",
    "mailMerge": "邮件合并的数据源",
    "docId": "文档标识",
    "documentId": "文档标识",
    "absPath": "文件在原计算机上的路径",
    "fileSharing": "保留共享者姓名的设置",
    "revisionPtr": "文档标识",
    "webPublishing": "网页发布设置",
    "printerSettings": "打印机设置",
}
_PEOPLE = ("author", "initials", "displayName", "userId", "providerId", "lastModifiedBy", "userName")
_NOBODY = "作者"  # what Word itself writes when it removes the names of people


def strip_office(data: bytes, limits: Limits, depth: int) -> tuple[bytes, list[str]]:
    """Return the file written anew, and what was taken out. Refused for what cannot be."""
    package = open_office(data, limits)
    check_office(package)
    reachable = package.reachable()
    kept = {name for name, kind in reachable.items() if kind not in _DROPPED}
    kept &= _still_reachable(package)
    removed = [_DROPPED[kind] for kind in reachable.values() if kind in _DROPPED]
    if stray := [n for n in package.names if not _belongs(n, reachable)]:
        removed.append(f"没有用到的部分（{len(stray)}个）")
    parts: dict[str, bytes] = {}
    for name in ("", *sorted(kept)):
        gone = _relations(package, name, kept, parts, removed)
        if name:
            parts[name] = _part(package, name, gone, limits, depth, removed)
    parts = {CONTENT_TYPES: _content_types(package, parts), **dict(sorted(parts.items()))}
    made = packed(parts)
    _verify(made, limits)
    return made, removed


def _still_reachable(package: Package) -> set[str]:
    """Return the parts that can be reached without passing through one that is dropped."""
    found: set[str] = set()
    waiting = [""]
    while waiting:
        for relation in package.relations(waiting.pop()):
            if relation.external or not relation.target or relation.kind in _DROPPED:
                continue
            if relation.target not in found:
                found.add(relation.target)
                waiting.append(relation.target)
    return found


def _belongs(name: str, reachable: dict[str, str]) -> bool:
    if name == CONTENT_TYPES:
        return True
    folder, base = posixpath.split(name)
    if posixpath.basename(folder) == "_rels" and base.endswith(".rels"):
        owner = posixpath.join(posixpath.dirname(folder), base.removesuffix(".rels"))
        return owner in ("", *reachable) or base == ".rels"
    return name in reachable


def _relations(
    package: Package, name: str, kept: set[str], parts: dict[str, bytes], removed: list[str]
) -> set[str]:
    """Write the relations of a part that stay, and return the keys of those that go."""
    stay: list[Relation] = []
    gone: set[str] = set()
    for relation in package.relations(name):
        if relation.kind in _DROPPED or not (relation.external or relation.target in kept):
            gone.add(relation.key)
            removed += [_DROPPED[relation.kind]] if relation.kind in _DROPPED else []
        else:
            stay.append(relation)
    if not stay:
        return gone
    folder, base = posixpath.split(name)
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    root = etree.Element(f"{{{space}}}Relationships", nsmap={None: space})  # type: ignore[dict-item]
    kinds = {r.get("Id"): r.get("Type", "") for r in _relation_elements(package, name)}
    for relation in stay:
        attributes = {"Id": relation.key, "Type": kinds[relation.key]}
        attributes["Target"] = relation.target if relation.external else f"/{relation.target}"
        if relation.external:
            attributes["TargetMode"] = "External"
        etree.SubElement(root, f"{{{space}}}Relationship", attributes)
    parts[posixpath.join(folder, "_rels", f"{base}.rels")] = _written(root)
    return gone


def _relation_elements(package: Package, name: str) -> list[Any]:
    folder, base = posixpath.split(name)
    where = package.archive.find(posixpath.join(folder, "_rels", f"{base}.rels"))
    return [e for e in package.part(where) if local(e) == "Relationship"]


def _part(
    package: Package, name: str, gone: set[str], limits: Limits, depth: int, removed: list[str]
) -> bytes:
    if package.is_xml(name) or name.lower().endswith(".svg"):
        root = package.part(name)
        _clean(root, gone, removed)
        return _written(root)
    data, extension = package.raw(name), posixpath.splitext(name)[1].lower()
    if extension in (".docx", ".xlsx"):
        if depth > limits.depth:
            raise Refused("nested", "文件里嵌着文件，层数太多。请删去嵌入的文件后另存，再上传。")
        made, inner = strip_office(data, limits, depth + 1)
        removed += [f"嵌入的文件：{what}" for what in inner]
        return made
    if extension in (".odttf", ".fntdata"):
        return data
    return _picture(data, name, limits, removed)


def _picture(data: bytes, name: str, limits: Limits, removed: list[str]) -> bytes:
    """Return a picture of a document without its notes, whatever its name says it is."""
    if data[40:44] == b" EMF":
        return _metafile(data, removed)
    if data[:4] in (b"\xd7\xcd\xc6\x9a", b"\x01\x00\x09\x00", b"\x02\x00\x09\x00"):
        return data  # WMF: drawing commands, no notes
    kind = sniff(data)
    if kind == "image":
        kind = "bmp" if data[:2] == b"BM" else "tiff" if data[:4] in (b"II*\x00", b"MM\x00*") else kind
    if kind not in ("png", "jpeg", "gif", "webp", "bmp", "tiff"):
        raise Refused(
            "strip",
            f"文件里的图片“{shown(name)}”无法去除附带的信息。请把它另存为JPG或PNG后重新插入，再上传。",
        )
    try:
        hidden = inside(data, kind, limits).hidden
        made = rewritten(data, kind, limits, upright=False)
    except Refused as refused:
        raise Refused(refused.code, f"文件里的图片“{shown(name)}”有问题：{refused}") from refused
    removed += ["图片的拍摄时间、地点等属性"] if hidden else []
    return made


def _metafile(data: bytes, removed: list[str]) -> bytes:
    """Return an EMF whose description (program and title) is blank."""
    length, start = int.from_bytes(data[60:64], "little"), int.from_bytes(data[64:68], "little")
    if not length or not start:
        return data
    if start + 2 * length > len(data):
        raise Refused("broken", "文件里的矢量图已损坏。请把它另存为PNG后重新插入，再上传。")
    removed.append("矢量图的说明")
    return data[:start] + bytes(2 * length) + data[start + 2 * length :]


def _clean(root: Any, gone: set[str], removed: list[str]) -> None:
    """Take names, identities, paths and what led to dropped parts out of a part."""
    drop: list[Any] = []
    for element in root.iter():
        kind = local(element)
        if kind in _SETTINGS and (kind != "printerSettings" or element is not root):
            drop.append(element)
            removed.append(_SETTINGS[kind])
            continue
        for key in list(element.attrib):
            plain = key.rpartition("}")[2]
            if plain.startswith("rsid"):
                del element.attrib[key]
                removed.append(_SETTINGS["rsids"])
            elif plain in _PEOPLE and kind not in ("style", "property"):
                if element.attrib[key] != _NOBODY:
                    removed.append("批注、修订者姓名")
                element.attrib[key] = _NOBODY
            elif plain == "date" and any(k.rpartition("}")[2] == "author" for k in element.attrib):
                del element.attrib[key]
            elif "relationships" in key and element.attrib[key] in gone:
                if kind == "pageSetup":
                    del element.attrib[key]
                else:
                    drop.append(element)
            elif "inkscape" in key or "sodipodi" in key:
                del element.attrib[key]
        if kind == "author" and element.text and local(element.getparent()) == "authors":
            element.text = _NOBODY
            removed.append("批注、修订者姓名")
        elif kind == "metadata" and element.tag.startswith("{http://www.w3.org/2000/svg}"):
            drop.append(element)
    for element in drop:
        _remove(element)


def _remove(element: Any) -> None:
    """Take an element out, and the frames of alternatives that are empty without it."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)
    if local(parent) in ("Choice", "Fallback", "AlternateContent") and not len(parent):
        _remove(parent)


def _content_types(package: Package, parts: dict[str, bytes]) -> bytes:
    space = "http://schemas.openxmlformats.org/package/2006/content-types"
    root = etree.Element(f"{{{space}}}Types", nsmap={None: space})  # type: ignore[dict-item]
    relations = "application/vnd.openxmlformats-package.relationships+xml"
    etree.SubElement(root, f"{{{space}}}Default", {"Extension": "rels", "ContentType": relations})
    for name in sorted(parts):
        if name.endswith(".rels"):
            continue
        says = package.content_type(name)
        if not says:
            raise Refused("broken", f"文件里的“{shown(name)}”没有写明类型。请用Word或WPS打开后另存，再上传。")
        etree.SubElement(root, f"{{{space}}}Override", {"PartName": f"/{name}", "ContentType": says})
    return _written(root)


def _written(root: Any) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _verify(made: bytes, limits: Limits) -> None:
    """Raise Refused if what was made still tells anything: nothing is released on trust."""
    package = open_office(made, limits)
    check_office(package)
    left = [name for name, kind in package.reachable().items() if kind in _DROPPED]
    if left or properties(package) or any(n.startswith(("docProps/", "customXml/")) for n in package.names):
        raise Refused("strip", "文件的属性没有去干净，不能公开发布。请用Word或WPS另存为新文件后再上传。")
