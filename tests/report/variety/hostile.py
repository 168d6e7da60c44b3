"""Files that mean harm, or do harm without meaning it."""

from __future__ import annotations

import io
import zipfile

import pikepdf
from PIL import Image

from tests.report.variety.office import CONTENT_TYPES, RELATIONS, W, package


def document(xml: str) -> bytes:
    """A DOCX with this as its document."""
    return package({"[Content_Types].xml": CONTENT_TYPES, "_rels/.rels": RELATIONS, "word/document.xml": xml})


def bomb(part: str, megabytes: int) -> bytes:
    """An archive of some kilobytes whose part unpacks to that many megabytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("[Content_Types].xml", CONTENT_TYPES)
        archive.writestr("_rels/.rels", RELATIONS)
        with archive.open(part, "w", force_zip64=True) as stream:
            stream.write(f"<w:document {W}><w:body><w:p><w:r><w:t>".encode())
            for _ in range(megabytes):
                stream.write(b"0" * 1_000_000)
            stream.write(b"</w:t></w:r></w:p></w:body></w:document>")
    return out.getvalue()


def many_parts(count: int) -> bytes:
    """An archive of very many empty parts."""
    return package({f"word/part{n}.xml": b"" for n in range(count)} | {"word/document.xml": b"<x/>"})


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE d ['
    + '<!ENTITY a0 "哈哈哈哈哈哈哈哈哈哈">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    + f"]><w:document {W}><w:body><w:p><w:r><w:t>&a9;</w:t></w:r></w:p></w:body></w:document>"
)
OUTSIDE = (
    '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    f"<w:document {W}><w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>"
)


def locked(pdf: bytes, user: str) -> bytes:
    """The PDF behind a password; with an empty one it opens without asking, but may not be copied from."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as file:
        file.save(out, encryption=pikepdf.Encryption(owner="master", user=user))
    return out.getvalue()


def together(*pdfs: bytes) -> bytes:
    """Several PDFs as one."""
    out = io.BytesIO()
    with pikepdf.new() as whole:
        for data in pdfs:
            with pikepdf.open(io.BytesIO(data)) as part:
                whole.pages.extend(part.pages)
        whole.save(out)
    return out.getvalue()


def scanned() -> bytes:
    """A PDF that is a picture of a page."""
    out = io.BytesIO()
    Image.new("L", (600, 850), 240).save(out, "PDF")
    return out.getvalue()


OLD_WORD = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 3000
PICTURE = bytes.fromhex("89504e470d0a1a0a0000000d49484452") + b"\0" * 500
