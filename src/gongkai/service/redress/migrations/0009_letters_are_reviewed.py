"""The steps of a rectification may annul one another, and its papers are kept: the guards off for as long."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from gongkai.service.organs import triggers
from gongkai.service.redress.triggers import RECORDS


def release(apps: Any, schema_editor: Any) -> None:
    for statement in triggers.off(schema_editor.connection, RECORDS):
        schema_editor.execute(statement)


def protect(apps: Any, schema_editor: Any) -> None:
    for statement in triggers.on(schema_editor.connection, RECORDS):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [
        ("organs", "0007_keeper_of_a_split"),
        ("redress", "0008_steps_are_kept_again"),
    ]

    operations = [
        migrations.RunPython(release, protect),
        migrations.CreateModel(
            name="RecordPaper",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="文件名")),
                ("media_type", models.CharField(max_length=100, verbose_name="类型")),
                ("size", models.PositiveIntegerField(verbose_name="字节数")),
                ("sha256", models.CharField(max_length=64, verbose_name="摘要")),
                ("stored_as", models.CharField(max_length=80, verbose_name="存储名")),
                ("added_at", models.DateTimeField(verbose_name="加入时间")),
                ("erased_at", models.DateTimeField(null=True, verbose_name="删除时间")),
            ],
            options={
                "ordering": ("rectification", "pk"),
            },
        ),
        migrations.CreateModel(
            name="RecordReveal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("purpose", models.CharField(max_length=300, verbose_name="目的")),
                ("at", models.DateTimeField(verbose_name="时间")),
            ],
        ),
        migrations.AddField(
            model_name="recordstep",
            name="annuls",
            field=models.PositiveSmallIntegerField(null=True, verbose_name="撤销第几条"),
        ),
        migrations.AlterField(
            model_name="recordstep",
            name="kind",
            field=models.CharField(
                choices=[
                    ("checked", "审核"),
                    ("corrected", "决定更正"),
                    ("not_corrected", "决定不予更正"),
                    ("passed_on", "转送或者告知有权更正的机关"),
                    ("told", "发出告知书"),
                    ("annul_asked", "提出撤销有误的登记"),
                    ("annulled", "同意撤销有误的登记"),
                    ("annul_declined", "不同意撤销"),
                ],
                max_length=16,
                verbose_name="事项",
            ),
        ),
        migrations.AddConstraint(
            model_name="recordstep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("annuls__isnull", False), ("kind__startswith", "annul")),
                    models.Q(models.Q(("kind__startswith", "annul"), _negated=True), ("annuls", None)),
                    _connector="OR",
                ),
                name="what_annuls_names_what_it_annuls",
            ),
        ),
        migrations.AddField(
            model_name="recordpaper",
            name="added_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organs.post"
            ),
        ),
        migrations.AddField(
            model_name="recordpaper",
            name="rectification",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="papers", to="redress.rectification"
            ),
        ),
        migrations.AddField(
            model_name="recordreveal",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organs.post"
            ),
        ),
        migrations.AddField(
            model_name="recordreveal",
            name="paper",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="reveals", to="redress.recordpaper"
            ),
        ),
        migrations.AddConstraint(
            model_name="recordreveal",
            constraint=models.CheckConstraint(
                condition=models.Q(("purpose", ""), _negated=True),
                name="opening_a_record_paper_has_its_purpose",
            ),
        ),
        migrations.RunPython(protect, release),
    ]
