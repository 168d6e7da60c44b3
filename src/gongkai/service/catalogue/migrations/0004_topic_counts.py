"""How many documents each topic has is counted from an index alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0003_changes"), ("organs", "0006_revision")]

    operations = [
        migrations.AddIndex(
            model_name="showing",
            index=models.Index(fields=["topic", "begins", "ends"], name="showing_topic_counts"),
        ),
    ]
