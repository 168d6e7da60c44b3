"""What the catalogue has already, the old organ's papers included, is asked for once for many rows."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongkai.papers.html import Clean
from gongkai.service.catalogue.imports.actions.check import BATCH, check
from gongkai.service.catalogue.imports.actions.open_run import open_run
from gongkai.service.catalogue.imports.files import nothing
from gongkai.service.catalogue.imports.models import ImportRun
from gongkai.service.catalogue.models import Edition
from gongkai.service.organs.models import Organ
from tests.service.catalogue_desk import NOW, Desk
from tests.service.catalogue_import import a_table, entered, now, row_of, tried
from tests.service.test_after_a_reform import AFTER, an_heir, carried, reform

NUMBERED = {"索引号": "A-1/2020-00001", "文号": "青档〔2024〕1号"}


@pytest.fixture
def desk(organ: Organ) -> Desk:
    return Desk(organ)


def tried_by_the_heir(desk: Desk, organ: Organ, *rows: dict[str, str]) -> ImportRun:
    heir = an_heir(organ)
    reform(organ, heir)
    run = open_run(data=a_table(*rows), name="目录.csv", by=carried(desk.clerk, heir), at=AFTER)
    return check(run, by=run.by, now=lambda: AFTER, source=nothing())


def test_an_heir_that_names_an_old_organs_number_gets_no_new_one_in_silence(desk: Desk, organ: Organ) -> None:
    entered(desk.clerk, NUMBERED)

    run = tried_by_the_heir(desk, organ, {"索引号": "A-1/2020-00001", "标题": "别的"}, NUMBERED)

    first, second = row_of(run), row_of(run, 1)
    assert (first.outcome, second.outcome) == ("refused", "refused")
    assert "索引号A-1/2020-00001是青山区档案局的信息" in str(first.reasons)
    assert "不另给新号" in str(first.reasons)
    assert first.old_index_number == ""


def test_a_paper_that_the_old_organ_entered_is_not_entered_again_by_its_heir(
    desk: Desk, organ: Organ
) -> None:
    entered(desk.clerk, NUMBERED)

    run = tried_by_the_heir(desk, organ, {"文号": "青档〔2024〕1号"})

    assert "目录中已有这个文号和标题的信息（青山区档案局），索引号A-1/2020-00001" in str(row_of(run).reasons)


def test_more_rows_of_a_batch_ask_the_database_no_more(desk: Desk) -> None:
    def asked(rows: int, mark: str) -> int:
        listed = [{"标题": f"{mark}第{n}件", "文号": f"青档〔2024〕{n + 1}号"} for n in range(rows)]
        run = open_run(data=a_table(*listed), name="目录.csv", by=desk.clerk, at=NOW)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            check(run, by=desk.clerk, now=now, source=nothing())
        assert [row.outcome for row in run.rows.all()] == ["new"] * rows
        return len(queries)

    entered(desk.clerk, *({"标题": f"已有{n}", "文号": f"青档〔2024〕{n + 1}号"} for n in range(3)))

    assert asked(BATCH, "甲") == asked(2, "乙")


def test_rows_that_were_entered_before_ask_the_database_no_more(desk: Desk) -> None:
    rows = [{"标题": f"第{n}件", "索引号": f"A-1/2020-{n + 1:05}"} for n in range(BATCH)]
    entered(desk.clerk, *rows)
    run = open_run(data=a_table(*rows), name="目录.csv", by=desk.clerk, at=NOW)

    with CaptureQueriesContext(connection) as queries:
        check(run, by=desk.clerk, now=now, source=nothing())

    assert [q["sql"][:150] for q in queries if "attachment" in q["sql"]][1:] == []
    assert {row.outcome for row in run.rows.all()} == {"unchanged"}
    assert len(queries) < BATCH


def test_a_document_number_is_found_by_its_index(db: None) -> None:
    if connection.vendor != "sqlite":
        return  # another database chooses by what is in the table
    assert "edition_document_number" in Edition.objects.filter(document_number="青档〔2024〕1号").explain()


def test_what_the_dry_run_cleaned_is_what_is_entered(desk: Desk) -> None:
    run = tried(desk.clerk, {"正文": "<p onclick=x>一</p><script>x</script><b>二</b>"})
    body = row_of(run).values["body"]

    found = row_of(entered(desk.clerk, {"标题": "同", "正文": body})).edition

    assert found is not None
    assert (found.body, type(found.body) is Clean) == (body, False)
    assert found.text.split() == ["一", "二"]
