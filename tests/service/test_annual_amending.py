"""What follows a publication: other editions, what they say of themselves, what may not take their place."""

from __future__ import annotations

from datetime import date

import pytest

from gongkai.report.model import Cell
from gongkai.report.read.report import read_bytes
from gongkai.report.write import write
from gongkai.service.annual import queries
from gongkai.service.annual.actions.import_report import CannotImport, import_report
from gongkai.service.annual.actions.judge import accept
from gongkai.service.annual.actions.make_version import make_version
from gongkai.service.annual.actions.publish import publish
from gongkai.service.annual.models import FiledReport
from gongkai.service.annual.queries import report_of
from tests.service.annual_children import Child, County
from tests.service.cases import at
from tests.service.filings import a_report

pytestmark = pytest.mark.django_db

THEN = at("2026-01-20")
NOTE = "更正新收申请件数"
ONE = {f"T3.{row}.{column}": 1 for row in ("R1", "R3_1", "R3_7") for column in ("C1", "C7")}
OPEN = {f"T3.{row}.{column}": 1 for row in ("R1", "R4") for column in ("C1", "C7")}


@pytest.fixture
def county() -> County:
    return County()


@pytest.fixture
def child(county: County) -> Child:
    found = county.child("qingshan-dangan", "青山区档案局")
    county.register(found.organ)
    return found


def published(child: Child, cells: dict[str, int]) -> FiledReport:
    version = child.filed(THEN, cells)
    accept(version.filing, by=child.supervisor, at=THEN)
    return publish(version.filing, by=child.clerk, at=THEN)


def amended(child: Child, cells: dict[str, int], note: str = NOTE) -> FiledReport:
    child.closed(2025, cells)
    version = make_version(child.filing(), by=child.clerk, at=THEN, note=note)
    child.explained(version)
    child.accepted(version, THEN)
    return publish(version.filing, by=child.clerk, at=THEN)


@pytest.mark.parametrize("form", ["html", "docx", "pdf", "xlsx", "json"])
def test_every_file_of_an_amendment_says_what_was_set_right_and_when_the_first_was_published(
    child: Child, form: str
) -> None:
    published(child, {})

    edition = amended(child, ONE)

    read = read_bytes(write(report_of(edition), form), f"report.{form}")
    assert "本报告于2026年1月20日首次公布" in "".join(read.preamble.split())
    assert NOTE in "".join(read.preamble.split())
    assert read.values() == report_of(edition).values()


def test_a_correction_that_restores_what_was_there_before_is_an_edition_of_its_own(child: Child) -> None:
    published(child, ONE)
    amended(child, {})

    amended(child, ONE, "恢复原来的件数")

    assert [row.number for row in queries.editions(child.organ, 2025)] == [3, 2, 1]


def test_what_is_made_here_is_not_replaced_by_an_import(child: Child) -> None:
    data = write(a_report(child.organ.name, count=7), "xlsx")
    child.drafted_whole(ONE)

    with pytest.raises(CannotImport, match="不能用导入的文件代替"):
        import_report(
            organ=child.organ,
            year=2025,
            data=data,
            name="x.xlsx",
            by="张三",
            at=THEN,
            published_on=date(2026, 1, 19),
        )

    assert not FiledReport.objects.exists()


def test_the_findings_beside_a_report_are_those_of_the_day_it_was_published(child: Child) -> None:
    version = child.filed(THEN, ONE)
    accept(version.filing, by=child.supervisor, at=THEN)
    last = a_report(child.organ.name, 2024)
    last.cells |= {address: Cell(count) for address, count in OPEN.items()}
    import_report(
        organ=child.organ,
        year=2024,
        data=write(last, "xlsx"),
        name="x.xlsx",
        by="张三",
        at=THEN,
        published_on=date(2025, 1, 20),
    )
    child.explained(version)

    edition = publish(version.filing, by=child.clerk, at=THEN)

    across = [found for found in queries.findings_of(edition) if found.rule == "X1"]
    assert [found.severity for found in across] == ["error_with_override"] * len(across) != []
