"""Kept pages learn of what is seldom changed and stands on many: organs, websites, filed reports."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organs", "0005_deeds_are_kept")]

    operations = [
        migrations.CreateModel(
            name="Revision",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("number", models.PositiveBigIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="one_count_of_revisions")
                ]
            },
        )
    ]
