"""Word files as organs make them, built here: no styles, everything by hand, automatic numbers."""

from __future__ import annotations

import io
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt, RGBColor

CENTER, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT


def saved(document: Any) -> bytes:
    """Return a document as the bytes of its file."""
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def add(
    document: Any,
    text: str,
    *,
    align: Any = None,
    face: str = "仿宋_GB2312",
    size: float = 16,
    color: str = "",
    bold: bool = False,
    number: tuple[int, int] | None = None,
) -> Any:
    """Add a paragraph in the manner of WPS: every run with its face, the size by hand, no style."""
    paragraph = document.add_paragraph()
    paragraph.alignment = align
    for place, part in enumerate(text.split("\n")):
        run = paragraph.add_run()
        if place:
            run.add_break()
        run.add_text(part)
        run.font.size = Pt(size)
        run.font.bold = bold or None
        run.font.name = "Times New Roman"
        run._element.rPr.rFonts.set(qn("w:eastAsia"), face)
        if color:
            run.font.color.rgb = RGBColor.from_string(color)
    if number is not None:
        properties = paragraph._p.get_or_add_pPr()
        properties.append(
            parse_xml(
                f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{number[1]}"/>'
                f'<w:numId w:val="{number[0]}"/></w:numPr>'
            )
        )
    return paragraph


def with_lists(document: Any) -> None:
    """Give a document a list of the official hierarchy, 91, and a marked one, 92."""
    levels = (
        ("chineseCounting", "%1、"),
        ("chineseCounting", "（%2）"),
        ("decimal", "%3."),
        ("decimal", "（%4）"),
    )
    inner = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:suff w:val="nothing"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for depth, (form, text) in enumerate(levels)
    )
    marks = (
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="\uf0b7"/></w:lvl>'
    )
    root = document.part.numbering_part.element
    for key, held in ((91, inner), (92, marks)):
        root.insert(
            0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{key}">{held}</w:abstractNum>')
        )
        root.append(
            parse_xml(f'<w:num {nsdecls("w")} w:numId="{key}"><w:abstractNumId w:val="{key}"/></w:num>')
        )


def notice() -> Any:
    """Return a notice with everything the standard has, from letterhead to imprint."""
    document = Document()
    with_lists(document)
    add(document, "演示区人民政府办公室文件", align=CENTER, face="方正小标宋简体", size=48, color="FF0000")
    add(document, "", align=CENTER)
    add(document, "演政办发［2025］3号", align=CENTER)
    add(document, "", align=CENTER)
    add(document, "演示区人民政府办公室", align=CENTER, face="方正小标宋简体", size=22)
    add(document, "关于印发演示区政务公开工作要点的通　知", align=CENTER, face="方正小标宋简体", size=22)
    add(document, "")
    add(document, "各街道办事处，区政府各部门：")
    add(document, "　　现将《演示区政务公开工作要点》印发给你们，请认真贯彻执行。")
    add(document, "总体要求", face="黑体", number=(91, 0))
    add(document, "　　坚持公开为常态、不公开为例外，及时准确公开政府信息。")
    add(document, "重点任务", face="黑体", number=(91, 0))
    add(document, "推进决策公开", face="楷体_GB2312", number=(91, 1))
    add(document, "公开重大行政决策事项目录；", number=(91, 2))
    add(document, "公开征求意见及采纳情况。", number=(91, 2))
    add(document, "推进执行公开", face="楷体_GB2312", number=(91, 1))
    add(document, "　　任务分工见下表。")
    table = document.add_table(rows=4, cols=3)
    for (row, column), text in {
        (0, 0): "序号",
        (0, 1): "任务",
        (0, 2): "责任单位",
        (1, 0): "1",
        (1, 1): "决策公开",
        (1, 2): "区司法局",
        (2, 0): "2",
        (2, 1): "执行公开",
        (3, 0): "合计",
        (3, 2): "两项",
    }.items():
        cell = table.cell(row, column)
        run = cell.paragraphs[0].add_run(text)
        run.font.bold = row == 0 or None
        cell.paragraphs[0].alignment = CENTER
    table.cell(1, 2).merge(table.cell(2, 2))
    table.cell(3, 0).merge(table.cell(3, 1))
    add(document, "　　附件：1.任务清单")
    add(document, "　　　　　2.联系人名单")
    add(document, "")
    add(document, "演示区人民政府办公室", align=RIGHT)
    add(document, "2025年3月4日", align=RIGHT)
    add(document, "　　（此件公开发布）")
    imprint = document.add_table(rows=2, cols=1)
    imprint.cell(0, 0).text = "抄送：区委办公室，区人大常委会办公室。"
    imprint.cell(1, 0).text = "演示区人民政府办公室　　　　2025年3月5日印发"
    return document


PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8ffff3f0005fe02"
    "fe0def46b80000000049454e44ae426082"
)
