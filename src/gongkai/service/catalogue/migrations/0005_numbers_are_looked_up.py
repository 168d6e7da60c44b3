"""A document number (发文字号) is looked up for each row of an import and each draft that is saved."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0004_topic_counts")]

    operations = [
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(fields=["document_number"], name="edition_document_number"),
        ),
    ]
