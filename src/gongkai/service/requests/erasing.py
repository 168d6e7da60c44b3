"""What officers wrote beside the ledger and that names a requester: erased with her (个保法 art. 47).

What was written about her alone (how she was reached, where a letter went) goes whole; of what was written
about something else, each text that names her. The rooms above erase theirs (GONGKAI_ERASING).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

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
    Settled,
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
        (Settled, "case", ("says",)),
    ):
        for row in model.objects.filter(**{of_case: case}):
            if told := {name: ERASED for name in fields if is_named(getattr(row, name), names)}:
                model.objects.filter(pk=row.pk).erase(**told)
    for decision in Decision.objects.filter(case=case):
        given, withheld = _without(decision.given, names), _without(decision.withheld, names)
        if (given, withheld) != (decision.given, decision.withheld):
            Decision.objects.filter(pk=decision.pk).erase(given=given, withheld=withheld)
    for letter in case.letters.all():
        if (facts := _without(letter.facts, names)) != letter.facts:
            letter.facts = facts
            letter.save(update_fields=["facts"])
    for note in Note.objects.filter(case=case):
        if is_named(note.says, names):
            note.says = ERASED
            note.save(update_fields=["says"])
    for path in settings.GONGKAI_ERASING:
        erase: Callable[[Case, set[str], datetime], None] = import_string(path)
        erase(case, names, at)


def called(known: Iterable[str]) -> set[str]:
    """Return how somebody with these facts is written of: each fact, and her family name as people use it.

    A family name has one character, or two (欧阳).
    """
    facts = {fact for fact in known if len(fact) > 1}
    families = {fact[:length] for fact in facts for length in (1, 2) if length < len(fact) <= 4}
    return facts | {f"{family}{after}" for family in families for after in CALLED}


def _without(value: Any, names: Iterable[str]) -> Any:
    """Return a value of JSON in which no text names her."""
    if isinstance(value, dict):
        return {key: _without(each, names) for key, each in value.items()}
    if isinstance(value, list):
        return [_without(each, names) for each in value]
    return ERASED if isinstance(value, str) and is_named(value, names) else value


def is_named(text: str, names: Iterable[str]) -> bool:
    """Say whether a text names somebody."""
    plain = "".join(text.split())
    return any("".join(name.split()) in plain for name in names)
