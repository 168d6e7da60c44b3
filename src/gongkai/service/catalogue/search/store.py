"""Putting entries into the index and taking them out, always in the transaction of what is published."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, replace
from datetime import UTC, date
from itertools import islice

from django.db import transaction
from django.db.models import QuerySet

from gongkai.service.catalogue.search import numbers
from gongkai.service.catalogue.search.entry import (
    DAY_BITS,
    KINDS,
    Entry,
    WrongEntry,
    first_place,
    place_of,
)
from gongkai.service.catalogue.search.index import index
from gongkai.service.catalogue.search.models import Indexed, IndexedText, State
from gongkai.service.catalogue.search.words import (
    VERSION,
    clean,
    facet,
    head_words,
    paths,
    within_limit,
    words_of,
)

BATCH = 500


def put(entries: Iterable[Entry]) -> int:
    """Put entries into the index, in place of what stands there under their kind and key; return how many.

    Found from then on, as soon as the caller's transaction is committed and `begins` has come. An entry
    that is there unchanged costs little. Raises WrongEntry for a kind that is not known or a day with a
    million entries.
    """
    done = 0
    left = iter(entries)
    while batch := list(islice(left, BATCH)):
        with transaction.atomic():
            _put(batch)
        done += len(batch)
    return done


def remove(kind: str, keys: Iterable[int]) -> int:
    """Take entries out of the index, and return how many were there; nothing of them is found any more."""
    done = 0
    left = iter(keys)
    while batch := list(islice(left, BATCH)):
        with transaction.atomic():
            rows = list(_rows().filter(kind=_kind(kind), key__in=batch))
            _erase(rows)
            done += len(rows)
    return done


def clear() -> None:
    """Take everything out."""
    with transaction.atomic():
        IndexedText.objects.all().delete()
        Indexed.objects.all().delete()
        index().clear()


def due(on: date) -> list[tuple[str, int]]:
    """Return kind and key of the entries whose validity has changed by itself by that day: put them again."""
    names = {number: name for name, number in KINDS.items()}
    rows = Indexed.objects.filter(turns__lte=on).order_by("turns", "pk").values_list("kind", "key")
    return [(names[kind], key) for kind, key in rows]


def words_in(entry: Entry) -> tuple[list[str], bool]:
    """Return all words of an entry, and whether the index takes every one of them."""
    return within_limit(_words(entry))


def _words(entry: Entry) -> Iterator[str]:
    """Yield filters first, then head, body and attachments: what is left out for size comes last."""
    head = (entry.title, entry.number, entry.index_number, entry.issuers, entry.keywords)
    yield facet("k", entry.kind)
    yield facet("o", entry.organ)
    yield from (facet("t", path) for path in paths(entry.topic))
    yield from (facet("c", path) for path in paths(entry.category))
    if entry.validity:
        yield facet("v", entry.validity)
    yield from head_words(head)
    found: dict[str, None] = {}
    for text in (*head, entry.body, entry.attachments):
        if text:
            found.update(words_of(text))
    yield from found


def _put(batch: Sequence[Entry]) -> None:
    fresh = {(_kind(entry.kind), entry.key): _clean(entry) for entry in batch}
    there = {(row.kind, row.key): row for row in _rows_of(fresh)}
    digests = {at: digest(entry) for at, entry in fresh.items()}
    _erase([row for at, row in there.items() if row.digest != digests[at]])
    new = {at: entry for at, entry in fresh.items() if at not in there or there[at].digest != digests[at]}
    places = _free_places(new)
    rows, texts, words = [], [], []
    for at, entry in new.items():
        mine, whole = words_in(entry)
        number = numbers.read(entry.number) if entry.number else None
        word, year, serial = number or ("", None, None)
        rows.append(
            Indexed(
                id=places[at],
                kind=at[0],
                key=entry.key,
                organ=entry.organ,
                title=entry.title,
                dated=entry.dated,
                begins=entry.begins,
                ends=entry.ends,
                turns=entry.turns,
                number=entry.number,
                number_word=word,
                number_year=year,
                number_serial=serial,
                index_number=entry.index_number,
                issuers=entry.issuers,
                keywords=entry.keywords,
                topic=entry.topic,
                category=entry.category,
                validity=entry.validity,
                whole=whole,
                digest=digests[at],
            )
        )
        texts.append(IndexedText(entry_id=places[at], body=entry.body, attachments=entry.attachments))
        words.append((places[at], mine))
    Indexed.objects.bulk_create(rows)
    IndexedText.objects.bulk_create(texts)
    State.objects.get_or_create(id=1, defaults={"version": VERSION})
    if words and is_current():
        index().write(words)


def _rows_of(keys: Iterable[tuple[int, int]]) -> list[Indexed]:
    of_kind: dict[int, list[int]] = {}
    for kind, key in keys:
        of_kind.setdefault(kind, []).append(key)
    rows = _rows().select_for_update(of=("self",))
    return [row for kind, some in of_kind.items() for row in rows.filter(kind=kind, key__in=some)]


def _rows() -> QuerySet[Indexed]:
    return Indexed.objects.select_related("text")


def _erase(rows: Sequence[Indexed]) -> None:
    """Take rows and their words out; an index of another version is left alone, it is made anew anyway."""
    if not rows:
        return
    if is_current():
        index().erase([(row.pk, words_in(entry_of(row))[0]) for row in rows])
    Indexed.objects.filter(pk__in=[row.pk for row in rows]).delete()


def entry_of(row: Indexed) -> Entry:
    """Return the entry as it was put."""
    names = {number: name for name, number in KINDS.items()}
    return Entry(
        kind=names[row.kind],
        key=row.key,
        organ=row.organ,
        title=row.title,
        dated=row.dated,
        begins=row.begins,
        ends=row.ends,
        number=row.number,
        index_number=row.index_number,
        issuers=row.issuers,
        keywords=row.keywords,
        body=row.text.body,
        attachments=row.text.attachments,
        topic=row.topic,
        category=row.category,
        validity=row.validity,
        turns=row.turns,
    )


def is_current() -> bool:
    """Say whether the index was made by the words of today; one in which nothing stands yet was."""
    return not State.objects.exclude(version=VERSION).exists()


def digest(entry: Entry) -> str:
    """Return a digest of everything in an entry."""
    ends = entry.ends and entry.ends.astimezone(UTC)
    fields = [str(field) for field in astuple(replace(entry, begins=entry.begins.astimezone(UTC), ends=ends))]
    return hashlib.sha256("\x1f".join(fields).encode()).hexdigest()


def _clean(entry: Entry) -> Entry:
    return replace(
        entry,
        title=clean(entry.title),
        number=clean(entry.number),
        index_number=clean(entry.index_number),
        issuers=clean(entry.issuers),
        keywords=clean(entry.keywords),
        body=clean(entry.body),
        attachments=clean(entry.attachments),
    )


def _free_places(entries: dict[tuple[int, int], Entry]) -> dict[tuple[int, int], int]:
    """Return a place for each entry that no other has: its own, or else the next free one of the day."""
    wanted = {at: place_of(entry) for at, entry in entries.items()}
    taken = set(Indexed.objects.filter(pk__in=wanted.values()).values_list("pk", flat=True))
    for at, place in sorted(wanted.items()):
        day = first_place(entries[at].dated)
        free = place
        for step in range(1 << DAY_BITS):
            free = day | (place + step) & ((1 << DAY_BITS) - 1)
            if free not in taken and (step == 0 or not Indexed.objects.filter(pk=free).exists()):
                break
        else:
            raise WrongEntry(
                f"{entries[at].dated.isoformat()}一天的信息超过{1 << DAY_BITS:,}件，不能再编入索引。"
            )
        taken.add(free)
        wanted[at] = free
    return wanted


def _kind(name: str) -> int:
    if name not in KINDS:
        raise WrongEntry(f"不认识的种类“{name}”；可编入索引的有{'、'.join(KINDS)}。")
    return KINDS[name]
