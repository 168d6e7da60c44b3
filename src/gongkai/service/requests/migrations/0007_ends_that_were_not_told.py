"""Requests that ended without a reply and without a letter are open again in the index (reading L-0037).

The index is computed; this only lets the night find what it has to compute anew.
"""

from __future__ import annotations

from typing import Any

from django.db import migrations

CLOSED = ("passed_on", "correction_lapsed", "fee_lapsed")


def open_again(apps: Any, schema_editor: Any) -> None:
    """Mark what ended so and was neither sent nor delivered since; the next computing mends the rest."""
    standings = apps.get_model("requests", "Standing")
    entries = apps.get_model("requests", "Entry")
    ended = entries.objects.filter(kind__in=CLOSED).values("case")
    left = entries.objects.filter(kind__in=("sent", "delivered")).values("case")
    rows = standings.objects.filter(state="ended", case__in=ended).exclude(case__in=left)
    rows.update(state="untold", waiting_for="organ", sent_on=None)


class Migration(migrations.Migration):
    """No shape changes."""

    dependencies = (("requests", "0006_counter"),)

    operations = (migrations.RunPython(open_again, migrations.RunPython.noop),)
