from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("clearance", "0001_first"),
    ]

    operations = [
        migrations.AddField(
            model_name="review",
            name="last_level",
            field=models.PositiveSmallIntegerField(default=2, verbose_name="最后一级"),
            preserve_default=False,
        ),
    ]
