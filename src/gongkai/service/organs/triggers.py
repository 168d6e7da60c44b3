"""What keeps the log in the database itself: a row of it can be added, not changed, not deleted.

Whoever opens the database beside the service meets them too. The statements are those of SQLite and of
PostgreSQL; the migration runs them, and the tests take them away while they empty a test database.
"""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "organs_deed"
SAYS = "a deed is never changed or deleted"

SQLITE = [
    f"CREATE TRIGGER {TABLE}_{verb.lower()} BEFORE {verb} ON {TABLE} BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
    for verb in ("UPDATE", "DELETE")
]
POSTGRESQL = [
    f"CREATE FUNCTION {TABLE}_kept() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{SAYS}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
    f"CREATE TRIGGER {TABLE}_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON {TABLE} "
    f"FOR EACH STATEMENT EXECUTE FUNCTION {TABLE}_kept()",
]
SQLITE_OFF = [f"DROP TRIGGER {TABLE}_{verb}" for verb in ("update", "delete")]
POSTGRESQL_OFF = [f"DROP TRIGGER {TABLE}_kept ON {TABLE}", f"DROP FUNCTION {TABLE}_kept()"]


def on(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the statements that protect the log in this kind of database."""
    return SQLITE if connection.vendor == "sqlite" else POSTGRESQL


def off(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the statements that undo them."""
    return SQLITE_OFF if connection.vendor == "sqlite" else POSTGRESQL_OFF
