"""Before a PDF is read: is it whole, and can it do harm? Its streams are unpacked within bounds only."""

from __future__ import annotations

import io
import re
import zlib
from typing import Any

import pikepdf

from gongkai.report.model import UnreadableReport
from gongkai.report.read import limits

_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_DRAW = re.compile(rb"/([^\s/<>\[\](){}%]+)\s+Do\b")
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_CHUNK = 1 << 20

TOO_LARGE = "PDF解压后大得不正常，没有读取。请用阅读软件重新“打印为PDF”，或提供Word、网页版本。"
DAMAGED = "PDF已损坏或不完整，无法读取。请重新取得文件，或提供Word、网页版本。"
LOCKED = "PDF有打开密码，无法读取。请去掉密码后再试，或提供Word、网页版本。"


def check_pdf(data: bytes) -> None:
    """Raise UnreadableReport if a PDF is cut off, locked, or unpacks beyond the bounds of `limits`."""
    if b"%%EOF" not in data[-4096:]:
        raise UnreadableReport("PDF不完整：没有结尾，可能没有下载完。请重新取得完整的文件。")
    _check_streams(data)
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            if len(pdf.pages) > limits.PDF_PAGES:
                raise UnreadableReport(
                    f"PDF有{len(pdf.pages)}页，超过{limits.PDF_PAGES}页的上限。请只提供年度报告部分。"
                )
            if not len(pdf.pages):
                raise UnreadableReport(DAMAGED)
            for page in pdf.pages:
                _check_page(page)
    except pikepdf.PasswordError as fault:
        raise UnreadableReport(LOCKED) from fault
    except (pikepdf.PdfError, RuntimeError, ValueError, TypeError, AttributeError, KeyError) as fault:
        raise UnreadableReport(DAMAGED) from fault


def _check_streams(data: bytes) -> None:
    """Unpack every deflated stream piece by piece, only to learn its size.

    This needs no trust in the file's own structure, which object streams could hide.
    """
    total = 0
    for found in _STREAM.finditer(data):
        start = found.end()
        if start + 2 > len(data) or data[start] & 0x0F != 8 or (data[start] << 8 | data[start + 1]) % 31:
            continue  # not deflated
        size = _unpacked(memoryview(data)[start:], 2)
        total += size
        if size > limits.PDF_STREAM_BYTES or total > limits.PDF_BYTES:
            raise UnreadableReport(TOO_LARGE)


def _unpacked(packed: memoryview, depth: int) -> int:
    """Return the unpacked size of a stream, counted to just above the bound; deflate within too."""
    inflate, size, inner = zlib.decompressobj(), 0, bytearray()
    place = 0
    while not inflate.eof and size <= limits.PDF_STREAM_BYTES:
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
        if depth and (inner or size == len(out)) and len(inner) < 8 * limits.MEGABYTE:
            inner += out
    if depth and len(inner) > 2 and inner[0] & 0x0F == 8 and not (inner[0] << 8 | inner[1]) % 31:
        size = max(size, _unpacked(memoryview(bytes(inner)), depth - 1))
    return size


def _check_page(page: Any) -> None:
    contents = page.obj.get("/Contents")
    if isinstance(contents, pikepdf.Array):
        drawn = b"\n".join(_whole(part) for part in contents)
    elif contents is not None:
        drawn = _whole(contents)
    else:
        return
    resources = page.obj.get("/Resources")
    parent = page.obj
    for _ in range(50):  # resources may be inherited
        if resources is not None or (parent := parent.get("/Parent")) is None:
            break
        resources = parent.get("/Resources")
    if _cost(drawn, resources, {}, 0) > limits.PDF_CONTENT_BYTES:
        raise UnreadableReport(TOO_LARGE)
    for font in dict((resources or {}).get("/Font", {})).values():
        unicode = font.get("/ToUnicode")
        if isinstance(unicode, pikepdf.Stream) and len(_whole(unicode)) > limits.PDF_CONTENT_BYTES:
            raise UnreadableReport(TOO_LARGE)


def _whole(stream: Any) -> bytes:
    """Return what a stream holds; DAMAGED if its checksum tells that some of it is wrong or lost.

    Readers that make the best of a damaged stream would show wrong numbers.
    """
    kinds = stream.get("/Filter")
    if isinstance(kinds, pikepdf.Array) and len(kinds) == 1:
        kinds = kinds[0]
    if kinds != pikepdf.Name.FlateDecode or stream.get("/DecodeParms") is not None:
        return bytes(stream.read_bytes())
    packed = bytes(stream.read_raw_bytes())
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        found = inflate.decompress(packed[2:], limits.PDF_STREAM_BYTES)
    except zlib.error as fault:
        raise UnreadableReport(DAMAGED) from fault
    if not inflate.eof:
        raise UnreadableReport(DAMAGED)
    check = inflate.unused_data[:4]
    if len(check) == 4 and int.from_bytes(check, "big") != zlib.adler32(found):
        raise UnreadableReport(DAMAGED)
    return found


def _cost(drawn: bytes, resources: Any, known: dict[Any, int], depth: int) -> int:
    """Return how many bytes a content draws when the forms it calls are counted each time."""
    if depth > 20:
        raise UnreadableReport(TOO_LARGE)
    total = len(drawn)
    objects = resources.get("/XObject") if resources is not None else None
    if objects is None:
        return total
    for found in _DRAW.finditer(drawn):
        name = "/" + _ESCAPE.sub(lambda m: bytes([int(m.group(1), 16)]), found.group(1)).decode("latin-1")
        form = objects.get(name)
        if not isinstance(form, pikepdf.Stream) or form.get("/Subtype") != "/Form":
            continue
        key = form.objgen
        if key not in known:
            known[key] = 0  # a form that calls itself draws nothing more
            known[key] = _cost(_whole(form), form.get("/Resources", resources), known, depth + 1)
        total += known[key]
        if total > limits.PDF_CONTENT_BYTES:
            break
    return total
