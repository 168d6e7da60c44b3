"""What lies in a PDF beside its pages: notes, blackenings not carried out, layers, forms, wordless pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from gongkai.papers.limits import Limits
from gongkai.papers.pages import count_pages, pages
from gongkai.papers.pdf import dictionaries, open_pdf
from gongkai.papers.pieces import Piece
from gongkai.papers.scan.hits import Certainty, Finding, HitKind, ScanSettings
from gongkai.papers.scan.pictures import unread_pictures
from gongkai.papers.scan.plain import clip
from gongkai.papers.text import spans

_HARMLESS = ("/Link", "/Widget", "/Popup", "/PrinterMark", "/TrapNet", "/Watermark")
_COVERING = ("/Square", "/Polygon", "/Highlight", "/Ink", "/Stamp", "/FreeText")


def pdf_pieces(data: bytes, settings: ScanSettings, limits: Limits) -> tuple[list[Piece], list[Finding]]:
    """Return the words of a PDF page by page, those of its notes and forms, and what else is in it."""
    pieces, pictured, read = [], [], 0
    layered, invisible, unsure = list[int](), list[int](), list[int]()
    findings: list[Finding] = []
    for page in pages(data, limits, look=True):
        read += 1
        if page.unseen.covered:
            told = clip(" ".join(page.unseen.covered), 0, 4, 0)
            findings.append(Finding(HitKind.COVERED, f"第{page.number}页", told, _COVERS, Certainty.LIKELY))
        if page.unseen.unpainted:
            (layered if page.unseen.scanned else invisible).append(page.number)
        if page.unseen.unsure:
            unsure.append(page.number)
        place = f"第{page.number}页"
        pieces += [Piece(line, place) for line in page.text.split("\n") if line.strip()]
        if page.pictured:
            pictured.append(page.number)
    total = count_pages(data)
    findings += _unpainted(layered, invisible, unsure)
    if pictured:
        says = f"第{spans(pictured)}页是图片，没有文字层，里面的文字不能自动检查。请逐页人工核对。"
        findings.append(Finding(HitKind.UNREAD, f"第{spans(pictured)}页", "没有文字层的页", says))
    if read < total:
        says = f"文件太大，只检查了前{read}页（共{total}页）。请分成几个文件上传，或人工核对其余各页。"
        findings.append(Finding(HitKind.UNREAD, f"第{read + 1}页以后", "没有检查的页", says))
    with open_pdf(data) as pdf:
        findings += _layers(pdf)
        for number, page in enumerate(pdf.pages, 1):
            for note in _annotations(page.obj):
                words, finding = _note(note, f"第{number}页")
                pieces += words
                findings += [finding] if finding else []
        large, masks = set(), set()
        for thing in dictionaries(pdf, limits):
            if str(thing.get("/Subtype", "")) == "/Image" and not thing.get("/ImageMask", False):
                if min(int(thing.get(key, 0)) for key in ("/Width", "/Height")) >= settings.picture_side:
                    large.add(thing.objgen)
                masks |= {thing[key].objgen for key in ("/SMask", "/Mask") if _is_stream(thing.get(key))}
            if "/T" in thing and "/V" in thing and (value := _words(thing.get("/V"))):
                pieces.append(Piece(value, "表单", "表单的内容", seen=False))
            if "/URI" in thing and (address := _words(thing.get("/URI"))):
                pieces.append(Piece(unquote(address), "链接", "链接地址", seen=False))
            if "/ActualText" in thing or "/Alt" in thing:
                words_of = " ".join(
                    filter(None, (_words(thing.get("/ActualText")), _words(thing.get("/Alt"))))
                )
                pieces.append(Piece(words_of, "替代文字", "替代文字", seen=False))
        if (left := len(large - masks) - len(pictured)) > 0:  # those of wordless pages are told already
            findings.append(unread_pictures(left))
        pieces += [Piece(_words(v), f"书签{k}", "书签", seen=False) for k, v in _titles(pdf)]
        pieces += [Piece(text, f"文件属性“{name}”", "文件属性", seen=False) for name, text in metadata(pdf)]
    return pieces, findings


_COVERS = (
    "这一页有文字被图形或图片盖住，或与底色同色，看不见；文字仍在文件里，可以复制出来。"
    "请在原稿中删去文字本身后重新导出。"
)


def _unpainted(layered: list[int], invisible: list[int], unsure: list[int]) -> Iterator[Finding]:
    """Yield one finding for each way in which words may stand unseen on pages."""
    if invisible:
        where = f"第{spans(invisible)}页"
        says = (
            f"{where}有不显示的文字，读者看不见，但可以复制、搜索出来。请核对，不能公开的请删去后重新导出。"
        )
        yield Finding(HitKind.HIDDEN_TEXT, where, "不显示的文字", says, Certainty.LIKELY)
    if layered:
        where = f"第{spans(layered)}页"
        says = (
            f"{where}是扫描的图片，带有识别出来而不显示的文字。识别会有错漏，遮盖了图片也遮不住这些文字："
            "请对照画面逐页核对。"
        )
        yield Finding(HitKind.HIDDEN_TEXT, where, "扫描页的文字层", says, Certainty.POSSIBLE)
    if unsure:
        where = f"第{spans(unsure)}页"
        says = f"{where}有图形盖在文字的位置上，页数太多，没有逐页核对是否遮住文字。请人工核对。"
        yield Finding(HitKind.COVERED, where, "可能盖住文字的图形", says, Certainty.POSSIBLE)


def metadata(pdf: Any) -> list[tuple[str, str]]:
    """Return the fields of a PDF's information, and the words of its XMP, with their names."""
    import pikepdf

    found = []
    info = pdf.trailer.get("/Info")
    if isinstance(info, pikepdf.Dictionary):
        found = [(str(name).lstrip("/"), _words(info[name])) for name in info.keys()]  # noqa: SIM118
    packet = pdf.Root.get("/Metadata")
    if isinstance(packet, pikepdf.Stream):
        from gongkai.papers.errors import Refused
        from gongkai.papers.office import local, parse_xml

        try:
            root = parse_xml(bytes(packet.read_bytes()).strip(b"\x00 \r\n"))
        except (Refused, pikepdf.PdfError):  # unreadable: it is removed all the same
            return [(name, text) for name, text in found if text]
        for element in root.iter():
            found += [(local(element), (element.text or "").strip())]
            found += [
                (k.rpartition("}")[2], str(v)) for k, v in element.attrib.items() if "rdf-syntax" not in k
            ]
    return [(name, text) for name, text in dict.fromkeys(found) if text]


def _annotations(page: Any) -> list[Any]:
    import pikepdf

    found = page.get("/Annots")
    if not isinstance(found, pikepdf.Array):
        return []
    return [note for note in found if isinstance(note, pikepdf.Dictionary)]


def _note(note: Any, place: str) -> tuple[list[Piece], Finding | None]:
    kind = str(note.get("/Subtype", ""))
    words = " ".join(filter(None, (_words(note.get(key)) for key in ("/Contents", "/RC", "/Subj", "/T"))))
    pieces = [Piece(words, place, "注释", seen=False)] if words and kind != "/Widget" else []
    if kind == "/Redact":
        says = "这一页标了要遮盖的区域，但没有执行，下面的文字仍在文件里。请在PDF软件中“应用密文”后重新上传。"
        return pieces, Finding(HitKind.COVERED, place, "未执行的密文标记", says)
    if kind in _HARMLESS:
        return pieces, None
    says = "这一页有注释。请删去注释后重新上传。"
    if kind in _COVERING:
        says = "这一页有后加的注释、图形或图章；如果是用来遮盖文字的，下面的文字仍在。请删去，或用密文功能。"
    return pieces, Finding(HitKind.ANNOTATION, place, clip(words or kind.lstrip("/")), says)


def _layers(pdf: Any) -> list[Finding]:
    import pikepdf

    layers = pdf.Root.get("/OCProperties")
    if not isinstance(layers, pikepdf.Dictionary):
        return []
    default = layers.get("/D", pikepdf.Dictionary())
    every = list(layers.get("/OCGs", []))
    off = list(default.get("/OFF", []))
    if str(default.get("/BaseState", "/ON")) == "/OFF":
        shown = {layer.objgen for layer in default.get("/ON", [])}
        off = [layer for layer in every if layer.objgen not in shown]
    names = [_words(layer.get("/Name")) or "未命名" for layer in off]
    if not names:
        return []
    says = f"PDF有{len(names)}个隐藏的图层，内容仍在文件里。请在制作软件中删去图层，或合并图层后重新导出。"
    return [Finding(HitKind.LAYER, "图层", clip("、".join(names)), says)]


def _titles(pdf: Any) -> list[tuple[int, Any]]:
    """Return the titles of the bookmarks, in their order, each once."""
    import pikepdf

    found: list[tuple[int, Any]] = []
    outlines = pdf.Root.get("/Outlines")
    waiting = [outlines.get("/First")] if isinstance(outlines, pikepdf.Dictionary) else []
    seen: set[tuple[int, int]] = set()
    while waiting and len(found) < 20_000:
        item = waiting.pop()
        if not isinstance(item, pikepdf.Dictionary) or item.objgen in seen:
            continue
        seen.add(item.objgen)
        found.append((len(found) + 1, item.get("/Title")))
        waiting += [item.get("/Next"), item.get("/First")]
    return found


def _is_stream(value: Any) -> bool:
    import pikepdf

    return isinstance(value, pikepdf.Stream)


def _words(value: Any) -> str:
    """Return a text of a PDF, "" if the value is none."""
    import pikepdf

    if isinstance(value, pikepdf.String):
        return str(value).replace("\x00", "").strip()
    if isinstance(value, pikepdf.Array):
        return " ".join(filter(None, (_words(item) for item in value)))
    return ""
