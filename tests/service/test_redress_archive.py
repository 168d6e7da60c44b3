"""The archive file of a request that was contested: the course of the proceedings, and the evidence."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from typing import Any

import pytest
from django.utils import translation

from gongkai.papers.intake import Kind
from gongkai.papers.text import text_of
from gongkai.service.requests import archiving
from gongkai.service.requests.keeping import Upload
from tests.service.cases import Bureau
from tests.service.test_redress_desk import answered, contested, step

pytestmark = pytest.mark.django_db
ON = date(2025, 12, 20)


@pytest.fixture
def bureau() -> Bureau:
    return Bureau()


def opened(case: Any) -> tuple[zipfile.ZipFile, dict[str, Any]]:
    file = zipfile.ZipFile(io.BytesIO(archiving.package(case, ON)))
    return file, json.loads(file.read("0-目录.json"))


def test_the_file_of_a_contested_request_tells_every_step_and_what_each_proof_rests_on(
    bureau: Bureau,
) -> None:
    case = answered(bureau, "not_held")
    row = contested(bureau, case)
    step(bureau, row, "accepted", "2025-10-20", procedure="summary")
    step(bureau, row, "served", "2025-10-21", says="张三申请复议")
    step(bureau, row, "heard", "2025-10-23", says="录错的一次听证")
    step(bureau, row, "annulled", "2025-10-24", annuls=3, says="没有听证")
    paper = Upload("复议决定书.txt", "维持".encode(), "evidence")
    step(bureau, row, "ended", "2025-12-01", result="upheld", order_served=date(2025, 12, 3), paper=paper)
    with translation.override("en"):
        file, index = opened(case)
    listed = {found["name"] for found in index["files"]}
    assert {"10-复议诉讼.pdf", "10-复议诉讼.json"} <= listed
    [sheet] = json.loads(file.read("10-复议诉讼.json"))
    assert (sheet["kind"], sheet["body"], sheet["result"]) == ("行政复议", "青山区人民政府", "维持")
    assert [each["in_force"] for each in sheet["steps"]] == [True, True, False, True, True]
    assert sheet["steps"][1]["says"] == "张三申请复议"
    assert sheet["steps"][4]["paper"]["name"] == "复议决定书.txt"
    assert any("合理检索" in item["to_prove"] and not item["file_has"] for item in sheet["evidence"])
    said = text_of(file.read("10-复议诉讼.pdf"), Kind.PDF).text.replace("\n", "")
    for words in (
        "维持",
        "张三申请复议",
        "已撤销，不计",
        "答复和证据最迟2025-10-28，没有登记提交",
        "合理检索",
    ):
        assert words in said
    assert any(name.startswith("8-其他证据/") and "复议决定书" in name for name in listed)


def test_the_file_of_a_request_nobody_contested_has_no_such_sheet(bureau: Bureau) -> None:
    case, other = answered(bureau), answered(bureau)
    contested(bureau, other)
    _file, index = opened(case)
    assert not any(found["name"].startswith("10-") for found in index["files"])
