"""A .docx → a draft: the body read, the parts of an official document recognised, the rest told."""

from __future__ import annotations

from gongkai.papers.blocks import Block, Para, tables
from gongkai.papers.errors import Refused, UnreadablePaper
from gongkai.papers.html import published
from gongkai.papers.intake import Kind, accept
from gongkai.papers.limits import Limits
from gongkai.papers.office import open_office
from gongkai.papers.outline import with_headings
from gongkai.papers.word.body import Body
from gongkai.papers.word.draft import Draft
from gongkai.papers.word.lines import Line, joined
from gongkai.papers.word.official import Parts, is_annex_title, parts_of
from gongkai.papers.word.pictures import Pictures

_NOT_WORD = "这不是Word文件。请用Word或WPS打开，另存为.docx后再上传；不需要取用文字的，请作为附件上传。"
_NOTICED = {  # what the body counted → the sentence for it
    "修订": "文件带有修订痕迹（{}处），已按接受全部修订取用。请核对，或在Word中处理修订后重新上传。",
    "隐藏文字": "文件里有隐藏文字（{}处），没有取用。请核对原文是否应当删去。",
    "文本框": "文件里有文本框（{}个），其中的文字放在所在段落之后。请核对先后次序。",
    "公式": "文件里有公式（{}个），只取了其中的字符。请改为图片，或核对后改写。",
    "目录": "文件里的自动目录没有取用，网页按标题另有层次。",
    "目录域": "文件里的自动目录（{}处）按普通文字取用，请删去。",
    "特殊符号": "有{}个符号字体里的符号认不出，暂以“□”代替，请核对。",
}
_FIELDS = "文件里有会自己变的域（{}），取用的是上次显示的文字。请核对。"


def draft_of(data: bytes, attachments_at: str) -> Draft:
    """Return what a .docx says. UnreadablePaper for what cannot be read, with what to do."""
    pictures, lines, warnings = _opened(data, attachments_at)
    parts = parts_of(lines)
    outlines = {id(line.para): line.outline for line in parts.body if line.para is not None and line.outline}
    blocks = with_headings(
        [line.block for line in parts.body],
        given=lambda para: outlines.get(id(para), 0),
        above=lambda para: is_annex_title(parts, para),
    )
    return Draft(
        title=parts.title,
        number=parts.number,
        dated=parts.dated,
        organs=tuple(parts.organs),
        addressed_to=parts.addressed_to,
        attachments=tuple(parts.attachments),
        disclosure=parts.disclosure,
        html=published(_without_doubled_classes(blocks)),
        imprint=tuple(parts.imprint),
        tables=sum(1 for _ in tables(blocks)),
        images=tuple(pictures.images.values()),
        warnings=tuple(warnings + _missing(parts, lines)),
    )


def whole_of(data: bytes) -> str:
    """Return all lines of a .docx as HTML. UnreadablePaper for what cannot be read, with what to do."""
    _pictures, lines, _warned = _opened(data, "/")
    return published([line.block for line in lines])


def _opened(data: bytes, attachments_at: str) -> tuple[Pictures, list[Line], list[str]]:
    limits = Limits()
    try:
        if accept(data, "", limits).kind is not Kind.DOCX:
            raise UnreadablePaper(_NOT_WORD)
        package = open_office(data, limits)
        pictures = Pictures(package, limits, attachments_at)
        body = Body(package, pictures)
        return pictures, joined(body.lines()), _warnings(body)
    except Refused as refused:
        raise UnreadablePaper(str(refused)) from refused


def _without_doubled_classes(blocks: list[Block]) -> list[Block]:
    """Return the blocks; headings set in the middle of a Word page stand where headings stand on ours."""
    for block in blocks:
        if isinstance(block, Para) and block.kind != "p" and block.kind != "h2":
            block.classes = ()
    return blocks


def _warnings(body: Body) -> list[str]:
    """Return what the editor must know of what was left out or altered."""
    said = []
    for what, count in sorted(body.noticed.items()):
        if not count:
            continue
        if what in _NOTICED:
            said.append(_NOTICED[what].format(count))
        else:
            said.append(
                f"有{count}处{what}没有取用。需要的，请另存为图片（PNG、JPG）后重新插入，或作为附件上传。"
            )
    if comments := body.comments():
        said.append(f"文件里有批注（{comments}条），没有取用。公开前请在Word中删去，原件随附时尤其要注意。")
    if body.fields:
        said.append(_FIELDS.format("、".join(sorted(body.fields))))
    said += [f"页眉、页脚里有文字“{text[:60]}”，没有取用。" for text in body.header_texts()]
    for target in dict.fromkeys(body.links_lost):
        said.append(f"链接“{target[:80]}”不是网址，只保留了文字。")
    return said


def _missing(parts: Parts, lines: list[Line]) -> list[str]:
    """Return what was not recognised, and what was set aside."""
    said = list(parts.doubts)
    if not lines:
        said.append("文件里没有文字。如果是扫描件，请上传PDF作为附件，并录入正文。")
    if parts.title is None:
        said.append("没有认出标题，请填写。")
    if parts.number is None:
        said.append("没有认出发文字号；没有文号的，不必填写。")
    if parts.dated is None and not any("成文日期" in one for one in said):
        said.append("没有认出成文日期，请填写。")
    if not parts.organs:
        said.append("没有认出发文机关署名，请填写。")
    said += [f"标题之前的“{text[:60]}”没有放入正文，请核对。" for text in parts.unplaced]
    if parts.imprint:
        said.append(f"版记没有放入正文：{'；'.join(parts.imprint)[:200]}")
    if parts.disclosure is not None and not any(
        word in parts.disclosure.value for word in ("公开发布", "主动公开", "公开刊登")
    ):
        said.append(f"文末注明“{parts.disclosure.sentence}”，请核对能否主动公开。")
    return said
