"""What was written at a step stands apart from it: the texts are moved, each under its digest."""

from typing import Any

from django.db import migrations

from gongkai.service.redress.saying import digest, new_salt

MODELS = ("Step", "RecordStep")


def move(apps: Any, schema_editor: Any) -> None:
    for name in MODELS:
        steps, words = apps.get_model("redress", name), apps.get_model("redress", f"{name}Words")
        for step in steps.objects.exclude(says="").iterator():
            salt = new_salt()
            words.objects.create(step=step, text=step.says, salt=salt)
            steps.objects.filter(pk=step.pk).update(words=digest(step.says, salt))


def back(apps: Any, schema_editor: Any) -> None:
    for name in MODELS:
        steps, words = apps.get_model("redress", name), apps.get_model("redress", f"{name}Words")
        for said in words.objects.filter(erased_at=None).iterator():
            steps.objects.filter(pk=said.step_id).update(says=said.text)
        words.objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("redress", "0006_what_was_said_stands_apart")]

    operations = [migrations.RunPython(move, back)]
