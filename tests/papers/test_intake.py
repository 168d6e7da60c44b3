"""What comes in, what does not, and what the person who brings it is told."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.papers.errors import Refused
from gongkai.papers.intake import Kind, accept, sniff
from gongkai.papers.limits import Limits
from gongkai.papers.naming import safe_name
from tests.papers.making import (
    WORD,
    docx,
    package,
    pdf,
    picture,
    worksheet,
    xlsx,
)

SHEET = xlsx({"表1": worksheet([["项目", "数量"], ["演示", "3"]])})


def refusal(data: bytes, name: str, limits: Limits | None = None) -> Refused:
    """Return the refusal of a file."""
    with pytest.raises(Refused) as caught:
        accept(data, name, limits)
    assert str(caught.value).endswith("。")
    return caught.value


@pytest.mark.parametrize(
    ("data", "name", "kind", "extension"),
    [
        (docx("演示通知"), "通知.docx", Kind.DOCX, "docx"),
        (SHEET, "附表.xlsx", Kind.XLSX, "xlsx"),
        (pdf(), "文件.PDF", Kind.PDF, "pdf"),
        (picture("PNG"), "图.png", Kind.PNG, "png"),
        (picture("JPEG"), "图.jpeg", Kind.JPEG, "jpg"),
        (picture("GIF"), "图.gif", Kind.GIF, "gif"),
        (picture("WEBP"), "图.webp", Kind.WEBP, "webp"),
        ("演示说明\n第二行".encode(), "说明.txt", Kind.TEXT, "txt"),
        ("演示说明".encode("gb18030"), "说明.txt", Kind.TEXT, "txt"),
        ("\ufeff演示".encode("utf-16-le"), "说明.txt", Kind.TEXT, "txt"),
        ("项目,数量\n演示,3\n".encode(), "表.csv", Kind.CSV, "csv"),
        (package({"通知.docx": docx("一"), "图/图.png": picture()}), "全部.zip", Kind.ZIP, "zip"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_honest_file_comes_in_as_what_its_bytes_are(data, name, kind, extension):
    accepted = accept(data, name)

    assert (accepted.kind, accepted.extension, accepted.size) == (kind, extension, len(data))
    assert accepted.name.endswith(f".{extension}")
    assert len(accepted.sha256) == 64


def macro(part: str) -> bytes:
    """A Word file with a project of macros in it, under the type of a plain document."""
    return docx("一", parts={part: b"\x00"}, types={part: "application/vnd.ms-office.vbaProject"})


OLD = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600
LOCKED = OLD + "EncryptedPackage".encode("utf-16-le")
FIELD = (
    '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>{}<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
)


def instruction(*pieces: str) -> str:
    """A field whose code is cut into these runs."""
    return FIELD.format("".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in pieces))


@pytest.mark.parametrize(
    ("data", "name", "code", "words"),
    [
        (b"", "空.docx", "empty", "0字节"),
        (b" \r\n\t", "空.txt", "empty", "0字节"),
        (macro("word/vbaProject.bin"), "一.docx", "macro", "另存为不含宏"),
        (docx("一", main="application/vnd.ms-word.document.macroEnabled.main+xml"), "一.docx", "macro", "宏"),
        (docx("一", main=f"{WORD}.template.main+xml"), "一.docx", "kind", "模板"),
        (docx("一", parts={"xl/macrosheets/sheet1.xml": "<x/>"}), "一.docx", "macro", "宏"),
        (docx("一", parts={"word/activeX/activeX1.xml": "<x/>"}), "一.docx", "active", "控件"),
        (docx("一", parts={"word/embeddings/oleObject1.bin": b"\0"}), "一.docx", "embedded", "粘贴"),
        (docx("一", parts={"word/embeddings/a.exe": b"MZ"}), "一.docx", "embedded", "嵌入"),
        (
            docx("一", links=(("aFChunk", "a.html"),), parts={"word/a.html": "x"}),
            "一.docx",
            "active",
            "检查",
        ),
        (docx(instruction("DD", "EAUTO cmd")), "一.docx", "active", "DDEAUTO"),
        (docx(instruction("DDE excel a b")), "一.docx", "active", "DDE"),
        (
            docx("一", links=(("hyperlink", "javascript:alert(1)", "External"),)),
            "一.docx",
            "active",
            "会运行程序",
        ),
        (
            docx("一", links=(("attachedTemplate", "https://example.test/a.dotm", "External"),)),
            "一.docx",
            "active",
            "模板",
        ),
        (docx("一")[:-200], "一.docx", "broken", "损坏"),
        (docx("<w:p>"), "一.docx", "broken", "损坏"),
        (OLD, "旧.doc", "legacy", "另存为.docx"),
        (LOCKED, "密.docx", "encrypted", "密码"),
        (b"{\\rtf1 x}", "一.rtf", "kind", "RTF"),
        (b"MZ\x90\x00", "一.txt", "program", "程序"),
        (b"\x7fELF\x02", "一", "program", "程序"),
        (b"#!/bin/sh\nls", "一.txt", "program", "程序"),
        ("echo 演示".encode(), "一.bat", "program", ".bat"),
        (b"<html><body>x", "一.txt", "active", "网页"),
        (b"\n <!DOCTYPE html>", "一.html", "active", "网页"),
        (b"hello <script >alert(1)</script>", "一.txt", "active", "网页"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "图.svg", "active", "SVG"),
        (b'<?xml version="1.0"?><!-- a --><svg onload="x"/>', "图.png", "active", "SVG"),
        (b"<?xml version='1.0'?><a/>", "一.xml", "kind", "XML"),
        (b"\x00\x01\x02", "一.bin", "kind", "认不出"),
        (b"Rar!\x1a\x07", "一.rar", "kind", "ZIP"),
        (docx("一"), "一.pdf", "name", "扩展名"),
        (pdf(), "一.doc", "name", "扩展名"),
        (picture("PNG"), "一.jpg", "name", "扩展名"),
        (b"=cmd|' /C calc'!A0,1", "一.csv", "active", "DDE"),
        (picture()[:-30], "图.png", "broken", "图片"),
        (pdf()[:-40], "一.pdf", "broken", "没有结尾"),
        (b"%PDF-1.7\nxx\n%%EOF", "一.pdf", "broken", "损坏"),
        (package({"mimetype": "application/vnd.oasis.opendocument.text"}), "一.odt", "kind", "OpenDocument"),
        (package({"META-INF/MANIFEST.MF": "x", "A.class": "x"}), "一.zip", "program", "JAR"),
        (package({}), "空.zip", "empty", "空"),
    ],
)
def test_what_may_not_come_in_is_refused_with_what_to_do(data, name, code, words):
    refused = refusal(data, name)

    assert refused.code == code, refused
    assert words in str(refused)


def ending(action: pikepdf.Dictionary):
    """Return a change that makes a PDF do something when it is opened."""

    def change(file: pikepdf.Pdf) -> None:
        file.Root.OpenAction = action

    return change


def attach(file: pikepdf.Pdf) -> None:
    """Put a file into a PDF."""
    file.attachments["a.txt"] = b"hidden"


def nested_script(file: pikepdf.Pdf) -> None:
    """Put a script where only a look into the depth finds it: behind an action behind an annotation."""
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    page = pikepdf.Dictionary(S=pikepdf.Name.GoTo, D="x", Next=pikepdf.Array([script]))
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 1, 1], AA=pikepdf.Dictionary(E=page)
    )
    file.pages[0].Annots = pikepdf.Array([note])


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (pdf(1, ending(pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)"))), "active"),
        (pdf(1, ending(pikepdf.Dictionary(S=pikepdf.Name.Launch, F="calc.exe"))), "active"),
        (pdf(1, ending(pikepdf.Dictionary(S=pikepdf.Name.URI, URI="javascript:alert(1)"))), "active"),
        (pdf(1, nested_script), "active"),
        (pdf(1, nested_script, object_stream_mode=pikepdf.ObjectStreamMode.generate), "active"),
        (pdf(1, attach), "embedded"),
        (pdf(1, encryption=pikepdf.Encryption(owner="a", user="b")), "encrypted"),
        (pdf(1, encryption=pikepdf.Encryption(owner="a", user="")), "encrypted"),
    ],
)
def test_a_pdf_that_does_something_or_is_locked_does_not_come_in(data, code):
    assert refusal(data, "一.pdf").code == code


def test_a_pdf_that_only_leads_to_a_page_or_to_the_web_comes_in():
    def change(file: pikepdf.Pdf) -> None:
        file.Root.OpenAction = pikepdf.Array([file.pages[0].obj, pikepdf.Name.Fit])
        address = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://example.test/a")
        note = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 1, 1], A=address
        )
        file.pages[0].Annots = pikepdf.Array([note])

    assert accept(pdf(1, change), "一.pdf").kind is Kind.PDF


def zipped(*members: tuple[str, bytes], attributes: int = 0) -> bytes:
    """A ZIP of these members, under names that `package` would not write."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in members:
            info = zipfile.ZipInfo(name)
            info.external_attr = attributes
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return out.getvalue()


def in_chinese_windows(name: str) -> bytes:
    """A ZIP as Windows in China writes it: the name in GBK, no flag."""
    data = zipped(("A" * len(name.encode("gbk")), b"x"))
    return data.replace(b"A" * len(name.encode("gbk")), name.encode("gbk"))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (zipped(("../一.txt", b"x")), "path"),
        (zipped(("..\\一.txt", b"x")), "path"),
        (zipped(("/etc/一.txt", b"x")), "path"),
        (zipped(("C:一.txt", b"x")), "path"),
        (zipped(("一.txt", b"/etc/passwd"), attributes=0o120777 << 16), "path"),
        (zipped(("一.txt", b"0" * 5_000_000)), "bomb"),
        (zipped(("一.zip", zipped(("二.txt", b"x")))), "nested"),
        (zipped(("一.txt", b"MZ\x90\x00")), "program"),
        (zipped(("一.exe", b"x")), "program"),
        (zipped(("一.docx", macro("word/vbaProject.bin"))), "macro"),
        (zipped(("一.txt", b"x"), ("一.TXT", b"y")), "odd"),
    ],
)
def test_an_archive_that_does_harm_does_not_come_in(data, code):
    assert refusal(data, "全部.zip").code == code


def test_the_refusal_of_a_file_in_an_archive_names_the_file():
    refused = refusal(zipped(("甲/一.docx", macro("word/vbaProject.bin"))), "全部.zip")

    assert "甲/一.docx" in str(refused)


def test_a_name_in_an_archive_written_by_chinese_windows_is_read():
    refused = refusal(in_chinese_windows("附件.exe"), "全部.zip")

    assert "附件.exe" in str(refused)


def test_a_locked_archive_does_not_come_in():
    data = bytearray(zipped(("a.txt", b"x")))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + place] |= 1

    assert refusal(bytes(data), "一.zip").code == "encrypted"


@pytest.mark.parametrize(
    ("limits", "data", "name", "code"),
    [
        (Limits(file_bytes=100), docx("一"), "一.docx", "large"),
        (Limits(text_bytes=10), b"01234567890", "一.txt", "large"),
        (Limits(pdf_pages=2), pdf(3), "一.pdf", "pages"),
        (Limits(archive_members=1), zipped(("1.txt", b"x"), ("2.txt", b"x")), "一.zip", "bomb"),
        (Limits(archive_bytes=100), docx("一"), "一.docx", "bomb"),
        (Limits(part_elements=5), docx("一"), "一.docx", "bomb"),
        (Limits(image_pixels=100), picture(), "一.png", "bomb"),
        (Limits(image_side=20), picture(), "一.png", "bomb"),
        (Limits(pdf_objects=3), pdf(3), "一.pdf", "bomb"),
    ],
)
def test_every_bound_is_a_setting_and_is_kept(limits, data, name, code):
    assert refusal(data, name, limits).code == code


def test_a_zip_in_a_zip_comes_in_where_the_setting_allows_it():
    data = zipped(("一.zip", zipped(("二.txt", b"x"))))

    assert accept(data, "全部.zip", replace(Limits(), depth=2)).kind is Kind.ZIP


def test_a_pdf_that_unpacks_to_gigabytes_does_not_come_in():
    def change(file: pikepdf.Pdf) -> None:
        file.pages[0].Contents = file.make_stream(b"0" * 3_000_000)

    small = Limits(pdf_stream_bytes=1_000_000)

    assert refusal(pdf(1, change, compress_streams=True), "一.pdf", small).code == "bomb"


def test_entities_in_an_office_file_are_refused():
    laughs = '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "ha">]><d>&a;</d>'

    assert refusal(docx("一", parts={"word/x.xml": laughs}), "一.docx").code == "odd"


def test_a_workbook_behind_a_chart_is_looked_into():
    data = docx(
        "一",
        parts={"word/embeddings/a.xlsx": xlsx({"a": worksheet([["1"]])}, parts={"xl/vbaProject.bin": b""})},
    )

    refused = refusal(data, "一.docx")

    assert (refused.code, "word/embeddings/a.xlsx" in str(refused)) == ("macro", True)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("通知.docx", "通知.docx"),
        ("../../etc/passwd.docx", "passwd.docx"),
        ("C:\\Users\\zhangsan\\通知.docx", "通知.docx"),
        ("通\x00知\r\n.docx", "通 知.docx"),
        ("通知\u202excod.docx", "通知 xcod.docx"),
        ("CON.docx", "_CON.docx"),
        ("aux", "_aux.docx"),
        ("com1.报告.docx", "_com1.报告.docx"),
        ("....docx", "未命名.docx"),
        ("...", "未命名.docx"),
        ("", "未命名.docx"),
        (".docx", "未命名.docx"),
        ("📄报告.docx", "📄报告.docx"),
        ('a<b>:"|?*.docx', "a_b______.docx"),
        ("-rf.docx", "rf.docx"),
        ("通知.DOCX", "通知.docx"),
        ("第1.2号通知", "第1.2号通知.docx"),
        ("报告.final", "报告.final.docx"),
        ("通知 .docx", "通知.docx"),
    ],
)
def test_an_odd_name_is_made_safe(name, safe):
    assert accept(docx("一"), name).name == safe


def test_a_name_of_three_hundred_characters_is_cut_and_keeps_its_extension():
    name = accept(docx("一"), "很" * 300 + ".docx").name

    assert name.endswith(".docx")
    assert 20 < len(name) <= 100
    assert len(name.encode()) <= 200


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300), st.sampled_from(["docx", "pdf", "txt", ""]))
def test_a_safe_name_is_safe_whatever_it_was(name, extension):
    safe = safe_name(name, extension)

    assert safe
    assert safe.isprintable()
    assert not set(safe) & set('/\\<>:"|?*\x00')
    assert not safe.startswith((".", "-", " "))
    assert len(safe.encode()) <= 210
    assert safe_name(safe, extension) == safe


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=600), st.sampled_from(["", "PK\x03\x04", "%PDF-1.4\n", "GIF89a", "\x89PNG\r\n\x1a\n"])
)
def test_any_bytes_are_taken_in_or_refused_with_a_sentence(data, start):
    whole = start.encode("latin-1") + data
    try:
        accepted = accept(whole, "一")
    except Refused as refused:
        assert str(refused).endswith("。")
    else:
        assert accepted.kind in (Kind.TEXT, Kind.GIF)
    assert sniff(whole)
