"""What is owed by whom, over all organs: candidates from the index, each computed from its ledger."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from gongkai.service.catalogue.desk_law import law_here
from gongkai.service.clearance.models import Opinion
from gongkai.service.organs.continuity import keepers_of
from gongkai.service.organs.models import Post
from gongkai.service.organs.policy import Power, has
from gongkai.service.organs.queries import posts_in_force
from gongkai.service.requests import ledger, letter_state, proposing, used_up
from gongkai.service.requests.letter_state import State
from gongkai.service.requests.lettering import KIND
from gongkai.service.requests.models import Case, Dispatch, Letter, Proposal, Standing
from gongkai.service.requests.reminding import owed
from gongkai.service.requests.reminding.owed import Owed, Term, Way
from gongkai.service.requests.words import OPEN
from gongkai.statute import clock
from gongkai.statute.errors import StatuteError
from gongkai.statute.law import Law

AT_ONCE = 1_000  # histories read together


@dataclass(frozen=True, slots=True)
class Line:
    """Something owed in a case, or in a thing of a room above: by its number, with the way to it."""

    case: int | None
    number: str
    owed: Owed
    url: Way
    how: str = ""


class Desks:
    """Whose a case is on a day: the posts of its organ, or of whoever answers for its matters now."""

    def __init__(self, on: date) -> None:
        self.on = on
        self.by_organ: dict[int, list[Post]] = defaultdict(list)
        self.by_key: dict[int, Post] = {}
        self.standing_in: dict[int, list[Post]] = defaultdict(list)
        self._keepers: dict[int, frozenset[int]] = {}
        for post in posts_in_force(on):
            self.by_organ[post.organ_id].append(post)
            self.by_key[post.pk] = post
            if post.deputy_of_id:
                self.standing_in[post.deputy_of_id].append(post)

    def who(self, line: Owed, organ: int, handler: int | None) -> set[int]:
        """Return the keys of the people who owe something: who was given it, else all who handle requests."""
        of_organ = [post for key in self._of(organ) for post in self.by_organ.get(key, ())]
        heads = [post for post in of_organ if has(post, Power.CONSENT)]
        if line.kind == "consent":
            return {post.person_id for post in heads} - {line.not_by}
        given = self.by_key.get(handler) if handler else None
        handling = [given, *self.standing_in[given.pk]] if given else _handling(of_organ)
        told = [*handling, *heads] if line.kind in owed.OF_THE_HEAD else handling
        return {post.person_id for post in told}

    def _of(self, organ: int) -> frozenset[int]:
        if organ not in self._keepers:
            self._keepers[organ] = keepers_of([organ], self.on)
        return self._keepers[organ]


def _handling(posts: Iterable[Post]) -> list[Post]:
    return [post for post in posts if has(post, Power.HANDLE)]


def by_person(on: date, law: Law | None = None) -> dict[int, list[Line]]:
    """Return what is owed on a day, by the keys of the people who owe it."""
    law, desks = law or law_here(), Desks(on)
    found: dict[int, list[Line]] = defaultdict(list)
    for row, owes in _all(on, law):
        line = Line(row.case_id, row.case.number, owes, ("desk-case", row.case_id))
        for person in desks.who(owes, row.organ_id, row.handler_id):
            found[person].append(line)
    for term in terms(law, on):
        for owes in owed.by_term(term, on, law.calendar):
            line = Line(None, term.number, owes, term.url, term.how)
            for person in desks.who(owes, term.organ, None):
                found[person].append(line)
    return found


def terms(law: Law, on: date, organs: Collection[int] | None = None) -> Iterator[Term]:
    """Yield the last days that the rooms above have on a day, of all organs or of some (GONGKAI_TERMS)."""
    for name in settings.GONGKAI_TERMS:
        ask: Callable[[Law, date, Collection[int] | None], Iterator[Term]] = import_string(name)
        yield from ask(law, on, organs)


def _all(on: date, law: Law) -> Iterator[tuple[Standing, Owed]]:
    """Yield what is owed in every case that is open, or has a letter or a proposal that waits."""
    others = [_proposed(on), _letters(on), _unproven(on, law)]
    keys = set(Standing.objects.filter(state__in=OPEN).values_list("pk", flat=True))
    keys.update(key for waiting in others for key in waiting)
    ordered = sorted(keys)
    for first in range(0, len(ordered), AT_ONCE):
        some = ordered[first : first + AT_ONCE]
        rows = Standing.objects.filter(pk__in=some).select_related("case")
        histories = ledger.events_of_all(some)
        for row in rows:
            try:
                stands = clock.read(histories[row.pk], law).standing(on)
            except StatuteError:
                continue  # shown as unreadable on the work list: no day can be told
            for one in owed.by_clock(stands):
                yield row, one
            if row.internal_by is not None and stands.state != "ended":
                for one in owed.by_internal_term(row.internal_by, on, law.calendar):
                    yield row, one
            for waiting in others:
                for one in waiting.get(row.pk, ()):
                    yield row, one


def _proposed(on: date) -> dict[int, list[Owed]]:
    """What waits for consent, and what was consented to and is not told."""
    found: dict[int, list[Owed]] = defaultdict(list)
    for row in Proposal.objects.filter(consent=None).select_related("by"):
        since = timezone.localdate(row.at)
        found[row.case_id].append(Owed("consent", since, since, f"p{row.pk}", row.by.person_id))
    granted = Proposal.objects.filter(
        kind__in=proposing.OWED_TELLING, consent__granted=True, carried_out=None
    )
    for case in Case.objects.filter(pk__in=granted.values("case")):
        for row in used_up.to_tell(case, on):
            found[case.pk].append(Owed("untold", row.consent.on, row.consent.on, f"p{row.pk}"))
    return found


def _letters(on: date) -> dict[int, list[Owed]]:
    """What passed its review and has no number, and what has one and was not dispatched."""
    found: dict[int, list[Owed]] = defaultdict(list)
    drafts = Letter.objects.filter(issued_on=None, discarded_at=None).select_related("case__organ", "to")
    cleared = [
        where for where in letter_state.wheres(_reviewed(drafts), on).values() if where.state is State.CLEARED
    ]
    for where in cleared:
        since = (
            timezone.localdate(max(opinion.at for opinion in where.review.opinions)) if where.review else on
        )
        found[where.letter.case_id].append(Owed("cleared", since, since, f"l{where.letter.pk}"))
    rows = Letter.objects.filter(discarded_at=None, dispatches=None).exclude(issued_on=None)
    for case, key, issued in rows.values_list("case", "pk", "issued_on"):
        if issued is not None:  # for the types: the query has asked it
            found[case].append(Owed("undispatched", issued, issued, f"l{key}"))
    return found


def _reviewed(drafts: Iterable[Letter]) -> Sequence[Letter]:
    """Those of the drafts on which somebody spoke: the digest of the others is not asked for."""
    spoken = set(
        Opinion.objects.filter(review__subject_kind=KIND, review__subject_key__in=[d.pk for d in drafts])
        .values_list("review__subject_key", flat=True)
        .distinct()
    )
    return [letter for letter in drafts if letter.pk in spoken]


def _unproven(on: date, law: Law) -> dict[int, list[Owed]]:
    """What was dispatched and nobody has entered that it arrived."""
    found: dict[int, list[Owed]] = defaultdict(list)
    rows = Dispatch.objects.filter(delivered_on=None, letter__discarded_at=None, sent_on__lt=on)
    arrived = Letter.objects.filter(dispatches__delivered_on__isnull=False)
    for case, key, sent_on in rows.exclude(letter__in=arrived).values_list("letter__case", "pk", "sent_on"):
        since = owed.proof_is_owed_since(sent_on, law.calendar)
        if since <= on:
            found[case].append(Owed("unproven", since, sent_on, f"d{key}"))
    return found
