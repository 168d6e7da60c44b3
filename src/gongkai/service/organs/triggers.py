"""What keeps some tables in the database itself: a row can be added, not changed, not deleted.

Whoever opens the database beside the service meets it too. The statements are those of SQLite and of
PostgreSQL; a migration runs them, and the tests take them away while they empty a test database. A room
names its tables with what the database says on refusing, and the columns of which no two rows have the
same: KEPT. An INSERT OR REPLACE of SQLite deletes a row without asking the trigger for deletes, so it is
asked first whether there is such a row.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from django.db.backends.base.base import BaseDatabaseWrapper


class Kept(NamedTuple):
    """What is said on refusing to change a table, and its columns that are unique together beside `id`."""

    says: str
    place: tuple[str, ...] = ()


KEPT = {"organs_deed": Kept("a deed is never changed or deleted")}


def on(connection: BaseDatabaseWrapper, tables: Mapping[str, Kept] = KEPT) -> list[str]:
    """Return the statements that protect tables in this kind of database."""
    make = _sqlite if connection.vendor == "sqlite" else _postgresql
    return [statement for table, kept in tables.items() for statement in make(table, kept)]


def off(connection: BaseDatabaseWrapper, tables: Mapping[str, Kept] = KEPT) -> list[str]:
    """Return the statements that undo them."""
    make = _sqlite_off if connection.vendor == "sqlite" else _postgresql_off
    return [statement for table in tables for statement in make(table)]


def _sqlite(table: str, kept: Kept) -> list[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{kept.says}'); END"
    same = " AND ".join(f"{column} = NEW.{column}" for column in kept.place)
    there = f"SELECT 1 FROM {table} WHERE id = NEW.id{f' OR ({same})' if same else ''}"  # noqa: S608
    return [
        *(f"CREATE TRIGGER {table}_{verb.lower()} BEFORE {verb} ON {table} {refuse}" for verb in _VERBS),
        f"CREATE TRIGGER {table}_insert BEFORE INSERT ON {table} WHEN EXISTS ({there}) {refuse}",
    ]


_VERBS = ("UPDATE", "DELETE")


def _postgresql(table: str, kept: Kept) -> list[str]:
    return [
        f"CREATE FUNCTION {table}_kept() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{kept.says}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        f"CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_kept()",
    ]


def _sqlite_off(table: str) -> list[str]:
    return [f"DROP TRIGGER {table}_{verb}" for verb in ("update", "delete", "insert")]


def _postgresql_off(table: str) -> list[str]:
    return [f"DROP TRIGGER {table}_kept ON {table}", f"DROP FUNCTION {table}_kept()"]
