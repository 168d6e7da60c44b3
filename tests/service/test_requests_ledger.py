"""The ledger: what is entered follows the statute, is only ever added, and tells who altered it."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction

from gongkai.service.organs import triggers
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.requests import ledger
from gongkai.service.requests.actions.entering import enter
from gongkai.service.requests.models import Anchor, Entry, EntryWords, Party, Standing
from gongkai.service.requests.triggers import KEPT
from gongkai.service.requests.verifying import anchor, verify
from gongkai.statute.clock import read
from gongkai.statute.events import Answered, Extended, OpinionReceived, ThirdPartyConsulted
from gongkai.statute.history import read_history, write_history
from tests.service.cases import Bureau, at

pytestmark = pytest.mark.django_db


@pytest.fixture
def bureau() -> Bureau:
    return Bureau()


def _worked(bureau: Bureau):
    """The third-party example of the reference: due 2025-10-21."""
    case = bureau.received("2025-09-01")
    Party.objects.create(case=case, key="T1", role="third_party", name="李四")
    enter(
        case,
        ThirdPartyConsulted(on=date(2025, 9, 10), whom="T1", delivered=date(2025, 9, 12)),
        by=bureau.clerk,
        at=at("2025-09-12"),
    )
    enter(
        case,
        OpinionReceived(on=date(2025, 9, 26), whom="T1", agrees=False, reasons="李四认为涉及商业秘密"),
        by=bureau.clerk,
        at=at("2025-09-26"),
    )
    return case


def test_the_due_date_of_a_case_is_that_of_the_clock_on_its_exported_events(bureau: Bureau) -> None:
    case = _worked(bureau)
    exported = read_history(write_history(ledger.events_of(case)))
    found = ledger.clock_of(case)
    assert found.due == date(2025, 10, 21)
    assert read(exported, found.law).due == found.due
    assert Standing.objects.get(case=case).due == found.due


def test_no_name_and_no_text_stands_in_a_row_of_the_ledger(bureau: Bureau) -> None:
    _worked(bureau)
    rows = str(list(Entry.objects.values_list("particulars", "kind", "words")))
    assert "李四" not in rows
    assert "商业秘密" not in rows


def test_erasing_the_texts_leaves_the_chain_whole_and_the_due_date_the_same(bureau: Bureau) -> None:
    case = _worked(bureau)
    EntryWords.objects.update(texts={}, salt="", erased_at=at("2026-01-01"))
    assert verify() is None
    assert ledger.clock_of(case).due == date(2025, 10, 21)


def test_an_event_out_of_turn_is_refused_with_the_sentence_of_the_statute(bureau: Bureau) -> None:
    case = bureau.received()
    with pytest.raises(CannotDo, match="没有"):
        enter(case, OpinionReceived(on=date(2025, 9, 2), whom="T1"), by=bureau.clerk, at=at("2025-09-02"))
    assert case.entries.count() == 1


def test_a_day_that_has_not_come_is_refused(bureau: Bureau) -> None:
    case = bureau.received()
    with pytest.raises(CannotDo, match="还没有到"):
        enter(
            case,
            Answered(on=date(2025, 9, 5), outcome="full_disclosure"),
            by=bureau.clerk,
            at=at("2025-09-04"),
        )


def test_the_second_of_two_who_decide_at_once_is_told(bureau: Bureau) -> None:
    case = bureau.received()
    answer = Answered(on=date(2025, 9, 5), outcome="full_disclosure")
    enter(case, answer, by=bureau.clerk, at=at("2025-09-05"), seen=1)
    with pytest.raises(ledger.Overtaken, match="又登记了新的事项"):
        enter(case, answer, by=bureau.head, at=at("2025-09-05", "09:31"), seen=1)


def test_an_event_entered_later_than_it_happened_says_when_it_was_recorded(bureau: Bureau) -> None:
    case = bureau.received()
    enter(
        case,
        Extended(on=date(2025, 9, 5), days=10, consented_by="head"),
        by=bureau.clerk,
        at=at("2025-09-09"),
    )
    assert [event.recorded for event in ledger.events_of(case)] == [None, date(2025, 9, 9)]


@pytest.mark.parametrize("statement", ["UPDATE requests_entry SET kind='x'", "DELETE FROM requests_entry"])
def test_the_database_itself_refuses_to_change_or_delete_an_entry(bureau: Bureau, statement: str) -> None:
    bureau.received()
    with (
        pytest.raises((IntegrityError, OperationalError), match="never changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


class Broken:
    """The database without its triggers, as somebody with all its rights would make it."""

    def __enter__(self) -> None:
        self._run(triggers.off(connection, KEPT))

    def __exit__(self, *_: object) -> None:
        self._run(triggers.on(connection, KEPT))

    def _run(self, statements: list[str]) -> None:
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)


def _sql(statement: str, *values: object) -> None:
    with Broken(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_the_first_altered_entry_is_named(bureau: Bureau) -> None:
    first, second = _worked(bureau), _worked(bureau)
    assert verify() is None
    _sql("UPDATE requests_entry SET \"on\" = '2025-09-25' WHERE case_id = %s AND place = 3", second.pk)
    found = verify()
    assert found is not None
    assert second.number in found.where
    assert "第3条" in found.where
    assert first.number not in found.says


def test_an_entry_taken_from_the_middle_is_missed(bureau: Bureau) -> None:
    case = _worked(bureau)
    EntryWords.objects.filter(entry__case=case, entry__place=2).delete()
    _sql("DELETE FROM requests_entry WHERE case_id = %s AND place = 2", case.pk)
    found = verify()
    assert found is not None
    assert "缺少第2条" in found.says


def test_altered_texts_are_found(bureau: Bureau) -> None:
    _worked(bureau)
    EntryWords.objects.update(texts={"reasons": "同意公开"})
    found = verify()
    assert found is not None
    assert "文字登记以后被改动" in found.says


def test_the_last_entry_taken_away_is_missed_by_the_anchor_of_its_day(bureau: Bureau, tmp_path: Path) -> None:
    case = _worked(bureau)
    file = tmp_path / "anchors.txt"
    made = _anchored(file)
    assert len(made) == 27  # every day from the first on that is over
    assert [row.day.isoformat() for row in made if row.entries] == ["2025-09-01", "2025-09-12", "2025-09-26"]
    assert verify(file) is None
    EntryWords.objects.filter(entry__case=case).delete()
    _sql("DELETE FROM requests_entry WHERE case_id = %s AND place = 3", case.pk)
    found = verify(file)
    assert found is not None
    assert "现在只找到0条" in found.says


@pytest.mark.parametrize(("day", "says"), [("2025-09-06", "事后塞进"), ("2025-08-30", "早于第一个锚点")])
def test_an_entry_put_into_a_day_that_had_none_is_found(
    bureau: Bureau, tmp_path: Path, day: str, says: str
) -> None:
    _worked(bureau)
    file = tmp_path / "anchors.txt"
    _anchored(file)
    bureau.received(day)  # as somebody would who can write the rows and knows how they are chained
    found = verify(file)
    assert found is not None
    assert says in found.says


def test_replacing_a_row_of_sqlite_is_refused_as_changing_it(bureau: Bureau) -> None:
    if connection.vendor != "sqlite":
        return  # PostgreSQL has no such statement
    bureau.received()
    row = Entry.objects.values().get()
    for key in (row["id"], row["id"] + 99):
        with pytest.raises(IntegrityError, match="never changed"), connection.cursor() as cursor:
            cursor.execute(
                'INSERT OR REPLACE INTO requests_entry (id, case_id, place, kind, "on", recorded_at,'
                " particulars, words, previous, hash) SELECT %s, case_id, place, kind, '2025-08-01',"
                " recorded_at, particulars, words, previous, hash FROM requests_entry",
                [key],
            )


def test_an_anchor_that_was_rewritten_differs_from_the_file_outside(bureau: Bureau, tmp_path: Path) -> None:
    _worked(bureau)
    file = tmp_path / "anchors.txt"
    _anchored(file)
    file.write_text(file.read_text().replace("2025-09-12 1", "2025-09-12 2"))
    found = verify(file)
    assert found is not None
    assert "2025-09-12这一行" in found.says


def test_anchoring_again_adds_nothing_and_mends_a_line_that_was_not_written(
    bureau: Bureau, tmp_path: Path
) -> None:
    _worked(bureau)
    file = tmp_path / "anchors.txt"
    _anchored(file)
    whole = file.read_text()
    file.write_text("".join(whole.splitlines(keepends=True)[:2]))
    assert _anchored(file) == []
    assert file.read_text() == whole
    assert Anchor.objects.count() == 27


def _anchored(file: Path) -> list[Anchor]:
    from gongkai.service.requests import verifying

    made = anchor(at("2025-09-28") + timedelta(hours=1), file)
    verifying._write(file)  # the transaction of the test never commits
    return made
