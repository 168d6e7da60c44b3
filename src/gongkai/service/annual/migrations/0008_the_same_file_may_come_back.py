"""The same bytes are imported once; an edition made here may come back to what it was before."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("annual", "0007_reviewed_words")]

    operations = [
        migrations.RemoveConstraint(model_name="filedreport", name="the_same_file_once"),
        migrations.AddConstraint(
            model_name="filedreport",
            constraint=models.UniqueConstraint(
                condition=models.Q(("version", None)),
                fields=("filing", "source_sha256"),
                name="the_same_file_once",
            ),
        ),
    ]
