"""Where the rows are kept, and how carefully."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from gongkai.service.annual.models import Filing
from gongkai.service.config.database import WrongDatabase, database
from gongkai.service.organs.models import Organ


def test_a_postgresql_address_is_read_part_by_part():
    found = database("postgresql://zhang:p%40ss@db.example:5433/gongkai?sslmode=require", Path("/none"))

    assert (found["NAME"], found["USER"], found["PASSWORD"]) == ("gongkai", "zhang", "p@ss")
    assert (found["HOST"], found["PORT"]) == ("db.example", "5433")
    assert found["OPTIONS"]["sslmode"] == "require"


def test_a_socket_folder_keeps_its_capitals():
    found = database("postgresql://u@%2Frun%2FAbC/gongkai", Path("/none"))

    assert (found["HOST"], found["PORT"]) == ("/run/AbC", "")


@pytest.mark.parametrize("address", ["mysql://x/y", "postgresql://host", "gongkai"])
def test_another_address_is_refused(address: str):
    with pytest.raises(WrongDatabase, match="postgresql://"):
        database(address, Path("/none"))


def test_opening_sqlite_never_makes_the_file(tmp_path: Path):
    assert database("", tmp_path)["NAME"].endswith("/gongkai.sqlite3?mode=rw")


@pytest.mark.django_db
def test_sqlite_waits_writes_ahead_and_holds_its_keys():
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            pragmas = {}
            for name in ("journal_mode", "foreign_keys", "busy_timeout"):
                cursor.execute(f"PRAGMA {name}")
                pragmas[name] = cursor.fetchone()[0]
        assert pragmas == {"journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 20_000}
        assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


@pytest.mark.django_db(transaction=True)
def test_no_row_points_to_an_organ_that_is_not_there():
    with pytest.raises(IntegrityError), transaction.atomic():
        Filing.objects.create(organ_id=999_999, year=2024)


def test_an_organ_is_not_under_itself(organ: Organ):
    organ.parent = organ

    with pytest.raises(IntegrityError), transaction.atomic():
        organ.save()


@pytest.mark.django_db
def test_the_migrations_make_the_models_as_they_are():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
