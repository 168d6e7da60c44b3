"""A PDF without what it tells of its makers: no information, no XMP, no earlier revisions, no EXIF."""

from __future__ import annotations

import io
from typing import Any

from gongkai.papers.errors import Refused
from gongkai.papers.limits import Limits
from gongkai.papers.pdf import DAMAGED, check_pdf, dictionaries, open_pdf

_LABELS = {
    "/Author": "作者",
    "/Creator": "制作软件",
    "/Producer": "制作软件",
    "/Title": "文件属性中的标题",
    "/Subject": "主题",
    "/Keywords": "关键词",
    "/CreationDate": "创建时间",
    "/ModDate": "修改时间",
    "/Company": "单位",
}
_HIDDEN = {  # keys of any dictionary
    "/Metadata": "XMP元数据",
    "/PieceInfo": "制作软件的私有数据",
    "/LastModified": "修改时间",
    "/Thumb": "缩略图",
}
_NOTES = (0xE1, 0xED, 0xFE)  # segments of a JPEG: EXIF and XMP, Photoshop, comment


def strip_pdf(data: bytes, limits: Limits, title: str) -> tuple[bytes, list[str]]:
    """Return the file written anew, and what was taken out. Refused for what cannot be.

    Writing it anew leaves behind what earlier revisions deleted and what nothing refers to. A digital
    signature cannot survive that; the picture of its seal stays on the page.
    """
    import pikepdf

    removed: list[str] = []
    out = io.BytesIO()
    try:
        with open_pdf(data) as pdf:
            _drop_information(pdf, removed)
            _flatten_signatures(pdf, removed)
            for thing in list(dictionaries(pdf, limits)):
                _drop_notes(thing, removed)
            if data.count(b"%%EOF") > 1 and data.count(b"startxref") > 2:
                removed.append("以前各次修改的内容")
            pdf.remove_unreferenced_resources()
            if title:
                pdf.docinfo["/Title"] = title
            pdf.save(
                out,
                deterministic_id=True,
                linearize=True,
                object_stream_mode=pikepdf.ObjectStreamMode.generate,
            )
    except (pikepdf.PdfError, RuntimeError, TypeError, AttributeError, KeyError) as fault:
        raise Refused("broken", DAMAGED) from fault
    made = out.getvalue()
    _verify(made, limits)
    return made, removed


def _drop_information(pdf: Any, removed: list[str]) -> None:
    import pikepdf

    info = pdf.trailer.get("/Info")
    if isinstance(info, pikepdf.Dictionary):
        removed += [_LABELS.get(str(key), f"文件属性“{str(key).lstrip('/')}”") for key in info.keys()]  # noqa: SIM118
    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]


def _drop_notes(thing: Any, removed: list[str]) -> None:
    """Take out of one dictionary or stream what tells of people and programs."""
    import pikepdf

    for key, label in _HIDDEN.items():
        if key in thing:
            del thing[key]
            removed.append(label)
    if str(thing.get("/Type", "")) == "/Annot" or "/Rect" in thing:
        if str(thing.get("/Subtype", "")) != "/Widget" and "/T" in thing:  # of a field it is the name
            del thing["/T"]
            removed.append("注释者姓名")
        for key in ("/M", "/CreationDate"):
            if key in thing:
                del thing[key]
    if isinstance(thing, pikepdf.Stream) and str(thing.get("/Subtype", "")) == "/Image":
        kinds = thing.get("/Filter")
        if isinstance(kinds, pikepdf.Array):
            kinds = kinds[0] if len(kinds) == 1 else None
        if kinds == pikepdf.Name.DCTDecode:
            raw = bytes(thing.read_raw_bytes())
            made = without_notes(raw)
            if made != raw:
                settings: Any = thing.get("/DecodeParms")
                thing.write(made, filter=pikepdf.Name.DCTDecode, decode_parms=settings)
                removed.append("图片的拍摄时间、地点等属性")


def without_notes(jpeg: bytes) -> bytes:
    """Return a JPEG without EXIF, XMP, Photoshop's data and comments, its picture untouched.

    A file that is not cut as a JPEG is is returned as it is up to where it is not.
    """
    out, place = bytearray(jpeg[:2]), 2
    while place + 4 <= len(jpeg) and jpeg[place] == 0xFF and jpeg[place + 1] != 0xDA:
        marker = jpeg[place + 1]
        if marker == 0xFF:  # fill
            place += 1
            continue
        if marker == 0x01 or 0xD0 <= marker <= 0xD8:  # no length
            out += jpeg[place : place + 2]
            place += 2
            continue
        length = int.from_bytes(jpeg[place + 2 : place + 4], "big")
        if marker not in _NOTES:
            out += jpeg[place : place + 2 + length]
        place += 2 + length
    return bytes(out + jpeg[place:])


def _flatten_signatures(pdf: Any, removed: list[str]) -> None:
    """Draw the seals of signatures on their pages, and take the signatures out."""
    import pikepdf

    found, number = False, 1
    for page in pdf.pages:
        notes = page.obj.get("/Annots")
        if not isinstance(notes, pikepdf.Array):
            continue
        stay = []
        for note in notes:
            if not _is_signature(note):
                stay.append(note)
                continue
            found = True
            look = note.get("/AP", pikepdf.Dictionary()).get("/N") if "/AP" in note else None
            if isinstance(look, pikepdf.Stream) and "/Rect" in note:
                _draw(pdf, page, look, [float(side) for side in note["/Rect"]], f"Seal{number}")
                number += 1
        if len(stay) < len(notes):
            page.obj["/Annots"] = pikepdf.Array(stay)
    for key in ("/Perms", "/DSS"):
        if key in pdf.Root:
            del pdf.Root[key]
            found = True
    form = pdf.Root.get("/AcroForm")
    if isinstance(form, pikepdf.Dictionary):
        fields = [field for field in form.get("/Fields", []) if not _is_signature(field)]
        found = found or len(fields) < len(form.get("/Fields", []))
        form["/Fields"] = pikepdf.Array(fields)
        if "/SigFlags" in form:
            del form["/SigFlags"]
    if found:
        removed.append("数字签名（文件改动后不再有效，印章图样保留）")


def _draw(pdf: Any, page: Any, look: Any, rect: list[float], name: str) -> None:
    """Draw an annotation's appearance on its page, where the annotation was (ISO 32000-1, 12.5.5)."""
    import pikepdf

    left, bottom, right, top = (float(side) for side in look.get("/BBox", [0, 0, 1, 1]))
    a, b, c, d, e, f = (float(n) for n in look.get("/Matrix", [1, 0, 0, 1, 0, 0]))
    corners = [(a * x + c * y + e, b * x + d * y + f) for x in (left, right) for y in (bottom, top)]
    low = [min(corner[axis] for corner in corners) for axis in (0, 1)]
    high = [max(corner[axis] for corner in corners) for axis in (0, 1)]
    start, end = (
        (min(rect[0], rect[2]), min(rect[1], rect[3])),
        (max(rect[0], rect[2]), max(rect[1], rect[3])),
    )
    if high[0] <= low[0] or high[1] <= low[1]:
        return  # a signature that is not shown
    wide, tall = ((end[axis] - start[axis]) / (high[axis] - low[axis]) for axis in (0, 1))
    place = (wide, 0, 0, tall, start[0] - low[0] * wide, start[1] - low[1] * tall)
    look["/Type"], look["/Subtype"] = pikepdf.Name.XObject, pikepdf.Name.Form
    if "/Resources" not in page.obj:
        page.obj["/Resources"] = pikepdf.Dictionary()
    resources = page.obj["/Resources"]
    if "/XObject" not in resources:
        resources["/XObject"] = pikepdf.Dictionary()
    resources["/XObject"][f"/{name}"] = look
    page.contents_add(pdf.make_stream(b"q"), prepend=True)
    matrix = " ".join(f"{side:.6f}" for side in place)
    page.contents_add(pdf.make_stream(f"Q q {matrix} cm /{name} Do Q".encode()))


def _is_signature(field: Any) -> bool:
    import pikepdf

    for _ in range(20):
        if not isinstance(field, pikepdf.Dictionary):
            return False
        if "/FT" in field:
            return str(field["/FT"]) == "/Sig"
        field = field.get("/Parent")
    return False


def _verify(made: bytes, limits: Limits) -> None:
    """Raise Refused if what was made still tells anything: nothing is released on trust."""
    check_pdf(made, limits)
    with open_pdf(made) as pdf:
        info = pdf.trailer.get("/Info")
        left = [key for key in info.keys() if key != "/Title"] if info is not None else []  # noqa: SIM118
        if left or any(
            key in thing for thing in dictionaries(pdf, limits) for key in ("/Metadata", "/PieceInfo")
        ):
            raise Refused("strip", "PDF的属性没有去干净，不能公开发布。请用阅读软件“打印为PDF”后再上传。")
