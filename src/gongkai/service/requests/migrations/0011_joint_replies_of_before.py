"""Joint replies issued before there was a table of what they answered: the rows they would have made.

Such a letter entered the reply of every request joined with its own at one moment, by one post, for one day,
and told the newest decision of each. A request that has no such entry was not answered by it.
"""

from typing import Any

from django.db import migrations
from django.db.models import Q


def fill(apps: Any, schema_editor: Any) -> None:
    letters, links = apps.get_model("requests", "Letter"), apps.get_model("requests", "Link")
    rows = letters.objects.filter(kind="joint_reply", answers=None, entry__kind="answered")
    for letter in rows.exclude(issued_on=None).select_related("entry").order_by("pk"):
        pairs = links.objects.filter(Q(case=letter.case_id) | Q(other=letter.case_id), kind="joined")
        joined = {letter.case_id} | {key for pair in pairs.values_list("case", "other") for key in pair}
        _keep(apps, letter, joined)


def _keep(apps: Any, letter: Any, joined: set[int]) -> None:
    entries, decisions = apps.get_model("requests", "Entry"), apps.get_model("requests", "Decision")
    answering, own = apps.get_model("requests", "Answering"), letter.entry
    made = entries.objects.filter(
        case__in=joined, kind="answered", on=own.on, recorded_at=own.recorded_at, by=own.by_id
    )
    for entry in made.order_by("case"):
        if answering.objects.filter(entry=entry).exists():
            continue  # another letter told it, and said so
        told = decisions.objects.filter(
            case=entry.case_id, at__lte=own.recorded_at, outcome=entry.particulars.get("outcome", "")
        )
        if decision := told.order_by("pk").last():
            answering.objects.create(letter=letter, case_id=entry.case_id, decision=decision, entry=entry)


class Migration(migrations.Migration):
    dependencies = [("requests", "0010_what_stops_a_letter")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
