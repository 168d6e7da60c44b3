"""Tell whatever was made of the facts about organs that they have changed.

What an organ is called, under which website it publishes, what became of it, which reports it has filed:
seldom changed, and standing on a great many pages. Who changes such a thing says so here, in the same
transaction; pages kept by the server are then made anew (`config/cache.py`).
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from gongkai.service.organs.models import Revision


@transaction.atomic
def advance() -> None:
    """Count one more change, to be seen when the transaction is committed.

    The row stays locked until then, so that the number that is seen stands for all changes up to it.
    """
    Revision.objects.get_or_create(id=1)
    Revision.objects.filter(id=1).update(number=F("number") + 1)


def current() -> int:
    """Return the number of the last change that is committed."""
    return Revision.objects.filter(id=1).values_list("number", flat=True).first() or 0
