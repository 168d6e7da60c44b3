"""The requester's door: with number and query code she sees her own request, and nothing else of it.

What is returned is a view made for her: the ledger is told without the names, reasons and notes of others
(`told_to_her`) before anything is computed from it, so nothing later can let them through. Wrong codes are
counted for the number and the address, and logged without what was typed.
"""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime

from gongkai.service.catalogue.desk_law import law_here
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Organ
from gongkai.service.organs.said import said
from gongkai.service.requests import codes, handed_down, index, ledger, lettering
from gongkai.service.requests.actions.fetch_letter import GRACE
from gongkai.service.requests.models import Case, Dispatch, Paper, Party
from gongkai.service.requests.revoking import ordered_anew_on, revoked_on
from gongkai.service.requests.together import letters_to
from gongkai.statute import clock
from gongkai.statute import events as happenings
from gongkai.statute.clock import Clock
from gongkai.statute.clock import Standing as Stands
from gongkai.statute.errors import StatuteError
from gongkai.statute.events import Event

OTHERS = {
    "third_party": "第三方",
    "co_producer": "共同制作机关",
    "other_organ": "其他机关",
}
_STAND = "（没有表明是否同意）"  # said of an opinion whose content she is not told: taken off again
_TWICE = re.compile(
    r"((第三方|共同制作机关|其他机关)(?:（\d+）)?)（\2）"
)  # called by what it is, and by it again


class Wrong(Exception):
    """Number and code do not belong together, or there is no such number: which of both is not said."""


class Later(Exception):
    """The code is compared after a wait: `held` is what to come back with (codes.WAIT)."""

    def __init__(self, held: Held) -> None:
        super().__init__()
        self.held = held


class Gone(LookupError):
    """The pass opens nothing any more."""


@dataclass(frozen=True, slots=True)
class Held:
    """A number and a code whose comparing waits: the code as its digest, so that nothing tells it."""

    number: str
    digest: str


@dataclass(frozen=True, slots=True)
class Pass:
    """What a requester who gave number and code may show again, sealed, for a while."""

    case: int
    mark: str  # of the code it was given for: another code, another pass
    opened: tuple[int, ...] = ()  # dispatches whose download code she has given


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the receipt says of a request."""

    number: str
    organ: Organ
    at: datetime
    name: str
    requester_class: str
    description: str
    medium: str
    way: str
    files: tuple[tuple[str, int], ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened, for her eyes: the event, its day, the day it was entered if that was later."""

    event: Event
    on: date
    recorded: date | None


@dataclass(frozen=True, slots=True)
class Sent:
    """A letter that was sent to her: what, when, how, when it arrived."""

    dispatch: int
    name: str
    number: str
    means: str
    sent_on: date
    delivered_on: date | None
    code_until: datetime | None  # of a download: until when its code is good
    open_until: datetime | None  # of one whose code was given: until when it can be fetched
    revoked_on: date | None = None  # of a reply: since when it counts no more for this request
    ordered_on: date | None = None  # or when another was ordered in its place


@dataclass(frozen=True, slots=True)
class Mine:
    """Her request as she sees it on a day."""

    case: int
    number: str
    organ: Organ
    at: datetime
    seen: int  # entries of the ledger
    state: str
    waiting_for: str
    received_on: date | None
    due: date | None
    provisional: bool
    days_left: int | None
    overdue_since: date | None
    correct_by: date | None
    correction_items: str
    pay_by: date | None
    fee: int | None
    outcome: str  # once it was sent
    decided_on: date | None  # the day of the answer that was sent
    reasons: tuple[str, ...]
    steps: tuple[Step, ...]
    description: str
    medium: str
    way: str
    files: tuple[tuple[str, int], ...]
    letters: tuple[Sent, ...]
    contact: dict[str, str]  # masked

    @property
    def may_correct(self) -> bool:
        """Whether a correction of hers is waited for, or may still be sent."""
        return self.state == "awaiting_correction"

    @property
    def may_give_reasons(self) -> bool:
        """Whether she was asked for her reasons (条例 art. 35) and has not given them since."""
        said = [
            step.event.kind for step in self.steps if step.event.kind in ("reasons_asked", "reasons_given")
        ]
        return self.may_withdraw and said[-1:] == ["reasons_asked"]

    @property
    def may_withdraw(self) -> bool:
        """Whether there is still something to withdraw."""
        return self.state not in ("ended", "answered", "untold", "not_received", index.UNREADABLE)


def enter(number: str, code: str, at: datetime, address: str = "") -> Pass:
    """Return a pass for the request of a number and its query code, tried from an address.

    Raises Wrong, and Later after a few wrong codes for this number: the code is compared after a wait.
    """
    return _enter(Held(number[:200], codes.digest(code)), at, address, waited=False)


def enter_after_wait(held: Held, at: datetime, address: str = "") -> Pass:
    """Return a pass for a number and the code for which it was waited. Raises Wrong."""
    return _enter(held, at, address, waited=True)


def _enter(given: Held, at: datetime, address: str, *, waited: bool) -> Pass:
    case = Case.objects.select_related("organ").filter(number__in=_spellings(given.number)).first()
    number = case.number if case else tidy(given.number)
    try:
        codes.admit(number, address, at, waited=waited)
    except codes.MustWait:
        raise Later(given) from None
    # A number that is nobody's takes as long as a wrong code.
    if not codes.is_same(given.digest, case.code_digest if case else codes.digest("")) or case is None:
        record(
            "requests.wrong_code",
            by=None,
            at=at,
            kind="case",
            key=case.pk if case else "",
            organ=case.organ if case else None,
        )
        raise Wrong
    codes.admitted(number, address)
    return Pass(case.pk, _mark(case))


def case_for(held: Pass) -> Case:
    """Return the case of a pass, for the requester's own actions; Gone if it opens nothing any more."""
    case = Case.objects.select_related("organ").filter(pk=held.case).first()
    if case is None or _mark(case) != held.mark:
        raise Gone
    return case


def look(held: Pass, on: date) -> Mine:
    """Return her request as she sees it on a day; Gone."""
    return _view(case_for(held), on)


def sent_case(number: str, organ: int) -> Case | None:
    """Return the case of a number, for the receipt of whoever has just sent it and has proved so."""
    return Case.objects.select_related("organ", "wish").filter(number=number, organ=organ).first()


def receipt_of(number: str, organ: int) -> Receipt | None:
    """Return what the receipt of a request says; who asks has proved that it is hers."""
    case = sent_case(number, organ)
    if case is None:
        return None
    requester = case.parties.filter(role=Party.Role.REQUESTER).first()
    read, _events = _clock(case)
    return Receipt(
        case.number,
        case.organ,
        case.opened_at,
        requester.name if requester else "",
        requester.requester_class if requester else "",
        case.wish.description,
        case.wish.medium,
        case.wish.way,
        _files(case),
        _reasons(read),
    )


def tidy(number: str) -> str:
    """Return a number in one spelling, however it was typed."""
    return "".join(unicodedata.normalize("NFKC", number[:200]).split()).upper()


def _spellings(number: str) -> set[str]:
    """The ways a number that was typed may stand in the register: a pattern may have letters of any width."""
    bare = "".join(number[:200].replace("\0", "").split())
    return {bare, bare.upper(), tidy(bare)}


def told_to_her(events: tuple[Event, ...]) -> tuple[Event, ...]:
    """Return the events as a requester may know them: no name, reason or note of anybody else.

    Days, numbers and what was asked of herself stay, so the clock reads the same from them.
    """
    keys: dict[str, list[str]] = {}
    for event in events:
        kind = event.kind.removesuffix("_consulted")
        if kind in OTHERS and hasattr(event, "whom"):
            known = keys.setdefault(kind, [])
            if event.whom not in known:
                known.append(event.whom)
    names = {
        whom: OTHERS[kind] if len(found) == 1 else f"{OTHERS[kind]}（{place}）"
        for kind, found in keys.items()
        for place, whom in enumerate(found, 1)
    }
    return tuple(_told(event, names) for event in events)


def _told(event: Event, names: dict[str, str]) -> Event:
    blank: dict[str, object] = {}
    for field in ("evidence", "by_whom", "reasons", "confirmed_by"):
        if getattr(event, field, ""):
            blank[field] = ""
    if hasattr(event, "whom"):
        blank["whom"] = names.get(event.whom, "其他人")
    if isinstance(event, happenings.OpinionReceived):
        blank["agrees"] = None
    if isinstance(event, happenings.Extended) and event.consented_by:
        blank["consented_by"] = "政府信息公开工作机构负责人"
    if isinstance(event, happenings.Sent) and event.means in Dispatch.Means.values:
        blank["means"] = Dispatch.Means(event.means).label
    if isinstance(event, happenings.Joined | happenings.Split):
        blank["requests"] = ()
    if isinstance(event, happenings.EntryAnnulled):
        blank["reason"] = "更正"
    return dataclasses.replace(event, **blank) if blank else event  # type: ignore[arg-type]


def _clock(case: Case) -> tuple[Clock | None, int]:
    """Return the clock of what she may know, None where the history cannot be read; and its entries."""
    events = ledger.events_of(case)
    try:
        return clock.read(told_to_her(events), law_here()), len(events)
    except StatuteError:
        return None, len(events)


def _view(case: Case, on: date) -> Mine:
    read, count = _clock(case)
    stands: Stands | None = read.standing(on) if read else None
    ending = read.ending if read else None
    is_sent = ending is not None and ending.sent is not None
    requester = case.parties.filter(role=Party.Role.REQUESTER).first()
    asked = _last(read, happenings.CorrectionAsked)
    noticed = _last(read, happenings.FeeNoticed)
    return Mine(
        case=case.pk,
        number=case.number,
        organ=case.organ,
        at=case.opened_at,
        seen=count,
        state=stands.state if stands else index.UNREADABLE,
        waiting_for=(stands.waiting_for or "") if stands else "organ",
        received_on=read.received_on if read else None,
        due=read.due if read else None,
        provisional=read.provisional if read else False,
        days_left=stands.days_left if stands else None,
        overdue_since=stands.overdue_since if stands else None,
        correct_by=read.correct_by if read else None,
        correction_items=getattr(asked, "items", ""),
        pay_by=read.pay_by if read else None,
        fee=getattr(noticed, "yuan", None),
        outcome=(ending.outcome or "") if ending and is_sent else "",
        decided_on=ending.on if ending and is_sent else None,
        reasons=_reasons(read),
        steps=tuple(Step(e, e.on, e.recorded) for _entry, e in read.entries) if read else (),
        description=case.wish.description,
        medium=case.wish.medium,
        way=case.wish.way,
        files=_files(case),
        letters=_letters(case),
        contact=_contact(requester) if requester else {},
    )


def _last(read: Clock | None, kind: type[Event]) -> Event | None:
    found = [event for _entry, event in read.entries if isinstance(event, kind)] if read else []
    return found[-1] if found else None


def _reasons(read: Clock | None) -> tuple[str, ...]:
    if read is None:
        return ()
    plain = (line.says(read.law.calendar).replace(_STAND, "") for line in read.trace)
    return tuple(said(_TWICE.sub(r"\1", sentence)) for sentence in plain)


def _files(case: Case) -> tuple[tuple[str, int], ...]:
    """The files she sent herself; identity papers by their kind alone."""
    rows = handed_down.papers(case).filter(added_by=None, erased_at=None)
    identifying = (Paper.Kind.IDENTITY, Paper.Kind.AUTHORITY)
    return tuple((row.get_kind_display() if row.kind in identifying else row.name, row.size) for row in rows)


def _letters(case: Case) -> tuple[Sent, ...]:
    """The letters that were sent to her: issued, to herself or her agent, and gone; also the reply that
    answered this request together with others of hers.
    """
    hers = (Party.Role.REQUESTER, Party.Role.AGENT)
    letters = letters_to(case).filter(number__isnull=False, discarded_at=None, to__role__in=hers)
    rows = Dispatch.objects.filter(letter__in=letters).select_related("letter").order_by("sent_on", "pk")
    return tuple(
        Sent(
            row.pk,
            lettering.template_for(row.letter, row.letter.issued_on or row.sent_on).name,
            row.letter.number or "",
            row.means,
            row.sent_on,
            row.delivered_on,
            row.code_until,
            row.downloaded_at + GRACE if row.downloaded_at else None,
            revoked_on(row.letter, case),
            ordered_anew_on(row.letter, case),
        )
        for row in rows
    )


def _contact(party: Party) -> dict[str, str]:
    """Her contact as it is shown back: enough to know it again, too little for who found her receipt."""
    return {
        "phone": _masked(party.phone, 3, 2),
        "email": _masked(party.email.partition("@")[0], 1, 0) + (party.email and "@…"),
        "address": _masked(party.address, 3, 0),
        "postcode": party.postcode,
        "fax": _masked(party.fax, 3, 2),
    }


def _masked(text: str, first: int, last: int) -> str:
    if len(text) <= first + last:
        return "*" * len(text)
    return f"{text[:first]}***{text[len(text) - last :]}"


def _mark(case: Case) -> str:
    return case.code_digest[:16]
