"""A PDF before anybody reads it: is it whole, is it locked, does it do anything, how large is it unpacked?"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from typing import Any

from gongkai.papers.errors import Refused
from gongkai.papers.limits import Limits

DAMAGED = "PDF已损坏或不完整，无法打开。请重新取得文件，或用阅读软件“打印为PDF”后再上传。"
LOCKED = "PDF加了密码或使用限制，无法检查。请去掉密码和限制后另存，再上传。"
TOO_LARGE = "PDF解压后大得不正常，没有打开。请用阅读软件“打印为PDF”后再上传。"

_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_CHUNK = 1 << 20
_RUNS = {  # kinds of action
    "/JavaScript": "脚本（JavaScript）",
    "/Launch": "启动程序的动作",
    "/ImportData": "导入数据的动作",
    "/SubmitForm": "提交表单的动作",
    "/GoToE": "打开嵌入文件的动作",
    "/Rendition": "播放媒体的动作",
    "/Movie": "播放媒体的动作",
    "/Sound": "播放声音的动作",
    "/RichMediaExecute": "播放媒体的动作",
    "/GoTo3DView": "三维内容",
}
_CARRIES = {  # kinds of annotation
    "/FileAttachment": "附在页上的文件",
    "/RichMedia": "音频、视频",
    "/Movie": "视频",
    "/Sound": "声音",
    "/Screen": "媒体",
    "/3D": "三维内容",
}
_ADDRESS = re.compile(rb"^\s*(?:https?|mailto|ftp|tel):|^[^:]*$", re.I)


def open_pdf(data: bytes) -> Any:
    """Return the PDF opened by pikepdf, to be used in a `with`. Refused if it is damaged or locked."""
    import pikepdf

    try:
        pdf = pikepdf.open(io.BytesIO(data))
    except pikepdf.PasswordError as fault:
        raise Refused("encrypted", LOCKED) from fault
    except (pikepdf.PdfError, RuntimeError, ValueError, TypeError, KeyError) as fault:
        raise Refused("broken", DAMAGED) from fault
    if pdf.is_encrypted:
        pdf.close()
        raise Refused("encrypted", LOCKED)
    return pdf


def check_pdf(data: bytes, limits: Limits) -> int:
    """Return the number of pages. Refused for what is cut off, locked, too large, or does anything."""
    import pikepdf

    if b"%%EOF" not in data[-4096:]:
        raise Refused("broken", "PDF不完整：没有结尾，可能没有下载完。请重新取得完整的文件，再上传。")
    _check_streams(data, limits)
    try:
        with open_pdf(data) as pdf:
            pages = len(pdf.pages)
            if not pages:
                raise Refused("broken", DAMAGED)
            if pages > limits.pdf_pages:
                raise Refused(
                    "pages", f"PDF有{pages}页，超过{limits.pdf_pages}页的上限。请分成几个文件上传。"
                )
            _check_objects(pdf, limits)
            return pages
    except (pikepdf.PdfError, RuntimeError, TypeError, AttributeError, KeyError) as fault:
        raise Refused("broken", DAMAGED) from fault


def dictionaries(pdf: Any, limits: Limits) -> Iterator[Any]:
    """Yield every dictionary and stream of a PDF, those inside others too. Refused if there are too many."""
    import pikepdf

    containers = (pikepdf.Dictionary, pikepdf.Stream, pikepdf.Array)
    seen = 0
    for whole in (*pdf.objects, pdf.trailer):
        waiting = [whole]
        while waiting:
            thing = waiting.pop()
            if not isinstance(thing, containers):
                continue
            seen += 1
            if seen > limits.pdf_objects:
                raise Refused("bomb", TOO_LARGE)
            inner = list(thing) if isinstance(thing, pikepdf.Array) else [thing[key] for key in thing.keys()]  # noqa: SIM118
            waiting += [item for item in inner if isinstance(item, containers) and not item.is_indirect]
            if not isinstance(thing, pikepdf.Array):
                yield thing


def _check_objects(pdf: Any, limits: Limits) -> None:
    for thing in dictionaries(pdf, limits):
        if (action := _name(thing, "/S")) in _RUNS or "/JS" in thing:
            raise Refused("active", _forbidden(_RUNS.get(action, _RUNS["/JavaScript"])))
        if (kind := _name(thing, "/Subtype")) in _CARRIES and ("/Rect" in thing or kind != "/3D"):
            raise Refused("embedded", _forbidden(_CARRIES[kind]))
        if "/EmbeddedFiles" in thing or "/EF" in thing or _name(thing, "/Type") == "/EmbeddedFile":
            raise Refused("embedded", _forbidden("嵌入的文件"))
        if "/XFA" in thing:
            raise Refused("active", _forbidden("动态表单（XFA）"))
        if action == "/URI" and not _ADDRESS.match(bytes(thing.get("/URI", b""))):
            raise Refused("active", _forbidden("会运行程序的链接"))


def _name(thing: Any, key: str) -> str:
    """Return a name in a dictionary as text, "" if there is none or it is something else."""
    import pikepdf

    value = thing.get(key)
    return str(value) if isinstance(value, pikepdf.Name) else ""


def _forbidden(what: str) -> str:
    return f"PDF里有{what}，不能公开发布。请用阅读软件“打印为PDF”，或删去后另存，再上传。"


def _check_streams(data: bytes, limits: Limits) -> None:
    """Unpack every deflated stream piece by piece, only to learn its size.

    This needs no trust in the file's own structure, which object streams could hide.
    """
    total = 0
    for found in _STREAM.finditer(data):
        start = found.end()
        if start + 2 > len(data) or data[start] & 0x0F != 8 or (data[start] << 8 | data[start + 1]) % 31:
            continue  # not deflated
        size = _unpacked(memoryview(data)[start:], 2, limits)
        total += size
        if size > limits.pdf_stream_bytes or total > limits.pdf_bytes:
            raise Refused("bomb", TOO_LARGE)


def _unpacked(packed: memoryview, depth: int, limits: Limits) -> int:
    """Return the unpacked size of a stream, counted to just above the bound; deflate within too."""
    inflate, size, inner = zlib.decompressobj(), 0, bytearray()
    place = 0
    while not inflate.eof and size <= limits.pdf_stream_bytes:
        piece = inflate.unconsumed_tail or bytes(packed[place : place + 65_536])
        if not piece:
            break
        if not inflate.unconsumed_tail:
            place += 65_536
        try:
            out = inflate.decompress(piece, _CHUNK)
        except zlib.error:  # damaged: the reader will say so
            break
        size += len(out)
        if depth and (inner or size == len(out)) and len(inner) < 8 * _CHUNK:
            inner += out
    if depth and len(inner) > 2 and inner[0] & 0x0F == 8 and not (inner[0] << 8 | inner[1]) % 31:
        size = max(size, _unpacked(memoryview(bytes(inner)), depth - 1, limits))
    return size
