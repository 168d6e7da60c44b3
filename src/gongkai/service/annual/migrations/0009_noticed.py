"""What the night noticed of reports that were submitted: that they no longer say what is known."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("annual", "0008_the_same_file_may_come_back"),
    ]

    operations = [
        migrations.CreateModel(
            name="Noticed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "what",
                    models.CharField(
                        choices=[("figures", "登记的事项"), ("opening", "上一年度的报告")],
                        max_length=8,
                        verbose_name="与什么比对",
                    ),
                ),
                ("count", models.PositiveIntegerField(verbose_name="几处不同")),
                ("at", models.DateTimeField(verbose_name="比对时间")),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="noticed",
                        to="annual.version",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("version", "what"), name="noticed_once_a_version"),
                    models.CheckConstraint(
                        condition=models.Q(("count__gte", 1)), name="what_agrees_is_not_noticed"
                    ),
                ],
            },
        ),
    ]
