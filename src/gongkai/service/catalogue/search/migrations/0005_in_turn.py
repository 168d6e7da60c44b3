"""The newest entries of PostgreSQL are looked at in turn where that is enough; texts compress by lz4."""

from typing import Any

from django.db import migrations

from gongkai.service.catalogue.search import postgresql


def change(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        for statement in (*postgresql.FUNCTIONS, *postgresql.TEXTS):
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("search", "0004_words_as_numbers")]

    operations = [migrations.RunPython(change, migrations.RunPython.noop)]
