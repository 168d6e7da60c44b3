"""The table of words, of the kind each database has for them; no model, for Django knows neither kind."""

from typing import Any

from django.db import migrations

from gongkai.service.catalogue.search import postgresql, sqlite

KINDS = {"sqlite": sqlite, "postgresql": postgresql}


def create(apps: Any, schema_editor: Any) -> None:
    for statement in KINDS[schema_editor.connection.vendor].CREATE:
        schema_editor.execute(statement)


def drop(apps: Any, schema_editor: Any) -> None:
    for statement in KINDS[schema_editor.connection.vendor].DROP:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_first")]

    operations = [migrations.RunPython(create, drop)]
