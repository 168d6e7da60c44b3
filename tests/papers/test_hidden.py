"""What lies in a file without being shown is found, in every place where it has leaked before."""

from __future__ import annotations

import io

import pikepdf
import pytest

from gongkai.papers.intake import Kind, accept
from gongkai.papers.limits import Limits
from gongkai.papers.scan import Certainty, HitKind, Part, ScanSettings, scan
from tests.papers.making import (
    KIND,
    WORD,
    S,
    W,
    docx,
    drawn_pdf,
    located_photograph,
    package,
    paragraph,
    pdf,
    picture,
    worksheet,
    written_pdf,
    xlsx,
)

MOBILE = "1380000" + "0000"


def hits(data: bytes, name: str) -> list:
    """Return the hits in a file that has come in."""
    return scan([Part(name, data=data, kind=accept(data, name).kind)])


def found(data: bytes, name: str) -> dict[HitKind, str]:
    """Return the kinds of hit in a file, each with the place of the first."""
    places: dict[HitKind, str] = {}
    for hit in hits(data, name):
        places.setdefault(hit.kind, hit.place)
        assert hit.says.endswith("。")
        assert MOBILE not in hit.excerpt + hit.place + hit.says
    return places


NAMED_CELL = f'<definedNames><definedName name="电话_{MOBILE}">表!$A$1</definedName></definedNames>'


def related(kind: str, part: str, xml: str, types: str = "") -> dict:
    """A part of a Word file beside the document."""
    return {
        "links": ((kind, part.removeprefix("word/")),),
        "parts": {part: xml},
        "types": {part: types} if types else {},
    }


INSERTED = f'<w:p><w:ins w:id="1" w:author="张三"><w:r><w:t>加{MOBILE}</w:t></w:r></w:ins></w:p>'
DELETED = f'<w:p><w:del w:id="1" w:author="张三"><w:r><w:delText>删{MOBILE}</w:delText></w:r></w:del></w:p>'
BOX = (
    f"<w:p><w:r><w:pict><v:textbox xmlns:v='v'><w:txbxContent>{paragraph(MOBILE)}</w:txbxContent>"
    "</v:textbox></w:pict></w:r></w:p>"
)


def story(name: str, text: str, inner: str = "") -> str:
    """A part of a Word file with one paragraph: a header, footnotes, comments."""
    whole = f"<w:{inner}>{paragraph(text)}</w:{inner}>" if inner else paragraph(text)
    return f"<w:{name} {W}>{whole}</w:{name}>"


@pytest.mark.parametrize(
    ("data", "kinds", "place"),
    [
        (docx("甲", MOBILE), {HitKind.MOBILE}, "第2段"),
        (
            docx(f"<w:tbl><w:tr><w:tc>{paragraph('甲')}</w:tc><w:tc>{paragraph(MOBILE)}</w:tc></w:tr></w:tbl>"),
            {HitKind.MOBILE},
            "表1第1行第2列",
        ),
        (docx(INSERTED), {HitKind.MOBILE, HitKind.TRACKED_CHANGE}, "第1段"),
        (docx(DELETED), {HitKind.MOBILE, HitKind.TRACKED_CHANGE}, "第1段（已删除的文字（修订））"),
        (docx(paragraph(MOBILE, "<w:vanish/>")), {HitKind.MOBILE, HitKind.HIDDEN_TEXT}, "第1段（隐藏文字）"),
        (docx(paragraph(MOBILE, '<w:vanish w:val="0"/>')), {HitKind.MOBILE}, "第1段"),
        (docx(paragraph(MOBILE, '<w:highlight w:val="black"/>')), {HitKind.MOBILE, HitKind.COVERED}, "第1段"),
        (docx(BOX), {HitKind.MOBILE}, "第1段文本框"),
        (
            docx("甲", **related("comments", "word/comments.xml", story("comments", MOBILE, "comment"))),
            {HitKind.MOBILE, HitKind.COMMENT},
            "批注",
        ),
        (
            docx("甲", **related("footer", "word/footer1.xml", story("ftr", MOBILE))),
            {HitKind.MOBILE},
            "页脚",
        ),
        (
            docx("甲", **related("footnotes", "word/footnotes.xml", story("footnotes", MOBILE, "footnote"))),
            {HitKind.MOBILE},
            "脚注",
        ),
        (
            docx("甲", **related(f"{KIND}/chart", "word/charts/chart1.xml", f"<c><v>{MOBILE}</v></c>")),
            {HitKind.MOBILE},
            "图表的数据",
        ),
    ],
)  # fmt: skip
def test_a_number_anywhere_in_a_word_file_is_found_and_what_hides_it_too(data, kinds, place):
    places = found(data, "通知.docx")

    assert set(places) == kinds
    assert places[HitKind.MOBILE] == place


def field(code: str) -> str:
    """A paragraph with a field of this code, which shows other words."""
    return (
        f'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{code[:9]}</w:instrText></w:r>'
        f'<w:r><w:instrText>{code[9:]}</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        '<w:r><w:t>甲</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )


@pytest.mark.parametrize(
    "data",
    [
        docx(field(f"DOCVARIABLE {MOBILE}")),
        docx(field(f"HYPERLINK tel:{MOBILE}")),
        docx(f'<w:p><w:fldSimple w:instr="MERGEFIELD {MOBILE}"><w:r><w:t>甲</w:t></w:r></w:fldSimple></w:p>'),
        docx(f'<w:p><w:bookmarkStart w:id="0" w:name="tel{MOBILE}"/><w:bookmarkEnd w:id="0"/></w:p>'),
        docx(f'<w:bookmarkStart w:id="0" w:name="_{MOBILE}"/><w:bookmarkEnd w:id="0"/>', "甲"),
        docx(f'<w:sdt><w:sdtPr><w:tag w:val="{MOBILE}"/></w:sdtPr><w:sdtContent/></w:sdt>', "甲"),
        docx("甲", links=(("hyperlink", f"tel:{MOBILE}", "External"),)),
        xlsx({"表": worksheet([["甲"]])}, workbook=NAMED_CELL),
    ],
)
def test_what_a_file_carries_in_fields_names_and_links_is_looked_through(data):
    assert set(found(data, "一.xlsx" if b"xl/workbook" in data else "一.docx")) == {HitKind.MOBILE}


def test_the_place_of_a_find_does_not_tell_the_number_either():
    data = xlsx({MOBILE: worksheet([["甲", MOBILE]])}, states={MOBILE: "hidden"})

    assert set(found(data, "一.xlsx")) == {HitKind.MOBILE, HitKind.HIDDEN_SHEET}


def test_ordinary_fields_bookmarks_and_links_are_no_finds():
    toc = '<w:p><w:bookmarkStart w:id="0" w:name="_Toc138000000"/><w:bookmarkEnd w:id="0"/></w:p>'
    links = (("hyperlink", "https://example.test/art/2024/12/31/art_20241231_138000.html", "External"),)
    control = '<w:sdt><w:sdtPr><w:id w:val="-1380000000"/><w:alias w:val="日期"/></w:sdtPr></w:sdt>'

    assert (
        hits(docx(toc, field("PAGEREF _Toc138000000"), field("PAGE"), control, links=links), "一.docx") == []
    )


def test_a_number_cut_into_runs_is_found():
    cut = "".join(f"<w:r><w:t>{char}</w:t></w:r>" for char in MOBILE)

    assert HitKind.MOBILE in found(docx(f"<w:p>{cut}</w:p>"), "一.docx")


def test_a_mark_in_a_header_or_drawn_with_a_star_of_wingdings_refuses():
    header = docx("正文", **related("header", "word/header1.xml", story("hdr", "机密★1年")))
    sign = '<w:sym w:font="Wingdings" w:char="F0AB"/>'
    star = f"<w:p><w:r><w:t>秘密</w:t></w:r><w:r>{sign}<w:t>1年</w:t></w:r></w:p>"

    assert any(hit.refuses for hit in hits(header, "一.docx"))
    assert any(hit.refuses for hit in hits(docx(star), "一.docx"))


def test_text_hidden_by_a_style_is_found():
    styles = (
        f'<w:styles {W}><w:style w:styleId="A"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:styleId="B"><w:basedOn w:val="A"/></w:style></w:styles>'
    )
    body = '<w:p><w:pPr><w:pStyle w:val="B"/></w:pPr><w:r><w:t>藏起的话</w:t></w:r></w:p>'
    data = docx(body, **related("styles", "word/styles.xml", styles, f"{WORD}.styles+xml"))

    assert HitKind.HIDDEN_TEXT in found(data, "一.docx")


WHITE = '<w:color w:val="FFFFFF"/>'


def boxed(inner: str, cell: str = "", row: str = "", whole: str = "") -> str:
    """A table of one cell, with properties of cell, row and table."""
    return (
        f"<w:tbl><w:tblPr>{whole}</w:tblPr><w:tr><w:trPr>{row}</w:trPr>"
        f"<w:tc><w:tcPr>{cell}</w:tcPr>{inner}</w:tc></w:tr></w:tbl>"
    )


@pytest.mark.parametrize(
    "body",
    [
        paragraph("藏起的话", WHITE),
        paragraph("藏起的话", '<w:color w:val="FEFEFE"/><w:shd w:val="clear" w:fill="FFFFFF"/>'),
        paragraph("藏起的话", '<w:sz w:val="2"/>'),
        boxed(paragraph("藏起的话", WHITE)),
        boxed(paragraph("藏起的话"), row='<w:trHeight w:val="2" w:hRule="exact"/>'),
    ],
)
def test_words_in_white_or_of_a_point_or_in_a_flat_row_of_a_word_file_are_found(body):
    assert [hit.kind for hit in hits(docx("甲", body), "一.docx")] == [HitKind.HIDDEN_TEXT]


@pytest.mark.parametrize(
    "body",
    [
        paragraph("看得见", '<w:color w:val="FF0000"/>'),
        paragraph("看得见", f'{WHITE}<w:shd w:val="clear" w:fill="1F3864"/>'),
        paragraph("看得见", f'{WHITE}<w:highlight w:val="darkBlue"/>'),
        paragraph("看得见", '<w:sz w:val="10"/>'),
        paragraph("　", '<w:sz w:val="2"/>'),
        boxed(paragraph("看得见", WHITE), cell='<w:shd w:val="clear" w:fill="1F3864"/>'),
        boxed(paragraph("看得见"), row='<w:trHeight w:val="400" w:hRule="exact"/>'),
        boxed(paragraph("看得见"), row='<w:trHeight w:val="2" w:hRule="atLeast"/>'),
    ],
)
def test_words_in_white_on_a_coloured_ground_are_seen(body):
    assert hits(docx("甲", body), "一.docx") == []


def test_a_style_that_sets_a_ground_lets_white_words_be_seen_and_another_does_not():
    styles = (
        f'<w:styles {W}><w:style w:styleId="A"><w:tblPr><w:shd w:fill="4472C4"/></w:tblPr></w:style>'
        '<w:style w:styleId="B"><w:basedOn w:val="A"/></w:style><w:style w:styleId="C"/></w:styles>'
    )
    more = related("styles", "word/styles.xml", styles, f"{WORD}.styles+xml")

    def kinds(style: str) -> set[HitKind]:
        table = boxed(paragraph("某些字", WHITE), whole=f'<w:tblStyle w:val="{style}"/>')
        return {hit.kind for hit in hits(docx(table, **more), "一.docx")}

    assert kinds("A") == kinds("B") == set()
    assert kinds("C") == {HitKind.HIDDEN_TEXT}


def dressed(font: str, fill: str = '<patternFill patternType="none"/>') -> bytes:
    """A workbook with a cell in this font on this ground."""
    styles = (
        f"<styleSheet {S}><fonts><font/><font>{font}</font></fonts><fills><fill/><fill>{fill}</fill></fills>"
        '<cellXfs><xf/><xf fontId="1" fillId="1"/></cellXfs></styleSheet>'
    )
    sheet = worksheet([["甲", "藏起的话"]]).replace('r="B1"', 'r="B1" s="1"')
    return xlsx({"表": sheet}, links=(("styles", "styles.xml"),), parts={"xl/styles.xml": styles})


BLUE = '<patternFill patternType="solid"><fgColor theme="4"/></patternFill>'


@pytest.mark.parametrize(
    ("data", "kinds"),
    [
        (dressed('<color rgb="FFFFFFFF"/>'), {HitKind.HIDDEN_CELLS}),
        (dressed('<color theme="0"/>'), {HitKind.HIDDEN_CELLS}),
        (dressed('<color indexed="9"/>'), {HitKind.HIDDEN_CELLS}),
        (dressed('<sz val="1"/>'), {HitKind.HIDDEN_CELLS}),
        (dressed('<sz val="10"/><color theme="1"/>'), set()),
        (dressed('<color theme="0" tint="-0.5"/>'), set()),
        (dressed('<color theme="0"/>', BLUE), set()),
        (xlsx({"表": worksheet([["甲"], ["乙"]]).replace('r="2"', 'r="2" ht="0.1"')}), {HitKind.HIDDEN_ROWS}),
        (xlsx({"表": worksheet([["甲"], ["乙"]]).replace('r="2"', 'r="2" ht="2"')}), {HitKind.HIDDEN_ROWS}),
        (xlsx({"表": worksheet([["甲"], ["乙"]]).replace('r="2"', 'r="2" ht="20"')}), set()),
    ],
)  # fmt: skip
def test_cells_in_white_or_of_a_point_and_flat_rows_of_a_workbook_are_found(data, kinds):
    assert set(found(data, "表.xlsx")) == kinds


def test_links_to_files_are_found_and_links_to_the_web_are_none():
    links = (("hyperlink", "file:///D:/1.docx", "External"),)
    web = (
        ("hyperlink", "https://example.test/", "External"),
        ("hyperlink", "mailto:a@example.test", "External"),
    )
    image = (("image", "https://example.test/1.png", "External"),)

    assert set(found(docx("甲", links=links), "一.docx")) == {HitKind.EXTERNAL_LINK}
    assert set(found(docx("甲", links=image), "一.docx")) == {HitKind.EXTERNAL_LINK}
    assert found(docx("甲", links=web), "一.docx") == {}


def test_a_custom_property_and_a_title_are_looked_through():
    custom = f'<Properties><property name="经办人"><lpwstr>{MOBILE}</lpwstr></property></Properties>'
    data = docx(
        "甲", roots=(("custom-properties", "docProps/custom.xml"),), parts={"docProps/custom.xml": custom}
    )

    assert found(data, "一.docx") == {
        HitKind.MOBILE: "文件属性“经办人”（文件属性）".replace("（文件属性）", "")
    }


def test_metadata_alone_is_reported_only_where_asked_for():
    core = "<coreProperties><creator>张三</creator></coreProperties>"
    data = docx("甲", roots=(("core-properties", "docProps/core.xml"),), parts={"docProps/core.xml": core})
    asked = ScanSettings(kinds=frozenset({HitKind.METADATA}))

    assert hits(data, "一.docx") == []
    assert [hit.excerpt for hit in scan([Part("一", data=data, kind=Kind.DOCX)], asked)] == ["“creator”"]


HIDDEN = '<cols><col min="{}" max="{}" hidden="1"/></cols>'
NAMED = '<definedNames><definedName name="{}" hidden="1">表!$A$1</definedName></definedNames>'
STYLED = '<sheetData><row r="1"><c r="A1" s="1"><v>1</v></c></row>'
PIVOT = {
    "links": (("pivotCacheDefinition", "pivotCache/d.xml"),),
    "parts": {
        "xl/pivotCache/d.xml": f'<pivotCacheDefinition {S}><cacheField name="手机"><sharedItems>'
        f'<s v="{MOBILE}"/></sharedItems></cacheField></pivotCacheDefinition>',
        "xl/pivotCache/_rels/d.xml.rels": '<Relationships><Relationship Id="a" Target="r.xml" '
        f'Type="{KIND}/pivotCacheRecords"/></Relationships>',
        "xl/pivotCache/r.xml": f'<pivotCacheRecords {S}><r><x v="0"/></r><r><s v="李四"/></r>'
        "</pivotCacheRecords>",
    },
}


def test_the_hidden_sheet_and_the_pivot_cache_of_the_northern_irish_leak_are_found():
    data = xlsx(
        {"统计": worksheet([["项目", "人数"], ["演示", "2"]]), "底稿": worksheet([["张三", MOBILE]])},
        states={"底稿": "hidden"},
        **PIVOT,
    )

    places = [(hit.kind, hit.place) for hit in hits(data, "统计.xlsx")]

    assert (HitKind.HIDDEN_SHEET, "底稿") in places
    assert (HitKind.MOBILE, "底稿!B1（隐藏的工作表）") in places
    assert (HitKind.MOBILE, "数据透视表的缓存") in places
    assert [h.excerpt for h in hits(data, "统计.xlsx") if h.kind is HitKind.PIVOT_CACHE] == [
        "数据透视表的缓存（2行）"
    ]


def test_the_cache_is_found_when_the_sheet_it_was_made_from_is_gone():
    assert HitKind.PIVOT_CACHE in found(xlsx({"统计": worksheet([["甲"]])}, **PIVOT), "统计.xlsx")


@pytest.mark.parametrize(
    ("data", "kinds"),
    [
        (xlsx({"表": worksheet([["甲", "1"]])}), set()),
        (xlsx({"表": worksheet([["甲", MOBILE]])}), {HitKind.MOBILE}),
        (xlsx({"表": worksheet([["甲", "1.38E+10"]])}), {HitKind.MOBILE}),
        (xlsx({"表": worksheet([["甲"]])}, states={"表": "veryHidden"}), {HitKind.HIDDEN_SHEET}),
        (xlsx({"表": worksheet([["甲"], ["乙"]], hidden_rows=(2,))}), {HitKind.HIDDEN_ROWS}),
        (xlsx({"表": worksheet([["甲"], [""]], hidden_rows=(2,))}), set()),
        (
            xlsx({"表": worksheet([["甲", "乙"]], before=HIDDEN.format(2, 9))}),
            {HitKind.HIDDEN_COLUMNS},
        ),
        (
            xlsx({"表": worksheet([["甲"]], before=HIDDEN.format(2, 16384))}),
            set(),
        ),
        (
            xlsx({"表": worksheet([["甲", "乙"]], before='<cols><col min="2" max="2" width="0"/></cols>')}),
            {HitKind.HIDDEN_COLUMNS},
        ),
        (
            xlsx(
                {"表": worksheet([["甲"]])},
                workbook=NAMED.format("a"),
            ),
            {HitKind.HIDDEN_NAME},
        ),
        (
            xlsx(
                {"表": worksheet([["甲"]])},
                workbook=NAMED.format("_xlnm._FilterDatabase"),
            ),
            set(),
        ),
        (
            xlsx(
                {"表": worksheet([["甲"]])},
                links=(("externalLink", "externalLinks/1.xml"),),
                parts={"xl/externalLinks/1.xml": f"<externalLink {S}><v>{MOBILE}</v></externalLink>"},
            ),
            {HitKind.EXTERNAL_LINK, HitKind.MOBILE},
        ),
        (
            xlsx(
                {"表": worksheet([["甲"]])},
                links=(("comments", "comments1.xml"),),
                parts={
                    "xl/comments1.xml": f'<comments {S}><comment ref="A1"><t>{MOBILE}</t></comment>'
                    "</comments>"
                },
            ),
            {HitKind.COMMENT, HitKind.MOBILE},
        ),
        (
            xlsx(
                {"表": worksheet([["甲"]])},
                links=(("connections", "connections.xml"),),
                parts={"xl/connections.xml": f"<connections {S}/>"},
            ),
            {HitKind.EXTERNAL_LINK},
        ),
        (
            xlsx(
                {"表": worksheet([]).replace("<sheetData>", STYLED)},
                links=(("styles", "styles.xml"),),
                parts={
                    "xl/styles.xml": f'<styleSheet {S}><numFmts><numFmt numFmtId="165" formatCode=";;;"/>'
                    "</numFmts>"
                    '<cellXfs><xf numFmtId="0"/><xf numFmtId="165"/></cellXfs></styleSheet>'
                },
            ),
            {HitKind.HIDDEN_CELLS},
        ),
    ],
)
def test_what_a_workbook_hides_is_found_and_what_it_does_not_hide_is_none(data, kinds):
    assert set(found(data, "表.xlsx")) == kinds


def test_a_level_in_a_list_of_papers_is_asked_about_and_a_mark_at_the_head_refuses():
    rows = [["序号", "密级"]] + [["1", "公开"]] * 5 + [["2", "秘密"]]
    listed = hits(xlsx({"表": worksheet(rows)}), "表.xlsx")
    marked = hits(xlsx({"表": worksheet([["秘密★1年"], ["甲"]])}), "表.xlsx")
    labelled = hits(xlsx({"表": worksheet([["甲"]] * 6 + [["密级", "秘密"]])}), "表.xlsx")

    assert [(hit.kind, hit.refuses) for hit in listed] == [(HitKind.SECRECY, False)]
    assert [hit.refuses for hit in marked] == [True]
    assert [hit.refuses for hit in labelled] == [True]


def note(kind: str, **more):
    """Return a change that puts an annotation on the first page of a PDF."""

    def change(file: pikepdf.Pdf) -> None:
        name = pikepdf.Name(f"/{kind}")
        file.pages[0].Annots = pikepdf.Array(
            [pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=name, Rect=[0, 0, 9, 9], **more)]
        )

    return change


def hidden_layer(file: pikepdf.Pdf) -> None:
    """Put a layer into a PDF that is not shown."""
    layer = file.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name="底稿"))
    file.Root.OCProperties = pikepdf.Dictionary(OCGs=[layer], D=pikepdf.Dictionary(OFF=[layer]))


def other_layer(file: pikepdf.Pdf) -> None:
    """Put a layer into a PDF that is shown."""
    hidden_layer(file)
    file.Root.OCProperties.D = pikepdf.Dictionary()


def filled_form(file: pikepdf.Pdf) -> None:
    """Put a filled field into a PDF."""
    field = pikepdf.Dictionary(T="电话", V=MOBILE, FT=pikepdf.Name.Tx)
    file.Root.AcroForm = pikepdf.Dictionary(Fields=[file.make_indirect(field)])


def titled(file: pikepdf.Pdf) -> None:
    """Give a PDF an author with a telephone."""
    file.docinfo["/Author"] = f"张三{MOBILE}"


@pytest.mark.parametrize(
    ("data", "kinds"),
    [
        (pdf(), set()),
        (written_pdf(f"Tel {MOBILE}"), {HitKind.MOBILE}),
        (pdf(1, note("Text", Contents=MOBILE)), {HitKind.ANNOTATION, HitKind.MOBILE}),
        (pdf(1, note("Redact")), {HitKind.COVERED}),
        (pdf(1, note("Square")), {HitKind.ANNOTATION}),
        (pdf(1, note("Link")), set()),
        (
            pdf(1, note("Link", A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI=f"tel:{MOBILE}"))),
            {HitKind.MOBILE},
        ),
        (pdf(1, hidden_layer), {HitKind.LAYER}),
        (pdf(1, other_layer), set()),
        (pdf(1, filled_form), {HitKind.MOBILE}),
        (pdf(1, titled), {HitKind.MOBILE}),
    ],
)
def test_what_a_pdf_carries_is_found(data, kinds):
    assert set(found(data, "一.pdf")) == kinds


WORDS = "BT /F1 12 Tf 20 350 Td (Name Zhang San, Shicun) Tj ET "
OVER = "15 345 160 18 re f "


def halved(file: pikepdf.Pdf, page) -> None:
    """Let the page be crossed by a state in which paint is half transparent."""
    page.Resources.ExtGState = pikepdf.Dictionary(G=pikepdf.Dictionary(ca=0.5))


def framed(file: pikepdf.Pdf, page) -> None:
    """Put the covering rectangle into a form that is moved into its place."""
    form = file.make_stream(b"0 0 160 18 re f")
    form.Type, form.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
    form.BBox = [0, 0, 160, 18]
    page.Resources.XObject = pikepdf.Dictionary(X=form)


def turned(file: pikepdf.Pdf, page) -> None:
    """Turn the page, and cut its edges off."""
    page.Rotate = 90
    page.CropBox = [10, 20, 290, 380]


def pasted(file: pikepdf.Pdf, page) -> None:
    """Give the page a black picture."""
    image = file.make_stream(bytes(100))
    image.Type, image.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    image.Width = image.Height = 10
    image.ColorSpace, image.BitsPerComponent = pikepdf.Name.DeviceGray, 8
    page.Resources.XObject = pikepdf.Dictionary(X=image)


@pytest.mark.parametrize(
    ("commands", "change"),
    [
        (f"{WORDS} 0 g {OVER}", None),
        (f"{WORDS} 1 g {OVER}", None),
        (f"{WORDS} 0 g 70 345 50 18 re f", None),
        (f"{WORDS} 0 G 18 w 15 354 m 175 354 l S", None),
        (f"{WORDS} q 1 0 0 1 15 345 cm /X Do Q", framed),
        (f"{WORDS} q 160 0 0 18 15 345 cm /X Do Q", pasted),
        (f"{WORDS} 0 g {OVER}", turned),
        (f"1 g {WORDS}", None),
        (f"0 g {OVER} 0 g {WORDS}{OVER}", None),
    ],
)
def test_words_in_a_pdf_under_something_drawn_over_them_are_found(commands, change):
    found_ = hits(drawn_pdf("", commands, change=change), "一.pdf")

    assert [(hit.kind, hit.place, hit.certainty) for hit in found_] == [
        (HitKind.COVERED, "第2页", Certainty.LIKELY)
    ]


@pytest.mark.parametrize(
    ("commands", "change"),
    [
        (WORDS, None),
        (f"0.8 g {OVER} 0 g {WORDS}", None),
        (f"0 0 0.5 rg {OVER} 1 g {WORDS}", None),
        (f"{WORDS} 15 348 160 0.5 re f 15 345 m 175 345 l S", None),
        (f"{WORDS} 15 100 160 18 re f", None),
        (f"{WORDS} 15 345 160 18 re S", None),
        (f"{WORDS} 1 0 0 RG 3 w 15 345 160 18 re S", None),
        (f"{WORDS} q /G gs 1 1 0 rg {OVER} Q", halved),
        (f"{WORDS} q 15 100 160 18 re W n 0 g {OVER} Q", None),
    ],
)
def test_what_is_drawn_around_or_behind_the_words_of_a_pdf_covers_nothing(commands, change):
    assert hits(drawn_pdf(commands, change=change), "一.pdf") == []


def test_words_written_without_being_painted_are_found_and_a_scan_is_told_apart():
    bare = hits(drawn_pdf(WORDS.replace("Td", "Td 3 Tr")), "一.pdf")
    scanned = hits(
        drawn_pdf(f"300 0 0 400 0 0 cm /X Do {WORDS.replace('Td', 'Td 3 Tr')}", change=pasted), "一.pdf"
    )

    assert [(h.kind, h.certainty) for h in bare] == [(HitKind.HIDDEN_TEXT, Certainty.LIKELY)]
    assert [(h.kind, h.certainty) for h in scanned] == [(HitKind.HIDDEN_TEXT, Certainty.POSSIBLE)]


def test_of_more_pages_than_are_drawn_it_is_said_that_nobody_looked():
    data = drawn_pdf(*[f"{WORDS} 0 g {OVER}"] * 3)

    found_ = scan([Part("一.pdf", data=data, kind=Kind.PDF)], limits=Limits(pdf_looks=1))

    assert [(h.place, h.certainty) for h in found_] == [
        ("第1页", Certainty.LIKELY),
        ("第2—3页", Certainty.POSSIBLE),
    ]


def test_a_scanned_page_is_a_hit_because_nobody_has_read_it():
    from PIL import Image

    out = io.BytesIO()
    Image.new("L", (60, 80), 200).save(out, "PDF")

    assert found(out.getvalue(), "一.pdf") == {HitKind.UNREAD: "第1页"}


def test_a_photograph_tells_where_it_was_taken_and_must_be_looked_at():
    assert set(found(located_photograph(), "图.jpg")) == {HitKind.LOCATION, HitKind.UNREAD}
    assert set(found(picture(), "图.png")) == {HitKind.UNREAD}


def test_a_photograph_inside_a_word_file_tells_where_it_was_taken():
    data = docx("甲", links=(("image", "media/1.jpeg"),), parts={"word/media/1.jpeg": located_photograph()})

    places = [(hit.kind, hit.part) for hit in hits(data, "一.docx")]

    assert (HitKind.LOCATION, "一.docx › word/media/1.jpeg") in places


def test_files_within_files_are_looked_through():
    archive = package({"甲/一.docx": docx(MOBILE), "二.xlsx": xlsx({"表": worksheet([["秘密★1年"]])})})
    chart = docx(
        "甲",
        links=(("package", "embeddings/1.xlsx"),),
        parts={"word/embeddings/1.xlsx": xlsx({"表": worksheet([[MOBILE]])})},
    )

    inside = [(hit.kind, hit.part) for hit in hits(archive, "全部.zip")]

    assert (HitKind.MOBILE, "全部.zip › 甲/一.docx") in inside
    assert any(hit.refuses for hit in hits(archive, "全部.zip"))
    assert found(chart, "一.docx")[HitKind.MOBILE] == "表!A1"


def test_the_key_of_a_hit_in_a_file_holds_while_its_bytes_do():
    data = docx(MOBILE, MOBILE)
    keys = [hit.key for hit in hits(data, "一.docx")]

    assert len(set(keys)) == 2
    assert keys == [hit.key for hit in hits(data, "一.docx")]
    assert not set(keys) & {hit.key for hit in hits(docx(MOBILE, MOBILE, "改"), "一.docx")}


def test_the_name_of_a_file_is_looked_through_too():
    assert [hit.place for hit in hits(docx("甲"), f"名单{MOBILE}.docx")] == ["文件名"]
    assert any(hit.refuses for hit in hits(package({"机密★1年.docx": docx("甲")}), "全部.zip"))


def test_what_only_an_old_program_shows_is_looked_through_too():
    choice, fallback = (
        f"<mc:Choice>{paragraph('甲')}</mc:Choice>",
        f"<mc:Fallback>{paragraph(MOBILE)}</mc:Fallback>",
    )
    whole = f'<mc:AlternateContent xmlns:mc="m">{choice}{fallback}</mc:AlternateContent>'
    inner = f"<w:p><w:r>{whole}</w:r></w:p>"

    assert set(found(docx(whole), "一.docx")) == {HitKind.MOBILE}
    assert set(found(docx(inner), "一.docx")) == {HitKind.MOBILE}


@pytest.mark.parametrize(
    "after",
    [
        f"<headerFooter><oddHeader>&amp;L&amp;12电话{MOBILE}&amp;R第&amp;P页</oddHeader></headerFooter>",
        f"<headerFooter><oddFooter>&amp;C{MOBILE}</oddFooter></headerFooter>",
        f'<dataValidations><dataValidation><formula1>"张三,{MOBILE}"</formula1></dataValidation></dataValidations>',
        f'<hyperlinks><hyperlink display="{MOBILE}"/></hyperlinks>',
    ],
)
def test_what_stands_around_the_cells_of_a_sheet_is_looked_through_too(after):
    assert set(found(xlsx({"表": worksheet([["甲"]], after=after)}), "一.xlsx")) == {HitKind.MOBILE}


def test_a_mark_in_the_header_of_a_sheet_refuses():
    after = '<headerFooter><oddHeader>&amp;L&amp;"黑体,常规"&amp;14机密★1年</oddHeader></headerFooter>'

    assert any(hit.refuses for hit in hits(xlsx({"表": worksheet([["甲"]], after=after)}), "一.xlsx"))


def test_large_pictures_among_text_must_be_looked_at_and_small_ones_not():
    def with_picture(size):
        return docx("甲", links=(("image", "media/1.png"),), parts={"word/media/1.png": picture(size=size)})

    assert set(found(with_picture((300, 300)), "一.docx")) == {HitKind.UNREAD}
    assert found(with_picture((300, 30)), "一.docx") == {}


def test_an_honest_file_has_no_hits():
    assert hits(docx("关于演示事项的通知", "现将有关事项通知如下。"), "通知.docx") == []
