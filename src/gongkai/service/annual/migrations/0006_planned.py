"""A version may have a day on which it is to be published."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("annual", "0005_declared_back")]

    operations = [
        migrations.AlterField(
            model_name="step",
            name="kind",
            field=models.CharField(
                choices=[
                    ("review", "送审"),
                    ("taken_back", "撤回"),
                    ("submitted", "报送主管部门"),
                    ("accepted", "主管部门审核通过"),
                    ("returned", "主管部门退回"),
                    ("planned", "确定公布日期"),
                    ("unplanned", "取消确定的公布日期"),
                    ("published", "公布"),
                ],
                max_length=12,
                verbose_name="步骤",
            ),
        ),
    ]
