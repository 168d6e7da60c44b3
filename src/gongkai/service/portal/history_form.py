"""The events of a request as an address: what the deadline calculator is asked, and how it reads it.

    received=2025-09-01&channel=in_person&e2=third_party_consulted&e2.on=2025-09-10&e2.whom=甲公司

The first event is the receipt; the others are numbered as the law floor numbers entries, from 2.
What each event asks for comes from its class (`statute.events`), so a new one is found by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from gongkai.service.portal import words
from gongkai.service.portal.blanks import Blank, Option, Text, options_of
from gongkai.statute.citation import words as cited
from gongkai.statute.clock import Clock, Standing, read
from gongkai.statute.errors import StatuteError, UnsoundLaw
from gongkai.statute.events import KINDS, Event
from gongkai.statute.fold import in_force
from gongkai.statute.law import Law
from gongkai.statute.outcomes import in_force as outcomes_in_force

MOST_EVENTS = 40
HEAD = "工作机构负责人"  # 条例33(2): whoever consents need not be named in a public address
_LIKELY = {"receipt": "receipt_confirmed", "correction": "corrected", "payment": "fee_paid"}
_ASKED = ("third_party_consulted", "co_producer_consulted", "other_organ_consulted")
_CALLED = {_ASKED[0]: "third_party", _ASKED[1]: "co_producer", _ASKED[2]: "other_organ"}
_NUMBERED = re.compile(r"e(\d{1,3})")


@dataclass
class Row:
    """One event with its blanks; `refusal` is the law's own sentence where it has no place for it."""

    number: int
    kind: str
    blanks: dict[str, Blank]
    is_new: bool = False
    refusal: str = ""

    @property
    def name(self) -> Text:
        return words.EVENTS.get(self.kind, self.kind)

    @property
    def article(self) -> str:
        """The article the event falls under, as people read it."""
        return cited(self.citation)

    @property
    def citation(self) -> str:
        """The article the event falls under, as the project cites it."""
        return KINDS[self.kind].article

    @property
    def refusal_names_it(self) -> bool:
        """Whether the law's sentence begins with the number and the name of the event."""
        return self.refusal.startswith(f"第{self.number}条")

    @property
    def id(self) -> str:
        return f"e{self.number}"

    @property
    def faulty(self) -> bool:
        return bool(self.refusal) or any(blank.error for blank in self.blanks.values())


class HistoryForm:
    """The calculator's form, read from the parameters of an address."""

    def __init__(self, query: Mapping[str, str], law: Law, today: date) -> None:
        self.law, self.today = law, today
        self.asked = any(key in ("received", "channel") or _NUMBERED.fullmatch(key) for key in query)
        self.on = Blank("on", _("看哪一天的情况"), "date", query.get("on", ""))
        self.on.hint = _("不填为今天；只看现状，不影响期限")
        self.rows = [self._first(query)]
        self.unknown: list[str] = []
        fresh = query.get("new", "")
        numbers = sorted(int(m[1]) for key in query if (m := _NUMBERED.fullmatch(key)))
        for n in numbers[: MOST_EVENTS - 1]:
            self._add_row(query[f"e{n}"], query, f"e{n}.", is_new=fresh == f"e{n}")
        self.clock: Clock | None = None
        self.standing: Standing | None = None
        self.failure = ""  # a sentence that belongs to no event
        self.events: tuple[Event, ...] = ()

    def _first(self, query: Mapping[str, str]) -> Row:
        channel = Blank("channel", words.BLANKS["received", "channel"], "choice", query.get("channel", ""))
        channel.options, channel.required = options_of(words.CHANNELS), True
        on = Blank("received", words.BLANKS["received", "on"], "date", query.get("received", ""), True)
        return Row(1, "received", {"channel": channel, "on": on})

    def _add_row(self, kind: str, query: Mapping[str, str], prefix: str, is_new: bool = False) -> None:
        if kind not in words.EVENTS or kind == "received":
            self.unknown.append(kind)
            return
        row = Row(len(self.rows) + 1, kind, {}, is_new)
        for field in fields(KINDS[kind]):
            if field.name in ("entry", "recorded") or (kind, field.name) in words.NOT_ASKED:
                continue
            blank = Blank(
                f"e{row.number}.{field.name}",
                words.BLANKS.get((kind, field.name)) or words.BLANKS["", field.name],
                _kind_of_blank(kind, field.name, str(field.type)),
                query.get(f"{prefix}{field.name}", ""),
                field.default is MISSING,
            )
            self._offer(kind, field.name, blank)
            row.blanks[field.name] = blank
        self.rows.append(row)

    def _offer(self, kind: str, name: str, blank: Blank) -> None:
        """Give a choice its answers."""
        if name == "channel":
            blank.options = options_of(words.CHANNELS)
        elif name == "agrees":
            blank.options = (Option("true", _("同意")), Option("false", _("不同意")))
        elif name == "outcome":
            known = [o.key for o in outcomes_in_force(self.today)]
            blank.options = options_of(words.OUTCOMES, known)
        elif name == "by" and kind == "redo_ordered":
            blank.options = options_of(words.REDO_BY)
        elif name == "whom" and kind.startswith("opinion_"):
            asked = [r.blanks["whom"].value for r in self.rows if r.kind in _ASKED]
            asked += [blank.value] if blank.value and blank.value not in asked else []
            blank.options = tuple(Option(whom, whom) for whom in dict.fromkeys(asked) if whom)

    def add(self, kind: str) -> None:
        """Append an event with what is usual filled in; nothing for an unknown kind or one too many."""
        if kind not in words.EVENTS or kind == "received" or len(self.rows) >= MOST_EVENTS:
            return
        given: dict[str, str] = {}
        if kind in _ASKED:
            count = 1 + sum(row.kind == kind for row in self.rows)
            given["whom"] = f"{words.WAITING[_CALLED[kind]]}{count if count > 1 else ''}"
        elif kind.startswith("opinion_"):
            closed = [r.blanks["whom"].value for r in self.rows if r.kind.startswith("opinion_")]
            asked = [r.blanks["whom"].value for r in self.rows if r.kind in _ASKED]
            given["whom"] = next((whom for whom in asked if whom not in closed), "")
        elif kind == "extended":
            given = {"days": str(self._most_extension()), "consented_by": "1"}
        self._add_row(kind, given, "", is_new=True)

    def _most_extension(self) -> int | str:
        day = self.rows[0].blanks["on"].day(self.law.calendar)
        term = None if day is None else self.law.term_if_any("extension", day)
        return "" if term is None or term.days is None else term.days

    def drop(self, number: int) -> None:
        """Take out an event other than the first; the later ones move up."""
        kept = [row for row in self.rows if row.number != number or number == 1]
        again = HistoryForm({}, self.law, self.today)
        for row in kept[1:]:
            again._add_row(row.kind, {name: b.value for name, b in row.blanks.items()}, "", is_new=row.is_new)
        self.rows = [kept[0], *again.rows[1:]]

    def address(self) -> str:
        """Return everything typed as the parameters of an address, in a fixed order."""
        return urlencode(list(self._pairs()))

    def _pairs(self) -> Iterator[tuple[str, str]]:
        for row in self.rows:
            if row.number > 1:
                yield row.id, row.kind
            # The two blanks of the first step stay even if empty: they say that they were asked.
            kept = (b for b in row.blanks.values() if b.value or row.number == 1)
            yield from ((blank.name, blank.value) for blank in kept)
            if row.is_new:
                yield "new", row.id
        if self.on.value:
            yield "on", self.on.value

    def read(self) -> None:
        """Read the blanks and compute; afterwards `clock` and `standing`, or errors in their places.

        An event just added is left out until it is filled in. Raises UnsoundLaw: that is no fault of
        the reader's.
        """
        on = self.on.day(self.law.calendar) or self.today
        events = [self._event(row) for row in self.rows if not (row.is_new and self._is_empty(row))]
        if any(row.faulty for row in self.rows) or self.on.error or self.unknown:
            return
        self.events = tuple(event for event in events if event is not None)
        try:
            self.clock = read(self.events, self.law)
            self.standing = self.clock.standing(on)
        except UnsoundLaw:
            raise
        except StatuteError as fault:
            self.clock = None
            self._blame(str(fault))

    def _is_empty(self, row: Row) -> bool:
        return not row.blanks["on"].value

    def _event(self, row: Row) -> Event | None:
        given: dict[str, Any] = {name: _read_blank(blank, self.law) for name, blank in row.blanks.items()}
        if row.kind == "extended" and given.get("consented_by"):
            given["consented_by"] = HEAD
        if row.faulty:
            return None
        kept = {name: value for name, value in given.items() if value not in (None, "")}
        return KINDS[row.kind](**kept, entry=row.number)

    def _blame(self, sentence: str) -> None:
        """Put the law's sentence at the first event, in legal order, that brings it forth."""
        ordered = [event for _n, event in in_force(self.events)]
        for count in range(1, len(ordered) + 1):
            try:
                read(ordered[:count], self.law)
            except StatuteError as fault:
                row = next(row for row in self.rows if row.number == ordered[count - 1].entry)
                row.refusal = str(fault)
                return
        self.failure = sentence

    @property
    def likely_next(self) -> str:
        """The kind of event that is most likely to come next."""
        if self.clock is None:
            return ""
        if self.clock.halted:
            return _LIKELY.get(self.clock.halted, "")
        return "opinion_received" if any(c.open for c in self.clock.consultations) else ""


def _kind_of_blank(kind: str, name: str, declared: str) -> str:
    if name in ("channel", "agrees", "outcome") or (kind, name) == ("redo_ordered", "by"):
        return "choice"
    if name == "whom" and kind.startswith("opinion_"):
        return "choice"
    if name == "consented_by":
        return "check"
    declared = declared.removesuffix(" | None")
    return {"date": "date", "int": "number"}.get(declared, "text")


def _read_blank(blank: Blank, law: Law) -> Any:
    match blank.kind:
        case "date":
            return blank.day(law.calendar)
        case "number":
            return blank.number(999)
        case "choice":
            chosen = blank.choice()
            return {"true": True, "false": False}.get(chosen, chosen)
        case _:
            return blank.text()
