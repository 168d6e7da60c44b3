"""PostgreSQL keeps words as numbers: the index that stood there has to be made anew (it says so itself)."""

from typing import Any

from django.db import migrations

from gongkai.service.catalogue.search import postgresql

BEFORE = (
    "DROP FUNCTION IF EXISTS search_count(tsquery, bigint, bigint, timestamptz)",
    "DROP FUNCTION IF EXISTS search_newest(tsquery, bigint, bigint, timestamptz, bigint)",
)


def change(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor != "postgresql":
        return
    for statement in (*BEFORE, *postgresql.DROP, *postgresql.CREATE, *postgresql.FUNCTIONS):
        schema_editor.execute(statement)
    apps.get_model("search", "State").objects.update(version=0)


class Migration(migrations.Migration):
    dependencies = [("search", "0003_functions")]

    operations = [migrations.RunPython(change, migrations.RunPython.noop)]
