"""OFD, the country's own format for fixed pages, goes the same way as the others."""

from __future__ import annotations

import pytest

from gongkai.papers.errors import Refused
from gongkai.papers.intake import Kind, accept
from gongkai.papers.scan import HitKind, Part, scan
from gongkai.papers.strip import stripped
from gongkai.papers.text import text_of
from tests.papers.making import located_photograph, package

NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'
MOBILE = "1380000" + "0000"


def line(text: str, x: int, y: int, more: str = "") -> str:
    """An object of text on a page."""
    return (
        f'<ofd:TextObject Boundary="{x} {y} 90 5"{more}><ofd:TextCode X="0" Y="4">{text}</ofd:TextCode>'
        "</ofd:TextObject>"
    )


def ofd(*objects: str, information: str = "", body: str = "", parts: dict | None = None) -> bytes:
    """An OFD of one page."""
    return package(
        {
            "OFD.xml": f"<ofd:OFD {NS}><ofd:DocBody><ofd:DocInfo>{information}</ofd:DocInfo>"
            f"<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>{body}</ofd:DocBody></ofd:OFD>",
            "Doc_0/Document.xml": f"<ofd:Document {NS}><ofd:Pages>"
            '<ofd:Page ID="1" BaseLoc="Pages/P0/Content.xml"/></ofd:Pages></ofd:Document>',
            "Doc_0/Pages/P0/Content.xml": f"<ofd:Page {NS}><ofd:Content><ofd:Layer>{''.join(objects)}"
            "</ofd:Layer></ofd:Content></ofd:Page>",
            **(parts or {}),
        }
    )


AUTHOR = "<ofd:DocID>1</ofd:DocID><ofd:Author>张三</ofd:Author><ofd:Creator>某软件</ofd:Creator>"
ATTACHED = f'<ofd:Attachments {NS}><ofd:Attachment ID="1" Name="a"/></ofd:Attachments>'
SIGNATURES = "<ofd:Signatures>Doc_0/Signs/Signatures.xml</ofd:Signatures>"


def test_an_ofd_comes_in_and_is_read_from_top_to_bottom():
    data = ofd(line("第二行", 10, 30), line("第一行", 10, 20))

    assert accept(data, "一.ofd").kind is Kind.OFD
    assert text_of(data, "ofd").text == "第一行\n第二行"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (ofd(parts={"Doc_0/Attachs/a.docx": b"x"}), "embedded"),
        (ofd(parts={"Doc_0/Attachments.xml": ATTACHED}), "embedded"),
        (ofd("<ofd:Action><ofd:Movie/></ofd:Action>"), "active"),
        (ofd('<ofd:URI URI="javascript:alert(1)"/>'), "active"),
        (ofd(parts={"Encryptions.xml": "<a/>"}), "encrypted"),
        (package({"OFD.xml": "<a/>"}), "broken"),
    ],
)
def test_an_ofd_that_carries_or_does_something_does_not_come_in(data, code):
    with pytest.raises(Refused) as caught:
        accept(data, "一.ofd")

    assert caught.value.code == code


@pytest.mark.parametrize(
    ("data", "kinds"),
    [
        (ofd(line("通知", 10, 10)), set()),
        (ofd(line(MOBILE, 10, 10)), {HitKind.MOBILE}),
        (ofd(line("机密★1年", 10, 10)), {HitKind.SECRECY}),
        (ofd(line("甲", 10, 10), line("藏", 10, 20, ' Visible="false"')), {HitKind.LAYER}),
        (ofd(), {HitKind.UNREAD}),
        (ofd(line("甲", 10, 10), information=f"<ofd:Author>{MOBILE}</ofd:Author>"), {HitKind.MOBILE}),
    ],
)
def test_what_an_ofd_holds_is_found(data, kinds):
    assert {hit.kind for hit in scan([Part("一.ofd", data=data, kind=Kind.OFD)])} == kinds


def test_an_ofd_is_released_without_its_maker():
    data = ofd(line("甲", 10, 10), information=AUTHOR, parts={"Doc_0/Res/1.jpg": located_photograph()})

    released = stripped(accept(data, "一.ofd"), data)

    assert released == stripped(accept(data, "一.ofd"), data)
    assert text_of(released.data, "ofd").text == "甲"
    assert [what for what in released.removed if "Author" in what or "1.jpg" in what]
    again = stripped(accept(released.data, "一.ofd"), released.data)
    assert again.removed == ()


def test_a_signed_ofd_is_released_whole_or_not_at_all():
    clean, told = (ofd(line("甲", 10, 10), body=SIGNATURES, information=more) for more in ("", AUTHOR))

    assert stripped(accept(clean, "一.ofd"), clean).removed == ()
    with pytest.raises(Refused, match="签章"):
        stripped(accept(told, "一.ofd"), told)
