"""A reminder may be of a last day that a room above has: of no request."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reminding", "0001_first"),
    ]

    operations = [
        migrations.AlterField(
            model_name="reminder",
            name="case",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="requests.case",
            ),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.UniqueConstraint(
                condition=models.Q(("case", None)),
                fields=("kind", "about", "since", "person", "channel"),
                name="reminded_once_without_a_case",
            ),
        ),
    ]
