"""The steps of a rectification are kept by the database itself (redress.triggers.py)."""

from typing import Any

from django.db import migrations

from gongkai.service.organs import triggers
from gongkai.service.redress.triggers import RECORDS


def protect(apps: Any, schema_editor: Any) -> None:
    for statement in triggers.on(schema_editor.connection, RECORDS):
        schema_editor.execute(statement)


def release(apps: Any, schema_editor: Any) -> None:
    for statement in triggers.off(schema_editor.connection, RECORDS):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("redress", "0003_rectifications")]

    operations = [migrations.RunPython(protect, release)]
