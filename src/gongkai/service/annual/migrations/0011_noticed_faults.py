"""What the night noticed may be what can be counted in no cell."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("annual", "0010_overdue_is_kept"),
    ]

    operations = [
        migrations.AlterField(
            model_name="noticed",
            name="what",
            field=models.CharField(
                choices=[
                    ("figures", "登记的事项"),
                    ("opening", "上一年度的报告"),
                    ("faults", "不能计入的事项"),
                ],
                max_length=8,
                verbose_name="与什么比对",
            ),
        ),
    ]
