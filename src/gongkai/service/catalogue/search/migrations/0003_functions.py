"""The questions to PostgreSQL's index are functions, for each brings its own settings of the planner."""

from typing import Any

from django.db import migrations

from gongkai.service.catalogue.search import postgresql


def create(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        for statement in postgresql.FUNCTIONS:
            schema_editor.execute(statement)


def drop(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        for statement in postgresql.NO_FUNCTIONS:
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("search", "0002_words")]

    operations = [migrations.RunPython(create, drop)]
