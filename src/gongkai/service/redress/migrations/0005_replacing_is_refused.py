"""On SQLite a row that is kept is not replaced either: for databases that are older than that trigger."""

from typing import Any

from django.db import migrations

from gongkai.service.organs import triggers as organs
from gongkai.service.redress import triggers as redress
from gongkai.service.requests import triggers as requests


def protect(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor != "sqlite":
        return
    for statement in organs.on(schema_editor.connection, {**organs.KEPT, **requests.KEPT, **redress.KEPT}):
        if "BEFORE INSERT" in statement:
            schema_editor.execute(statement.replace("CREATE TRIGGER", "CREATE TRIGGER IF NOT EXISTS"))


class Migration(migrations.Migration):
    dependencies = [
        ("redress", "0004_rectifications_are_kept"),
        ("requests", "0006_counter"),
        ("organs", "0007_keeper_of_a_split"),
    ]

    operations = [migrations.RunPython(protect, migrations.RunPython.noop)]
