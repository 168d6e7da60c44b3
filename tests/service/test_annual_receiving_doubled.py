"""Files that print a row or a table of a report twice, or leave one out: told by name, with what to do."""

from __future__ import annotations

import copy
import io

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from docx.document import Document
from docx.table import Table

from gongkai.report.model import UnreadableReport
from gongkai.report.write import write
from gongkai.service.annual.actions.receive_report import faults_of, read_file
from tests.service.annual_children import Far
from tests.service.desk import sign_in
from tests.service.filings import a_report

pytestmark = pytest.mark.django_db

FIRST_ROW, REFUSAL = 3, 12  # of table 3 as it is printed: 一、本年新收…, （三）不予公开6.…


@pytest.fixture
def county() -> Far:
    return Far()


def opened() -> tuple[Document, Table]:
    """Return a report of four requests as a document, and its table 3."""
    document = docx.Document(io.BytesIO(write(a_report(count=4), "docx")))
    return document, document.tables[-2]


def told(county: Far, document: Document) -> list[str]:
    """Return why the document cannot be taken."""
    return faults_of(read_file(saved(document), "报告.docx"), county.far, 2025)


def saved(document: Document) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def doubled(table: Table, place: int, number: str = "") -> None:
    """Print a row twice, the second time with another number of natural persons if one is given."""
    row = table.rows[place]._tr
    row.addnext(copy.deepcopy(row))
    for column in (3, 9) if number else ():
        table.rows[place + 1].cells[column].paragraphs[0].runs[0].text = number


@pytest.mark.parametrize("number", ["", "9"])
@pytest.mark.parametrize(
    ("place", "name"),
    [(FIRST_ROW, "“一、本年新收政府信息公开申请数量”"), (REFUSAL, "“（三）不予公开6.属于四类过程性信息”")],
)
def test_a_row_that_stands_twice_is_named_with_its_table(
    county: Far, place: int, name: str, number: str
) -> None:
    document, table = opened()
    assert told(county, document) == []
    doubled(table, place, number)

    assert told(county, document) == [
        f"表三{name}整行在文件里出现两次，不能确认以哪一处为准。请在原件上删去多余的一处，再重新上传。"
    ]


def test_the_page_says_so_in_the_language_of_the_reader(county: Far, client: Client) -> None:
    document, table = opened()
    doubled(table, FIRST_ROW)
    sign_in(client, county.supervisor)
    url = f"/desk/annual/register/organs/{county.far.code}/upload/?year=2025"

    def shown(address: str) -> str:
        file = SimpleUploadedFile("报告.docx", saved(document))
        return client.post(address, {"file": file, "do": "look", "of": "own", "note": ""}).content.decode()

    said = shown(url)
    assert "表三“一、本年新收政府信息公开申请数量”整行在文件里出现两次" in said
    assert "表二" not in said
    assert "stands twice in the file" in shown(f"/en{url}")


def test_a_row_that_is_missing_is_named_whole(county: Far) -> None:
    document, table = opened()
    row = table.rows[REFUSAL]._tr
    row.getparent().remove(row)

    (fault,) = told(county, document)
    assert fault.startswith("有7格没有读出数：表三“（三）不予公开6.属于四类过程性信息”整行。")


def test_a_table_that_stands_twice_is_named(county: Far) -> None:
    document, table = opened()
    table._tbl.addnext(copy.deepcopy(table._tbl))

    assert told(county, document) == [
        "表三在文件里出现两次，不能确认以哪一处为准。请在原件上删去多余的一处，再重新上传。"
    ]


def test_of_a_table_that_stands_twice_with_other_numbers_nothing_is_read(county: Far) -> None:
    document, table = opened()
    again = copy.deepcopy(table._tbl)
    table._tbl.addnext(again)
    for column in (3, 9):
        Table(again, document).rows[FIRST_ROW].cells[column].paragraphs[0].runs[0].text = "7"

    with pytest.raises(UnreadableReport, match="表三“收到和处理政府信息公开申请情况”在文件里出现2次，数不同"):
        told(county, document)


def test_two_whole_reports_are_told_as_two_reports(county: Far) -> None:
    document, table = opened()
    other, _table = opened()
    body = document.element.body
    for each in list(other.element.body)[:-1]:
        body.insert(len(body) - 1, each)
    for column in (3, 9):
        table.rows[FIRST_ROW].cells[column].paragraphs[0].runs[0].text = "7"

    with pytest.raises(UnreadableReport, match=r"2份不同的报告|另外的报告"):
        told(county, document)
