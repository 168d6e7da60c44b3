"""A letter as a Word document with the look of an official one (GB/T 9704-2012).

A4 with margins of 37/35/28/26 mm; title 小标宋 二号, text 仿宋 三号; 28 points from line to line. The file
names the official typefaces, and for a machine without them others to take instead.
"""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from typing import Any

from gongkai.papers.letters.letter import Cell, Letter, Sheet, Text

WEST = "Times New Roman"
XIAOBIAOSONG, FANGSONG, HEITI, SONGTI = "方正小标宋简体", "仿宋_GB2312", "黑体", "宋体"
# A typeface a machine may lack → those to take instead, in this order.
INSTEAD = {
    XIAOBIAOSONG: "小标宋体,华文中宋,宋体,Noto Serif CJK SC",
    FANGSONG: "仿宋,FangSong,华文仿宋,Noto Serif CJK SC",
    HEITI: "SimHei,Noto Sans CJK SC",
    SONGTI: "SimSun,Noto Serif CJK SC",
}
WIDTH, FORM_WIDTH = 8844, 9071  # of the text: 156 mm, of a form 160 mm, in twentieths of a point
MANY = 6  # columns; a sheet of more is set smaller
WHOLE = 400  # characters of a cell up to which it is not broken over two pages
BODY, LINE = 16, 28  # points: 三号, and from line to line
# No space is put in between Chinese and Latin letters or figures.
CLOSE = '<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>'
PROPERTY_LIMIT = 255  # characters
EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest date a ZIP can hold
RED = "C00000"
EAST = '<w:rFonts w:hint="eastAsia"/>'  # quotation marks and dashes are Chinese ones


def to_docx(letter: Letter, *, has_red_head: bool = False, mark: str = "") -> bytes:
    """Return the letter as DOCX; the same letter gives the same bytes.

    `has_red_head` sets the organ's name in red over the sheet, as the organ's own rules may ask; `mark`
    stands at the head of every page (草稿).
    """
    import docx

    word = docx.Document()
    _set_up(word, letter)
    _footers(word)
    if mark:
        _marks(word, mark)
    _heading(word, letter, has_red_head)
    if letter.addressee:
        _paragraph(word, f"{letter.addressee}：")
    for place, block in enumerate(letter.blocks, 1):
        if isinstance(block, Sheet):
            _sheet(word, block, WIDTH if letter.closing else FORM_WIDTH)
        else:
            _text(word, block, is_last=place == len(letter.blocks) and bool(letter.closing))
    for place, line in enumerate(letter.attached):
        paragraph = _paragraph(word, line, indent=2, before=LINE if place == 0 else 0)
        paragraph.paragraph_format.keep_with_next = bool(letter.closing)
    if letter.closing:
        _closing(word, letter)
    for line in letter.noted:
        _paragraph(word, line, indent=2)
    file = io.BytesIO()
    word.save(file)
    return _packed(file.getvalue())


def _set_up(word: Any, letter: Letter) -> None:
    from docx.shared import Mm

    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    # A sheet that is filled in is no official document: it may use more of its page.
    top, bottom, left, right = (37, 35, 28, 26) if letter.closing else (25, 25, 25, 25)
    section.top_margin, section.bottom_margin = Mm(top), Mm(bottom)
    section.left_margin, section.right_margin = Mm(left), Mm(right)
    section.header_distance, section.footer_distance = Mm(15), Mm(23 if letter.closing else 14)
    properties = word.core_properties
    organ = letter.organ[:PROPERTY_LIMIT]
    properties.title, properties.author = letter.full_title[:PROPERTY_LIMIT], organ
    properties.subject, properties.language = "政府信息公开", "zh-CN"
    properties.comments, properties.keywords = "", ""
    made = datetime(letter.day.year, letter.day.month, letter.day.day)  # noqa: DTZ001 - OPC has no zone here
    properties.created = properties.modified = made
    properties.last_modified_by, properties.revision = organ, 1
    for style in (word.styles["Normal"], word.styles["Footer"]):
        for old in style.element.xpath("./w:pPr | ./w:rPr"):
            style.element.remove(old)
        spacing = f'<w:spacing w:before="0" w:after="0" w:line="{LINE * 20}" w:lineRule="exact"/>'
        style.element.append(_xml(f"<w:pPr><w:widowControl/>{CLOSE}{spacing}</w:pPr>"))
        style.element.append(_xml(f'<w:rPr>{_fonts(FANGSONG)}<w:kern w:val="0"/>{_size(BODY)}</w:rPr>'))
    language = '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
    for old in word.styles.element.xpath("./w:docDefaults/w:rPrDefault/w:rPr"):
        old.getparent().replace(old, _xml(f"<w:rPr>{_fonts(FANGSONG)}{_size(BODY)}{language}</w:rPr>"))


def _footers(word: Any) -> None:
    """Number the pages: odd ones on the right, even ones on the left, a character from the edge."""
    word.settings.odd_and_even_pages_header_footer = True
    section = word.sections[0]
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.style = word.styles["Footer"]
        properties = _element(paragraph).get_or_add_pPr()
        properties.append(_xml(f'<w:ind w:{side}Chars="100" w:{side}="280"/>'))
        properties.append(_xml(f'<w:jc w:val="{side}"/>'))
        look = f"{_fonts(SONGTI)}{_size(14)}"
        _run(paragraph, "—", look)
        _element(paragraph).append(
            _xml(f'<w:fldSimple w:instr=" PAGE "><w:r><w:rPr>{look}</w:rPr><w:t>1</w:t></w:r></w:fldSimple>')
        )
        _run(paragraph, "—", look)


def _marks(word: Any, mark: str) -> None:
    """Say at the head of every page what the file is: a draft."""
    section = word.sections[0]
    for header in (section.header, section.even_page_header):
        header.is_linked_to_previous = False
        paragraph = header.paragraphs[0]
        _element(paragraph).get_or_add_pPr().append(_xml('<w:jc w:val="center"/>'))
        _run(paragraph, mark, f'{_fonts(HEITI)}<w:color w:val="7F7F7F"/>{_size(22)}')


def _heading(word: Any, letter: Letter, has_red_head: bool) -> None:
    title = f"{_fonts(XIAOBIAOSONG)}{_size(22)}"
    if has_red_head:
        red = f'{_fonts(XIAOBIAOSONG)}<w:color w:val="{RED}"/>{_size(32 if len(letter.organ) <= 14 else 24)}'
        _paragraph(word, letter.organ, look=red, align="center", line=44)
        rule = f'<w:pBdr><w:bottom w:val="single" w:sz="12" w:space="6" w:color="{RED}"/></w:pBdr>'
        _paragraph(word, letter.number, align="center", before=LINE // 2, border=rule)
        _paragraph(word, letter.title, look=title, align="center", line=36, before=LINE)
    else:
        _paragraph(word, letter.organ, look=title, align="center", line=36)
        _paragraph(word, letter.title, look=title, align="center", line=36)
        if letter.number:
            _paragraph(word, letter.number, align="center", before=LINE // 2)
    _paragraph(word, "", align="center")


def _text(word: Any, block: Text, *, is_last: bool) -> None:
    """Set a paragraph; the last one stays with the signature, which never stands on a page alone."""
    look = _fonts(HEITI) if block.key == "head" else ""
    paragraph = _paragraph(word, block.text, indent=2, look=look, align="both")
    paragraph.paragraph_format.keep_with_next = is_last or block.key == "head"
    paragraph.paragraph_format.keep_together = is_last


def _closing(word: Any, letter: Letter) -> None:
    """Sign and date: the date four characters from the edge, the organ over it, room for the seal above."""
    from docx.shared import Pt

    right = 4 + max(0, (_ems(letter.dated) - _ems(letter.closing)) / 2)
    lines = (
        (letter.closing, right),
        (letter.dated, 4 + max(0, (_ems(letter.closing) - _ems(letter.dated)) / 2)),
    )
    if _ems(letter.closing) > 20:  # too long to stand beside an edge: it is set from the left margin on
        lines = ((letter.closing, 4), (letter.dated, 4))
    for number, (text, indent) in enumerate(lines):
        paragraph = _paragraph(word, text, align="right", right=indent)
        paragraph.paragraph_format.keep_with_next = number == 0
        if number == 0:
            paragraph.paragraph_format.space_before = Pt((3 if letter.is_sealed else 1) * LINE)


def _paragraph(
    word: Any,
    text: str,
    *,
    look: str = "",
    align: str = "",
    indent: int = 0,
    right: float = 0,
    before: int = 0,
    line: int = 0,
    border: str = "",
) -> Any:
    paragraph = word.add_paragraph()
    properties = _element(paragraph).get_or_add_pPr()
    if border:
        properties.append(_xml(border))
    if before or line:
        lines = f'w:line="{(line or LINE) * 20}" w:lineRule="exact"'
        properties.append(_xml(f'<w:spacing w:before="{before * 20}" w:after="0" {lines}/>'))
    if indent:
        properties.append(
            _xml(f'<w:ind w:firstLineChars="{indent * 100}" w:firstLine="{indent * BODY * 20}"/>')
        )
    if right:
        properties.append(
            _xml(f'<w:ind w:rightChars="{round(right * 100)}" w:right="{round(right * BODY * 20)}"/>')
        )
    if align:
        properties.append(_xml(f'<w:jc w:val="{align}"/>'))
    if text:
        _run(paragraph, text, look)
    return paragraph


def _sheet(word: Any, sheet: Sheet, wide: int) -> None:
    shares, size = sum(sheet.widths), 10.5 if len(sheet.widths) > MANY else 12
    columns = [round(wide * width / shares) for width in sheet.widths]
    edges = "".join(
        f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in columns)
    rows = "".join(_row(row, columns, number < sheet.heads, size) for number, row in enumerate(sheet.rows))
    table = (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(columns)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{edges}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>'
        '<w:top w:w="60" w:type="dxa"/><w:left w:w="80" w:type="dxa"/>'
        '<w:bottom w:w="60" w:type="dxa"/><w:right w:w="80" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
    )
    body = word.element.body
    body.insert(len(body) - 1, _xml(table))  # before the section's properties
    _paragraph(word, "", line=10)  # two sheets in a row would become one


def _row(row: tuple[Cell, ...], columns: list[int], is_head: bool, size: float) -> str:
    head = "<w:tblHeader/>" if is_head else ""
    height = max(cell.lines for cell in row) * 320
    whole = "<w:cantSplit/>" if all(len(cell.text) < WHOLE for cell in row) else ""
    cells, at = [], 0
    for cell in row:
        cells.append(_cell(cell, sum(columns[at : at + cell.columns]), is_head, size))
        at += cell.columns
    properties = f'<w:trPr>{whole}<w:trHeight w:val="{height}" w:hRule="atLeast"/>{head}</w:trPr>'
    return f"<w:tr>{properties}{''.join(cells)}</w:tr>"


def _cell(cell: Cell, width: int, is_head: bool, size: float) -> str:
    is_label = cell.is_label or is_head
    span = f'<w:gridSpan w:val="{cell.columns}"/>' if cell.columns > 1 else ""
    look = f"{_fonts(HEITI if is_label else FANGSONG)}{_size(size)}"
    paragraphs = [_cell_line(line, look, "center" if is_label else "left") for line in cell.text.split("\n")]
    if cell.sign:
        paragraphs += [_cell_line("", look, "left")] * max(1, cell.lines - 1 - len(paragraphs))
        paragraphs.append(_cell_line(f"{cell.sign}：　　　　　　年　　月　　日", look, "right"))
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}<w:vAlign w:val="center"/></w:tcPr>'
        f"{''.join(paragraphs)}</w:tc>"
    )


def _cell_line(text: str, look: str, align: str) -> str:
    run = f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{_escape(text)}</w:t></w:r>' if text else ""
    spacing = '<w:spacing w:before="0" w:after="0" w:line="320" w:lineRule="exact"/>'
    return f'<w:p><w:pPr>{spacing}<w:jc w:val="{align}"/></w:pPr>{run}</w:p>'


def _packed(data: bytes) -> bytes:
    """Return the package with fixed times, the fonts told, and without the template's picture."""
    changed = {"word/fontTable.xml": lambda _: _font_table(), "_rels/.rels": _without_thumbnail}
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w") as new:
        for entry in old.infolist():
            if entry.filename == "docProps/thumbnail.jpeg":
                continue
            content = old.read(entry)
            if change := changed.get(entry.filename):
                content = change(content)
            member = zipfile.ZipInfo(entry.filename, EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o600 << 16
            member.create_system = 3
            new.writestr(member, content)
    return target.getvalue()


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
    return re.sub(rb'<Relationship [^>]*Target="docProps/thumbnail\.jpeg"[^>]*/>', b"", relations)


def _ems(text: str) -> float:
    """Return the width of a text in units of its size: a Latin letter or digit takes half."""
    return sum(0.5 if c.isascii() else 1.0 for c in text)


def _fonts(typeface: str) -> str:
    west = f'w:ascii="{WEST}" w:hAnsi="{WEST}" w:cs="{WEST}"'
    return f'<w:rFonts {west} w:eastAsia="{typeface}" w:hint="eastAsia"/>'


def _size(points: float) -> str:
    return f'<w:sz w:val="{round(points * 2)}"/><w:szCs w:val="{round(points * 2)}"/>'


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _namespace() -> str:
    from docx.oxml.ns import nsmap

    return str(nsmap["w"])


def _run(paragraph: Any, text: str, look: str = "") -> None:
    run = paragraph.add_run(text)
    properties = _element(run).get_or_add_rPr()
    for element in _xml(f"<w:rPr>{look or EAST}</w:rPr>"):
        properties.append(element)


def _element(part: Any) -> Any:
    """Return the XML of a paragraph or run, for what python-docx has no property for."""
    return part._element  # noqa: SLF001


def _xml(text: str) -> Any:
    """Return the element that a piece of WordprocessingML describes."""
    from docx.oxml import parse_xml

    name = re.split(r"[\s/>]", text, maxsplit=1)[0]  # the first tag declares the namespace
    return parse_xml(f'{name} xmlns:w="{_namespace()}"{text[len(name) :]}')
