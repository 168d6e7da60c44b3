"""What was repealed, lapsed or amended before it was brought over says so from its release on."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0005_numbers_are_looked_up")]

    operations = [
        migrations.AddField(
            model_name="edition",
            name="brought_mark",
            field=models.JSONField(blank=True, null=True, verbose_name="迁入前的有效性标注"),
        ),
    ]
