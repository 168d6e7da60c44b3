"""What was written at a step stands apart from it: the old columns go, and the guards stand again."""

from typing import Any

from django.db import migrations

from gongkai.service.organs import triggers
from gongkai.service.redress.triggers import KEPT


def protect(apps: Any, schema_editor: Any) -> None:
    for statement in triggers.on(schema_editor.connection, KEPT):
        schema_editor.execute(statement)


def release(apps: Any, schema_editor: Any) -> None:
    for statement in triggers.off(schema_editor.connection, KEPT):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("redress", "0007_what_was_said_is_moved")]

    operations = [
        migrations.RemoveField("step", "says"),
        migrations.RemoveField("recordstep", "says"),
        migrations.RunPython(protect, release),
    ]
