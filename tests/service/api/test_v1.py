"""The read API: what it gives, what it refuses and how, and that it is what its description says."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import simplejson
from django.db.utils import OperationalError
from django.test import Client

from gongkai.report.edition import Kind
from gongkai.report.loader import edition
from gongkai.report.model import Cell
from gongkai.service.api.v1 import api
from gongkai.service.catalogue.search.models import State
from gongkai.service.organs import visitors
from gongkai.service.organs.models import Organ
from tests.service.conftest import a_report
from tests.service.published import BEGAN, note_change, publish, withdraw
from tests.service.test_pages import page, text

ROOT = "/api/v1"


@pytest.fixture(autouse=True)
def nobody_has_asked_yet(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let every test begin with an empty count."""
    for throttle in api.throttle if isinstance(api.throttle, list) else [api.throttle]:
        monkeypatch.setattr(throttle._counter, "_counts", {})
    yield


def get(client: Client, path: str, status: int = 200, **query: Any) -> Any:
    answer = client.get(f"{ROOT}{path}", query)
    assert answer.status_code == status, answer.content.decode()
    kind = "application/json; charset=utf-8" if status == 200 else "application/problem+json"
    assert answer["Content-Type"] == kind
    assert answer["Access-Control-Allow-Origin"] == "*"
    return simplejson.loads(answer.content, use_decimal=True)


def test_an_organ_is_given_with_how_to_reach_it(client: Client, organ: Organ):
    assert [item["code"] for item in get(client, "/organs")["items"]] == ["qingshan-danganju"]

    found = get(client, "/organs/qingshan-danganju")
    assert (found["name"], found["phone"], found["parent"]) == ("青山区档案局", "000-1234567", "qingshan")
    assert found["url"] == "http://testserver/organs/qingshan-danganju/"


def test_an_organ_without_an_area_here_is_not_given(client: Client, organ: Organ):
    assert get(client, "/organs/qingshan", 404)["detail"] == "本网没有这个机关。"


def test_a_document_has_its_text_files_editions_and_what_changed_it(client: Client, organ: Organ):
    first = publish(organ, files={"附 件.pdf": b"%PDF-1.7"}, norm="normative")
    repealing = publish(organ, "关于废止的决定", begins=BEGAN + timedelta(days=2))
    note_change(first, "repealed", BEGAN.date(), by_document=repealing.edition.document)

    found = get(client, f"/documents/{first.edition.document_id}")

    assert found["title"] == "青山区档案开放办法"
    assert found["published_at"] == "2026-03-02T09:30:00+08:00"
    assert found["validity"]["key"] == "repealed"
    assert found["marks"] == [
        {
            "kind": "repealed",
            "name": "废止",
            "on": "2026-03-02",
            "by": repealing.edition.document.index_number,
        }
    ]
    assert found["text"].startswith("第一章")
    (file,) = found["attachments"]
    assert b"".join(client.get(file["url"])) == b"%PDF-1.7"
    assert [edition["number"] for edition in found["editions"]] == [1]


def test_what_changed_a_document_is_not_named_unless_it_is_public(client: Client, organ: Organ):
    first = publish(organ)
    hidden = publish(organ, "尚未发布的决定", begins=BEGAN + timedelta(days=99_999))
    note_change(first, "repealed", BEGAN.date(), by_document=hidden.edition.document)

    answer = client.get(f"{ROOT}/documents/{first.edition.document_id}").content.decode()

    assert hidden.edition.document.index_number not in answer
    assert "尚未发布的决定" not in answer


def test_what_is_withdrawn_is_gone_with_its_note_in_every_edition(client: Client, organ: Organ):
    row = publish(organ)
    withdraw(row, BEGAN + timedelta(days=1), "已由新办法代替。")
    pk = row.edition.document_id

    assert get(client, f"/documents/{pk}", 410)["detail"] == "这份信息已经撤下。已由新办法代替。"
    assert get(client, f"/documents/{pk}/editions/1", 410)["status"] == 410
    assert get(client, "/documents")["items"] == []


def test_what_has_moved_leads_on(client: Client, organ: Organ):
    there = publish(organ, "新的地方")
    row = publish(organ)
    withdraw(row, BEGAN + timedelta(days=1), "已移走。", there.edition.document)

    answer = client.get(f"{ROOT}/documents/{row.edition.document_id}")

    assert answer.status_code == 301
    assert answer["Location"] == f"http://testserver{ROOT}/documents/{there.edition.document_id}"


def test_pages_neither_repeat_nor_lose_a_document_while_others_are_published(client: Client, organ: Organ):
    for day in range(7):
        publish(organ, f"第{day}号", begins=BEGAN + timedelta(days=day // 3))
    seen: list[str] = []
    cursor = ""
    for turn in range(10):
        page = get(client, "/documents", limit=2, cursor=cursor)
        seen += [item["title"] for item in page["items"]]
        if not page["next"]:
            break
        cursor = page["next"]
        publish(organ, f"新{turn}", begins=BEGAN + timedelta(days=30))

    assert sorted(seen) == [f"第{day}号" for day in range(7)]


def test_who_harvests_the_oldest_first_goes_on_where_she_stopped(client: Client, organ: Organ):
    for day in range(3):
        publish(organ, f"第{day}号", begins=BEGAN + timedelta(days=day))
    first = get(client, "/documents", limit=2, order="oldest")
    rest = get(client, "/documents", limit=2, order="oldest", cursor=first["next"])

    assert [i["title"] for i in (*first["items"], *rest["items"])] == ["第0号", "第1号", "第2号"]
    assert rest["next"] is None


def test_documents_are_filtered_by_what_lies_below_as_well(client: Client, organ: Organ):
    publish(organ, "办法", topic="02-01", category="20-01-normative", norm="normative")
    publish(organ, "计划", topic="03-01", category="20-03", begins=BEGAN + timedelta(days=9))

    def titles(**query: str) -> list[str]:
        return [item["title"] for item in get(client, "/documents", **query)["items"]]

    assert titles(topic="02") == titles(topic="02-01") == titles(category="20-01") == ["办法"]
    assert titles(norm="normative") == titles(until="2026-03-02") == ["办法"]
    assert titles(since="2026-03-03") == ["计划"]
    assert [i["title"] for i in get(client, "/rules", organ=organ.code)["items"]] == ["办法"]


@pytest.mark.parametrize(
    ("path", "query", "name", "says"),
    [
        ("/documents", {"organ": "nobody"}, "organ", "本网没有这个机关"),
        ("/documents", {"category": "x"}, "category", "没有这个类别"),
        ("/documents", {"topic": "99"}, "topic", "没有这个主题分类"),
        ("/documents", {"cursor": "7"}, "cursor", "上一页"),
        ("/documents", {"cursor": "20261301000000000000-1"}, "cursor", "上一页"),
        ("/documents", {"limit": "0"}, "limit", "不能小于1"),
        ("/documents", {"limit": "many"}, "limit", "整数"),
        ("/documents", {"since": "gestern"}, "since", "日期"),
        ("/documents", {"since": "0001-01-01"}, "since", "1949"),
        ("/reports", {"cursor": "2026-03-02"}, "cursor", "上一页"),
        ("/search", {}, "q", "没有给出"),
        ("/search", {"q": "x", "cursor": "²"}, "cursor", "上一页"),
        ("/search", {"q": "x" * 201}, "q", "最多200字"),
    ],
)
def test_a_wrong_parameter_is_named_with_a_sentence(
    client: Client, organ: Organ, path: str, query: dict[str, str], name: str, says: str
):
    found = get(client, path, 422, **query)

    assert says in found["errors"][name][0]
    assert found["title"] == "参数有误"


def test_a_report_has_every_cell_digit_for_digit(client: Client, file_report: Callable[..., Any]):
    report = a_report()
    places = edition("2021").places
    money = next(a for a, place in places.items() if place.kind is Kind.AMOUNT)
    report.cells[money] = Cell(Decimal("4166241619.0123456789"))
    count = next(a for a, place in places.items() if a.startswith("T2.") and place.kind is Kind.COUNT)
    report.cells[count] = Cell(12_345_678_901_234_567_890)
    file_report(report)

    (listed,) = get(client, "/reports")["items"]
    found = get(client, "/reports/qingshan-danganju/2024")
    cells = {cell["address"]: cell for cell in found["cells"]}

    assert listed["api_url"] == f"http://testserver{ROOT}/reports/qingshan-danganju/2024/1"
    assert cells["T3.R1.C1"] == {"address": "T3.R1.C1", "value": 1, "status": "value", "unit": None}
    assert cells[money]["value"] == Decimal("4166241619.0123456789")
    assert cells[count]["value"] == 12_345_678_901_234_567_890
    assert len(cells) == len(report.cells)
    assert client.get(found["files"]["json"]).status_code == 200


def test_a_corrected_report_is_listed_once_and_both_editions_are_there(
    client: Client, file_report: Callable[..., Any]
):
    file_report()
    file_report(a_report(T3__R1__C2=1, T3__R3_1__C2=1))

    assert [item["edition"] for item in get(client, "/reports", year=2024)["items"]] == [2]
    assert get(client, "/reports/qingshan-danganju/2024")["editions"] == [2, 1]
    assert get(client, "/reports/qingshan-danganju/2024/1")["edition"] == 1
    get(client, "/reports/qingshan-danganju/2024/3", 404)
    get(client, "/reports/qingshan-danganju/2023", 404)


def test_reports_are_paged_without_loss(client: Client, file_report: Callable[..., Any]):
    for year in (2021, 2022, 2023, 2024):
        file_report(a_report(year))
    first = get(client, "/reports", limit=3)
    rest = get(client, "/reports", limit=3, cursor=first["next"])

    assert [i["year"] for i in (*first["items"], *rest["items"])] == [2024, 2023, 2022, 2021]


def test_an_address_that_is_not_there_is_a_problem_too(client: Client, db: None):
    assert "没有这个地址" in get(client, "/nothing/here", 404)["detail"]


def test_who_asks_too_often_is_told_when_to_come_back(
    client: Client, organ: Organ, settings: Any, monkeypatch: pytest.MonkeyPatch
):
    settings.GONGKAI_API_RATE = 2
    monkeypatch.setattr(visitors.time, "time", lambda: 90.0)
    for _ in range(2):
        get(client, "/topics")

    refused = client.get(f"{ROOT}/topics")

    assert refused.status_code == 429
    assert 1 <= int(refused["Retry-After"]) <= 31
    assert "请求过于频繁" in refused.content.decode()
    assert client.get(f"{ROOT}/topics", REMOTE_ADDR="192.0.2.9").status_code == 200


def test_no_address_is_kept_in_what_is_counted(client: Client, organ: Organ):
    client.get(f"{ROOT}/topics", REMOTE_ADDR="192.0.2.77")
    counted = [
        t._counter._counts for t in (api.throttle if isinstance(api.throttle, list) else [api.throttle])
    ]

    assert counted[0]
    assert "192.0.2.77" not in str(counted)


@pytest.mark.parametrize(
    ("proxies", "forwarded", "came", "counted"),
    [
        (0, "203.0.113.5", "192.0.2.1", "192.0.2.1"),
        (1, "198.51.100.1, 203.0.113.5", "127.0.0.1", "203.0.113.5"),
        (1, "", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        (0, "", "", "unknown"),
    ],
)
def test_a_visitor_is_known_by_what_our_own_proxy_saw(
    rf: Any, settings: Any, proxies: int, forwarded: str, came: str, counted: str
):
    settings.GONGKAI_PROXIES = proxies
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}

    assert visitors.address_of(rf.get("/", REMOTE_ADDR=came, **headers)) == counted


def test_without_its_database_the_api_says_so(client: Client, organ: Organ, monkeypatch: pytest.MonkeyPatch):
    def gone(*_: Any, **__: Any) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr("gongkai.service.api.reading.documents", gone)
    found = get(client, "/documents", 503)

    assert "不表示所找的信息没有公开" in found["detail"]


def test_a_search_that_is_down_is_never_an_empty_result(client: Client, organ: Organ):
    State.objects.create(version=0, is_rebuilding=True)

    assert "不表示所找的信息没有公开" in get(client, "/search", 503, q="档案")["detail"]


def test_the_manual_is_whole_in_english(client: Client, db: None):
    for address in ("/en/api/", "/en/open-data/"):
        shown = page(client, address)
        assert shown.get("lang") == "en"
        assert shown.xpath("//a[@hreflang='zh-Hans']/@href") == [address.removeprefix("/en")]
        assert page(client, address.removeprefix("/en")).xpath("//a[@hreflang='en']/@href") == [address]
        for marked in shown.xpath("//*[@lang='zh-Hans']"):
            marked.drop_tree()
        assert not re.search(r"[\u4e00-\u9fff]", text(shown.xpath("//main")[0])), address


def test_the_manual_tells_every_address_of_the_description(client: Client, db: None):
    shown = client.get("/api/").content.decode()
    described = json.loads(client.get(f"{ROOT}/openapi.json").content)

    assert described["openapi"].startswith("3.1")
    for path, operations in described["paths"].items():
        for method in operations:
            assert f"{method.upper()} {path}" in shown
    assert '<script src="http' not in shown
