"""What was written at a step stands apart from it: first the places for it, the guards off for as long."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from gongkai.service.organs import triggers
from gongkai.service.redress.triggers import KEPT


def release(apps: Any, schema_editor: Any) -> None:
    for statement in triggers.off(schema_editor.connection, KEPT):
        schema_editor.execute(statement)


def protect(apps: Any, schema_editor: Any) -> None:
    for statement in triggers.on(schema_editor.connection, KEPT):
        schema_editor.execute(statement)


def _words(model: str) -> migrations.CreateModel:
    step = models.OneToOneField(
        on_delete=django.db.models.deletion.PROTECT, related_name="said", to=f"redress.{model.lower()}"
    )
    fields: list[tuple[str, models.Field[Any, Any]]] = [
        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
        ("text", models.TextField(verbose_name="说明")),
        ("salt", models.CharField(max_length=32, verbose_name="盐")),
        ("erased_at", models.DateTimeField(null=True, verbose_name="删除时间")),
        ("step", step),
    ]
    return migrations.CreateModel(name=f"{model}Words", fields=fields, options={"abstract": False})


class Migration(migrations.Migration):
    dependencies = [("redress", "0005_replacing_is_refused")]

    operations = [
        migrations.RunPython(release, protect),
        _words("Step"),
        _words("RecordStep"),
        migrations.AddField(
            "step", "words", models.CharField("说明的摘要", max_length=64, blank=True, default=""), False
        ),
        migrations.AddField(
            "recordstep",
            "words",
            models.CharField("说明的摘要", max_length=64, blank=True, default=""),
            False,
        ),
        migrations.AddField("rectification", "erased_at", models.DateTimeField("删除时间", null=True)),
        migrations.AddField(
            "rectification",
            "erased_for",
            models.CharField("删除的理由", max_length=500, blank=True, default=""),
            preserve_default=False,
        ),
    ]
