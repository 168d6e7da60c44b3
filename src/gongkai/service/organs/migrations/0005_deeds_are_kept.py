"""The log of deeds is kept by the database itself (organs/triggers.py)."""

from typing import Any

from django.db import migrations

from gongkai.service.organs import triggers


def protect(apps: Any, schema_editor: Any) -> None:
    for statement in triggers.on(schema_editor.connection):
        schema_editor.execute(statement)


def release(apps: Any, schema_editor: Any) -> None:
    for statement in triggers.off(schema_editor.connection):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("organs", "0004_signing_in")]

    operations = [migrations.RunPython(protect, release)]
