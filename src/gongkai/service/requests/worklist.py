"""The work list: the index finds candidates, the ledger says where each stands and mends the index."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.functional import Promise

from gongkai.service.catalogue.desk_law import law_here
from gongkai.service.organs.doors import visible_organs
from gongkai.service.organs.models import Organ, Post
from gongkai.service.organs.policy import Power, has
from gongkai.service.organs.queries import forebears
from gongkai.service.organs.said import said
from gongkai.service.requests import index, ledger, masking, policy, urgency
from gongkai.service.requests.case_ways import Visit
from gongkai.service.requests.models import Case, Party, Standing
from gongkai.service.requests.urgency import Urgency
from gongkai.service.requests.words import OPEN, STATES, ending_in_words
from gongkai.statute import clock
from gongkai.statute.errors import StatuteError
from gongkai.statute.events import Event
from gongkai.statute.law import Law

# What of an index row follows from the ledger and the day: where one of these differs, the row is mended.
FOLLOWS = (
    *("state", "waiting_for", "received_on", "due", "next_on", "provisional", "ended_on", "outcome"),
    *("sent_on", "entries"),
)

FEW = 300  # found by a number or a name: so many are looked up once, more each time the list is asked


@dataclass(frozen=True, slots=True)
class Asked:
    """What the list is narrowed to; every part may be empty."""

    whose: str = ""  # "", "mine", "unit"
    group: str = ""  # a key of urgency.GROUPS
    state: str = ""  # "" for all that is open, a key of words.STATES, or "every"
    requester_class: str = ""
    organ: str = ""  # a code
    q: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A request as a line of the list shows it."""

    case: Case
    name: str
    says: str  # what was asked, in short
    now: Standing  # computed from the ledger; not saved
    urgency: Urgency
    indexed: Standing  # as found: who handles it, which class
    is_own: bool
    internal_late: bool
    ended: str | Promise = ""  # how, in words; "" while it is open

    @property
    def state_name(self) -> object:
        """The state in words."""
        return STATES[self.now.state]


class Seen:
    """Which organs' names a post reads: those of its own organ, and of those it came after.

    `organs` are those it sees, where they were asked for already: all its own, unless it supervises others.
    """

    def __init__(self, who: Visit, organs: Sequence[Organ] | None = None) -> None:
        self.who, self._organs = who, organs

    @cached_property
    def own(self) -> set[int]:
        """The organs whose matters are those of the post."""
        if self._organs is not None and not has(self.who.post, Power.SUPERVISE):
            return {organ.pk for organ in self._organs}
        return {self.who.post.organ_id} | forebears(self.who.post.organ_id, self.who.on)

    @cached_property
    def _reads(self) -> bool:
        return policy.sees_names(self.who.post, self.who.post.organ, self.who.on)

    def names(self, organ: Organ) -> bool:
        """Say whether the post reads the names in cases of an organ."""
        return self._reads and organ.pk in self.own


def of_post(post: Post) -> list[int]:
    """Return the posts whose cases are this one's to handle: its own, and that of whom it stands in for."""
    return [post.pk, *([post.deputy_of_id] if post.deputy_of_id else [])]


def all_of(who: Visit, organs: Sequence[Organ] | None = None, code: str = "") -> QuerySet[Standing]:
    """Return the index rows of every case the post may see, or of one of these organs by its code."""
    seen = list(visible_organs(who.post, who.on)) if organs is None else organs
    return Standing.objects.filter(organ__in=[o.pk for o in seen if not code or o.code == code])


def scoped(rows: QuerySet[Standing], asked: Asked, seen: Seen) -> QuerySet[Standing]:
    """Return the rows of those asked for: whose, of which class, under which number or name."""
    post = seen.who.post
    if asked.whose == "mine":
        rows = rows.filter(handler__in=of_post(post))
    elif asked.whose == "unit" and post.unit:
        rows = rows.filter(unit=post.unit)
    if asked.requester_class:
        rows = rows.filter(requester_class=asked.requester_class)
    return rows.filter(_named(asked.q, seen)) if asked.q else rows


def narrowed(rows: QuerySet[Standing], asked: Asked, who: Visit) -> QuerySet[Standing]:
    """Return the candidates in a state, the most pressing first; those that are over, the latest first."""
    if asked.state == "every":
        return rows.order_by("-pk")
    if asked.state == "ended":
        return rows.filter(state="ended").order_by("-pk")
    rows = rows.filter(state=asked.state) if asked.state else rows.filter(state__in=OPEN)
    rows = rows.annotate(place=urgency.in_index(who.on, _soon(who.on)))
    if asked.group:
        rows = rows.filter(place=urgency.PLACES[asked.group])
    return rows.order_by(*urgency.ORDER)


def counts(rows: QuerySet[Standing], who: Visit) -> dict[str, int]:
    """Return how many open candidates are in each group, in the order of the groups."""
    placed = rows.filter(state__in=OPEN).annotate(place=urgency.in_index(who.on, _soon(who.on)))
    found = dict(placed.order_by().values_list("place").annotate(n=Count("pk")))
    return {key: found.get(place, 0) for key, place in urgency.PLACES.items() if key != "ended"}


def provisional(rows: QuerySet[Standing]) -> int:
    """Return how many open candidates have a date that rests on a year not announced."""
    return rows.filter(state__in=OPEN, provisional=True).count()


def shown(candidates: Iterable[Standing], who: Visit, seen: Seen | None = None) -> list[Row]:
    """Return the lines for these index rows, each computed from its ledger; rows that differ are mended."""
    rows = list(candidates)
    keys = [row.case_id for row in rows]
    histories = ledger.events_of_all(keys)
    parties = Party.objects.filter(case__in=keys, role=Party.Role.REQUESTER)
    names = dict(parties.order_by("-pk").values_list("case", "name"))
    law, seen = law_here(), seen or Seen(who)
    found, differ = [], []
    for row in rows:
        fresh = Standing(case_id=row.case_id, organ_id=row.organ_id, entries=len(histories[row.case_id]))
        how, ended = _computed(fresh, histories[row.case_id], law, who.on)
        if any(getattr(fresh, name) != getattr(row, name) for name in FOLLOWS):
            differ.append(row.case_id)
        wish = getattr(row.case, "wish", None)
        name = names.get(row.case_id, "")
        found.append(
            Row(
                case=row.case,
                name=name if seen.names(row.case.organ) else masking.name(name),
                says=shortened(wish.description) if wish else "",
                now=fresh,
                urgency=how,
                indexed=row,
                is_own=row.organ_id in seen.own,
                internal_late=row.internal_by is not None
                and row.internal_by < who.on
                and fresh.state != "ended",
                ended=ended,
            )
        )
    if differ:
        index.refresh_all(differ, who.on, law)
    return found


def bring_up(rows: QuerySet[Standing], on: date) -> int:
    """Compute anew the open rows in which a day has passed since they were computed; return how many.

    The state of these may have turned by the mere passing of the day: an opinion that did not come.
    """
    # One that waits for an opinion without a last day has no due date, and no day turns it.
    timed = rows.filter(state="consulting", next_on__lt=on).exclude(due=None)
    keys = list(timed.values_list("pk", flat=True))
    keys += rows.filter(
        state__in=("awaiting_correction", "awaiting_payment"), next_on__lt=on, waiting_for="requester"
    ).values_list("pk", flat=True)
    return index.refresh_all(keys, on) if keys else 0


def with_case(rows: QuerySet[Standing], organs: Sequence[Organ] = ()) -> Iterator[Standing]:
    """Yield rows with what a line needs of the case and of who handles it; `organs` are known already."""
    known = {organ.pk: organ for organ in organs}
    needed = rows.select_related("case__wish", "handler__person")
    for row in needed if known else needed.select_related("case__organ"):
        if row.organ_id in known:
            row.case.organ = known[row.organ_id]
        yield row


def fetched(keys: Iterable[int], organs: Sequence[Organ] = ()) -> list[Standing]:
    """Return the rows of these keys in their order: a page is fetched after it was found, not before."""
    order = list(keys)
    rows = {row.pk: row for row in with_case(Standing.objects.filter(pk__in=order), organs)}
    return [rows[key] for key in order if key in rows]


def shortened(text: str, most: int = 60) -> str:
    """Return the beginning of a text as one line."""
    plain = re.sub(r"\s+", " ", text).strip()
    return plain if len(plain) <= most else f"{plain[: most - 1]}…"


def _computed(fresh: Standing, events: Sequence[Event], law: Law, on: date) -> tuple[Urgency, str | Promise]:
    """Fill a row, and return how pressing it is and, of one that is over, how it ended."""
    try:
        read = clock.read(events, law)
        index.fill(fresh, read, on)
        ending = read.ending if fresh.state == "ended" else None
        how = ending_in_words(ending.event, ending.outcome) if ending is not None else ""
        return urgency.of(read.standing(on)), how
    except StatuteError as fault:
        fresh.state = index.UNREADABLE
        return urgency.unreadable(said(str(fault))), ""


def _named(words: str, seen: Seen) -> Q:
    """Return the condition for a number or a name. Names are looked for where the post reads them."""
    words = words.strip()
    # What has no capitals is found without turning every name into capitals first.
    how = "contains" if words.upper() == words.lower() else "icontains"
    found = Q()
    if re.search(r"\d", words):
        numbered = Case.objects.filter(**{f"number__{how}": words}).order_by()
        found |= Q(case__in=_few(numbered.values_list("pk", flat=True)))
    if not re.fullmatch(r"[\d〔〕号\-]+", words):
        roles = (Party.Role.REQUESTER, Party.Role.AGENT)
        named = Party.objects.filter(role__in=roles, **{f"name__{how}": words}).order_by()
        found |= Q(organ__in=seen.own, case__in=_few(named.values_list("case", flat=True)))
    return found


def _few(keys: QuerySet[Any, int]) -> list[int] | QuerySet[Any, int]:
    """Return the keys, where they are few: else the question itself, for whichever list asks it along."""
    first = list(keys[: FEW + 1])
    return first if len(first) <= FEW else keys


def _soon(on: date) -> date:
    return law_here().calendar.after(on, urgency.SOON)
