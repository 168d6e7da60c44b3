"""What was counted, declared, written and filed is kept by the database itself (annual/triggers.py)."""

from typing import Any

from django.db import migrations

from gongkai.service.annual.triggers import WRITING
from gongkai.service.organs import triggers


def protect(apps: Any, schema_editor: Any) -> None:
    for statement in triggers.on(schema_editor.connection, WRITING):
        schema_editor.execute(statement)


def release(apps: Any, schema_editor: Any) -> None:
    for statement in triggers.off(schema_editor.connection, WRITING):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("annual", "0002_writing")]

    operations = [migrations.RunPython(protect, release)]
