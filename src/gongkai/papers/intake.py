"""The door for files: what a file is, by its bytes, and whether it may come in."""

from __future__ import annotations

import codecs
import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum

from gongkai.papers.archives import Archive, open_archive, shown
from gongkai.papers.errors import Refused, refusing_damage
from gongkai.papers.limits import MEGABYTE, Limits
from gongkai.papers.naming import safe_name


class Kind(StrEnum):
    """The kinds of file that come in."""

    DOCX = "docx"
    XLSX = "xlsx"
    PDF = "pdf"
    OFD = "ofd"
    PNG = "png"
    JPEG = "jpeg"
    GIF = "gif"
    WEBP = "webp"
    TEXT = "txt"
    CSV = "csv"
    ZIP = "zip"

    @property
    def is_image(self) -> bool:
        """Say whether it is a picture."""
        return self in (Kind.PNG, Kind.JPEG, Kind.GIF, Kind.WEBP)


MEDIA_TYPES = {
    Kind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Kind.PDF: "application/pdf",
    Kind.OFD: "application/ofd",
    Kind.PNG: "image/png",
    Kind.JPEG: "image/jpeg",
    Kind.GIF: "image/gif",
    Kind.WEBP: "image/webp",
    Kind.TEXT: "text/plain; charset=utf-8",
    Kind.CSV: "text/csv; charset=utf-8",
    Kind.ZIP: "application/zip",
}
EXTENSIONS = {kind: kind.value for kind in Kind} | {Kind.JPEG: "jpg"}
_ALSO = {Kind.JPEG: {"jpg", "jpeg", "jpe", "jfif"}, Kind.TEXT: {"txt", "text", "log", "md"}}

_EXECUTABLE = re.compile(
    r"exe|dll|com|scr|bat|cmd|msi|msp|ps1|psm1|vbs|vbe|js|jse|mjs|wsf|wsh"
    r"|hta|jar|class|apk|app|sh|bash|run|py|pl|rb|php|asp|aspx|jsp|cgi|"
    r"lnk|url|scf|reg|inf|cpl|chm|iso|img|dmg|pif|gadget|desktop|htaccess|swf"
)
_OTHER = re.compile(  # extensions that mean another kind than any of ours
    r"doc|dot|wps|wpt|xls|xlt|et|ett|ppt|pps|dps|docm|dotm|dotx|xlsm|xltm|"
    r"xltx|xlsb|xlam|pptx|pptm|ppsx|rtf|odt|ods|odp|htm|html|xhtml|shtml|mht|"
    r"mhtml|svg|svgz|xml|xsl|json|rar|7z|gz|tgz|tar|bz2|xz|cab|bmp|tif|"
    r"tiff|heic|heif|avif|ico|psd|dwg|dxf|mp3|mp4|avi|mov|wmv|wav|flv|mkv|"
    r"caj|vsd|vsdx|eml|msg|pst|mdb|accdb|dbf|gd|sep|ceb"
)
_SAVE_AS = "请用Word或WPS打开，另存为.docx（表格存为.xlsx）后再上传。"
REFUSALS = {
    "empty": ("empty", "文件是空的（0字节）。请核对后重新上传。"),
    "ole": ("legacy", f"这是旧版Office或WPS文件（.doc、.xls、.wps、.et），不便检查。{_SAVE_AS}"),
    "locked": ("encrypted", "文件加了打开密码，无法检查。请用Word或WPS打开，去掉密码后另存，再上传。"),
    "rtf": ("kind", f"这是RTF文件。{_SAVE_AS}"),
    "mhtml": ("active", f"这是单个文件网页（.mht），可能带有会运行的内容。{_SAVE_AS}"),
    "html": ("active", "这是网页文件，可能带有会运行的内容。请把文字贴入正文，或另存为Word、PDF后再上传。"),
    "svg": ("active", "这是SVG图片，可能带有会运行的内容。请另存为PNG后再上传。"),
    "xml": ("kind", f"这是XML文件，不收。如果是Word或Excel存成的，{_SAVE_AS}"),
    "odf": ("kind", "这是OpenDocument文件（.odt、.ods）。请另存为.docx或.xlsx后再上传。"),
    "archive": (
        "kind",
        "这种压缩包（RAR、7z、tar、gz等）无法检查。请解压后重新压缩为ZIP，或直接上传其中的文件。",
    ),
    "program": ("program", "这是程序文件，不能上传。"),
    "image": ("kind", "这种图片格式（BMP、TIFF、HEIC等）不收。请用看图软件另存为JPG或PNG后再上传。"),
    "media": ("kind", "这是音频或视频，这里不收。请按本机关发布音视频的方式办理。"),
    "jar": ("program", "这是程序包（JAR、APK），不能上传。"),
    "unknown": (
        "kind",
        "认不出这是什么文件。可以上传：Word（.docx）、Excel（.xlsx）、PDF、OFD、图片、文本和ZIP。",
    ),
}
_SIGNATURES = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"PK\x07\x08", "zip"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"%PDF-", "pdf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"{\\rtf", "rtf"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"\xca\xfe\xba\xbe", "program"),
    (b"\xfe\xed\xfa", "program"),
    (b"\xcf\xfa\xed\xfe", "program"),
    (b"\xce\xfa\xed\xfe", "program"),
    (b"L\x00\x00\x00\x01\x14\x02\x00", "program"),  # a shortcut of Windows
    (b"#!", "program"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"BZh", "archive"),
    (b"\xfd7zXZ", "archive"),
    (b"MSCF", "archive"),
    (b"BM", "bmp"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"ID3", "media"),
    (b"OggS", "media"),
    (b"fLaC", "media"),
    (b"\x1aE\xdf\xa3", "media"),
    (b"FWS", "program"),
    (b"CWS", "program"),
)
_PAGE = re.compile(
    r"<(?:!doctype\s+html|html|head|body|script|iframe|style|title|table|div|h1|font|br|p|a|b|!--)(?=[\s>/\-])",
    re.I,
)
_SCRIPT = re.compile(r"^\s*(?:@echo\s+off|<\?php|<%@|Windows Registry Editor|\[InternetShortcut\])", re.I)
_FORMULA = re.compile(r'(?:^|[,;\t])[ "]{0,3}[=+\-@]')
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")


@dataclass(frozen=True, slots=True)
class Accepted:
    """A file that may come in: what it is by its bytes, under a name that can do no harm."""

    kind: Kind
    media_type: str
    name: str
    extension: str
    size: int
    sha256: str


def accept(data: bytes, name: str, limits: Limits | None = None) -> Accepted:
    """Return what a file is, if it may come in.

    The kind is found in the bytes; a name that says otherwise is a reason to refuse, as are macros and
    scripts, passwords, embedded files, programs, web pages, archives that unpack to more than `limits`
    allow or lead out of their folder, and files that are empty, broken, too large or of too many pages.
    Raises Refused with a sentence in Chinese: what is wrong, where, what to do.
    """
    with refusing_damage():
        return _accept(data, name, limits or Limits(), 0)


def _accept(data: bytes, name: str, limits: Limits, depth: int) -> Accepted:
    if not data:
        raise _refusal("empty")
    if len(data) > limits.file_bytes:
        raise Refused(
            "large",
            f"文件有{_megabytes(len(data))}，超过{_megabytes(limits.file_bytes)}的上限。请缩小或分成几个文件上传。",
        )
    said = extension_of(name)
    if _EXECUTABLE.fullmatch(said):
        raise Refused("program", f"“.{said}”是能运行的程序或脚本，不能上传。")
    found = sniff(data)
    if found in REFUSALS:
        raise _refusal(found)
    if found == "zip":
        kind = _check_zip(data, limits, depth)
    elif found == "text":
        kind = _check_text(data, said, limits)
    else:
        kind = Kind(found)
        _check_binary(data, kind, limits)
    _check_extension(kind, said)
    return Accepted(
        kind=kind,
        media_type=MEDIA_TYPES[kind],
        name=safe_name(_renamed(name, kind, said), EXTENSIONS[kind], limits.name_characters),
        extension=EXTENSIONS[kind],
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
    )


def extension_of(name: str) -> str:
    """Return the extension of a name in small letters, "" if what stands after the dot is none."""
    _, dot, after = name.replace("\\", "/").rpartition("/")[2].rpartition(".")
    after = "".join(char for char in after if char.isprintable()).strip().lower()
    if not dot or not re.fullmatch(r"[a-z0-9]{1,12}", after) or after.isdigit():
        return ""
    return after


def sniff(data: bytes) -> str:
    """Return what a file is by its beginning: a `Kind`, "zip" or "text", or a key of `REFUSALS`."""
    head = data[:4096]
    for signature, found in _SIGNATURES:
        if head.startswith(signature):
            if found == "ole":
                return "locked" if "EncryptedPackage".encode("utf-16-le") in data else "ole"
            if found == "bmp":
                return "image" if head[6:10] == b"\x00\x00\x00\x00" else _sniff_text(data)
            return found
    if head[:4] == b"RIFF":
        return "webp" if head[8:12] == b"WEBP" else "media"
    if head[4:8] == b"ftyp":
        return "image" if head[8:11] in (b"hei", b"mif", b"avi") else "media"
    if head[257:262] == b"ustar":
        return "archive"
    return _sniff_text(data)


def _sniff_text(data: bytes) -> str:
    text = _decoded(data[:4096], final=False)
    if text is None:
        return "unknown"
    text = text.lstrip("\ufeff \t\r\n\x0b\x0c")
    if not text and not data.strip(b"\x00 \t\r\n\x0b\x0c\xef\xbb\xbf"):
        return "empty"
    if text.startswith(("MIME-Version:", "From: <Saved by")):
        return "mhtml"
    if re.search(r"<svg[\s>]", text, re.I) and text.startswith("<"):
        return "svg"
    if text.startswith("<?xml") or re.match(r"<\w+:?\w*\s[^>]*xmlns", text):
        return "html" if re.search(r"<(?:!doctype\s+)?html|<script", text, re.I) else "xml"
    if _PAGE.match(text) or re.search(r"<(?:html|!doctype\s+html|script)[\s>]", text, re.I):
        return "html"
    return "program" if _SCRIPT.match(text) else "text"


def decode(data: bytes) -> str | None:
    """Return a text in UTF-8, UTF-16 with its mark, or GB18030; None if it is none of them whole."""
    return _decoded(data, final=True)


def _decoded(data: bytes, final: bool) -> str | None:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = codecs.getincrementaldecoder(encoding)().decode(data, final)
        except UnicodeDecodeError:
            continue
        return None if _CONTROL.search(text) else text
    return None


def _check_text(data: bytes, said: str, limits: Limits) -> Kind:
    if len(data) > limits.text_bytes:
        raise Refused(
            "large",
            f"文本文件有{_megabytes(len(data))}，超过{_megabytes(limits.text_bytes)}的上限。请分成几个文件上传。",
        )
    text = decode(data)
    if text is None:
        raise Refused(
            "broken", "文本的编码认不出来，或在汉字中间断了。请用记事本打开，另存为UTF-8编码后再上传。"
        )
    if said != "csv":
        return Kind.TEXT
    if any("|" in line and "!" in line and _FORMULA.search(line) for line in text.splitlines()):
        raise Refused("active", "CSV里有会运行程序的公式（DDE）。请删去以“=”“+”“-”“@”开头的公式后再上传。")
    return Kind.CSV


def _check_binary(data: bytes, kind: Kind, limits: Limits) -> None:
    if kind is Kind.PDF:
        from gongkai.papers.pdf import check_pdf

        check_pdf(data, limits)
    else:
        from gongkai.papers.images import check_image

        check_image(data, kind.value, limits)


def _check_zip(data: bytes, limits: Limits, depth: int) -> Kind:
    """Say what a ZIP is: an Office file, an OFD, or an archive whose files are each looked at in turn."""
    if not data.startswith(b"PK\x03\x04"):
        raise Refused("empty", "压缩包是空的，或已损坏。请重新压缩后再上传。")
    archive = open_archive(data, limits, max(limits.archive_members, limits.office_members))
    names = archive.members
    if archive.find("[Content_Types].xml"):
        from gongkai.papers.office import check_office, open_office

        package = open_office(data, limits)
        check_office(package)
        _check_carried(package.archive, limits, depth)
        return Kind(package.kind)
    if archive.find("OFD.xml"):
        from gongkai.papers.ofd import check_ofd

        check_ofd(data, limits)
        return Kind.OFD
    if "mimetype" in names or archive.find("META-INF/manifest.xml"):
        raise _refusal("odf")
    if archive.find("META-INF/MANIFEST.MF") or archive.find("AndroidManifest.xml"):
        raise _refusal("jar")
    _check_members(open_archive(data, limits), limits, depth)
    return Kind.ZIP


def _check_members(archive: Archive, limits: Limits, depth: int) -> None:
    if depth >= limits.depth:
        raise Refused("nested", "压缩包里还有压缩包，没有打开。请把里层的文件解压出来，一起压缩为一个ZIP。")
    if not archive.members:
        raise Refused("empty", "压缩包里没有文件。请核对后重新压缩。")
    for name in archive.members:
        try:
            _accept(archive.read(name), name, limits, depth + 1)
        except Refused as refused:
            if refused.code == "nested":
                raise
            raise Refused(refused.code, f"压缩包里的“{shown(name)}”不能上传：{refused}") from refused


def _check_carried(archive: Archive, limits: Limits, depth: int) -> None:
    """Look at the files that an Office file carries inside it: workbooks behind charts, pictures."""
    if depth > limits.depth + 1:
        raise Refused("nested", "文件里嵌着文件，层数太多，没有打开。请删去嵌入的文件后另存，再上传。")
    for name in archive.members:
        if extension_of(name) in ("docx", "xlsx"):
            try:
                _accept(archive.read(name), name, limits, depth + 1)
            except Refused as refused:
                raise Refused(refused.code, f"文件里嵌入的“{shown(name)}”不能上传：{refused}") from refused


def _check_extension(kind: Kind, said: str) -> None:
    ours = {kind.value, EXTENSIONS[kind], *_ALSO.get(kind, ())}
    known = {e for k in Kind for e in (k.value, EXTENSIONS[k], *_ALSO.get(k, ()))}
    if said and said not in ours and (said in known or _OTHER.fullmatch(said)):
        raise Refused(
            "name",
            f"文件名的扩展名是“.{said}”，内容却是“.{EXTENSIONS[kind]}”文件。"
            f"请核对是不是要上传的文件；如果是，请用相应的软件打开后另存为.{EXTENSIONS[kind]}。",
        )


def _renamed(name: str, kind: Kind, said: str) -> str:
    """Return the name without an extension that means this kind, so that it is not said twice."""
    if said in {kind.value, EXTENSIONS[kind], *_ALSO.get(kind, ())}:
        return name.rpartition(".")[0] + "." + EXTENSIONS[kind]
    return name


def _megabytes(size: int) -> str:
    return f"{size / MEGABYTE:.0f}MB" if size >= MEGABYTE else f"{size / 1024:.0f}KB"


def _refusal(found: str) -> Refused:
    return Refused(*REFUSALS[found])
