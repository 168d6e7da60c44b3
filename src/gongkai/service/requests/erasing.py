"""What officers wrote beside the ledger and that names a requester: erased with her (个保法 art. 47).

What was written about her alone (how she was reached, where a letter went) goes whole; of what was written
about something else, each text that names her. The rooms above erase theirs (GONGKAI_ERASING).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string

from gongkai.service.requests.happenings import ERASED
from gongkai.service.requests.models import (
    Assignment,
    Case,
    Consent,
    Contact,
    Decision,
    Dispatch,
    Note,
    Objection,
    Party,
    Proposal,
    RecordSearch,
)

ROLES = (Party.Role.REQUESTER, Party.Role.AGENT)
CALLED = ("女士", "先生", "某", "同志")  # after a family name


def erase_beside(case: Case, known: Iterable[str], at: datetime) -> None:
    """Erase what was written of a requester beside the ledger; `known` are her facts. The caller logs it."""
    names = called(known)
    Contact.objects.filter(case=case).exclude(says="").erase(says=ERASED)
    Dispatch.objects.filter(letter__case=case, letter__to__role__in=ROLES).update(
        address="", tracking="", says=""
    )
    for model, of_case, fields in (
        (Assignment, "case", ("says",)),
        (Proposal, "case", ("says",)),
        (Consent, "proposal__case", ("says",)),
        (Objection, "party__case", ("content", "reasons")),
        (RecordSearch, "case", ("where", "words", "says")),
        (Decision, "case", ("reasons",)),
    ):
        for row in model.objects.filter(**{of_case: case}):
            if told := {name: ERASED for name in fields if is_named(getattr(row, name), names)}:
                model.objects.filter(pk=row.pk).erase(**told)
    for note in Note.objects.filter(case=case):
        if is_named(note.says, names):
            note.says = ERASED
            note.save(update_fields=["says"])
    for path in settings.GONGKAI_ERASING:
        erase: Callable[[Case, set[str], datetime], None] = import_string(path)
        erase(case, names, at)


def called(known: Iterable[str]) -> set[str]:
    """Return how somebody with these facts is written of: each fact, and her family name as people use it."""
    facts = {fact for fact in known if len(fact) > 1}
    return facts | {f"{fact[0]}{after}" for fact in facts if 2 <= len(fact) <= 4 for after in CALLED}


def is_named(text: str, names: Iterable[str]) -> bool:
    """Say whether a text names somebody."""
    plain = "".join(text.split())
    return any("".join(name.split()) in plain for name in names)
