"""Making the index anew from what is published, and finding out whether the two agree.

The rooms whose things can be found give a *provider* each: a function that yields, in batches, every entry as
it is to stand in the index (also those whose moment has not come). Each batch is read when it is asked for,
and none by a cursor that a transaction's end would close. Which they are says `config/searching.py`.

Whoever publishes or withdraws holds off rebuilding from `store.put` or `store.remove` to the end of the
transaction. So a batch, which is read and put in one transaction that waits for them, is never put back over
what they did: what was done before is read, what is done after is done to what stands there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from django.db import transaction

from gongkai.service.catalogue.search.entry import KINDS, Entry
from gongkai.service.catalogue.search.index import index
from gongkai.service.catalogue.search.models import Indexed, State
from gongkai.service.catalogue.search.store import clear, digest_as_kept, put, remove
from gongkai.service.catalogue.search.words import VERSION

Provider = Callable[[], Iterable[Sequence[Entry]]]


@dataclass(frozen=True, slots=True)
class Differences:
    """Where the index and what is published do not agree, as (kind, key); nowhere if all are empty.

    `broken` stand in the rows but not among the words, or among the words alone (then with key None).
    """

    seen: int
    missing: tuple[tuple[str, int], ...] = ()
    changed: tuple[tuple[str, int], ...] = ()
    superfluous: tuple[tuple[str, int], ...] = ()
    broken: tuple[tuple[str, int | None], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.missing or self.changed or self.superfluous or self.broken)


def rebuild(providers: Mapping[str, Provider], tell: Callable[[int], None] = lambda _: None) -> int:
    """Make the index anew; return how many entries it has. While it lasts, search says it is being rebuilt.

    What is published meanwhile is put by its publisher as always. If it is interrupted, search stays closed
    until it has been done again. `tell` is given the number of entries so far.
    """
    with transaction.atomic():
        index().wait_for_others()
        clear()
        State.objects.update_or_create(id=1, defaults={"version": VERSION, "is_rebuilding": True})
        index().begin_filling()
    done = 0
    for provider in providers.values():
        batches = iter(provider())
        while (entries := _put_next(batches)) is not None:
            done += entries
            tell(done)
    with transaction.atomic():
        index().wait_for_others()
        index().end_filling()
        State.objects.filter(id=1).update(is_rebuilding=False)
    return done


def verify(providers: Mapping[str, Provider], at: datetime) -> Differences:
    """Compare entries with rows, and rows with words; what has ended may stand there or not."""
    names = {number: name for name, number in KINDS.items()}
    rows = {
        (names[kind], key): (place, digest)
        for kind, key, place, digest in Indexed.objects.values_list("kind", "key", "pk", "digest")
    }
    seen, missing, changed = set(), [], []
    for provider in providers.values():
        for entry in chain.from_iterable(provider()):
            which = (entry.kind, entry.key)
            seen.add(which)
            if which not in rows:
                missing.append(which)
            elif rows[which][1] != digest_as_kept(entry):
                changed.append(which)
    words, places = set(index().places()), {place: which for which, (place, _) in rows.items()}
    broken: list[tuple[str, int | None]] = [places[place] for place in sorted(places) if place not in words]
    broken += [("", None) for place in words if place not in places]
    ended = set(Indexed.objects.filter(ends__lte=at).values_list("pk", flat=True))
    superfluous = [which for which, (place, _) in rows.items() if which not in seen and place not in ended]
    return Differences(len(seen), tuple(missing), tuple(changed), tuple(superfluous), tuple(broken))


def repair(providers: Mapping[str, Provider], differences: Differences) -> bool:
    """Put what is missing or changed and take out what is superfluous; False where only `rebuild` helps."""
    wanted = {*differences.missing, *differences.changed}
    for provider in providers.values():
        batches = iter(provider())
        while _put_next(batches, lambda entry: (entry.kind, entry.key) in wanted) is not None:
            pass
    for kind in KINDS:
        remove(kind, [key for other, key in differences.superfluous if other == kind])
    return not differences.broken


def _put_next(
    batches: Iterator[Sequence[Entry]], is_wanted: Callable[[Entry], bool] = lambda _: True
) -> int | None:
    """Read the next batch and put what is wanted of it; return how many that were, None after the last."""
    with transaction.atomic():
        index().wait_for_others()
        batch = next(batches, None)
        return None if batch is None else put(filter(is_wanted, batch))
