"""The report as a Word document with the look of an official one (GB/T 9704).

A4 with margins of 37/35/28/26 mm; title 小标宋 二号, text 仿宋 三号, heads 黑体 and 楷体; 28 points from
line to line; page numbers outside. The file names the official typefaces, and for a machine without
them others to take instead.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from itertools import zip_longest
from math import ceil
from typing import TYPE_CHECKING, Any

from gongkai.report.model import Report
from gongkai.report.write.document import Document, Paragraph, Signature, Style, document
from gongkai.report.write.layout import Box, DrawnTable, Role
from gongkai.report.write.package import moment, repack

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

WEST = "Times New Roman"
XIAOBIAOSONG, FANGSONG, HEITI, KAITI, SONGTI = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"
# A typeface a machine may lack → those to take instead, in this order.
INSTEAD = {
    XIAOBIAOSONG: "小标宋体,华文中宋,宋体,Noto Serif CJK SC",
    FANGSONG: "仿宋,FangSong,华文仿宋,Noto Serif CJK SC",
    HEITI: "SimHei,Noto Sans CJK SC",
    KAITI: "楷体,KaiTi,华文楷体,Noto Serif CJK SC",
    SONGTI: "SimSun,Noto Serif CJK SC",
}
WIDTH = 8844  # of the text: 156 mm in twentieths of a point
MARGIN = 40  # of a table's cell, left and right, likewise
BODY, LINE = 16, 28  # points: 三号, and from line to line
PROPERTY_LIMIT = 255  # characters
TABLE_LINE = 12.5
ROOM = 560  # points a table may be high to stand on one page under its section's title
EAST = '<w:rFonts w:hint="eastAsia"/>'  # quotation marks and dashes are Chinese ones
SECTION, SUBSECTION, TEXT, TABLE = "Heading 1", "Heading 2", "Body Text", "Table Text"


def write(report: Report) -> bytes:
    """Return the report as DOCX. Raises Unwritable as `document` does."""
    import docx

    shown = document(report)
    word = docx.Document()
    _set_up(word, shown)
    _footers(word)
    _title(word, shown)
    after_table = False
    for part, following in zip_longest(shown.parts, shown.parts[1:]):
        if isinstance(part, DrawnTable):
            _table(word, part)
        else:
            paragraph = _paragraph(word, part, after_table, isinstance(following, DrawnTable))
            if shown.signature and following is None:  # which never stands alone on a page
                paragraph.paragraph_format.keep_with_next = True
        after_table = isinstance(part, DrawnTable)
    if shown.signature:
        _signature(word, shown.signature)
    elif after_table:
        word.add_paragraph()  # Word wants a paragraph after a table
    file = io.BytesIO()
    word.save(file)
    return repack(
        file.getvalue(),
        {"word/fontTable.xml": lambda _: _font_table(), "_rels/.rels": _without_thumbnail},
        drop=frozenset({"docProps/thumbnail.jpeg"}),
    )


def _set_up(word: WordDocument, shown: Document) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Mm

    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.header_distance, section.footer_distance = Mm(15), Mm(23)
    properties = word.core_properties
    organ = shown.organ[:PROPERTY_LIMIT]
    properties.title, properties.author = shown.title[:PROPERTY_LIMIT], organ
    properties.subject = "政府信息公开工作年度报告"
    properties.language, properties.comments, properties.keywords = "zh-CN", "", ""
    properties.created = properties.modified = moment(shown.published)
    properties.last_modified_by, properties.revision = organ, 1

    _set_style(word.styles["Normal"], FANGSONG, BODY, LINE)
    _set_style(word.styles["Title"], XIAOBIAOSONG, 22, 36, align="center", after=LINE)
    _set_style(word.styles[SECTION], HEITI, BODY, LINE, indent=2, keep_next=True)
    _set_style(word.styles[SUBSECTION], KAITI, BODY, LINE, indent=2, keep_next=True)
    _set_style(word.styles[TEXT], FANGSONG, BODY, LINE, indent=2, align="both")
    _set_style(word.styles["Footer"], SONGTI, 14, 18)
    table = word.styles.add_style(TABLE, WD_STYLE_TYPE.PARAGRAPH)
    table.base_style = word.styles["Normal"]
    _set_style(table, SONGTI, 10.5, TABLE_LINE)
    _set_default_language(word)


def _set_style(
    style: Any,
    typeface: str,
    size: float,
    line: float,
    *,
    indent: int = 0,
    align: str = "",
    after: int = 0,
    keep_next: bool = False,
) -> None:
    """Give a style our typeface and spacing, whatever the template had (themes, colours, borders)."""
    element = style.element
    for old in element.xpath("./w:pPr | ./w:rPr"):
        element.remove(old)
    level = {SECTION: 0, SUBSECTION: 1}.get(style.name)
    properties = (
        "<w:keepNext/>" if keep_next else "",
        "<w:widowControl/>",
        f'<w:spacing w:before="0" w:after="{after * 20}" w:line="{round(line * 20)}" w:lineRule="exact"/>',
        f'<w:ind w:firstLineChars="{indent * 100}" w:firstLine="{round(indent * size * 20)}"/>'
        if indent
        else "",
        f'<w:jc w:val="{align}"/>' if align else "",
        "" if level is None else f'<w:outlineLvl w:val="{level}"/>',
    )
    element.append(_xml(f"<w:pPr>{''.join(properties)}</w:pPr>"))
    element.append(_xml(f'<w:rPr>{_fonts(typeface)}<w:kern w:val="0"/>{_size(size)}</w:rPr>'))


def _set_default_language(word: WordDocument) -> None:
    language = '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
    for old in word.styles.element.xpath("./w:docDefaults/w:rPrDefault/w:rPr"):
        new = _xml(f"<w:rPr>{_fonts(FANGSONG)}{_size(BODY)}{language}</w:rPr>")
        old.getparent().replace(old, new)


def _footers(word: WordDocument) -> None:
    """Number the pages: odd ones on the right, even ones on the left, a character from the edge."""
    word.settings.odd_and_even_pages_header_footer = True
    section = word.sections[0]
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.style = word.styles["Footer"]
        element = _element(paragraph)
        element.get_or_add_pPr().append(_xml(f'<w:ind w:{side}Chars="100" w:{side}="280"/>'))
        element.get_or_add_pPr().append(_xml(f'<w:jc w:val="{side}"/>'))
        paragraph.add_run("— ")
        element.append(_xml('<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'))
        paragraph.add_run(" —")


def _title(word: WordDocument, shown: Document) -> None:
    paragraph = word.add_paragraph(style="Title")
    for number, line in enumerate(shown.title_lines):
        run = _run(paragraph, line)
        if number + 1 < len(shown.title_lines):
            run.add_break()


def _paragraph(word: WordDocument, part: Paragraph, after_table: bool, before_table: bool) -> Any:
    from docx.shared import Pt

    style = {Style.HEAD: SECTION, Style.SUBHEAD: SUBSECTION, Style.BODY: TEXT}[part.style]
    paragraph = word.add_paragraph(style=style)
    if part.lead:
        _run(paragraph, part.text[: part.lead], _fonts(KAITI))
    _run(paragraph, part.text[part.lead :])
    if after_table:
        paragraph.paragraph_format.space_before = Pt(12)
    if before_table:
        paragraph.paragraph_format.space_after = Pt(6)
    return paragraph


def _signature(word: WordDocument, signature: Signature) -> None:
    from docx.shared import Pt

    lines = [(signature.organ, signature.organ_indent), (signature.day, signature.day_indent)]
    for number, (text, indent) in enumerate(line for line in lines if line[0]):
        paragraph = word.add_paragraph()
        _run(paragraph, text)
        properties = _element(paragraph).get_or_add_pPr()
        paragraph.paragraph_format.keep_with_next = number == 0 and bool(signature.day)
        if number == 0:
            paragraph.paragraph_format.space_before = Pt(2 * LINE)
        properties.append(
            _xml(f'<w:ind w:rightChars="{round(indent * 100)}" w:right="{round(indent * BODY * 20)}"/>')
        )
        properties.append(_xml('<w:jc w:val="right"/>'))


def _table(word: WordDocument, table: DrawnTable) -> None:
    if table.captioned:
        caption = word.add_paragraph(style=SECTION)
        _run(caption, table.caption)
    body = word.element.body
    body.insert(len(body) - 1, _xml("".join(_table_xml(table))))  # before the section's properties


def _table_xml(table: DrawnTable) -> Iterator[str]:
    columns = [round(share * WIDTH) for share in table.widths]
    edges = "".join(
        f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in columns)
    yield (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(columns)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{edges}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        f'<w:tblCellMar><w:top w:w="30" w:type="dxa"/><w:left w:w="{MARGIN}" w:type="dxa"/>'
        f'<w:bottom w:w="30" w:type="dxa"/><w:right w:w="{MARGIN}" w:type="dxa"/></w:tblCellMar>'
        f'<w:tblCaption w:val="{_attribute(table.caption)}"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>"
    )
    height = round(_row_height(table) * 20)
    covering: dict[int, Box] = {}  # grid column → the box that covers it in this row
    for number, row in enumerate(table.rows()):
        covering = {c: box for c, box in covering.items() if number < box.row + box.rowspan}
        covering |= {c: box for box in row for c in range(box.column, box.column + box.colspan)}
        head = "<w:tblHeader/>" if number < table.head_rows else ""
        yield f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="{height}" w:hRule="atLeast"/>{head}</w:trPr>'
        for box in dict.fromkeys(covering[c] for c in sorted(covering)):
            yield _cell_xml(table, box, number, columns)
        yield "</w:tr>"
    yield "</w:tbl>"


def _cell_xml(table: DrawnTable, box: Box, row: int, columns: list[int]) -> str:
    width = sum(columns[box.column : box.column + box.colspan])
    merge = "" if box.rowspan == 1 else '<w:vMerge w:val="restart"/>' if row == box.row else "<w:vMerge/>"
    span = f'<w:gridSpan w:val="{box.colspan}"/>' if box.colspan > 1 else ""
    begins = row == box.row
    align = "left" if box.role is Role.ROW and box.rowspan == 1 else "center"
    # The rows are kept together, so that a table that fits on a page is not broken over two.
    together = "<w:keepNext/>" if row + 1 < table.height else ""
    text = f'<w:t xml:space="preserve">{_escape(box.text)}</w:t>' if begins and box.text else ""
    size = _size(_fitting(box, width, table)) if text else ""
    run = f"<w:r><w:rPr>{EAST}{size}</w:rPr>{text}</w:r>" if text else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{merge}<w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="TableText"/>{together}<w:jc w:val="{align}"/></w:pPr>{run}</w:p>'
        "</w:tc>"
    )


def _fitting(box: Box, width: int, table: DrawnTable) -> float:
    """Return the size of a cell's text in points: a number that would be broken over lines is set smaller."""
    size = _text_size(table)
    if box.role is not Role.VALUE:
        return size
    wide = _ems(box.text)
    room = (width - 2 * MARGIN) / 20 - 1
    return max(1.0, min(size, int(2 * room / wide) / 2)) if wide else size


def _text_size(table: DrawnTable) -> float:
    return 9 if table.width > 12 else 10 if table.width > 8 else 10.5


def _ems(text: str) -> float:
    """Return the width of a text in units of its size: a Latin letter or digit takes half."""
    return sum(0.5 if c.isascii() else 1.0 for c in text)


def _row_height(table: DrawnTable) -> float:
    """Return the least height of a row in points with which the table fits on a page, else the smallest."""
    lines = []
    for row in table.rows():
        needed = 1.0
        for box in row:
            room = (table.share(box) * WIDTH - 2 * MARGIN) / 20 / _text_size(table)
            needed = max(needed, ceil(_ems(box.text) / room) / box.rowspan)
        lines.append(needed)
    heights = (20.0, 19.0, 18.0, 17.0, 16.0)
    return next((h for h in heights if sum(max(h, n * TABLE_LINE + 3) for n in lines) <= ROOM), heights[-1])


def _font_table() -> bytes:
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{instead}"/><w:charset w:val="86"/>'
        f'<w:family w:val="auto"/><w:pitch w:val="variable"/></w:font>'
        for name, instead in INSTEAD.items()
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<w:fonts xmlns:w="{_namespace()}"><w:font w:name="{WEST}"><w:charset w:val="00"/>'
        f'<w:family w:val="roman"/><w:pitch w:val="variable"/></w:font>{fonts}</w:fonts>'
    ).encode()


def _without_thumbnail(relations: bytes) -> bytes:
    """The template's picture is not one of this document."""
    return re.sub(rb'<Relationship [^>]*Target="docProps/thumbnail\.jpeg"[^>]*/>', b"", relations)


def _fonts(typeface: str) -> str:
    west = f'w:ascii="{WEST}" w:hAnsi="{WEST}" w:cs="{WEST}"'
    return f'<w:rFonts {west} w:eastAsia="{typeface}" w:hint="eastAsia"/>'


def _size(points: float) -> str:
    return f'<w:sz w:val="{round(points * 2)}"/><w:szCs w:val="{round(points * 2)}"/>'


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _attribute(text: str) -> str:
    return _escape(text).replace('"', "&quot;")


def _namespace() -> str:
    from docx.oxml.ns import nsmap

    return str(nsmap["w"])


def _run(paragraph: Any, text: str, fonts: str = EAST) -> Any:
    run = paragraph.add_run(text)
    _element(run).get_or_add_rPr().append(_xml(fonts))
    return run


def _element(part: Any) -> Any:
    """Return the XML of a paragraph or run, for what python-docx has no property for."""
    return part._element  # noqa: SLF001


def _xml(text: str) -> Any:
    """Return the element that a piece of WordprocessingML describes."""
    from docx.oxml import parse_xml

    name = re.split(r"[\s/>]", text, maxsplit=1)[0]  # the first tag declares the namespace
    return parse_xml(f'{name} xmlns:w="{_namespace()}"{text[len(name) :]}')
