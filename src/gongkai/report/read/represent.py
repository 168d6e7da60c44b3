"""The one door from bytes to a representation: the real kind of a file decides, not its name."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib import import_module
from typing import cast

from gongkai.report.model import UnreadableReport
from gongkai.report.read import limits
from gongkai.report.read.representation import Representation

# kind → module and function; a module is imported when a file of its kind comes.
READERS = {
    "html": "html.read_html",
    "text": "text.read_text",
    "markdown": "text.read_markdown",
    "docx": "docx.read_docx",
    "xlsx": "xlsx.read_xlsx",
    "pdf": "pdf.read_pdf",
}

# kinds that are known and not read: what the file is, and what to do
REFUSALS = {
    "empty": "文件是空的。请重新取得报告。",
    "json": "这是JSON数据，不是报告文件。如果是本软件导出的，请用 gongkai report check 或 write。",
    "ole": (
        "这是旧版Office或WPS文件（.doc、.xls、.wps），或加了密码的文件。"
        "请用Word或WPS打开，去掉密码，另存为.docx或.xlsx。"
    ),
    "rtf": "这是RTF文件。请用Word或WPS打开，另存为.docx。",
    "mhtml": "这是单个文件网页（.mht）。请用浏览器或Word打开，另存为网页（.html）或.docx。",
    "wordxml": "这是Word或Excel的XML文件。请用Word或Excel打开，另存为.docx或.xlsx。",
    "ofd": "这是OFD版式文件。请转换为PDF，或提供Word、网页版本。",
    "odf": "这是OpenDocument文件（.odt、.ods）。请另存为.docx或.xlsx。",
    "pptx": "这是演示文稿，不是报告。请提供Word、PDF或网页版本。",
    "zip": "这是压缩包。请先解压，再提供其中的报告文件。",
    "archive": "这是压缩包。请先解压，再提供其中的报告文件。",
    "image": "这是图片，里面没有文字。请先做文字识别（OCR），或提供Word、PDF、网页版本。",
    "program": "这是程序文件，不是报告。请提供网页、Word、PDF、Excel或文本格式的报告。",
}

_SIGNATURES = (
    (b"PK\x03\x04", "package"),
    (b"PK\x05\x06", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"{\\rtf", "rtf"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"\x7fELF", "program"),
)
_PARTS = (
    (b"word/document", "docx"),
    (b"xl/workbook", "xlsx"),
    (b"xl/worksheets", "xlsx"),
    (b"OFD.xml", "ofd"),
    (b"application/vnd.oasis.opendocument", "odf"),
    (b"ppt/presentation", "pptx"),
    (b"word/", "docx"),
    (b"xl/", "xlsx"),
)
_MARKUP = re.compile(
    r"<(?:!doctype\s+html|html|head|body|title|meta|table|div|p|span|article|section|h\d|td|tr|br|ul|center)"
    r"(?:[\s>/]|$)",
    re.I,
)
_PAGE = re.compile(r"<(?:!doctype\s+html|html|head|body)(?:[\s>/]|$)", re.I)
_OFFICE_XML = re.compile(
    r"<\?mso-application|schemas-microsoft-com:office:(?:spreadsheet|word)|<w:wordDocument"
)
_RULE = re.compile(r"^\s*\|?\s*:?-{3,}:?\s*\|[\s:|-]*$|^#{1,6}\s", re.M)


def represent(data: bytes, name: str, kind: str | None = None) -> Representation:
    """Return what stands in a file: lines and grids in reading order.

    `name` is for messages and for telling Markdown from plain text; the content decides the kind,
    which a caller who has asked `sniff` already passes on.
    Raises UnreadableReport, in Chinese, with what is wrong and what to do; nothing else.
    """
    if len(data) > limits.FILE_BYTES:
        raise UnreadableReport(
            f"文件有{len(data) // limits.MEGABYTE}MB，超过{limits.FILE_BYTES // limits.MEGABYTE}MB的上限。"
            "请只提供报告正文。"
        )
    kind = kind or sniff(data, name)
    if kind in REFUSALS:
        raise UnreadableReport(REFUSALS[kind])
    module, function = READERS[kind].split(".")
    reader = getattr(import_module(f"gongkai.report.read.{module}"), function)
    found = cast(Callable[[bytes, str], Representation], reader)(data, name)
    found.source = name
    if not found.blocks:
        raise UnreadableReport("文件里没有可读的文字。请核对是不是报告正文，或提供其他格式的版本。")
    return found


def sniff(data: bytes, name: str = "") -> str:
    """Return the kind of a file by its content: a key of `READERS` or of `REFUSALS`."""
    head = data[:4096]
    if not data.strip(b"\x00 \t\r\n\x0c\xef\xbb\xbf"):
        return "empty"
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return _package(data) if kind == "package" else kind
    if b"%PDF-" in head[:1024]:
        return "pdf"
    text = _head_text(data)
    if text.startswith(("MIME-Version:", "From: <Saved by")):
        return "mhtml"
    if _PAGE.search(text):
        return "html"
    if _OFFICE_XML.search(text):
        return "wordxml"
    if _MARKUP.match(text):
        return "html"
    if text.startswith("{") or (text.startswith("[") and text[1:].lstrip()[:1] in ("{", '"', "]")):
        return "json"
    if head.startswith((b"MZ\x90", b"MZ\x00")):
        return "program"
    lower = name.lower()
    if lower.endswith((".md", ".markdown")) or _RULE.search(text):
        return "markdown"
    return "text"


def _head_text(data: bytes) -> str:
    """Return the beginning of a file as text good enough to look for ASCII in."""
    head = data[:4096]
    if head.startswith(b"\xff\xfe") or (head[1:2] == b"\x00" and head[:1] != b"\x00"):
        text = head[: len(head) // 2 * 2].decode("utf-16-le", "replace")
    elif head.startswith(b"\xfe\xff") or (head[:1] == b"\x00" and head[1:2] != b"\x00"):
        text = head[: len(head) // 2 * 2].decode("utf-16-be", "replace")
    else:
        text = head.decode("latin-1").removeprefix("ï»¿")
    return text.lstrip("\ufeff \t\r\n\x0b\x0c")


def _package(data: bytes) -> str:
    """Tell what a ZIP package is by the names of its parts, without opening it."""
    for part, kind in _PARTS:
        if part in data:
            return kind
    return "zip"
