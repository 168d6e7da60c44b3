"""What a reader sees of documents: the page, its card, its files, and what is no longer or not yet there."""

from __future__ import annotations

import io
import json
from datetime import UTC, date, datetime, timedelta
from urllib.parse import quote

import pdfplumber
import pytest
from django.test import Client
from django.utils import timezone

from gongkai.papers.typeset import CannotTypeset
from gongkai.service.catalogue import store
from gongkai.service.organs.models import Organ, Succession
from tests.service.published import BEGAN, note_change, publish, withdraw
from tests.service.test_pages import AREA, metas, page, text

LISTS = (
    "/",
    AREA,
    "/documents/",
    f"{AREA}latest/",
    f"{AREA}latest/2026/",
    f"{AREA}mandatory/20-01/",
    f"{AREA}mandatory/20-01-normative/",
    f"{AREA}library/normative/",
    "/categories/20-01/",
    "/topics/02/",
    "/topics/02-01/",
)


def address(row, number: int | None = None) -> str:
    found = f"{AREA}documents/{row.edition.document_id}/"
    return found if number is None else f"{found}editions/{number}/"


def a_norm(organ: Organ, **given):
    return publish(organ, norm="normative", **given)


def test_the_card_has_the_rows_of_the_national_portal_in_their_order(client: Client, organ: Organ):
    row = a_norm(
        organ,
        document_number="青档〔2026〕1号",
        issuers=["青山区档案局", "青山区司法局"],
        keywords=["档案", "开放"],
    )
    shown = page(client, address(row)).xpath("//dl[contains(@class, 'doc-card')]/div")

    facts = [(text(fact.xpath("./dt")[0]), text(fact.xpath("./dd")[0])) for fact in shown]
    assert facts[:9] == [
        ("索引号", "qingshan-danganju/2026-00001"),
        ("主题分类", "综合政务\\政务公开"),
        ("发文机关", "青山区档案局、青山区司法局"),
        ("成文日期", "2026-02-25"),
        ("标题", "青山区档案开放办法"),
        ("发文字号", "青档〔2026〕1号"),
        ("发布日期", "2026-03-02 09:30"),
        ("主题词", "档案 开放"),
        ("有效性", "现行有效"),
    ]
    assert ("公开属性", "主动公开") in facts


def test_the_page_of_a_document_has_the_ten_tags(client: Client, organ: Organ):
    tags = metas(page(client, address(publish(organ, source="区档案局", keywords=["档案"]))))

    assert tags["ArticleTitle"] == "青山区档案开放办法"
    assert tags["PubDate"] == "2026-03-02 09:30"
    assert tags["ContentSource"] == "区档案局"
    assert tags["ColumnName"] == "行政规范性文件"
    assert tags["ColumnType"] == "法定主动公开内容,行政规范性文件"
    assert tags["Keywords"] == "档案"
    assert {"SiteName", "SiteDomain", "SiteIDCode", "ColumnDescription", "ColumnKeywords"} <= set(tags)


def test_a_list_has_the_seven_tags(client: Client, organ: Organ):
    publish(organ)
    for url in LISTS[2:]:
        tags = metas(page(client, url))
        wanted = {"SiteName", "SiteDomain", "SiteIDCode"}
        wanted |= {f"Column{name}" for name in ("Name", "Type", "Description", "Keywords")}
        assert wanted <= set(tags) and "ArticleTitle" not in tags, url


@pytest.mark.parametrize("url", LISTS)
def test_a_document_stands_in_every_list_it_belongs_to(client: Client, organ: Organ, url: str):
    row = a_norm(organ)

    assert address(row) in page(client, url).xpath("//main//a/@href")


@pytest.mark.parametrize("url", LISTS)
def test_what_is_scheduled_withdrawn_or_superseded_stands_in_no_list(client: Client, organ: Organ, url: str):
    soon = a_norm(organ, begins=timezone.now() + timedelta(minutes=5), title="将要公开的办法")
    gone = a_norm(organ, title="撤下的办法")
    withdraw(gone, BEGAN + timedelta(days=1))
    old = a_norm(organ, title="旧的办法", ends=BEGAN + timedelta(days=1))
    a_norm(organ, title="新的办法", begins=BEGAN + timedelta(days=1), document=old.edition.document)
    shown = page(client, url)

    assert not {address(soon), address(gone)} & set(shown.xpath("//a/@href"))
    words = text(shown)
    assert "新的办法" in words
    assert not [title for title in ("将要公开", "撤下的办法", "旧的办法") if title in words]


def test_what_is_scheduled_is_not_there(client: Client, organ: Organ):
    row = publish(organ, begins=timezone.now() + timedelta(minutes=5), files={"a.pdf": b"%PDF-"})
    for url in (
        address(row),
        address(row, 1),
        f"{address(row, 1)}document.json",
        f"{address(row, 1)}files/1/a.pdf",
    ):
        assert client.get(url).status_code == 404, url


def test_what_was_withdrawn_is_gone_with_the_note_and_nothing_else(client: Client, organ: Organ):
    row = publish(organ, title="不该公开的姓名李四", files={"a.pdf": b"%PDF-"}, body="<p>李四</p>")
    withdraw(row, BEGAN + timedelta(days=1), "因内容有误撤下。")

    shown = page(client, address(row), 410)
    assert "因内容有误撤下。" in text(shown)
    for url in (
        address(row),
        address(row, 1),
        f"{address(row, 1)}document.txt",
        f"{address(row, 1)}files/1/a.pdf",
    ):
        response = client.get(url)
        assert response.status_code == 410, url
        assert "李四" not in response.content.decode() and "内部原因" not in response.content.decode()


def test_what_moved_leads_to_where_it_is(client: Client, organ: Organ):
    new = publish(organ, title="汇编")
    old = publish(organ)
    withdraw(old, BEGAN + timedelta(days=1), moved_to=new.edition.document)

    response = client.get(address(old))
    assert (response.status_code, response["Location"]) == (301, address(new))


def test_what_moved_to_something_withdrawn_is_gone(client: Client, organ: Organ):
    new, old = publish(organ, title="汇编"), publish(organ)
    withdraw(old, BEGAN + timedelta(days=1), moved_to=new.edition.document)
    withdraw(new, BEGAN + timedelta(days=2))

    assert client.get(address(old)).status_code == 410


def test_an_earlier_wording_stays_readable_and_says_what_it_is(client: Client, organ: Organ):
    change = BEGAN + timedelta(days=1)
    old = publish(organ, body="<p>旧的条文</p>", ends=change)
    new = publish(organ, body="<p>新的条文</p>", begins=change, document=old.edition.document)

    earlier = page(client, address(old, 1))
    assert "旧的条文" in text(earlier) and "较早的版本" in text(earlier)
    assert address(new) in earlier.xpath("//main//a/@href")
    current = page(client, address(new))
    assert "新的条文" in text(current) and "较早的版本" not in text(current)
    assert address(old, 1) in current.xpath("//main//a/@href")
    assert "首次发布" in text(current)


def test_a_number_too_large_for_any_document_is_not_there(client: Client, organ: Organ):
    publish(organ)
    rests = ("", "editions/1/", "editions/1/compare/", "editions/1/document.txt", "editions/1/files/1/a")
    for number in (2**63, 10**21):
        for rest in rests:
            assert client.get(f"{AREA}documents/{number}/{rest}").status_code == 404


def test_an_edition_that_was_never_shown_is_not_there(client: Client, organ: Organ):
    row = publish(organ)

    assert client.get(address(row, 2)).status_code == 404


def test_the_page_says_what_repealed_a_document_and_links_it(client: Client, organ: Organ):
    old, new = a_norm(organ), a_norm(organ, title="新办法")
    note_change(old, "repealed", date(2026, 3, 3), by_document=new.edition.document)

    banner = page(client, address(old)).xpath("//div[@role='note']")[0]
    assert "废止" in text(banner) and "2026-03-03" in text(banner)
    assert banner.xpath(".//a/@href") == [address(new)]
    other = page(client, address(new))
    assert address(old) in other.xpath("//section[@aria-labelledby='made']//a/@href")
    assert not other.xpath("//div[@role='note']")


def test_a_document_that_repealed_it_but_is_not_shown_is_not_named(client: Client, organ: Organ):
    old = a_norm(organ)
    secret = a_norm(organ, title="尚未公开的办法", begins=timezone.now() + timedelta(days=1))
    note_change(old, "repealed", date(2026, 3, 3), by_document=secret.edition.document)

    assert "尚未公开的办法" not in text(page(client, address(old)))


def test_explanations_are_linked_both_ways(client: Client, organ: Organ):
    norm = a_norm(organ)
    says = publish(organ, title="解读", category="20-15-interpretation", interprets=norm.edition.document)

    assert address(says) in page(client, address(norm)).xpath(
        "//section[@aria-labelledby='interpreted']//a/@href"
    )
    assert address(norm) in page(client, address(says)).xpath(
        "//section[@aria-labelledby='interprets']//a/@href"
    )


def test_a_table_scrolls_on_its_own_and_can_be_reached_by_keyboard(client: Client, organ: Organ):
    row = publish(organ, body="<table><tbody><tr><td>1</td></tr></tbody></table>")
    region = page(client, address(row)).xpath("//div[table]")[0]

    assert (region.get("role"), region.get("tabindex"), region.get("aria-label")) == ("region", "0", "表格")


def test_a_file_is_handed_out_as_it_was_released(client: Client, organ: Organ):
    data = b"%PDF-1.7 invented"
    row = publish(organ, files={"附件 一.pdf": data})
    link = page(client, address(row)).xpath("//section[@aria-labelledby='files']//a/@href")[0]
    response = client.get(link)

    assert b"".join(response.streaming_content) == data  # type: ignore[attr-defined]
    assert link == f"{address(row, 1)}files/1/{quote('附件 一.pdf')}"
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment;")
    assert quote("附件 一.pdf") in response["Content-Disposition"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    again = client.get(link, headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304


def test_a_part_of_a_file_can_be_had(client: Client, organ: Organ):
    row = publish(organ, files={"a.pdf": b"0123456789"})
    link = f"{address(row, 1)}files/1/a.pdf"

    def part(asked: str) -> tuple[int, bytes, str]:
        got = client.get(link, headers={"Range": asked})
        return got.status_code, got.content, got["Content-Range"]

    assert part("bytes=2-4") == (206, b"234", "bytes 2-4/10")
    assert part("bytes=-3") == (206, b"789", "bytes 7-9/10")
    assert part("bytes=8-99") == (206, b"89", "bytes 8-9/10")
    assert part("bytes=10-") == (416, b"", "bytes */10")
    changed = client.get(link, headers={"Range": "bytes=2-4", "If-Range": '"another"'})
    assert (changed.status_code, b"".join(changed.streaming_content)) == (200, b"0123456789")


def test_a_file_that_was_tampered_with_is_not_handed_out(client: Client, organ: Organ):
    row = publish(organ, files={"a.pdf": b"%PDF- as released"})
    digest = row.edition.attachments.get().sha256
    with store.open_file(digest) as kept:
        path = kept.name
    with open(path, "wb") as damaged:  # noqa: PTH123 - a name given by the storage
        damaged.write(b"another")

    with pytest.raises(store.Tampered):
        client.get(f"{address(row, 1)}files/1/a.pdf")


def test_the_name_of_a_file_in_its_address_is_corrected(client: Client, organ: Organ):
    row = publish(organ, files={"a.pdf": b"%PDF-"})
    response = client.get(f"{address(row, 1)}files/1/b.pdf")

    assert (response.status_code, response["Location"]) == (301, f"{address(row, 1)}files/1/a.pdf")


def test_the_text_and_the_json_say_what_the_page_says(client: Client, organ: Organ):
    row = a_norm(organ, document_number="青档〔2026〕1号", files={"a.pdf": b"%PDF-"})
    plain = client.get(f"{address(row, 1)}document.txt")
    data = json.loads(client.get(f"{address(row, 1)}document.json").content)

    assert "发文字号：青档〔2026〕1号" in plain.content.decode()
    assert "为了开放档案，制定本办法。" in plain.content.decode()
    assert data["document_number"] == "青档〔2026〕1号"
    assert data["published_at"] == "2026-03-02T09:30:00+08:00"
    assert data["validity"] == "in_force"
    assert data["attachments"][0]["name"] == "a.pdf"


def test_the_structured_data_is_sound_and_cannot_leave_its_element(client: Client, organ: Organ):
    row = publish(organ, title="</script><b>办法")
    blocks = page(client, address(row)).xpath("//script[@type='application/ld+json']/text()")

    assert json.loads(blocks[0])["name"] == "</script><b>办法"
    assert "<b>办法" not in client.get(address(row)).content.decode()


def test_the_address_of_another_organ_leads_to_the_right_one(client: Client, organ: Organ):
    row = publish(organ)
    response = client.get(f"/organs/qingshan/documents/{row.edition.document_id}/")

    assert (response.status_code, response["Location"]) == (301, address(row))


def test_a_page_of_a_document_takes_at_most_ten_queries(
    client: Client, organ: Organ, django_assert_max_num_queries
):
    base = a_norm(organ, files={"a.pdf": b"%PDF-"})
    row = a_norm(organ, title="新办法", interprets=base.edition.document)
    note_change(base, "repealed", date(2026, 3, 3), by_document=row.edition.document)
    for url in (address(base), address(row), *LISTS):
        with django_assert_max_num_queries(10):
            client.get(url)


def test_dates_are_those_of_the_country(client: Client, organ: Organ):
    late = publish(organ, begins=datetime(2026, 3, 2, 17, 0, tzinfo=UTC))  # 01:00 on the 3rd there

    assert "2026-03-03 01:00" in text(page(client, address(late)))


@pytest.fixture
def renamed(organ: Organ) -> Organ:
    new = Organ.objects.create(
        code="qingshan-danganguan", name="青山区档案馆", kind="department", parent=organ.parent
    )
    what = Succession.objects.create(kind="renamed", on=date(2026, 3, 1), source="青编〔2026〕1号")
    what.predecessors.add(organ)
    what.successors.add(new)
    return new


def test_the_columns_of_a_renamed_organ_lead_to_its_successor(client: Client, organ: Organ, renamed: Organ):
    for part in ("", "guide/", "rules/", "mandatory/", "request/"):
        response = client.get(f"{AREA}{part}")
        wanted = f"/organs/qingshan-danganguan/{part}"
        assert (response.status_code, response["Location"]) == (301, wanted)


def test_what_a_renamed_organ_published_lives_on_and_is_found_from_its_successor(
    client: Client, organ: Organ, renamed: Organ
):
    row = publish(organ)

    assert client.get(address(row)).status_code == 200
    assert f"{AREA}latest/" in page(client, "/organs/qingshan-danganguan/").xpath("//main//a/@href")
    assert "青山区档案馆" in text(page(client, f"{AREA}latest/").xpath("//main")[0])


def test_the_pdf_says_what_the_page_says_and_that_it_is_an_earlier_wording(client: Client, organ: Organ):
    change = BEGAN + timedelta(days=1)
    old = publish(organ, body="<p>旧的条文</p>", ends=change)
    publish(organ, body="<p>新的条文</p>", begins=change, document=old.edition.document)
    response = client.get(f"{address(old, 1)}document.pdf")

    assert response["Content-Type"] == "application/pdf"
    with pdfplumber.open(io.BytesIO(response.content)) as opened:
        said = "".join(opened.pages[0].extract_text().split())
    assert "旧的条文" in said and "这是较早的版本" in said
    assert "qingshan-danganju/2026-00001" in said


def test_a_document_that_cannot_be_set_says_so(client: Client, organ: Organ):
    row = publish(organ, title="坏字\U0010fff0")
    response = client.get(f"{address(row, 1)}document.pdf")

    assert response.status_code == 404
    assert "没有字体可以显示" in response.content.decode()


def test_a_pdf_that_cannot_be_made_in_time_says_so_and_leads_back(
    client: Client, organ: Organ, monkeypatch: pytest.MonkeyPatch
):
    row = publish(organ)

    def too_long(_paper: object) -> bytes:
        raise CannotTypeset("PDF排版超过30秒没有完成，已经停止。", for_now=True)

    monkeypatch.setattr("gongkai.service.portal.renditions.typeset", too_long)
    response = client.get(f"{address(row, 1)}document.pdf")

    assert response.status_code == 503
    assert response["Retry-After"] and "no-store" in response["Cache-Control"]
    said = response.content.decode()
    assert "超过30秒没有完成" in said and f'href="{address(row, 1)}"' in said
    assert client.get(f"{address(row, 1)}document.txt").status_code == 200
