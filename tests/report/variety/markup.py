"""Reports as web pages: the clean one, and the one that Word made."""

from __future__ import annotations

from html import escape
from random import Random

from tests.report.variety.drawing import Drawn, Paper, Picture
from tests.report.variety.sheet import Sheet

NBSP = "&nbsp;"


def page(body: str, title: str, head: str = '<meta charset="utf-8">') -> str:
    """A whole page around a body."""
    return (
        f"<!DOCTYPE html>\n<html lang='zh-CN'><head>{head}<title>{escape(title)}</title></head>\n"
        f"<body>{body}</body></html>\n"
    )


def clean(paper: Paper, header_cells: bool = True) -> str:
    """A page as a careful editor writes it."""
    parts = []
    for block in paper.blocks:
        parts.append(f"<p>{escape(block)}</p>" if isinstance(block, str) else table(block, header_cells))
    return page("\n".join(parts), paper.title)


def table(picture: Picture, header_cells: bool = True) -> str:
    """A table in plain markup."""
    rows = []
    for row in picture.rows:
        cells = []
        for cell in row:
            tag = "th" if header_cells and not cell.address else "td"
            cells.append(f"<{tag}{_spans(cell)}>{escape(cell.text)}</{tag}>")
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return "<table>\n" + "\n".join(rows) + "\n</table>"


def _spans(cell: Drawn) -> str:
    colspan = f' colspan="{cell.colspan}"' if cell.colspan > 1 else ""
    return colspan + (f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else "")


STYLE = "font-family: 仿宋_GB2312; mso-spacerun: yes; line-height: 28.0pt; mso-bidi-font-size: 10.5pt"
MSO_HEAD = (
    '<meta http-equiv="Content-Type" content="text/html; charset=utf-8">'
    "<meta name=Generator content='Microsoft Word 11'>"
    "<style><!-- p.MsoNormal {margin:0cm; font-size:10.5pt} @page Section1 {size:595.3pt 841.9pt} --></style>"
    "<!--[if gte mso 9]><xml><w:WordDocument><w:View>Print</w:View></w:WordDocument></xml><![endif]-->"
)


def from_word(paper: Paper, die: Random, bulk: int = 1) -> str:
    """A page that Word saved: every word in spans of its own, empty paragraphs, namespaced tags."""
    parts = ['<div class="Section1" style="layout-grid:15.6pt">']
    for block in paper.blocks:
        if isinstance(block, str):
            parts.append(_paragraph(block, die, bulk))
        else:
            parts.append(_word_table(block, die, bulk))
    parts.append("</div>")
    return page("\n".join(parts), paper.title, MSO_HEAD)


def _span(text: str, die: Random, bulk: int) -> str:
    """A text cut into pieces, each in a span or a font of its own, closed by an empty one."""
    pieces, rest = [], text
    while rest:
        length = die.randrange(1, 7)
        pieces.append(rest[:length])
        rest = rest[length:]
    style = "; ".join([STYLE] * bulk)
    wrapped = [
        f'<font face="仿宋">{escape(p)}</font>'
        if die.random() < 0.2
        else f'<span style="{style}">{escape(p)}</span>'
        for p in pieces
    ]
    return "".join(wrapped) + f'<span lang="EN-US" style="{style}"><o:p></o:p></span>'


def _paragraph(text: str, die: Random, bulk: int) -> str:
    return f'<p class="MsoNormal" style="text-indent:2em">{_span(text, die, bulk)}</p>'


def _word_table(picture: Picture, die: Random, bulk: int) -> str:
    rows = []
    for row in picture.rows:
        cells = []
        for cell in row:
            content = _number(cell.text, die, bulk) if cell.address else _label(cell.text, die, bulk)
            cells.append(f'<td{_spans(cell)} width="{die.randrange(30, 200)}" valign="center">{content}</td>')
        rows.append(f"<tr style='mso-yfti-irow:1'>{''.join(cells)}</tr>")
    return (
        '<table class="MsoNormalTable" border="1" cellspacing="0" style="border-collapse:collapse"><tbody>'
        + "\n".join(rows)
        + "</tbody></table>"
    )


def _label(text: str, die: Random, bulk: int) -> str:
    """A label over one or several paragraphs, with runs of nbsp at the ends of its lines."""
    if not text:
        return die.choice(("", NBSP, "<p class='MsoNormal'><o:p>&nbsp;</o:p></p>", "<o:p> </o:p>"))
    if len(text) > 3 and die.random() < 0.5:
        cut = die.randrange(2, len(text) - 1)
        lines = [text[:cut], text[cut:]]
    else:
        lines = [text]
    tail = f" {NBSP} {NBSP} {NBSP}" if die.random() < 0.3 else ""
    if len(lines) > 1 and die.random() < 0.4:
        return f"<p class='MsoNormal'>{'<br>'.join(_span(line, die, bulk) for line in lines)}</p>"
    paragraphs = [f"<p class='MsoNormal'>{_span(line, die, bulk)}{tail}</p>" for line in lines]
    if die.random() < 0.2:
        paragraphs.insert(0, "<p><span><o:p> </o:p></span></p>")
    return "\n      ".join(paragraphs)


def _number(text: str, die: Random, bulk: int) -> str:
    """A number in one paragraph; its digits may stand in spans of their own, with nbsp around."""
    if not text.strip("\xa0 "):
        return die.choice(
            (NBSP, "", "<p class='MsoNormal'><span><o:p>&nbsp;</o:p></span></p>", "<p><br></p>", NBSP * 4)
        )
    before, after = (NBSP * die.randrange(0, 3) if die.random() < 0.3 else "" for _ in "ab")
    return f"\n<p class='MsoNormal' align='center'>{before}{_span(text, die, bulk)}{after}</p>\n"


def on_a_site(paper: Paper, sheet: Sheet, html: str) -> str:
    """A government site's page around the report: navigation, metadata table, footer with numbers."""
    chrome = f"""
<div class="top"><a href="/">网站支持IPv6</a> <a href="#">无障碍浏览</a> {sheet.year + 1}年3月5日 星期三</div>
<table class="table_content"><tbody>
<tr><td>名称</td><td colspan="3">{paper.title}</td></tr>
<tr><td>索引号</td><td>014314799/{sheet.year + 1}-00002</td><td>分类</td>
<td>信息公开年报&nbsp;&nbsp;其他</td></tr>
<tr><td>发布机构</td><td>{sheet.organ}</td><td>公开日期</td><td>{sheet.year + 1}-01-17</td></tr>
<tr><td>文号</td><td></td><td>关键词</td><td></td></tr></tbody></table>
<script>var total = 99; document.write("<table><tr><td>规章</td><td>99</td></tr></table>");</script>
<style>.a {{ width: 77px }}</style>"""
    foot = '<div class="foot">网站标识码：0000000001 备案00000000号 浏览次数：8341</div>'
    start = html.index("<body>") + len("<body>")
    return html[:start] + chrome + html[start:].replace("</body>", foot + "</body>")


def untidy(html: str, die: Random) -> str:
    """The same page with upper-case tags, end tags left out and attributes unquoted."""
    html = html.replace("</td>", "").replace("</tr>", "").replace("</th>", "")
    if die.random() < 0.5:
        html = html.replace("<table>", "<TABLE BORDER=1>").replace("<tr>", "<TR>").replace("<td", "<TD")
    return html.replace('"', "" if die.random() < 0.5 else '"')
