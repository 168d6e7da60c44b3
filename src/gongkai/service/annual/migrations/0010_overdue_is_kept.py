"""Which requests a closing carried over late is kept with it; of earlier closings the night keeps it."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from gongkai.service.annual.triggers import OVERDUE
from gongkai.service.organs import triggers


def protect(apps: Any, schema_editor: Any) -> None:
    for statement in triggers.on(schema_editor.connection, OVERDUE):
        schema_editor.execute(statement)


def release(apps: Any, schema_editor: Any) -> None:
    for statement in triggers.off(schema_editor.connection, OVERDUE):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [
        ("annual", "0009_noticed"),
    ]

    operations = [
        migrations.CreateModel(
            name="ClosedOverdue",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("carried", models.PositiveIntegerField(verbose_name="结转")),
                (
                    "cases",
                    models.JSONField(blank=True, default=list, verbose_name="其中已超过答复期限的申请"),
                ),
                (
                    "closing",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="overdue",
                        to="annual.closing",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.RunPython(protect, release),
    ]
