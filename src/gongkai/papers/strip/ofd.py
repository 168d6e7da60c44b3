"""An OFD without what it tells of its makers."""

from __future__ import annotations

from lxml import etree

from gongkai.papers.archives import packed, shown
from gongkai.papers.errors import Refused
from gongkai.papers.images import inside, rewritten
from gongkai.papers.intake import sniff
from gongkai.papers.limits import Limits
from gongkai.papers.ofd import PERSONAL, author_fields, check_ofd
from gongkai.papers.office import local, parse_part


def strip_ofd(data: bytes, limits: Limits) -> tuple[bytes, list[str]]:
    """Return the file packed anew without author and program, and what was taken out.

    A signed OFD is the official form of many papers, and a signature covers its parts: where there is
    something to take out of a signed one it is refused; where not, its parts stay as they are.
    """
    archive = check_ofd(data, limits)
    main = archive.find("OFD.xml")
    root = parse_part(archive, main, limits)
    signed = any(local(e) == "Signatures" and (e.text or len(e)) for e in root.iter())
    fields = author_fields(archive, limits)
    parts = {name: archive.read(name) for name in sorted(archive.members)}
    removed = [f"文件属性“{name}”" for name in fields]
    for name, part in parts.items():
        kind = sniff(part)
        if kind in ("png", "jpeg", "gif") and (hidden := inside(part, kind, limits).hidden):
            removed.append(f"图片“{shown(name)}”的属性（{'、'.join(hidden)}）")
            parts[name] = rewritten(part, kind, limits, upright=False)
    if signed and removed:
        raise Refused(
            "strip",
            f"OFD已经签章，又带有{'、'.join(removed[:3])}：去掉会使签章失效。请在签章之前清除文件属性，重新签章后再上传。",
        )
    if fields:
        for element in [e for e in root.iter() if local(e) in PERSONAL]:
            element.getparent().remove(element)
        parts[main] = bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))
    return packed({main: parts.pop(main), **parts}), removed
