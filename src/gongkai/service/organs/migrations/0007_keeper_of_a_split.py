"""The record of a split may name one organ that keeps what the old one published."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organs", "0006_revision")]

    operations = [
        migrations.AddField(
            "succession",
            "keeper",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organs.organ",
                verbose_name="原有信息的承接机关",
            ),
        ),
    ]
