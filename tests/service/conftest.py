"""Organs and reports for the tests of the service; the people and places in them are invented."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.utils import translation

from gongkai.report.loader import edition
from gongkai.report.model import Cell, Report, Section
from gongkai.report.write import write
from gongkai.service.annual import triggers as annual_triggers
from gongkai.service.annual.actions.import_report import Imported, import_report
from gongkai.service.catalogue.search.index import index
from gongkai.service.organs import triggers
from gongkai.service.organs.actions.establish import establish
from gongkai.service.organs.models import Organ
from gongkai.service.redress import triggers as redress_triggers
from gongkai.service.requests import triggers as requests_triggers

KEPT = {**triggers.KEPT, **annual_triggers.KEPT, **requests_triggers.KEPT, **redress_triggers.KEPT}
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="session", autouse=True)
def emptying_a_test_database_empties_the_log() -> Iterator[None]:
    """Let the end of a test that commits (`transaction=True`) empty the tables that are kept as any other."""
    flush = connection.ops.execute_sql_flush

    def without_triggers(statements: list[str]) -> None:
        flush([*triggers.off(connection, KEPT), *statements, *triggers.on(connection, KEPT)])
        index().clear()  # the words of search stand in no table of Django's

    connection.ops.execute_sql_flush = without_triggers  # type: ignore[method-assign]
    yield
    connection.ops.execute_sql_flush = flush  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def one_test_does_not_choose_the_language_of_the_next() -> Iterator[None]:
    """A page asked for in English leaves its thread in English; later addresses would begin with /en/."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


def a_report(year: int = 2024, organ: str = "青山区档案局", **cells: int) -> Report:
    """Return a balanced report in the form of 2021, all zero but for one granted request.

    `cells` are addresses with `__` for the dots (`T3__R1__C1=3`).
    """
    form = edition("2021")
    numbers: dict[str, int] = dict.fromkeys(form.places, 0)
    numbers |= {f"T3.{row}.{column}": 1 for row in ("R1", "R3_1", "R3_7") for column in ("C1", "C7")}
    numbers |= {address.replace("__", "."): value for address, value in cells.items()}
    return Report(
        organ=organ,
        year=year,
        edition="2021",
        title=f"{organ}{year}年政府信息公开工作年度报告",
        published=date(year + 1, 1, 20),
        cells={address: Cell(value) for address, value in numbers.items()},
        sections=[
            Section(
                1,
                "一、总体情况",
                "制定了《青山区档案局政府信息公开审查制度》<b>和</b>《青山区查阅场所管理办法》。",
            ),
            Section(2, "二、主动公开政府信息情况"),
            Section(3, "三、收到和处理政府信息公开申请情况"),
            Section(4, "四、政府信息公开行政复议、行政诉讼情况"),
            Section(5, "五、存在的主要问题及改进情况", "更新不够及时，已经改进。"),
            Section(6, "六、其他需要报告的事项", "无。"),
        ],
    )


@pytest.fixture
def organ(db: None) -> Organ:
    """A department under a county that has the website."""
    establish(
        {
            "code": "qingshan",
            "name": "青山区人民政府",
            "kind": "county",
            "has_area": False,
            "website": {
                "name": "青山区人民政府网",
                "domain": "www.qingshan.example",
                "identification_code": "9901010001",
                "sponsor": "青山区人民政府办公室",
            },
        }
    )
    made, _ = establish(
        {
            "code": "qingshan-danganju",
            "name": "青山区档案局",
            "kind": "department",
            "parent": "qingshan",
            "phone": "000-1234567",
            "contact_source": "青山区档案局2024年度报告",
        }
    )
    return made


@pytest.fixture
def file_report(organ: Organ) -> Callable[..., Imported]:
    """A function that imports a report for the organ, as an officer would."""

    def file(report: Report | None = None, **arguments: Any) -> Imported:
        report = report or a_report()
        given = {
            "organ": organ,
            "year": report.year,
            "data": write(report, "json"),
            "name": "报告.json",
            "by": "张三",
            "at": NOW,
        }
        return import_report(**{**given, **arguments})

    return file
