"""Putting entries into the index and taking them out, always in the transaction of what is published."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from functools import partial
from itertools import islice
from typing import Any

from django.db import connection, models, transaction

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
    MOST_BYTES,
    STRETCH,
    VERSION,
    Words,
    clean,
    cut,
    cut_head,
    facet,
    paths,
    size,
    stretches,
)

BATCH = 1_000
_At = tuple[int, int]  # kind and key
_FIELDS = [field.name for field in fields(Entry)]


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
            index().hold_off_rebuilding()
            _put(batch)
        done += len(batch)
    return done


def remove(kind: str, keys: Iterable[int]) -> int:
    """Take entries out of the index, and return how many were there; nothing of them is found any more."""
    done = 0
    left = iter(keys)
    while batch := list(islice(left, BATCH)):
        with transaction.atomic():
            index().hold_off_rebuilding()
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


def due(on: date, most: int | None = None) -> list[tuple[str, int]]:
    """Return kind and key of the entries whose validity has changed by itself by that day: put them again.

    Those longest due come first; at most `most`.
    """
    names = {number: name for name, number in KINDS.items()}
    rows = Indexed.objects.filter(turns__lte=on).order_by("turns", "pk").values_list("kind", "key")[:most]
    return [(names[kind], key) for kind, key in rows]


def words_in(entry: Entry) -> tuple[Words, bool]:
    """Return all words of an entry, and whether the index takes every one of them.

    The index takes a good 60,000 different words; of a longer text it has those of the beginning.
    """
    # What parts the fields must break them: no word reaches from one into the next.
    head = "。".join((entry.title, entry.number, entry.index_number, entry.issuers, entry.keywords))
    words = cut_head(head)
    words.others.update((facet("k", entry.kind), facet("o", entry.organ)))
    words.others.update(facet("t", path) for path in paths(entry.topic))
    words.others.update(facet("c", path) for path in paths(entry.category))
    if entry.validity:
        words.others.add(facet("v", entry.validity))
    is_long = len(entry.body) + len(entry.attachments) > STRETCH
    for text in (entry.body, entry.attachments):
        for stretch in stretches(text) if text else ():
            more = cut(stretch)
            if is_long and size(_together(words, more)) > MOST_BYTES:
                return words, False
            words.pairs.update(more.pairs)
            words.others.update(more.others)
    return words, True


def _together(words: Words, more: Words) -> Words:
    return Words(words.pairs | more.pairs, words.others | more.others, words.head)


def _put(batch: Sequence[Entry]) -> None:
    fresh = {(_kind(entry.kind), entry.key): _clean(entry) for entry in batch}
    there = {(row.kind, row.key): row for row in _rows_of(fresh)}
    digests = {at: digest(entry) for at, entry in fresh.items()}
    _erase([row for at, row in there.items() if row.digest != digests[at]])
    new = {at: entry for at, entry in fresh.items() if at not in there or there[at].digest != digests[at]}
    if not new:
        return
    places = _free_places(new)
    State.objects.get_or_create(id=1, defaults={"version": VERSION})
    whole = dict.fromkeys(new, True)
    if is_current():
        index().write(_cut(new, places, whole))
    rows = []
    for at, entry in new.items():
        number = numbers.read(entry.number) or ("", None, None)
        rows.append(_row(places[at], entry, number, whole=whole[at], digest=digests[at]))
    _insert(Indexed, _COLUMNS, rows)
    texts = [(places[at], entry.body, entry.attachments) for at, entry in new.items()]
    _insert(IndexedText, ("entry_id", "body", "attachments"), texts)


def _cut(
    entries: Mapping[_At, Entry], places: Mapping[_At, int], whole: dict[_At, bool]
) -> Iterator[tuple[int, Words]]:
    """Yield places with words, and note of which entries those are all; the index takes them as they come."""
    for at, entry in entries.items():
        words, whole[at] = words_in(entry)
        yield places[at], words


def _insert(kind: type[models.Model], names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows of one kind at once; `bulk_create` makes an object of each and a statement for fifty."""
    facts = kind._meta  # noqa: SLF001 - Django's own documented name
    of_name = {column.attname: column for column in facts.concrete_fields}
    columns = [of_name[name] for name in names]
    # A number, a text and a truth value are handed on as they are, a day or a moment as the database has it.
    times = [(at, column) for at, column in enumerate(columns) if isinstance(column, models.DateField)]
    index().insert(facts.db_table, [column.column or "" for column in columns], _as_kept(rows, times))


def _as_kept(rows: Iterable[tuple[Any, ...]], times: Sequence[tuple[int, Any]]) -> Iterator[Sequence[Any]]:
    for row in rows:
        kept = list(row)
        for at, column in times:
            if row[at] is not None:
                kept[at] = column.get_db_prep_save(row[at], connection)
        yield kept


_COLUMNS = tuple(field.attname for field in Indexed._meta.concrete_fields)  # noqa: SLF001 - as above


def _row(
    place: int, entry: Entry, number: tuple[str, int | None, int | None], *, whole: bool, digest: str
) -> tuple[Any, ...]:
    """Return the row of an entry, in the order of the columns."""
    row = {
        "id": place,
        "kind": _kind(entry.kind),
        "key": entry.key,
        "organ": entry.organ,
        "title": entry.title,
        "dated": entry.dated,
        "begins": entry.begins,
        "ends": entry.ends,
        "turns": entry.turns,
        "number": entry.number,
        "number_word": number[0],
        "number_year": number[1],
        "number_serial": number[2],
        "index_number": entry.index_number,
        "issuers": entry.issuers,
        "keywords": entry.keywords,
        "topic": entry.topic,
        "category": entry.category,
        "validity": entry.validity,
        "whole": whole,
        "digest": digest,
    }
    return tuple(row[name] for name in _COLUMNS)


def _rows_of(keys: Iterable[tuple[int, int]]) -> list[Indexed]:
    of_kind: dict[int, list[int]] = {}
    for kind, key in keys:
        of_kind.setdefault(kind, []).append(key)
    rows = _rows().select_for_update(of=("self",))
    return [row for kind, some in of_kind.items() for row in rows.filter(kind=kind, key__in=some)]


def _rows() -> models.QuerySet[Indexed]:
    return Indexed.objects.select_related("text")


def _erase(rows: Sequence[Indexed]) -> None:
    """Take rows and their words out; an index of another version is left alone, it is made anew anyway."""
    if not rows:
        return
    if is_current():
        index().erase((row.pk, partial(_words_of, row)) for row in rows)
    Indexed.objects.filter(pk__in=[row.pk for row in rows]).delete()


def _words_of(row: Indexed) -> Words:
    return words_in(entry_of(row))[0]


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
    values = [getattr(entry, name) for name in _FIELDS]
    told = "".join(
        f"{value.astimezone(UTC) if isinstance(value, datetime) else value}\x1f" for value in values
    )
    return hashlib.sha256(told.encode()).hexdigest()


def digest_as_kept(entry: Entry) -> str:
    """Return the digest with which an entry stands in the index, or would."""
    return digest(_clean(entry))


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


def _free_places(entries: Mapping[_At, Entry]) -> dict[_At, int]:
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
