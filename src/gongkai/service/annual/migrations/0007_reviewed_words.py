"""The words of explanations are reviewed with a version and published with it, unless held back."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from gongkai.service.annual.triggers import REVIEWED
from gongkai.service.organs import triggers


def protect(apps: Any, schema_editor: Any) -> None:
    for statement in triggers.on(schema_editor.connection, REVIEWED):
        schema_editor.execute(statement)


def release(apps: Any, schema_editor: Any) -> None:
    for statement in triggers.off(schema_editor.connection, REVIEWED):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [
        ("annual", "0006_planned"),
        ("clearance", "0002_last_level"),
        ("organs", "0007_keeper_of_a_split"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReviewedWords",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("says", models.TextField(verbose_name="公布的文字")),
                (
                    "explanation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviewed",
                        to="annual.explanation",
                        verbose_name="说明",
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="clearance.review",
                        verbose_name="审查",
                    ),
                ),
            ],
            options={
                "ordering": ("review", "explanation"),
            },
        ),
        migrations.CreateModel(
            name="HeldBack",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.CharField(max_length=500, verbose_name="理由")),
                ("at", models.DateTimeField(verbose_name="时间")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organs.post",
                        verbose_name="审查人",
                    ),
                ),
                (
                    "words",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="held_back",
                        to="annual.reviewedwords",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="reviewedwords",
            constraint=models.UniqueConstraint(fields=("review", "explanation"), name="said_once_a_review"),
        ),
        migrations.AddConstraint(
            model_name="reviewedwords",
            constraint=models.CheckConstraint(
                condition=models.Q(("says", ""), _negated=True), name="what_is_published_says_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="heldback",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="what_is_held_back_has_its_reason"
            ),
        ),
        migrations.RunPython(protect, release),
    ]
