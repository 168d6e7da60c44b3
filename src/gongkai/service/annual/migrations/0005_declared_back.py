"""A declared number may be taken back; the database goes on keeping its table (annual/triggers.py)."""

from typing import Any

from django.db import migrations, models

from gongkai.service.annual.triggers import WRITING
from gongkai.service.organs import triggers

TABLE = {"annual_declaration": WRITING["annual_declaration"]}


def protect(apps: Any, schema_editor: Any) -> None:
    for statement in triggers.on(schema_editor.connection, TABLE):
        schema_editor.execute(statement)


def release(apps: Any, schema_editor: Any) -> None:
    for statement in triggers.off(schema_editor.connection, TABLE):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("annual", "0004_allotment")]

    operations = [
        # SQLite makes the table anew to add a column, and would lose what keeps it.
        migrations.RunPython(release, protect),
        migrations.AddField(
            model_name="declaration",
            name="withdrawn",
            field=models.BooleanField(default=False, verbose_name="作废"),
        ),
        migrations.RunPython(protect, release),
    ]
