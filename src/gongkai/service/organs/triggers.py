"""What keeps some tables in the database itself: a row can be added, not changed, not deleted.

Whoever opens the database beside the service meets it too. The statements are those of SQLite and of
PostgreSQL; a migration runs them, and the tests take them away while they empty a test database. A room
names its tables with what the database says on refusing: KEPT.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db.backends.base.base import BaseDatabaseWrapper

KEPT = {"organs_deed": "a deed is never changed or deleted"}


def on(connection: BaseDatabaseWrapper, tables: Mapping[str, str] = KEPT) -> list[str]:
    """Return the statements that protect tables in this kind of database."""
    make = _sqlite if connection.vendor == "sqlite" else _postgresql
    return [statement for table, says in tables.items() for statement in make(table, says)]


def off(connection: BaseDatabaseWrapper, tables: Mapping[str, str] = KEPT) -> list[str]:
    """Return the statements that undo them."""
    make = _sqlite_off if connection.vendor == "sqlite" else _postgresql_off
    return [statement for table in tables for statement in make(table)]


def _sqlite(table: str, says: str) -> list[str]:
    return [
        f"CREATE TRIGGER {table}_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{says}'); END"
        for verb in ("UPDATE", "DELETE")
    ]


def _postgresql(table: str, says: str) -> list[str]:
    return [
        f"CREATE FUNCTION {table}_kept() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{says}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        f"CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_kept()",
    ]


def _sqlite_off(table: str) -> list[str]:
    return [f"DROP TRIGGER {table}_{verb}" for verb in ("update", "delete")]


def _postgresql_off(table: str) -> list[str]:
    return [f"DROP TRIGGER {table}_kept ON {table}", f"DROP FUNCTION {table}_kept()"]
