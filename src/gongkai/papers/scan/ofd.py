"""What an OFD holds: the words of its pages, and what is drawn so that nobody sees it."""

from __future__ import annotations

import posixpath

from gongkai.papers import ofd
from gongkai.papers.archives import open_archive
from gongkai.papers.limits import Limits
from gongkai.papers.office import local, parse_part
from gongkai.papers.pieces import Piece
from gongkai.papers.scan.hits import Finding, HitKind


def ofd_pieces(data: bytes, limits: Limits) -> tuple[list[Piece], list[Finding]]:
    """Return the words of an OFD part by part, and what must be looked at."""
    archive = open_archive(data, limits, limits.office_members)
    pieces: list[Piece] = []
    findings: list[Finding] = []
    numbers = {part: number for number, (part, _) in enumerate(ofd.pages(archive, limits), 1)}
    empty = []
    for name in archive.members:
        if not name.lower().endswith(".xml"):
            continue
        root = parse_part(archive, name, limits)
        place = f"第{numbers[name]}页" if name in numbers else posixpath.basename(name)
        text = ofd.text_of_part(root)
        pieces += [Piece(line, place, seen=name in numbers) for line in text.split("\n") if line.strip()]
        if name in numbers and not text.strip():
            empty.append(numbers[name])
        kinds = {local(e) for e in root.iter()}
        if any(e.get("Visible", "").lower() == "false" for e in root.iter()):
            says = "OFD里有隐藏的内容，读者看不见，文件里仍在。请在制作软件中删去后重新导出。"
            findings.append(Finding(HitKind.LAYER, place, "隐藏的内容", says))
        if "Annot" in kinds:
            says = "OFD里有注释。请删去注释后重新导出。"
            findings.append(Finding(HitKind.ANNOTATION, place, "注释", says))
    if empty:
        from gongkai.papers.text import spans

        where = f"第{spans(empty)}页"
        says = f"{where}没有文字，可能是图片，不能自动检查。请逐页人工核对。"
        findings.append(Finding(HitKind.UNREAD, where, "没有文字的页", says))
    fields = ofd.author_fields(archive, limits)
    pieces += [Piece(text, f"文件属性“{name}”", "文件属性", seen=False) for name, text in fields.items()]
    if fields:
        says = "文件属性里写着作者、单位等信息，发布时会自动去掉，不必处理。"
        findings.append(Finding(HitKind.METADATA, "文件属性", "、".join(fields), says))
    return pieces, findings
