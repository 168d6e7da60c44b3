"""What is released tells nothing of those who made it; what cannot be cleaned is not released."""

from __future__ import annotations

import io
import time
import zipfile

import openpyxl
import pikepdf
import pytest
from docx import Document
from PIL import Image

from gongkai.papers.errors import Refused
from gongkai.papers.intake import accept
from gongkai.papers.scan import HitKind, Part, scan
from gongkai.papers.strip import Released, stripped
from gongkai.papers.text import text_of
from tests.papers.making import (
    KIND,
    WORD,
    S,
    W,
    docx,
    located_photograph,
    package,
    paragraph,
    pdf,
    picture,
    relations,
    worksheet,
    written_pdf,
    xlsx,
)

NAME = "张三甲乙丙"  # stands wherever a file tells of people


def release(data: bytes, name: str, **more) -> Released:
    """Release a file twice, to the same bytes, and see that the released file comes in again."""
    accepted = accept(data, name)
    first, second = stripped(accepted, data, **more), stripped(accepted, data, **more)
    assert first == second
    assert accept(first.data, name).kind is accepted.kind
    return first


def whole(data: bytes) -> str:
    """Return everything in an archive as one text, the archives in it too."""
    out = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for info in archive.infolist():
            part = archive.read(info)
            out.append(info.filename)
            out.append(whole(part) if part.startswith(b"PK\x03\x04") else part.decode("utf-8", "replace"))
    return "\n".join(out)


CORE = f"<coreProperties><creator>{NAME}</creator><lastModifiedBy>{NAME}</lastModifiedBy></coreProperties>"
ROOTS = (
    ("http://x/metadata/core-properties", "docProps/core.xml"),
    ("extended-properties", "docProps/app.xml"),
    ("custom-properties", "docProps/custom.xml"),
    ("http://x/metadata/thumbnail", "docProps/thumbnail.jpeg"),
)
PROPERTIES = {
    "docProps/core.xml": CORE,
    "docProps/app.xml": f"<Properties><Company>{NAME}</Company><Template>{NAME}.dotx</Template></Properties>",
    "docProps/custom.xml": f'<Properties><property name="x"><lpwstr>{NAME}</lpwstr></property></Properties>',
    "docProps/thumbnail.jpeg": picture("JPEG"),
}
SETTINGS = (
    f'<w:settings {W} xmlns:r="{KIND}"><w:attachedTemplate r:id="rId1"/>'
    '<w:rsids><w:rsid w:val="00112233"/></w:rsids>'
    f'<w:docVars><w:docVar w:name="a" w:val="{NAME}"/></w:docVars><w:zoom w:percent="100"/></w:settings>'
)
TOLD = docx(
    f'<w:p w:rsidR="00112233"><w:r w:rsidRPr="00112233"><w:t>关于演示的通知</w:t></w:r>'
    f'<w:ins w:id="1" w:author="{NAME}" w:date="2024-01-01T00:00:00Z"><w:r><w:t>加</w:t></w:r></w:ins></w:p>',
    f"<w:tbl><w:tr><w:tc>{paragraph('甲')}</w:tc><w:tc>{paragraph('乙')}</w:tc></w:tr></w:tbl>",
    links=(
        ("settings", "settings.xml"),
        ("comments", "comments.xml"),
        ("people", "people.xml"),
        ("customXml", "../customXml/item1.xml"),
        ("image", "media/image1.jpeg"),
    ),
    roots=ROOTS,
    parts=PROPERTIES
    | {
        "word/settings.xml": SETTINGS,
        "word/_rels/settings.xml.rels": relations(
            ("attachedTemplate", f"file:///D:/{NAME}.dotx", "External")
        ),
        "word/comments.xml": f'<w:comments {W}><w:comment w:id="0" w:author="{NAME}" w:initials="{NAME}">'
        f"{paragraph('改这里')}</w:comment></w:comments>",
        "word/people.xml": f'<w:people {W}><w:person w:author="{NAME}"/></w:people>',
        "customXml/item1.xml": f"<a>{NAME}</a>",
        "word/media/image1.jpeg": located_photograph(),
        "word/left-over.xml": f"<a>{NAME}</a>",
    },
    types={
        "word/settings.xml": f"{WORD}.settings+xml",
        "word/comments.xml": f"{WORD}.comments+xml",
        "docProps/thumbnail.jpeg": "image/jpeg",
    },
)


def test_a_word_file_is_released_without_its_makers_and_with_all_it_says():
    released = release(TOLD, "通知.docx")

    everything = whole(released.data)
    assert NAME not in everything
    assert "00112233" not in everything
    assert "docProps" not in everything
    assert "customXml" not in everything
    assert text_of(released.data, "docx").text == text_of(TOLD, "docx").text
    assert "作者、最后修改者、时间等文件属性" in released.removed
    assert "修订标识（rsid）" in released.removed


def test_what_an_editor_must_mend_is_left_as_it_is():
    released = release(TOLD, "通知.docx")

    kinds = {hit.kind for hit in scan([Part("通知", data=released.data, kind=accept(TOLD, "x.docx").kind)])}
    assert {HitKind.COMMENT, HitKind.TRACKED_CHANGE} <= kinds
    assert HitKind.LOCATION not in kinds


def test_a_released_word_file_opens_elsewhere():
    out = io.BytesIO()
    document = Document()
    document.add_heading("演示", 1)
    document.add_picture(io.BytesIO(located_photograph()))
    document.add_table(2, 2).cell(0, 0).text = "表"
    document.core_properties.author = NAME
    document.save(out)

    released = release(out.getvalue(), "一.docx")

    again = Document(io.BytesIO(released.data))
    assert again.paragraphs[0].text == "演示"
    assert again.tables[0].cell(0, 0).text == "表"
    assert NAME not in whole(released.data)
    with zipfile.ZipFile(io.BytesIO(released.data)) as archive:
        image = next(n for n in archive.namelist() if "media/" in n)
        inside = Image.open(io.BytesIO(archive.read(image)))
        assert len(inside.getexif()) == 0
        assert inside.size == (40, 30)


def test_a_workbook_is_released_without_its_makers_and_keeps_its_hidden_sheet_for_the_editor():
    out = io.BytesIO()
    book = openpyxl.Workbook()
    book.active["A1"] = "演示"
    book.create_sheet("底稿").sheet_state = "hidden"
    book.properties.creator = NAME
    book.save(out)

    released = release(out.getvalue(), "一.xlsx")

    again = openpyxl.load_workbook(io.BytesIO(released.data))
    assert (again.active["A1"].value, again.sheetnames) == ("演示", ["Sheet", "底稿"])
    assert NAME not in whole(released.data)


def test_a_workbook_loses_its_path_its_printer_and_the_names_of_those_who_commented():
    data = xlsx(
        {"表": worksheet([["甲"]], after='<pageSetup paperSize="9" r:id="rId1"/>')},
        roots=ROOTS,
        links=(("comments", "comments1.xml"),),
        workbook=f'<x:absPath xmlns:x="x" url="D:\\{NAME}\\"/>',
        types={"docProps/thumbnail.jpeg": "image/jpeg"},
        parts=PROPERTIES
        | {
            "xl/comments1.xml": f"<comments {S}><authors><author>{NAME}</author></authors>"
            '<commentList><comment ref="A1"><text><t>看</t></text></comment></commentList></comments>',
            "xl/worksheets/_rels/sheet1.xml.rels": relations(
                ("printerSettings", "../printerSettings/p1.bin")
            ),
            "xl/printerSettings/p1.bin": NAME.encode("utf-16-le"),
        },
    )

    released = release(data, "一.xlsx")

    everything = whole(released.data)
    assert NAME not in everything
    assert "printerSettings" not in everything
    assert 'paperSize="9"' in everything
    assert "看" in everything


def test_a_workbook_behind_a_chart_is_cleaned_too():
    inner = xlsx(
        {"表": worksheet([["甲"]])},
        roots=ROOTS,
        parts=PROPERTIES,
        types={"docProps/thumbnail.jpeg": "image/jpeg"},
    )
    data = docx(
        "甲",
        links=(("package", "embeddings/1.xlsx"),),
        parts={"word/embeddings/1.xlsx": inner},
        types={"word/embeddings/1.xlsx": "application/x"},
    )

    assert NAME not in whole(release(data, "一.docx").data)


def test_a_picture_in_a_word_file_that_cannot_be_cleaned_is_refused_by_name():
    data = docx("甲", links=(("image", "media/a.png"),), parts={"word/media/a.png": b"\x00\x01\x02" * 50})

    with pytest.raises(Refused, match="图片“word/media/a"):
        stripped(accept(data, "一.docx"), data)


def test_the_bytes_released_are_those_that_came_in():
    accepted = accept(docx("甲"), "一.docx")

    with pytest.raises(Refused, match="不一致"):
        stripped(accepted, docx("乙"))


def told(file: pikepdf.Pdf) -> None:
    """Let a PDF tell of its maker in every way."""
    file.docinfo["/Author"] = NAME
    file.docinfo["/Company"] = NAME
    with file.open_metadata(set_pikepdf_as_editor=False) as packet:
        packet["dc:creator"] = [NAME]
    file.pages[0].PieceInfo = pikepdf.Dictionary(X=pikepdf.Dictionary(LastModified="D:2024", Private=NAME))
    photograph = pikepdf.Stream(file, located_photograph())
    photograph.Type, photograph.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    photograph.Width, photograph.Height, photograph.BitsPerComponent = 40, 30, 8
    photograph.ColorSpace, photograph.Filter = pikepdf.Name.DeviceRGB, pikepdf.Name.DCTDecode
    photograph.Metadata = file.make_stream(NAME.encode())
    file.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(P=photograph))
    file.pages[0].Contents = file.make_stream(b"q 100 0 0 100 0 0 cm /P Do Q")


def plainly(data: bytes) -> bytes:
    """Return a PDF with every stream unpacked but those of pictures."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as file:
        file.save(
            out,
            stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            compress_streams=False,
        )
    return out.getvalue()


def test_a_pdf_is_released_without_its_makers_and_with_its_pictures():
    released = release(pdf(2, told), "一.pdf")

    plain = plainly(released.data)
    for word in (NAME.encode(), NAME.encode("utf-16-be"), b"Zhang San", b"Exif", b"PieceInfo", b"/Info"):
        assert word not in plain, word
    assert {"作者", "单位", "XMP元数据", "图片的拍摄时间、地点等属性"} <= set(released.removed)
    with pikepdf.open(io.BytesIO(released.data)) as file:
        image = pikepdf.PdfImage(file.pages[0].Resources.XObject.P).as_pil_image()
        assert image.size == (40, 30)
        assert len(file.pages) == 2


def test_a_released_pdf_keeps_its_words_and_takes_the_public_title():
    released = release(written_pdf("hello world"), "一.pdf", title="关于演示的通知")

    assert text_of(released.data, "pdf").text == "hello world"
    with pikepdf.open(io.BytesIO(released.data)) as file:
        assert dict(file.docinfo) == {"/Title": "关于演示的通知"}


def test_a_pdf_released_a_second_later_is_the_same():
    data = written_pdf("hello")
    first = stripped(accept(data, "一.pdf"), data)
    time.sleep(1.1)

    assert stripped(accept(data, "一.pdf"), data) == first


def test_what_an_earlier_revision_deleted_is_not_released():
    first = written_pdf("secret words")
    last = first.rstrip()
    start = int(last.split(b"startxref")[1].split()[0])
    # an incremental update that gives the first page's object anew, empty
    with pikepdf.open(io.BytesIO(first)) as file:
        number, root = file.pages[0].obj.objgen[0], file.Root.objgen[0]
        parent, size = file.pages[0].obj.Parent.objgen[0], int(file.trailer.Size)
    body = f"{number} 0 obj\n<</Type/Page/Parent {parent} 0 R/MediaBox[0 0 9 9]>>\nendobj\n".encode()
    table = f"xref\n{number} 1\n{len(last) + 1:010} 00000 n \n"
    table += f"trailer\n<</Size {size}/Root {root} 0 R/Prev {start}>>\n"
    data = last + b"\n" + body
    data += table.encode() + f"startxref\n{len(last) + 1 + len(body)}\n%%EOF\n".encode()

    released = release(data, "一.pdf")

    assert b"secret words" in plainly(first)
    assert b"secret words" not in plainly(released.data)


def signed(file: pikepdf.Pdf) -> None:
    """Sign a PDF, with a seal that is drawn on its page."""
    look = file.make_stream(b"1 0 0 rg 0 0 50 50 re f")
    look.Type, look.Subtype, look.BBox = (
        pikepdf.Name.XObject,
        pikepdf.Name.Form,
        pikepdf.Array([0, 0, 50, 50]),
    )
    field = file.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Widget,
            FT=pikepdf.Name.Sig,
            T="seal",
            Rect=[100, 100, 150, 150],
            AP=pikepdf.Dictionary(N=look),
            V=pikepdf.Dictionary(Type=pikepdf.Name.Sig, Name=NAME, Contents=pikepdf.String("x")),
        )
    )
    file.pages[0].Annots = pikepdf.Array([field])
    file.Root.AcroForm = pikepdf.Dictionary(Fields=[field], SigFlags=3)


def test_the_seal_of_a_signed_pdf_stays_on_the_page_and_the_signature_goes():
    import pypdfium2

    released = release(pdf(1, signed), "一.pdf")

    assert NAME.encode("utf-16-be") not in plainly(released.data)
    assert any("数字签名" in what for what in released.removed)
    page = pypdfium2.PdfDocument(released.data)[0].render().to_pil()
    assert page.getpixel((125, 400 - 125)) == (255, 0, 0)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (located_photograph(), "图.jpg"),
        (picture("PNG", pnginfo=None), "图.png"),
        (picture("GIF", comment=NAME.encode()), "图.gif"),
        (picture("WEBP", exif=b"Exif\x00\x00" + NAME.encode()), "图.webp"),
    ],
)
def test_a_picture_is_released_as_a_picture_and_nothing_else(data, name):
    released = release(data, name)

    assert NAME.encode() not in released.data
    assert b"Exif" not in released.data
    assert b"Zhang San" not in released.data
    assert Image.open(io.BytesIO(released.data)).getpixel((5, 5)) is not None


def test_a_photograph_that_lay_on_its_side_is_upright_when_its_note_of_that_is_gone():
    assert Image.open(io.BytesIO(release(located_photograph(), "图.jpg").data)).size == (30, 40)


def test_what_is_hung_on_behind_a_picture_is_not_released():
    assert b"<script" not in release(picture("PNG") + b"<script>alert(1)</script>", "图.png").data


def test_a_text_is_released_in_utf8_and_a_table_in_a_form_that_excel_reads():
    assert release("演示，".encode("gb18030"), "一.txt").data == "演示，".encode()
    assert release("演示,1".encode("gb18030"), "一.csv").data == "\ufeff演示,1".encode()


def test_every_file_of_an_archive_is_released_clean():
    data = package({"甲/CON.docx": TOLD, "甲/图.jpg": located_photograph()})

    released = release(data, "全部.zip")

    assert NAME not in whole(released.data)
    assert b"Zhang San" not in released.data
    with zipfile.ZipFile(io.BytesIO(released.data)) as archive:
        assert archive.namelist() == ["甲/_CON.docx", "甲/图.jpg"]
