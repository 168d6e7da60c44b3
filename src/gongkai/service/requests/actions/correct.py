"""Register the correction of a request: what is asked for now, what was asked before (条例 art. 30)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.models import Post
from gongkai.service.requests import intake, keeping, kindred, ledger, resemblance, vault
from gongkai.service.requests.actions.entering import enter
from gongkai.service.requests.intake import Application, Who
from gongkai.service.requests.keeping import Upload
from gongkai.service.requests.models import Case, Entry, Identity, Paper, Party, Wish
from gongkai.statute.clock import Clock
from gongkai.statute.events import Corrected

WISH = ("description", "medium", "way")
WHO = ("name", "legal_representative", "contact_person", "phone", "email", "fax", "address", "postcode")
BEFORE = "before_"  # of what was said before: a text of the entry (EntryWords), erased with the others


@transaction.atomic
def correct(
    case: Case,
    *,
    on: date,
    by: Post | None,
    at: datetime,
    channel: str | None = None,
    wish: Mapping[str, str] | None = None,
    who: Mapping[str, str] | None = None,
    identity: tuple[str, str] | None = None,
    files: Iterable[Upload] = (),
    seen: int | None = None,
) -> Entry:
    """Enter that the correction came in on a day, by a channel; `by` None is the requester's own form.

    `wish` (description, medium, way) and `who` (fields of the requester) hold what changed, `identity` the
    kind and number of a paper that had been lacking. What stood there before is kept with the entry. A
    request split from this one while the correction was awaited is corrected with it; what each asks for
    stays its own.
    Raises NotAllowed, CannotDo (by field; files).
    """
    case = ledger.locked(case)
    uploads = list(files)
    stood = Wish.objects.get(case=case)
    party = Party.objects.get(case=case, role=Party.Role.REQUESTER)
    wishes = _changed(stood, wish or {}, WISH)
    facts = _changed(party, who or {}, WHO)
    if not (wishes or facts or identity or uploads):
        raise CannotDo({"description": [_("请写明补正的内容，或者附上补正材料。")]})
    _check(stood, party, wishes, facts, identity)
    before = {f"{BEFORE}{name}": getattr(stood, name) for name in wishes}
    before |= {f"{BEFORE}{name}": getattr(party, name) for name in facts}
    entry = enter(case, Corrected(on=on, channel=channel), by=by, at=at, seen=seen, said=before)
    _set(stood, wishes)
    resemblance.note(case)
    _set(party, facts)
    if identity is not None:
        vault.keep(party, *identity)
    corrections = keeping.as_kind(uploads, Paper.Kind.CORRECTION)
    keeping.keep(case, corrections, party=party, by=by, at=at)
    asked = kindred.correction_asked(case)
    if asked is not None:  # what was split while it was awaited is corrected with it
        for other in kindred.waiting(kindred.sharing(case, asked), _awaits):
            theirs = Party.objects.get(case=other, role=Party.Role.REQUESTER)
            before = {f"{BEFORE}{name}": getattr(theirs, name) for name in facts}
            enter(other, Corrected(on=on, channel=channel), by=by, at=at, said=before)
            _set(theirs, facts)
            if identity is not None:
                vault.keep(theirs, *identity)
            keeping.keep(other, corrections, party=theirs, by=by, at=at)
    return entry


def _awaits(clock: Clock) -> bool:
    return clock.ending is None and clock.halted == "correction"


def _changed(row: Wish | Party, given: Mapping[str, str], known: tuple[str, ...]) -> dict[str, str]:
    """What differs from the row, by field; ValueError for a field that no correction changes."""
    if unknown := set(given) - set(known):
        raise ValueError(f"no correction changes {sorted(unknown)}")
    return {name: text.strip() for name, text in given.items() if text.strip() != getattr(row, name)}


def _check(
    wish: Wish,
    party: Party,
    wishes: Mapping[str, str],
    facts: Mapping[str, str],
    identity: tuple[str, str] | None,
) -> None:
    """Refuse what could not come in at the beginning either."""
    known = {name: getattr(party, name) for name in WHO} | dict(facts)
    asked = {name: getattr(wish, name) for name in WISH} | dict(wishes)
    application = Application(Who(requester_class=party.requester_class, **known), purpose="", **asked)
    faults = intake.wrong(application)
    whole = intake.lacking(application)
    # Emptying a field that was filled is no correction.
    faults |= {name: whole[name] for name in ("name", "description") if name in whole and name not in faults}
    faults = {**_too_long(wish, wishes), **_too_long(party, facts), **faults}
    faults = {name: says for name, says in faults.items() if name in {*wishes, *facts}}
    for name, known_ones in (("medium", intake.MEDIA), ("way", intake.WAYS)):
        if wishes.get(name, "") not in ("", *known_ones):
            faults[name] = [_("请从列出的方式里选择。")]
    if identity is not None and identity[0] not in Identity.Kind.values:
        faults["identity_kind"] = [_("请选择证件的种类。")]
    if faults:
        raise CannotDo(faults)


def _too_long(row: Wish | Party, values: Mapping[str, str]) -> dict[str, list[str]]:
    """What the columns of a row do not take, by field."""
    found = {}
    for field in row._meta.concrete_fields:  # noqa: SLF001 - Django's own door
        if field.name not in values:
            continue
        try:
            field.clean(values[field.name], row)
        except ValidationError as fault:
            found[field.name] = list(fault.messages)
    return found


def _set(row: Wish | Party, values: Mapping[str, str]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    if values:
        row.save(update_fields=list(values))
