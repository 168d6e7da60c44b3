"""Word files in: an official document is taken apart as its reader would, and what is doubtful is said."""

from __future__ import annotations

import copy
import io
import random
import re
import subprocess
import sys
import zipfile
from datetime import date

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Inches
from lxml import etree

from gongkai.papers.html import clean, text_of
from gongkai.papers.word import UnreadablePaper, read_docx
from tests.components import REPOSITORY
from tests.papers.word_files import CENTER, PIXEL, RIGHT, add, notice, saved, with_lists


def lines_of(draft) -> list[str]:
    return draft.html.split("\n")


# A whole notice


@pytest.fixture(scope="module")
def whole():
    return read_docx(saved(notice()))


def test_the_title_set_in_two_lines_in_the_middle_is_one_title_without_spreading_spaces(whole):
    assert whole.title.value == "演示区人民政府办公室关于印发演示区政务公开工作要点的通知"
    assert whole.title.sentence.endswith("通\u3000知")
    assert (whole.title.where, whole.title.doubt) == ("第3段", "")


def test_the_number_is_written_by_the_standard_and_its_words_are_kept(whole):
    assert (whole.number.value, whole.number.sentence) == ("演政办发〔2025〕3号", "演政办发［2025］3号")


def test_the_date_is_the_one_under_the_signature_and_not_the_one_of_printing(whole):
    assert whole.dated.value == date(2025, 3, 4)
    assert whole.dated.sentence == "2025年3月4日"
    assert whole.dated.where == "第18段"  # the cells of the table above it are not counted


def test_organs_addressees_annexes_note_and_imprint_are_known(whole):
    assert [found.value for found in whole.organs] == ["演示区人民政府办公室"]
    assert whole.addressed_to.value == "各街道办事处，区政府各部门"
    assert whole.attachments == ("任务清单", "联系人名单")
    assert whole.disclosure.value == "公开发布"
    assert whole.imprint[1] == "演示区人民政府办公室 2025年3月5日印发"
    assert whole.warnings == (f"版记没有放入正文：{'；'.join(whole.imprint)}",)


def test_automatic_numbers_are_written_out_and_make_the_headings(whole):
    assert [line for line in lines_of(whole) if line.startswith("<h")] == [
        "<h2>一、总体要求</h2>",
        "<h2>二、重点任务</h2>",
        "<h3>（一）推进决策公开</h3>",
        "<h3>（二）推进执行公开</h3>",
    ]
    assert "<p>1.公开重大行政决策事项目录；</p>\n<p>2.公开征求意见及采纳情况。</p>" in whole.html


def test_the_body_holds_neither_letterhead_nor_number_nor_title_nor_imprint(whole):
    text = text_of(whole.html)

    assert text.startswith("各街道办事处，区政府各部门：")
    assert not any(words in text for words in ("文件", "演政办发", "抄送", "的通"))


def test_merged_cells_of_a_table_stay_merged_and_its_bold_row_is_its_head(whole):
    assert '<th scope="col" class="center">序号</th>' in whole.html
    assert '<td rowspan="2" class="center">区司法局</td>' in whole.html
    assert '<td colspan="2" class="center">合计</td>' in whole.html
    assert whole.tables == 1


def test_signature_and_date_carry_their_class(whole):
    assert '<p class="signature">演示区人民政府办公室</p>\n<p class="dated">2025年3月4日</p>' in whole.html


def test_a_draft_is_clean(whole):
    assert clean(whole.html) == whole.html


# Other forms


def test_a_date_in_chinese_digits_under_two_organs_side_by_side_is_read():
    document = Document()
    add(document, "关于开展联合检查的公告", align=CENTER, size=22)
    add(document, "　　现就有关事项公告如下。")
    add(document, "演示区教育局　　演示区财政局", align=RIGHT)
    add(document, "二○二五年十月二十一日", align=RIGHT)

    draft = read_docx(saved(document))

    assert draft.dated.value == date(2025, 10, 21)
    assert [found.value for found in draft.organs] == ["演示区教育局", "演示区财政局"]


def test_a_number_under_the_title_is_found_and_not_left_in_the_body():
    document = Document()
    add(document, "演示区消防管理办法", align=CENTER, size=22)
    add(document, "（演政规〔2024〕7号）", align=CENTER)
    add(document, "第一章　总则", align=CENTER, face="黑体")
    add(document, "第一条　为了加强消防管理，制定本办法。")
    add(document, "第二章　附则", align=CENTER, face="黑体")
    add(document, "第二条　本办法自2024年8月1日起施行。")

    draft = read_docx(saved(document))

    assert draft.number.value == "演政规〔2024〕7号"
    assert draft.title.value == "演示区消防管理办法"
    assert lines_of(draft)[0] == '<h2 class="center">第一章\u3000总则</h2>'
    assert draft.dated is None
    assert "没有认出成文日期，请填写。" in draft.warnings


def test_a_title_that_is_not_in_the_middle_is_taken_with_a_doubt():
    document = Document()
    add(document, "关于做好防汛工作的通知")
    add(document, "各街道办事处：")
    add(document, "　　请做好防汛工作。")

    draft = read_docx(saved(document))

    assert draft.title.value == "关于做好防汛工作的通知"
    assert "请核对" in draft.title.doubt


def test_a_text_without_any_form_stays_whole_and_what_is_missing_is_said():
    document = Document()
    add(document, "今天天气很好，大家都来上班了。")
    add(document, "会议在二楼举行。")

    draft = read_docx(saved(document))

    assert text_of(draft.html) == "今天天气很好，大家都来上班了。\n会议在二楼举行。"
    assert (draft.title, draft.number, draft.dated, draft.organs) == (None, None, None, ())
    assert [warning[:6] for warning in draft.warnings] == [
        "没有认出标题",
        "没有认出发文",
        "没有认出成文",
        "没有认出发文",
    ]


def test_a_day_that_is_in_no_calendar_is_not_taken_and_is_named():
    document = Document()
    add(document, "关于停水的通告", align=CENTER, size=22)
    add(document, "　　因检修停水。")
    add(document, "演示区水务局", align=RIGHT)
    add(document, "2025年2月30日", align=RIGHT)

    draft = read_docx(saved(document))

    assert draft.dated is None
    assert any("“2025年2月30日”不存在" in warning for warning in draft.warnings)


def test_what_stands_before_the_title_and_is_no_letterhead_is_named():
    document = Document()
    add(document, "特急")
    add(document, "演示区人民政府文件", align=CENTER, size=48, color="FF0000")
    add(document, "演政发〔2025〕9号　　　　签发人：张三")
    add(document, "关于加强安全生产的通知", align=CENTER, size=22)
    add(document, "各单位：")

    draft = read_docx(saved(document))

    assert draft.number.value == "演政发〔2025〕9号"
    assert draft.number.sentence.endswith("签发人：张三")
    assert "标题之前的“特急”没有放入正文，请核对。" in draft.warnings
    assert "张三" not in draft.html


def test_an_annex_in_the_same_file_has_its_own_title_and_headings_below_it():
    document = Document()
    add(document, "关于印发实施方案的通知", align=CENTER, size=22)
    add(document, "各单位：")
    add(document, "　　现印发给你们。")
    add(document, "演示区人民政府", align=RIGHT)
    add(document, "2025年5月6日", align=RIGHT)
    add(document, "附件1")
    add(document, "实施方案", align=CENTER, size=22)
    add(document, "一、工作目标", face="黑体")
    add(document, "　　全面完成任务。")
    add(document, "演示区人民政府", align=RIGHT)
    add(document, "2025年4月1日", align=RIGHT)

    draft = read_docx(saved(document))

    assert (
        '<p class="attachments">附件1</p>\n<h2 class="center">实施方案</h2>\n<h3>一、工作目标</h3>'
        in draft.html
    )
    assert draft.dated.value == date(2025, 5, 6)
    assert any("不止一处署名日期" in warning for warning in draft.warnings)


def order():
    document = Document()
    add(document, "演示区人民政府令", align=CENTER, face="方正小标宋简体", size=36, color="FF0000")
    add(document, "第１２号", align=CENTER)
    add(document, "　　《演示区公园管理办法》已经区政府常务会议通过，现予公布，自2025年5月1日起施行。")
    add(document, "区长　张三", align=RIGHT)
    add(document, "2025年3月4日", align=RIGHT)
    add(document, "演示区公园管理办法", align=CENTER, face="方正小标宋简体", size=22)
    add(document, "第一章　总则", align=CENTER, face="黑体")
    add(document, "第一条　为了加强公园管理，制定本办法。")
    return document


def test_an_order_has_its_number_in_two_lines_and_the_title_of_what_it_promulgates():
    draft = read_docx(saved(order()))

    assert (draft.number.value, draft.number.sentence) == (
        "演示区人民政府令第12号",
        "演示区人民政府令第１２号",
    )
    assert (draft.title.value, "请核对" in draft.title.doubt) == ("演示区公园管理办法", True)
    assert draft.dated.value == date(2025, 3, 4)
    assert "<h3>第一章\u3000总则</h3>" in draft.html


def test_the_head_of_a_government_who_signs_an_order_is_not_its_organ():
    assert [found.value for found in read_docx(saved(order())).organs] == ["演示区人民政府"]


def test_several_organs_in_a_letterhead_set_as_a_table_are_all_known():
    document = Document()
    table = document.add_table(rows=2, cols=2)
    for row, organ in enumerate(("演示区教育局", "演示区财政局")):
        table.cell(row, 0).text = organ
    table.cell(0, 1).merge(table.cell(1, 1)).text = "文件"
    add(document, "演教联发〔2025〕2号", align=CENTER)
    add(document, "关于学生资助的通知", align=CENTER, size=22)
    add(document, "各学校：")

    draft = read_docx(saved(document))

    assert [found.value for found in draft.organs] == ["演示区教育局", "演示区财政局"]
    assert draft.tables == 0


def test_headings_by_style_are_headings_and_a_style_named_title_is_the_title():
    document = Document()
    document.add_heading("演示区政务公开指南", 0)
    document.add_heading("主动公开", 1)
    document.add_paragraph("按条例公开。")
    document.add_heading("公开方式", 2)
    document.add_paragraph("门户网站。")

    draft = read_docx(saved(document))

    assert draft.title.value == "演示区政务公开指南"
    assert lines_of(draft) == [
        "<h2>主动公开</h2>",
        "<p>按条例公开。</p>",
        "<h3>公开方式</h3>",
        "<p>门户网站。</p>",
    ]


def test_a_note_that_does_not_allow_release_is_told():
    document = Document()
    add(document, "关于内部事项的通知", align=CENTER, size=22)
    add(document, "　　内容。")
    add(document, "（此件不予公开）")

    assert any("请核对能否主动公开" in warning for warning in read_docx(saved(document)).warnings)


# What Word does to a text


def test_a_letterhead_in_a_text_box_is_read_and_the_box_is_told():
    document = Document()
    holder = document.add_paragraph()
    holder._p.append(
        parse_xml(
            f'<w:r {nsdecls("w")} xmlns:v="urn:schemas-microsoft-com:vml"><w:pict><v:shape><v:textbox>'
            "<w:txbxContent><w:p><w:pPr><w:jc w:val='center'/></w:pPr>"
            "<w:r><w:rPr><w:color w:val='FF0000'/></w:rPr>"
            "<w:t>演示区教育局文件</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
        )
    )
    add(document, "演教发〔2025〕12号", align=CENTER)
    add(document, "关于开学工作的通知", align=CENTER, size=22)
    add(document, "各学校：")

    draft = read_docx(saved(document))

    assert draft.organs[0].value == "演示区教育局"
    assert any("文本框（1个）" in warning for warning in draft.warnings)


def test_deleted_and_hidden_text_is_left_out_inserted_text_stays_and_both_are_told():
    document = Document()
    paragraph = document.add_paragraph("本办法")
    for tag, text in (("del", "<w:delText>暂不</w:delText>"), ("ins", "<w:t>立即</w:t>")):
        paragraph._p.append(
            parse_xml(f'<w:{tag} {nsdecls("w")} w:id="1" w:author="x"><w:r>{text}</w:r></w:{tag}>')
        )
    paragraph.add_run("施行")
    paragraph.add_run("（内部掌握）").font.hidden = True

    draft = read_docx(saved(document))

    assert text_of(draft.html) == "本办法立即施行"
    assert any("修订痕迹（2处）" in warning for warning in draft.warnings)
    assert any("隐藏文字（1处）" in warning for warning in draft.warnings)


def test_the_code_of_a_field_is_not_text_and_a_field_that_changes_is_told():
    document = Document()
    paragraph = document.add_paragraph("日期：")
    for inner in (
        '<w:fldChar w:fldCharType="begin"/>',
        "<w:instrText> DATE \\@ yyyy </w:instrText>",
        '<w:fldChar w:fldCharType="separate"/>',
        "<w:t>2025</w:t>",
        '<w:fldChar w:fldCharType="end"/>',
    ):
        paragraph._p.append(parse_xml(f"<w:r {nsdecls('w')}>{inner}</w:r>"))

    draft = read_docx(saved(document))

    assert text_of(draft.html) == "日期：2025"
    assert any("DATE" in warning for warning in draft.warnings)


def test_a_picture_becomes_an_attachment_and_the_text_refers_to_it():
    document = Document()
    document.add_paragraph("见图。")
    document.add_picture(io.BytesIO(PIXEL), width=Inches(2))

    draft = read_docx(saved(document), attachments_at="/files/7/")

    assert len(draft.images) == 1
    assert draft.images[0].data.startswith(b"\x89PNG")
    assert f'<img src="/files/7/{draft.images[0].name}" alt="" width="192" height="192">' in draft.html
    assert clean(draft.html) == draft.html


def test_a_picture_no_browser_shows_is_told_and_not_referred_to():
    document = Document()
    document.add_paragraph("见图。")
    document.add_picture(io.BytesIO(PIXEL), width=Inches(2))
    data = replaced(saved(document), "word/media/image1.png", b"\x01\x00\x00\x00 an enhanced metafile")

    draft = read_docx(data)

    assert draft.images == () and "<img" not in draft.html
    assert any("网页不能显示的图片" in warning for warning in draft.warnings)


def test_a_footnote_is_marked_in_the_text_and_stands_at_its_end():
    document = Document()
    paragraph = document.add_paragraph("参见规定")
    paragraph._p.append(parse_xml(f'<w:r {nsdecls("w")}><w:footnoteReference w:id="2"/></w:r>'))
    document.add_paragraph("正文完。")
    notes = (
        f'<?xml version="1.0"?><w:footnotes {nsdecls("w")}><w:footnote w:id="2"><w:p>'
        "<w:r><w:footnoteRef/></w:r><w:r><w:t>见第三条。</w:t></w:r></w:p></w:footnote></w:footnotes>"
    )
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    data = replaced(saved(document), "word/footnotes.xml", notes.encode())
    data = replaced(
        data,
        "word/_rels/document.xml.rels",
        lambda old: old.replace(
            b"</Relationships>",
            f'<Relationship Id="rF" Type="{kind}" Target="footnotes.xml"/></Relationships>'.encode(),
        ),
    )

    assert read_docx(data).html.split("\n") == [
        "<p>参见规定<sup>[1]</sup></p>",
        "<p>正文完。</p>",
        '<p class="note">[1] 见第三条。</p>',
    ]


def test_a_marked_list_is_a_list():
    document = Document()
    with_lists(document)
    for text in ("甲", "乙"):
        add(document, text, number=(92, 0))

    assert read_docx(saved(document)).html == "<ul>\n<li>甲</li>\n<li>乙</li>\n</ul>"


def test_words_at_the_head_of_the_pages_are_told():
    document = Document()
    document.add_paragraph("正文。")
    document.sections[0].header.paragraphs[0].text = "内部资料"

    assert any("“内部资料”" in warning for warning in read_docx(saved(document)).warnings)


# What cannot be read


def replaced(data: bytes, name: str, content) -> bytes:
    """Return an Office file with one part put in the place of another, or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            if info.filename != name:
                new.writestr(info, old.read(info))
        new.writestr(name, content(old.read(name)) if callable(content) else content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "空"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, ".docx"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") + b"\x00" * 600,
            "密码",
        ),
        (b"{\\rtf1 x}", ".docx"),
        (b"PK\x03\x04 not a zip at all", "损坏"),
        ("只是文字".encode(), "不是Word文件"),
        (PIXEL, "不是Word文件"),
    ],
)
def test_what_is_no_word_file_is_refused_with_what_to_do(data, says):
    with pytest.raises(UnreadablePaper, match=re.escape(says)):
        read_docx(data)


@pytest.mark.parametrize("cut", range(1, 10))
def test_a_file_cut_short_is_refused_and_never_a_traceback(cut):
    data = saved(Document())

    with pytest.raises(UnreadablePaper):
        read_docx(data[: len(data) * cut // 10])


def test_the_floor_is_quick_to_import():
    """Heavy libraries are imported where they are used: no parser, no Pillow before something is read."""
    code = "import sys, gongkai.papers.word, gongkai.papers.html, gongkai.papers.numbers; print(*sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=REPOSITORY / "src", capture_output=True, text=True, check=True
    )

    assert not {"lxml", "PIL", "nh3", "docx", "django"} & set(run.stdout.split())


PARTS = ("word/document.xml", "word/styles.xml", "word/numbering.xml", "word/_rels/document.xml.rels")


@pytest.mark.parametrize("seed", range(40))
def test_a_file_whose_insides_are_odd_is_read_or_refused_and_never_a_traceback(seed):
    """Attributes lost or absurd, elements lost or doubled, in the parts that say how a text is meant."""
    chance = random.Random(seed)  # noqa: S311 (the same oddities every time)
    name = PARTS[seed % len(PARTS)]

    def odd(old: bytes) -> bytes:
        root = etree.fromstring(old)
        for element in list(root.iter()):
            roll = chance.random()
            if element.attrib and roll < 0.05:
                key = chance.choice(sorted(element.attrib))
                element.set(key, chance.choice(["", "-1", "99999999999", "x", "一", "nil", "../../x"]))
            elif element.attrib and roll < 0.08:
                del element.attrib[chance.choice(sorted(element.attrib))]
            elif element.getparent() is not None and roll < 0.09:
                element.getparent().remove(element)
            elif element.getparent() is not None and roll < 0.10:
                element.addnext(copy.deepcopy(element))
        return etree.tostring(root)

    data = replaced(saved(notice()), name, odd)

    try:
        draft = read_docx(data)
    except UnreadablePaper as refusal:
        assert re.search(r"[\u4e00-\u9fff]", str(refusal))
    else:
        assert clean(draft.html) == draft.html
